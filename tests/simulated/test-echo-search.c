/* The front surface and the back wall of the simulated specimens, whose places are known.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-trace.h"
#include "signal/ins-echo-search.h"

#define RATE_HZ 50e6
#define N_SAMPLES 1024u
#define N_TRACES 8u
#define PERIOD_S (1.0 / INS_SIM_PROBE_HZ)
#define WATER_S (2e-3 * INS_SIM_WATER_PATH_MM / INS_SIM_WATER_M_PER_S)

typedef struct
{
  InsAscanFormat format;
  gint16 samples[N_TRACES * N_SAMPLES];
} Record;

static void
record_init (Record *record, double delay_s)
{
  record->format = (InsAscanFormat){ .type = INS_SAMPLE_INT16,
                                     .n_samples = N_SAMPLES,
                                     .stride = N_SAMPLES,
                                     .sample_rate_hz = RATE_HZ,
                                     .delay_s = delay_s,
                                     .full_scale_counts = INS_SIM_FULL_SCALE_COUNTS };
}

static void
hear (Record *record, const InsSimEcho *echoes, guint n_echoes, double noise_percent, guint64 seed)
{
  g_autoptr (InsSimTrace) trace = ins_sim_trace_new (RATE_HZ, N_SAMPLES, noise_percent, seed);

  for (guint i = 0; i < N_TRACES; i++)
    ins_sim_trace_fill (trace, echoes, n_echoes, record->format.delay_s, i,
                        record->samples + (gsize)i * N_SAMPLES);
}

static void
look (const Record *record, guint n_traces, InsEchoes *echoes)
{
  ins_echo_search (record->samples, n_traces, N_SAMPLES, &record->format, PERIOD_S, echoes);
}

/* ---- specimens ------------------------------------------------------------------------------ */

typedef struct
{
  const char *name;
  double u_mm, v_mm;
  double front_s, back_s; /* NaN none */
} Place;

static const Place places[] = {
  { "coin", 15, 26.9, WATER_S, WATER_S + 2 * 2.0e-3 / 4700 },
  { "blocks", 26.5, 10, WATER_S, WATER_S + 2 * 10e-3 / 5900 },
  { "composite", 3, 3, WATER_S, WATER_S + 2 * 4e-3 / 2900 },
  { "package", 8, 8, WATER_S, (double)NAN },
};

/* As the specimen itself says it: echoes in time, the largest behind the first. */
static void
get_truth (const InsSimEcho *echoes, guint n, double *front_s, double *back_s)
{
  guint front = 0, back = 0;

  while (fabs (echoes[front].amplitude) < 0.05)
    front++;
  for (guint i = front + 1; i < n; i++)
    if (echoes[i].time_s - echoes[front].time_s > 1.5 * PERIOD_S &&
        (back == 0 || fabs (echoes[i].amplitude) > fabs (echoes[back].amplitude)))
      back = i;
  *front_s = echoes[front].time_s;
  *back_s = back > 0 ? echoes[back].time_s : (double)NAN;
}

/* With 3 % of noise, found where the specimen has them, with one trace and with eight; the gates
 * that are proposed measure them. */
