/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-sample-search.h"

/* A search that stops at its hit is not vectorised by the compiler; range and search block by
 * block are, and the block with the hit is in the first level cache when it is looked through. */
#define BLOCK 128
#define PART 16

static inline void
get_range (const gint16 *restrict samples, guint n, gint16 *minimum, gint16 *maximum)
{
  gint16 low = G_MAXINT16, high = G_MININT16;

  for (guint i = 0; i < n; i++)
    {
      low = samples[i] < low ? samples[i] : low;
      high = samples[i] > high ? samples[i] : high;
    }
  *minimum = low;
  *maximum = high;
}

void
ins_samples_get_range (const gint16 *samples, guint n, int *minimum, int *maximum)
{
  gint16 low, high;

  get_range (samples, n, &low, &high);
  *minimum = low;
  *maximum = high;
}

static inline gboolean
has_hit (const gint16 *samples, guint n, int low, int high)
{
  gint16 block_low, block_high;

  get_range (samples, n, &block_low, &block_high);

  return block_low <= low || block_high >= high;
}

guint
ins_samples_find_first (const gint16 *samples, guint n, int low, int high)
{
  guint i = 0;

  while (n - i >= BLOCK && !has_hit (samples + i, BLOCK, low, high))
    i += BLOCK;
  while (n - i >= PART && !has_hit (samples + i, PART, low, high))
    i += PART;
  while (i < n && samples[i] > low && samples[i] < high)
    i++;

  return i;
}

guint
ins_samples_find_last (const gint16 *samples, guint n, int low, int high)
{
  guint end = n;

  while (end >= BLOCK && !has_hit (samples + end - BLOCK, BLOCK, low, high))
    end -= BLOCK;
  while (end >= PART && !has_hit (samples + end - PART, PART, low, high))
    end -= PART;
  while (end > 0 && samples[end - 1] > low && samples[end - 1] < high)
    end--;

  return end > 0 ? end - 1 : n;
}
