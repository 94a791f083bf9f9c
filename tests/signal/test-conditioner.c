/* test-conditioner.c - filter, gain and detection beside what theory says, and gates that use them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "signal/ins-conditioner.h"
#include "signal/ins-envelope.h"
#include "signal/ins-gating.h"

#define N 1000
#define RATE_HZ 40e6
#define DELAY_S 5e-6
#define FULL_SCALE 2000

static const InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                                       .n_samples = N,
                                       .stride = N,
                                       .sample_rate_hz = RATE_HZ,
                                       .delay_s = DELAY_S,
                                       .full_scale_counts = FULL_SCALE };

static void
make_tone (double size, double share, double phase, gint16 *samples)
{
  for (guint i = 0; i < N; i++)
    samples[i] = (gint16)lround (size * cos (2.0 * G_PI * share * i + phase));
}

/* The bound that the header states, over the band that it states, on every path. */
static void
test_quick_envelope_of_tones (gconstpointer path)
{
  g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, NULL);
  gint16 samples[N];
  double worst = 0.0;

  if (!ins_kernels_force (path))
    {
      g_test_skip ("this processor cannot run it");
      return;
    }
  for (guint step = 0; step <= 80; step++)
    for (double phase = 0.0; phase < 3.0; phase += 0.6)
      {
        const float *envelope;

        make_tone (30000.0, 0.05 + step * 0.005, phase, samples);
        ins_conditioner_set_ascan (conditioner, samples);
        envelope = ins_conditioner_get (conditioner, INS_DETECTION_QUICK_ENVELOPE);
        for (guint i = 20; i < N - 20; i++)
          worst = fmax (worst, fabs ((double)envelope[i] / 30000.0 - 1.0));
      }
  g_test_message ("worst error %.3f %%", 100.0 * worst);
  g_assert_cmpfloat (worst, <, 0.003);
  g_assert_cmpfloat (worst, >, 0.001);
  ins_kernels_force (NULL);
}

/* Pulses of the band that probes have, 60 % wide: beside the exact one. */
static void
test_envelopes_agree (void)
{
  g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, NULL);
  gint16 samples[N];

  for (double share = 0.08; share < 0.34; share += 0.02)
    {
      const float *exact, *quick;

      for (guint i = 0; i < N; i++)
        samples[i] = (gint16)lround (20000.0 * exp (-pow ((i - 500.3) * share * 0.8, 2)) *
                                     cos (2.0 * G_PI * share * (i - 500.0)));
      ins_conditioner_set_ascan (conditioner, samples);
      exact = ins_conditioner_get (conditioner, INS_DETECTION_ENVELOPE);
      quick = ins_conditioner_get (conditioner, INS_DETECTION_QUICK_ENVELOPE);
      for (guint i = 0; i < N; i++)
        g_assert_cmpfloat_with_epsilon ((double)quick[i], (double)exact[i], 0.01 * 20000.0);
    }
}

static void
test_rectified (void)
{
  static const InsAscanFormat of_three = { .type = INS_SAMPLE_UINT16,
                                           .zero_counts = 32768,
                                           .n_samples = 3,
                                           .stride = 3,
                                           .sample_rate_hz = RATE_HZ,
                                           .full_scale_counts = FULL_SCALE };
  const guint16 samples[] = { 0, 32768, 65535 };
  static const float expected[][3] = { [INS_DETECTION_RF] = { -32768, 0, 32767 },
                                       [INS_DETECTION_POSITIVE_HALF_WAVE] = { 0, 0, 32767 },
                                       [INS_DETECTION_NEGATIVE_HALF_WAVE] = { 32768, 0, 0 },
                                       [INS_DETECTION_FULL_WAVE] = { 32768, 0, 32767 } };
  g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&of_three, NULL);

  ins_conditioner_set_ascan (conditioner, samples);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    for (guint k = 0; k < 3; k++)
      g_assert_cmpfloat (ins_conditioner_get (conditioner, (InsDetection)i)[k], ==, expected[i][k]);
  g_assert_true (ins_conditioner_passes (conditioner, INS_DETECTION_RF));
  g_assert_false (ins_conditioner_passes (conditioner, INS_DETECTION_FULL_WAVE));
}

