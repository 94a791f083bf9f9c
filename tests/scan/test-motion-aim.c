/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-motion-aim.h"

#define DELAY_S 0.003 /* from a question to the position it is answered with */
#define ANSWER_S 0.007

static void
stage_info_init (InsStageInfo *info)
{
  *info = (InsStageInfo){ .n_axes = 3, .coordinated_axes = TRUE };
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      info->acceleration.mm[axis] = 500.0;
      info->maximum_speed.mm[axis] = 100.0;
      info->resolution.mm[axis] = 0.001;
    }
}

/* A trapezoid of 26 mm at 50 mm/s, 0.62 s long, by its three pieces. */
static double
get_travelled_mm (double time_s)
{
  if (time_s <= 0.0)
    return 0.0;
  if (time_s < 0.1)
    return 250.0 * time_s * time_s;
  if (time_s < 0.52)
    return 2.5 + 50.0 * (time_s - 0.1);
  if (time_s < 0.62)
    return 26.0 - 250.0 * (0.62 - time_s) * (0.62 - time_s);

  return 26.0;
}

static InsStageReport
report_at (double asked_s, double started_s)
{
  return (InsStageReport){
    .asked_s = asked_s,
    .answered_s = asked_s + ANSWER_S,
    .position = { { 1.0 + get_travelled_mm (asked_s + DELAY_S - started_s), 2.0, 3.0 } },
  };
}

/* Wherever in the move the question falls, it leads to the one that just finds the stage at rest.
 */
static void
test_every_report_tells_the_end (void)
{
  const InsPosition start = { { 1, 2, 3 } }, target = { { 27, NAN, 3 } };
  const double started_s = 1000.02; /* 20 ms after the command */
  InsStageInfo info;

  stage_info_init (&info);
  for (double time_s = 0.01; time_s < 0.60; time_s += 0.013)
    {
      InsMotionAim aim;
      InsStageReport report = report_at (started_s + time_s, started_s);

      ins_motion_aim_begin (&aim, &info, &start, &target, 50.0, 1000.0, 0.0);
      g_assert_cmpfloat_with_epsilon (aim.expected_s, 1000.62, 1e-9);
      ins_motion_aim_add (&aim, &report);
      g_assert_cmpfloat_with_epsilon (aim.expected_s, started_s + 0.62 - DELAY_S, 1e-6);
      g_assert_cmpfloat_with_epsilon (ins_motion_aim_get_lag_s (&aim, 0.0), 0.02 - DELAY_S, 1e-6);
    }
}

static void
test_waits_for_the_end (void)
{
  const InsPosition start = { { 1, 2, 3 } }, target = { { 27, 2, 3 } };
  InsStageInfo info;
  InsMotionAim aim;
  InsStageReport report = report_at (1000.3, 1000.0);
  double end_s;

  stage_info_init (&info);
  ins_motion_aim_begin (&aim, &info, &start, &target, 50.0, 1000.0, 0.0);
  ins_motion_aim_add (&aim, &report);
  end_s = aim.expected_s;

  /* far from it nothing changes; near it the question is put off, past it it is not */
  g_assert_cmpfloat (ins_motion_aim_get_wait_s (&aim, end_s - 0.1, 0.004), ==, 0.004);
  g_assert_cmpfloat (ins_motion_aim_get_wait_s (&aim, end_s - 0.01, 0.004), >=, 0.01);
  g_assert_cmpfloat (ins_motion_aim_get_wait_s (&aim, end_s - 0.01, 0.004), <, 0.011);
  g_assert_cmpfloat (ins_motion_aim_get_wait_s (&aim, end_s + 0.002, 0.004), <=, 0.001);
  g_assert_cmpfloat (ins_motion_aim_get_wait_s (&aim, end_s + 1.0, 0.004), ==, 0.004);
}

