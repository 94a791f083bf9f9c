/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "signal/ins-gate.h"

#define RATE_HZ 20e6
#define DELAY_S 10e-6
#define FULL_SCALE 1000
#define N 1024

static const InsGate whole = { .name = "A",
                               .start_s = DELAY_S,
                               .length_s = N / RATE_HZ,
                               .threshold_percent = 30 };

static double
at_s (double sample)
{
  return DELAY_S + sample / RATE_HZ;
}

static InsGateResult
evaluate (const InsGate *gate, const gint16 *samples, guint n)
{
  InsGateResult result;

  ins_gates_evaluate (gate, 1, samples, n, RATE_HZ, DELAY_S, FULL_SCALE, &result);

  return result;
}

/* A triangle from sample 100 up to 800 at 108, then down through 0 at 116 to -600 at 122 and back
 * to 0 at 128: every crossing can be worked out by hand. */
static void
make_pulse (gint16 *samples)
{
  memset (samples, 0, N * sizeof *samples);
  for (int i = 0; i <= 8; i++)
    samples[100 + i] = (gint16)(100 * i);
  for (int i = 1; i <= 14; i++)
    samples[108 + i] = (gint16)(800 - 100 * i);
  for (int i = 1; i <= 6; i++)
    samples[122 + i] = (gint16)(-600 + 100 * i);
}

/* Of make_pulse(), by hand. */
static const struct
{
  InsPolarity polarity;
  InsAmplitude amplitude;
  InsTof tof;
  double threshold_percent, amplitude_percent, sample; /* NaN: none */
} mode_cases[] = {
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_CROSSING, 35, 80, 103.5 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_PEAK, 35, 80, 108 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_RELATIVE_6DB, 35, 80, 104 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_ZERO_CROSSING, 35, 80, 100 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_RELATIVE_6DB_AFTER, 35, 80, 112 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_ZERO_CROSSING_AFTER, 35, 80, 116 },
  { INS_POLARITY_NEGATIVE, INS_AMPLITUDE_PEAK, INS_TOF_RELATIVE_6DB_AFTER, 35, 60, 125 },
  { INS_POLARITY_NEGATIVE, INS_AMPLITUDE_PEAK, INS_TOF_ZERO_CROSSING_AFTER, 35, 60, 128 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_LAST_PEAK, INS_TOF_RELATIVE_6DB_AFTER, 35, 60, 125 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_RELATIVE_6DB_AFTER, 81, 80, (double)NAN },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_CROSSING, 80, 80, 108 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK, INS_TOF_CROSSING, 81, 80, (double)NAN },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_PEAK_TO_PEAK, INS_TOF_CROSSING, 35, 140, 103.5 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_FIRST_PEAK, INS_TOF_PEAK, 35, 80, 108 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_LAST_PEAK, INS_TOF_PEAK, 35, 60, 122 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_LAST_PEAK, INS_TOF_PEAK, 65, 80, 108 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_LAST_PEAK, INS_TOF_ZERO_CROSSING, 35, 60, 116 },
  { INS_POLARITY_ABSOLUTE, INS_AMPLITUDE_FIRST_PEAK, INS_TOF_PEAK, 90, (double)NAN, (double)NAN },
  { INS_POLARITY_NEGATIVE, INS_AMPLITUDE_PEAK, INS_TOF_CROSSING, 35, 60, 119.5 },
  { INS_POLARITY_NEGATIVE, INS_AMPLITUDE_PEAK, INS_TOF_RELATIVE_6DB, 35, 60, 119 },
  { INS_POLARITY_NEGATIVE, INS_AMPLITUDE_PEAK, INS_TOF_ZERO_CROSSING, 35, 60, 116 },
  { INS_POLARITY_NEGATIVE, INS_AMPLITUDE_PEAK, INS_TOF_PEAK, 65, 60, (double)NAN },
  { INS_POLARITY_POSITIVE, INS_AMPLITUDE_PEAK, INS_TOF_CROSSING, 35, 80, 103.5 },
  { INS_POLARITY_POSITIVE, INS_AMPLITUDE_LAST_PEAK, INS_TOF_PEAK, 35, 80, 108 },
};

