/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-histogram.h"

/* Twice as wide, growing to the right or, with @downwards, to the left. */
static void
widen (InsHistogram *self, gboolean downwards)
{
  guint half = INS_HISTOGRAM_N_BINS / 2;
  guint merged[INS_HISTOGRAM_N_BINS] = { 0 };
  guint offset = downwards ? half : 0;

  for (guint i = 0; i < half; i++)
    merged[offset + i] = self->counts[2 * i] + self->counts[2 * i + 1];
  if (downwards)
    self->low -= INS_HISTOGRAM_N_BINS * self->bin_width;
  self->bin_width *= 2;
  for (guint i = 0; i < INS_HISTOGRAM_N_BINS; i++)
    self->counts[i] = merged[i];
}

static void
include (InsHistogram *self, double value)
{
  if (self->bin_width == 0)
    {
      self->bin_width = fmax (fabs (value), 1e-9) * 1e-5;
      self->low = value - self->bin_width * INS_HISTOGRAM_N_BINS / 2;
    }
  while (value < self->low)
    widen (self, TRUE);
  while (value >= self->low + INS_HISTOGRAM_N_BINS * self->bin_width)
    widen (self, FALSE);
}

static guint
bin_of (const InsHistogram *self, double value)
{
  double bin = floor ((value - self->low) / self->bin_width);

  return (guint)CLAMP (bin, 0, INS_HISTOGRAM_N_BINS - 1);
}

void
ins_histogram_add (InsHistogram *self, const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        include (self, (double)values[i]);
        self->counts[bin_of (self, (double)values[i])]++;
      }
}

void
ins_histogram_remove (InsHistogram *self, const float *values, gsize n)
{
  if (self->bin_width == 0)
    return;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        guint *count = &self->counts[bin_of (self, (double)values[i])];

        *count -= MIN (*count, 1);
      }
}

void
ins_histogram_get_bars (const InsHistogram *self,
                        double low,
                        double high,
                        double *bars,
                        guint n_bars)
{
  double width = (high - low) / n_bars, fullest = 0;

  for (guint i = 0; i < n_bars; i++)
    bars[i] = 0;
  if (self->bin_width == 0 || !(high > low))
    return;

  /* a bin is spread over the bars that it covers */
  for (guint i = 0; i < INS_HISTOGRAM_N_BINS; i++)
    {
      double from = (self->low + i * self->bin_width - low) / width;
      double to = from + self->bin_width / width;

      if (self->counts[i] == 0 || to <= 0 || from >= n_bars)
        continue;
      for (guint bar = (guint)fmax (from, 0); bar < n_bars && bar < to; bar++)
        {
          double share = (fmin (to, bar + 1) - fmax (from, bar)) / (to - from);

          bars[bar] += self->counts[i] * share;
        }
    }
  for (guint i = 0; i < n_bars; i++)
    fullest = fmax (fullest, bars[i]);
  for (guint i = 0; i < n_bars && fullest > 0; i++)
    bars[i] /= fullest;
}
