/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-evaluator.h"
#include "storage/ins-nde-writer.h"
#include "storage/ins-volume.h"

/* Nobody swept it: as fast as the form allows, so that hardly any room is kept for reports. */
#define SPEED_MM_S 1e4

typedef struct
{
  const InsVolume *volume;
  InsRecipe *recipe;
  InsPlan *plan;
  InsScanInfo info;
  InsLineData *line;
  InsEvaluator *evaluator;
} Writing;

void
ins_volume_init (InsVolume *self)
{
  *self = (InsVolume){ .scan_axis = INS_AXIS_X,
                       .index_axis = INS_AXIS_Y,
                       .scan_sign = 1,
                       .index_sign = 1,
                       .scan_step_mm = 1.0,
                       .index_step_mm = 1.0,
                       .sample_rate_hz = 100e6,
                       .full_scale_counts = 32767 };
}

static void
set_gates (const InsVolume *self, InsRecipe *recipe)
{
  recipe->n_gates = 1;
  recipe->gates[0] = (InsGate){ .name = "A",
                                .start_s = self->delay_s,
                                .length_s = self->n_samples / self->sample_rate_hz,
                                .threshold_percent = 30.0 };
  if (self->like != NULL)
    ins_recipe_take_gates (recipe, self->like);
  if (self->n_gates == 0)
    return;
  recipe->n_gates = self->n_gates;
  memcpy (recipe->gates, self->gates, sizeof recipe->gates);
}

static InsRecipe *
make_recipe (const InsVolume *self, GError **error)
{
  InsRecipe *recipe = ins_recipe_new ();
  double record_s = self->n_samples / self->sample_rate_hz;

  if (self->name != NULL && *self->name != '\0')
    {
      g_free (recipe->name);
      recipe->name = g_utf8_make_valid (self->name, -1);
    }
  recipe->scan_axis = self->scan_axis;
  recipe->index_axis = self->index_axis;
  recipe->scan_sign = self->scan_sign;
  recipe->index_sign = self->index_sign;
  recipe->start.mm[self->scan_axis] = self->scan_start_mm;
  recipe->start.mm[self->index_axis] = self->index_start_mm;
  recipe->scan_step_mm = self->scan_step_mm;
  recipe->index_step_mm = self->index_step_mm;
  recipe->scan_length_mm = self->n_columns * self->scan_step_mm;
  recipe->index_length_mm = self->n_rows * self->index_step_mm;
  recipe->speed_mm_s = SPEED_MM_S;
  recipe->pattern = INS_PATTERN_UNIDIRECTIONAL;
  recipe->signal = self->signal;
  recipe->timing = (InsTiming){ .sample_rate_hz = self->sample_rate_hz,
                                .n_samples = self->n_samples,
                                .delay_s = self->delay_s,
                                .prf_hz = fmin (1000.0, 1.0 / record_s) };
  if (self->velocity_m_s > 0.0)
    recipe->velocity_m_s = self->velocity_m_s;
  if (self->couplant_velocity_m_s > 0.0)
    recipe->couplant_velocity_m_s = self->couplant_velocity_m_s;
  if (self->probe_frequency_hz > 0.0)
    recipe->probe_frequency_hz = self->probe_frequency_hz;
  set_gates (self, recipe);
  if (ins_recipe_validate (recipe, error))
    return recipe;
  ins_recipe_free (recipe);

  return NULL;
}

gboolean
ins_volume_check (const InsVolume *self, GError **error)
{
  g_autoptr (InsRecipe) recipe = NULL;
  InsScanGrid grid;

  if (self->n_rows == 0 || self->n_columns == 0 || self->n_samples == 0 ||
      self->full_scale_counts < 1 || self->full_scale_counts > G_MAXINT16)
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
                   _ ("There is nothing to import: %u rows of %u A-scans of %u samples."),
                   self->n_rows, self->n_columns, self->n_samples);
      return FALSE;
    }
  recipe = make_recipe (self, error);
  if (recipe == NULL)
    return FALSE;
  ins_recipe_get_grid (recipe, &grid);
  if (grid.n_rows == self->n_rows && grid.n_columns == self->n_columns)
    return TRUE;
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
               _ ("Steps of %g and %g mm do not give %u by %u pixels. Choose other steps."),
               self->scan_step_mm, self->index_step_mm, self->n_columns, self->n_rows);

  return FALSE;
}

static void
describe (const InsVolume *self, InsScanInfo *info)
{
  InsStageInfo *stage = &info->stage_info;
  InsDigitizerInfo *card = &info->digitizer_info;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    stage->travel_minimum.mm[axis] = stage->travel_maximum.mm[axis] =
        stage->maximum_speed.mm[axis] = stage->acceleration.mm[axis] = stage->resolution.mm[axis] =
            (double)NAN;
  stage->n_axes = INS_N_AXES;
  g_strlcpy (stage->name, "not known", sizeof stage->name);
  g_strlcpy (stage->protocol, "import", sizeof stage->protocol);
  g_strlcpy (card->name, "not known", sizeof card->name);
  g_strlcpy (card->driver, "import", sizeof card->driver);
  g_strlcpy (card->how, self->source != NULL ? self->source : "Imported.", sizeof card->how);
  card->n_bits = 16;
  card->full_scale_counts = self->full_scale_counts;
}