static void
test_modes (void)
{
  gint16 samples[N];

  make_pulse (samples);
  for (gsize i = 0; i < G_N_ELEMENTS (mode_cases); i++)
    {
      InsGate gate = whole;
      InsGateResult result;

      gate.polarity = mode_cases[i].polarity;
      gate.amplitude = mode_cases[i].amplitude;
      gate.tof = mode_cases[i].tof;
      gate.threshold_percent = mode_cases[i].threshold_percent;
      result = evaluate (&gate, samples, N);
      g_test_message ("case %u: %g %%, %g s", (guint)i, (double)result.amplitude_percent,
                      (double)result.tof_s);
      if (isnan (mode_cases[i].amplitude_percent))
        g_assert_true (isnan (result.amplitude_percent));
      else
        g_assert_cmpfloat_with_epsilon ((double)result.amplitude_percent,
                                        mode_cases[i].amplitude_percent, 1e-4);
      if (isnan (mode_cases[i].sample))
        g_assert_true (isnan (result.tof_s));
      else
        g_assert_cmpfloat_with_epsilon ((double)result.tof_s, at_s (mode_cases[i].sample), 1e-11);
      g_assert_true (((result.status & INS_STATUS_NO_ECHO) != 0) == isnan (mode_cases[i].sample));
      g_assert_cmpint (result.status & INS_STATUS_SATURATED, ==, 0);
    }
}

/* The amplitude is a sample, the time lies between samples. */
static void
test_peak_between_samples (void)
{
  gint16 samples[N] = { 0 };
  InsGate gate = whole;
  InsGateResult result;

  gate.tof = INS_TOF_PEAK;
  for (int i = -20; i <= 20; i++)
    samples[200 + i] = (gint16)lrint (700 * exp (-(i - 0.3) * (i - 0.3) / 50.0));
  result = evaluate (&gate, samples, N);
  g_assert_cmpfloat_with_epsilon (result.peak_s, at_s (200.3), 0.02 / RATE_HZ);
  g_assert_cmpfloat_with_epsilon ((double)result.amplitude_percent, samples[200] / 10.0, 1e-4);
}

static void
test_saturation (void)
{
  gint16 samples[N] = { 0 };

  samples[50] = FULL_SCALE - 2;
  samples[51] = -(FULL_SCALE - 1);
  g_assert_cmpint (evaluate (&whole, samples, N).status, ==, INS_STATUS_HAS_DATA);
  samples[50] = FULL_SCALE - 1; /* the greatest number that a card of this range has */
  g_assert_cmpint (evaluate (&whole, samples, N).status, ==,
                   INS_STATUS_HAS_DATA | INS_STATUS_SATURATED);
  samples[50] = G_MININT16;
  g_assert_cmpint (evaluate (&whole, samples, N).status, ==,
                   INS_STATUS_HAS_DATA | INS_STATUS_SATURATED);
  g_assert_cmpfloat_with_epsilon ((double)evaluate (&whole, samples, N).amplitude_percent, 3276.8,
                                  1e-3);
}

