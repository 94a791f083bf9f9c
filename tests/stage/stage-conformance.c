/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "stage-conformance-private.h"

#define STAYS ((double)NAN)
#define MINIMUM_MM (-25.0)
#define MAXIMUM_MM 225.0
#define N_STOPS 12

static void
test_open_moves_nothing (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  InsStageReport report = { 0 };
  InsPosition truth;

  for (guint i = 0; i < 20; i++)
    report = stage_bench_poll (b);
  truth = stage_bench_truth (b);
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  g_assert_cmpstr (report.message, ==, b->can->notice != NULL ? b->can->notice : "");
  g_assert_cmpuint (b->info.n_axes, ==, 3);
  g_assert_cmpstr (b->info.name, !=, "");
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      g_assert_cmpfloat (truth.mm[axis], ==, 0.0);
      stage_assert_near (report.position.mm[axis], 0.0);
      stage_assert_near (b->info.travel_minimum.mm[axis], MINIMUM_MM);
      stage_assert_near (b->info.travel_maximum.mm[axis], MAXIMUM_MM);
    }
}

static void
test_move_arrives (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  InsStageReport report;

  stage_bench_move (b, 12.5, STAYS, STAYS);
  stage_bench_wait_for (b, INS_STAGE_MOVING);
  report = stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (report.position.mm[INS_AXIS_X], 12.5);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], 12.5);
  g_assert_true (report.position_known && report.homed);

  stage_bench_move (b, STAYS, -3.25, 7.75);
  report = stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], 12.5);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_Y], -3.25);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_Z], 7.75);
  /* no way at all is no error */
  stage_bench_move (b, STAYS, -3.25, STAYS);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
}

/* Both axes are always about as far on their way as the other. */
static void
test_two_axes_together (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  const StageConformance *family = can;
  double worst_mm = 0.0;
  InsPosition truth;
  guint n_seen = 0;

  stage_bench_move (b, 30.0, 10.0, STAYS);
  while (stage_bench_poll (b).activity != INS_STAGE_IDLE)
    {
      truth = stage_bench_truth (b);
      worst_mm = fmax (worst_mm, fabs (truth.mm[INS_AXIS_X] / 3.0 - truth.mm[INS_AXIS_Y]));
      n_seen += truth.mm[INS_AXIS_X] > 1.0 && truth.mm[INS_AXIS_X] < 29.0;
      ins_clock_sleep_s (0.002);
    }
  truth = stage_bench_truth (b);
  stage_assert_near (truth.mm[INS_AXIS_X], 30.0);
  stage_assert_near (truth.mm[INS_AXIS_Y], 10.0);
  g_test_message ("%.2f mm off the line, seen %u times", worst_mm, n_seen);
  g_assert_cmpuint (n_seen, >, 0);
  if ((family->traits & STAGE_MOVES_TOGETHER) != 0)
    g_assert_cmpfloat (worst_mm, <, 2.5);
}

static void
test_travel (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  g_autoptr (GError) error = NULL;

  g_assert_false (stage_bench_try_move (b, 1.0, MAXIMUM_MM + 0.5, STAYS, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  stage_bench_assert_stands (b);
  g_assert_cmpint (stage_bench_poll (b).activity, ==, INS_STAGE_IDLE);
}

static void
test_jog_is_clipped (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  stage_bench_move (b, MINIMUM_MM + 5.0, STAYS, STAYS);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
  g_assert_true (ins_stage_jog (b->stage, INS_AXIS_X, -1000.0, 20.0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stage_bench_poll (b).activity, ==, INS_STAGE_JOGGING);
  report = stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (report.position.mm[INS_AXIS_X], MINIMUM_MM);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], MINIMUM_MM);

  g_assert_false (ins_stage_jog (b->stage, INS_AXIS_X, -1.0, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_true (ins_stage_jog (b->stage, INS_AXIS_X, 1.0, 20.0, NULL));
  report = stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], MINIMUM_MM + 1.0);
}

/* Nobody prolongs it. */
static void
test_held_jog_ends_by_itself (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  g_autoptr (GError) error = NULL;
  const double speed_mm_s = 40.0, ahead_s = 0.25;
  double most_mm = speed_mm_s * ahead_s +
                   speed_mm_s * speed_mm_s / (2.0 * STAGE_ACCELERATION_MM_S2) + 1.0;

  if (!ins_stage_jog_hold (b->stage, INS_AXIS_Y, -1, speed_mm_s, ahead_s, &error))
    {
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
      g_test_skip ("this driver cannot hold a jog");
      return;
    }
  ins_clock_sleep_s (3.0 * ahead_s); /* as if this program were dead */
  stage_bench_assert_stands (b);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_Y], <, -1.0);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_Y], >, -most_mm);
  g_assert_true (stage_bench_wait_for (b, INS_STAGE_IDLE).position_known);
}

