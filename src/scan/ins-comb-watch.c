/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scan/ins-comb-watch.h"

#define FIRST_LINES 7 /* three rows between two neighbours each */
#define EVERY_LINES 16
#define WINDOW_ROWS 128
#define MOST_PIXELS 20000 /* compared at a time: some 10 ms */

/* Changes of the comb that are worth a word: so many pixels, and surer than chance. */
#define DRIFT_PX 0.2
#define DRIFT_SIGMAS 4.0

struct _InsCombWatch
{
  InsCscan *cscan;
  gboolean corrects;
  double backlash_limit_mm;

  InsCorrection correction;
  InsComb first; /* the first one that was OK */
  guint n_lines, n_since;
  gboolean has[2]; /* lines of that direction */
};

InsCombWatch *
ins_comb_watch_new (const InsRig *rig, InsCscan *cscan)
{
  InsCombWatch *self = g_new0 (InsCombWatch, 1);

  self->cscan = ins_cscan_ref (cscan);
  self->corrects = rig->corrects_comb;
  self->backlash_limit_mm = rig->backlash_limit_mm;
  self->first = INS_NO_COMB;
  ins_correction_init (&self->correction, rig->latency_ms * 1e-3, rig->backlash_mm);

  return self;
}

void
ins_comb_watch_free (InsCombWatch *self)
{
  ins_cscan_unref (self->cscan);
  g_free (self);
}

static void
measure (InsCombWatch *self, guint first_row, guint n_rows, guint n_most)
{
  const InsScanGrid *grid = ins_cscan_get_grid (self->cscan);
  InsCorrection now = self->correction;

  ins_correction_measure (&now, self->cscan, first_row, n_rows, n_most);
  /* a part without structure is no reason to forget what another one has told */
  if (now.comb.verdict == INS_COMB_OK || self->correction.comb.verdict != INS_COMB_OK ||
      n_rows == grid->n_rows)
    self->correction = now;
  if (self->first.verdict != INS_COMB_OK)
    self->first = self->correction.comb;
  if (!self->corrects)
    return;
  ins_correction_use_picture (&self->correction, grid);
  ins_cscan_set_shift (self->cscan, &self->correction.shift);
}

gboolean
ins_comb_watch_add_line (InsCombWatch *self, const InsLineData *data)
{
  const InsScanGrid *grid = ins_cscan_get_grid (self->cscan);
  guint n_rows = MIN (WINDOW_ROWS, grid->n_rows), first_row;

  if (data->card.placing != INS_PLACED_BY_REPORTS || data->track.n_reports == 0)
    return FALSE;
  self->has[data->line.direction > 0] = TRUE;
  self->n_lines++;
  self->n_since++;
  if (!data->track.interpolated)
    ins_correction_set_bounds (&self->correction, &data->track, self->backlash_limit_mm);
  if (!self->has[0] || !self->has[1] || self->n_lines < FIRST_LINES ||
      (self->n_lines > FIRST_LINES && self->n_since < EVERY_LINES))
    return FALSE;

  self->n_since = 0;
  /* the newest rows where lines come one after the other; else those around it */
  first_row = data->line.row - MIN (data->line.row, n_rows - 1);
  measure (self, MIN (first_row, grid->n_rows - n_rows), n_rows,
           ins_correction_get_most (self->cscan, MOST_PIXELS));

  return TRUE;
}

gboolean
ins_comb_watch_finish (InsCombWatch *self)
{
  if (!self->has[0] || !self->has[1])
    return FALSE;
  measure (self, 0, ins_cscan_get_grid (self->cscan)->n_rows, 0);

  return TRUE;
}

const InsCorrection *
ins_comb_watch_get (const InsCombWatch *self)
{
  return &self->correction;
}

char *
ins_comb_watch_to_text (const InsCombWatch *self)
{
  const InsComb *first = &self->first, *now = &self->correction.comb;
  g_autofree char *text = ins_correction_to_text (&self->correction,
                                                  ins_cscan_get_grid (self->cscan));
  double change_px = now->comb_px - first->comb_px;
  double noise_px = DRIFT_SIGMAS * hypot (now->se_px, first->se_px);

  /* comparisons are false for NaN */
  if (!(fabs (change_px) > MAX (DRIFT_PX, noise_px)))
    return g_steal_pointer (&text);

  return g_strdup_printf (
      _ ("%s It was %+.2f px when the scan began: a delay or the backlash is changing."), text,
      first->comb_px);
}
