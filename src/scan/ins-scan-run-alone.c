/* ins-scan-run-alone.c - a line by itself, from rest to rest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the stage triggers the card or the card reads an encoder. While the last pulses of a line
 * come in from the card the stage is already on its way to the next one. On the conductor.
 */
#define G_LOG_DOMAIN "ins-conductor"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

#define MARGIN_S 5.0 /* added to twice a kinematic time before a move counts as stuck */

/* The pulses that the first line has at rest say where the encoder began. */
#define REST_S 0.05
#define REST_WAIT_S 0.5

#define BUSY_S 0.02

/* Where the stage triggers the card: every pulse_step_mm, from half of one behind the start on. */
static void
fill_trigger (const InsScanRun *run, const InsLine *line, InsMotionRequest *request)
{
  InsAxis axis = run->plan->grid.scan_axis;
  double half_mm = copysign (0.5 * run->plan->pulse_step_mm,
                             line->end.mm[axis] - line->start.mm[axis]);

  request->axis = axis;
  request->first_mm = line->start.mm[axis] + half_mm;
  request->last_mm = line->end.mm[axis] - half_mm;
  request->step_mm = run->plan->pulse_step_mm;
}

/* @line: (nullable): NULL: no pulses */
static gboolean
set_trigger (InsScanRun *run, const InsLine *line, GError **error)
{
  InsMotion *motion = run->engine->motion;
  InsMotionRequest request = { .verb = INS_MOTION_TRIGGER };
  guint64 serial;

  if (!(run->plan->pulse_step_mm > 0.0))
    return TRUE;
  if (line != NULL)
    fill_trigger (run, line, &request);
  run->has_trigger = TRUE;
  serial = ins_motion_begin (motion, &request, run->n_stops);
  if (serial == 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                   _ ("The stage is still carrying out another move."));
      return FALSE;
    }

  return ins_motion_wait (motion, serial, MARGIN_S, NULL, error);
}

void
ins_scan_run_clear_trigger (InsScanRun *run)
{
  InsMotion *motion = run->engine->motion;
  const InsMotionRequest request = { .verb = INS_MOTION_TRIGGER };
  double until_s = ins_clock_now_s () + MARGIN_S;
  g_autoptr (GError) error = NULL;
  guint64 serial = 0;

  while (run->has_trigger && serial == 0 && ins_clock_now_s () < until_s)
    {
      serial = ins_motion_begin (motion, &request, ins_motion_get_n_stops (motion));
      if (serial == 0)
        ins_clock_sleep_s (BUSY_S);
    }
  if (serial != 0 && !ins_motion_wait (motion, serial, MARGIN_S, NULL, &error))
    g_debug ("the stage's trigger output may still be on: %s", error->message);
}

/* The way to the next line, and its pulses set meanwhile; where the scan axis has to go back they
 * are off until it is there, or it would give the last line's again. */
static void
lead_on (InsScanRun *run, const InsLine *line)
{
  InsAxis axis = run->plan->grid.scan_axis;
  gboolean by_position = run->plan->pulse_step_mm > 0.0;
  InsMotionRequest request = { .verb = INS_MOTION_MOVE,
                               .speed_mm_s = run->plan->travel_speed_mm_s };
  gboolean goes_back;
  InsLine next;

  if (!ins_scan_run_get_following (run, line->order, &next) ||
      atomic_load (&run->engine->pause_wanted))
    return;
  goes_back = next.start.mm[axis] != line->end.mm[axis];
  /* what the matter is the next command says */
  if (by_position && goes_back && !set_trigger (run, NULL, NULL))
    return;
  request.target = next.start;
  if (by_position && !goes_back)
    fill_trigger (run, &next, &request);
  run->lead.line = next;
  run->lead.has_pulses = !goes_back;
  run->lead.serial = ins_motion_begin (run->engine->motion, &request, run->n_stops);
}

/* Of a way that was begun; for the stage to get to @line, unless that was it. */
static gboolean
take_lead (InsScanRun *run, const InsLine *line, gboolean *is_there, GError **error)
{
  guint64 serial = run->lead.serial;

  run->lead.serial = 0;
  *is_there = serial != 0 && ins_plan_is_same_line (&run->lead.line, line);

  return serial == 0 ||
         ins_motion_wait (run->engine->motion, serial,
                          2.0 * (run->plan->line_s + run->plan->index_s) + MARGIN_S, NULL, error);
}

