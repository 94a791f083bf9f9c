/* test-engine-safety.c - a slow and a broken disk, and lines that are swept again for their holes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "engine-fixture.h"

static gboolean
waits_for_disk (const InsSnapshot *snapshot)
{
  return strstr (snapshot->disk_message, "has been waiting") != NULL;
}

static gboolean
has_little_buffer (const InsSnapshot *snapshot)
{
  return strstr (snapshot->disk_message, "can go on for") != NULL;
}

static gboolean
has_begun (const InsSnapshot *snapshot)
{
  return snapshot->scan == INS_SCAN_RUNNING;
}

static guint
count_holes (const MemorySink *sink)
{
  guint n = 0;

  for (guint i = 0; i < sink->n_rows * sink->n_columns; i++)
    n += sink->holes[i] != INS_HOLE_NONE;

  return n;
}

/* Rows with holes. */
static guint
count_flagged (const MemorySink *sink)
{
  guint n = 0;

  for (guint row = 0; row < sink->n_rows; row++)
    {
      gboolean whole = TRUE;

      for (guint i = 0; i < sink->n_columns; i++)
        whole &= sink->holes[row * sink->n_columns + i] == INS_HOLE_NONE;
      n += whole ? 0 : 1;
    }

  return n;
}

/* 30 lines of 0.1 s and more. */
static InsRecipe *
long_recipe_new (void)
{
  InsRecipe *recipe = small_recipe_new ();

  recipe->index_length_mm = 3.0;

  return recipe;
}

/* Two seconds and more go on without the disk; then the scan waits at rest, and loses nothing. */
static void
test_stalled_disk (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = long_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  double begun_s;

  atomic_store (&sink->is_stalled, TRUE);
  start_scan (engine, recipe, sink);
  wait_for (engine, has_begun);
  begun_s = ins_clock_now_s ();
  wait_for (engine, has_little_buffer);
  snapshot = wait_for (engine, waits_for_disk);
  /* the lines that were swept meanwhile took as long as that at least */
  g_assert_cmpfloat (ins_clock_now_s () - begun_s, >, 2.0);
  g_assert_cmpuint (snapshot.n_lines_done, >=, 8);
  g_assert_cmpuint (snapshot.n_lines_done, <, 30);
  g_assert_cmpuint (snapshot.n_lines_put, ==, 0);
  g_assert_cmpuint (snapshot.n_lines_written, ==, 0);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_RUNNING);
  g_assert_cmpint (snapshot.report.activity, ==, INS_STAGE_IDLE);

  atomic_store (&sink->is_stalled, FALSE);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpstr (snapshot.disk_message, ==, "");
  g_assert_cmpuint (snapshot.n_lines_written, ==, 30);
  g_assert_cmpuint (count_holes (sink), ==, 0);
  for (guint row = 0; row < 30; row++)
    g_assert_cmpuint (sink->have[row], ==, 1);
}

/* A person may leave while the disk is waited for; what was swept is written all the same. */
static void
test_stop_while_stalled (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = long_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  atomic_store (&sink->is_stalled, TRUE);
  start_scan (engine, recipe, sink);
  wait_for (engine, waits_for_disk);
  ins_engine_stop (engine);
  atomic_store (&sink->is_stalled, FALSE);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_STOPPED);
  g_assert_cmpuint (snapshot.n_lines_written, ==, snapshot.n_lines_done);
  g_assert_cmpuint (memory_sink_get_n_put (sink), ==, snapshot.n_lines_done);
}

/* No line counts as written that no sync has covered. */
static void
test_failed_sync (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = long_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  sink->syncs_fail = TRUE;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpint (snapshot.error_domain, ==, INS_FILE_ERROR);
  g_assert_nonnull (strstr (snapshot.scan_message, "The disk is broken. 0 of 30 lines are safe"));
  g_assert_cmpuint (snapshot.n_lines_put, >, 0);
  g_assert_cmpuint (snapshot.n_lines_written, ==, 0);
}

/* What a disk has lost it does not say twice: the next sync may well succeed. */
static void
test_one_failed_sync (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = long_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  sink->a_sync_fails = TRUE;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpuint (snapshot.n_lines_put, >, 0);
  g_assert_cmpuint (snapshot.n_lines_written, ==, 0);
}