static void
writing_clear (Writing *self)
{
  g_clear_pointer (&self->evaluator, ins_evaluator_free);
  g_clear_pointer (&self->line, ins_line_data_free);
  g_clear_pointer (&self->plan, ins_plan_free);
  g_clear_pointer (&self->recipe, ins_recipe_free);
}

static gboolean
writing_init (Writing *self, const InsVolume *volume, GError **error)
{
  InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                            .n_samples = volume->n_samples,
                            .stride = volume->n_samples,
                            .sample_rate_hz = volume->sample_rate_hz,
                            .delay_s = volume->delay_s,
                            .full_scale_counts = volume->full_scale_counts };

  self->volume = volume;
  if (!ins_volume_check (volume, error))
    return FALSE;
  self->recipe = make_recipe (volume, error);
  if (self->recipe == NULL)
    return FALSE;
  describe (volume, &self->info);
  self->plan = ins_plan_new (self->recipe, &self->info.stage_info, &self->recipe->timing);
  self->info.recipe = self->recipe;
  self->info.plan = self->plan;
  self->line = ins_line_data_new (self->plan, self->recipe, 0);
  self->evaluator = ins_evaluator_new (self->recipe, &format);

  return TRUE;
}

/* What the file says of a line that no stage of ours has swept. */
static void
finish_line (Writing *self, guint order)
{
  InsLineData *line = self->line;
  InsEvaluation values = { line->amplitude_percent, line->tof_s, line->gate_status, line->derived,
                           line->alarms };

  ins_plan_get_line (self->plan, order, &line->line);
  line->track = (InsTrackLine){ .verdict = INS_TRACK_GOOD };
  line->card = (InsLineCard){ .placing = INS_PLACED_AT_REST, .slip_mm = (double)NAN };
  line->clock_rate = 1.0;
  line->started_unix_us = g_get_real_time ();
  for (guint column = 0; column < line->n_pixels; column++)
    {
      gint16 *ascan = line->ascans + (gsize)column * line->n_samples;
      gboolean is_hole = line->holes[column] != 0, is_saturated = FALSE;

      line->holes[column] = is_hole ? INS_HOLE_LOST_PULSES : INS_HOLE_NONE;
      line->n_pulses[column] = is_hole ? 0 : 1;
      if (is_hole)
        memset (ascan, 0, line->n_samples * sizeof *ascan);
      for (guint i = 0; i < line->n_samples; i++)
        is_saturated = is_saturated || ABS ((int)ascan[i]) >= self->volume->full_scale_counts;
      line->status[column] = is_hole
                                 ? 0
                                 : INS_STATUS_HAS_DATA | (is_saturated ? INS_STATUS_SATURATED : 0);
    }
  ins_evaluator_measure (self->evaluator, line->ascans, line->holes, 0, line->n_pixels,
                         line->n_pixels, &values);
  ins_evaluator_derive (self->evaluator, line->n_pixels, &values);
}

static gboolean
write_rows (Writing *self,
            InsLineSink *sink,
            InsVolumeReadRow read_row,
            gpointer source,
            InsVolumeProgress progress,
            gpointer progress_data,
            GCancellable *cancellable,
            GError **error)
{
  const InsScanAccount account = INS_NO_ACCOUNT;

  for (guint order = 0; order < self->plan->n_lines; order++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (progress != NULL)
        progress ((double)order / self->plan->n_lines, progress_data);
      memset (self->line->holes, 0, self->line->n_pixels);
      if (!read_row (source, self->plan->rows[order], self->line->ascans, self->line->holes, error))
        return FALSE;
      finish_line (self, order);
      if (!sink->put_line (sink, self->line, error))
        return FALSE;
    }

  return sink->sync (sink, error) && sink->finish (sink, TRUE, &account, error);
}

gboolean
ins_volume_write (const InsVolume *self,
                  const char *path,
                  gboolean overwrite,
                  InsVolumeReadRow read_row,
                  gpointer source,
                  InsVolumeProgress progress,
                  gpointer progress_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (path, FALSE, overwrite);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autofree gboolean *done = g_new0 (gboolean, MAX (self->n_rows, 1));
  Writing writing = { .volume = self };
  gboolean begun = FALSE, written = FALSE;

  if (writing_init (&writing, self, error))
    begun = sink->begin (sink, &writing.info, done, error);
  if (begun)
    written = write_rows (&writing, sink, read_row, source, progress, progress_data, cancellable,
                          error);
  if (begun && !written)
    g_unlink (path);
  writing_clear (&writing);

  return written;
}
