/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "signal/ins-feature.h"

static InsSamples
of (const gint16 *samples, guint n)
{
  return (InsSamples){ .type = INS_SAMPLE_INT16, .samples = samples, .n = n };
}

static void
test_noise (void)
{
  const gint16 samples[] = { 90, 110, 90, 110, 90, 110, 90, 110, G_MININT16 };
  InsSamples first = of (samples, 8), all = of (samples, 9), none = of (samples, 0);
  double rms, peak;

  ins_samples_get_noise (&first, &rms, &peak);
  g_assert_cmpfloat_with_epsilon (rms, 10, 1e-9);
  g_assert_cmpfloat (peak, ==, 110);
  ins_samples_get_noise (&all, &rms, &peak);
  g_assert_cmpfloat (peak, ==, 32768);
  ins_samples_get_noise (&none, &rms, &peak);
  g_assert_true (isnan (rms) && isnan (peak));
  first.zero_counts = 100;
  ins_samples_get_noise (&first, &rms, &peak);
  g_assert_cmpfloat_with_epsilon (rms, 10, 1e-9);
  g_assert_cmpfloat (peak, ==, 10);
}

/* As one counts by hand: mark what is over, then the gaps. */
static guint
count_slowly (const gint16 *samples, guint n, InsPolarity polarity, double threshold, guint gap)
{
  guint n_echoes = 0, n_below = gap + 1;

  for (guint i = 0; i < n; i++)
    {
      int value = polarity == INS_POLARITY_POSITIVE   ? samples[i]
                  : polarity == INS_POLARITY_NEGATIVE ? -samples[i]
                                                      : ABS ((int)samples[i]);

      if (value < threshold)
        {
          n_below++;
          continue;
        }
      n_echoes += n_below > gap;
      n_below = 0;
    }

  return n_echoes;
}

static void
test_echoes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  const gint16 pulses[] = { 0, 50, -60, 40, 0, 0, 0, 0, 55, 0, -70 };
  InsSamples some = of (pulses, G_N_ELEMENTS (pulses));
  gint16 samples[400];

  g_assert_cmpuint (ins_samples_count_echoes (&some, INS_POLARITY_ABSOLUTE, 30, 0), ==, 3);
  g_assert_cmpuint (ins_samples_count_echoes (&some, INS_POLARITY_ABSOLUTE, 30, 1), ==, 2);
  g_assert_cmpuint (ins_samples_count_echoes (&some, INS_POLARITY_ABSOLUTE, 30, 4), ==, 1);
  g_assert_cmpuint (ins_samples_count_echoes (&some, INS_POLARITY_POSITIVE, 30, 0), ==, 3);
  g_assert_cmpuint (ins_samples_count_echoes (&some, INS_POLARITY_NEGATIVE, 65, 0), ==, 1);
  g_assert_cmpuint (ins_samples_count_echoes (&some, INS_POLARITY_ABSOLUTE, 71, 9), ==, 0);
  for (guint turn = 0; turn < 5000; turn++)
    {
      guint n = (guint)g_rand_int_range (random, 0, G_N_ELEMENTS (samples) + 1);
      guint gap = (guint)g_rand_int_range (random, 0, 20);
      int rare = g_rand_int_range (random, 1, 40);
      InsPolarity polarity = (InsPolarity)g_rand_int_range (random, 0, 3);
      double threshold = g_rand_double_range (random, 0, 40000);
      InsSamples drawn = of (samples, n);

      for (guint i = 0; i < n; i++)
        samples[i] = (gint16)(g_rand_int_range (random, 0, rare) > 0
                                  ? 0
                                  : g_rand_int_range (random, G_MININT16, G_MAXINT16 + 1));
      g_assert_cmpuint (ins_samples_count_echoes (&drawn, polarity, threshold, gap), ==,
                        count_slowly (samples, n, polarity, threshold, gap));
    }
  g_assert_cmpuint (ins_samples_count_echoes (&some, INS_POLARITY_ABSOLUTE, 30, G_MAXUINT), ==, 1);
}