static void
test_band_pass (void)
{
  static const double bands[][2] = { { 2e6, 8e6 }, { 0, 5e6 }, { 6e6, 0 }, { 1e6, 19e6 } };
  InsFilter filter;

  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    {
      double low = bands[i][0], high = bands[i][1] > 0 ? bands[i][1] : 20e6;

      ins_filter_init_band_pass (&filter, bands[i][0], bands[i][1], RATE_HZ);
      g_test_message ("%g to %g MHz: %u taps", low / 1e6, high / 1e6, 2 * filter.half + 1);
      for (double f = 0.0; f <= 20e6; f += 0.05e6)
        {
          double gain = ins_filter_get_gain (&filter, f, RATE_HZ);
          double edge = fmin (low > 0 ? 0.25 * low : 1e9, high < 20e6 ? 0.25 * (20e6 - high) : 1e9);

          edge = fmin (edge, 0.25 * (high - low)) + 0.15e6;
          if ((low == 0.0 || f > low + edge) && (high == 20e6 || f < high - edge))
            g_assert_cmpfloat_with_epsilon (gain, 1.0, 0.02);
          else if ((low > 0.0 && f < low - edge) || (high < 20e6 && f > high + edge))
            g_assert_cmpfloat_with_epsilon (gain, 0.0, 0.01);
        }
      if (low > 0.0)
        g_assert_cmpfloat_with_epsilon (ins_filter_get_gain (&filter, low, RATE_HZ), 0.5, 0.02);
    }
  /* no band: passes everything */
  ins_filter_init_band_pass (&filter, 0, 0, RATE_HZ);
  g_assert_cmpuint (filter.half, ==, 0);
  ins_filter_init_band_pass (&filter, 8e6, 2e6, RATE_HZ);
  g_assert_cmpuint (filter.half, ==, 0);
  ins_filter_init_band_pass (&filter, (double)NAN, (double)NAN, RATE_HZ);
  g_assert_cmpfloat (filter.taps[0], ==, 1);
  ins_filter_init_band_pass (&filter, 1, 2, RATE_HZ);
  g_assert_cmpuint (filter.half, ==, INS_FIR_MAX_HALF);
}

/* An echo stays where it was, an offset and what lies outside of the band go, also at the ends. */
static void
test_band_pass_keeps_times (void)
{
  const InsConditioning conditioning = { .low_hz = 2e6, .high_hz = 8e6 };
  g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, &conditioning);
  gint16 samples[N];
  const float *filtered;

  for (guint i = 0; i < N; i++)
    samples[i] = (gint16)lround (700 +
                                 1000.0 * exp (-pow ((i - 400.0) / 15, 2)) *
                                     cos (2 * G_PI * 5.0 / 40.0 * (i - 400.0)) +
                                 300 * cos (2 * G_PI * 15.0 / 40.0 * i));
  ins_conditioner_set_ascan (conditioner, samples);
  filtered = ins_conditioner_get (conditioner, INS_DETECTION_RF);
  for (guint i = 0; i < N; i++)
    {
      double echo = 1000.0 * exp (-pow ((i - 400.0) / 15, 2)) *
                    cos (2 * G_PI * 5.0 / 40.0 * (i - 400.0));

      /* at the ends the tone is not one any more */
      g_assert_cmpfloat_with_epsilon ((double)filtered[i], echo, i < 60 || i > N - 60 ? 200 : 15);
    }
}

static void
test_gain (void)
{
  InsConditioning conditioning = {
    .tcg = { .n_points = 4,
             .points = { { 10e-6, 0.0 }, { 20e-6, 20.0 }, { 20e-6, 6.0 }, { 25e-6, -6.0 } } }
  };
  const InsTcg *tcg = &conditioning.tcg;
  g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, &conditioning);
  gint16 samples[N];
  const float *values;

  g_assert_cmpfloat (ins_tcg_get_gain_db (tcg, 0), ==, 0);
  g_assert_cmpfloat_with_epsilon (ins_tcg_get_gain_db (tcg, 15e-6), 10, 1e-9);
  g_assert_cmpfloat (ins_tcg_get_gain_db (tcg, 20e-6), ==, 6);
  g_assert_cmpfloat_with_epsilon (ins_tcg_get_gain_db (tcg, 22.5e-6), 0, 1e-9);
  g_assert_cmpfloat (ins_tcg_get_gain_db (tcg, 1), ==, -6);
  for (guint i = 0; i < N; i++)
    samples[i] = 100;
  ins_conditioner_set_ascan (conditioner, samples);
  values = ins_conditioner_get (conditioner, INS_DETECTION_RF);
  for (guint i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (
        (double)values[i], 100 * pow (10, ins_tcg_get_gain_db (tcg, DELAY_S + i / RATE_HZ) / 20),
        1e-3);
}

