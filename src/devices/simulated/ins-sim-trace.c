/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-trace.h"

#define SIGMA_S 0.125e-6 /* 60 % of 5 MHz between the -6 dB points */
#define HALF_LENGTH_S (4.5 * SIGMA_S)
#define N_SHIFTS 256     /* places of the middle between two samples */
#define LEAST_SAMPLE 0.6 /* of the peak; below it there are too few samples for a fixed gain */
#define N_NOISE 65536    /* a power of two */

struct _InsSimTrace
{
  guint n_samples;
  double sample_rate_hz;
  guint n_half, n_taps; /* taps: from n_half samples before the middle to as many after it */
  float *wavelets;      /* N_SHIFTS rows of n_taps, counts at amplitude 1 */
  float *noise;         /* N_NOISE + n_samples, counts; NULL for none */
  float *sum;           /* n_samples */
  guint64 seed;
};

guint64
ins_sim_hash (guint64 seed, guint64 index)
{
  guint64 z = seed * G_GUINT64_CONSTANT (0xd1342543de82ef95) +
              (index + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ (z >> 31);
}

static void
fill_wavelets (InsSimTrace *self)
{
  for (guint shift = 0; shift < N_SHIFTS; shift++)
    {
      float *row = self->wavelets + (gsize)shift * self->n_taps;
      double largest = 0.0, gain;

      for (guint i = 0; i < self->n_taps; i++)
        {
          double time_s = ((double)i - self->n_half - (double)shift / N_SHIFTS) /
                          self->sample_rate_hz;
          double window = exp (-0.5 * (time_s / SIGMA_S) * (time_s / SIGMA_S));

          row[i] = (float)(window * cos (2.0 * G_PI * INS_SIM_PROBE_HZ * time_s));
          largest = MAX (largest, (double)fabsf (row[i]));
        }
      gain = INS_SIM_FULL_SCALE_COUNTS / (largest > LEAST_SAMPLE ? largest : 1.0);
      for (guint i = 0; i < self->n_taps; i++)
        row[i] *= (float)gain;
    }
}

/* Box and Muller. */
static void
fill_noise (InsSimTrace *self, double deviation_counts)
{
  const double unit = 1.0 / 18446744073709551616.0; /* 2^-64 */
  guint n_noise = N_NOISE + self->n_samples;

  self->noise = g_new (float, n_noise);
  for (guint i = 0; i < n_noise; i++)
    {
      double first = ((double)ins_sim_hash (self->seed, 2 * i) + 0.5) * unit;
      double second = (double)ins_sim_hash (self->seed, 2 * i + 1) * unit;

      self->noise[i] = (float)(deviation_counts * sqrt (-2.0 * log (first)) *
                               cos (2.0 * G_PI * second));
    }
}

InsSimTrace *
ins_sim_trace_new (double sample_rate_hz, guint n_samples, double noise_percent, guint64 seed)
{
  InsSimTrace *self = g_new0 (InsSimTrace, 1);

  self->n_samples = n_samples;
  self->sample_rate_hz = sample_rate_hz;
  self->seed = seed;
  self->n_half = (guint)ceil (HALF_LENGTH_S * sample_rate_hz);
  self->n_taps = 2 * self->n_half + 2;
  self->wavelets = g_new (float, (gsize)N_SHIFTS * self->n_taps);
  self->sum = g_new (float, n_samples);
  fill_wavelets (self);
  if (noise_percent > 0.0)
    fill_noise (self, 0.01 * noise_percent * INS_SIM_FULL_SCALE_COUNTS);

  return self;
}

void
ins_sim_trace_free (InsSimTrace *self)
{
  g_free (self->wavelets);
  g_free (self->noise);
  g_free (self->sum);
  g_free (self);
}

static void
add_echo (InsSimTrace *self, const InsSimEcho *echo, double delay_s)
{
  double place = (echo->time_s - delay_s) * self->sample_rate_hz;
  double whole = floor (place);
  guint shift = (guint)((place - whole) * N_SHIFTS + 0.5);
  const float *row;
  float amplitude = (float)echo->amplitude;
  gint64 first, from, to;

  if (!(fabs (place) < 1e9))
    return;
  if (shift == N_SHIFTS)
    {
      shift = 0;
      whole += 1.0;
    }
  row = self->wavelets + (gsize)shift * self->n_taps;
  first = (gint64)whole - self->n_half;
  from = MAX (first, 0);
  to = MIN (first + self->n_taps, (gint64)self->n_samples);
  for (gint64 i = from; i < to; i++)
    self->sum[i] += amplitude * row[i - first];
}

void
ins_sim_trace_fill (InsSimTrace *self,
                    const InsSimEcho *echoes,
                    guint n_echoes,
                    double delay_s,
                    guint64 index,
                    gint16 *samples)
{
  const float lowest = -INS_SIM_FULL_SCALE_COUNTS, highest = INS_SIM_FULL_SCALE_COUNTS - 1;
  const float *sum = self->sum;

  if (self->noise != NULL)
    memcpy (self->sum, self->noise + (ins_sim_hash (self->seed + 1, index) % N_NOISE),
            self->n_samples * sizeof (float));
  else
    memset (self->sum, 0, self->n_samples * sizeof (float));
  for (guint i = 0; i < n_echoes; i++)
    add_echo (self, &echoes[i], delay_s);

  /* Above zero, cutting off rounds to the nearest. */
  for (guint i = 0; i < self->n_samples; i++)
    {
      float clipped = sum[i] < lowest ? lowest : sum[i] > highest ? highest : sum[i];

      samples[i] = (gint16)((int)(clipped + (INS_SIM_FULL_SCALE_COUNTS + 0.5f)) -
                            INS_SIM_FULL_SCALE_COUNTS);
    }
}
