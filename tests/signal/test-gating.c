/* test-gating.c - gates over many A-scans at once beside gates over one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "signal/ins-gating.h"

#define RATE_HZ 20e6
#define DELAY_S 10e-6
#define FULL_SCALE 1000
#define N_SAMPLES 300
#define STRIDE 317
#define N_ASCANS 40
#define N_GATES 5
#define PLANE (N_ASCANS + 3)

/* An echo or two in noise; some A-scans hold none. */
static void
fill (GRand *random, gint16 *samples)
{
  for (guint i = 0; i < N_ASCANS * STRIDE; i++)
    samples[i] = (gint16)g_rand_int_range (random, -150, 151);
  for (guint at = 0; at < N_ASCANS; at++)
    for (guint echo = 0; echo < g_rand_int (random) % 3; echo++)
      {
        guint middle = 20 + g_rand_int (random) % (N_SAMPLES - 40);
        double size = g_rand_double_range (random, -1300, 1300);

        for (int k = -12; k <= 12; k++)
          samples[at * STRIDE + middle + (guint)k] =
              (gint16)(samples[at * STRIDE + middle + (guint)k] +
                       size * exp (-k * k / 20.0) * cos (0.7 * k));
      }
}

static void
draw_gates (GRand *random, InsGate *gates)
{
  for (guint i = 0; i < N_GATES; i++)
    {
      gates[i] = (InsGate){ .start_s = g_rand_double_range (random, 9e-6, 24e-6),
                            .length_s = g_rand_double_range (random, 0, 15e-6),
                            .threshold_percent = g_rand_double_range (random, 0, 90),
                            .polarity = (InsPolarity)g_rand_int_range (random, 0, 3),
                            .amplitude = (InsAmplitude)g_rand_int_range (random, 0, 4),
                            .tof = (InsTof)g_rand_int_range (random, 0, 4),
                            .anchor = (InsAnchor)(i == 0 ? 0 : g_rand_int_range (random, 0, 3)) };
      if (gates[i].anchor == INS_ANCHOR_PULSE)
        continue;
      gates[i].anchor_gate = g_rand_int (random) % i;
      gates[i].start_s -= 16e-6;
    }
}

static InsAscanFormat
get_format (InsSampleType type)
{
  return (InsAscanFormat){ .type = type,
                           .n_samples = N_SAMPLES,
                           .stride = STRIDE,
                           .sample_rate_hz = RATE_HZ,
                           .delay_s = DELAY_S,
                           .full_scale_counts = FULL_SCALE };
}

typedef struct
{
  float amplitude_percent[N_GATES * PLANE], tof_s[N_GATES * PLANE];
  guint8 status[N_GATES * PLANE];
} Planes;

static void
evaluate (const InsGate *gates,
          const InsAscanFormat *format,
          gconstpointer samples,
          const guint8 *leaves_out,
          Planes *planes)
{
  g_autoptr (InsGating) gating = ins_gating_new (gates, N_GATES, format, NULL);
  const InsGatePlanes to = { planes->amplitude_percent, planes->tof_s, planes->status, PLANE };

  memset (planes, 0x55, sizeof *planes);
  ins_gating_evaluate (gating, samples, N_ASCANS, leaves_out, &to);
}

/* The same bits, NaN being the same as NaN. */
static void
assert_same (float one, float other)
{
  if (isnan (other))
    g_assert_true (isnan (one));
  else
    g_assert_cmpmem (&one, sizeof one, &other, sizeof other);
}

static void
test_line_is_many_ascans (gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autofree gint16 *samples = g_new (gint16, N_ASCANS * STRIDE);
  g_autofree Planes *planes = g_new (Planes, 1);
  const InsAscanFormat format = get_format (INS_SAMPLE_INT16);
  guint8 leaves_out[N_ASCANS] = { 0 };

  if (!ins_kernels_force (data))
    {
      g_test_skip ("this processor cannot run it");
      return;
    }
  leaves_out[3] = 1;
  leaves_out[N_ASCANS - 1] = 4;
  for (guint turn = 0; turn < 100; turn++)
    {
      InsGate gates[N_GATES];

      fill (random, samples);
      draw_gates (random, gates);
      evaluate (gates, &format, samples, leaves_out, planes);
      for (guint at = 0; at < N_ASCANS; at++)
        {
          InsGateResult expected[N_GATES];

          ins_gates_evaluate (gates, N_GATES, samples + at * STRIDE, N_SAMPLES, RATE_HZ, DELAY_S,
                              FULL_SCALE, expected);
          for (guint gate = 0; gate < N_GATES; gate++)
            {
              gboolean is_out = leaves_out[at] != 0;
              guint i = gate * PLANE + at;

              assert_same (planes->amplitude_percent[i],
                           is_out ? NAN : expected[gate].amplitude_percent);
              assert_same (planes->tof_s[i], is_out ? NAN : expected[gate].tof_s);
              g_assert_cmpuint (planes->status[i], ==, is_out ? 0 : expected[gate].status);
            }
        }
      /* what lies between the planes is not ours */
      g_assert_cmpuint (planes->status[N_ASCANS], ==, 0x55);
    }
  ins_kernels_force (NULL);
}