/* Saturated is what was recorded, neither what gain made of it nor what a filter left of it. */
static void
test_saturation_is_of_the_record (void)
{
  const InsConditioning gain = { .tcg = { .n_points = 1, .points = { { 0.0, 20.0 } } } };
  const InsConditioning loss = { .tcg = { .n_points = 1, .points = { { 0.0, -20.0 } } } };
  InsGate gate = { .start_s = DELAY_S, .length_s = N / RATE_HZ, .threshold_percent = 20 };
  g_autoptr (InsGating) louder = ins_gating_new (&gate, 1, &format, &gain);
  g_autoptr (InsGating) softer = ins_gating_new (&gate, 1, &format, &loss);
  gint16 samples[N] = { [300] = 400, [301] = -500, [302] = 100 };
  InsGateResult result;

  ins_gating_evaluate_one (louder, samples, &result);
  g_assert_cmpint (result.status, ==, INS_STATUS_HAS_DATA);
  g_assert_cmpfloat_with_epsilon ((double)result.amplitude_percent, 250, 1e-3);
  samples[301] = G_MININT16;
  ins_gating_evaluate_one (softer, samples, &result);
  g_assert_cmpint (result.status, ==, INS_STATUS_HAS_DATA | INS_STATUS_SATURATED);
  g_assert_cmpfloat_with_epsilon ((double)result.amplitude_percent, 163.84, 1e-2);
}

/* A pulse that begins with a weak half wave: RF sees half waves, an envelope one rise. */
static void
test_gates_choose_their_signal (void)
{
  InsGate gates[INS_N_DETECTIONS];
  InsGateResult results[INS_N_DETECTIONS];
  gint16 samples[N];

  for (guint i = 0; i < N; i++)
    samples[i] = (gint16)lround (1500 * exp (-pow ((i - 600.0) / 12, 2)) *
                                 sin (2 * G_PI * (i - 600.0) / 8.0));
  for (guint i = 0; i < INS_N_DETECTIONS; i++)
    gates[i] = (InsGate){ .start_s = DELAY_S,
                          .length_s = N / RATE_HZ,
                          .threshold_percent = 30,
                          .tof = INS_TOF_PEAK,
                          .detection = (InsDetection)i };
  ins_gates_evaluate (gates, INS_N_DETECTIONS, samples, N, RATE_HZ, DELAY_S, FULL_SCALE, results);
  for (guint i = 0; i < INS_N_DETECTIONS; i++)
    g_assert_cmpint (results[i].status, ==, INS_STATUS_HAS_DATA);
  g_assert_cmpfloat_with_epsilon (results[INS_DETECTION_POSITIVE_HALF_WAVE].peak_s,
                                  DELAY_S + 602 / RATE_HZ, 0.3 / RATE_HZ);
  g_assert_cmpfloat_with_epsilon (results[INS_DETECTION_NEGATIVE_HALF_WAVE].peak_s,
                                  DELAY_S + 598 / RATE_HZ, 0.3 / RATE_HZ);
  for (guint i = INS_DETECTION_ENVELOPE; i <= INS_DETECTION_QUICK_ENVELOPE; i++)
    {
      g_assert_cmpfloat_with_epsilon (results[i].peak_s, DELAY_S + 600 / RATE_HZ, 0.05 / RATE_HZ);
      g_assert_cmpfloat_with_epsilon ((double)results[i].amplitude_percent, 75, 0.5);
    }
  g_assert_cmpfloat ((double)results[INS_DETECTION_RF].amplitude_percent, <, 74.5);
}

