/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-grbl-stage.h"
#include "devices/transport/ins-fd-transport.h"
#include "grbl-peer.h"

#define MANY_POLLS 1000

/* A loopback that says that opening it may reset what is behind it, as a serial port does. */
#define TEST_TYPE_RESETTING (test_resetting_get_type ())
G_DECLARE_FINAL_TYPE (TestResetting, test_resetting, TEST, RESETTING, GObject)

struct _TestResetting
{
  GObject parent_instance;
  InsTransport *inner;
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

typedef struct
{
  InsTransport *near_end;
  GrblPeer *peer;
  InsStage *stage;
} Fixture;

static void
assert_near (double value, double expected)
{
  g_assert_cmpfloat (fabs (value - expected), <, 1e-9);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (InsTransport) far_end = NULL;

  ins_fd_transport_new_loopback (&f->near_end, &far_end);
  f->peer = grbl_peer_new (far_end);
  /* work zero lies 150, 100 and 50 mm inside machine space [-200, 0], [-200, 0], [-100, 0] */
  f->peer->wco = (InsPosition){ { -150.0, -100.0, -50.0 } };
  f->peer->position = (InsPosition){ { -140.0, -100.0, -50.0 } };
  f->stage = ins_grbl_stage_new (f->near_end);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->stage);
  grbl_peer_free (f->peer);
  g_object_unref (f->near_end);
}

static void
open_stage (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean open;

  grbl_peer_start (f->peer);
  open = ins_stage_open (f->stage, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (open);
}

static void
lock (Fixture *f)
{
  ins_lock_acquire (&f->peer->lock);
}

static void
unlock (Fixture *f)
{
  ins_lock_release (&f->peer->lock);
}

static InsStageReport
poll (Fixture *f)
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

static InsStageReport
poll_until (Fixture *f, InsStageActivity activity)
{
  InsStageReport report = poll (f);

  for (guint i = 0; i < MANY_POLLS && report.activity != activity; i++)
    report = poll (f);
  g_assert_cmpint (report.activity, ==, activity);

  return report;
}

static void
move_x (Fixture *f, double x_mm)
{
  g_autoptr (GError) error = NULL;
  InsPosition target = { { x_mm, (double)NAN, (double)NAN } };
  gboolean done = ins_stage_move (f->stage, &target, 20.0, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_move_fails (Fixture *f, double x_mm, int code)
{
  g_autoptr (GError) error = NULL;
  InsPosition target = { { x_mm, (double)NAN, (double)NAN } };

  g_assert_false (ins_stage_move (f->stage, &target, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
}

static void
test_open (Fixture *f, gconstpointer data)
{
  InsStageInfo info;
  InsStageReport report;

  open_stage (f);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpstr (info.name, ==, "Grbl 1.1h");
  g_assert_cmpstr (info.protocol, ==, "grbl");
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, -50.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_X], ==, 150.0);
  g_assert_cmpfloat (info.travel_maximum.mm[INS_AXIS_Z], ==, 50.0);
  g_assert_cmpfloat (info.maximum_speed.mm[INS_AXIS_X], ==, 100.0);
  g_assert_true (info.can_home && info.reports_in_motion && info.coordinated_axes);
  report = poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);

  /* nothing was set, nothing moved */
  g_assert_false (grbl_peer_has (f->peer, "="));
  g_assert_false (grbl_peer_has (f->peer, "G"));
}

static void
use_resetting_port (Fixture *f)
{
  TestResetting *port = g_object_new (TEST_TYPE_RESETTING, NULL);

  port->inner = g_object_ref (f->near_end);
  g_object_unref (f->stage);
  f->stage = ins_grbl_stage_new (INS_TRANSPORT (port));
  g_object_unref (port);
}

/* An Arduino: deaf in its boot loader for longer than a socket would be waited for; a first boot
 * with empty memory complains before it greets. */
static void
test_greeting (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  use_resetting_port (f);
  f->peer->boot_s = 1.2;
  f->peer->boot_text = "error:7\r\n$0=10\r\n$1=25\r\n\r\nGrbl 1.1h ['$' for help]\r\n";
  open_stage (f);
  report = poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  g_assert_cmpstr (report.message, ==, "");
}

/* One that did not reset answers the first question, and nobody waits for a greeting. */
static void
test_no_greeting (Fixture *f, gconstpointer data)
{
  use_resetting_port (f);
  open_stage (f);
  g_assert_true (poll (f).position_known);
  g_assert_false (grbl_peer_has (f->peer, "^X"));
}

static void
test_locked_at_power_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  open_stage (f);
  report = poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.homed);
  g_assert_cmpstr (report.message, !=, "");
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_ALARM);
  g_assert_false (grbl_peer_has (f->peer, "G1"));

  /* locked against moves, not against homing */
  g_assert_true (ins_stage_home (f->stage, &error));
  grbl_peer_wait_for (f->peer, "$H\n");
  grbl_peer_finish_homing (f->peer, 0);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
}

