/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "scan/ins-evaluator.h"
#include "scan/ins-scan-run.h"

#define POLLS_PER_S 1000.0 /* more than any link gives; sizes the report buffer */
#define LINE_BUFFER_MARGIN_S 1.5
#define DEFAULT_QUANTUM_MM 0.001
#define GAP_S 0.5                 /* until a stage begins to move */
#define N_MOVING (INS_N_JOBS + 1) /* lines on their way through the workers */
#define POINT_S 2.0 /* more than a question to the stage takes, with which a point ends */

/* A row of points keeps only what counts; what is heard around one of them is in a block of its
 * own. FALSE if there is not that much memory. */
static gboolean
make_point_buffers (InsScanRun *run)
{
  const InsPlan *plan = run->plan;
  double n = (POINT_S + plan->hold_s - plan->dwell_s) * plan->timing.prf_hz + 2.0;

  run->wanted = g_new0 (guint8, 2 * (gsize)plan->grid.n_columns);
  run->point = n < G_MAXINT ? ins_line_pulses_new ((guint)n, plan->timing.n_samples) : NULL;

  return run->point != NULL;
}

/* Pulses of a line for which there is to be room. */
static double
get_n_pulses (const InsPlan *plan, double line_s)
{
  if (plan->motion == INS_SCAN_POINTS)
    return (double)plan->grid.n_columns * plan->n_averages;

  return plan->n_line_pulses > 0 ? 2.0 * plan->n_line_pulses : ceil (line_s * plan->timing.prf_hz);
}

static gboolean
make_jobs (InsScanRun *run, guint n_pulses)
{
  const InsPlan *plan = run->plan;

  for (guint i = 0; i < INS_N_JOBS; i++)
    {
      InsLinePulses *pulses = ins_line_pulses_new (n_pulses, plan->timing.n_samples);

      if (pulses == NULL)
        return FALSE;
      if (plan->motion == INS_SCAN_POINTS)
        pulses->columns = g_new0 (guint32, n_pulses);
      pulses->longest_gap_s = GAP_S + 2.0 * plan->pulse_step_mm / plan->speed_mm_s;
      run->jobs[i].pulses = pulses;
      run->jobs[i].processor = run->processor;
      run->jobs[i].cscan = run->cscan;
      run->jobs[i].watch = run->watch;
      run->jobs[i].qualities = run->qualities;
      ins_ring_push (run->engine->jobs_free, &run->jobs[i], 0.0);
    }

  return TRUE;
}

/* Finished lines in two seconds, by the fastest that the plan thinks possible, and those on their
 * way through the workers. */
static guint
count_lines (const InsPlan *plan)
{
  double pace_s = plan->n_lines > 0 ? plan->total_s / plan->n_lines : plan->line_s;
  double n = N_MOVING + ceil (INS_DISK_BUFFER_S / MAX (pace_s, 1e-3));

  return (guint)CLAMP (n, INS_MIN_LINES, INS_MAX_LINES);
}

/* What was learnt of the link holds for this scan; where the rig's latency was measured against it,
 * to the letter. */
static void
take_anchor (InsScanRun *run)
{
  InsEngine *self = run->engine;
  InsTrack *track = ins_processor_get_track (run->processor);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  ins_track_set_anchor (track, &self->anchor, self->keeps_anchor || run->rig->latency_ms != 0.0);
}

/* For who examines the next line. */
static void
publish_common (InsScanRun *run)
{
  InsEngine *self = run->engine;
  InsTrackCommon *common = ins_track_dup_common (ins_processor_get_track (run->processor));
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  g_clear_pointer (&self->common, ins_track_common_free);
  self->common = common;
}

