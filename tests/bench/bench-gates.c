/* bench-gates.c - the gates over 128 MB of A-scans, beside a loop that only reads them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With a file name: writes the A-scans there for another program to evaluate, and prints the CPU
 * time of one pass over the first so many of them ("bench-gates FILE N_ASCANS").
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "signal/ins-gate.h"

#define N_SAMPLES 1024
#define N_ASCANS 65536
#define N_ROUNDS 5
#define RATE_HZ 50e6
#define FULL_SCALE 2048

typedef unsigned long long Wide __attribute__ ((vector_size (64)));

static gint16 *
make_ascans (guint n)
{
  gint16 *samples = g_aligned_alloc0 ((gsize)n * N_SAMPLES, sizeof *samples, 64);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint16 noise[4 * N_SAMPLES];

  for (guint i = 0; i < G_N_ELEMENTS (noise); i++)
    noise[i] = (gint16)g_rand_int_range (random, -100, 101);
  for (guint i = 0; i < n; i++)
    {
      gint16 *ascan = samples + (gsize)i * N_SAMPLES;
      int at = g_rand_int_range (random, N_SAMPLES / 2, N_SAMPLES - 64);

      memcpy (ascan, noise + g_rand_int_range (random, 0, 3 * N_SAMPLES),
              N_SAMPLES * sizeof *ascan);
      for (int k = -32; k <= 32; k++)
        ascan[at + k] = (gint16)(ascan[at + k] +
                                 1500.0 * exp (-k * k / 100.0) * cos (2.0 * G_PI * k / 10.0));
    }

  return samples;
}

/* Every byte once, in four independent sums. */
__attribute__ ((target_clones ("avx2", "default"))) static guint64
read_all (const gint16 *samples, gsize n_bytes)
{
  const Wide *data = __builtin_assume_aligned (samples, 64);
  Wide sum[4] = { { 0 } };
  guint64 total = 0;

  for (gsize i = 0; i < n_bytes / sizeof (Wide); i += 4)
    for (guint k = 0; k < 4; k++)
      sum[k] += data[i + k];
  for (guint k = 0; k < 4; k++)
    for (guint lane = 0; lane < 8; lane++)
      total += sum[k][lane];

  return total;
}

static double
evaluate_all (const gint16 *samples, guint n, double *sum)
{
  const InsGate gate = { .name = "A",
                         .length_s = N_SAMPLES / RATE_HZ,
                         .threshold_percent = 30.0,
                         .polarity = INS_POLARITY_ABSOLUTE,
                         .amplitude = INS_AMPLITUDE_PEAK,
                         .tof = INS_TOF_CROSSING };
  double started_s = bench_cpu_s ();

  for (guint i = 0; i < n; i++)
    {
      InsGateResult result;

      ins_gates_evaluate (&gate, 1, samples + (gsize)i * N_SAMPLES, N_SAMPLES, RATE_HZ, 0.0,
                          FULL_SCALE, &result);
      *sum += (double)result.amplitude_percent + (double)result.tof_s;
    }

  return bench_cpu_s () - started_s;
}

static void
run_for_another (const char *path, guint n)
{
  gint16 *samples = make_ascans (n);
  double sum = 0.0, best_s = (double)INFINITY;

  if (!g_file_set_contents (path, (const char *)samples,
                            (gssize)((gsize)n * N_SAMPLES * sizeof *samples), NULL))
    g_error ("%s cannot be written.", path);
  for (guint round = 0; round < N_ROUNDS; round++)
    best_s = fmin (best_s, evaluate_all (samples, n, &sum));
  printf ("%.9f\t%.9f\n", best_s, sum / N_ROUNDS);
  g_aligned_free (samples);
}

int
main (int argc, char **argv)
{
  gint16 *samples;
  gsize n_bytes = (gsize)N_ASCANS * N_SAMPLES * sizeof *samples;
  double read_s[N_ROUNDS], gate_s[N_ROUNDS], sum = 0.0;
  volatile guint64 sink = 0;

  if (argc == 3)
    {
      run_for_another (argv[1], (guint)g_ascii_strtoull (argv[2], NULL, 10));
      return 0;
    }

  samples = make_ascans (N_ASCANS);
  sink += read_all (samples, n_bytes);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      double started_s = bench_cpu_s ();

      sink += read_all (samples, n_bytes);
      read_s[round] = bench_cpu_s () - started_s;
      gate_s[round] = evaluate_all (samples, N_ASCANS, &sum);
    }
  g_assert_cmpfloat (sum, >, 0.0);
  g_assert_cmpuint (sink, !=, 0);
  bench_print ("gate.A.fraction_of_read_bandwidth_1t",
               bench_quantile (read_s, N_ROUNDS, 0.5) / bench_quantile (gate_s, N_ROUNDS, 0.5),
               "of 1");
  g_aligned_free (samples);

  return 0;
}
