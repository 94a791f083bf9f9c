/* ins-kernels-sums.h - sums of samples on one path, which the compiler gives as wide vectors as the
 * path has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

/* So many sums side by side, whatever the processor: floats are added up in the same order. In
 * doubles whole numbers stay whole. */
#define N_SUMS 8

typedef gint32 Wholes __attribute__ ((vector_size (N_SUMS * sizeof (gint32))));
typedef float Reals __attribute__ ((vector_size (N_SUMS * sizeof (float))));
typedef double Sums __attribute__ ((vector_size (N_SUMS * sizeof (double))));

#define DEFINE_SUMS(SAMPLE, name, Between)                                                         \
  static void get_sums_##name (gconstpointer data, guint n, double *sum, double *squares)          \
  {                                                                                                \
    typedef SAMPLE Samples __attribute__ ((vector_size (N_SUMS * sizeof (SAMPLE))));               \
    const SAMPLE *samples = data;                                                                  \
    Sums sums[2] = { { 0 } }, square_sums[2] = { { 0 } };                                          \
    guint i = 0;                                                                                   \
                                                                                                   \
    for (; n - i >= 2 * N_SUMS; i += 2 * N_SUMS)                                                   \
      for (guint k = 0; k < 2; k++)                                                                \
        {                                                                                          \
          Samples part;                                                                            \
          Sums values;                                                                             \
                                                                                                   \
          memcpy (&part, samples + i + k * N_SUMS, sizeof part);                                   \
          values = __builtin_convertvector(__builtin_convertvector(part, Between), Sums);          \
          sums[k] += values;                                                                       \
          square_sums[k] += values * values;                                                       \
        }                                                                                          \
    sums[0] += sums[1];                                                                            \
    square_sums[0] += square_sums[1];                                                              \
    *sum = *squares = 0.0;                                                                         \
    for (guint k = 0; k < N_SUMS; k++)                                                             \
      {                                                                                            \
        *sum += sums[0][k];                                                                        \
        *squares += square_sums[0][k];                                                             \
      }                                                                                            \
    for (; i < n; i++)                                                                             \
      {                                                                                            \
        *sum += (double)samples[i];                                                                \
        *squares += (double)samples[i] * (double)samples[i];                                       \
      }                                                                                            \
  }

/* The sum of so many samples fits into 32 bits. */
#define SUM_BLOCK 16384

#define DEFINE_SUM(SAMPLE, name)                                                                   \
  static double get_sum_##name (gconstpointer data, guint n)                                       \
  {                                                                                                \
    const SAMPLE *samples = data;                                                                  \
    double sum = 0.0;                                                                              \
                                                                                                   \
    for (guint at = 0; at < n; at += SUM_BLOCK)                                                    \
      {                                                                                            \
        guint length = MIN (n - at, SUM_BLOCK);                                                    \
        const SAMPLE *block = samples + at;                                                        \
        gint32 part = 0;                                                                           \
                                                                                                   \
        for (guint i = 0; i < length; i++)                                                         \
          part += block[i];                                                                        \
        sum += part;                                                                               \
      }                                                                                            \
                                                                                                   \
    return sum;                                                                                    \
  }

DEFINE_SUM (gint16, int16)
DEFINE_SUM (guint16, uint16)
DEFINE_SUMS (gint16, int16, Wholes)
DEFINE_SUMS (guint16, uint16, Wholes)
DEFINE_SUMS (float, float, Reals)

static double
get_sum_float (gconstpointer data, guint n)
{
  double sum, squares;

  get_sums_float (data, n, &sum, &squares);

  return sum;
}
