/* ins-histogram.h - how often each value occurs in a plane that is still growing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_HISTOGRAM_N_BINS 256

/* Bins widen by themselves as values come; counts stay. Plain value, zero at first; one owner. */
typedef struct
{
  double low;       /* left edge of bin 0 */
  double bin_width; /* 0: nothing was added yet */
  guint counts[INS_HISTOGRAM_N_BINS];
} InsHistogram;

/* INS_NO_DATA and NaN are passed over. */
void ins_histogram_add (InsHistogram *self, const float *values, gsize n);

/* Takes away values that were added before. */
void ins_histogram_remove (InsHistogram *self, const float *values, gsize n);

/* Share of the fullest of n_bars equal bars over low to high, each 0 to 1; all 0 without data. */
void ins_histogram_get_bars (const InsHistogram *self,
                             double low,
                             double high,
                             double *bars,
                             guint n_bars);

G_END_DECLS
