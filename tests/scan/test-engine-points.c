/* test-engine-points.c - point by point on stages that say nothing in motion; pulses for averages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine-fixture.h"

#define N_COLUMNS 6

/* Along Y from 13.5 mm in steps of 1: beside and on the lying bars, in turn. */
static InsRecipe *
points_recipe_new (void)
{
  InsRecipe *recipe = bars_recipe_new ();

  recipe->motion = INS_SCAN_POINTS;
  recipe->dwell_s = 0.005;
  recipe->averages = 3;
  recipe->speed_mm_s = 20;
  recipe->start.mm[INS_AXIS_Y] = 13.5;
  recipe->scan_step_mm = 1;
  recipe->scan_length_mm = N_COLUMNS;
  recipe->index_step_mm = 0.1;
  recipe->index_length_mm = 0.2;

  return recipe;
}

static gboolean
is_known (const InsSnapshot *snapshot)
{
  return snapshot->report.position_known && snapshot->report.homed &&
         snapshot->report.activity == INS_STAGE_IDLE;
}

static void
assert_bars (const MemorySink *sink)
{
  g_assert_cmpuint (sink->n_columns, ==, N_COLUMNS);
  g_assert_cmpuint (sink->n_rows, ==, 2);
  for (guint i = 0; i < sink->n_rows * N_COLUMNS; i++)
    {
      gboolean is_on_bar = i % N_COLUMNS % 2 == 1;

      g_assert_cmpuint (sink->holes[i], ==, INS_HOLE_NONE);
      g_assert_cmpuint (sink->n_pulses[i], ==, 3);
      if (is_on_bar)
        g_assert_cmpfloat ((double)sink->amplitude[i], >, 25.0);
      else
        g_assert_cmpfloat ((double)sink->amplitude[i], <, 20.0);
    }
  for (guint row = 0; row < sink->n_rows; row++)
    g_assert_cmpint ((int)sink->cards[row].placing, ==, INS_PLACED_AT_REST);
}

static void
scan_bars (InsEngine *engine)
{
  g_autoptr (InsRecipe) recipe = points_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  assert_bars (sink);
}

/* Its position in motion is the target's: no sweep can be placed, points can. */
static void
test_marlin (void)
{
  g_autoptr (InsEngine)
      engine = connected_engine_new ("sim?protocol=marlin&variant=stock", "sim:resolution");

  ins_engine_unlock (engine);
  wait_for (engine, is_known);
  scan_bars (engine);
}

static void
test_vxm (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim?protocol=vxm", "sim:resolution");

  ins_engine_unlock (engine);
  wait_for (engine, is_known);
  scan_bars (engine);
}

/* One that is mute in motion is found out in its first move, which is stopped; when a person has
 * looked at it, it scans. */
static void
test_mute_vxm (void)
{
  g_autoptr (InsEngine)
      engine = connected_engine_new ("sim?protocol=vxm&variant=mute", "sim:resolution");
  g_autoptr (InsRecipe) recipe = points_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  ins_engine_unlock (engine);
  wait_for (engine, is_known);
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_nonnull (strstr (snapshot.scan_message, "said nothing while it moved"));
  ins_engine_unlock (engine);
  wait_for (engine, is_known);
  scan_bars (engine);
}

/* At the speed that the recipe's limit gives, every pixel gets as many pulses as are averaged; a
 * faster one is refused with what is possible. */
static void
test_averages (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim:resolution");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (MemorySink) no_sink = memory_sink_new ();
  InsSnapshot snapshot;

  recipe->averages = 8;
  recipe->index_length_mm = recipe->index_step_mm;
  ins_recipe_limit_speed (recipe);
  g_assert_cmpfloat (recipe->speed_mm_s, >, 20);
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  for (guint column = 0; column < sink->n_columns; column++)
    g_assert_cmpuint (sink->n_pulses[column], >=, 8);

  recipe->speed_mm_s = 26;
  start_scan (engine, recipe, no_sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_nonnull (strstr (snapshot.scan_message, "at most 25 mm/s"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-points/marlin", test_marlin);
  g_test_add_func ("/engine-points/vxm", test_vxm);
  g_test_add_func ("/engine-points/mute-vxm", test_mute_vxm);
  g_test_add_func ("/engine-points/averages", test_averages);

  return g_test_run ();
}
