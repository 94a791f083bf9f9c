/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/transport/ins-fd-transport.h"
#include "grbl-fixture.h"

#define MANY_POLLS 1000

/* A loopback that says that opening it may reset what is behind it, as a serial port does, and in
 * which a reader may be held up. */
#define TEST_TYPE_RESETTING (test_resetting_get_type ())
G_DECLARE_FINAL_TYPE (TestResetting, test_resetting, TEST, RESETTING, GObject)

struct _TestResetting
{
  GObject parent_instance;
  InsTransport *inner;
  double stall_s; /* of the next read that may wait */
};

static void test_resetting_iface_init (InsTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestResetting,
                               test_resetting,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_TRANSPORT,
                                                      test_resetting_iface_init))

static gboolean
resetting_open (InsTransport *self, GError **error)
{
  return ins_transport_open (TEST_RESETTING (self)->inner, error);
}

static void
resetting_close (InsTransport *self)
{
  ins_transport_close (TEST_RESETTING (self)->inner);
}

static gssize
resetting_read (InsTransport *self, guint8 *buffer, gsize size, double timeout_s, GError **error)
{
  TestResetting *port = TEST_RESETTING (self);

  if (port->stall_s > 0.0 && timeout_s > 0.0)
    {
      ins_clock_sleep_s (port->stall_s);
      port->stall_s = 0.0;
      return 0; /* the time is up, and what has come is seen next time */
    }

  return ins_transport_read (TEST_RESETTING (self)->inner, buffer, size, timeout_s, error);
}

static gboolean
resetting_write (InsTransport *self, const guint8 *bytes, gsize n_bytes, GError **error)
{
  return ins_transport_write (TEST_RESETTING (self)->inner, bytes, n_bytes, error);
}

static const char *
resetting_get_name (InsTransport *self)
{
  return ins_transport_get_name (TEST_RESETTING (self)->inner);
}

static gboolean
resetting_resets_on_open (InsTransport *self)
{
  return TRUE;
}

static void
test_resetting_finalize (GObject *object)
{
  g_object_unref (TEST_RESETTING (object)->inner);
  G_OBJECT_CLASS (test_resetting_parent_class)->finalize (object);
}

static void
test_resetting_class_init (TestResettingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_resetting_finalize;
}

static void
test_resetting_iface_init (InsTransportInterface *iface)
{
  iface->open = resetting_open;
  iface->close = resetting_close;
  iface->read = resetting_read;
  iface->write = resetting_write;
  iface->get_name = resetting_get_name;
  iface->resets_on_open = resetting_resets_on_open;
}

static void
test_resetting_init (TestResetting *self)
{
}

void
assert_near (double value, double expected)
{
  g_assert_cmpfloat (fabs (value - expected), <, 1e-9);
}

void
fixture_set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (InsTransport) far_end = NULL;

  ins_fd_transport_new_loopback (&f->near_end, &far_end);
  f->peer = grbl_peer_new (far_end);
  /* work zero lies 150, 100 and 50 mm inside machine space [-200, 0], [-200, 0], [-100, 0] */
  f->peer->wco = (InsPosition){ { -150.0, -100.0, -50.0 } };
  f->peer->position = (InsPosition){ { -140.0, -100.0, -50.0 } };
  f->stage = ins_grbl_stage_new (f->near_end);
}

void
fixture_tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->stage);
  grbl_peer_free (f->peer);
  g_object_unref (f->near_end);
}

void
open_stage (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean open;

  grbl_peer_start (f->peer);
  open = ins_stage_open (f->stage, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (open);
}

void
fixture_lock (Fixture *f)
{
  ins_lock_acquire (&f->peer->wire.lock);
}

void
fixture_unlock (Fixture *f)
{
  ins_lock_release (&f->peer->wire.lock);
}

InsStageReport
fixture_poll (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  gboolean done = ins_stage_poll (f->stage, &report, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  if (report.activity != INS_STAGE_HOMING)
    g_assert_cmpfloat (report.asked_s, <=, report.answered_s);

  return report;
}

InsStageReport
poll_until (Fixture *f, InsStageActivity activity)
{
  InsStageReport report = fixture_poll (f);

  for (guint i = 0; i < MANY_POLLS && report.activity != activity; i++)
    report = fixture_poll (f);
  g_assert_cmpint (report.activity, ==, activity);

  return report;
}

void
move_x (Fixture *f, double x_mm)
{
  g_autoptr (GError) error = NULL;
  InsPosition target = { { x_mm, (double)NAN, (double)NAN } };
  gboolean done = ins_stage_move (f->stage, &target, 20.0, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

void
assert_move_fails (Fixture *f, double x_mm, int code)
{
  g_autoptr (GError) error = NULL;
  InsPosition target = { { x_mm, (double)NAN, (double)NAN } };

  g_assert_false (ins_stage_move (f->stage, &target, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
}

void
use_resetting_port (Fixture *f)
{
  TestResetting *port = g_object_new (TEST_TYPE_RESETTING, NULL);

  port->inner = g_object_ref (f->near_end);
  g_object_unref (f->stage);
  f->stage = ins_grbl_stage_new (INS_TRANSPORT (port));
  g_object_unref (f->near_end);
  f->near_end = INS_TRANSPORT (port);
}

void
fixture_stall (Fixture *f, double stall_s)
{
  TEST_RESETTING (f->near_end)->stall_s = stall_s;
}