/* Gate 1 follows the crossing, gate 2 the peak of gate 0; gate 3 follows gate 1. */
static void
test_anchors (void)
{
  InsGate gates[4] = { whole, whole, whole, whole };
  InsGateResult results[4];
  gint16 samples[N];

  make_pulse (samples);
  for (guint i = 0; i < 7; i++)
    samples[400 + i] = (gint16)(500 - abs ((int)i - 3) * 100);
  gates[0].threshold_percent = 35;
  gates[1].anchor = INS_ANCHOR_CROSSING;
  gates[1].start_s = 290 / RATE_HZ;
  gates[1].length_s = 20 / RATE_HZ;
  gates[2].anchor = INS_ANCHOR_PEAK;
  gates[2].start_s = 14 / RATE_HZ;
  gates[2].length_s = 1 / RATE_HZ;
  gates[3].anchor = INS_ANCHOR_PEAK;
  gates[3].anchor_gate = 1;
  gates[3].start_s = -3 / RATE_HZ;
  gates[3].length_s = 1 / RATE_HZ;
  gates[3].threshold_percent = 0;
  ins_gates_evaluate (gates, 4, samples, N, RATE_HZ, DELAY_S, FULL_SCALE, results);
  g_assert_cmpfloat_with_epsilon ((double)results[1].amplitude_percent, 50, 1e-4);
  g_assert_cmpfloat_with_epsilon (results[1].peak_s, at_s (403), 1e-11);
  g_assert_cmpfloat_with_epsilon ((double)results[2].amplitude_percent, 60, 1e-4);
  g_assert_cmpfloat_with_epsilon ((double)results[3].amplitude_percent, 20, 1e-4);

  /* the interface is gone */
  memset (samples, 0, 300 * sizeof *samples);
  gates[0].length_s = 300 / RATE_HZ;
  ins_gates_evaluate (gates, 4, samples, N, RATE_HZ, DELAY_S, FULL_SCALE, results);
  g_assert_cmpint (results[0].status, ==, INS_STATUS_HAS_DATA | INS_STATUS_NO_ECHO);
  for (guint i = 1; i < 4; i++)
    {
      g_assert_cmpint (results[i].status, ==, INS_STATUS_NO_SYNCHRO);
      g_assert_true (isnan (results[i].amplitude_percent) && isnan (results[i].tof_s) &&
                     isnan (results[i].peak_s) && isnan (results[i].crossing_s));
    }

  /* never written by a recipe, never followed */
  gates[0].anchor = INS_ANCHOR_PEAK;
  gates[0].anchor_gate = 3;
  ins_gates_evaluate (gates, 4, samples, N, RATE_HZ, DELAY_S, FULL_SCALE, results);
  g_assert_cmpint (results[0].status, ==, INS_STATUS_NO_SYNCHRO);
}

static void
test_outside (void)
{
  static const double starts_s[] = { 0.0,  DELAY_S + N / RATE_HZ, 1e9,
                                     -1e9, (double)NAN,           (double)INFINITY };
  gint16 samples[N];
  InsGate gate = whole;

  make_pulse (samples);
  gate.length_s = 5e-6;
  for (gsize i = 0; i < G_N_ELEMENTS (starts_s); i++)
    {
      InsGateResult result;

      gate.start_s = starts_s[i];
      result = evaluate (&gate, samples, N);
      g_assert_cmpint (result.status, ==, INS_STATUS_NO_ECHO);
      g_assert_true (isnan (result.amplitude_percent) && isnan (result.peak_s));
    }
  g_assert_cmpint (evaluate (&whole, samples, 0).status, ==, INS_STATUS_NO_ECHO);

  /* what lies inside counts */
  gate.start_s = at_s (108) - 5e-6;
  g_assert_true (isnan (evaluate (&gate, samples, N).tof_s) == FALSE);
  g_assert_cmpfloat_with_epsilon ((double)evaluate (&gate, samples, N).amplitude_percent, 70, 1e-4);
  gate.start_s = at_s (108);
  g_assert_cmpfloat_with_epsilon (evaluate (&gate, samples, N).crossing_s, at_s (108), 1e-11);
}

/* States of every way of taking a time, where the flank that it wants lies outside of the gate,
 * where the echo is saturated, too weak, and where there is no interface. */
