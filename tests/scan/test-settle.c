/* test-settle.c - runways are as long as the stage needs, by what it reports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-settle.h"

#define SPEED_MM_S 50.0
#define SAID_MM_S2 500.0
#define LENGTH_MM 26.0
#define TOLERANCE_MM 0.005

/* Where a stage is that accelerates with @true_mm_s2, and swings by @swing_mm behind the ramp. */
static double
get_mm (double time_s, double true_mm_s2, double swing_mm)
{
  double ramp_s = SPEED_MM_S / true_mm_s2, late_s = time_s - ramp_s;

  if (late_s < 0.0)
    return 0.5 * true_mm_s2 * time_s * time_s;

  return 0.5 * SPEED_MM_S * ramp_s + SPEED_MM_S * late_s + swing_mm * exp (-late_s / 0.02);
}

static void
sweep (InsSettle *settle, GRand *random, double true_mm_s2, double swing_mm, double origin_s)
{
  InsTrackReport reports[400];
  guint n = 0;
  double time_s = g_rand_double_range (random, 0.0, 0.01);

  for (double along_mm = 0.0; n < G_N_ELEMENTS (reports); n++)
    {
      double trip_s = g_rand_double_range (random, 0.005, 0.008);

      along_mm = get_mm (time_s, true_mm_s2, swing_mm);
      if (along_mm > LENGTH_MM - 3.0)
        break;
      reports[n] = (InsTrackReport){ origin_s + time_s - 0.5 * trip_s,
                                     origin_s + time_s + 0.5 * trip_s, along_mm };
      time_s += trip_s + g_rand_double_range (random, 0.0, 0.005);
    }
  ins_settle_add_line (settle, 0.0, LENGTH_MM, reports, n);
}

static double
learn (double true_mm_s2, double swing_mm, guint n_lines)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  InsSettle settle = { 0 };

  ins_settle_begin (&settle, SPEED_MM_S, SAID_MM_S2);
  for (guint line = 0; line < n_lines; line++)
    sweep (&settle, random, true_mm_s2, swing_mm, line);

  return ins_settle_get_s (&settle, TOLERANCE_MM);
}

static void
test_learns (void)
{
  double longer_mm = SPEED_MM_S * SPEED_MM_S * (1.0 / (2.0 * 480.0) - 1.0 / (2.0 * SAID_MM_S2));

  g_assert_cmpfloat (learn (SAID_MM_S2, 0.0, 0), ==, INS_SETTLE_LONGEST_S);
  g_assert_cmpfloat (learn (SAID_MM_S2, 0.0, 10), >=, 0.001);
  g_assert_cmpfloat (learn (SAID_MM_S2, 0.0, 10), <, 0.003);
  /* a stage that accelerates a little less gets what it needs */
  g_assert_cmpfloat (learn (480.0, 0.0, 20), >=, longer_mm / SPEED_MM_S);
  g_assert_cmpfloat (learn (480.0, 0.0, 20), <, longer_mm / SPEED_MM_S + 0.004);
  g_assert_cmpfloat (learn (300.0, 0.0, 20), ==, INS_SETTLE_LONGEST_S);
}

/* One that still swings behind its ramp keeps the long runway. */
static void
test_swings (void)
{
  g_assert_cmpfloat (learn (SAID_MM_S2, 0.2, 20), ==, INS_SETTLE_LONGEST_S);
}

static void
test_forgets (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  InsSettle settle = { 0 };

  ins_settle_begin (&settle, SPEED_MM_S, SAID_MM_S2);
  for (guint line = 0; line < 10; line++)
    sweep (&settle, random, SAID_MM_S2, 0.0, line);
  ins_settle_begin (&settle, SPEED_MM_S, SAID_MM_S2);
  g_assert_cmpfloat (ins_settle_get_s (&settle, TOLERANCE_MM), <, INS_SETTLE_LONGEST_S);
  ins_settle_begin (&settle, 10.0, SAID_MM_S2);
  g_assert_cmpfloat (ins_settle_get_s (&settle, TOLERANCE_MM), ==, INS_SETTLE_LONGEST_S);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settle/learns", test_learns);
  g_test_add_func ("/settle/swings", test_swings);
  g_test_add_func ("/settle/forgets", test_forgets);

  return g_test_run ();
}
