/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

#define POLLS_PER_S 1000.0 /* more than any link gives; sizes the report buffer */
#define LINE_BUFFER_MARGIN_S 1.5
#define DEFAULT_QUANTUM_MM 0.001
#define GAP_S 0.5 /* until a stage begins to move */

gboolean
ins_scan_run_make_buffers (InsScanRun *run, GError **error)
{
  InsEngine *self = run->engine;
  double line_s = run->plan->line_s * 1.3 + LINE_BUFFER_MARGIN_S;
  double n_pulses = run->plan->n_line_pulses > 0 ? 2.0 * run->plan->n_line_pulses
                                                 : ceil (line_s * run->plan->timing.prf_hz);
  double quantum_mm = run->stage_info.resolution.mm[run->plan->grid.scan_axis];

  run->processor = ins_processor_new (run->recipe, run->plan, run->rig, &run->digitizer_info,
                                      quantum_mm > 0.0 ? quantum_mm : DEFAULT_QUANTUM_MM);
  run->cscan = ins_cscan_new (&run->plan->grid, run->recipe->n_gates);
  run->watch = ins_comb_watch_new (run->rig, run->cscan);
  for (guint i = 0; i < INS_N_JOBS; i++)
    {
      InsLinePulses *pulses = n_pulses < G_MAXINT
                                  ? ins_line_pulses_new ((guint)n_pulses,
                                                         run->plan->timing.n_samples)
                                  : NULL;

      if (pulses == NULL)
        {
          g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT,
                       _ ("One line holds %.0f pulses of %u samples: more than the memory of this "
                          "computer takes. Lower the pulse rate or shorten the record."),
                       n_pulses, run->plan->timing.n_samples);
          return FALSE;
        }
      pulses->n_expected = run->plan->n_line_pulses;
      pulses->longest_gap_s = GAP_S + 2.0 * run->plan->pulse_step_mm / run->plan->speed_mm_s;
      run->jobs[i].pulses = pulses;
      run->jobs[i].processor = run->processor;
      run->jobs[i].cscan = run->cscan;
      run->jobs[i].watch = run->watch;
      ins_ring_push (self->jobs_free, &run->jobs[i], 0.0);
    }
  for (guint i = 0; i < INS_N_LINES; i++)
    {
      run->lines[i] = ins_line_data_new (run->plan, run->recipe, (guint)(line_s * POLLS_PER_S));
      ins_ring_push (self->lines_free, run->lines[i], 0.0);
    }
  ins_scan_run_lock_buffers (run);

  return TRUE;
}

void
ins_scan_run_note_buffers (InsScanRun *run)
{
  InsEngine *self = run->engine;
  guint n_jobs = ins_ring_get_length (self->jobs_free);
  guint n_lines = ins_ring_get_length (self->lines_free);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  InsTimingFigures *figures = &self->scan.figures;

  ins_timing_figures_count_free (&figures->fewest_free_buffers, &figures->n_buffers, INS_N_JOBS,
                                 n_jobs);
  ins_timing_figures_count_free (&figures->fewest_free_lines, &figures->n_file_lines, INS_N_LINES,
                                 n_lines);
}

void
ins_scan_run_note_wait (InsScanRun *run, double waited_s)
{
  InsEngine *self = run->engine;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_BUFFER_WAIT], waited_s);
}

void
ins_scan_run_note_sweep (InsScanRun *run, double swept_s, double dead_s)
{
  InsEngine *self = run->engine;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  InsTimingFigures *figures = &self->scan.figures;

  figures->n_lines++;
  figures->swept_s += swept_s;
  figures->dead_s += dead_s;
  figures->longest_dead_s = MAX (figures->longest_dead_s, dead_s);
}

void
ins_scan_run_clear (InsScanRun *run)
{
  InsEngine *self = run->engine;

  ins_scan_run_rest (run);
  while (ins_ring_pop (self->jobs_free, 0.0) != NULL)
    ;
  while (ins_ring_pop (self->lines_free, 0.0) != NULL)
    ;
  ins_scan_run_unlock_buffers (run);
  for (guint i = 0; i < INS_N_JOBS; i++)
    g_clear_pointer (&run->jobs[i].pulses, ins_line_pulses_free);
  for (guint i = 0; i < INS_N_LINES; i++)
    g_clear_pointer (&run->lines[i], ins_line_data_free);
  g_clear_pointer (&run->processor, ins_processor_free);
  g_clear_pointer (&run->watch, ins_comb_watch_free);
  g_clear_pointer (&run->cscan, ins_cscan_unref);
  g_clear_pointer (&run->plan, ins_plan_free);
  g_clear_pointer (&run->recipe, ins_recipe_free);
  g_clear_pointer (&run->rig, ins_rig_unref);
  g_free (run->done);
}
