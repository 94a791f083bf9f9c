/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-focus-curve.h"

#define N 41u

/* A bell of that width (at half its height) around @best. */
static void
make_bell (InsFocusPoint *points, double from_mm, double to_mm, double best_mm, double width_mm)
{
  for (guint i = 0; i < N; i++)
    {
      const double z = ins_focus_get_height (from_mm, to_mm, N, i);
      const double x = (z - best_mm) / width_mm;

      points[i] = (InsFocusPoint){ .height_mm = z,
                                   .amplitude_percent = 80.0 * exp (-4.0 * M_LN2 * x * x),
                                   .time_s = 27e-6 };
    }
}

static void
test_best (void)
{
  InsFocusPoint points[N];
  InsFocus focus;

  for (guint way = 0; way < 2; way++)
    {
      make_bell (points, way ? 7 : 3, way ? 3 : 7, 5.137, 1.5);
      g_assert_true (ins_focus_find (points, N, &focus));
      g_assert_cmpfloat_with_epsilon (focus.best_mm, 5.137, 0.01);
      g_assert_cmpfloat_with_epsilon (focus.amplitude_percent, 80, 0.5);
      g_assert_cmpfloat_with_epsilon (focus.low_mm, 5.137 - 0.75, 0.02);
      g_assert_cmpfloat_with_epsilon (focus.high_mm, 5.137 + 0.75, 0.02);
      g_assert_false (focus.is_at_end);
    }
}

static void
test_beyond (void)
{
  InsFocusPoint points[N];
  InsFocus focus;

  make_bell (points, 3, 7, 9, 4);
  g_assert_true (ins_focus_find (points, N, &focus));
  g_assert_true (focus.is_at_end);
  g_assert_cmpfloat (focus.best_mm, ==, 7);
  g_assert_true (isnan (focus.high_mm));
  g_assert_cmpfloat_with_epsilon (focus.low_mm, 6.17, 0.05);
}

/* Heights at which nothing was heard are gaps, not zeros. */
static void
test_gaps (void)
{
  InsFocusPoint points[N];
  InsFocus focus;

  make_bell (points, 3, 7, 5, 1.5);
  for (guint i = 0; i < N; i += 3)
    points[i].amplitude_percent = (double)NAN;
  g_assert_true (ins_focus_find (points, N, &focus));
  g_assert_cmpfloat_with_epsilon (focus.best_mm, 5, 0.06);
  for (guint i = 2; i < N; i++)
    points[i].amplitude_percent = (double)NAN;
  g_assert_false (ins_focus_find (points, N, &focus));
  g_assert_false (ins_focus_find (points, 0, &focus));
}

static void
test_steps (void)
{
  g_assert_cmpuint (ins_focus_count_steps (3, 7, 0.1), ==, 41);
  g_assert_cmpuint (ins_focus_count_steps (7, 3, 0.3), ==, 15);
  g_assert_cmpuint (ins_focus_count_steps (3, 3, 0.1), ==, 1);
  g_assert_cmpuint (ins_focus_count_steps (3, 7, 0), ==, 0);
  g_assert_cmpfloat (ins_focus_get_height (7, 3, 15, 0), ==, 7);
  g_assert_cmpfloat (ins_focus_get_height (7, 3, 15, 14), ==, 3);
}

/* A tilted plane, heard from three places at three heights of the probe. */
static void
test_level (void)
{
  const double a = 0.006, b = -0.0025, water = 1480;
  InsLevelPoint points[INS_LEVEL_POINTS] = { { { { 10, 10, 3 } }, 0 },
                                             { { { 40, 12, 4 } }, 0 },
                                             { { { 15, 35, 3.5 } }, 0 } };
  InsLevel level;

  for (guint i = 0; i < INS_LEVEL_POINTS; i++)
    {
      const double *mm = points[i].place.mm;
      const double surface_mm = -20 + a * mm[0] + b * mm[1];

      points[i].time_s = 2e-3 * (mm[2] - surface_mm) / water;
    }
  g_assert_true (ins_level_find (points, INS_AXIS_Z, water, &level));
  g_assert_cmpint (level.first, ==, INS_AXIS_X);
  g_assert_cmpint (level.second, ==, INS_AXIS_Y);
  g_assert_cmpfloat_with_epsilon (level.first_slope, a, 1e-9);
  g_assert_cmpfloat_with_epsilon (level.second_slope, b, 1e-9);
  g_assert_cmpfloat_with_epsilon (level.first_degrees, 0.3438, 1e-4);
}

static void
test_level_on_a_line (void)
{
  InsLevelPoint points[INS_LEVEL_POINTS] = { { { { 10, 10, 3 } }, 27e-6 },
                                             { { { 20, 20, 3 } }, 27e-6 },
                                             { { { 30, 30.1, 3 } }, 27e-6 } };
  InsLevel level;

  g_assert_false (ins_level_find (points, INS_AXIS_Z, 1480, &level));
  points[2] = points[1] = points[0];
  g_assert_false (ins_level_find (points, INS_AXIS_Z, 1480, &level));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/focus/best", test_best);
  g_test_add_func ("/focus/beyond", test_beyond);
  g_test_add_func ("/focus/gaps", test_gaps);
  g_test_add_func ("/focus/steps", test_steps);
  g_test_add_func ("/level/plane", test_level);
  g_test_add_func ("/level/on-a-line", test_level_on_a_line);

  return g_test_run ();
}
