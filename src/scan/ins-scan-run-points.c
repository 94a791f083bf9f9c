/* ins-scan-run-points.c - a row of pixels at each of which the stage stops
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the conductor. What is heard at a point counts between two reports of the stage that say that
 * it rests there: the first ended its move, the second was asked for when enough had been heard.
 * While the last pulses come in from the card the stage is already on its way to the next point.
 */
#define G_LOG_DOMAIN "ins-conductor"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

#define MARGIN_S 5.0   /* added to twice a kinematic time before a move counts as stuck */
#define MAX_ATTEMPTS 3 /* visits of a point at which not enough was heard */
#define EARLY_S 0.05   /* the card's blocks are taken from so long before the first pulse counts */
#define NAP_S 0.05     /* between two looks at the wish to stop */
#define STANDS_MM 0.002
#define NOBODY G_MAXUINT

typedef struct
{
  InsScanRun *run;
  InsLineJob *job;
  guint8 *missing;        /* by column: 1 wanted and not there yet */
  guint column;           /* at which something is being heard; NOBODY none */
  double from_s, until_s; /* there, the stage rested; until_s NaN if it did not */
} Visit;

static gboolean
begin_request (InsScanRun *run, const InsMotionRequest *request, guint64 *serial, GError **error)
{
  if (!ins_scan_run_check_stop (run, error))
    return FALSE;
  *serial = ins_motion_begin (run->engine->motion, request, run->n_stops);
  if (*serial != 0)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
               _ ("The stage is still carrying out another move."));

  return FALSE;
}

static gboolean
sleep_until (InsScanRun *run, double until_s, GError **error)
{
  for (;;)
    {
      double left_s = until_s - ins_clock_now_s ();

      if (!ins_scan_run_check_stop (run, error))
        return FALSE;
      if (left_s <= 0.0)
        return TRUE;
      ins_clock_sleep_s (MIN (left_s, NAP_S));
    }
}

/* Which of the row's wanted pixels this is, in the order of the visit. */
static guint
get_slot (const InsScanRun *run, const InsLine *line, guint column)
{
  guint slot = 0;

  for (guint i = 0; i < run->plan->grid.n_columns; i++)
    if (run->wanted[i] != 0 && (line->direction > 0 ? i < column : i > column))
      slot++;

  return slot;
}

static void
keep_report (Visit *self, guint which, const InsStageReport *report)
{
  InsLineData *data = self->job->data;
  guint at = 2 * get_slot (self->run, &data->line, self->column) + which;

  if (at < data->max_reports)
    data->reports[at] = (InsTrackReport){
      .asked_s = report->asked_s,
      .answered_s = report->answered_s,
      .position_mm = report->position.mm[self->run->plan->grid.scan_axis],
    };
}

static void
begin_part (InsLinePulses *pulses, const InsLinePart *from)
{
  gboolean is_new = pulses->n_parts == 0 ||
                    pulses->parts[pulses->n_parts - 1].stream != from->stream;

  if (is_new && pulses->n_parts < INS_LINE_MAX_PARTS)
    pulses->parts[pulses->n_parts++] = (InsLinePart){ .first = pulses->n_pulses,
                                                      .stream = from->stream };
  pulses->parts[pulses->n_parts - 1].map = from->map;
}

/* Of the pulses around the point those that count, so many as are averaged; none if there are not
 * so many. TRUE if there are. */
static gboolean
keep_pulses (Visit *self)
{
  const InsLinePulses *heard = self->run->point;
  InsLinePulses *kept = self->job->pulses;
  guint n_before = kept->n_pulses, n_wanted = self->run->plan->n_averages;

  kept->n_overruns += heard->n_overruns;
  if (heard->n_overruns > 0 || heard->overflow || isnan (self->until_s) ||
      n_wanted > kept->capacity - kept->n_pulses)
    return FALSE;
  for (guint part = 0; part < heard->n_parts; part++)
    {
      guint end = part + 1 < heard->n_parts ? heard->parts[part + 1].first : heard->n_pulses;

      for (guint i = heard->parts[part].first; i < end; i++)
        {
          double at_s = ins_clock_map_to_host_s (&heard->parts[part].map, heard->pulses[i].card_s);

          if (at_s < self->from_s || at_s > self->until_s || kept->n_pulses - n_before == n_wanted)
            continue;
          begin_part (kept, &heard->parts[part]);
          kept->pulses[kept->n_pulses] = heard->pulses[i];
          kept->columns[kept->n_pulses] = self->column;
          memcpy (kept->samples + (gsize)kept->n_pulses * kept->n_samples,
                  heard->samples + (gsize)i * heard->n_samples,
                  heard->n_samples * sizeof *kept->samples);
          kept->n_pulses++;
        }
    }
  if (kept->n_pulses - n_before == n_wanted)
    return TRUE;
  kept->n_pulses = n_before;

  return FALSE;
}

