/* ins-histogram.h - how often each value occurs in a plane that is still growing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_HISTOGRAM_N_BINS 1024

/* Bins widen by themselves as values come; counts stay. Plain value, zero at first; one owner. */
typedef struct
{
  double low;       /* left edge of bin 0 */
  double bin_width; /* 0: nothing was added yet */
  guint counts[INS_HISTOGRAM_N_BINS];
} InsHistogram;

/* INS_NO_DATA and NaN are passed over. */
void ins_histogram_add (InsHistogram *self, const float *values, gsize n);

/**
 * ins_histogram_get_quantile:
 * @share: 0 to 1: so much of the values lies below
 *
 * Returns: to a bin, which is at most 1/256 of what all values span; NaN without values
 */
double ins_histogram_get_quantile (const InsHistogram *self, double share);

/* Share of the fullest of n_bars equal bars over low to high, each 0 to 1; all 0 without data. */
void ins_histogram_get_bars (const InsHistogram *self,
                             double low,
                             double high,
                             double *bars,
                             guint n_bars);

/* The same over bars of any width: bar i from edges[i] to edges[i + 1], which rise. */
void ins_histogram_get_bars_at (const InsHistogram *self,
                                const double *edges,
                                double *bars,
                                guint n_bars);

G_END_DECLS