/* Wavelets that begin with a weak half wave of their own sign. */
static void
make_echo (int size, gint16 *samples)
{
  static const int shape[] = { 0, 30, 0, -100, 0, 80, 0, -20, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (shape); i++)
    samples[i] = (gint16)(shape[i] * size / 100);
}

static void
test_phase (void)
{
  InsPhaseThresholds thresholds = { .sound = INS_POLARITY_NEGATIVE,
                                    .consider_counts = 500,
                                    .sound_share = 0.5,
                                    .inverted_shares = { 0.4, 0.9 } };
  gint16 samples[9];
  InsSamples echo = of (samples, 9);

  /* the weak first half wave is under the thresholds and does not count */
  make_echo (1000, samples);
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_SOUND);
  make_echo (-1000, samples);
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_CLEARLY_INVERTED);
  thresholds.sound = INS_POLARITY_POSITIVE;
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_SOUND);
  thresholds.sound = INS_POLARITY_NEGATIVE;
  make_echo (490, samples);
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_UNKNOWN);
  /* a smaller half wave of the other side comes first: passes one threshold and not the other */
  thresholds.inverted_shares[0] = 0.25;
  make_echo (1000, samples);
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_INVERTED);
  /* no negative peak at all */
  for (guint i = 0; i < 9; i++)
    samples[i] = (gint16)MAX (samples[i], 0);
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_CLEARLY_INVERTED);
  for (guint i = 0; i < 9; i++)
    samples[i] = 0;
  thresholds.consider_counts = 0;
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_UNKNOWN);
  echo.n = 0;
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_UNKNOWN);
  samples[0] = G_MININT16;
  echo.n = 1;
  g_assert_cmpint (ins_samples_get_phase (&echo, &thresholds), ==, INS_PHASE_SOUND);
}

static void
test_signed_range (void)
{
  static const struct
  {
    gint16 samples[4];
    double peaks, order, both; /* sound: negative */
  } cases[] = {
    { { 0, -100, 80, 0 }, 180, 180, 180 },
    { { 0, 100, -80, 0 }, -180, -180, -180 },
    { { 0, 80, -100, 0 }, 180, -180, 180 },
    { { 0, -80, 100, 0 }, -180, 180, 180 },
    { { 70, 70, 70, 70 }, 0, 0, 0 },
    { { -32768, 32767, 0, 0 }, 65535, 65535, 65535 },
    { { 32767, 0, -32768, 0 }, 65535, -65535, 65535 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsSamples echo = of (cases[i].samples, 4);

      g_assert_cmpfloat (
          ins_samples_get_signed_range (&echo, INS_POLARITY_NEGATIVE, INS_PHASE_RULE_PEAKS), ==,
          cases[i].peaks);
      g_assert_cmpfloat (
          ins_samples_get_signed_range (&echo, INS_POLARITY_NEGATIVE, INS_PHASE_RULE_ORDER), ==,
          cases[i].order);
      g_assert_cmpfloat (
          ins_samples_get_signed_range (&echo, INS_POLARITY_NEGATIVE, INS_PHASE_RULE_BOTH), ==,
          cases[i].both);
      /* for the other sound side the other way round */
      if (i < 4)
        g_assert_cmpfloat (
            ins_samples_get_signed_range (&echo, INS_POLARITY_POSITIVE, INS_PHASE_RULE_PEAKS), ==,
            -cases[i].peaks);
      echo.n = 0;
      g_assert_true (
          isnan (ins_samples_get_signed_range (&echo, INS_POLARITY_NEGATIVE, INS_PHASE_RULE_BOTH)));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feature/noise", test_noise);
  g_test_add_func ("/feature/echoes", test_echoes);
  g_test_add_func ("/feature/phase", test_phase);
  g_test_add_func ("/feature/signed-range", test_signed_range);

  return g_test_run ();
}