static void
test_states (void)
{
  gint16 samples[N];
  InsGate gates[2] = { whole, whole };
  InsGateResult results[2];

  make_pulse (samples);
  gates[1].anchor = INS_ANCHOR_CROSSING;
  gates[1].start_s = 0;
  for (guint tof = INS_TOF_CROSSING; tof <= INS_TOF_ZERO_CROSSING_AFTER; tof++)
    {
      gboolean is_before = tof == INS_TOF_RELATIVE_6DB || tof == INS_TOF_ZERO_CROSSING;
      gboolean is_after = tof > INS_TOF_ZERO_CROSSING;
      InsGate gate = whole;
      InsGateResult result;

      /* from a sample on the rising flank over the half to one on the falling one */
      gate.tof = (InsTof)tof;
      gate.start_s = at_s (105);
      gate.length_s = 6 / RATE_HZ;
      result = evaluate (&gate, samples, N);
      g_assert_cmpint (result.status, ==, INS_STATUS_HAS_DATA);
      g_assert_true (isnan (result.tof_s) == (is_before || is_after));
      g_assert_cmpfloat_with_epsilon ((double)result.amplitude_percent, 80, 1e-4);

      /* two samples of the record's end */
      gate.start_s = at_s (N - 2);
      result = evaluate (&gate, samples, N);
      g_assert_cmpint (result.status, ==, INS_STATUS_HAS_DATA | INS_STATUS_NO_ECHO);
      g_assert_true (isnan (result.tof_s));

      gates[0].tof = gates[1].tof = (InsTof)tof;
      gates[0].threshold_percent = 81;
      ins_gates_evaluate (gates, 2, samples, N, RATE_HZ, DELAY_S, FULL_SCALE, results);
      g_assert_cmpint (results[0].status, ==, INS_STATUS_HAS_DATA | INS_STATUS_NO_ECHO);
      g_assert_cmpint (results[1].status, ==, INS_STATUS_NO_SYNCHRO);
      gates[0].threshold_percent = 80;
      ins_gates_evaluate (gates, 2, samples, N, RATE_HZ, DELAY_S, 800, results);
      g_assert_cmpint (results[0].status, ==, INS_STATUS_HAS_DATA | INS_STATUS_SATURATED);
      g_assert_false (isnan (results[0].tof_s));
    }
}

/* The definitions of the header once more, as plainly as can be. */
typedef struct
{
  double amplitude, crossing, peak;
} Reference;

static Reference
refer (const InsGate *gate, const gint16 *samples, int first, int end)
{
  double threshold = gate->threshold_percent / 100 * FULL_SCALE;
  g_autofree double *value = g_new0 (double, end + 1);
  Reference reference = { (double)NAN, (double)NAN, (double)NAN };
  int peak = -1, hit = -1, last = -1;

  for (int i = first; i < end; i++)
    {
      value[i] = gate->polarity == INS_POLARITY_NEGATIVE ? -(double)samples[i] : samples[i];
      if (gate->polarity == INS_POLARITY_ABSOLUTE)
        value[i] = fabs (value[i]);
      if (peak < 0 || value[i] > value[peak])
        peak = i;
      if (value[i] >= threshold)
        {
          hit = hit < 0 ? i : hit;
          last = i;
        }
    }
  if (hit >= 0)
    {
      double sign = gate->polarity == INS_POLARITY_NEGATIVE ||
                            (gate->polarity == INS_POLARITY_ABSOLUTE && samples[hit] < 0)
                        ? -1
                        : 1;

      reference.crossing = hit;
      if (hit > first)
        reference.crossing -= (sign * samples[hit] - threshold) /
                              (sign * samples[hit] - sign * samples[hit - 1]);
    }
  if (gate->amplitude == INS_AMPLITUDE_FIRST_PEAK)
    for (peak = hit; peak >= 0 && peak + 1 < end && value[peak + 1] > value[peak];)
      peak++;
  if (gate->amplitude == INS_AMPLITUDE_LAST_PEAK)
    for (peak = last; peak > first && value[peak - 1] > value[peak];)
      peak--;
  if (peak >= 0)
    {
      reference.peak = peak;
      reference.amplitude = value[peak];
    }

  return reference;
}

