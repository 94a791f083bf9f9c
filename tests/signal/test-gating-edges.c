/* Gate trees on extreme and degenerate input, against a plain reference in double precision, for
 * every kind of sample and processor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "signal/ins-gating.h"

#define N_GATES 5
#define N_ASCANS 9
#define MOST_SAMPLES 70
#define RATE_HZ 1e6
#define DELAY_S 3e-6
#define US 1e-6

typedef struct
{
  gboolean has_window;
  double amplitude, crossing_s; /* counts; NaN none */
  guint8 status;
} Reference;

static double
along (double value, InsPolarity polarity)
{
  return polarity == INS_POLARITY_POSITIVE   ? value
         : polarity == INS_POLARITY_NEGATIVE ? -value
                                             : fabs (value);
}

/* Of a gate whose samples are known to be first to end - 1. */
static void
look (const InsGate *gate,
      const double *values,
      guint first,
      guint end,
      const InsAscanFormat *format,
      Reference *to)
{
  double full = format->full_scale_counts, low = (double)INFINITY, high = (double)-INFINITY;
  double most = (double)-INFINITY, level = gate->threshold_percent / 100 * full;

  for (guint i = first; i < end; i++)
    {
      double size = along (values[i], gate->polarity);

      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
      most = fmax (most, size);
      if (size >= level && isnan (to->crossing_s))
        {
          /* the line runs through the zero line where the sample before is on the other side */
          double sign = size == values[i] ? 1.0 : -1.0,
                 before = i > first ? sign * values[i - 1] : size;
          double part = size > before ? (size - level) / (size - before) : 0.0;

          to->crossing_s = DELAY_S + (i - part) / RATE_HZ;
        }
    }
  to->amplitude = gate->amplitude == INS_AMPLITUDE_PEAK_TO_PEAK ? high - low : most;
  to->status = INS_STATUS_HAS_DATA | (isnan (to->crossing_s) ? INS_STATUS_NO_ECHO : 0);
  if (low <= -full || high >= full - 1)
    to->status |= INS_STATUS_SATURATED;
}

static void
refer (const InsGate *gates, const double *values, const InsAscanFormat *format, Reference *to)
{
  for (guint i = 0; i < N_GATES; i++)
    {
      const InsGate *gate = &gates[i];
      double anchor_s = 0.0, from, until;

      to[i] = (Reference){ .amplitude = (double)NAN, .crossing_s = (double)NAN };
      if (gate->anchor != INS_ANCHOR_PULSE)
        {
          anchor_s = gate->anchor_gate < i ? to[gate->anchor_gate].crossing_s : (double)NAN;
          if (isnan (anchor_s))
            {
              to[i].status = INS_STATUS_NO_SYNCHRO;
              continue;
            }
        }
      from = fmax (ceil ((anchor_s + gate->start_s - DELAY_S) * RATE_HZ - 1e-6), 0);
      until = fmin (ceil ((anchor_s + gate->start_s + gate->length_s - DELAY_S) * RATE_HZ - 1e-6),
                    format->n_samples);
      to[i].status = INS_STATUS_NO_ECHO;
      if (until > from)
        look (gate, values, (guint)from, (guint)until, format, &to[i]);
    }
}

/* Lengths of 0, 1 and 2 samples, before, over and behind the record; anchors that are not there,
 * that are the gate itself, or a later one. */
static void
draw_gates (GRand *random, InsGate *gates)
{
  for (guint i = 0; i < N_GATES; i++)
    {
      guint kind = g_rand_int (random) % 6;

      gates[i] = (InsGate){
        .start_s = (g_rand_int_range (random, -10, MOST_SAMPLES + 20)) * US,
        .length_s = kind < 3 ? kind * US : g_rand_double_range (random, 0, MOST_SAMPLES) * US,
        .threshold_percent = kind == 5 ? 0 : g_rand_double_range (random, 0, 100),
        .polarity = (InsPolarity)g_rand_int_range (random, 0, 3),
        .amplitude = g_rand_boolean (random) ? INS_AMPLITUDE_PEAK : INS_AMPLITUDE_PEAK_TO_PEAK,
        .tof = INS_TOF_CROSSING,
        .anchor = g_rand_boolean (random) ? INS_ANCHOR_PULSE : INS_ANCHOR_CROSSING,
        .anchor_gate = g_rand_int (random) % N_GATES,
      };
      if (gates[i].anchor != INS_ANCHOR_PULSE)
        gates[i].start_s -= 20 * US;
    }
}

