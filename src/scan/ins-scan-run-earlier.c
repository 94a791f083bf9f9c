/* ins-scan-run-earlier.c - what the lines in the file of a scan that is gone on with tell of the
 * link
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the conductor, before the first line. How long answers take is learnt from lines, and where in
 * its bounds the constant delay lies is guessed once a scan: guessed anew, the lines to come would
 * lie beside those that are there.
 */
#include "config.h"

#include <math.h>

#include "scan/ins-scan-run.h"

#define MOST_LINES 60 /* the newest ones: more do not make it better known */

typedef struct
{
  gint64 started_unix_us;
  guint row;
  int direction;
  InsTrackLine track;
} Earlier;

GArray *
ins_scan_run_earlier_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Earlier));
}

void
ins_scan_run_earlier_note (GArray *lines, const InsLineData *data)
{
  const InsTrackLine *track = &data->track;
  const Earlier earlier = { data->started_unix_us, data->line.row, data->line.direction, *track };

  if (data->card.placing == INS_PLACED_BY_REPORTS && !track->interpolated &&
      track->state != INS_TRACK_STALE && track->verdict == INS_TRACK_GOOD &&
      track->n_reports >= INS_TRACK_GOOD_REPORTS && isfinite (track->crossing_s + track->offset_s))
    g_array_append_val (lines, earlier);
}

static int
compare_age (gconstpointer one, gconstpointer other)
{
  gint64 one_us = ((const Earlier *)one)->started_unix_us;
  gint64 other_us = ((const Earlier *)other)->started_unix_us;

  return one_us > other_us ? -1 : one_us < other_us;
}

static const Earlier *
find (const GArray *lines, const InsLine *line)
{
  for (guint i = 0; i < MIN (lines->len, MOST_LINES); i++)
    {
      const Earlier *earlier = &g_array_index (lines, Earlier, i);

      if (earlier->row == line->row && earlier->direction == line->direction)
        return earlier;
    }

  return NULL;
}

/* How long its runways were is not known any more: by what they may have been trimmed they do not
 * count. */
static void
add (InsScanRun *run, const InsLineData *data, const InsTrackLine *track)
{
  const InsPlan *plan = run->plan;
  double start_mm = data->line.start.mm[plan->grid.scan_axis];
  double end_mm = data->line.end.mm[plan->grid.scan_axis];
  double spare_mm = copysign (MAX (INS_PLAN_MARGIN_MM, INS_PLAN_MARGIN_S * plan->speed_mm_s),
                              end_mm - start_mm);

  (void)ins_track_add_earlier (ins_processor_get_track (run->processor), start_mm + spare_mm,
                               end_mm - spare_mm, data->reports, data->n_reports, data->line.row,
                               track);
}

/* The program may have ended before it came to sweep again what lay elsewhere than it was put; or
 * had put all of them on the wrong side of the link. */
static void
note_moved (InsScanRun *run, const GArray *lines)
{
  const InsTrack *track = ins_processor_get_track (run->processor);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));

  ins_processor_take_moved (run->processor, rows);
  for (guint i = MOST_LINES; i < lines->len; i++)
    {
      const Earlier *earlier = &g_array_index (lines, Earlier, i);

      if (ins_track_get_moved_s (track, &earlier->track) >
          ins_processor_get_moved_limit_s (run->processor))
        g_array_append_val (rows, earlier->row);
    }
  for (guint i = 0; i < rows->len; i++)
    run->qualities[g_array_index (rows, guint, i)].is_moved = TRUE;
}

gboolean
ins_scan_run_earlier_take (InsScanRun *run,
                           GArray *lines,
                           InsLineData *data,
                           gboolean *holds,
                           GError **error)
{
  InsLineSink *sink = run->sink;

  *holds = FALSE;
  if (sink->read_reports == NULL || run->plan->motion == INS_SCAN_POINTS)
    return TRUE;
  g_array_sort (lines, compare_age);
  for (guint order = 0; lines->len > 0 && order < run->plan->n_lines; order++)
    {
      const Earlier *earlier;

      ins_plan_get_line (run->plan, order, &data->line);
      earlier = find (lines, &data->line);
      if (earlier == NULL)
        continue;
      if (!sink->read_reports (sink, data->line.row, data, error))
        return FALSE;
      add (run, data, &earlier->track);
    }
  *holds = ins_track_hold_earlier (ins_processor_get_track (run->processor), !sink->can_replace);
  if (*holds)
    note_moved (run, lines);

  return TRUE;
}
