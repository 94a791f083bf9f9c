/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "signal/ins-envelope.h"

#define PEAK 20000.0

/* A Gaussian pulse of 5 MHz at 40 MS/s in the middle of n samples. */
static double
get_gauss (guint n, guint i)
{
  double us = (i - n / 2.0) / 40;

  return PEAK * exp (-pow (us / 0.4, 2));
}

static void
get_pulse (guint n, double phase, double mean, gint16 *samples)
{
  for (guint i = 0; i < n; i++)
    samples[i] = (gint16)lround (mean + get_gauss (n, i) *
                                            cos (2 * G_PI * 5 * (i - n / 2.0) / 40 + phase));
}

/* Whatever the carrier's phase and the card's offset, and also where the length is a prime. */
static void
test_envelope_of_a_known_pulse (void)
{
  const guint lengths[] = { 256, 509, 1024 };

  for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
    {
      guint n = lengths[k];
      g_autoptr (InsEnvelope) envelope = ins_envelope_new (n);
      g_autofree gint16 *samples = g_new (gint16, n);
      g_autofree float *values = g_new (float, n);

      g_assert_cmpuint (ins_envelope_get_n_samples (envelope), ==, n);
      for (double phase = 0; phase < 6; phase += 0.7)
        {
          get_pulse (n, phase, 300, samples);
          ins_envelope_compute (envelope, samples, values);
          for (guint i = 0; i < n; i++)
            g_assert_cmpfloat_with_epsilon ((double)values[i], get_gauss (n, i), 0.005 * PEAK);
        }
    }
}

static void
test_envelope_of_nothing_is_zero (void)
{
  const gint16 one = -500, flat[] = { 77, 77, 77, 77 };
  float values[G_N_ELEMENTS (flat)];
  g_autoptr (InsEnvelope) of_one = ins_envelope_new (1);
  g_autoptr (InsEnvelope) of_four = ins_envelope_new (G_N_ELEMENTS (flat));

  ins_envelope_compute (of_one, &one, values);
  g_assert_cmpfloat (values[0], ==, 0);
  ins_envelope_compute (of_four, flat, values);
  for (guint i = 0; i < G_N_ELEMENTS (flat); i++)
    g_assert_cmpfloat (values[i], ==, 0);
}

/* For the record, not a test of speed: how long one redraw's worth takes. */
static void
test_envelope_says_its_time (void)
{
  enum
  {
    N = 1024,
    N_TIMES = 200
  };
  g_autoptr (InsEnvelope) envelope = ins_envelope_new (N);
  gint16 samples[N];
  float values[N];
  gint64 start_us;

  get_pulse (N, 0, 0, samples);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_TIMES; i++)
    ins_envelope_compute (envelope, samples, values);
  g_test_message ("envelope of %d samples: %.1f us", N,
                  (double)(g_get_monotonic_time () - start_us) / N_TIMES);
  g_assert_cmpfloat_with_epsilon ((double)values[N / 2], PEAK, 0.005 * PEAK);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/envelope/of-a-known-pulse", test_envelope_of_a_known_pulse);
  g_test_add_func ("/envelope/of-nothing-is-zero", test_envelope_of_nothing_is_zero);
  g_test_add_func ("/envelope/says-its-time", test_envelope_says_its_time);

  return g_test_run ();
}