/* To the bit the same, whatever the processor. */
static void
test_paths_agree (void)
{
  const InsConditioning conditioning = { .low_hz = 1e6,
                                         .high_hz = 9e6,
                                         .tcg = { .n_points = 2,
                                                  .points = { { 0.0, 0.0 }, { 30e-6, 12.0 } } } };
  g_autoptr (GRand) random = g_rand_new_with_seed (21);
  g_autofree float *first = g_new0 (float, INS_N_DETECTIONS *N);
  gint16 samples[N];

  for (guint i = 0; i < N; i++)
    samples[i] = (gint16)(guint16)g_rand_int (random);
  for (const char *const *path = ins_kernels_paths; *path != NULL; path++)
    {
      g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, &conditioning);

      if (!ins_kernels_force (*path))
        continue;
      ins_conditioner_set_ascan (conditioner, samples);
      for (guint i = 0; i < INS_N_DETECTIONS; i++)
        {
          const float *values = ins_conditioner_get (conditioner, (InsDetection)i);

          if (path == ins_kernels_paths)
            memcpy (first + i * N, values, N * sizeof *values);
          g_assert_cmpmem (values, N * sizeof *values, first + i * N, N * sizeof *values);
        }
    }
  ins_kernels_force (NULL);
}

/* Records of one and two samples, and of nothing but the extremes: numbers, never NaN. */
static void
test_degenerate (void)
{
  const InsConditioning conditioning = { .low_hz = 1e6, .high_hz = 9e6 };
  const gint16 samples[] = { G_MININT16, G_MAXINT16, G_MININT16 };

  for (guint n = 1; n <= 3; n++)
    {
      InsAscanFormat of_few = format;
      g_autoptr (InsConditioner) conditioner = NULL;

      of_few.n_samples = n;
      of_few.stride = n;
      conditioner = ins_conditioner_new (&of_few, &conditioning);
      ins_conditioner_set_ascan (conditioner, samples);
      for (guint i = 0; i < INS_N_DETECTIONS; i++)
        for (guint k = 0; k < n; k++)
          g_assert_true (isfinite (ins_conditioner_get (conditioner, (InsDetection)i)[k]));
    }
}

static gpointer
make_envelopes (gpointer data)
{
  gint16 samples[N];
  float expected[N], values[N];

  make_tone (1000, 0.1, 0.3, samples);
  for (guint turn = 0; turn < 50; turn++)
    {
      guint n = 700 + turn % 3 * 100;
      g_autoptr (InsEnvelope) envelope = ins_envelope_new (n), other = ins_envelope_new (n);

      ins_envelope_compute (envelope, samples, expected);
      ins_envelope_compute (other, samples, values);
      g_assert_cmpint (memcmp (values, expected, n * sizeof *expected), ==, 0);
    }

  return NULL;
}

/* Plans are shared: threads make and use them at the same time. */
static void
test_envelopes_in_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("envelope", make_envelopes, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (const char *const *path = ins_kernels_paths; *path != NULL; path++)
    {
      g_autofree char *name = g_strconcat ("/conditioner/quick-envelope-of-tones/", *path, NULL);

      g_test_add_data_func (name, *path, test_quick_envelope_of_tones);
    }
  g_test_add_func ("/conditioner/envelopes-agree", test_envelopes_agree);
  g_test_add_func ("/conditioner/rectified", test_rectified);
  g_test_add_func ("/conditioner/band-pass", test_band_pass);
  g_test_add_func ("/conditioner/band-pass-keeps-times", test_band_pass_keeps_times);
  g_test_add_func ("/conditioner/gain", test_gain);
  g_test_add_func ("/conditioner/saturation-is-of-the-record", test_saturation_is_of_the_record);
  g_test_add_func ("/conditioner/gates-choose-their-signal", test_gates_choose_their_signal);
  g_test_add_func ("/conditioner/paths-agree", test_paths_agree);
  g_test_add_func ("/conditioner/degenerate", test_degenerate);
  g_test_add_func ("/conditioner/envelopes-in-threads", test_envelopes_in_threads);

  return g_test_run ();
}
