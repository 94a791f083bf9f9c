/* test-engine.c - the whole loop on the simulated rig
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "engine-fixture.h"

static gboolean
is_paused (const InsSnapshot *snapshot)
{
  return snapshot->scan == INS_SCAN_PAUSED;
}

static gboolean
is_moving (const InsSnapshot *snapshot)
{
  return snapshot->report.activity != INS_STAGE_IDLE;
}

static gboolean
is_idle (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_IDLE;
}

static void
assert_rows_once (const MemorySink *sink)
{
  for (guint row = 0; row < sink->n_rows; row++)
    g_assert_cmpuint (sink->have[row], ==, 1);
}

static void
assert_no_holes (const MemorySink *sink)
{
  for (gsize i = 0; i < (gsize)sink->n_rows * sink->n_columns; i++)
    {
      g_assert_cmpuint (sink->holes[i], ==, INS_HOLE_NONE);
      g_assert_cmpuint (sink->n_pulses[i], >=, 1);
      g_assert_true (isfinite (sink->amplitude[i]));
    }
}

/* The steps of one thread follow one another; each line goes once through each of the others'. */
static void
assert_figures (const InsTimingFigures *figures, guint n_lines)
{
  double sum_s = 0.0;

  for (guint step = INS_TIMING_CARD_WAIT; step <= INS_TIMING_PUBLISH; step++)
    {
      g_assert_cmpuint (figures->costs[step].n, >, 0);
      sum_s += figures->costs[step].sum_s;
    }
  g_assert_cmpfloat (figures->costs[INS_TIMING_CARD_WAIT].sum_s, >, 0.0);
  g_assert_cmpfloat (figures->costs[INS_TIMING_CUT].sum_s, >, 0.0);
  g_assert_cmpfloat (sum_s, <=, figures->elapsed_s);
  for (guint step = INS_TIMING_BUFFER_WAIT; step <= INS_TIMING_WRITE; step++)
    g_assert_cmpuint (figures->costs[step].n, ==, n_lines);
  g_assert_cmpuint (figures->costs[INS_TIMING_SYNC].n, >, 0);
  g_assert_cmpuint (figures->fewest_free_buffers, <=, figures->n_buffers);
  g_assert_cmpuint (figures->fewest_free_lines, <=, figures->n_file_lines);
  g_assert_cmpuint (figures->n_file_lines, >, 0);
  g_assert_cmpuint (figures->n_lines, >=, n_lines);
  g_assert_cmpfloat (figures->swept_s, >, 0.0);
  g_assert_cmpfloat (figures->longest_dead_s, <=, figures->dead_s);
  g_assert_cmpfloat (figures->longest_away_s, <, figures->elapsed_s);
}

static void
test_serpentine_has_no_hole (void)
{
  g_autoptr (InsEngine)
      engine = connected_engine_new ("sim?latency_ms=5&jitter_ms=3", "sim:resolution");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_lines_written, ==, 8);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_true (sink->complete);
  assert_rows_once (sink);
  assert_no_holes (sink);
  for (guint row = 0; row < 8; row++)
    g_assert_cmpint (sink->directions[row], ==, row % 2 == 0 ? 1 : -1);
  assert_figures (&snapshot.figures, 8);
  assert_figures (&sink->account.figures, 8);
  g_assert_cmpmem (&snapshot.figures, sizeof snapshot.figures, &snapshot.account.figures,
                   sizeof snapshot.account.figures);
}

/* "Down" on many rigs: -Z, with data only on the way there. */
static void
test_unidirectional_minus_z (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim:resolution");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  recipe->scan_axis = INS_AXIS_Z;
  recipe->scan_sign = -1;
  recipe->index_axis = INS_AXIS_X;
  recipe->pattern = INS_PATTERN_UNIDIRECTIONAL;
  recipe->start.mm[INS_AXIS_Y] = 0.0;
  recipe->start.mm[INS_AXIS_Z] = 8.0;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  assert_no_holes (sink);
  for (guint row = 0; row < 8; row++)
    g_assert_cmpint (sink->directions[row], ==, 1);
}