gboolean
ins_scan_run_make_buffers (InsScanRun *run, GError **error)
{
  InsEngine *self = run->engine;
  double line_s = run->plan->line_s * 1.3 + LINE_BUFFER_MARGIN_S;
  double n_pulses = get_n_pulses (run->plan, line_s);
  double n_reports = MAX (line_s * POLLS_PER_S, run->plan->n_reports);
  double quantum_mm = run->stage_info.resolution.mm[run->plan->grid.scan_axis];

  run->processor = ins_processor_new (run->recipe, run->plan, run->rig, &run->digitizer_info,
                                      quantum_mm > 0.0 ? quantum_mm : DEFAULT_QUANTUM_MM);
  run->qualities = g_new (InsLineQuality, run->plan->n_lines);
  for (guint row = 0; row < run->plan->n_lines; row++)
    run->qualities[row] = INS_LINE_TO_GO;
  ins_motion_set_frame (self->motion, 0.0);
  run->cscan = ins_evaluation_new_cscan (run->recipe, &run->grid);
  run->watch = ins_comb_watch_new (run->rig, run->cscan);
  if (!(n_pulses < G_MAXINT) || !make_jobs (run, (guint)n_pulses) ||
      (run->plan->motion == INS_SCAN_POINTS && !make_point_buffers (run)))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT,
                   _ ("One line holds %.0f pulses of %u samples: more than the memory of this "
                      "computer takes. Lower the pulse rate or shorten the record."),
                   n_pulses, run->plan->timing.n_samples);
      return FALSE;
    }
  run->n_lines = count_lines (run->plan);
  run->lines = g_new0 (InsLineData *, run->n_lines);
  for (guint i = 0; i < run->n_lines; i++)
    {
      run->lines[i] = ins_line_data_new (run->plan, run->recipe, (guint)n_reports);
      ins_ring_push (self->lines_free, run->lines[i], 0.0);
    }
  ins_scan_run_lock_buffers (run);

  return TRUE;
}

gboolean
ins_scan_run_take_rows (InsScanRun *run, GError **error)
{
  InsLineData *data = run->lines[0]; /* nobody else has it yet */
  g_autoptr (GArray) earlier = ins_scan_run_earlier_new ();
  gboolean holds;

  for (guint row = 0; row < run->plan->n_lines; row++)
    {
      if (!run->done[row])
        continue;
      run->qualities[row] = (InsLineQuality){ 0, INS_TRACK_GOOD, FALSE };
      if (run->sink->read_line == NULL)
        continue;
      if (!run->sink->read_line (run->sink, row, data, error))
        return FALSE;
      ins_line_data_get_quality (data, &run->qualities[row]);
      ins_scan_run_earlier_note (earlier, data);
      ins_cscan_set_direction (
          run->cscan, row, data->card.placing == INS_PLACED_BY_REPORTS ? data->line.direction : 0);
      ins_cscan_put_maps (run->cscan, row, data->registration_um, data->n_pulses);
      ins_cscan_put_states (run->cscan, row, data->gate_status, data->derived, data->alarms);
      ins_cscan_put_row (run->cscan, row, data->amplitude_percent, data->tof_s, data->holes);
    }

  if (!ins_scan_run_earlier_take (run, earlier, data, &holds, error))
    return FALSE;
  if (!holds)
    take_anchor (run);
  publish_common (run);

  return TRUE;
}

void
ins_scan_run_wait_processed (InsScanRun *run)
{
  InsEngine *self = run->engine;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  atomic_store (&self->lines_wanted, TRUE);
  while (self->n_processed < run->n_handed)
    ins_condition_wait (&self->changed, &self->lock, 0.2);
  atomic_store (&self->lines_wanted, FALSE);
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
  ins_timing_figures_count_free (&figures->fewest_free_lines, &figures->n_file_lines, run->n_lines,
                                 n_lines);
  self->disk.left_s = ins_disk_state_get_left_s (n_lines, run->n_lines, N_MOVING);
  ins_engine_publish_disk_locked (self);
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
  for (guint i = 0; i < run->n_lines; i++)
    g_clear_pointer (&run->lines[i], ins_line_data_free);
  g_clear_pointer (&run->point, ins_line_pulses_free);
  g_free (run->lines);
  g_free (run->qualities);
  g_clear_pointer (&run->processor, ins_processor_free);
  g_clear_pointer (&run->watch, ins_comb_watch_free);
  g_clear_pointer (&run->cscan, ins_cscan_unref);
  g_clear_pointer (&run->plan, ins_plan_free);
  g_clear_pointer (&run->recipe, ins_recipe_free);
  g_clear_pointer (&run->rig, ins_rig_unref);
  g_free (run->is_wanted);
  g_free (run->done);
  g_free (run->wanted);
}