void
ins_scan_run_drop_lead (InsScanRun *run)
{
  gboolean is_there;
  g_autoptr (GError) error = NULL;

  if (!take_lead (run, &run->lead.line, &is_there, &error))
    g_debug ("on the way to a line: %s", error->message);
}

/* Since the last line ended, but for the way that there is to go. */
static double
get_dead_s (const InsScanRun *run, const InsLine *line, double moved_s)
{
  double way_s = 0.0;

  if (!(run->swept_s > 0.0))
    return 0.0;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double a = run->stage_info.acceleration.mm[axis];

      way_s = MAX (way_s, ins_plan_move_time_s (line->start.mm[axis] - run->swept_to.mm[axis],
                                                run->plan->travel_speed_mm_s,
                                                a > 0.0 ? a : run->plan->acceleration_mm_s2));
    }

  return MAX (moved_s - run->swept_s - way_s, 0.0);
}

/* Both workers get the line and start together; both are waited for. */
static gboolean
sweep (InsScanRun *run, InsLineJob *job, GError **error)
{
  InsEngine *self = run->engine;
  InsLineData *data = job->data;
  InsMotionResult result = { 0 };
  InsMotionRequest request = {
    .verb = INS_MOTION_SWEEP,
    .target = data->line.end,
    .axis = run->plan->grid.scan_axis,
    .speed_mm_s = run->plan->speed_mm_s,
    .reports = data->reports,
    .max_reports = data->max_reports,
  };
  guint64 serial;
  gboolean moved;

  data->started_s = ins_clock_now_s ();
  data->started_unix_us = g_get_real_time ();
  job->pulses->n_expected = data->line.n_pulses;
  ins_acquisition_begin_line (self->acquisition, job->pulses);
  if (run->digitizer_info.has_encoder && run->n_handed == 0)
    ins_acquisition_wait_passed (self->acquisition, data->started_s + REST_S, REST_WAIT_S);
  data->moved_s = ins_clock_now_s ();
  serial = ins_motion_begin (self->motion, &request, run->n_stops);
  if (serial == 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                 _ ("The stage is still carrying out another move."));
  moved = serial != 0 && ins_motion_wait (self->motion, serial, 2.0 * run->plan->line_s + MARGIN_S,
                                          &result, error);
  if (!moved)
    {
      /* the motion worker may still write into the reports */
      ins_motion_stop (self->motion);
      if (serial != 0 && !ins_motion_wait (self->motion, serial, MARGIN_S, NULL, NULL))
        ins_motion_abandon (self->motion, serial);
      ins_acquisition_cancel_line (self->acquisition);
      return FALSE;
    }
  data->n_reports = result.n_reports;
  ins_scan_run_note_sweep (run, result.ended_s - data->moved_s,
                           get_dead_s (run, &data->line, data->moved_s));
  run->swept_s = result.ended_s;
  run->swept_to = data->line.end;
  lead_on (run, &data->line);

  if (run->plan->pulse_step_mm > 0.0) /* its last pulse is half a step before its stop */
    return ins_acquisition_end_line (self->acquisition, result.ended_s, error);

  /* However the stage brakes, from the last pixel's edge to its stop it has the runway before it
   * and takes at least this long, so what the card says from then on is not needed. */
  return ins_acquisition_end_line (
      self->acquisition, result.ended_s - data->line.runway_mm / run->plan->speed_mm_s, error);
}

gboolean
ins_scan_run_sweep_alone (InsScanRun *run, const InsLine *line, InsLineJob **job, GError **error)
{
  gboolean is_there;

  if (*job == NULL)
    *job = ins_scan_run_take_job (run, line, error);

  return *job != NULL && take_lead (run, line, &is_there, error) &&
         (is_there || ins_scan_run_move_to (run, &line->start, run->plan->travel_speed_mm_s,
                                            run->plan->line_s + run->plan->index_s, error)) &&
         ((is_there && run->lead.has_pulses) || set_trigger (run, line, error)) &&
         sweep (run, *job, error);
}