/* One pulse a pixel, a tenth of them lost: holes, but only as many as pulses were lost. */
static void
test_lost_pulses_are_holes (void)
{
  g_autoptr (InsEngine)
      engine = connected_engine_new ("sim", "sim:resolution?lost_percent=10&seed=3");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint n_holes = 0;

  recipe->timing.prf_hz = 500.0;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  for (gsize i = 0; i < (gsize)sink->n_rows * sink->n_columns; i++)
    {
      g_assert_true (sink->holes[i] == INS_HOLE_NONE || sink->holes[i] == INS_HOLE_LOST_PULSES);
      g_assert_cmpint (sink->holes[i] == INS_HOLE_NONE, ==, isfinite (sink->amplitude[i]));
      n_holes += sink->holes[i] != INS_HOLE_NONE;
    }
  g_assert_cmpuint (n_holes, >, 0);
  g_assert_cmpuint (n_holes, <=, snapshot.n_lost_pulses);
  g_assert_cmpuint (n_holes, ==, snapshot.n_holes);
}

static void
test_stop_keeps_lines (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  recipe->index_length_mm = 20.0;
  start_scan (engine, recipe, sink);
  wait_for (engine, has_a_line);
  ins_engine_stop (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_STOPPED);
  g_assert_cmpuint (snapshot.n_lines_written, ==, memory_sink_get_n_put (sink));
  g_assert_cmpuint (snapshot.n_lines_written, >=, 2);
  g_assert_cmpuint (sink->n_finished, ==, 1);
  g_assert_false (sink->complete);
  snapshot = wait_for (engine, is_idle);
  g_assert_true (snapshot.report.position_known);
}

/* Whenever STOP comes, also between two moves: the scan ends as stopped and nothing starts after
 * it. */
static void
test_stop_at_any_moment (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autoptr (InsEngine) engine = connected_engine_new ("sim?latency_ms=3&jitter_ms=2", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();

  recipe->index_length_mm = 20.0;
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (MemorySink) sink = memory_sink_new ();
      InsSnapshot snapshot;
      InsPosition rest;

      start_scan (engine, recipe, sink);
      ins_clock_sleep_s (g_rand_double_range (random, 0.0, 0.9));
      ins_engine_stop (engine);
      snapshot = wait_for (engine, is_over);
      g_assert_cmpstr (snapshot.scan_message, ==, "Stopped.");
      g_assert_cmpint (snapshot.scan, ==, INS_SCAN_STOPPED);
      rest = wait_for (engine, is_idle).report.position;
      ins_clock_sleep_s (0.1);
      ins_engine_get_snapshot (engine, &snapshot);
      /* the scan's end has sent a stop of its own, which may still be under way at rest */
      g_assert_true (snapshot.report.activity == INS_STAGE_IDLE ||
                     snapshot.report.activity == INS_STAGE_STOPPING);
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        g_assert_cmpfloat (fabs (snapshot.report.position.mm[axis] - rest.mm[axis]), <, 1e-6);
    }
}

static void
test_pause_and_resume (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, has_a_line);
  ins_engine_pause (engine);
  wait_for (engine, is_paused);
  /* somebody looks at the part and jogs away: the scan comes back by itself */
  ins_engine_jog (engine, INS_AXIS_Z, 3.0, 50.0);
  wait_for (engine, is_moving);
  wait_for (engine, is_idle);
  ins_engine_resume (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  assert_rows_once (sink);
  assert_no_holes (sink);
}

static void
test_cable_cut_keeps_lines (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim?fault=cut%3D3", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  recipe->index_length_mm = 20.0;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpint (snapshot.error_domain, ==, INS_DEVICE_ERROR);
  g_assert_cmpint (snapshot.error_code, ==, INS_DEVICE_ERROR_LOST);
  g_assert_cmpint (snapshot.stage_link, ==, INS_LINK_LOST);
  g_assert_false (snapshot.report.position_known);
  g_assert_cmpuint (snapshot.n_lines_done, ==, snapshot.n_lines_written);
  g_assert_cmpuint (snapshot.n_lines_written, ==, memory_sink_get_n_put (sink));
  g_assert_cmpuint (sink->n_finished, ==, 1);
}

static void
test_broken_disk_ends_scan (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  sink->fail_at_line = 3;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpint (snapshot.error_domain, ==, INS_FILE_ERROR);
  g_assert_cmpint (snapshot.error_code, ==, INS_FILE_ERROR_IO);
  g_assert_cmpstr (snapshot.scan_message, ==,
                   "Line 3 could not be written. The disk is broken. 2 of 8 lines are safe in the "
                   "file; go on with it when the disk works again.");
  g_assert_cmpuint (snapshot.n_lines_written, ==, 2);
  g_assert_false (sink->complete);
}

