/* ins-kernels-sums.h - sums in a shape that the compiler turns into vector code, once a path
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Floats are added up in a fixed order, whatever the processor: in these many sums side by side. */
#define N_SUMS 16

/* The sum of so many samples fits into 32 bits. */
#define SUM_BLOCK 8192

static void
get_sums_int16 (gconstpointer data, guint n, double *sum, double *squares)
{
  const gint16 *samples = data;
  gint64 total_squares = 0;
  gint64 total = 0;

  for (guint at = 0; at < n; at += SUM_BLOCK)
    {
      guint end = MIN (n - at, SUM_BLOCK);
      gint32 part = 0;

      for (guint i = 0; i < end; i++)
        {
          gint32 sample = samples[at + i];

          part += sample;
          total_squares += sample * sample;
        }
      total += part;
    }
  *sum = (double)total;
  *squares = (double)total_squares;
}

static void
get_sums_uint16 (gconstpointer data, guint n, double *sum, double *squares)
{
  const guint16 *samples = data;
  guint64 total_squares = 0, total = 0;

  for (guint at = 0; at < n; at += SUM_BLOCK)
    {
      guint end = MIN (n - at, SUM_BLOCK);
      guint32 part = 0;

      for (guint i = 0; i < end; i++)
        {
          guint32 sample = samples[at + i];

          part += sample;
          total_squares += sample * sample;
        }
      total += part;
    }
  *sum = (double)total;
  *squares = (double)total_squares;
}

static void
get_sums_float (gconstpointer data, guint n, double *sum, double *squares)
{
  const float *samples = data;
  double sums[N_SUMS] = { 0 }, square_sums[N_SUMS] = { 0 };
  guint i = 0;

  *sum = *squares = 0.0;
  for (; n - i >= N_SUMS; i += N_SUMS)
    for (guint k = 0; k < N_SUMS; k++)
      {
        double sample = (double)samples[i + k];

        sums[k] += sample;
        square_sums[k] += sample * sample;
      }
  for (guint k = 0; k < N_SUMS; k++)
    {
      *sum += sums[k];
      *squares += square_sums[k];
    }
  for (; i < n; i++)
    {
      *sum += (double)samples[i];
      *squares += (double)samples[i] * (double)samples[i];
    }
}