/* The offset comes with every 10th report only. */
static void
test_offset_is_kept (Fixture *f, gconstpointer data)
{
  InsStageInfo info;

  open_stage (f);
  for (guint i = 0; i < 25; i++)
    assert_near (poll (f).position.mm[INS_AXIS_X], 10.0);
  lock (f);
  f->peer->wco.mm[INS_AXIS_X] = -140.0;
  unlock (f);
  /* believed when it comes for the second time */
  for (guint i = 0; i < 21; i++)
    poll (f);
  assert_near (poll (f).position.mm[INS_AXIS_X], 0.0);
  ins_stage_get_info (f->stage, &info);
  g_assert_cmpfloat (info.travel_minimum.mm[INS_AXIS_X], ==, -60.0);
}

static void
test_inches (Fixture *f, gconstpointer data)
{
  f->peer->extra = "$13=1\r\n";
  f->peer->wco = (InsPosition){ { -5.0, 0.0, 0.0 } };
  f->peer->position = (InsPosition){ { -4.0, 0.0, 0.0 } };
  open_stage (f);
  assert_near (poll (f).position.mm[INS_AXIS_X], 25.4);
}

static void
test_move (Fixture *f, gconstpointer data)
{
  InsPosition target = { { 20.0, 7.5, (double)NAN } };
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_move (f->stage, &target, 20.0, NULL));
  grbl_peer_wait_for (f->peer, "G90 G21 G1 X20.0000 Y7.5000 F1200.000\n");
  g_assert_cmpint (poll (f).activity, ==, INS_STAGE_MOVING);
  report = poll_until (f, INS_STAGE_IDLE);
  assert_near (report.position.mm[INS_AXIS_X], 20.0);
  assert_near (report.position.mm[INS_AXIS_Y], 7.5);
}

static void
test_travel (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsPosition target = { { 0.0, 0.0, 50.25 } };

  open_stage (f);
  g_assert_false (ins_stage_move (f->stage, &target, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "0.250 mm"));
  g_assert_nonnull (strstr (error->message, "Z axis"));
  g_assert_nonnull (strstr (error->message, "50.000 mm"));
  g_assert_false (grbl_peer_has (f->peer, "G1"));
  /* a hair beyond is meant to be the end itself */
  move_x (f, 150.0005);
  grbl_peer_wait_for (f->peer, "X150.0000 ");
}

static void
test_jog (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  lock (f);
  f->peer->run_reports = G_MAXUINT;
  unlock (f);
  open_stage (f);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_X, 1000.0, 20.0, &error));
  g_assert_no_error (error);
  grbl_peer_wait_for (f->peer, "$J=G91 G21 X139.9990 F1200.000\n");
  g_assert_cmpint (poll (f).activity, ==, INS_STAGE_JOGGING);
  g_assert_true (ins_stage_jog_cancel (f->stage, NULL));
  g_assert_cmpint (poll_until (f, INS_STAGE_IDLE).position_known, ==, TRUE);
  g_assert_false (grbl_peer_has (f->peer, "!"));

  /* at the end: only the other way */
  lock (f);
  f->peer->position.mm[INS_AXIS_X] = 0.0;
  unlock (f);
  g_assert_false (ins_stage_jog (f->stage, INS_AXIS_X, 1.0, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_X, -1.0, 20.0, NULL));
}

static void
test_stop_while_moving (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  lock (f);
  f->peer->run_reports = G_MAXUINT;
  unlock (f);
  open_stage (f);
  move_x (f, 100.0);
  poll_until (f, INS_STAGE_MOVING);
  ins_stage_stop (f->stage);
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_REFUSED);
  report = poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_STOPPING);
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  g_assert_true (grbl_peer_has (f->peer, "!^J"));
  g_assert_true (grbl_peer_has (f->peer, "^X"));
  g_assert_cmpstr (report.message, ==, "");
  /* and on */
  lock (f);
  f->peer->run_reports = 1;
  unlock (f);
  move_x (f, 0.0);
  poll_until (f, INS_STAGE_IDLE);
}

