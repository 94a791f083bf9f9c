/* bench-acquire.c - a scan from card to file: what it costs, and how fast a card may be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "bench.h"
#include "core/ins-clock.h"
#include "fast-card.h"
#include "scan/ins-engine.h"
#include "storage/ins-nde-writer.h"

#define CONNECT_S 10.0
#define MEASURE_S 5.0 /* of a scan, for the CPU */
#define SEARCH_S 3.0  /* of one, for what was lost */
#define N_SAMPLES 1024
#define SPEED_MM_S 50.0
#define LINE_MM 20.0
#define FIRST_HZ 80e3 /* of the search */
#define LAST_HZ 1e6   /* more is no recipe */
#define STEPS_PER_OCTAVE 3.0
#define MOST_WAIT                                                                                  \
  0.02 /* share of the time in which the scan waits for a buffer: it is sustained                  \
        */

typedef struct
{
  double cpu_share; /* of one processor */
  gboolean is_lossless;
  InsTimingFigures figures;
} Result;

static InsRecipe *
recipe_new (double prf_hz)
{
  InsRecipe *recipe = ins_recipe_new ();

  recipe->scan_length_mm = LINE_MM;
  recipe->scan_step_mm = recipe->index_step_mm = 0.1;
  recipe->index_length_mm = 10.0;
  recipe->speed_mm_s = SPEED_MM_S;
  recipe->timing = (InsTiming){ .sample_rate_hz = MAX (25e6, 1.25 * N_SAMPLES * prf_hz),
                                .n_samples = N_SAMPLES,
                                .prf_hz = prf_hz };
  recipe->gates[0].start_s = 0.0;
  recipe->gates[0].length_s = N_SAMPLES / recipe->timing.sample_rate_hz;
  recipe->start.mm[INS_AXIS_X] = 1.0;
  recipe->start.mm[INS_AXIS_Y] = 2.0;
  recipe->start.mm[INS_AXIS_Z] = 0.0;

  return recipe;
}

static InsEngine *
connected_engine_new (const InsRecipe *recipe)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", "sim", &error);
  InsEngine *engine;
  InsSnapshot snapshot;
  double until_s = ins_clock_now_s () + CONNECT_S;

  if (rig == NULL)
    g_error ("%s", error->message);
  g_object_unref (rig->digitizer);
  rig->digitizer = fast_card_new ();
  engine = ins_engine_new (rig);
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  do
    {
      ins_clock_sleep_s (0.05);
      ins_engine_get_snapshot (engine, &snapshot);
    }
  while ((snapshot.stage_link != INS_LINK_READY || snapshot.digitizer_link != INS_LINK_READY) &&
         ins_clock_now_s () < until_s);
  if (snapshot.digitizer_link != INS_LINK_READY)
    g_error ("The rig did not connect: %s%s", snapshot.stage_message, snapshot.digitizer_message);

  return engine;
}

static void
stop (InsEngine *engine, InsSnapshot *snapshot)
{
  ins_engine_stop (engine);
  do
    {
      ins_clock_sleep_s (0.02);
      ins_engine_get_snapshot (engine, snapshot);
    }
  while (snapshot->scan < INS_SCAN_COMPLETE);
}

/* Scans for so long, from the moment when lines come. */
static Result
run (double prf_hz, double seconds)
{
  g_autofree char *folder = g_dir_make_tmp ("insonify-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bench.nde", NULL);
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (path, FALSE, FALSE);
  g_autoptr (InsRecipe) recipe = recipe_new (prf_hz);
  g_autoptr (InsEngine) engine = connected_engine_new (recipe);
  g_autoptr (GError) error = NULL;
  InsSnapshot snapshot;
  double began_s, cpu_s, waited_s;
  Result result = { 0 };

  if (!ins_engine_start_scan (engine, recipe, ins_nde_writer_get_sink (writer), &error))
    g_error ("%s", error->message);
  do
    {
      ins_clock_sleep_s (0.02);
      ins_engine_get_snapshot (engine, &snapshot);
    }
  while (snapshot.n_lines_written < 1 && snapshot.scan < INS_SCAN_COMPLETE);
  began_s = ins_clock_now_s ();
  cpu_s = bench_cpu_s ();
  ins_clock_sleep_s (seconds);
  result.cpu_share = (bench_cpu_s () - cpu_s) / (ins_clock_now_s () - began_s);
  ins_engine_get_snapshot (engine, &snapshot);
  result.figures = snapshot.figures;
  waited_s = snapshot.figures.costs[INS_TIMING_BUFFER_WAIT].sum_s;
  result.is_lossless = snapshot.scan == INS_SCAN_RUNNING && snapshot.n_card_restarts == 0 &&
                       snapshot.n_lost_pulses == 0 && snapshot.n_holes == 0 &&
                       waited_s < MOST_WAIT * snapshot.elapsed_s;
  stop (engine, &snapshot);
  g_unlink (path);
  g_rmdir (folder);

  return result;
}

static double
get_card_share (const InsTimingFigures *figures)
{
  double share = 0.0;

  for (guint step = INS_TIMING_CARD_READ; step <= INS_TIMING_PUBLISH; step++)
    share += ins_timing_figures_get_share (figures, step);

  return share;
}

/* What a line costs the processing and the writer worker, of the time that a line takes. */
static double
get_line_share (const InsTimingFigures *figures, InsTimingStep first, InsTimingStep last)
{
  double sum_s = 0.0;

  for (guint step = first; step <= last; step++)
    sum_s += figures->costs[step].sum_s;

  return sum_s / (figures->swept_s + figures->dead_s);
}

static void
search (void)
{
  double best_hz = 0.0, factor = exp2 (1.0 / STEPS_PER_OCTAVE);
  Result best = { 0 };

  for (double prf_hz = FIRST_HZ; prf_hz <= LAST_HZ; prf_hz *= factor)
    {
      Result result = run (prf_hz, SEARCH_S);

      if (!result.is_lossless)
        break;
      best = result;
      best_hz = prf_hz;
    }
  bench_print ("acquire.highest_rate_khz", best_hz * 1e-3, "kHz");
  if (best_hz == 0.0)
    return;
  bench_print ("acquire.highest_rate_mb_per_s", best_hz * N_SAMPLES * 2e-6, "MB/s");
  bench_print ("acquire.highest_rate_cpu", 100.0 * best.cpu_share, "%");
  bench_print ("acquire.highest_rate_card_thread", 100.0 * get_card_share (&best.figures), "%");
  bench_print ("acquire.highest_rate_processing_thread",
               100.0 * get_line_share (&best.figures, INS_TIMING_PLACE, INS_TIMING_PICTURE), "%");
  bench_print ("acquire.highest_rate_writer_thread",
               100.0 * get_line_share (&best.figures, INS_TIMING_WRITE, INS_TIMING_SYNC), "%");
}

int
main (void)
{
  static const double prfs_hz[] = { 1e3, 5e3, 20e3 };

  for (guint i = 0; i < G_N_ELEMENTS (prfs_hz); i++)
    {
      g_autofree char *name = g_strdup_printf ("acquire.cpu_percent_at_%.0fkhz", prfs_hz[i] * 1e-3);

      bench_print (name, 100.0 * run (prfs_hz[i], MEASURE_S).cpu_share, "%");
    }
  search ();

  return 0;
}
