/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "engine-fixture.h"
#include "scan/ins-calibrate.h"

#define STAGE "sim?latency_ms=5&jitter_ms=3&backlash_mm=0.12&seed=4"
#define BACKLASH_MM 0.12
#define STEP_MM 0.1

static InsRecipe *
recipe_new (guint n_lines)
{
  InsRecipe *recipe = bars_recipe_new ();

  recipe->index_length_mm = n_lines * recipe->index_step_mm;

  return recipe;
}

/* Mean of the rows of that direction; a row with a hole (a busy computer) does not count, but not
 * all may have one. */
static double
get_mean_shift_mm (const MemorySink *sink, int direction)
{
  double sum_mm = 0.0;
  guint n = 0;

  for (guint row = 0; row < sink->n_rows; row++)
    {
      double shift_mm = get_bars_shift_mm (sink, row);

      if (sink->directions[row] != direction || isnan (shift_mm))
        continue;
      sum_mm += shift_mm;
      n++;
    }
  g_assert_cmpuint (n, >, 0);

  return sum_mm / n;
}

/* Backlash shows as a comb, is removed while the scan runs, and the picture keeps what was heard.
 */
static void
test_live_picture_loses_its_comb (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new (STAGE, "sim:resolution");
  g_autoptr (InsRecipe) recipe = recipe_new (11);
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (InsCscan) cscan = NULL;
  InsSnapshot snapshot;
  InsRowShift shift;
  double recorded_mm;

  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_test_message ("%s", snapshot.comb_message);
  g_assert_cmpint (snapshot.comb.verdict, ==, INS_COMB_OK);
  /* what was recorded, by the bars; the link's constant delay is in it, too */
  recorded_mm = get_mean_shift_mm (sink, 1) - get_mean_shift_mm (sink, -1);
  g_test_message ("recorded %.4f mm", recorded_mm);
  g_assert_cmpfloat (recorded_mm, >, 0.02);
  g_assert_cmpfloat (fabs (snapshot.comb.comb_px - recorded_mm / STEP_MM), <, 0.25);
  g_assert_nonnull (strstr (snapshot.comb_message, "removed."));
  cscan = ins_engine_dup_cscan (engine);
  ins_cscan_get_shift (cscan, &shift);
  g_assert_cmpfloat (shift.forward_px, ==, 0.5 * snapshot.comb.comb_px);
  g_assert_cmpfloat (shift.backward_px, ==, -0.5 * snapshot.comb.comb_px);
}

/* The larger one of the two directions'. */
static double
scan_few_lines (InsEngine *engine)
{
  g_autoptr (InsRecipe) few = recipe_new (4);
  g_autoptr (MemorySink) sink = memory_sink_new ();
  double forward_mm, backward_mm;

  start_scan (engine, few, sink);
  g_assert_cmpint (wait_for (engine, is_over).scan, ==, INS_SCAN_COMPLETE);
  forward_mm = get_mean_shift_mm (sink, 1);
  backward_mm = get_mean_shift_mm (sink, -1);
  g_test_message ("forward %.4f mm, back %.4f mm", forward_mm, backward_mm);

  return MAX (fabs (forward_mm), fabs (backward_mm));
}

