/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "devices/transport/ins-fd-transport.h"
#include "marlin-fixture.h"

void
marlin_set_up (MarlinFixture *f, gconstpointer data)
{
  g_autoptr (InsTransport) far_end = NULL;
  InsStageOptions options;

  ins_fd_transport_new_loopback (&f->near_end, &far_end);
  f->peer = marlin_peer_new (far_end);
  ins_stage_options_init (&options);
  options.travel_minimum.mm[INS_AXIS_X] = -5.0;
  options.travel_maximum.mm[INS_AXIS_X] = 150.0;
  f->stage = ins_marlin_stage_new (f->near_end, &options);
}

void
marlin_tear_down (MarlinFixture *f, gconstpointer data)
{
  g_object_unref (f->stage);
  marlin_peer_free (f->peer);
  g_object_unref (f->near_end);
}

void
marlin_open (MarlinFixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean open;

  marlin_peer_start (f->peer);
  open = ins_stage_open (f->stage, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (open);
}

InsStageReport
marlin_poll (MarlinFixture *f)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  gboolean done = ins_stage_poll (f->stage, &report, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpfloat (report.asked_s, <=, report.answered_s);

  return report;
}

InsStageReport
marlin_poll_until (MarlinFixture *f, InsStageActivity activity)
{
  double until_s = ins_clock_now_s () + MARLIN_LONGEST_S;
  InsStageReport report = marlin_poll (f);

  while (report.activity != activity && ins_clock_now_s () < until_s)
    report = marlin_poll (f);
  g_assert_cmpint (report.activity, ==, activity);

  return report;
}

gboolean
marlin_try_move (MarlinFixture *f, double x_mm, GError **error)
{
  InsPosition target = { { x_mm, (double)NAN, (double)NAN } };

  return ins_stage_move (f->stage, &target, 20.0, error);
}

void
marlin_move_x (MarlinFixture *f, double x_mm)
{
  g_autoptr (GError) error = NULL;
  gboolean done = marlin_try_move (f, x_mm, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

void
marlin_lock (MarlinFixture *f)
{
  ins_lock_acquire (&f->peer->wire.lock);
}

void
marlin_unlock (MarlinFixture *f)
{
  ins_lock_release (&f->peer->wire.lock);
}

gboolean
marlin_reports_in_motion (MarlinFixture *f)
{
  InsStageInfo info;

  ins_stage_get_info (f->stage, &info);

  return info.reports_in_motion;
}