static void
test_stop_at_rest (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  ins_stage_stop (f->stage); /* not open */
  open_stage (f);
  grbl_peer_forget (f->peer);
  ins_stage_stop (f->stage);
  g_assert_cmpint (poll (f).activity, ==, INS_STAGE_STOPPING);
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
}

static void
test_stop_while_jogging (Fixture *f, gconstpointer data)
{
  lock (f);
  f->peer->run_reports = G_MAXUINT;
  unlock (f);
  open_stage (f);
  g_assert_true (ins_stage_jog (f->stage, INS_AXIS_Y, 5.0, 20.0, NULL));
  ins_stage_stop (f->stage);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
}

static gpointer
stop_main (gpointer data)
{
  Fixture *f = data;

  grbl_peer_wait_for (f->peer, "G1 X30");
  ins_stage_stop (f->stage);

  return NULL;
}

/* The bytes of a stop overtake the command in flight. */
static void
test_stop_while_waiting_for_ok (Fixture *f, gconstpointer data)
{
  GThread *thread;

  open_stage (f);
  lock (f);
  f->peer->keeps_oks = TRUE;
  unlock (f);
  thread = g_thread_new ("stop", stop_main, f);
  assert_move_fails (f, 30.0, INS_DEVICE_ERROR_REFUSED);
  g_thread_join (thread);
  g_assert_true (grbl_peer_has (f->peer, "!^J"));
  lock (f);
  f->peer->keeps_oks = FALSE;
  unlock (f);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
  move_x (f, 30.0);
}

static void
test_homing (Fixture *f, gconstpointer data)
{
  InsStageReport first, report = { 0 };

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  grbl_peer_forget (f->peer);
  first = poll (f);
  for (guint i = 0; i < 5; i++)
    {
      report = poll (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_HOMING);
      g_assert_false (report.homed || report.position_known);
      g_assert_cmpfloat (report.asked_s, ==, first.asked_s);
    }
  /* the firmware keeps one question; more would only pile up */
  lock (f);
  g_assert_cmpstr (f->peer->received->str, ==, "?");
  unlock (f);
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_REFUSED);
  grbl_peer_finish_homing (f->peer, 0);
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 149.0);
}

static void
test_homing_fails (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  g_assert_cmpint (poll (f).activity, ==, INS_STAGE_HOMING);
  grbl_peer_finish_homing (f->peer, 9);
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 9);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "limit switch"));
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_false (report.homed);
}

static void
test_homing_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_stage (f);
  lock (f);
  f->peer->next_error = 8;
  unlock (f);
  g_assert_false (ins_stage_home (f->stage, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_cmpint (poll (f).activity, ==, INS_STAGE_IDLE);
}

static void
test_stop_while_homing (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  g_assert_true (ins_stage_home (f->stage, NULL));
  g_assert_cmpint (poll (f).activity, ==, INS_STAGE_HOMING);
  grbl_peer_forget (f->peer);
  ins_stage_stop (f->stage);
  grbl_peer_wait_for (f->peer, "^X");
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 6);
  g_assert_false (report.homed);
}

static void
test_deaf_alarm (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  lock (f);
  f->peer->is_deaf = TRUE;
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  unlock (f);
  grbl_peer_send (f->peer, "ALARM:1\r\n[MSG:Reset to continue]\r\n");
  /* longer than any silence would be borne otherwise: 150 polls of 20 ms */
  for (guint i = 0; i < 150; i++)
    {
      report = poll (f);
      g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
      g_assert_cmpuint (report.alarm_code, ==, 1);
      g_assert_false (report.position_known || report.homed);
    }
  assert_move_fails (f, 0.0, INS_DEVICE_ERROR_ALARM);
  grbl_peer_forget (f->peer);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  g_assert_true (grbl_peer_has (f->peer, "^X$X\n"));
  report = poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_false (report.homed);
  g_assert_true (report.position_known);
  g_assert_cmpuint (report.alarm_code, ==, 0);
}

static void
test_home_out_of_a_deaf_alarm (Fixture *f, gconstpointer data)
{
  open_stage (f);
  lock (f);
  f->peer->is_deaf = TRUE;
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  unlock (f);
  grbl_peer_send (f->peer, "ALARM:2\r\n[MSG:Reset to continue]\r\n");
  poll_until (f, INS_STAGE_ALARM);
  g_assert_true (ins_stage_home (f->stage, NULL));
  grbl_peer_wait_for (f->peer, "$H\n");
  grbl_peer_finish_homing (f->peer, 0);
  g_assert_true (poll_until (f, INS_STAGE_IDLE).homed);
}

