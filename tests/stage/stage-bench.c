/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-stage.h"
#include "stage-conformance-private.h"

#define POLL_S 0.004
#define LONGEST_S 30.0
#define LONGEST_TO_LOSE_S 10.0
#define STANDING_S 0.15

void
stage_assert_near (double value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, STAGE_NEAR_MM);
}

StageBench *
stage_bench_new_closed (const StageConformance *can, const char *fault)
{
  StageBench *self = g_new0 (StageBench, 1);
  g_autofree char *text = g_strdup_printf (
      "sim?%s&max_speed_mm_s=%d&acceleration_mm_s2=%d&fault=%s", can->options,
      (int)STAGE_SPEED_MM_S, (int)STAGE_ACCELERATION_MM_S2, fault);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (text, &error);

  g_assert_no_error (error);
  self->can = can;
  self->is_locked = strstr (fault, "alarm") != NULL;
  self->bench = ins_sim_bench_new ();
  self->stage = ins_sim_stage_new (uri, self->bench, &error);
  g_assert_no_error (error);

  return self;
}

StageBench *
stage_bench_new (const StageConformance *can, const char *fault)
{
  StageBench *self = stage_bench_new_closed (can, fault);

  stage_bench_open (self);

  return self;
}

void
stage_bench_free (StageBench *self)
{
  g_object_unref (self->stage);
  ins_sim_bench_unref (self->bench);
  g_free (self);
}

void
stage_bench_open (StageBench *self)
{
  g_autoptr (GError) error = NULL;
  gboolean open = ins_stage_open (self->stage, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (open);
  ins_stage_get_info (self->stage, &self->info);
  if ((self->can->traits & STAGE_FORGETS_HOMING) == 0 || self->is_locked)
    return;
  g_assert_true (ins_stage_unlock (self->stage, &error));
  g_assert_no_error (error);
}

InsPosition
stage_bench_truth (StageBench *self)
{
  InsPosition truth;

  ins_sim_bench_get_position (self->bench, ins_clock_now_s (), &truth);

  return truth;
}

void
stage_bench_assert_stands (StageBench *self)
{
  InsPosition before = stage_bench_truth (self), after;

  ins_clock_sleep_s (STANDING_S);
  after = stage_bench_truth (self);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat_with_epsilon (after.mm[axis], before.mm[axis], 1e-6);
}

InsStageReport
stage_bench_poll (StageBench *self)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  gboolean done = ins_stage_poll (self->stage, &report, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpfloat (report.asked_s, <=, report.answered_s);

  return report;
}

InsStageReport
stage_bench_wait_for (StageBench *self, InsStageActivity activity)
{
  double until_s = ins_clock_now_s () + LONGEST_S;
  InsStageReport report = stage_bench_poll (self);

  while (report.activity != activity && ins_clock_now_s () < until_s)
    {
      ins_clock_sleep_s (POLL_S);
      report = stage_bench_poll (self);
    }
  if (report.activity != activity)
    g_test_message ("stays %d: %s", report.activity, report.message);
  g_assert_cmpint (report.activity, ==, activity);

  return report;
}

double
stage_bench_wait_until_lost (StageBench *self)
{
  double start_s = ins_clock_now_s ();

  while (ins_clock_now_s () < start_s + LONGEST_TO_LOSE_S)
    {
      g_autoptr (GError) error = NULL;
      InsStageReport report;

      if (!ins_stage_poll (self->stage, &report, &error))
        {
          g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
          g_assert_cmpint (report.activity, ==, INS_STAGE_UNKNOWN);
          g_assert_false (report.position_known);
          return ins_clock_now_s () - start_s;
        }
      ins_clock_sleep_s (POLL_S);
    }
  g_assert_not_reached ();
}

gboolean
stage_bench_try_move (StageBench *self, double x, double y, double z, GError **error)
{
  const InsPosition target = { { x, y, z } };

  return ins_stage_move (self->stage, &target, STAGE_SPEED_MM_S, error);
}

void
stage_bench_move (StageBench *self, double x, double y, double z)
{
  g_autoptr (GError) error = NULL;
  gboolean done = stage_bench_try_move (self, x, y, z, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

void
stage_bench_assert_refuses (StageBench *self, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (stage_bench_try_move (self, 1.0, (double)NAN, (double)NAN, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
  g_assert_cmpstr (error->message, !=, "");
}