static gboolean
wants_room (const InsSnapshot *snapshot)
{
  return strstr (snapshot->disk_message, "no room on the disk") != NULL;
}

static gboolean
waits_for_room (const InsSnapshot *snapshot)
{
  return wants_room (snapshot) && strstr (snapshot->disk_message, "has been waiting") != NULL;
}

/* The scan waits at rest until somebody has made room, and no line is missing. */
static void
test_full_disk (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = long_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, has_a_line);
  atomic_store (&sink->is_full, TRUE);
  wait_for (engine, wants_room);
  snapshot = wait_for (engine, waits_for_room);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_RUNNING);
  g_assert_cmpuint (snapshot.n_lines_put, ==, memory_sink_get_n_put (sink));
  g_assert_cmpuint (snapshot.n_lines_done, >, snapshot.n_lines_put);
  g_assert_cmpint (snapshot.report.activity, ==, INS_STAGE_IDLE);

  atomic_store (&sink->is_full, FALSE);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpstr (snapshot.disk_message, ==, "");
  g_assert_cmpuint (snapshot.n_lines_written, ==, 30);
  for (guint row = 0; row < 30; row++)
    g_assert_cmpuint (sink->have[row], ==, 1);
}

/* A person's stop is obeyed; what was in memory is gone, and it is said what is not. */
static void
test_stop_while_full (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = long_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, has_a_line);
  atomic_store (&sink->is_full, TRUE);
  wait_for (engine, wants_room);
  ins_engine_stop (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_STOPPED);
  g_assert_nonnull (strstr (snapshot.scan_message, "The disk is full."));
  g_assert_nonnull (strstr (snapshot.scan_message, "of 30 lines are safe"));
  g_assert_cmpuint (snapshot.n_lines_written, ==, memory_sink_get_n_put (sink));
  g_assert_cmpuint (snapshot.n_lines_written, <, snapshot.n_lines_done);
}

/* Pulses are lost at random: at one a pixel each is a hole. Another sweep loses others, so that a
 * line can only be bettered by one with fewer. */
static guint
scan_with_losses (gboolean again, MemorySink *sink, InsSnapshot *snapshot)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim?lost_percent=3&seed=5");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();

  recipe->timing.prf_hz = 500.0;
  recipe->rescan_holes = again;
  start_scan (engine, recipe, sink);
  *snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot->scan, ==, INS_SCAN_COMPLETE);

  return count_holes (sink);
}

static void
test_rescan (void)
{
  g_autoptr (MemorySink) once = memory_sink_new ();
  g_autoptr (MemorySink) again = memory_sink_new ();
  InsSnapshot snapshot;
  guint n_once = scan_with_losses (FALSE, once, &snapshot), n_again;

  g_assert_cmpuint (n_once, >, 4);
  g_assert_cmpuint (snapshot.n_holes, ==, n_once);
  g_assert_cmpuint (once->n_put, ==, 8);

  n_again = scan_with_losses (TRUE, again, &snapshot);
  g_assert_cmpuint (n_again, <, n_once);
  g_assert_cmpuint (snapshot.n_holes, ==, n_again);
  g_assert_cmpuint (snapshot.n_lines_done, ==, 8);
  g_assert_cmpuint (snapshot.n_lines_put, ==, 8);
  g_assert_cmpuint (snapshot.n_lines_written, ==, 8);
  g_assert_cmpuint (snapshot.n_lines_again, ==, 0);
  g_assert_cmpuint (snapshot.n_lines_flagged, ==, count_flagged (again));
  g_assert_cmpuint (again->n_put, >, 8);
  for (guint row = 0; row < 8; row++)
    {
      g_assert_cmpuint (again->have[row], >=, 1);
      g_assert_cmpuint (again->have[row], <=, 3);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-safety/stalled-disk", test_stalled_disk);
  g_test_add_func ("/engine-safety/stop-while-stalled", test_stop_while_stalled);
  g_test_add_func ("/engine-safety/failed-sync", test_failed_sync);
  g_test_add_func ("/engine-safety/one-failed-sync", test_one_failed_sync);
  g_test_add_func ("/engine-safety/full-disk", test_full_disk);
  g_test_add_func ("/engine-safety/stop-while-full", test_stop_while_full);
  g_test_add_func ("/engine-safety/rescan", test_rescan);

  return g_test_run ();
}
