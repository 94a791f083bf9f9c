/* ins-scan-run-chain.c - lines one behind the other: the next is the stage's before one has ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the conductor. What lies ahead is only a guess at what will be asked for next: another line is
 * swept after the stage has come to rest.
 */
#define G_LOG_DOMAIN "ins-conductor"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

#define MARGIN_S 5.0
#define AFTER_S                                                                                    \
  0.005 /* pulses of a line, behind the moment when its last pixel was surely passed */
#define TOLERANCE_SHARE                                                                            \
  0.05 /* of a pixel that it may be off because the stage is not yet settled */
#define UNKNOWN_STEP_MM 0.02
#define TWO_STEPS 2.0
#define ROUNDING_MM 0.001

gboolean
ins_scan_run_can_chain (const InsScanRun *run)
{
  return !(run->plan->pulse_step_mm > 0.0) && !run->digitizer_info.has_encoder &&
         run->plan->motion == INS_SCAN_CONTINUOUS;
}

/* Rows that a report cannot tell apart are swept one by one. */
static gboolean
can_look_ahead (const InsScanRun *run)
{
  double step_mm = run->stage_info.resolution.mm[run->plan->grid.index_axis];
  double grain_mm = step_mm > 0.0 ? TWO_STEPS * step_mm + ROUNDING_MM : UNKNOWN_STEP_MM;

  return run->plan->grid.index_step_mm > grain_mm && !atomic_load (&run->engine->pause_wanted);
}

/* A runway no longer than the stage needs by what it has shown so far. The plan's is the longest;
 * that of a short line is longer for another reason and stays. */
static void
trim (InsScanRun *run, InsLine *line)
{
  const InsPlan *plan = run->plan;
  InsSettle *settle = &run->engine->settle;
  InsAxis axis = plan->grid.scan_axis;
  double speed = plan->speed_mm_s;
  double full_mm = MAX (INS_PLAN_MARGIN_MM, INS_PLAN_MARGIN_S * speed);
  double spare_mm = line->runway_mm - speed * speed / (2.0 * plan->acceleration_mm_s2);
  double needed_mm;

  ins_settle_begin (settle, speed, plan->acceleration_mm_s2);
  needed_mm = speed * ins_settle_get_s (settle, TOLERANCE_SHARE * plan->grid.scan_step_mm);
  if (spare_mm > full_mm + ROUNDING_MM || needed_mm >= full_mm)
    return;
  line->runway_mm -= full_mm - needed_mm;
  spare_mm = copysign (full_mm - needed_mm, line->end.mm[axis] - line->start.mm[axis]);
  line->start.mm[axis] += spare_mm;
  line->end.mm[axis] -= spare_mm;
}

