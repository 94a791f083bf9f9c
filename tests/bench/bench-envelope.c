/* bench-envelope.c - envelopes of A-scans, for bench-envelope.py to hold against another program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "bench-envelope FILE N_ASCANS N_SAMPLES" writes A-scans to FILE and to FILE.exact and FILE.filter
 * their envelopes (float32), and prints for each way its name and the CPU time of one pass.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "signal/ins-conditioner.h"

#define N_ROUNDS 7

static gint16 *
make_ascans (gsize n_ascans, guint n_samples)
{
  gint16 *samples = g_new (gint16, n_ascans * n_samples);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (gsize i = 0; i < n_ascans * n_samples; i++)
    samples[i] = (gint16)g_rand_int_range (random, -100, 101);
  for (gsize i = 0; i < n_ascans; i++)
    {
      int at = g_rand_int_range (random, 64, (gint32)n_samples - 64);

      for (int k = -32; k <= 32; k++)
        samples[i * n_samples + (gsize)(at + k)] =
            (gint16)(samples[i * n_samples + (gsize)(at + k)] +
                     1500.0 * exp (-k * k / 100.0) * cos (2.0 * G_PI * k / 10.0));
    }

  return samples;
}

static double
run (InsConditioner *conditioner,
     InsDetection detection,
     const gint16 *samples,
     gsize n_ascans,
     guint n_samples,
     float *envelopes)
{
  double started_s = bench_cpu_s ();

  for (gsize i = 0; i < n_ascans; i++)
    {
      ins_conditioner_set_ascan (conditioner, samples + i * n_samples);
      memcpy (envelopes + i * n_samples, ins_conditioner_get (conditioner, detection),
              n_samples * sizeof *envelopes);
    }

  return bench_cpu_s () - started_s;
}

static void
put_file (const char *path, const char *suffix, gconstpointer data, gsize n_bytes)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);

  if (!g_file_set_contents (name, data, (gssize)n_bytes, NULL))
    g_error ("%s cannot be written.", name);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    InsDetection detection;
  } ways[] = { { "exact", INS_DETECTION_ENVELOPE }, { "filter", INS_DETECTION_QUICK_ENVELOPE } };
  gsize n_ascans = argc == 4 ? g_ascii_strtoull (argv[2], NULL, 10) : 0;
  guint n_samples = argc == 4 ? (guint)g_ascii_strtoull (argv[3], NULL, 10) : 0;
  InsAscanFormat format = { .n_samples = n_samples, .stride = n_samples, .sample_rate_hz = 50e6 };
  g_autofree gint16 *samples = NULL;
  g_autofree float *envelopes = NULL;

  /* "./dev bench" runs every program; this one is bench-envelope.py's */
  if (n_ascans == 0 || n_samples < 256)
    return 0;
  samples = make_ascans (n_ascans, n_samples);
  envelopes = g_new0 (float, n_ascans *n_samples);
  put_file (argv[1], "", samples, n_ascans * n_samples * sizeof *samples);
  for (guint way = 0; way < G_N_ELEMENTS (ways); way++)
    {
      g_autoptr (InsConditioner) conditioner = ins_conditioner_new (&format, NULL);
      g_autofree char *suffix = g_strconcat (".", ways[way].name, NULL);
      double best_s = (double)INFINITY;

      for (guint round = 0; round < N_ROUNDS; round++)
        best_s = fmin (best_s, run (conditioner, ways[way].detection, samples, n_ascans, n_samples,
                                    envelopes));
      put_file (argv[1], suffix, envelopes, n_ascans * n_samples * sizeof *envelopes);
      printf ("%s\t%.9f\n", ways[way].name, best_s);
    }

  return 0;
}
