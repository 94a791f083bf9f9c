/* Plain C in a shape that compilers turn into vector code on any processor: a search that stops at
 * its hit is not vectorised, but a range is, so the search goes block by block, and the block with
 * the hit is in the first level cache when it is looked through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "signal/ins-kernels-private.h"

#define BLOCK 128
#define PART 16

#define DEFINE(SAMPLE, name, GET_BOUNDS, Bound, IS_HIT)                                            \
  static inline void measure_##name (const SAMPLE *samples, guint n, SAMPLE *minimum,              \
                                     SAMPLE *maximum)                                              \
  {                                                                                                \
    SAMPLE low = samples[0], high = samples[0];                                                    \
                                                                                                   \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        low = samples[i] < low ? samples[i] : low;                                                 \
        high = samples[i] > high ? samples[i] : high;                                              \
      }                                                                                            \
    *minimum = low;                                                                                \
    *maximum = high;                                                                               \
  }                                                                                                \
                                                                                                   \
  static void get_range_##name (gconstpointer data, guint n, gconstpointer ahead, double *minimum, \
                                double *maximum)                                                   \
  {                                                                                                \
    SAMPLE low, high;                                                                              \
                                                                                                   \
    measure_##name (data, n, &low, &high);                                                         \
    *minimum = (double)low;                                                                        \
    *maximum = (double)high;                                                                       \
  }                                                                                                \
                                                                                                   \
  static inline gboolean has_hit_##name (const SAMPLE *samples, guint n, Bound below, Bound above) \
  {                                                                                                \
    SAMPLE low, high;                                                                              \
                                                                                                   \
    measure_##name (samples, n, &low, &high);                                                      \
                                                                                                   \
    return IS_HIT (low) || IS_HIT (high);                                                          \
  }                                                                                                \
                                                                                                   \
  static guint find_first_##name (gconstpointer data, guint n, double low, double high)            \
  {                                                                                                \
    const SAMPLE *samples = data;                                                                  \
    Bound below, above;                                                                            \
    guint i = 0;                                                                                   \
                                                                                                   \
    if (!GET_BOUNDS)                                                                               \
      return 0;                                                                                    \
    while (n - i >= BLOCK && !has_hit_##name (samples + i, BLOCK, below, above))                   \
      i += BLOCK;                                                                                  \
    while (n - i >= PART && !has_hit_##name (samples + i, PART, below, above))                     \
      i += PART;                                                                                   \
    while (i < n && !IS_HIT (samples[i]))                                                          \
      i++;                                                                                         \
                                                                                                   \
    return i;                                                                                      \
  }                                                                                                \
                                                                                                   \
  static guint find_last_##name (gconstpointer data, guint n, double low, double high)             \
  {                                                                                                \
    const SAMPLE *samples = data;                                                                  \
    Bound below, above;                                                                            \
    guint end = n;                                                                                 \
                                                                                                   \
    if (!GET_BOUNDS)                                                                               \
      return n > 0 ? n - 1 : 0;                                                                    \
    while (end >= BLOCK && !has_hit_##name (samples + end - BLOCK, BLOCK, below, above))           \
      end -= BLOCK;                                                                                \
    while (end >= PART && !has_hit_##name (samples + end - PART, PART, below, above))              \
      end -= PART;                                                                                 \
    while (end > 0 && !IS_HIT (samples[end - 1]))                                                  \
      end--;                                                                                       \
                                                                                                   \
    return end > 0 ? end - 1 : n;                                                                  \
  }

#define IS_WHOLE_HIT(sample) ((sample) < below || (sample) > above)
#define IS_FLOAT_HIT(sample) ((sample) <= below || (sample) >= above)

static inline gboolean
get_float_bounds (double low, double high, float *below, float *above)
{
  ins_kernels_get_float_bounds (low, high, below, above);

  return TRUE;
}

DEFINE (gint16,
        int16,
        ins_kernels_get_whole_bounds (low, high, G_MININT16, G_MAXINT16, &below, &above),
        int,
        IS_WHOLE_HIT)
DEFINE (guint16,
        uint16,
        ins_kernels_get_whole_bounds (low, high, 0, G_MAXUINT16, &below, &above),
        int,
        IS_WHOLE_HIT)
DEFINE (float, float, get_float_bounds (low, high, &below, &above), float, IS_FLOAT_HIT)

#include "signal/ins-kernels-filter.h"
#include "signal/ins-kernels-sums.h"

const InsKernels ins_kernels_portable[] = {
  { get_range_int16, find_first_int16, find_last_int16, get_sums_int16, get_sum_int16 },
  { get_range_uint16, find_first_uint16, find_last_uint16, get_sums_uint16, get_sum_uint16 },
  { get_range_float, find_first_float, find_last_float, get_sums_float, get_sum_float },
};

const InsFilterKernels ins_filter_kernels_portable = FILTER_KERNELS;