/* @values: from the zero line, of the type's whole range, often at its ends. */
static void
draw_samples (GRand *random, const InsAscanFormat *format, gpointer samples, double *values)
{
  guint kind = g_rand_int (random) % 4;

  for (guint i = 0; i < format->stride; i++)
    {
      int value = kind == 0                              ? 0
                  : kind == 1 || g_rand_boolean (random) ? g_rand_int_range (random, -99, 100)
                  : kind == 2               ? g_rand_int_range (random, G_MININT16, G_MAXINT16 + 1)
                  : g_rand_boolean (random) ? G_MININT16
                                            : G_MAXINT16;

      values[i] = value;
      if (format->type == INS_SAMPLE_INT16)
        ((gint16 *)samples)[i] = (gint16)value;
      else
        ((guint16 *)samples)[i] = (guint16)(value + 32768);
    }
}

static void
assert_near (float found, double expected, double tolerance)
{
  if (isnan (expected))
    g_assert_true (isnan (found));
  else
    g_assert_cmpfloat_with_epsilon ((double)found, expected, tolerance);
}

static void
compare (GRand *random, const InsAscanFormat *format)
{
  g_autofree guint16 *samples = g_new0 (guint16, N_ASCANS * format->stride + 1);
  g_autofree double *values = g_new0 (double, N_ASCANS * format->stride + 1);
  InsGate gates[N_GATES];
  float amplitude[N_GATES * N_ASCANS], tof_s[N_GATES * N_ASCANS];
  guint8 status[N_GATES * N_ASCANS];
  const InsGatePlanes planes = { amplitude, tof_s, status, N_ASCANS };
  g_autoptr (InsGating) gating = NULL;

  draw_gates (random, gates);
  for (guint at = 0; at < N_ASCANS; at++)
    draw_samples (random, format, samples + at * format->stride, values + at * format->stride);
  gating = ins_gating_new (gates, N_GATES, format, NULL);
  ins_gating_evaluate (gating, samples, N_ASCANS, NULL, &planes);
  for (guint at = 0; at < N_ASCANS; at++)
    {
      Reference expected[N_GATES];

      refer (gates, values + at * format->stride, format, expected);
      for (guint gate = 0; gate < N_GATES; gate++)
        {
          guint i = gate * N_ASCANS + at;

          g_assert_cmpint (status[i], ==, expected[gate].status);
          assert_near (amplitude[i], expected[gate].amplitude * 100 / format->full_scale_counts,
                       1e-3);
          assert_near (tof_s[i], expected[gate].crossing_s, 1e-4 * US);
        }
    }
}

static void
test_edges (gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (31);

  if (!ins_kernels_force (data))
    {
      g_test_skip ("this processor cannot run it");
      return;
    }
  for (guint round = 0; round < 3000; round++)
    {
      guint n = round % 10 == 0 ? round / 10 % 3
                                : (guint)g_rand_int_range (random, 1, MOST_SAMPLES);
      gboolean is_signed = g_rand_boolean (random);
      const InsAscanFormat format = { .type = is_signed ? INS_SAMPLE_INT16 : INS_SAMPLE_UINT16,
                                      .zero_counts = is_signed ? 0 : 32768,
                                      .n_samples = n,
                                      .stride = n + g_rand_int (random) % 3,
                                      .sample_rate_hz = RATE_HZ,
                                      .delay_s = DELAY_S,
                                      .full_scale_counts = round % 3 == 0 ? 32768 : 1000 };

      compare (random, &format);
    }
  ins_kernels_force (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (const char *const *path = ins_kernels_paths; *path != NULL; path++)
    {
      g_autofree char *name = g_strconcat ("/gating-edges/", *path, NULL);

      g_test_add_data_func (name, *path, test_edges);
    }

  return g_test_run ();
}
