/* ins-scan-run-line.c - one line: to its start, both workers at once, and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the conductor.
 */
#define G_LOG_DOMAIN "ins-conductor"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

#define MARGIN_S 5.0   /* added to twice a kinematic time before a move counts as stuck */
#define MAX_ATTEMPTS 3 /* sweeps of one line that is not good */

gboolean
ins_scan_run_check_stop (InsScanRun *run, GError **error)
{
  InsEngine *self = run->engine;
  GError *writer_error;

  if (atomic_load (&self->stop_wanted) || atomic_load (&self->quit_conductor))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped."));
      return FALSE;
    }
  writer_error = ins_engine_dup_writer_error (self);
  if (writer_error != NULL)
    {
      g_propagate_error (error, writer_error);
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_scan_run_move_to (InsScanRun *run,
                      const InsPosition *target,
                      double speed_mm_s,
                      double expected_s,
                      GError **error)
{
  InsMotionRequest request = { .verb = INS_MOTION_MOVE,
                               .target = *target,
                               .speed_mm_s = speed_mm_s };
  guint64 serial;

  if (!ins_scan_run_check_stop (run, error))
    return FALSE;
  serial = ins_motion_begin (run->engine->motion, &request, run->n_stops);
  if (serial == 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                   _ ("The stage is still carrying out another move."));
      return FALSE;
    }

  return ins_motion_wait (run->engine->motion, serial, 2.0 * expected_s + MARGIN_S, NULL, error);
}

gboolean
ins_scan_run_approach (InsScanRun *run, const InsLine *line, GError **error)
{
  InsAxis height = ins_axis_third (run->plan->grid.scan_axis, run->plan->grid.index_axis);
  InsPosition plane = line->start, up = { { NAN, NAN, NAN } };
  InsMotionStatus status;
  double distance_mm = 0.0, expected_s, speed_mm_s = run->plan->speed_mm_s;

  ins_motion_get_status (run->engine->motion, &status);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    distance_mm += fabs (line->start.mm[axis] - status.report.position.mm[axis]);
  expected_s = ins_plan_move_time_s (distance_mm, speed_mm_s, run->plan->acceleration_mm_s2);

  up.mm[height] = line->start.mm[height];
  plane.mm[height] = (double)NAN;
  if (line->start.mm[height] >= status.report.position.mm[height])
    return ins_scan_run_move_to (run, &up, speed_mm_s, expected_s, error) &&
           ins_scan_run_move_to (run, &plane, speed_mm_s, expected_s, error);

  return ins_scan_run_move_to (run, &plane, speed_mm_s, expected_s, error) &&
         ins_scan_run_move_to (run, &up, speed_mm_s, expected_s, error);
}

static gboolean
has_positions (const InsLinePulses *pulses)
{
  guint n = 0;

  for (guint i = 0; i < pulses->n_pulses; i++)
    n += !isnan (pulses->pulses[i].encoder_mm);

  return n > pulses->n_pulses / 2;
}

/* A busy computer may leave too few reports to say where the line lies, or the stage may not have
 * run as it should. Where few are all that a slow link gives another sweep has no more. */
static gboolean
can_be_registered (const InsScanRun *run, const InsLineData *data)
{
  InsEngine *self = run->engine;
  InsAxis axis = run->plan->grid.scan_axis;
  g_autoptr (InsTrackCommon) common = NULL;
  InsTrackVerdict verdict;
  InsTrackLine line;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    common = ins_track_common_copy (self->common);
  }
  ins_track_examine (common, data->line.start.mm[axis], data->line.end.mm[axis], data->reports,
                     data->n_reports, &line);

  verdict = ins_track_judge (&line, run->plan->grid.scan_step_mm);

  return verdict == INS_TRACK_GOOD ||
         (verdict == INS_TRACK_FEW && ins_track_has_all_reports (data->reports, data->n_reports));
}

