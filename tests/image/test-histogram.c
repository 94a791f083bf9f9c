/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-histogram.h"

static guint64
count_all (const InsHistogram *histogram)
{
  guint64 n = 0;

  for (guint i = 0; i < INS_HISTOGRAM_N_BINS; i++)
    n += histogram->counts[i];

  return n;
}

static void
test_grows_and_keeps_every_value (void)
{
  const float values[] = { 27e-6F, 27.1e-6F, -4, 90, NAN, -INFINITY, 12 };
  InsHistogram histogram = { 0 };

  ins_histogram_add (&histogram, values, G_N_ELEMENTS (values));
  g_assert_cmpuint (count_all (&histogram), ==, 5);
  g_assert_cmpfloat (histogram.low, <=, -4);
  g_assert_cmpfloat (histogram.low + INS_HISTOGRAM_N_BINS * histogram.bin_width, >, 90);
}

static void
test_bars_lie_where_the_values_are (void)
{
  InsHistogram histogram = { 0 };
  double bars[10];

  for (guint i = 0; i < 1000; i++)
    {
      float low = 20 + (float)(i % 10), high = 90 + (float)(i % 10);

      ins_histogram_add (&histogram, &low, 1);
      if (i % 2 == 0)
        ins_histogram_add (&histogram, &high, 1);
    }
  ins_histogram_get_bars (&histogram, 0, 100, bars, 10);
  g_assert_cmpfloat_with_epsilon (bars[2], 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (bars[9], 0.5, 0.1);
  for (guint i = 4; i < 8; i++)
    g_assert_cmpfloat (bars[i], ==, 0);
}

static void
test_no_data_has_no_bars (void)
{
  InsHistogram histogram = { 0 };
  double bars[3] = { 1, 1, 1 };

  ins_histogram_get_bars (&histogram, 0, 1, bars, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (bars[i], ==, 0);
}

/* Whatever order the values come in, and however the bins had to widen. */
static void
test_quantiles (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  InsHistogram histogram = { 0 };

  g_assert_true (isnan (ins_histogram_get_quantile (&histogram, 0.5)));
  for (guint i = 0; i < 20000; i++)
    {
      float value = (float)g_rand_double_range (rand, 10, 60);

      ins_histogram_add (&histogram, &value, 1);
    }
  for (double share = 0; share <= 1; share += 0.05)
    g_assert_cmpfloat_with_epsilon (ins_histogram_get_quantile (&histogram, share), 10 + 50 * share,
                                    0.8);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/grows-and-keeps-every-value", test_grows_and_keeps_every_value);
  g_test_add_func ("/histogram/bars-lie-where-the-values-are", test_bars_lie_where_the_values_are);
  g_test_add_func ("/histogram/no-data-has-no-bars", test_no_data_has_no_bars);
  g_test_add_func ("/histogram/quantiles", test_quantiles);

  return g_test_run ();
}