static double
get_true_speed (StageBench *b, InsAxis axis)
{
  const double apart_s = 0.002;
  double now_s = ins_clock_now_s ();
  InsPosition before, after;

  ins_sim_bench_get_position (b->bench, now_s - apart_s, &before);
  ins_sim_bench_get_position (b->bench, now_s, &after);

  return (after.mm[axis] - before.mm[axis]) / apart_s;
}

static void
test_held_jog_goes_on (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  const StageConformance *family = can;
  const double speed_mm_s = 20.0;
  double slowest_mm_s = speed_mm_s;

  for (guint i = 0; i < 16; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!ins_stage_jog_hold (b->stage, INS_AXIS_X, 1, speed_mm_s, 0.4, &error))
        {
          g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
          g_test_skip ("this driver cannot hold a jog");
          return;
        }
      for (guint k = 0; k < 5; k++)
        {
          g_assert_cmpint (stage_bench_poll (b).activity, !=, INS_STAGE_ALARM);
          ins_clock_sleep_s (0.01);
          if (i > 3)
            slowest_mm_s = fmin (slowest_mm_s, get_true_speed (b, INS_AXIS_X));
        }
    }
  g_test_message ("slowest %.1f mm/s, at %.1f mm", slowest_mm_s,
                  stage_bench_truth (b).mm[INS_AXIS_X]);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_X], >, 5.0);
  if ((family->traits & STAGE_JOG_GOES_ON) != 0)
    g_assert_cmpfloat (slowest_mm_s, >, 0.8 * speed_mm_s);
  g_assert_true (ins_stage_jog_cancel (b->stage, NULL));
  g_assert_true (stage_bench_wait_for (b, INS_STAGE_IDLE).position_known);
}

static void
test_jog_cancel (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  InsStageReport report;

  g_assert_true (ins_stage_jog_cancel (b->stage, NULL)); /* nothing to cancel */
  g_assert_true (ins_stage_jog (b->stage, INS_AXIS_Z, 100.0, 50.0, NULL));
  while (stage_bench_poll (b).position.mm[INS_AXIS_Z] < 5.0)
    ins_clock_sleep_s (0.005);
  g_assert_true (ins_stage_jog_cancel (b->stage, NULL));
  g_assert_true (ins_stage_jog_cancel (b->stage, NULL));
  report = stage_bench_wait_for (b, INS_STAGE_IDLE);
  g_assert_true (report.position_known && report.homed);
  g_assert_cmpfloat (report.position.mm[INS_AXIS_Z], <, 90.0);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_Z], report.position.mm[INS_AXIS_Z]);
  stage_bench_assert_stands (b);
}

typedef struct
{
  StageBench *bench;
  double after_s;
} LateStop;

static gpointer
late_stop_main (gpointer data)
{
  LateStop *late = data;

  ins_clock_sleep_s (late->after_s);
  ins_stage_stop (late->bench->stage);

  return NULL;
}

