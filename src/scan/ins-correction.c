/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scan/ins-correction.h"

/* Smallest delay of a card's blocks that the clock's fit cannot see. */
#define CARD_DELAY_S 1e-3

#define MOST_PIXELS 100000 /* compared by default, over all gates */
#define LEAST_LINES 8
#define MOST_LINES 200

void
ins_correction_init (InsCorrection *self, double placed_latency_s, double placed_backlash_mm)
{
  *self = (InsCorrection){ .placed_latency_s = placed_latency_s,
                           .placed_backlash_mm = placed_backlash_mm,
                           .comb = INS_NO_COMB,
                           .low_mm = (double)NAN,
                           .high_mm = (double)NAN };
  ins_correction_use_nothing (self);
}

void
ins_correction_get_shift (const InsScanGrid *grid,
                          double speed_mm_s,
                          double latency_s,
                          double backlash_mm,
                          InsRowShift *shift)
{
  double lag_mm = fabs (speed_mm_s) * latency_s;
  double up_px = lag_mm / grid->scan_step_mm;
  double down_px = (lag_mm + backlash_mm) / grid->scan_step_mm;

  /* up: shown too far towards plus; down: too far towards minus, which is + where columns run down
   */
  *shift = grid->scan_sign > 0 ? (InsRowShift){ up_px, -down_px }
                               : (InsRowShift){ down_px, -up_px };
}

void
ins_correction_set_bounds (InsCorrection *self, const InsTrackLine *track, double backlash_limit_mm)
{
  double known_s = track->offset_s + self->placed_latency_s;
  double two_v = 2.0 * fabs (track->speed_mm_s);

  self->low_mm = self->high_mm = (double)NAN;
  if (!(track->offset_low_s <= track->offset_high_s))
    return;
  self->low_mm = two_v * (track->offset_low_s - known_s) - self->placed_backlash_mm;
  self->high_mm = two_v * (track->offset_high_s + CARD_DELAY_S - known_s) + backlash_limit_mm -
                  self->placed_backlash_mm;
}

guint
ins_correction_get_most (InsCscan *cscan, guint n_pixels)
{
  gsize n = (gsize)ins_cscan_get_grid (cscan)->n_columns * ins_cscan_get_n_gates (cscan);

  return (guint)CLAMP (n_pixels / n, LEAST_LINES, MOST_LINES);
}

/* FALSE if a plane is ambiguous, which ends it. */
static gboolean
measure_planes (InsCorrection *self,
                InsCscan *cscan,
                InsPlaneKind kind,
                guint first_row,
                guint n_rows,
                guint n_most)
{
  guint n_columns = ins_cscan_get_grid (cscan)->n_columns;
  g_autofree float *values = g_new (float, (gsize)n_rows *n_columns);
  g_autofree gint8 *directions = g_new (gint8, n_rows);

  for (guint gate = 0; gate < ins_cscan_get_n_gates (cscan); gate++)
    {
      InsComb comb;

      ins_cscan_copy_plane (cscan, gate, kind, first_row, n_rows, values, directions);
      ins_comb_estimate (values, directions, n_rows, n_columns, n_most, &comb);
      if (comb.verdict == INS_COMB_AMBIGUOUS ||
          (comb.verdict == INS_COMB_OK &&
           (self->comb.verdict != INS_COMB_OK || comb.se_px < self->comb.se_px)) ||
          self->comb.n_lines == 0)
        {
          self->comb = comb;
          self->gate = gate;
          self->kind = kind;
        }
      if (comb.verdict == INS_COMB_AMBIGUOUS)
        return FALSE;
    }

  return TRUE;
}

void
ins_correction_measure (InsCorrection *self,
                        InsCscan *cscan,
                        guint first_row,
                        guint n_rows,
                        guint n_most)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);

  g_return_if_fail (n_rows > 0 && first_row + n_rows <= grid->n_rows);

  if (n_most == 0)
    n_most = ins_correction_get_most (cscan, MOST_PIXELS);
  self->comb = INS_NO_COMB;
  if (measure_planes (self, cscan, INS_PLANE_AMPLITUDE, first_row, n_rows, n_most) &&
      self->comb.verdict != INS_COMB_OK && self->comb.n_lines > 0)
    measure_planes (self, cscan, INS_PLANE_TOF, first_row, n_rows, n_most);
}