/* Left moving by a client that died: not to be opened, but to be stopped. */
static void
test_moving_at_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_strlcpy (f->peer->state, "Run", sizeof f->peer->state);
  f->peer->run_reports = G_MAXUINT;
  grbl_peer_start (f->peer);
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_assert_false (grbl_peer_has (f->peer, "!"));
}

static void
test_stop_before_open (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  g_strlcpy (f->peer->state, "Run", sizeof f->peer->state);
  f->peer->run_reports = G_MAXUINT;
  ins_stage_stop (f->stage);
  open_stage (f);
  report = poll (f);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed);
  g_assert_true (grbl_peer_has (f->peer, "!^J"));
}

/* One that went deaf in an earlier session answers after a reset. */
static void
test_deaf_at_open (Fixture *f, gconstpointer data)
{
  f->peer->is_deaf = TRUE;
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  open_stage (f);
  g_assert_cmpint (poll (f).activity, ==, INS_STAGE_ALARM);
}

static void
test_error_latch (Fixture *f, gconstpointer data)
{
  open_stage (f);
  lock (f);
  f->peer->has_latch = TRUE;
  f->peer->next_error = 33;
  unlock (f);
  assert_move_fails (f, 20.0, INS_DEVICE_ERROR_REFUSED);
  move_x (f, 20.0);
}

static void
test_unexpected_reset (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  lock (f);
  f->peer->run_reports = G_MAXUINT;
  unlock (f);
  move_x (f, 20.0);
  lock (f);
  g_strlcpy (f->peer->state, "Idle", sizeof f->peer->state);
  f->peer->position = (InsPosition){ { 0.0, 0.0, 0.0 } };
  f->peer->n_reports = 0;
  unlock (f);
  grbl_peer_send (f->peer, "\r\nGrbl 1.1h ['$' for help]\r\n");
  report = poll_until (f, INS_STAGE_IDLE);
  g_assert_false (report.homed || report.position_known);
  g_assert_nonnull (strstr (report.message, "restarted"));
}

/* The ok of the line that caused it comes after the reset byte and before the greeting. */
static void
test_reset_in_motion_at_the_controller (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  grbl_peer_send (f->peer, "ok\r\nALARM:3\r\n\r\nGrbl 1.1h ['$' for help]\r\n"
                           "[MSG:'$H'|'$X' to unlock]\r\n");
  lock (f);
  g_strlcpy (f->peer->state, "Alarm", sizeof f->peer->state);
  unlock (f);
  report = poll_until (f, INS_STAGE_ALARM);
  g_assert_cmpuint (report.alarm_code, ==, 3);
  g_assert_false (report.homed);
  g_assert_true (ins_stage_unlock (f->stage, NULL));
  move_x (f, 20.0);
}

