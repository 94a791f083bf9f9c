/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-gate-window.h"
#include "signal/ins-gating-private.h"

/* Sample positions that differ by less than this are the same: gate times are decimal fractions. */
#define POSITION_TOLERANCE 1e-6

#define CACHE_LINE 64

#define N_AHEAD 3 /* A-scans that are fetched before they are looked at */

/* Clips the gate to the record. FALSE: nothing of it lies inside. */
static gboolean
lay (const InsGating *self, const InsGatePlan *gate, double anchor_s, guint *first, guint *end)
{
  const InsAscanFormat *format = &self->format;
  double from = (anchor_s + gate->settings.start_s - format->delay_s) * format->sample_rate_hz;
  double to = from + gate->settings.length_s * format->sample_rate_hz;
  double lower = CLAMP (ceil (from - POSITION_TOLERANCE), 0.0, (double)format->n_samples);
  double upper = CLAMP (ceil (to - POSITION_TOLERANCE), 0.0, (double)format->n_samples);

  /* in this form NaN ends up as no window */
  if (!(upper > lower))
    return FALSE;
  *first = (guint)lower;
  *end = (guint)upper;

  return TRUE;
}

void
ins_gating_init (InsGating *self,
                 const InsGate *gates,
                 guint n_gates,
                 const InsAscanFormat *format,
                 const InsConditioning *conditioning)
{
  gboolean is_plain = TRUE;

  *self = (InsGating){ .n_gates = n_gates,
                       .least = G_MAXUINT,
                       .format = *format,
                       .sample_s = 1.0 / format->sample_rate_hz,
                       .full_scale = MAX (format->full_scale_counts, 1) };
  /* the positive end of a two's complement range is one count short */
  self->highest = format->type == INS_SAMPLE_FLOAT ? self->full_scale : self->full_scale - 1.0;
  for (guint i = 0; i < n_gates; i++)
    is_plain &= gates[i].detection == INS_DETECTION_RF;
  if (!is_plain || conditioning != NULL)
    self->conditioner = ins_conditioner_new (format, conditioning);
  for (guint i = 0; i < n_gates; i++)
    {
      InsGatePlan *gate = &self->gates[i];

      gate->settings = gates[i];
      gate->threshold_counts = gates[i].threshold_percent / 100.0 * self->full_scale;
      self->has_followers |= gates[i].anchor != INS_ANCHOR_PULSE;
      if (gates[i].anchor == INS_ANCHOR_PULSE)
        lay (self, gate, 0.0, &gate->first, &gate->end);
      else if (gates[i].anchor_gate < i && gates[i].anchor == INS_ANCHOR_CROSSING)
        self->gates[gates[i].anchor_gate].is_crossing_followed = TRUE;
      else if (gates[i].anchor_gate < i)
        self->gates[gates[i].anchor_gate].is_peak_followed = TRUE;
    }
  for (guint i = 0; i < n_gates; i++)
    {
      InsGatePlan *gate = &self->gates[i];

      gate->wants_crossing = gate->is_crossing_followed || gates[i].tof == INS_TOF_CROSSING;
      gate->wants_peak = gate->is_peak_followed || gates[i].tof != INS_TOF_CROSSING;
      gate->is_conditioned = self->conditioner != NULL &&
                             !ins_conditioner_passes (self->conditioner, gates[i].detection);
    }
}

void
ins_gating_clear (InsGating *self)
{
  g_clear_pointer (&self->conditioner, ins_conditioner_free);
}

InsGating *
ins_gating_new (const InsGate *gates,
                guint n_gates,
                const InsAscanFormat *format,
                const InsConditioning *conditioning)
{
  InsGating *self;

  g_return_val_if_fail (n_gates <= INS_MAX_GATES, NULL);
  g_return_val_if_fail (format->stride >= format->n_samples, NULL);

  self = g_new (InsGating, 1);
  ins_gating_init (self, gates, n_gates, format, conditioning);

  return self;
}

