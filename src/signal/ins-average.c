/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-average.h"

void
ins_average_add (gint32 *restrict sums,
                 const gint16 *restrict samples,
                 guint n,
                 int *lowest,
                 int *highest)
{
  gint16 low = 0, high = 0;

  for (guint i = 0; i < n; i++)
    {
      gint16 sample = samples[i];

      sums[i] += sample;
      low = MIN (low, sample);
      high = MAX (high, sample);
    }
  *lowest = low;
  *highest = high;
}

/* Processors divide integers one by one, doubles several at once, and these are exact: a quotient
 * that is no integer is further from the next one than a double's rounding. */
void
ins_average_divide (const gint32 *restrict sums, guint n, guint count, gint16 *restrict means)
{
  const double divisor = count;
  const gint32 half = (gint32)(count / 2);

  for (guint i = 0; i < n; i++)
    {
      gint32 sum = sums[i];

      means[i] = (gint16)(gint32)((double)(sum + (sum < 0 ? -half : half)) / divisor);
    }
}
