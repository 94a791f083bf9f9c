/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "signal/ins-conditioner.h"
#include "signal/ins-envelope.h"

const char *const ins_detection_words[] = { "rf",        "positive-half-wave", "negative-half-wave",
                                            "full-wave", "envelope",           "quick-envelope",
                                            NULL };

/* Beside a record there is room for what the longest filter wants to see. */
#define MARGIN INS_FIR_MAX_HALF

struct _InsConditioner
{
  InsAscanFormat format;
  InsFilter filter;
  gboolean has_filter;
  float *factors; /* n_samples; NULL: no gain */
  InsEnvelope *envelope;
  float *padded;                    /* MARGIN, n_samples, MARGIN: what a filter looks at */
  float *signals[INS_N_DETECTIONS]; /* n_samples each; NULL: not asked for yet */
  gconstpointer ascan;
  guint have; /* bits of what signals are of this A-scan */
};

InsConditioner *
ins_conditioner_new (const InsAscanFormat *format, const InsConditioning *conditioning)
{
  InsConditioner *self = g_new0 (InsConditioner, 1);

  self->format = *format;
  self->padded = g_new0 (float, format->n_samples + 2 * MARGIN);
  if (conditioning == NULL)
    return self;
  ins_filter_init_band_pass (&self->filter, conditioning->low_hz, conditioning->high_hz,
                             format->sample_rate_hz);
  self->has_filter = self->filter.half > 0;
  if (conditioning->tcg.n_points > 0)
    {
      self->factors = g_new (float, format->n_samples);
      ins_tcg_get_factors (&conditioning->tcg, format->sample_rate_hz, format->delay_s,
                           format->n_samples, self->factors);
    }

  return self;
}

void
ins_conditioner_free (InsConditioner *self)
{
  for (guint i = 0; i < INS_N_DETECTIONS; i++)
    g_free (self->signals[i]);
  g_clear_pointer (&self->envelope, ins_envelope_free);
  g_free (self->padded);
  g_free (self->factors);
  g_free (self);
}

gboolean
ins_conditioner_passes (const InsConditioner *self, InsDetection detection)
{
  return detection == INS_DETECTION_RF && !self->has_filter && self->factors == NULL;
}

void
ins_conditioner_set_ascan (InsConditioner *self, gconstpointer ascan)
{
  self->ascan = ascan;
  self->have = 0;
}

/* Band-pass and gain. */
static void
make_rf (InsConditioner *self, float *rf)
{
  const InsFilterKernels *kernels = ins_filter_kernels_get ();
  guint n = self->format.n_samples;
  float zero = (float)self->format.zero_counts;

  if (self->has_filter)
    {
      float *values = self->padded + MARGIN;

      kernels->load (self->ascan, self->format.type, n, zero, values);
      for (guint i = 1; i <= self->filter.half; i++)
        {
          values[-(int)i] = values[0];
          values[n - 1 + i] = values[n - 1];
        }
      kernels->filter (values, n, self->filter.taps, self->filter.half, rf);
    }
  else
    kernels->load (self->ascan, self->format.type, n, zero, rf);
  if (self->factors != NULL)
    kernels->multiply (rf, self->factors, n);
}

static void
make_quick_envelope (InsConditioner *self, const float *rf, float *envelope)
{
  const InsFilterKernels *kernels = ins_filter_kernels_get ();
  guint n = self->format.n_samples;
  float *values = self->padded + MARGIN;
  double mean = ins_kernels_get (INS_SAMPLE_FLOAT)->get_sum (rf, n) / n;

  kernels->load (rf, INS_SAMPLE_FLOAT, n, (float)mean, values);
  memset (values - INS_HILBERT_HALF, 0, INS_HILBERT_HALF * sizeof *values);
  memset (values + n, 0, INS_HILBERT_HALF * sizeof *values);
  kernels->get_envelope (values, n, envelope);
}

static void
detect (InsConditioner *self, InsDetection detection, const float *rf, float *signal)
{
  const InsFilterKernels *kernels = ins_filter_kernels_get ();
  guint n = self->format.n_samples;

  switch (detection)
    {
    case INS_DETECTION_POSITIVE_HALF_WAVE:
      kernels->rectify (rf, n, 1.0F, signal);
      break;
    case INS_DETECTION_NEGATIVE_HALF_WAVE:
      kernels->rectify (rf, n, -1.0F, signal);
      break;
    case INS_DETECTION_FULL_WAVE:
      kernels->rectify (rf, n, 0.0F, signal);
      break;
    case INS_DETECTION_ENVELOPE:
      if (self->envelope == NULL)
        self->envelope = ins_envelope_new (n);
      ins_envelope_compute_of (self->envelope, rf, INS_SAMPLE_FLOAT, signal);
      break;
    case INS_DETECTION_QUICK_ENVELOPE:
      make_quick_envelope (self, rf, signal);
      break;
    case INS_DETECTION_RF:
    case INS_N_DETECTIONS:
    default:
      break;
    }
}

const float *
ins_conditioner_get (InsConditioner *self, InsDetection detection)
{
  g_return_val_if_fail (detection < INS_N_DETECTIONS, NULL);

  if (self->signals[detection] == NULL)
    self->signals[detection] = g_new (float, self->format.n_samples);
  if ((self->have & (1U << detection)) != 0 || self->format.n_samples == 0)
    return self->signals[detection];

  if (detection == INS_DETECTION_RF)
    make_rf (self, self->signals[detection]);
  else
    detect (self, detection, ins_conditioner_get (self, INS_DETECTION_RF),
            self->signals[detection]);
  self->have |= 1U << detection;

  return self->signals[detection];
}