/* From another thread, at any moment: before, while and after the move is sent. */
static void
test_stop_at_any_moment (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  const StageConformance *family = can;
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; i < N_STOPS; i++)
    {
      LateStop late = { b, i % 3 == 0 ? g_rand_double_range (random, 0.0, 0.004)
                                      : g_rand_double_range (random, 0.0, 0.6) };
      GThread *thread = g_thread_new ("stop", late_stop_main, &late);
      double target_mm = i % 2 == 0 ? 100.0 : 0.0;
      InsStageReport report;

      if (stage_bench_try_move (b, target_mm, target_mm, STAYS, NULL))
        while (stage_bench_poll (b).activity == INS_STAGE_MOVING)
          ins_clock_sleep_s (0.005);
      g_thread_join (thread);
      report = stage_bench_poll (b);
      if (report.activity == INS_STAGE_STOPPING)
        stage_bench_assert_refuses (b, INS_DEVICE_ERROR_REFUSED);
      report = stage_bench_wait_for (b, INS_STAGE_IDLE);
      stage_bench_assert_stands (b);
      if ((family->traits & STAGE_STOP_IS_RAMPED) == 0)
        continue;
      g_assert_true (report.position_known && report.homed);
      report = stage_bench_poll (b);
      stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], report.position.mm[INS_AXIS_X]);
    }
  stage_bench_move (b, 5.0, 5.0, STAYS);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], 5.0);
}

static void
test_two_stops (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");

  stage_bench_move (b, 100.0, STAYS, STAYS);
  ins_clock_sleep_s (0.3);
  ins_stage_stop (b->stage);
  ins_stage_stop (b->stage);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_X], <, 90.0);
  stage_bench_assert_stands (b);
}

static void
test_halt (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");
  const StageConformance *family = can;
  double until_s = ins_clock_now_s () + 10.0;
  InsStageReport report;

  stage_bench_move (b, 100.0, STAYS, STAYS);
  ins_clock_sleep_s (0.3);
  ins_stage_halt (b->stage);
  do
    report = stage_bench_poll (b);
  while (report.activity != INS_STAGE_IDLE && report.activity != INS_STAGE_ALARM &&
         ins_clock_now_s () < until_s);
  stage_bench_assert_stands (b);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_X], <, 90.0);
  if ((family->traits & STAGE_HALT_IS_HARMLESS) == 0)
    return;
  g_assert_cmpint (report.activity, ==, INS_STAGE_IDLE);
  stage_bench_move (b, 0.0, STAYS, STAYS);
  stage_bench_wait_for (b, INS_STAGE_IDLE);
  stage_assert_near (stage_bench_truth (b).mm[INS_AXIS_X], 0.0);
}

static void
test_close_stops (gconstpointer can)
{
  g_autoptr (StageBench) b = stage_bench_new (can, "");

  stage_bench_move (b, 200.0, STAYS, STAYS);
  stage_bench_wait_for (b, INS_STAGE_MOVING);
  ins_stage_close (b->stage);
  ins_clock_sleep_s (0.2);
  g_assert_cmpfloat (stage_bench_truth (b).mm[INS_AXIS_X], <, 190.0);
  stage_bench_assert_stands (b);
}

static void
add (const StageConformance *can, const char *title, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s", can->name, title);

  g_test_add_data_func (path, can, function);
}

void
stage_conformance_add (const StageConformance *can)
{
  add (can, "open-moves-nothing", test_open_moves_nothing);
  add (can, "move-arrives", test_move_arrives);
  add (can, "two-axes-together", test_two_axes_together);
  add (can, "travel", test_travel);
  add (can, "jog-is-clipped", test_jog_is_clipped);
  add (can, "held-jog-ends-by-itself", test_held_jog_ends_by_itself);
  add (can, "held-jog-goes-on", test_held_jog_goes_on);
  add (can, "jog-cancel", test_jog_cancel);
  add (can, "stop-at-any-moment", test_stop_at_any_moment);
  add (can, "two-stops", test_two_stops);
  add (can, "halt", test_halt);
  add (can, "close-stops", test_close_stops);
  stage_conformance_add_faults (can);
}
