/* test-engine-pause.c - pause within a line and at its end, and what a person does meanwhile
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "engine-fixture.h"

#define N_PAUSES 8

static gboolean
is_paused (const InsSnapshot *snapshot)
{
  return snapshot->scan == INS_SCAN_PAUSED;
}

/* Paused, or through before that. */
static gboolean
is_paused_or_over (const InsSnapshot *snapshot)
{
  return is_paused (snapshot) || is_over (snapshot);
}

static gboolean
is_sweeping_or_over (const InsSnapshot *snapshot)
{
  return (snapshot->scan == INS_SCAN_RUNNING && snapshot->report.activity == INS_STAGE_MOVING) ||
         is_over (snapshot);
}

static void
wait_for_lines (InsEngine *engine, guint n_lines)
{
  InsSnapshot snapshot;

  ins_engine_get_snapshot (engine, &snapshot);
  while (snapshot.n_lines_done < n_lines && !is_over (&snapshot))
    {
      g_assert_true (ins_engine_wait (engine, snapshot.generation, 60.0));
      ins_engine_get_snapshot (engine, &snapshot);
    }
}

static gboolean
is_at_rest (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_IDLE;
}

static gboolean
has_jogged (const InsSnapshot *snapshot)
{
  return snapshot->report.position.mm[INS_AXIS_Z] > 0.5;
}

/* The stage rests within the line, which is then swept again from its start. */
static void
test_within_a_line (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = slow_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint n_put;

  start_scan (engine, recipe, sink);
  wait_for (engine, is_within_a_line);
  ins_engine_pause_now (engine);
  wait_for (engine, is_paused);
  snapshot = wait_for (engine, is_at_rest);
  /* neither at the line's start nor at its end: those are runways outside of 1.95 to 5.95 mm */
  g_assert_cmpfloat (snapshot.report.position.mm[INS_AXIS_Y], >, 2.0);
  g_assert_cmpfloat (snapshot.report.position.mm[INS_AXIS_Y], <, 5.9);
  g_assert_true (snapshot.report.position_known);
  n_put = memory_sink_get_n_put (sink);
  ins_engine_wait (engine, snapshot.generation, 0.2);
  g_assert_cmpuint (memory_sink_get_n_put (sink), ==, n_put);

  ins_engine_resume (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_lines_done, ==, snapshot.n_lines);
  memory_sink_assert_whole (sink);
}

/* A held jog is let go by a stop, which must not count as one of the scan. */
static void
test_held_jog_in_pause (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, has_a_line);
  ins_engine_pause (engine);
  wait_for (engine, is_paused);
  ins_engine_jog_hold (engine, INS_AXIS_Z, 1, 20.0);
  wait_for (engine, has_jogged);
  ins_engine_jog_release (engine);
  wait_for (engine, is_at_rest);
  /* and one that is still held */
  ins_engine_jog_hold (engine, INS_AXIS_Z, 1, 20.0);
  ins_engine_resume (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  memory_sink_assert_whole (sink);
}

static void
test_stop_in_pause (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = slow_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, is_within_a_line);
  ins_engine_pause_now (engine);
  ins_engine_stop (engine);
  ins_engine_resume (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_STOPPED);
  g_assert_cmpuint (sink->n_finished, ==, 1);
}

/* At random moments, also while another pause begins or ends. */
static void
test_at_any_moment (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  for (guint i = 0; i < N_PAUSES; i++)
    {
      ins_clock_sleep_s (g_rand_double_range (random, 0.0, 0.2));
      if (i % 3 == 0)
        ins_engine_pause (engine);
      ins_engine_pause_now (engine);
      if (i % 2 == 0)
        wait_for (engine, is_paused_or_over);
      ins_engine_resume (engine);
    }
  /* a pause that came before the scan ran is none */
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  memory_sink_assert_whole (sink);
}

/* Each value is one that the undisturbed scan goes through within half a pixel to either side, give
 * or take the card's noise. */
static void
assert_equal (MemorySink *sink, MemorySink *undisturbed)
{
  const double share = 0.5, noise_percent = 8.0;
  double widest_percent = 0.0;

  memory_sink_assert_whole (sink);
  g_assert_cmpuint (sink->n_rows, ==, undisturbed->n_rows);
  for (guint row = 0; row < sink->n_rows; row++)
    {
      const float *value = sink->amplitude + row * sink->n_columns;
      const float *there = undisturbed->amplitude + row * sink->n_columns;

      g_assert_cmpint (sink->directions[row], ==, undisturbed->directions[row]);
      for (guint i = 1; i + 1 < sink->n_columns; i++)
        {
          double before = (double)there[i - 1] - (double)there[i];
          double after = (double)there[i + 1] - (double)there[i];
          double low = MIN (0.0, MIN (before, after)), high = MAX (0.0, MAX (before, after));
          double difference = (double)value[i] - (double)there[i];

          widest_percent = MAX (widest_percent, high - low);
          g_assert_cmpfloat (difference, >, share * low - noise_percent);
          g_assert_cmpfloat (difference, <, share * high + noise_percent);
        }
    }
  g_assert_cmpfloat (widest_percent, >, 4.0 * noise_percent); /* there is something to see */
}

/* Paused again and again in mid line, each time somewhere else, gives what an undisturbed scan
 * does. */
static void
test_same_picture (void)
{
  g_autoptr (InsRecipe) recipe = bars_recipe_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (MemorySink) undisturbed = memory_sink_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  guint n_paused = 0;

  recipe->speed_mm_s = 20.0; /* ten pulses a pixel */
  {
    g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");

    start_scan (engine, recipe, undisturbed);
    g_assert_cmpint (wait_for (engine, is_over).scan, ==, INS_SCAN_COMPLETE);
    memory_sink_assert_whole (undisturbed);
  }
  {
    g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
    InsSnapshot snapshot;

    start_scan (engine, recipe, sink);
    for (;;)
      {
        wait_for (engine, is_sweeping_or_over);
        ins_clock_sleep_s (g_rand_double_range (random, 0.0, 0.3)); /* of 0.6 s that a line takes */
        ins_engine_pause_now (engine);
        snapshot = wait_for (engine, is_paused_or_over);
        if (is_over (&snapshot))
          break;
        n_paused++;
        ins_engine_resume (engine);
        /* at least one line gets through */
        wait_for_lines (engine, snapshot.n_lines_done + 1);
      }
    g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  }
  g_assert_cmpuint (n_paused, >=, 3);
  assert_equal (sink, undisturbed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-pause/within-a-line", test_within_a_line);
  g_test_add_func ("/engine-pause/held-jog-in-pause", test_held_jog_in_pause);
  g_test_add_func ("/engine-pause/stop-in-pause", test_stop_in_pause);
  g_test_add_func ("/engine-pause/at-any-moment", test_at_any_moment);

  g_test_add_func ("/engine-pause/same-picture", test_same_picture);

  return g_test_run ();
}
