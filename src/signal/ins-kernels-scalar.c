/* The reference: each loop as plainly as it can be said.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "signal/ins-kernels-private.h"

#define DEFINE(SAMPLE, name, Sum)                                                                  \
  static void get_range_##name (gconstpointer data, guint n, gconstpointer ahead, double *minimum, \
                                double *maximum)                                                   \
  {                                                                                                \
    const SAMPLE *samples = data;                                                                  \
    SAMPLE low = samples[0], high = samples[0];                                                    \
                                                                                                   \
    for (guint i = 1; i < n; i++)                                                                  \
      {                                                                                            \
        low = samples[i] < low ? samples[i] : low;                                                 \
        high = samples[i] > high ? samples[i] : high;                                              \
      }                                                                                            \
    *minimum = (double)low;                                                                        \
    *maximum = (double)high;                                                                       \
  }                                                                                                \
                                                                                                   \
  static guint find_first_##name (gconstpointer data, guint n, double low, double high)            \
  {                                                                                                \
    const SAMPLE *samples = data;                                                                  \
                                                                                                   \
    for (guint i = 0; i < n; i++)                                                                  \
      if ((double)samples[i] <= low || (double)samples[i] >= high)                                 \
        return i;                                                                                  \
                                                                                                   \
    return n;                                                                                      \
  }                                                                                                \
                                                                                                   \
  static guint find_last_##name (gconstpointer data, guint n, double low, double high)             \
  {                                                                                                \
    const SAMPLE *samples = data;                                                                  \
                                                                                                   \
    for (guint i = n; i-- > 0;)                                                                    \
      if ((double)samples[i] <= low || (double)samples[i] >= high)                                 \
        return i;                                                                                  \
                                                                                                   \
    return n;                                                                                      \
  }                                                                                                \
                                                                                                   \
  static void get_sums_##name (gconstpointer data, guint n, double *sum, double *squares)          \
  {                                                                                                \
    const SAMPLE *samples = data;                                                                  \
    Sum total = 0, total_squares = 0;                                                              \
                                                                                                   \
    for (guint i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        total += (Sum)samples[i];                                                                  \
        total_squares += (Sum)samples[i] * (Sum)samples[i];                                        \
      }                                                                                            \
    *sum = (double)total;                                                                          \
    *squares = (double)total_squares;                                                              \
  }                                                                                                \
                                                                                                   \
  static double get_sum_##name (gconstpointer data, guint n)                                       \
  {                                                                                                \
    double sum, squares;                                                                           \
                                                                                                   \
    get_sums_##name (data, n, &sum, &squares);                                                     \
                                                                                                   \
    return sum;                                                                                    \
  }

DEFINE (gint16, int16, gint64)
DEFINE (guint16, uint16, gint64)
DEFINE (float, float, double)

const InsKernels ins_kernels_scalar[] = {
  { get_range_int16, find_first_int16, find_last_int16, get_sums_int16, get_sum_int16 },
  { get_range_uint16, find_first_uint16, find_last_uint16, get_sums_uint16, get_sum_uint16 },
  { get_range_float, find_first_float, find_last_float, get_sums_float, get_sum_float },
};