gboolean
ins_scan_run_get_following (const InsScanRun *run, guint order, InsLine *following)
{
  for (order++; order < run->plan->n_lines; order++)
    {
      ins_plan_get_line (run->plan, order, following);
      if (run->is_wanted[following->row] && following->n_columns > 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
push (InsScanRun *run, InsScanAhead *ahead)
{
  const InsPosition nowhere = { { (double)NAN, (double)NAN, (double)NAN } };
  InsLine following;
  const InsPlan *plan = run->plan;
  InsLineData *data = ahead->job->data;
  InsAxis axis = plan->grid.scan_axis;
  double runway_mm = copysign (ahead->line.runway_mm,
                               ahead->line.end.mm[axis] - ahead->line.start.mm[axis]);
  InsMotionLine line = {
    .scan_axis = axis,
    .speed_mm_s = plan->speed_mm_s,
    .acceleration_mm_s2 = plan->acceleration_mm_s2,
    .travel_speed_mm_s = plan->travel_speed_mm_s,
    .pixels_start_mm = ahead->line.start.mm[axis] + runway_mm,
    .pixels_end_mm = ahead->line.end.mm[axis] - runway_mm,
    .exit = nowhere,
    .follows = ahead != &run->ahead[0],
    .reports = data->reports,
    .max_reports = data->max_reports,
  };

  data->line = ahead->line;
  trim (run, &data->line);
  if (run->n_ahead == 1 && ahead == &run->ahead[1] && isfinite (run->exit.mm[axis]))
    data->line.start = run->exit; /* where the line before leads */
  if (ins_scan_run_get_following (run, ahead->line.order, &following) && can_look_ahead (run))
    {
      trim (run, &following);
      line.exit = following.start;
    }
  run->exit = line.exit;
  line.start = data->line.start;
  line.end = data->line.end;
  ahead->serial = ins_motion_push_line (run->engine->motion, &line, run->n_stops);

  return ahead->serial != 0;
}

/* A line and the ways to it and on, with room. */
static double
get_longest_s (const InsPlan *plan)
{
  return 4.0 * (plan->line_s + plan->index_s + plan->return_s) + MARGIN_S;
}

void
ins_scan_run_give_back (InsScanRun *run, InsLineJob *job)
{
  if (job->data != NULL)
    ins_ring_push (run->engine->lines_free, job->data, 0.0);
  job->data = NULL;
  ins_ring_push (run->engine->jobs_free, job, 0.0);
}

void
ins_scan_run_rest (InsScanRun *run)
{
  InsEngine *self = run->engine;

  ins_scan_run_drop_lead (run);
  if (run->n_ahead == 0)
    return;
  if (!ins_motion_drop_lines (self->motion, get_longest_s (run->plan)))
    g_debug ("the stage did not come to rest in time");
  for (guint i = 0; i < run->n_ahead; i++)
    {
      if (run->ahead[i].is_collected)
        ins_acquisition_cancel_line (self->acquisition);
      ins_scan_run_give_back (run, run->ahead[i].job);
    }
  run->n_ahead = 0;
}

void
ins_scan_run_chain_again (InsScanRun *run, const InsLine *line, InsLineJob *job)
{
  ins_scan_run_rest (run);
  run->ahead[0] = (InsScanAhead){ .line = *line, .job = job };
  run->n_ahead = 1;
}

static void
note_start (InsLineData *data, double started_s)
{
  data->started_s = data->moved_s = started_s;
  data->started_unix_us = g_get_real_time () -
                          (gint64)((ins_clock_now_s () - started_s) * G_USEC_PER_SEC);
}

/* ahead[0] is the line, the stage has it and its pulses are being collected. */
static gboolean
begin (InsScanRun *run, const InsLine *line, GError **error)
{
  InsScanAhead *first = &run->ahead[0];

  if (run->n_ahead > 0 && !ins_plan_is_same_line (&first->line, line))
    ins_scan_run_rest (run);
  if (!ins_scan_run_check_stop (run, error))
    return FALSE;
  if (run->n_ahead == 0)
    {
      InsLineJob *job = ins_scan_run_take_job (run, line, error);

      if (job == NULL)
        return FALSE;
      *first = (InsScanAhead){ .line = *line, .job = job };
      run->n_ahead = 1;
    }
  if (!first->is_collected)
    {
      note_start (first->job->data, ins_clock_now_s ());
      ins_acquisition_begin_line (run->engine->acquisition, first->job->pulses);
      first->is_collected = TRUE;
    }
  if (first->serial != 0 || push (run, first))
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
               _ ("The stage is still carrying out another move."));

  return FALSE;
}

/* Gives the stage the line after this one, if the buffers for it are free now. */
static void
look_ahead (InsScanRun *run, const InsLine *line)
{
  InsEngine *self = run->engine;
  InsScanAhead *next = &run->ahead[1];
  InsLineJob *job;
  InsLine following;

  if (run->n_ahead != 1 || !ins_scan_run_get_following (run, line->order, &following) ||
      !can_look_ahead (run))
    return;
  ins_scan_run_note_buffers (run);
  job = ins_ring_pop (self->jobs_free, 0.0);
  if (job == NULL)
    return;
  job->data = ins_ring_pop (self->lines_free, 0.0);
  *next = (InsScanAhead){ .line = following, .job = job };
  if (job->data == NULL || !push (run, next))
    {
      ins_scan_run_give_back (run, job);
      return;
    }
  run->n_ahead = 2;
  ins_scan_run_note_wait (run, 0.0);
}

/* The line's pulses are taken; those of the next one are collected from its start on. */
static gboolean
hand_over (InsScanRun *run, const InsMotionLineResult *result, GError **error)
{
  InsEngine *self = run->engine;
  double until_s = isfinite (result->high_s) ? result->high_s + AFTER_S : result->ended_s;
  double from_s = isfinite (result->low_s) ? MIN (result->low_s, until_s) : until_s;

  run->ahead[0].is_collected = FALSE;
  if (run->n_ahead == 1)
    return ins_acquisition_end_line (self->acquisition, until_s, error);
  if (!ins_acquisition_next_line (self->acquisition, until_s, from_s, run->ahead[1].job->pulses,
                                  error))
    return FALSE;
  run->ahead[1].is_collected = TRUE;
  note_start (run->ahead[1].job->data, from_s);

  return TRUE;
}

gboolean
ins_scan_run_chain_line (InsScanRun *run, const InsLine *line, InsLineJob **job, GError **error)
{
  InsEngine *self = run->engine;
  const InsPlan *plan = run->plan;
  InsMotionLineResult result;
  InsLineData *data;

  if (!begin (run, line, error))
    return FALSE;
  look_ahead (run, line);
  if (!ins_motion_wait_line (self->motion, run->ahead[0].serial, get_longest_s (plan), &result,
                             error) ||
      !hand_over (run, &result, error))
    return FALSE;

  *job = run->ahead[0].job;
  data = (*job)->data;
  data->n_reports = result.n_reports;
  run->ahead[0] = run->ahead[1];
  run->n_ahead--;
  if (run->n_ahead == 0 && !ins_motion_finish_lines (self->motion, plan->line_s + MARGIN_S))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s",
                   _ ("The stage did not come to rest in time. Check it."));
      return FALSE;
    }
  ins_scan_run_note_sweep (run, plan->line_s, result.dead_s);
  ins_settle_add_line (&self->settle, data->line.start.mm[plan->grid.scan_axis],
                       data->line.end.mm[plan->grid.scan_axis], data->reports, data->n_reports);

  return TRUE;
}
