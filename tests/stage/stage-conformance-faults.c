/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "stage-conformance-private.h"

#define STAYS ((double)NAN)
#define LONGEST_SILENCE_S 3.0 /* 0.5 s is the rule; the rest is for a busy machine */

static gboolean
is_at (const InsPosition *position, const InsPosition *other, guint axis)
{
  return fabs (position->mm[axis] - other->mm[axis]) < STAGE_NEAR_MM;
}

/* Z lifts the probe off before X or Y moves; without homing nothing else moves at all. */
static void
test_home_in_order (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "alarm");
  InsPosition at_start = stage_bench_truth (b);
  gboolean z_has_moved = FALSE;
  g_autoptr (GError) error = NULL;
  InsStageReport report = stage_bench_poll (b);

  g_assert_cmpint (report.activity, ==, INS_STAGE_ALARM);
  g_assert_false (report.homed);
  g_assert_cmpstr (report.message, !=, "");
  stage_bench_assert_refuses (b, INS_DEVICE_ERROR_ALARM);
  g_assert_false (ins_stage_jog (b->stage, INS_AXIS_X, 1.0, 10.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM);
  stage_bench_assert_stands (b);
  g_clear_error (&error);

  g_assert_true (ins_stage_home (b->stage, &error));
  g_assert_no_error (error);
  for (report = stage_bench_poll (b); report.activity == INS_STAGE_HOMING;
       report = stage_bench_poll (b))
    {
      InsPosition truth = stage_bench_truth (b);

      z_has_moved |= !is_at (&truth, &at_start, INS_AXIS_Z);
      if (!z_has_moved)
        g_assert_true (is_at (&truth, &at_start, INS_AXIS_X) &&
                       is_at (&truth, &at_start, INS_AXIS_Y));
      ins_clock_sleep_s (0.005);
    }
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known && z_has_moved);
  g_assert_cmpstr (report.message, ==, "");
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    stage_assert_near (stage_bench_truth (b).mm[axis], report.position.mm[axis]);
  stage_bench_move (b, 10.0, 10.0, 10.0);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], 10.0);
}

static void
test_stop_while_homing (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  const StageConformance *family = can;
  double until_s = ins_clock_now_s () + 10.0;
  InsStageReport report;

  g_assert_true (ins_stage_home (b->stage, NULL));
  g_assert_cmpint (stage_bench_poll (b).activity, ==, INS_STAGE_HOMING);
  stage_bench_assert_refuses (b, INS_DEVICE_ERROR_REFUSED);
  ins_clock_sleep_s (0.2);
  ins_stage_stop (b->stage);
  do
    report = stage_bench_poll (b);
  while (report.activity != INS_STAGE_IDLE && report.activity != INS_STAGE_ALARM &&
         ins_clock_now_s () < until_s);
  stage_bench_assert_stands (b);
  report = stage_bench_poll (b);
  g_assert_cmpint (report.activity, !=, INS_STAGE_HOMING);
  if ((family->traits & STAGE_HOMING_STOP_IS_FINAL) != 0)
    {
      g_assert_false (report.homed || report.position_known || ins_stage_home (b->stage, NULL));
      g_assert_cmpstr (report.message, !=, "");
      return;
    }
  g_assert_true (ins_stage_home (b->stage, NULL));
  g_assert_true (stage_bench_wait_for (b, INS_STAGE_IDLE).homed);
}

/* A person's word instead of homing. */
static void
test_unlock (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "alarm");
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  g_assert_cmpint (stage_bench_poll (b).activity, ==, INS_STAGE_ALARM);
  g_assert_true (ins_stage_unlock (b->stage, &error));
  g_assert_no_error (error);
  stage_bench_assert_stands (b);
  report = stage_bench_poll (b);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known);
  g_assert_true (ins_stage_jog (b->stage, INS_AXIS_X, -1.0, 10.0, &error) ||
                 ins_stage_jog (b->stage, INS_AXIS_X, 1.0, 10.0, NULL));
  stage_bench_wait_for (b, INS_STAGE_IDLE);
}

static void
test_limit (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "limit=0.3");
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  stage_bench_move (b, 100.0, STAYS, STAYS);
  report = stage_bench_wait_for (b, INS_STAGE_ALARM);
  g_assert_cmpstr (report.message, !=, "");
  stage_bench_assert_stands (b);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_X], <, 90.0);
  stage_bench_assert_refuses (b, INS_DEVICE_ERROR_ALARM);
  g_assert_true (ins_stage_unlock (b->stage, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stage_bench_poll (b).activity, ==, INS_STAGE_IDLE);
  stage_bench_assert_stands (b);
  g_assert_true (ins_stage_jog (b->stage, INS_AXIS_X, -2.0, 10.0, &error));
  g_assert_no_error (error);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
}