/* The longer the answer takes, the dearer a question that comes a moment too early. */
static void
test_asks_later_over_slow_link (void)
{
  const InsPosition start = { { 1, 2, 3 } }, target = { { 27, 2, 3 } };
  InsStageInfo info;
  InsMotionAim aim;
  InsStageReport report = report_at (1000.3, 1000.0);
  double after_s;

  stage_info_init (&info);
  report.answered_s = report.asked_s + 0.1;
  ins_motion_aim_begin (&aim, &info, &start, &target, 50.0, 1000.0, 0.0);
  ins_motion_aim_add (&aim, &report);
  after_s = ins_motion_aim_get_wait_s (&aim, aim.expected_s - 0.01, 0.004) - 0.01;
  g_assert_cmpfloat (after_s, >, 0.004);
  g_assert_cmpfloat (after_s, <, 0.01);
}

/* Slowed down or speeded up at the controller: the next reports correct it. */
static void
test_follows_another_speed (void)
{
  const InsPosition start = { { 1, 2, 3 } }, target = { { 27, 2, 3 } };
  InsStageInfo info;
  InsMotionAim aim;

  stage_info_init (&info);
  ins_motion_aim_begin (&aim, &info, &start, &target, 25.0, 1000.0, 0.0);
  for (double time_s = 0.05; time_s < 0.5; time_s += 0.01)
    {
      InsStageReport report = report_at (1000.0 + time_s, 1000.0);

      ins_motion_aim_add (&aim, &report);
    }
  g_assert_cmpfloat (fabs (aim.expected_s - 1000.62), <, 0.08);
}

static void
test_knows_nothing_without_acceleration (void)
{
  const InsPosition start = { { 1, 2, 3 } }, target = { { 27, 2, 3 } }, stay = { { NAN, 2, 3 } };
  InsStageInfo info;
  InsMotionAim aim;

  stage_info_init (&info);
  ins_motion_aim_begin (&aim, &info, &start, &stay, 50.0, 1000.0, 0.0);
  g_assert_cmpfloat (ins_motion_aim_get_wait_s (&aim, 1000.0, 0.004), ==, 0.004);
  info.acceleration.mm[INS_AXIS_X] = (double)NAN;
  ins_motion_aim_begin (&aim, &info, &start, &target, 50.0, 1000.0, 0.0);
  g_assert_cmpfloat (ins_motion_aim_get_wait_s (&aim, 1000.6, 0.004), ==, 0.004);
  g_assert_cmpfloat (ins_motion_aim_get_lag_s (&aim, 0.003), ==, 0.003);
}

/* Axes that do not end together: the end is that of the one that takes longest. */
static void
test_independent_axes (void)
{
  const InsPosition start = { { 1, 2, 3 } }, longer = { { 27, 2.1, (double)NAN } };
  const InsPosition alone = { { 27, (double)NAN, (double)NAN } };
  InsMotionAim together, single;
  InsStageInfo info;

  stage_info_init (&info);
  info.coordinated_axes = FALSE;
  ins_motion_aim_begin (&together, &info, &start, &longer, 50.0, 1000.0, 0.01);
  ins_motion_aim_begin (&single, &info, &start, &alone, 50.0, 1000.0, 0.01);
  g_assert_true (together.known);
  g_assert_cmpfloat (together.expected_s, ==, single.expected_s);
  g_assert_cmpfloat (together.distance_mm, ==, 26.0);

  info.acceleration.mm[INS_AXIS_Y] = (double)NAN; /* then nobody knows which one it is */
  ins_motion_aim_begin (&together, &info, &start, &longer, 50.0, 1000.0, 0.01);
  g_assert_false (together.known);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion-aim/every-report-tells-the-end", test_every_report_tells_the_end);
  g_test_add_func ("/motion-aim/waits-for-the-end", test_waits_for_the_end);
  g_test_add_func ("/motion-aim/asks-later-over-slow-link", test_asks_later_over_slow_link);
  g_test_add_func ("/motion-aim/follows-another-speed", test_follows_another_speed);
  g_test_add_func ("/motion-aim/knows-nothing-without-acceleration",
                   test_knows_nothing_without_acceleration);
  g_test_add_func ("/motion-aim/independent-axes", test_independent_axes);

  return g_test_run ();
}
