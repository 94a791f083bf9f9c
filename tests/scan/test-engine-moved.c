/* test-engine-moved.c - a line that turned out to lie elsewhere than it was put is swept again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine-fixture.h"

#define N_ROWS 8
#define MAX_REPORTS 400
#define PIXEL_S (0.1 / 50.0)
#define MOVED_ROW 3

/* What a file has of a scan that was cut short before its end. */
typedef struct
{
  InsLine line;
  InsTrackLine track;
  InsTrackReport reports[MAX_REPORTS];
  guint n_reports;
} Kept;

static Kept kept[N_ROWS];
static gboolean (*put_line) (InsLineSink *, const InsLineData *, GError **);

static gboolean
keep_line (InsLineSink *sink, const InsLineData *data, GError **error)
{
  Kept *one = &kept[data->line.row];

  one->line = data->line;
  one->track = data->track;
  one->n_reports = MIN (data->n_reports, MAX_REPORTS);
  memcpy (one->reports, data->reports, one->n_reports * sizeof *one->reports);

  return put_line (sink, data, error);
}

static gboolean
read_line (InsLineSink *sink, guint row, InsLineData *data, GError **error)
{
  data->line = kept[row].line;
  data->track = kept[row].track;
  data->started_unix_us = row;
  data->card = (InsLineCard){ .slip_mm = (double)NAN };
  memset (data->holes, INS_HOLE_NONE, data->n_pixels);

  return TRUE;
}

static gboolean
read_reports (InsLineSink *sink, guint row, InsLineData *data, GError **error)
{
  data->n_reports = MIN (kept[row].n_reports, data->max_reports);
  memcpy (data->reports, kept[row].reports, data->n_reports * sizeof *data->reports);

  return TRUE;
}

static MemorySink *
keeping_sink_new (void)
{
  MemorySink *sink = memory_sink_new ();

  put_line = sink->parent.put_line;
  sink->parent.put_line = keep_line;

  return sink;
}

static InsSnapshot
go_on (InsEngine *engine, const InsRecipe *recipe, MemorySink *sink)
{
  static const guint all[] = { 0, 1, 2, 3, 4, 5, 6, 7, (guint)-1 };
  InsSnapshot snapshot;

  sink->skip = all;
  sink->parent.read_line = read_line;
  sink->parent.read_reports = read_reports;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_lines_flagged, ==, 0);

  return snapshot;
}

/* Nobody has to ask for it: what is wrong by a pixel, and does not know, must not stay. */
static void
test_swept_again (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) whole = keeping_sink_new ();
  g_autoptr (MemorySink) untouched = keeping_sink_new ();
  g_autoptr (MemorySink) sink = keeping_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, whole);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);

  go_on (engine, recipe, untouched);
  g_assert_cmpuint (memory_sink_get_n_put (untouched), ==, 0);

  kept[MOVED_ROW].track.offset_s += PIXEL_S;
  snapshot = go_on (engine, recipe, sink);
  for (guint row = 0; row < N_ROWS; row++)
    g_assert_cmpuint (sink->have[row], ==, row == MOVED_ROW ? 1 : 0);
  g_assert_cmpuint (snapshot.n_lines_done, ==, N_ROWS);
  for (guint column = 0; column < sink->n_columns; column++)
    g_assert_cmpint (sink->holes[MOVED_ROW * sink->n_columns + column], ==, INS_HOLE_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-moved/swept-again", test_swept_again);

  return g_test_run ();
}