/* Switched off and on in the middle of a move: where it is nobody knows until it is homed. */
static void
test_reset_in_motion (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "reset=0.3");
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  stage_bench_move (b, 100.0, 50.0, STAYS);
  report = stage_bench_wait_for (b, INS_STAGE_ALARM);
  g_assert_false (report.homed || report.position_known);
  stage_bench_assert_stands (b);
  stage_bench_assert_refuses (b, INS_DEVICE_ERROR_ALARM);
  for (guint i = 0; i < 10; i++)
    g_assert_false (stage_bench_poll (b).position_known);

  g_assert_true (ins_stage_home (b->stage, &error));
  g_assert_no_error (error);
  report = stage_bench_wait_for (b, INS_STAGE_IDLE);
  g_assert_true (report.homed && report.position_known);
  stage_bench_move (b, 10.0, STAYS, STAYS);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], 10.0);
}

static void
test_silence (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "silence=0.2");
  double lost_s;

  stage_bench_move (b, 200.0, STAYS, STAYS);
  lost_s = stage_bench_wait_until_lost (b);
  g_test_message ("lost %.2f s after the start, silent since 0.2 s", lost_s);
  g_assert_cmpfloat (lost_s, <, LONGEST_SILENCE_S);
  /* it may still hear, and is told to stop */
  ins_clock_sleep_s (0.5);
  stage_bench_assert_stands (b);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_X], <, 190.0);
  ins_stage_close (b->stage);
}

/* The firmware goes on with what it has; whoever plugs it in again moves nothing. */
static void
test_cable_cut (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "cut=0.2");
  double until_s = ins_clock_now_s () + 20.0;
  InsPosition at_open;
  InsStageReport report;

  stage_bench_move (b, 30.0, STAYS, STAYS);
  g_assert_cmpfloat (stage_bench_wait_until_lost (b), <, LONGEST_SILENCE_S);
  ins_stage_close (b->stage);
  for (gboolean open = FALSE; !open;)
    {
      g_autoptr (GError) error = NULL;

      open = ins_stage_open (b->stage, NULL, &error);
      if (!open) /* still on its way */
        g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
      g_assert_cmpfloat (ins_clock_now_s (), <, until_s);
      at_open = stage_bench_truth (b);
    }
  for (guint i = 0; i < 20; i++)
    report = stage_bench_poll (b);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  stage_bench_assert_stands (b);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_assert_cmpfloat_with_epsilon (stage_bench_truth (b).mm[axis], at_open.mm[axis], 1e-6);
      if (report.position_known)
        stage_assert_near (report.position.mm[axis], at_open.mm[axis]);
    }
}

static void
test_bad_line (gconstpointer can)
{
  const StageConformance *family = can;
  g_autoptr (StageBench) b = stage_bench_new (can, family->faults);

  for (guint i = 1; i <= 4; i++)
    {
      double mm = i % 2 == 0 ? 4.0 : 8.0 + i;
      InsStageReport report;

      stage_bench_move (b, mm, STAYS, 0.5 * mm);
      report = stage_bench_wait_for (b, INS_STAGE_IDLE);
      g_assert_true (report.position_known);
      stage_assert_near (report.position.mm[INS_AXIS_X], mm);
      stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], mm);
      stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_Z], 0.5 * mm);
    }
}

/* Each answer comes late, and there are several questions to what is known of an axis. */
static void
test_home_over_slow_link (gconstpointer can)
{
  StageConformance slow = *(const StageConformance *)can;
  g_autofree char *options = g_strconcat (slow.options, "&latency_ms=100", NULL);
  g_autoptr (StageBench) b = NULL;
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  slow.options = options;
  b = stage_bench_new (&slow, "");
  g_assert_true (ins_stage_home (b->stage, &error));
  g_assert_no_error (error);
  report = stage_bench_wait_for (b, INS_STAGE_IDLE);
  g_assert_cmpstr (report.message, ==, "");
  g_assert_true (report.homed && report.position_known);
}

static void
add (const StageConformance *can, gboolean applies, const char *title, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s", can->name, title);

  if (applies)
    g_test_add_data_func (path, can, function);
}

void
stage_conformance_add_faults (const StageConformance *can)
{
  add (can, (can->traits & STAGE_STARTS_LOCKED) != 0, "home-in-order", test_home_in_order);
  add (can, TRUE, "home-over-slow-link", test_home_over_slow_link);
  add (can, TRUE, "stop-while-homing", test_stop_while_homing);
  add (can, (can->traits & STAGE_STARTS_LOCKED) != 0, "unlock", test_unlock);
  add (can, TRUE, "limit", test_limit);
  add (can, TRUE, "reset-in-motion", test_reset_in_motion);
  add (can, TRUE, "silence", test_silence);
  add (can, TRUE, "cable-cut", test_cable_cut);
  add (can, can->faults != NULL, "bad-line", test_bad_line);
}