static void
assert_lost (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  g_assert_false (ins_stage_poll (f->stage, &report, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpint (report.activity, ==, INS_STAGE_UNKNOWN);
  g_assert_false (report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
}

static void
test_silence (Fixture *f, gconstpointer data)
{
  open_stage (f);
  poll (f);
  lock (f);
  f->peer->is_silent = TRUE;
  unlock (f);
  grbl_peer_forget (f->peer);
  assert_lost (f);
  /* asked once again before giving up */
  g_assert_true (grbl_peer_has (f->peer, "??"));
}

static void
test_silence_in_motion (Fixture *f, gconstpointer data)
{
  open_stage (f);
  lock (f);
  f->peer->run_reports = G_MAXUINT;
  unlock (f);
  move_x (f, 20.0);
  poll_until (f, INS_STAGE_MOVING);
  lock (f);
  f->peer->is_silent = TRUE;
  unlock (f);
  assert_lost (f);
}

static void
test_hang_up (Fixture *f, gconstpointer data)
{
  open_stage (f);
  poll (f);
  lock (f);
  f->peer->quit = TRUE;
  unlock (f);
  g_thread_join (g_steal_pointer (&f->peer->thread));
  ins_transport_close (f->peer->transport);
  assert_lost (f);
}

static void
test_garbled_replies (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  lock (f);
  f->peer->garble_reports = 1;
  f->peer->garble_oks = 1;
  unlock (f);
  report = poll (f);
  g_assert_true (report.position_known);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
  move_x (f, 20.0);
  assert_near (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 20.0);
}

/* A lost digit leaves a good number, but no motion explains it. */
static void
test_lost_digit (Fixture *f, gconstpointer data)
{
  open_stage (f);
  poll (f);
  lock (f);
  f->peer->lost_digits = 1;
  unlock (f);
  assert_near (poll (f).position.mm[INS_AXIS_X], 10.0);
  lock (f);
  g_assert_cmpuint (f->peer->lost_digits, ==, 0);
  unlock (f);
}

/* A report that nobody asked for is no answer. */
static void
test_unasked_report (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  grbl_peer_send (f->peer, "<Idle|MPos:-100.000,0.000,0.000|FS:0,0>\r\n");
  ins_clock_sleep_s (0.01);
  report = poll (f);
  assert_near (report.position.mm[INS_AXIS_X], 10.0);
}

static void
test_nobody_there (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->peer->is_silent = TRUE;
  grbl_peer_start (f->peer);
  g_assert_false (ins_stage_open (f->stage, NULL, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND);
}

static void
test_cancelled_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  f->peer->is_silent = TRUE;
  grbl_peer_start (f->peer);
  g_cancellable_cancel (cancellable);
  g_assert_false (ins_stage_open (f->stage, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_comma_locale (Fixture *f, gconstpointer data)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }
  open_stage (f);
  move_x (f, 20.25);
  grbl_peer_wait_for (f->peer, "G1 X20.2500 F1200.000\n");
  assert_near (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 20.25);
  setlocale (LC_ALL, "C");
}

static gpointer
stop_often_main (gpointer stage)
{
  for (guint i = 0; i < 50; i++)
    {
      ins_stage_stop (stage);
      ins_clock_sleep_s (0.001);
    }

  return NULL;
}

static void
test_many_stops (Fixture *f, gconstpointer data)
{
  GThread *threads[2];

  open_stage (f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("stop", stop_often_main, f->stage);
  for (guint i = 0; i < 20; i++)
    {
      InsPosition target = { { (double)i, (double)NAN, (double)NAN } };
      gboolean moves = ins_stage_move (f->stage, &target, 20.0, NULL);

      g_assert_true (moves || poll (f).activity != INS_STAGE_UNKNOWN);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  poll_until (f, INS_STAGE_IDLE);
  /* in motion at its reset: an alarm would have locked it */
  move_x (f, 5.0);
  assert_near (poll_until (f, INS_STAGE_IDLE).position.mm[INS_AXIS_X], 5.0);
}

static void
test_close_stops (Fixture *f, gconstpointer data)
{
  open_stage (f);
  lock (f);
  f->peer->run_reports = G_MAXUINT;
  unlock (f);
  move_x (f, 20.0);
  ins_stage_close (f->stage);
  lock (f);
  g_assert_cmpstr (f->peer->state, ==, "Idle");
  unlock (f);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/grbl-stage/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open", test_open);
  ADD ("greeting", test_greeting);
  ADD ("no-greeting", test_no_greeting);
  ADD ("locked-at-power-up", test_locked_at_power_up);
  ADD ("offset-is-kept", test_offset_is_kept);
  ADD ("inches", test_inches);
  ADD ("move", test_move);
  ADD ("travel", test_travel);
  ADD ("jog", test_jog);
  ADD ("stop-while-moving", test_stop_while_moving);
  ADD ("stop-at-rest", test_stop_at_rest);
  ADD ("stop-while-jogging", test_stop_while_jogging);
  ADD ("stop-while-waiting-for-ok", test_stop_while_waiting_for_ok);
  ADD ("homing", test_homing);
  ADD ("homing-fails", test_homing_fails);
  ADD ("homing-refused", test_homing_refused);
  ADD ("stop-while-homing", test_stop_while_homing);
  ADD ("deaf-alarm", test_deaf_alarm);
  ADD ("home-out-of-a-deaf-alarm", test_home_out_of_a_deaf_alarm);
  ADD ("moving-at-open", test_moving_at_open);
  ADD ("stop-before-open", test_stop_before_open);
  ADD ("deaf-at-open", test_deaf_at_open);
  ADD ("error-latch", test_error_latch);
  ADD ("unexpected-reset", test_unexpected_reset);
  ADD ("reset-in-motion-at-the-controller", test_reset_in_motion_at_the_controller);
  ADD ("silence", test_silence);
  ADD ("silence-in-motion", test_silence_in_motion);
  ADD ("hang-up", test_hang_up);
  ADD ("garbled-replies", test_garbled_replies);
  ADD ("lost-digit", test_lost_digit);
  ADD ("unasked-report", test_unasked_report);
  ADD ("nobody-there", test_nobody_there);
  ADD ("cancelled-open", test_cancelled_open);
  ADD ("comma-locale", test_comma_locale);
  ADD ("many-stops", test_many_stops);
  ADD ("close-stops", test_close_stops);

  return g_test_run ();
}