/* Offset binary and floats say the same as signed samples. */
static void
test_types_agree (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autofree gint16 *samples = g_new (gint16, N_ASCANS * STRIDE);
  g_autofree guint16 *unsigned_ones = g_new (guint16, N_ASCANS * STRIDE);
  g_autofree float *floats = g_new (float, N_ASCANS *STRIDE);
  g_autofree Planes *planes = g_new (Planes, 1), *others = g_new (Planes, 1);

  for (guint turn = 0; turn < 60; turn++)
    {
      InsAscanFormat format = get_format (INS_SAMPLE_INT16);
      InsGate gates[N_GATES];

      fill (random, samples);
      draw_gates (random, gates);
      for (guint i = 0; i < N_ASCANS * STRIDE; i++)
        {
          unsigned_ones[i] = (guint16)(samples[i] + 2048);
          floats[i] = samples[i];
        }
      evaluate (gates, &format, samples, NULL, planes);
      format.type = INS_SAMPLE_FLOAT;
      evaluate (gates, &format, floats, NULL, others);
      g_assert_cmpmem (planes, sizeof *planes, others, sizeof *others);
      format.type = INS_SAMPLE_UINT16;
      format.zero_counts = 2048;
      evaluate (gates, &format, unsigned_ones, NULL, others);
      g_assert_cmpmem (planes, sizeof *planes, others, sizeof *others);
    }
}

static void
test_planes_may_be_missing (void)
{
  static const InsGate gate = { .start_s = DELAY_S, .length_s = 15e-6, .threshold_percent = 50 };
  const InsAscanFormat format = get_format (INS_SAMPLE_INT16);
  g_autoptr (InsGating) gating = ins_gating_new (&gate, 1, &format, NULL);
  const gint16 samples[2 * STRIDE] = { [7] = 600, [STRIDE + 9] = -400 };
  float amplitude_percent[2];
  InsGatePlanes planes = { NULL, NULL, NULL, 2 };

  ins_gating_evaluate (gating, samples, 2, NULL, &planes);
  planes.amplitude_percent = amplitude_percent;
  ins_gating_evaluate (gating, samples, 2, NULL, &planes);
  g_assert_cmpfloat (amplitude_percent[0], ==, 60);
  g_assert_cmpfloat (amplitude_percent[1], ==, 40);
  ins_gating_evaluate (gating, samples, 0, NULL, &planes);
}

static void
test_samples_of_a_gate (void)
{
  static const InsGate gates[] = {
    { .start_s = DELAY_S, .length_s = 2e-6, .threshold_percent = 30 },
    { .start_s = 1e-6, .length_s = 1e-6, .anchor = INS_ANCHOR_CROSSING },
    { .start_s = DELAY_S + 1e-6, .length_s = 1e-6, .detection = INS_DETECTION_FULL_WAVE }
  };
  const InsAscanFormat format = get_format (INS_SAMPLE_INT16);
  g_autoptr (InsGating) gating = ins_gating_new (gates, 3, &format, NULL);
  gint16 samples[N_SAMPLES] = { [10] = 300, [25] = -5, [31] = 44 };
  const InsSamples *seen;
  InsGateResult results[3];

  ins_gating_evaluate_one (gating, samples, results);
  seen = ins_gating_get_samples (gating, 0);
  g_assert_true (seen->samples == samples && seen->n == 40);
  seen = ins_gating_get_samples (gating, 1);
  g_assert_true (seen->samples == samples + 30 && seen->n == 20);
  seen = ins_gating_get_samples (gating, 2);
  g_assert_cmpint (seen->type, ==, INS_SAMPLE_FLOAT);
  g_assert_cmpfloat (((const float *)seen->samples)[5], ==, 5);
  samples[10] = 0;
  ins_gating_evaluate_one (gating, samples, results);
  g_assert_cmpuint (ins_gating_get_samples (gating, 1)->n, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (const char *const *path = ins_kernels_paths; *path != NULL; path++)
    {
      g_autofree char *name = g_strconcat ("/gating/line-is-many-ascans/", *path, NULL);

      g_test_add_data_func (name, *path, test_line_is_many_ascans);
    }
  g_test_add_func ("/gating/types-agree", test_types_agree);
  g_test_add_func ("/gating/samples-of-a-gate", test_samples_of_a_gate);
  g_test_add_func ("/gating/planes-may-be-missing", test_planes_may_be_missing);

  return g_test_run ();
}