/* What was heard at the last point comes in. */
static gboolean
leave_point (Visit *self, GError **error)
{
  double end_s = isnan (self->until_s) ? ins_clock_now_s () : self->until_s;

  if (self->column == NOBODY)
    return TRUE;
  if (!ins_acquisition_end_line (self->run->engine->acquisition, end_s, error))
    {
      self->column = NOBODY;
      return FALSE;
    }
  if (keep_pulses (self))
    self->missing[self->column] = 0;
  self->column = NOBODY;

  return TRUE;
}

static gboolean
has_stood (const InsPlan *plan, const InsStageReport *before, const InsStageReport *after)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (after->position.mm[axis] - before->position.mm[axis]) > STANDS_MM)
      return FALSE;

  return after->position_known && after->activity == INS_STAGE_IDLE &&
         after->asked_s >= before->answered_s + plan->dwell_s;
}

/* From the report that ended the move on until the stage has said again that it stands there. */
static gboolean
rest (Visit *self, guint column, const InsStageReport *arrival, GError **error)
{
  InsScanRun *run = self->run;
  const InsMotionRequest request = { .verb = INS_MOTION_CONFIRM };
  InsMotionResult result = { 0 };
  guint64 serial = 0;

  self->from_s = arrival->answered_s + run->plan->dwell_s;
  self->until_s = (double)NAN;
  if (!sleep_until (run, self->from_s - EARLY_S, error))
    return FALSE;
  ins_acquisition_begin_line (run->engine->acquisition, run->point);
  self->column = column;
  if (!sleep_until (run, arrival->answered_s + run->plan->hold_s, error) ||
      !begin_request (run, &request, &serial, error) ||
      !ins_motion_wait (run->engine->motion, serial, MARGIN_S, &result, error))
    return FALSE;
  keep_report (self, 0, arrival);
  keep_report (self, 1, &result.report);
  if (has_stood (run->plan, arrival, &result.report))
    self->until_s = result.report.asked_s;

  return TRUE;
}

static gboolean
visit_point (Visit *self, guint column, GError **error)
{
  InsScanRun *run = self->run;
  const InsPlan *plan = run->plan;
  InsMotionRequest request = { .verb = INS_MOTION_MOVE, .speed_mm_s = plan->speed_mm_s };
  double longest_s = ins_plan_move_time_s (plan->grid.n_columns * plan->grid.scan_step_mm +
                                               2.0 * plan->approach_mm,
                                           plan->speed_mm_s, plan->acceleration_mm_s2);
  InsMotionResult result = { 0 };
  guint64 serial;

  ins_plan_get_point (plan, &self->job->data->line, column, &request.target);
  if (!begin_request (run, &request, &serial, error))
    return FALSE;
  if (!leave_point (self, error) ||
      !ins_motion_wait (run->engine->motion, serial, 2.0 * longest_s + MARGIN_S, &result, error))
    return FALSE;

  return rest (self, column, &result.report, error);
}

/* To all that are missing, in the direction of the line. */
static gboolean
visit_missing (Visit *self, GError **error)
{
  const InsPlan *plan = self->run->plan;
  const InsLine *line = &self->job->data->line;

  if (!ins_scan_run_move_to (self->run, &line->start, plan->travel_speed_mm_s,
                             plan->line_s + plan->index_s, error))
    return FALSE;
  for (guint i = 0; i < line->n_columns; i++)
    {
      guint column = line->first_column + (line->direction > 0 ? i : line->n_columns - 1 - i);

      if (self->missing[column] != 0 && !visit_point (self, column, error))
        return FALSE;
    }

  return leave_point (self, error);
}

static void
begin_row (Visit *self)
{
  InsLinePulses *pulses = self->job->pulses;
  InsLineData *data = self->job->data;
  guint n = ins_plan_get_wanted (self->run->plan, data->line.row, self->run->wanted);

  memcpy (self->missing, self->run->wanted, self->run->plan->grid.n_columns);
  pulses->n_pulses = pulses->n_parts = pulses->n_overruns = 0;
  pulses->overflow = FALSE;
  data->started_s = data->moved_s = ins_clock_now_s ();
  data->started_unix_us = g_get_real_time ();
  data->n_reports = MIN (2 * n, data->max_reports);
  for (guint i = 0; i < data->n_reports; i++)
    data->reports[i] = (InsTrackReport){ (double)NAN, (double)NAN, (double)NAN };
}

static gboolean
is_anything_missing (const Visit *self)
{
  return memchr (self->missing, 1, self->run->plan->grid.n_columns) != NULL;
}

gboolean
ins_scan_run_visit_points (InsScanRun *run, InsLineJob *job, GError **error)
{
  Visit visit = {
    .run = run, .job = job, .missing = run->wanted + run->plan->grid.n_columns, .column = NOBODY
  };

  begin_row (&visit);
  for (guint attempt = 0; attempt < MAX_ATTEMPTS && is_anything_missing (&visit); attempt++)
    if (!visit_missing (&visit, error))
      {
        if (visit.column != NOBODY)
          ins_acquisition_cancel_line (run->engine->acquisition);
        return FALSE;
      }

  return TRUE;
}