static gboolean
is_within_bounds (const InsCorrection *self, const InsScanGrid *grid)
{
  double comb_mm = self->comb.comb_px * grid->scan_step_mm;
  double margin_mm = 2.0 * self->comb.se_px * grid->scan_step_mm;

  return comb_mm >= self->low_mm - margin_mm && comb_mm <= self->high_mm + margin_mm;
}

gboolean
ins_correction_may_use_picture (const InsCorrection *self, const InsScanGrid *grid)
{
  return ins_comb_is_significant (&self->comb) && is_within_bounds (self, grid);
}

void
ins_correction_use_nothing (InsCorrection *self)
{
  self->source = INS_CORRECTION_NONE;
  self->latency_s = self->placed_latency_s;
  self->backlash_mm = self->placed_backlash_mm;
  self->shift = (InsRowShift){ 0.0, 0.0 };
}

void
ins_correction_use_picture (InsCorrection *self, const InsScanGrid *grid)
{
  ins_correction_use_nothing (self);
  if (!ins_correction_may_use_picture (self, grid))
    return;
  self->source = INS_CORRECTION_PICTURE;
  self->shift = (InsRowShift){ 0.5 * self->comb.comb_px, -0.5 * self->comb.comb_px };
}

void
ins_correction_use_values (InsCorrection *self,
                           const InsScanGrid *grid,
                           double speed_mm_s,
                           double latency_s,
                           double backlash_mm)
{
  ins_correction_use_nothing (self);
  if (latency_s == self->placed_latency_s && backlash_mm == self->placed_backlash_mm)
    return;
  self->source = INS_CORRECTION_GIVEN;
  self->latency_s = latency_s;
  self->backlash_mm = backlash_mm;
  ins_correction_get_shift (grid, speed_mm_s, latency_s - self->placed_latency_s,
                            backlash_mm - self->placed_backlash_mm, &self->shift);
}

/* "Comb ...", with what became of it */
static void
append_comb (const InsCorrection *self, const InsScanGrid *grid, GString *text)
{
  double um_per_px = grid->scan_step_mm * 1e3;
  const InsComb *comb = &self->comb;

  /* Translators: the comb is the shift between lines scanned in the two directions */
  g_string_append_printf (text, _ ("Comb %+.2f ± %.2f px (%+.1f ± %.1f µm) measured from %u lines"),
                          comb->comb_px, comb->se_px, comb->comb_px * um_per_px,
                          comb->se_px * um_per_px, comb->n_lines);
  if (self->source == INS_CORRECTION_PICTURE)
    g_string_append (text, _ (", removed."));
  else if (!ins_comb_is_significant (comb))
    g_string_append (text, _ (": nothing to remove."));
  else if (isnan (self->low_mm))
    g_string_append (text, _ (", not removed: the stage answers with old positions, so nothing "
                              "says what its delay can be."));
  else if (!is_within_bounds (self, grid))
    g_string_append_printf (text,
                            _ (", not removed: delay and backlash explain only %+.0f to %+.0f µm."),
                            self->low_mm * 1e3, self->high_mm * 1e3);
  else
    g_string_append (text, _ (", not removed."));
}

char *
ins_correction_to_text (const InsCorrection *self, const InsScanGrid *grid)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->source == INS_CORRECTION_GIVEN)
    g_string_append_printf (text,
                            _ ("Corrected to a latency of %.4g ms and a backlash of %.4g mm. "),
                            self->latency_s * 1e3, self->backlash_mm);
  if (self->comb.verdict == INS_COMB_OK)
    append_comb (self, grid, text);
  else if (self->comb.verdict == INS_COMB_AMBIGUOUS)
    g_string_append (text, _ ("The part repeats along the lines, so the picture cannot tell how "
                              "far the two directions lie apart: nothing removed."));
  else if (self->comb.n_lines > 0)
    g_string_append (text, _ ("There is too little structure in the picture to tell how far the "
                              "two directions lie apart: nothing removed."));
  g_strchomp (text->str);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
