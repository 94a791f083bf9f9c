/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-filter.h"

#define ATTENUATION_DB 50.0

/* Kaiser's rules of thumb: shape of the window, and length for a transition of 1 of the sample
 * rate. */
#define KAISER_BETA (0.5842 * pow (ATTENUATION_DB - 21.0, 0.4) + 0.07886 * (ATTENUATION_DB - 21.0))
#define KAISER_LENGTH ((ATTENUATION_DB - 7.95) / (2.285 * 2.0 * G_PI))

/* Modified Bessel function of the first kind and order 0, by its series. */
static double
get_bessel (double x)
{
  double term = 1.0, sum = 1.0;

  for (guint k = 1; term > 1e-12 * sum; k++)
    {
      term *= (x / (2.0 * k)) * (x / (2.0 * k));
      sum += term;
    }

  return sum;
}

/* The impulse response of everything below @cut, a share of the sample rate. */
static double
get_sinc (double cut, guint k)
{
  return k == 0 ? 2.0 * cut : sin (2.0 * G_PI * cut * k) / (G_PI * k);
}

static double
get_gain (const InsFilter *self, double share)
{
  double gain = (double)self->taps[0];

  for (guint k = 1; k <= self->half; k++)
    gain += 2.0 * (double)self->taps[k] * cos (2.0 * G_PI * share * k);

  return gain;
}

double
ins_filter_get_gain (const InsFilter *self, double frequency_hz, double sample_rate_hz)
{
  return get_gain (self, frequency_hz / sample_rate_hz);
}

void
ins_filter_init_band_pass (InsFilter *self, double low_hz, double high_hz, double sample_rate_hz)
{
  double low = MAX (low_hz, 0.0) / sample_rate_hz;
  double high = high_hz > 0.0 ? MIN (high_hz / sample_rate_hz, 0.5) : 0.5;
  double transition = 0.5 * (high - low), middle = 0.5 * (low + high), gain;

  *self = (InsFilter){ .taps = { 1.0F } };
  /* in this form NaN passes everything, too */
  if (!(high > low) || (low <= 0.0 && high >= 0.5))
    return;
  if (low > 0.0)
    transition = MIN (transition, 0.5 * low);
  else
    middle = 0.0;
  if (high < 0.5)
    transition = MIN (transition, 0.5 * (0.5 - high));
  else
    middle = 0.5;
  self->half = (guint)CLAMP (ceil (0.5 * KAISER_LENGTH / transition), 2.0, INS_FIR_MAX_HALF);
  for (guint k = 0; k <= self->half; k++)
    {
      double at = (double)k / (self->half + 1);
      double window = get_bessel (KAISER_BETA * sqrt (1.0 - at * at)) / get_bessel (KAISER_BETA);

      self->taps[k] = (float)(window * (get_sinc (high, k) - get_sinc (low, k)));
    }
  gain = get_gain (self, middle);
  for (guint k = 0; k <= self->half; k++)
    self->taps[k] = (float)((double)self->taps[k] / gain);
}

double
ins_tcg_get_gain_db (const InsTcg *self, double time_s)
{
  guint i = 0;
  double from_s, span_s;

  if (self->n_points == 0)
    return 0.0;
  while (i < self->n_points && self->points[i].time_s <= time_s)
    i++;
  if (i == 0)
    return self->points[0].gain_db;
  if (i == self->n_points)
    return self->points[i - 1].gain_db;
  from_s = self->points[i - 1].time_s;
  span_s = self->points[i].time_s - from_s;

  return self->points[i - 1].gain_db +
         (self->points[i].gain_db - self->points[i - 1].gain_db) * (time_s - from_s) / span_s;
}

void
ins_tcg_get_factors (const InsTcg *self,
                     double sample_rate_hz,
                     double delay_s,
                     guint n,
                     float *factors)
{
  for (guint i = 0; i < n; i++)
    factors[i] = (float)pow (10.0, ins_tcg_get_gain_db (self, delay_s + i / sample_rate_hz) / 20.0);
}
