/* test-average.c - the mean of A-scans, to the last count
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "signal/ins-average.h"

#define N_SAMPLES 1027 /* no multiple of anything */

static void
fill (GRand *random, gint16 *samples, guint n)
{
  for (guint i = 0; i < n; i++)
    samples[i] = (gint16)g_rand_int_range (random, G_MININT16, G_MAXINT16 + 1);
}

static void
test_sums_and_extremes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  gint32 sums[N_SAMPLES] = { 0 }, expected[N_SAMPLES] = { 0 };
  gint16 samples[N_SAMPLES];

  for (guint pulse = 0; pulse < 50; pulse++)
    {
      int lowest, highest, low = 0, high = 0;

      fill (random, samples, N_SAMPLES);
      ins_average_add (sums, samples, N_SAMPLES, &lowest, &highest);
      for (guint i = 0; i < N_SAMPLES; i++)
        {
          expected[i] += samples[i];
          low = MIN (low, samples[i]);
          high = MAX (high, samples[i]);
        }
      g_assert_cmpint (lowest, ==, low);
      g_assert_cmpint (highest, ==, high);
    }
  g_assert_cmpmem (sums, sizeof sums, expected, sizeof expected);
}

/* Beside a division of integers, at the ends of the range and around every half. */
static void
test_means_are_exact (void)
{
  const guint counts[] = { 1, 2, 3, 7, 10, 40, 255, 1000, 32767, 65535 };

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    {
      const gint32 count = (gint32)counts[c];
      const gint32 means_of[] = { G_MININT16, -1000, -1, 0, 1, 2, 999, G_MAXINT16 };

      for (guint m = 0; m < G_N_ELEMENTS (means_of); m++)
        for (gint32 beside = -2; beside <= 2; beside++)
          for (gint32 half = 0; half <= 1; half++)
            {
              gint64 wanted = (gint64)means_of[m] * count + (half ? count / 2 : 0) + beside;
              gint32 sum = (gint32)CLAMP (wanted, (gint64)G_MININT16 * count,
                                          (gint64)G_MAXINT16 * count);
              gint16 mean;
              gint64 expected = ((gint64)sum + (sum < 0 ? -(count / 2) : count / 2)) / count;

              ins_average_divide (&sum, 1, counts[c], &mean);
              g_assert_cmpint (mean, ==, expected);
            }
    }
}

static void
test_many_at_once (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  gint32 sums[N_SAMPLES];
  gint16 means[N_SAMPLES];

  for (guint i = 0; i < N_SAMPLES; i++)
    sums[i] = g_rand_int_range (random, -32768 * 40, 32767 * 40);
  ins_average_divide (sums, N_SAMPLES, 40, means);
  for (guint i = 0; i < N_SAMPLES; i++)
    g_assert_cmpint (means[i], ==, (sums[i] + (sums[i] < 0 ? -20 : 20)) / 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/average/sums-and-extremes", test_sums_and_extremes);
  g_test_add_func ("/average/means-are-exact", test_means_are_exact);
  g_test_add_func ("/average/many-at-once", test_many_at_once);

  return g_test_run ();
}
