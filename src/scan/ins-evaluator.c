/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-evaluator.h"

#define LOWEST_DB (-120.0)

struct _InsEvaluator
{
  InsRecipe *recipe;
  InsGating *gating;
  double sample_rate_hz, full_scale_counts;
  gboolean has_samples_wanted; /* by a derived plane */
};

void
ins_evaluation_init (InsEvaluation *self, const InsRecipe *recipe, guint n_pixels)
{
  gsize n_values = (gsize)recipe->n_gates * n_pixels;

  *self = (InsEvaluation){ .amplitude_percent = g_new0 (float, n_values),
                           .tof_s = g_new0 (float, n_values),
                           .gate_status = g_new0 (guint8, n_values),
                           .derived = g_new0 (float, (gsize)recipe->n_planes *n_pixels),
                           .alarms = g_new0 (guint32, n_pixels) };
}

void
ins_evaluation_clear (InsEvaluation *self)
{
  g_free (self->amplitude_percent);
  g_free (self->tof_s);
  g_free (self->gate_status);
  g_free (self->derived);
  g_free (self->alarms);
}

void
ins_evaluation_set_cscan (const InsRecipe *recipe, InsCscan *cscan)
{
  for (guint i = 0; i < recipe->n_planes; i++)
    {
      InsPlaneUnit unit = ins_derived_get_unit (recipe->planes[i].kind);

      ins_cscan_set_derived (cscan, i, recipe->planes[i].gate,
                             unit == INS_UNIT_PERCENT || unit == INS_UNIT_DB);
    }
}

InsCscan *
ins_evaluation_new_cscan (const InsRecipe *recipe, const InsScanGrid *grid)
{
  InsCscan *cscan = ins_cscan_new_with (grid, recipe->n_gates, recipe->n_planes, recipe->n_alarms);

  ins_evaluation_set_cscan (recipe, cscan);

  return cscan;
}

InsEvaluator *
ins_evaluator_new (const InsRecipe *recipe, const InsAscanFormat *format)
{
  InsEvaluator *self = g_new0 (InsEvaluator, 1);
  InsConditioning conditioning;

  ins_recipe_get_conditioning (recipe, &conditioning);
  self->recipe = ins_recipe_copy (recipe);
  self->gating = ins_gating_new (recipe->gates, recipe->n_gates, format,
                                 ins_recipe_is_unconditioned (recipe) ? NULL : &conditioning);
  self->sample_rate_hz = format->sample_rate_hz;
  self->full_scale_counts = MAX (format->full_scale_counts, 1);
  for (guint i = 0; i < recipe->n_planes; i++)
    self->has_samples_wanted |= ins_derived_wants_samples (recipe->planes[i].kind);

  return self;
}

void
ins_evaluator_free (InsEvaluator *self)
{
  ins_recipe_free (self->recipe);
  ins_gating_free (self->gating);
  g_free (self);
}

/* Of the A-scan that the gates have just looked at. */
static void
measure_samples (InsEvaluator *self, guint pixel, guint n_pixels, InsEvaluation *result)
{
  const InsRecipe *recipe = self->recipe;

  for (guint i = 0; i < recipe->n_planes; i++)
    {
      const InsDerived *plane = &recipe->planes[i];
      const InsSamples *samples;

      if (!ins_derived_wants_samples (plane->kind))
        continue;
      samples = ins_gating_get_samples (self->gating, plane->gate);
      result->derived[(gsize)i * n_pixels + pixel] = samples->n == 0
                                                         ? NAN
                                                         : (float)ins_derived_measure (
                                                               plane, &recipe->gates[plane->gate],
                                                               samples, self->sample_rate_hz,
                                                               self->full_scale_counts,
                                                               recipe->probe_frequency_hz);
    }
}

static void
clear_samples (InsEvaluator *self, guint pixel, guint n_pixels, InsEvaluation *result)
{
  for (guint i = 0; i < self->recipe->n_planes; i++)
    result->derived[(gsize)i * n_pixels + pixel] = NAN;
}