static void
test_resume_leaves_out_done_rows (void)
{
  static const guint skip[] = { 0, 1, 5, (guint)-1 };
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  sink->skip = skip;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_lines_done, ==, 8);
  for (guint row = 0; row < 8; row++)
    g_assert_cmpuint (sink->have[row], ==, row == 0 || row == 1 || row == 5 ? 0 : 1);
}

static void
test_refusals (void)
{
  g_autoptr (InsEngine) engine = engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (GError) error = NULL;
  InsSnapshot snapshot;

  /* nothing connected */
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpuint (sink->n_begun, ==, 0);

  /* outside the travel: nothing moves, no file */
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  recipe->start.mm[INS_AXIS_X] = 230.0;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpint (snapshot.error_code, ==, INS_RECIPE_ERROR_PREFLIGHT);
  g_assert_cmpuint (sink->n_begun, ==, 0);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat (fabs (snapshot.report.position.mm[axis]), <, 1e-3);

  /* twice */
  recipe->start.mm[INS_AXIS_X] = 1.0;
  start_scan (engine, recipe, sink);
  g_assert_false (ins_engine_start_scan (engine, recipe, &sink->parent, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  ins_engine_stop (engine);
  wait_for (engine, is_over);
}

/* One that turns out in its first move to tell nothing but targets: no line of it is believed. */
static void
test_targets_are_no_reports (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim?protocol=marlin&variant=stock", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_nonnull (strstr (snapshot.scan_message, "where it is while it moves"));
  g_assert_false (snapshot.stage_info.reports_in_motion);
  g_assert_cmpuint (snapshot.n_lines_done, ==, 0);
}

static gboolean
has_jogged (const InsSnapshot *snapshot)
{
  return snapshot->report.position.mm[INS_AXIS_X] > 0.1;
}

static void
test_held_jog_stops (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  InsSnapshot snapshot;
  double stopped_mm;

  /* on release */
  ins_engine_jog_hold (engine, INS_AXIS_X, 1, 20.0);
  wait_for (engine, has_jogged);
  ins_engine_jog_release (engine);
  snapshot = wait_for (engine, is_idle);
  g_assert_cmpfloat (snapshot.report.position.mm[INS_AXIS_X], >, 0.0);
  g_assert_cmpfloat (snapshot.report.position.mm[INS_AXIS_X], <, 100.0);

  /* and when whoever held it has gone: no keep-alive */
  ins_engine_jog_hold (engine, INS_AXIS_X, 1, 20.0);
  wait_for (engine, is_moving);
  snapshot = wait_for (engine, is_idle);
  stopped_mm = snapshot.report.position.mm[INS_AXIS_X];
  g_assert_cmpfloat (stopped_mm, <, 150.0);
  ins_engine_get_snapshot (engine, &snapshot);
  g_assert_cmpfloat (fabs (snapshot.report.position.mm[INS_AXIS_X] - stopped_mm), <, 0.01);
}

static void
test_dropped_while_scanning (void)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (MemorySink) sink = memory_sink_new ();
      g_autoptr (InsRecipe) recipe = small_recipe_new ();
      g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");

      start_scan (engine, recipe, sink);
      ins_clock_sleep_s (0.05 * i);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/serpentine-has-no-hole", test_serpentine_has_no_hole);
  g_test_add_func ("/engine/unidirectional-minus-z", test_unidirectional_minus_z);
  g_test_add_func ("/engine/lost-pulses-are-holes", test_lost_pulses_are_holes);
  g_test_add_func ("/engine/stop-keeps-lines", test_stop_keeps_lines);
  g_test_add_func ("/engine/stop-at-any-moment", test_stop_at_any_moment);
  g_test_add_func ("/engine/pause-and-resume", test_pause_and_resume);
  g_test_add_func ("/engine/cable-cut-keeps-lines", test_cable_cut_keeps_lines);
  g_test_add_func ("/engine/broken-disk-ends-scan", test_broken_disk_ends_scan);
  g_test_add_func ("/engine/resume-leaves-out-done-rows", test_resume_leaves_out_done_rows);
  g_test_add_func ("/engine/refusals", test_refusals);
  g_test_add_func ("/engine/targets-are-no-reports", test_targets_are_no_reports);
  g_test_add_func ("/engine/held-jog-stops", test_held_jog_stops);
  g_test_add_func ("/engine/dropped-while-scanning", test_dropped_while_scanning);

  return g_test_run ();
}