/* Some stages show it only once they move. */
static gboolean
check_reports (InsScanRun *run, GError **error)
{
  InsMotionStatus status;

  ins_motion_get_status (run->engine->motion, &status);
  if (status.info.reports_in_motion || run->plan->n_line_pulses > 0)
    return TRUE;
  g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT,
                       _ ("The stage does not say where it is while it moves. Scan point by point "
                          "(Motion=points)."));

  return FALSE;
}

static gboolean
is_good (const InsScanRun *run, const InsLineJob *job)
{
  if (job->pulses->n_overruns > 0)
    return FALSE;
  if (run->plan->n_line_pulses > 0)
    return job->pulses->n_pulses == job->data->line.n_pulses;

  return has_positions (job->pulses) || can_be_registered (run, job->data);
}

/* Where the number of the stage's pulses is wrong from the first line on there is no use in going
 * on: a cable that picks up noise, or a controller that counts its steps otherwise. */
static gboolean
check_pulses (const InsScanRun *run, const InsLineJob *job, GError **error)
{
  if (run->n_handed > 0 || run->plan->n_line_pulses == 0 || is_good (run, job))
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
               _ ("The stage's trigger output gives %u pulses, but the card saw %u. Check the "
                  "cable, scan slower, or take PositionTrigger out of the rig file."),
               job->data->line.n_pulses, job->pulses->n_pulses);

  return FALSE;
}

InsLineJob *
ins_scan_run_take_job (InsScanRun *run, const InsLine *line, GError **error)
{
  InsEngine *self = run->engine;
  double wanted_s = ins_clock_now_s ();
  InsLineJob *job;

  ins_scan_run_note_buffers (run);
  job = ins_scan_run_take_block (run, self->jobs_free, error);
  if (job == NULL)
    return NULL;
  job->data = ins_scan_run_take_block (run, self->lines_free, error);
  if (job->data == NULL)
    {
      ins_scan_run_give_back (run, job);
      return NULL;
    }
  job->data->line = *line;
  ins_scan_run_note_wait (run, ins_clock_now_s () - wanted_s);

  return job;
}

/* A line of which nothing is wanted is in the picture and the file like any other. */
static void
leave_out (InsLineJob *job)
{
  InsLineData *data = job->data;

  job->pulses->n_pulses = job->pulses->n_parts = job->pulses->n_overruns = 0;
  job->pulses->overflow = FALSE;
  data->n_reports = 0;
  data->started_s = data->moved_s = ins_clock_now_s ();
  data->started_unix_us = g_get_real_time ();
}

/* Three times at most. */
static gboolean
sweep_until_good (InsScanRun *run, const InsLine *line, InsLineJob **job, GError **error)
{
  gboolean in_chain = ins_scan_run_can_chain (run);

  for (guint attempt = 1;; attempt++)
    {
      if (!(in_chain ? ins_scan_run_chain_line (run, line, job, error)
                     : ins_scan_run_sweep_alone (run, line, job, error)) ||
          (!has_positions ((*job)->pulses) && !check_reports (run, error)))
        return FALSE;
      if (ins_scan_run_note_suspend (run))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped."));
          return FALSE;
        }
      if (attempt == MAX_ATTEMPTS || is_good (run, *job))
        return check_pulses (run, *job, error);
      run->swept_s = 0.0;
      if (in_chain)
        ins_scan_run_chain_again (run, line, g_steal_pointer (job));
    }
}

gboolean
ins_scan_run_scan_line (InsScanRun *run, const InsLine *line, GError **error)
{
  gboolean sweeps = line->n_columns > 0 && run->plan->motion == INS_SCAN_CONTINUOUS;
  InsLineJob *job = sweeps ? NULL : ins_scan_run_take_job (run, line, error);

  gboolean swept = sweeps ? sweep_until_good (run, line, &job, error) : job != NULL;

  if (swept && line->n_columns == 0)
    leave_out (job);
  else if (swept && !sweeps)
    swept = ins_scan_run_visit_points (run, job, error);
  if (!swept)
    {
      if (job != NULL)
        ins_scan_run_give_back (run, job);
      return FALSE;
    }
  run->n_handed++;
  ins_ring_push (run->engine->jobs_full, job, 1.0);

  return TRUE;
}
