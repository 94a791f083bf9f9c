/* bench-regate.c - other gates over a stored volume, beside mapping the same file and reading it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * 1000 x 1000 A-scans of 1000 samples, 2 GB in the temporary folder, in the page cache. With a
 * number of lines ("bench-regate 100") so many of them.
 */
#include "config.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../storage/storage-fixture.h"
#include "bench.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-regater.h"

#define N_PIXELS 1000
#define N_SAMPLES 1000
#define N_ROUNDS 5
#define MAX_THREADS 8

typedef unsigned long long Wide __attribute__ ((vector_size (64)));

#define SCAN                                                                                       \
  "[Scan]\nName=Bench\nScanAxis=X\nIndexAxis=Y\nStartMm=0;0;0\nScanLengthMm=100\n"                 \
  "IndexLengthMm=%g\nScanStepMm=0.1\nIndexStepMm=0.1\nSpeedMmPerS=50\nPattern=serpentine\n"        \
  "[Acquisition]\nSampleRateHz=50000000\nSamples=1000\nDelayS=0\nPrfHz=1000\nMode=waveform\n"
#define GATES "[Gate A]\nThresholdPercent=20\nTof=peak\n"

static double
get_wall_s (void)
{
  return 1e-6 * (double)g_get_monotonic_time ();
}

static void
write_volume (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (fixture->path, FALSE, FALSE);
  InsLineSink *sink = ins_nde_writer_get_sink (writer);
  g_autofree gboolean *done = g_new (gboolean, fixture->plan->n_lines);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  InsLineData *line = fixture->line;

  for (guint i = 0; i < N_PIXELS * N_SAMPLES; i++)
    line->ascans[i] = (gint16)g_rand_int_range (random, -100, 101);
  for (guint i = 0; i < N_PIXELS; i++)
    line->ascans[i * N_SAMPLES + (guint)g_rand_int_range (random, 100, 900)] = 1200;
  if (!sink->begin (sink, &fixture->info, done, &error))
    g_error ("%s", error->message);
  for (guint row = 0; row < fixture->plan->n_lines; row++)
    {
      ins_plan_get_line (fixture->plan, row, &line->line);
      line->ascans[row] = (gint16)(line->ascans[row] + 1);
      if (!sink->put_line (sink, line, &error))
        g_error ("%s", error->message);
    }
  if (!sink->finish (sink, TRUE, &fixture_account, &error))
    g_error ("%s", error->message);
}

typedef struct
{
  const guint8 *from;
  gsize n_bytes;
  guint64 sum;
} Share;

__attribute__ ((target_clones ("avx512f", "default"))) static guint64
read_all (const guint8 *bytes, gsize n_bytes)
{
  Wide sum[4] = { { 0 } };
  guint64 total = 0;

  for (gsize at = 0; at + sizeof sum <= n_bytes; at += sizeof sum)
    for (guint k = 0; k < 4; k++)
      {
        Wide wide;

        memcpy (&wide, bytes + at + k * sizeof wide, sizeof wide);
        sum[k] += wide;
      }
  for (guint k = 0; k < 4; k++)
    for (guint lane = 0; lane < 8; lane++)
      total += sum[k][lane];

  return total;
}

static gpointer
share_main (gpointer data)
{
  Share *self = data;

  self->sum = read_all (self->from, self->n_bytes);

  return NULL;
}

/* Every byte of the A-scans by as many threads as re-gating has. */
static void
read_bytes (const guint8 *from, gsize n_bytes)
{
  guint n = CLAMP (g_get_num_processors (), 1, MAX_THREADS);
  GThread *threads[MAX_THREADS];
  Share shares[MAX_THREADS];

  for (guint i = 0; i < n; i++)
    {
      gsize first = n_bytes / 4096 * i / n * 4096, end = n_bytes / 4096 * (i + 1) / n * 4096;

      shares[i] = (Share){ from + first, (i + 1 < n ? end : n_bytes) - first, 0 };
      threads[i] = g_thread_new ("bench", share_main, &shares[i]);
    }
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

static double
map_and_read (InsNdeFile *file)
{
  const InsNdeDataset *dataset = &ins_nde_file_get_layout (file)->datasets[INS_NDE_ASCANS];
  double began_s = get_wall_s ();
  int fd = open (ins_nde_file_get_path (file), O_RDONLY | O_CLOEXEC);
  struct stat status;
  guint8 *map;

  if (fd < 0 || fstat (fd, &status) != 0)
    g_error ("the volume cannot be read.");
  map = mmap (NULL, (gsize)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED)
    g_error ("the volume cannot be mapped.");
  read_bytes (map + dataset->offset, dataset->n_bytes);
  munmap (map, (gsize)status.st_size);
  close (fd);

  return get_wall_s () - began_s;
}

static void
regate (InsRegater *regater, const InsRecipe *recipe, double *coarse_s, double *exact_s)
{
  InsRegaterState state;

  ins_regater_set_gates (regater, recipe);
  do
    {
      g_usleep (200);
      ins_regater_get_state (regater, &state);
    }
  while (!state.is_exact);
  *coarse_s = state.coarse_s;
  *exact_s = state.exact_s;
}

/* All times of one round; the file is opened anew, so that its pages are not mapped yet. */
static void
measure (const char *path, InsRecipe *recipe, guint round, double times[6][N_ROUNDS])
{
  double began_s = get_wall_s ();
  g_autoptr (InsNdeFile) file = ins_nde_file_open (path, NULL);
  InsRegater *regater;
  double ignored;

  times[0][round] = get_wall_s () - began_s;
  times[1][round] = map_and_read (file);
  regater = ins_regater_new (file, NULL, NULL);
  regate (regater, recipe, &ignored, &times[2][round]);
  /* mapped now: as while a gate is dragged */
  recipe->gates[0].threshold_percent += 0.01;
  began_s = get_wall_s ();
  read_bytes (ins_nde_file_get_row (file, INS_NDE_ASCANS, 0),
              ins_nde_file_get_layout (file)->datasets[INS_NDE_ASCANS].n_bytes);
  times[3][round] = get_wall_s () - began_s;
  regate (regater, recipe, &times[4][round], &times[5][round]);
  ins_regater_free (regater);
}

int
main (int argc, char **argv)
{
  guint n_lines = argc > 1 ? (guint)g_ascii_strtoull (argv[1], NULL, 10) : 1000;
  g_autofree char *text = g_strdup_printf (SCAN GATES, n_lines * 0.1);
  Fixture *fixture = fixture_new (text);
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (fixture->recipe);
  double times[6][N_ROUNDS];

  write_volume (fixture);
  measure (fixture->path, recipe, 0, times);
  for (guint round = 0; round < N_ROUNDS; round++)
    measure (fixture->path, recipe, round, times);
  bench_print ("regate.open", bench_quantile (times[0], N_ROUNDS, 0.5), "s");
  bench_print ("regate.over_mapping_and_reading",
               bench_quantile (times[2], N_ROUNDS, 0.5) / bench_quantile (times[1], N_ROUNDS, 0.5),
               "x");
  bench_print ("regate.again.over_reading",
               bench_quantile (times[5], N_ROUNDS, 0.5) / bench_quantile (times[3], N_ROUNDS, 0.5),
               "x");
  bench_print ("regate.again.coarse", 1e3 * bench_quantile (times[4], N_ROUNDS, 0.5), "ms");
  bench_print ("regate.again.exact", 1e3 * bench_quantile (times[5], N_ROUNDS, 0.5), "ms");
  fixture_free (fixture);

  return 0;
}
