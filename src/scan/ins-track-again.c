/* ins-track-again.c - what is learnt later about lines that were added before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-track-points.h"
#include "scan/ins-track-private.h"

/* (nullable): of the lines that are kept, by its first report. */
static InsTrackFitLine *
find (InsTrack *self, const InsTrackReport *reports, guint n_reports)
{
  const InsTrackReport *first = ins_track_get_first_sane (reports, n_reports);

  for (guint l = self->lines->len; first != NULL && l-- > 0;)
    {
      InsTrackFitLine *fitted = self->lines->pdata[l];

      if (fitted->origin_s == first->asked_s)
        return fitted;
    }

  return NULL;
}

void
ins_track_look_again (InsTrack *self,
                      const InsTrackReport *reports,
                      guint n_reports,
                      InsTrackLine *line)
{
  InsTrackFitLine *fitted = find (self, reports, n_reports);

  if (fitted != NULL)
    ins_track_describe (self, fitted, fitted->direction, n_reports, line);
  ins_track_set_offset (self, line);
}

void
ins_track_note_placed (InsTrack *self,
                       const InsTrackReport *reports,
                       guint n_reports,
                       guint row,
                       const InsTrackLine *line)
{
  InsTrackFitLine *fitted = find (self, reports, n_reports);

  /* another sweep of that row does not count any more */
  for (guint l = 0; l < self->lines->len; l++)
    {
      InsTrackFitLine *other = self->lines->pdata[l];

      if (isfinite (other->placed_s) && other->row == row)
        other->placed_s = (double)NAN;
    }
  if (fitted == NULL)
    return;
  fitted->placed_s = line->crossing_s + line->offset_s;
  fitted->row = row;
}

void
ins_track_take_moved (InsTrack *self, double limit_s, GArray *rows)
{
  double offset_s;

  ins_track_reconsider (self, limit_s);
  offset_s = ins_track_get_offset_s (self);
  g_array_append_vals (rows, self->moved->data, self->moved->len);
  g_array_set_size (self->moved, 0);
  for (guint l = 0; l < self->lines->len; l++)
    {
      InsTrackFitLine *line = self->lines->pdata[l];

      /* comparisons are false for NaN */
      if (!(fabs (line->origin_s + line->crossing_s + offset_s - line->placed_s) > limit_s))
        continue;
      g_array_append_val (rows, line->row);
      line->placed_s = (double)NAN;
    }
}