void
ins_evaluator_measure (InsEvaluator *self,
                       gconstpointer ascans,
                       const guint8 *holes,
                       guint first,
                       guint n,
                       guint n_pixels,
                       InsEvaluation *result)
{
  gsize step = ins_gating_get_step (self->gating);
  guint n_each = self->has_samples_wanted ? 1 : n;

  for (guint i = 0; i < n; i += n_each)
    {
      const InsGatePlanes planes = { result->amplitude_percent + first + i,
                                     result->tof_s + first + i, result->gate_status + first + i,
                                     n_pixels };
      const guint8 *leaves_out = holes != NULL ? holes + first + i : NULL;

      ins_gating_evaluate (self->gating, (const char *)ascans + i * step, n_each, leaves_out,
                           &planes);
      if (!self->has_samples_wanted)
        continue;
      if (leaves_out == NULL || leaves_out[0] == INS_HOLE_NONE)
        measure_samples (self, first + i, n_pixels, result);
      else
        clear_samples (self, first + i, n_pixels, result);
    }
}

static void
derive_plane (InsEvaluator *self,
              const InsDerived *plane,
              guint n,
              InsEvaluation *result,
              float *to)
{
  const float *amplitude = result->amplitude_percent + (gsize)plane->gate * n;
  const float *tof_s = result->tof_s + (gsize)plane->gate * n;
  const float *from_s = plane->from_gate >= 0 ? result->tof_s + (gsize)plane->from_gate * n : NULL;
  double velocity_m_s = plane->velocity_m_s > 0.0 ? plane->velocity_m_s
                                                  : self->recipe->velocity_m_s;

  switch (plane->kind)
    {
    case INS_DERIVED_DB:
      ins_derive_db (amplitude, n, plane->reference_percent, LOWEST_DB, to);
      break;
    case INS_DERIVED_DEPTH:
      ins_derive_depth (tof_s, from_s, n, plane->offset_s, velocity_m_s, to);
      break;
    case INS_DERIVED_THICKNESS:
      if (from_s != NULL)
        ins_derive_thickness (tof_s, from_s, n, velocity_m_s, to);
      break;
    case INS_DERIVED_PHASE:
    case INS_DERIVED_SIGNED_RANGE:
    case INS_DERIVED_NOISE:
    case INS_DERIVED_NOISE_PEAK:
    case INS_DERIVED_ECHOES:
    case INS_N_DERIVED_KINDS:
    default:
      break;
    }
}

static void
raise_alarm (InsEvaluator *self, guint index, guint n, InsEvaluation *result)
{
  const InsAlarm *alarm = &self->recipe->alarms[index];
  gboolean is_derived = alarm->quantity == INS_ALARM_DERIVED;
  guint gate = is_derived ? self->recipe->planes[alarm->gate].gate : alarm->gate;
  const float *values = is_derived                         ? result->derived
                        : alarm->quantity == INS_ALARM_TOF ? result->tof_s
                                                           : result->amplitude_percent;

  ins_alarm_evaluate (alarm, values + (gsize)alarm->gate * n, result->gate_status + (gsize)gate * n,
                      n, 1U << index, result->alarms);
}

void
ins_evaluator_derive (InsEvaluator *self, guint n_pixels, InsEvaluation *result)
{
  for (guint i = 0; i < self->recipe->n_planes; i++)
    derive_plane (self, &self->recipe->planes[i], n_pixels, result,
                  result->derived + (gsize)i * n_pixels);
  memset (result->alarms, 0, n_pixels * sizeof *result->alarms);
  for (guint i = 0; i < self->recipe->n_alarms; i++)
    raise_alarm (self, i, n_pixels, result);
}

void
ins_evaluator_add_saturation (InsEvaluator *self,
                              const guint16 *n_pulses,
                              const guint8 *ascan_status,
                              guint n_pixels,
                              InsEvaluation *result)
{
  for (guint i = 0; i < n_pixels; i++)
    if (n_pulses[i] > 1 && (ascan_status[i] & INS_STATUS_SATURATED) != 0)
      for (guint gate = 0; gate < self->recipe->n_gates; gate++)
        result->gate_status[(gsize)gate * n_pixels + i] |= INS_STATUS_SATURATED;
}