static void
test_specimens (void)
{
  static Record record;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const Place *place = &places[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (InsSimSpecimen) specimen = ins_sim_specimen_new (place->name, 0, 0, &error);
      InsSimEcho truth[INS_SIM_MAX_ECHOES];
      guint n = 0;
      double front_s, back_s;
      InsEchoes echoes;
      InsGate gates[INS_ECHO_MAX_GATES];
      InsGateResult results[INS_ECHO_MAX_GATES];

      g_assert_no_error (error);
      n = ins_sim_specimen_get_echoes (specimen, place->u_mm, place->v_mm, 0, truth);
      g_assert_cmpuint (n, >=, 2);
      for (guint j = 0; j < n; j++)
        g_test_message ("%s: %.3f us %.2f", place->name, truth[j].time_s * 1e6, truth[j].amplitude);
      get_truth (truth, n, &front_s, &back_s);
      if (isfinite (place->back_s)) /* the table and the specimen agree */
        {
          g_assert_cmpfloat_with_epsilon (front_s, place->front_s, 0.3e-6);
          g_assert_cmpfloat_with_epsilon (back_s, place->back_s, 0.3e-6);
        }
      record_init (&record, 20e-6);
      hear (&record, truth, n, 3, 7 + i);
      for (guint n_traces = 1; n_traces <= N_TRACES; n_traces += N_TRACES - 1)
        {
          look (&record, n_traces, &echoes);
          g_test_message ("%s, %u: noise %.2f, threshold %.2f, front %.3f us %.1f %%, back %.3f us "
                          "%.1f %% (%.3f, %.3f)",
                          place->name, n_traces, echoes.noise_percent, echoes.threshold_percent,
                          echoes.front.peak_s * 1e6, echoes.front.amplitude_percent,
                          echoes.back.peak_s * 1e6, echoes.back.amplitude_percent, front_s * 1e6,
                          back_s * 1e6);
          g_assert_true (echoes.front.is_found && echoes.back.is_found);
          g_assert_cmpfloat_with_epsilon (echoes.front.peak_s, front_s, 0.06e-6);
          g_assert_cmpfloat_with_epsilon (echoes.back.peak_s, back_s, 0.06e-6);
        }
      n = ins_echoes_propose_gates (&echoes, &record.format, PERIOD_S, gates);
      g_assert_cmpuint (n, >=, 2);
      ins_gates_evaluate (gates, n, record.samples, N_SAMPLES, RATE_HZ, record.format.delay_s,
                          INS_SIM_FULL_SCALE_COUNTS, results);
      g_assert_cmpstr (gates[0].name, ==, "I");
      g_assert_cmpstr (gates[n - 1].name, ==, "B");
      g_assert_cmpint (results[0].status, ==, INS_STATUS_HAS_DATA);
      g_assert_cmpint (results[n - 1].status, ==, INS_STATUS_HAS_DATA);
      g_assert_cmpfloat_with_epsilon (results[0].peak_s, front_s, 0.15e-6);
      g_assert_cmpfloat_with_epsilon (results[n - 1].peak_s, back_s, 0.15e-6);
    }
}

/* Noise alone is no echo, whatever the seed; nor is an empty record. */
static void
test_no_echo (void)
{
  static Record record;
  InsEchoes echoes;
  InsGate gates[INS_ECHO_MAX_GATES];

  record_init (&record, 20e-6);
  for (guint64 seed = 1; seed <= 50; seed++)
    {
      hear (&record, NULL, 0, 8, seed);
      look (&record, N_TRACES, &echoes);
      g_assert_false (echoes.front.is_found);
      g_assert_cmpuint (ins_echoes_propose_gates (&echoes, &record.format, PERIOD_S, gates), ==, 0);
    }
  hear (&record, NULL, 0, 0, 1);
  look (&record, N_TRACES, &echoes);
  g_assert_false (echoes.front.is_found || echoes.back.is_found);
  look (&record, 0, &echoes);
  g_assert_false (echoes.front.is_found);
}

/* The pulse itself, which fills the converter, is no surface. */
static void
test_main_bang (void)
{
  const InsSimEcho heard[] = {
    { 0.1e-6, 3.0 }, { 0.5e-6, 1.5 }, { 0.9e-6, 0.4 }, { 9e-6, 0.5 }, { 10.5e-6, 0.25 }
  };
  static Record record;
  InsEchoes echoes;

  record_init (&record, 0);
  hear (&record, heard, G_N_ELEMENTS (heard), 1, 3);
  look (&record, N_TRACES, &echoes);
  g_assert_cmpfloat (echoes.bang_end_s, >, 0.9e-6);
  g_assert_cmpfloat (echoes.bang_end_s, <, 2.5e-6);
  g_assert_cmpfloat_with_epsilon (echoes.front.peak_s, 9e-6, 0.05e-6);
  g_assert_cmpfloat_with_epsilon (echoes.back.peak_s, 10.5e-6, 0.05e-6);
}