void
ins_gating_free (InsGating *self)
{
  ins_gating_clear (self);
  g_free (self);
}

/* FALSE if the gate waits for an echo that is not there. */
static gboolean
get_anchor_s (const InsGate *gate, guint index, const InsGateResult *results, double *anchor_s)
{
  const InsGateResult *anchor;

  if (gate->anchor_gate >= index)
    return FALSE;

  anchor = &results[gate->anchor_gate];
  *anchor_s = gate->anchor == INS_ANCHOR_PEAK ? anchor->peak_s : anchor->crossing_s;

  return (anchor->status & (INS_STATUS_NO_ECHO | INS_STATUS_NO_SYNCHRO)) == 0 &&
         isfinite (*anchor_s);
}

static void
measure (const InsGating *self,
         const InsGatePlan *gate,
         InsGateWindow *window,
         double origin_s,
         gboolean wants_all,
         InsGateResult *result)
{
  const InsGate *settings = &gate->settings;
  double threshold = gate->threshold_counts;

  ins_gate_window_search (window, settings->amplitude, threshold, wants_all || gate->wants_crossing,
                          wants_all || gate->wants_peak);
  if (window->has_echo)
    {
      if (wants_all || gate->is_crossing_followed)
        result->crossing_s = origin_s +
                             ins_gate_window_get_crossing (window, threshold) * self->sample_s;
      result->tof_s = (float)(origin_s +
                              ins_gate_window_get_tof (window, settings->tof, threshold) *
                                  self->sample_s);
    }
  else
    result->status |= INS_STATUS_NO_ECHO;
  if (!window->has_peak)
    return;

  result->amplitude_percent = (float)(100.0 *
                                      ins_gate_window_get_amplitude (window, settings->amplitude) /
                                      self->full_scale);
  if (wants_all || gate->is_peak_followed)
    result->peak_s = origin_s + ins_gate_window_get_peak (window) * self->sample_s;
  result->status |= INS_STATUS_HAS_DATA;
}

/* Where a follower's gate will lie in the next A-scan is not known, but hardly outside of where the
 * gates have been so far. */
static inline void
fetch (const InsGating *self, const char *ahead, gsize sample_bytes)
{
  for (gsize at = self->least * sample_bytes; at < self->most * sample_bytes; at += CACHE_LINE)
    __builtin_prefetch (ahead + at);
}

/* Whether the recorded samples there reach the full scale. */
static gboolean
is_saturated (const InsGating *self, const InsKernels *kernels, const char *at, guint n)
{
  double lowest, highest;

  kernels->get_range (at, n, NULL, &lowest, &highest);

  return highest - self->format.zero_counts >= self->highest ||
         lowest - self->format.zero_counts <= -self->full_scale;
}

/* The gate's samples @first to @end, at least one. */
static inline void
look (InsGating *self,
      const InsKernels *kernels,
      const InsGatePlan *gate,
      const char *ascan,
      const char *ahead,
      guint first,
      guint end,
      gboolean wants_all,
      InsGateResult *result)
{
  const gsize offset = first * ins_sample_type_get_size (self->format.type);
  const double origin_s = self->format.delay_s + first * self->sample_s;
  InsGateWindow window = { .kernels = kernels,
                           .type = self->format.type,
                           .samples = ascan + offset,
                           .ahead = ahead != NULL ? ahead + offset : NULL,
                           .n = end - first,
                           .zero_counts = self->format.zero_counts,
                           .polarity = gate->settings.polarity };
  gboolean saturated;

  self->least = MIN (self->least, first);
  self->most = MAX (self->most, end);
  if (gate->is_conditioned)
    {
      window.kernels = ins_kernels_get (INS_SAMPLE_FLOAT);
      window.type = INS_SAMPLE_FLOAT;
      window.samples = ins_conditioner_get (self->conditioner, gate->settings.detection) + first;
      window.ahead = NULL;
      window.zero_counts = 0.0;
    }
  self->looked_at[gate - self->gates] = (InsSamples){ window.type, window.samples, window.n,
                                                      window.zero_counts };
  measure (self, gate, &window, origin_s, wants_all, result);
  saturated = gate->is_conditioned
                  ? is_saturated (self, kernels, ascan + offset, end - first)
                  : window.maximum >= self->highest || window.minimum <= -self->full_scale;
  if (saturated)
    result->status |= INS_STATUS_SATURATED;
}

