/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
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

void
ins_histogram_add (InsHistogram *self, const float *values, gsize n)
{
  const float last = INS_HISTOGRAM_N_BINS - 1;
  float least = INFINITY, most = -INFINITY;
  double per_value;

  for (gsize i = 0; i < n; i++)
    if (fabsf (values[i]) <= FLT_MAX)
      {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
      }
  if (least > most)
    return;
  include (self, (double)least);
  include (self, (double)most);
  per_value = 1 / self->bin_width;
  for (gsize i = 0; i < n; i++)
    if (fabsf (values[i]) <= FLT_MAX)
      {
        double bin = ((double)values[i] - self->low) * per_value;

        self->counts[(guint)CLAMP (bin, 0, (double)last)]++;
      }
}

double
ins_histogram_get_quantile (const InsHistogram *self, double share)
{
  double n = 0, wanted, passed = 0;

  for (guint i = 0; i < INS_HISTOGRAM_N_BINS; i++)
    n += self->counts[i];
  if (n == 0)
    return (double)NAN;

  wanted = CLAMP (share, 0, 1) * n;
  for (guint i = 0; i < INS_HISTOGRAM_N_BINS; i++)
    {
      if (self->counts[i] > 0 && passed + self->counts[i] >= wanted)
        return self->low + self->bin_width * (i + (wanted - passed) / self->counts[i]);
      passed += self->counts[i];
    }

  return self->low + self->bin_width * INS_HISTOGRAM_N_BINS;
}

void
ins_histogram_get_bars_at (const InsHistogram *self,
                           const double *edges,
                           double *bars,
                           guint n_bars)
{
  double fullest = 0;
  guint first = 0;

  for (guint i = 0; i < n_bars; i++)
    bars[i] = 0;
  if (self->bin_width == 0 || !(edges[n_bars] > edges[0]))
    return;

  /* a bin is spread over the bars that it covers */
  for (guint i = 0; i < INS_HISTOGRAM_N_BINS; i++)
    {
      double from = self->low + i * self->bin_width, to = from + self->bin_width;

      if (self->counts[i] == 0)
        continue;
      while (first < n_bars && edges[first + 1] <= from)
        first++;
      for (guint bar = first; bar < n_bars && edges[bar] < to; bar++)
        {
          double share = (fmin (to, edges[bar + 1]) - fmax (from, edges[bar])) / self->bin_width;

          bars[bar] += self->counts[i] * fmax (share, 0);
        }
    }
  for (guint i = 0; i < n_bars; i++)
    fullest = fmax (fullest, bars[i]);
  for (guint i = 0; i < n_bars && fullest > 0; i++)
    bars[i] /= fullest;
}

void
ins_histogram_get_bars (const InsHistogram *self,
                        double low,
                        double high,
                        double *bars,
                        guint n_bars)
{
  g_autofree double *edges = g_new (double, n_bars + 1);

  for (guint i = 0; i <= n_bars; i++)
    edges[i] = low + (high - low) * i / n_bars;
  ins_histogram_get_bars_at (self, edges, bars, n_bars);
}
