/* bench-gates.c - gates over 128 MB of A-scans, beside a loop that only reads them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With a file name: writes A-scans there for another program to evaluate, and prints for each gate
 * its name, the CPU time of one pass over the first so many of them, and the sum of what it found
 * ("bench-gates FILE N_ASCANS").
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "signal/ins-gating.h"

#define N_SAMPLES 1024
#define N_ASCANS 65536
#define LINE 1024 /* A-scans */
#define N_ROUNDS 7
#define RATE_HZ 50e6
#define FULL_SCALE 2048
#define MAX_THREADS 2
#define BYTES (sizeof (gint16) * N_SAMPLES)

typedef unsigned long long Wide __attribute__ ((vector_size (64)));

#define WHOLE .length_s = N_SAMPLES / RATE_HZ, .threshold_percent = 30.0

/* Every gate gives amplitude, time and status; all but the last look at the whole record. */
static const struct
{
  const char *name;
  InsGate gates[2];
  guint n_gates;
} benches[] = {
  { "absolute", { { WHOLE, .tof = INS_TOF_PEAK } }, 1 },
  { "positive", { { WHOLE, .tof = INS_TOF_PEAK, .polarity = INS_POLARITY_POSITIVE } }, 1 },
  { "negative", { { WHOLE, .tof = INS_TOF_PEAK, .polarity = INS_POLARITY_NEGATIVE } }, 1 },
  { "crossing", { { WHOLE, .tof = INS_TOF_CROSSING } }, 1 },
  { "interface",
    { { .length_s = 512 / RATE_HZ, .threshold_percent = 30.0 },
      { .anchor = INS_ANCHOR_CROSSING,
        .start_s = 100 / RATE_HZ,
        .length_s = 400 / RATE_HZ,
        .threshold_percent = 20.0,
        .tof = INS_TOF_PEAK } },
    2 },
};

static void
add_echo (gint16 *ascan, int at, double size)
{
  for (int k = -32; k <= 32; k++)
    ascan[at + k] = (gint16)(ascan[at + k] +
                             size * exp (-k * k / 100.0) * cos (2.0 * G_PI * k / 10.0));
}

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
      int front = g_rand_int_range (random, 64, 400);

      memcpy (ascan, noise + g_rand_int_range (random, 0, 3 * N_SAMPLES), BYTES);
      add_echo (ascan, front, 1500.0);
      add_echo (ascan, front + g_rand_int_range (random, 200, 450), 700.0);
    }

  return samples;
}

/* Every byte once, in four independent sums: the quickest of the loops that were tried. */
__attribute__ ((target_clones ("avx512f", "default"))) static guint64
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

/* One thread's share. */
typedef struct
{
  const gint16 *samples;
  guint n_ascans;
  int bench; /* < 0: only read */
  double sum;
} Share;

static gpointer
share_main (gpointer data)
{
  static const InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                                         .n_samples = N_SAMPLES,
                                         .stride = N_SAMPLES,
                                         .sample_rate_hz = RATE_HZ,
                                         .full_scale_counts = FULL_SCALE };
  Share *self = data;
  g_autoptr (InsGating) gating = NULL;
  g_autofree float *amplitude = g_new (float, 2 * LINE), *tof_s = g_new (float, 2 * LINE);
  g_autofree guint8 *status = g_new (guint8, 2 * LINE);
  const InsGatePlanes planes = { amplitude, tof_s, status, LINE };
  guint last;

  self->sum = 0.0;
  if (self->bench < 0)
    {
      self->sum = (double)read_all (self->samples, self->n_ascans * BYTES);
      return NULL;
    }
  last = benches[self->bench].n_gates - 1;
  gating = ins_gating_new (benches[self->bench].gates, last + 1, &format, NULL);
  for (guint at = 0; at < self->n_ascans; at += LINE)
    {
      guint n = MIN (self->n_ascans - at, LINE);

      ins_gating_evaluate (gating, self->samples + (gsize)at * N_SAMPLES, n, NULL, &planes);
      for (guint i = 0; i < n; i++)
        self->sum += (double)amplitude[last * LINE + i] + 1e6 * (double)tof_s[last * LINE + i];
    }

  return NULL;
}

static double
get_wall_s (void)
{
  return 1e-6 * (double)g_get_monotonic_time ();
}

/* CPU time of one thread, or the time that two take together. */
static double
run (const gint16 *samples, guint n_ascans, int bench, guint n_threads, double *sum)
{
  Share shares[MAX_THREADS];
  GThread *threads[MAX_THREADS];
  double started_s = n_threads == 1 ? bench_cpu_s () : get_wall_s ();

  for (guint i = 0; i < n_threads; i++)
    shares[i] = (Share){ samples + (gsize)i * (n_ascans / n_threads) * N_SAMPLES,
                         n_ascans / n_threads, bench, 0.0 };
  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_new ("bench", share_main, &shares[i]);
  share_main (&shares[0]);
  for (guint i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
  *sum = shares[0].sum;

  return (n_threads == 1 ? bench_cpu_s () : get_wall_s ()) - started_s;
}

static void
run_for_another (const char *path, guint n)
{
  gint16 *samples = make_ascans (n);

  if (!g_file_set_contents (path, (const char *)samples, (gssize)(n * BYTES), NULL))
    g_error ("%s cannot be written.", path);
  for (guint bench = 0; bench < G_N_ELEMENTS (benches); bench++)
    {
      double sum = 0.0, best_s = (double)INFINITY;

      for (guint round = 0; round < N_ROUNDS; round++)
        best_s = fmin (best_s, run (samples, n, (int)bench, 1, &sum));
      printf ("%s\t%.9f\t%.9f\n", benches[bench].name, best_s, sum);
    }
  g_aligned_free (samples);
}

static void
compare_with_reading (const gint16 *samples, guint n_threads)
{
  double read_s[N_ROUNDS], gate_s[G_N_ELEMENTS (benches)][N_ROUNDS], sum;

  run (samples, N_ASCANS, -1, n_threads, &sum);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      read_s[round] = run (samples, N_ASCANS, -1, n_threads, &sum);
      for (guint bench = 0; bench < G_N_ELEMENTS (benches); bench++)
        {
          gate_s[bench][round] = run (samples, N_ASCANS, (int)bench, n_threads, &sum);
          g_assert_cmpfloat (sum, >, 0.0);
        }
    }
  for (guint bench = 0; bench < G_N_ELEMENTS (benches); bench++)
    {
      g_autofree char *name = g_strdup_printf ("gate.%s.fraction_of_read_bandwidth_%ut",
                                               benches[bench].name, n_threads);

      bench_print (name,
                   bench_quantile (read_s, N_ROUNDS, 0.5) /
                       bench_quantile (gate_s[bench], N_ROUNDS, 0.5),
                   "of 1");
    }
}

int
main (int argc, char **argv)
{
  gint16 *samples;

  if (argc == 3)
    {
      run_for_another (argv[1], (guint)g_ascii_strtoull (argv[2], NULL, 10));
      return 0;
    }
  samples = make_ascans (N_ASCANS);
  for (guint n_threads = 1; n_threads <= MAX_THREADS; n_threads++)
    compare_with_reading (samples, n_threads);
  g_aligned_free (samples);

  return 0;
}
