/* bench-writer.c - CPU time of a line of 2 MB on its way into the file, beside a bare pwrite()
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#include "../storage/storage-fixture.h"
#include "bench.h"

#define N_LINES 60
#define N_PIXELS 1000
#define N_SAMPLES 1000
#define N_BYTES (N_PIXELS * N_SAMPLES * sizeof (gint16))

static const char recipe[] =
    "[Scan]\nName=Bench\nScanAxis=X\nIndexAxis=Y\nStartMm=0;0;0\nScanLengthMm=100\n"
    "IndexLengthMm=6\nScanStepMm=0.1\nIndexStepMm=0.1\nSpeedMmPerS=50\nPattern=serpentine\n"
    "[Acquisition]\nSampleRateHz=50000000\nSamples=1000\nDelayS=0\nPrfHz=1000\nMode=waveform\n"
    "[Gate A]\nStartS=1e-6\nLengthS=1e-5\nThresholdPercent=20\n";

static double
write_bare (const char *path, const void *data, guint line)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  double started_s = bench_cpu_s ();

  if (fd < 0 || pwrite (fd, data, N_BYTES, (off_t)(line * N_BYTES)) != (gssize)N_BYTES)
    g_error ("%s cannot be written.", path);
  started_s = bench_cpu_s () - started_s;
  close (fd);

  return started_s;
}

/* Memory that a virtual machine has never touched costs its host a fault a page, ten times the
 * copy; pages that were in use a moment ago do not. */
static void
warm_up (const char *path, const void *data)
{
  for (guint line = 0; line < 3 * N_LINES; line++)
    write_bare (path, data, line);
  g_unlink (path);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  Fixture *fixture = fixture_new (recipe);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autofree gboolean *done = g_new (gboolean, fixture->plan->n_lines);
  g_autofree char *bare = g_build_filename (fixture->folder, "bare", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  InsLineData *line = fixture->line;
  double written_s[N_LINES], bare_s[N_LINES];

  g_assert_cmpuint (fixture->plan->n_lines, ==, N_LINES);
  g_assert_cmpuint (line->n_pixels * line->n_samples, ==, N_PIXELS * N_SAMPLES);
  for (guint i = 0; i < N_PIXELS * N_SAMPLES; i++)
    line->ascans[i] = (gint16)g_rand_int_range (random, -100, 101);
  warm_up (bare, line->ascans);
  if (!sink->begin (sink, &fixture->info, done, &error))
    g_error ("%s", error->message);

  for (guint row = 0; row < N_LINES; row++)
    {
      double started_s;

      ins_plan_get_line (fixture->plan, row, &line->line);
      started_s = bench_cpu_s ();
      if (!sink->put_line (sink, line, &error))
        g_error ("%s", error->message);
      written_s[row] = bench_cpu_s () - started_s;
      bare_s[row] = write_bare (bare, line->ascans, row);
    }
  bench_print ("write.cpu_ms_per_2mb_line", 1e3 * bench_quantile (written_s, N_LINES, 0.5), "ms");
  bench_print ("write.over_bare_pwrite",
               bench_quantile (written_s, N_LINES, 0.5) / bench_quantile (bare_s, N_LINES, 0.5),
               "x");
  fixture_free (fixture);

  return 0;
}
