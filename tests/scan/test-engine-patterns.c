/* test-engine-patterns.c - points at rest, and areas that are not rectangles
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "engine-fixture.h"

/* The stage stands at each pixel of one row; the bars lie where they are. */
static void
test_points (void)
{
  g_autoptr (InsEngine)
      engine = connected_engine_new ("sim?latency_ms=5&jitter_ms=3", "sim:resolution");
  g_autoptr (InsRecipe) recipe = bars_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  recipe->motion = INS_SCAN_POINTS;
  recipe->dwell_s = 0.005;
  recipe->averages = 3;
  recipe->index_length_mm = 0.1;
  recipe->start.mm[INS_AXIS_Y] += 0.05; /* no edge of a bar falls on a point */
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpint ((int)sink->cards[0].placing, ==, INS_PLACED_AT_REST);
  for (guint column = 0; column < sink->n_columns; column++)
    {
      g_assert_cmpuint (sink->holes[column], ==, INS_HOLE_NONE);
      g_assert_cmpuint (sink->n_pulses[column], ==, 3);
    }
  /* which takes the first column for 13 mm */
  g_assert_cmpfloat_with_epsilon (get_bars_shift_mm (sink, 0), -0.05, 0.01);
}

/* Rows 0 to 3 of an outline's triangle; the others are left out. Nothing outside has a value, and
 * a row without a pixel is in the file all the same. */
static void
test_outline (void)
{
  static const InsAreaPoint corners[] = { { 0.9, 1.9 }, { 0.9, 6.0 }, { 1.35, 1.9 } };
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim:resolution");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (InsArea) area = NULL;
  g_autofree guint8 *wanted = NULL;
  InsSnapshot snapshot;
  guint n_outside = 0;

  ins_recipe_set_outline (recipe, corners, G_N_ELEMENTS (corners));
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  area = ins_recipe_make_area (recipe);
  wanted = g_malloc (sink->n_columns);
  for (guint row = 0; row < sink->n_rows; row++)
    {
      g_assert_cmpuint (sink->have[row], ==, 1);
      g_assert_true ((ins_area_get_row (area, row, wanted) > 0) == (row < 4));
      for (guint column = 0; column < sink->n_columns; column++)
        {
          gsize at = row * sink->n_columns + column;

          g_assert_cmpuint (sink->holes[at], ==, wanted[column] ? INS_HOLE_NONE : INS_HOLE_OUTSIDE);
          g_assert_true (isfinite (sink->amplitude[at]) == (wanted[column] != 0));
          n_outside += wanted[column] == 0;
        }
    }
  g_assert_cmpuint (n_outside, >, 200);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-patterns/points", test_points);
  g_test_add_func ("/engine-patterns/outline", test_outline);

  return g_test_run ();
}