/* Between samples: what a levelling lives on. 20 MHz, 50 ns, are 37 um of water. */
static void
test_between_samples (void)
{
  static Record record;

  for (guint i = 0; i < 5; i++)
    {
      const InsSimEcho heard[] = { { 24e-6 + i * 7e-9, 0.7 } };
      InsEchoes echoes;

      record_init (&record, 20e-6);
      hear (&record, heard, 1, 0, 3);
      look (&record, 1, &echoes);
      g_assert_cmpfloat_with_epsilon (echoes.front.peak_s, heard[0].time_s, 3e-9);
    }
}

/* The echo that went through the water twice is no back wall, however large. */
static void
test_second_water_echo (void)
{
  const InsSimEcho heard[] = { { 6e-6, 0.8 }, { 8e-6, 0.1 }, { 12e-6, 0.5 } };
  static Record record;
  InsEchoes echoes;

  record_init (&record, 2e-6);
  hear (&record, heard, G_N_ELEMENTS (heard), 1, 3);
  look (&record, N_TRACES, &echoes);
  g_assert_cmpfloat_with_epsilon (echoes.back.peak_s, 8e-6, 0.05e-6);
}

/* A clipped front is found all the same, and its gate lies below the limit. */
static void
test_saturated (void)
{
  const InsSimEcho heard[] = { { 24e-6, 2.5 }, { 26e-6, 0.3 } };
  static Record record;
  InsEchoes echoes;
  InsGate gates[INS_ECHO_MAX_GATES];
  InsHeadroom headroom;

  record_init (&record, 20e-6);
  hear (&record, heard, G_N_ELEMENTS (heard), 1, 3);
  look (&record, N_TRACES, &echoes);
  g_assert_cmpfloat_with_epsilon (echoes.front.peak_s, 24e-6, 0.1e-6);
  g_assert_cmpfloat_with_epsilon (echoes.back.peak_s, 26e-6, 0.05e-6);
  g_assert_cmpuint (ins_echoes_propose_gates (&echoes, &record.format, PERIOD_S, gates), ==, 3);
  g_assert_cmpfloat (gates[0].threshold_percent, <=, 60);
  ins_headroom_measure (record.samples, N_SAMPLES, 0, INS_SIM_FULL_SCALE_COUNTS, &headroom);
  g_assert_cmpuint (headroom.n_at_limit, >, 3);
  g_assert_cmpuint (headroom.n_samples, ==, N_SAMPLES);
  g_assert_cmpfloat (ins_headroom_get_db (&headroom), ==, 0);
}

static void
test_headroom (void)
{
  const gint16 samples[] = { 2047, 0, 512, -1024, 3 };
  InsHeadroom headroom;

  ins_headroom_measure (samples, G_N_ELEMENTS (samples), 1, 2048, &headroom);
  g_assert_cmpuint (headroom.n_at_limit, ==, 0);
  g_assert_cmpuint (headroom.n_samples, ==, 4);
  g_assert_cmpfloat_with_epsilon (headroom.peak_percent, 50, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_headroom_get_db (&headroom), 6.02, 0.01);
  ins_headroom_measure (samples, G_N_ELEMENTS (samples), 0, 2048, &headroom);
  g_assert_cmpuint (headroom.n_at_limit, ==, 1);
  ins_headroom_measure (samples, 2, 1, 2048, &headroom);
  g_assert_true (isinf (ins_headroom_get_db (&headroom)));
  ins_headroom_measure (samples, 2, 2, 2048, &headroom);
  g_assert_cmpuint (headroom.n_samples, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/echo-search/specimens", test_specimens);
  g_test_add_func ("/echo-search/no-echo", test_no_echo);
  g_test_add_func ("/echo-search/main-bang", test_main_bang);
  g_test_add_func ("/echo-search/between-samples", test_between_samples);
  g_test_add_func ("/echo-search/second-water-echo", test_second_water_echo);
  g_test_add_func ("/echo-search/saturated", test_saturated);
  g_test_add_func ("/echo-search/headroom", test_headroom);

  return g_test_run ();
}