/* Latency and backlash are told apart, and with both set lines lie where the bars are. */
static void
test_calibration_puts_lines_where_they_belong (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new (STAGE, "sim:resolution");
  g_autoptr (InsRecipe) recipe = recipe_new (INS_CALIBRATE_LEAST_LINES);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  InsCalibrateResult result;
  gboolean done = ins_calibrate (engine, recipe, INS_CALIBRATE_LEAST_LINES, &result, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  text = ins_calibrate_result_to_text (&result);
  g_test_message ("%s", text);
  g_assert_cmpfloat (fabs (result.change.backlash_mm - BACKLASH_MM), <, 0.04);
  g_assert_cmpfloat (fabs (result.backlash_mm - BACKLASH_MM), <, 0.04);

  g_assert_true (ins_engine_set_correction (engine, result.latency_ms, result.backlash_mm, &error));
  g_assert_cmpfloat (scan_few_lines (engine), <, 0.05);
}

static void
test_runs_must_agree (void)
{
  const InsTrackLine one = { .held_s = -5.1e-3, .alpha = 0.98, .round_trip_spread_s = 1.5e-3 };
  const InsTrackLine same = { .held_s = -5.2e-3, .alpha = 0.9, .round_trip_spread_s = 1.4e-3 };
  const InsTrackLine late = { .held_s = -3e-3, .alpha = 0.98, .round_trip_spread_s = 1.5e-3 };
  const InsTrackLine unknown = { .held_s = -5.1e-3, .alpha = 0.4, .round_trip_spread_s = 1.5e-3 };
  /* the share does not matter where all answers take the same time */
  const InsTrackLine even = { .held_s = -5.1e-3, .alpha = 0.4, .round_trip_spread_s = 0.1e-3 };
  const InsTrackLine even_too = { .held_s = -5.1e-3, .alpha = 1.0, .round_trip_spread_s = 0.1e-3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other_error = NULL;

  g_assert_true (ins_calibrate_check_runs (&one, &same, &error));
  g_assert_no_error (error);
  g_assert_true (ins_calibrate_check_runs (&even, &even_too, &error));
  g_assert_no_error (error);
  g_assert_false (ins_calibrate_check_runs (&one, &late, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  g_assert_false (ins_calibrate_check_runs (&one, &unknown, &other_error));
  g_assert_error (other_error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
}

/* The part says nothing, a stop ends it, too few lines are refused before anything moves. */
static void
test_calibration_is_refused (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim:resolution");
  g_autoptr (InsRecipe) recipe = recipe_new (INS_CALIBRATE_LEAST_LINES);
  g_autoptr (InsRecipe) few = recipe_new (4);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other_error = NULL;
  InsCalibrateResult result;

  g_assert_false (ins_calibrate (engine, few, 21, &result, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT);
  /* flat: beside the bars */
  recipe->scan_length_mm = 4.0;
  recipe->start.mm[INS_AXIS_Y] = 1.0;
  recipe->start.mm[INS_AXIS_X] = 40.0;
  recipe->speed_mm_s = 100.0;
  g_assert_false (ins_calibrate (engine, recipe, 9, &result, &other_error));
  g_assert_error (other_error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
}

static void
test_recipe_takes_the_middle (void)
{
  g_autoptr (InsRecipe) recipe = recipe_new (41);
  g_autoptr (InsRecipe) run = NULL;
  InsScanGrid grid;

  recipe->pattern = INS_PATTERN_UNIDIRECTIONAL;
  run = ins_calibrate_make_recipe (recipe, 21, 12.5);
  ins_recipe_get_grid (run, &grid);
  g_assert_cmpuint (grid.n_rows, ==, 21);
  g_assert_cmpint (run->pattern, ==, INS_PATTERN_SERPENTINE);
  g_assert_cmpfloat (run->speed_mm_s, ==, 12.5);
  g_assert_cmpfloat_with_epsilon (run->start.mm[INS_AXIS_X],
                                  recipe->start.mm[INS_AXIS_X] + 10 * recipe->index_step_mm, 1e-9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-comb/recipe-takes-the-middle", test_recipe_takes_the_middle);
  g_test_add_func ("/engine-comb/runs-must-agree", test_runs_must_agree);
  g_test_add_func ("/engine-comb/live-picture-loses-its-comb", test_live_picture_loses_its_comb);
  g_test_add_func ("/engine-comb/calibration-puts-lines-where-they-belong",
                   test_calibration_puts_lines_where_they_belong);
  g_test_add_func ("/engine-comb/calibration-is-refused", test_calibration_is_refused);

  return g_test_run ();
}