/* @ahead: (nullable): an A-scan that comes soon. */
static inline void
evaluate (InsGating *self,
          const InsKernels *kernels,
          const char *ascan,
          const char *ahead,
          gboolean wants_all,
          InsGateResult *results)
{
  if (self->conditioner != NULL)
    ins_conditioner_set_ascan (self->conditioner, ascan);
  if (ahead != NULL && self->has_followers)
    {
      fetch (self, ahead, ins_sample_type_get_size (self->format.type));
      ahead = NULL;
    }
  for (guint i = 0; i < self->n_gates; i++)
    {
      const InsGatePlan *gate = &self->gates[i];
      guint first = gate->first, end = gate->end;
      double anchor_s;

      self->looked_at[i].n = 0;
      results[i] = (InsGateResult){
        .amplitude_percent = NAN, .tof_s = NAN, .crossing_s = (double)NAN, .peak_s = (double)NAN
      };
      if (gate->settings.anchor != INS_ANCHOR_PULSE)
        {
          if (!get_anchor_s (&gate->settings, i, results, &anchor_s))
            {
              results[i].status = INS_STATUS_NO_SYNCHRO;
              continue;
            }
          if (!lay (self, gate, anchor_s, &first, &end))
            first = end = 0;
        }
      if (end > first)
        look (self, kernels, gate, ascan, ahead, first, end, wants_all, &results[i]);
      else
        results[i].status = INS_STATUS_NO_ECHO;
    }
}

static void
put (const InsGating *self, const InsGateResult *results, const InsGatePlanes *planes, guint at)
{
  for (guint i = 0; i < self->n_gates; i++)
    {
      gsize to = i * planes->stride + at;

      if (planes->amplitude_percent != NULL)
        planes->amplitude_percent[to] = results[i].amplitude_percent;
      if (planes->tof_s != NULL)
        planes->tof_s[to] = results[i].tof_s;
      if (planes->status != NULL)
        planes->status[to] = results[i].status;
    }
}

gsize
ins_gating_get_step (const InsGating *self)
{
  return self->format.stride * ins_sample_type_get_size (self->format.type);
}

void
ins_gating_evaluate (InsGating *self,
                     gconstpointer ascans,
                     guint n_ascans,
                     const guint8 *leaves_out,
                     const InsGatePlanes *planes)
{
  const InsKernels *kernels = ins_kernels_get (self->format.type);
  const gsize step = ins_gating_get_step (self);
  InsGateResult results[INS_MAX_GATES];

  for (guint at = 0; at < n_ascans; at++)
    {
      const char *ascan = (const char *)ascans + at * step;

      if (leaves_out != NULL && leaves_out[at] != 0)
        for (guint i = 0; i < self->n_gates; i++)
          results[i] = (InsGateResult){ .amplitude_percent = NAN, .tof_s = NAN };
      else
        evaluate (self, kernels, ascan, at + N_AHEAD < n_ascans ? ascan + N_AHEAD * step : NULL,
                  FALSE, results);
      put (self, results, planes, at);
    }
}

void
ins_gating_evaluate_one (InsGating *self, gconstpointer ascan, InsGateResult *results)
{
  evaluate (self, ins_kernels_get (self->format.type), ascan, NULL, TRUE, results);
}

const InsSamples *
ins_gating_get_samples (const InsGating *self, guint gate)
{
  g_return_val_if_fail (gate < self->n_gates, NULL);

  return &self->looked_at[gate];
}
