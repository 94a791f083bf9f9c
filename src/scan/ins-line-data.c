/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-line-data.h"

InsLineData *
ins_line_data_new (const InsPlan *plan, const InsRecipe *recipe, guint max_reports)
{
  InsLineData *self = g_new0 (InsLineData, 1);
  gsize n_pixels = plan->grid.n_columns;
  gsize n_values = n_pixels * recipe->n_gates;

  self->n_pixels = plan->grid.n_columns;
  self->n_samples = plan->timing.n_samples;
  self->n_gates = recipe->n_gates;
  self->n_planes = recipe->n_planes;
  if (recipe->mode == INS_MODE_WAVEFORM)
    self->ascans = g_new0 (gint16, n_pixels * self->n_samples);
  self->n_pulses = g_new0 (guint16, n_pixels);
  self->holes = g_new0 (guint8, n_pixels);
  self->status = g_new0 (guint8, n_pixels);
  self->amplitude_percent = g_new0 (float, n_values);
  self->tof_s = g_new0 (float, n_values);
  self->gate_status = g_new0 (guint8, n_values);
  self->derived = g_new0 (float, n_pixels * recipe->n_planes);
  self->alarms = g_new0 (guint32, n_pixels);
  self->registration_um = g_new (float, n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    self->registration_um[i] = NAN;
  self->reports = g_new0 (InsTrackReport, max_reports);
  self->max_reports = max_reports;

  return self;
}

void
ins_line_data_free (InsLineData *self)
{
  g_free (self->ascans);
  g_free (self->n_pulses);
  g_free (self->holes);
  g_free (self->status);
  g_free (self->amplitude_percent);
  g_free (self->tof_s);
  g_free (self->gate_status);
  g_free (self->derived);
  g_free (self->alarms);
  g_free (self->registration_um);
  g_free (self->reports);
  g_free (self);
}

InsEvaluation
ins_line_data_get_values (InsLineData *self)
{
  return (InsEvaluation){ .amplitude_percent = self->amplitude_percent,
                          .tof_s = self->tof_s,
                          .gate_status = self->gate_status,
                          .derived = self->derived,
                          .alarms = self->alarms };
}

guint
ins_line_data_count_missing (const InsLineData *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_pixels; i++)
    n += ins_hole_is_missing (self->holes[i]);

  return n;
}

void
ins_line_data_get_quality (const InsLineData *self, InsLineQuality *quality)
{
  quality->is_moved = FALSE;
  quality->n_missing = ins_line_data_count_missing (self);
  quality->verdict = self->card.placing == INS_PLACED_BY_REPORTS ? self->track.verdict
                                                                 : INS_TRACK_GOOD;
}

gboolean
ins_line_quality_is_flagged (const InsLineQuality *self)
{
  return !ins_line_quality_is_to_go (self) &&
         (self->n_missing > 0 || self->is_moved || !ins_track_is_believed (self->verdict));
}

gboolean
ins_line_quality_is_better (const InsLineQuality *self, const InsLineQuality *than)
{
  if (self->is_moved != than->is_moved && !ins_line_quality_is_to_go (self) &&
      !ins_line_quality_is_to_go (than))
    return than->is_moved;

  return self->n_missing < than->n_missing ||
         (self->n_missing == than->n_missing && self->verdict < than->verdict);
}