static void
test_reference (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  gint16 samples[700];

  for (guint turn = 0; turn < 20000; turn++)
    {
      guint n = (guint)g_rand_int_range (rand, 1, G_N_ELEMENTS (samples) + 1);
      guint first = (guint)g_rand_int_range (rand, 0, (gint32)n);
      guint end = (guint)g_rand_int_range (rand, (gint32)first + 1, (gint32)n + 1);
      gint32 reach = g_rand_boolean (rand) ? 40000 : g_rand_int_range (rand, 1, 2000);
      InsGate gate = whole;
      InsGateResult result;
      Reference reference;

      for (guint i = 0; i < n; i++)
        {
          /* neighbours differ, so that "first" and "last" of a flat top are the same thing */
          do
            samples[i] = (gint16)CLAMP (g_rand_int_range (rand, -reach, reach + 1), G_MININT16,
                                        G_MAXINT16);
          while (i > 0 && ABS ((int)samples[i]) == ABS ((int)samples[i - 1]) && reach > 2 &&
                 g_rand_int_range (rand, 0, 50) > 0);
        }
      gate.start_s = at_s (first);
      gate.length_s = (end - first) / RATE_HZ;
      gate.threshold_percent = g_rand_double_range (rand, 0, 100);
      gate.polarity = (InsPolarity)g_rand_int_range (rand, 0, 3);
      gate.amplitude = (InsAmplitude)(g_rand_boolean (rand) ? INS_AMPLITUDE_PEAK
                                      : reach > 1000        ? g_rand_int_range (rand, 2, 4)
                                                            : INS_AMPLITUDE_PEAK);
      result = evaluate (&gate, samples, n);
      reference = refer (&gate, samples, (int)first, (int)end);
      if (isnan (reference.crossing))
        g_assert_true (isnan (result.crossing_s));
      else
        g_assert_cmpfloat_with_epsilon (result.crossing_s, at_s (reference.crossing), 1e-12);
      if (isnan (reference.amplitude))
        g_assert_true (isnan (result.amplitude_percent));
      else
        {
          g_assert_cmpfloat_with_epsilon ((double)result.amplitude_percent,
                                          reference.amplitude / FULL_SCALE * 100, 1e-3);
          g_assert_cmpfloat_with_epsilon (result.peak_s, at_s (reference.peak), 0.501 / RATE_HZ);
        }
    }
}

/* Constant records, also of the extreme values, in every mode: finite or NaN, never anything else.
 */
static void
test_degenerate (void)
{
  static const gint16 values[] = { 0, 1, -1, G_MAXINT16, G_MININT16 };
  gint16 samples[N];

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    for (guint mode = 0; mode < 3 * 4 * 6 * 2; mode++)
      {
        InsGate gate = whole;
        InsGateResult result;

        for (guint j = 0; j < N; j++)
          samples[j] = values[i];
        gate.polarity = (InsPolarity)(mode % 3);
        gate.amplitude = (InsAmplitude)(mode / 3 % 4);
        gate.tof = (InsTof)(mode / 12 % 6);
        gate.threshold_percent = mode / 72 != 0 ? 30 : 0;
        result = evaluate (&gate, samples, N);
        g_assert_false (isinf (result.amplitude_percent) || isinf (result.tof_s) ||
                        isinf (result.peak_s) || isinf (result.crossing_s));
        g_assert_true (((result.status & INS_STATUS_HAS_DATA) != 0) ==
                       !isnan (result.amplitude_percent));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/modes", test_modes);
  g_test_add_func ("/gate/peak-between-samples", test_peak_between_samples);
  g_test_add_func ("/gate/saturation", test_saturation);
  g_test_add_func ("/gate/anchors", test_anchors);
  g_test_add_func ("/gate/outside", test_outside);
  g_test_add_func ("/gate/states", test_states);
  g_test_add_func ("/gate/reference", test_reference);
  g_test_add_func ("/gate/degenerate", test_degenerate);

  return g_test_run ();
}
