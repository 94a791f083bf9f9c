/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-motion-chain.h"
#include "scan/ins-plan.h"

/* Behind the last pixel, as a share of the runway: surely past it, whatever the report's grain. */
#define PAST_SHARE 0.25
/* Both commands of a sweep are with the planner long before the first is carried out. */
#define LEAST_TURNING_S 0.3
#define FASTER 4.0       /* square of how much faster the corner could be taken */
#define SLACK_S 0.002    /* of a time that a report foretells ... */
#define SLACK_SHARE 0.05 /* ... and of the time until then: the speed may be off by that */
/* An axis that is set off with the sweep may take so much longer, and is seen that much later. */
#define LONGER 1.25
#define SKEW_S 0.01

static int
get_direction (const InsMotionLine *line)
{
  return line->end.mm[line->scan_axis] < line->start.mm[line->scan_axis] ? -1 : 1;
}

void
ins_motion_chain_line_init (InsMotionChainLine *self, const InsMotionLine *line)
{
  *self = (InsMotionChainLine){ .line = *line };
  self->result.low_s = -(double)INFINITY;
  self->result.high_s = (double)INFINITY;
}

gboolean
ins_motion_chain_line_needs_lead (const InsMotionChainLine *self,
                                  const InsPosition *from,
                                  const InsPosition *tolerance_mm)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (from->mm[axis] - self->line.start.mm[axis]) > tolerance_mm->mm[axis])
      return TRUE;

  return FALSE;
}

/* From rest to the first pixel. */
static double
get_runway_s (const InsMotionLine *line)
{
  double way_mm = get_direction (line) * (line->pixels_start_mm - line->start.mm[line->scan_axis]);
  double v = line->speed_mm_s, a = line->acceleration_mm_s2;

  if (!(way_mm > 0.0))
    return 0.0;

  return 2.0 * a * way_mm < v * v ? sqrt (2.0 * way_mm / a) : way_mm / v + 0.5 * v / a;
}

gboolean
ins_motion_chain_line_fits_beside (const InsMotionChainLine *self,
                                   const InsStageInfo *info,
                                   const InsPosition *from,
                                   const InsPosition *tolerance_mm)
{
  const InsMotionLine *line = &self->line;
  double there_s = 0.0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double way_mm = fabs (line->start.mm[axis] - from->mm[axis]);
      double most = info->maximum_speed.mm[axis], speed = line->travel_speed_mm_s;

      if (way_mm <= tolerance_mm->mm[axis])
        continue;
      if (axis == line->scan_axis || !(info->acceleration.mm[axis] > 0.0))
        return FALSE;
      if (most > 0.0)
        speed = fmin (speed, most);
      there_s = fmax (there_s, ins_plan_move_time_s (way_mm, speed, info->acceleration.mm[axis]));
    }

  return LONGER * there_s + SKEW_S <= get_runway_s (line);
}

/* Where it is not certain it is FALSE, also where a number is NaN. */
gboolean
ins_motion_chain_line_find_turn (const InsMotionChainLine *self,
                                 const InsStageInfo *info,
                                 const InsPosition *tolerance_mm,
                                 InsPosition *turn)
{
  const InsMotionLine *line = &self->line;
  InsAxis axis = line->scan_axis;
  double ramp_mm = line->speed_mm_s * line->speed_mm_s / (2.0 * line->acceleration_mm_s2);
  double margin_mm = fabs (line->end.mm[axis] - line->pixels_end_mm) - ramp_mm;
  double line_s = fabs (line->end.mm[axis] - line->start.mm[axis]) / line->speed_mm_s;
  double across_mm = 0.0, cosine, half_sine, acceleration = line->acceleration_mm_s2;

  for (guint other = 0; other < INS_N_AXES; other++)
    if (other != axis)
      {
        double way_mm = fabs (line->exit.mm[other] - line->end.mm[other]);

        across_mm = hypot (across_mm, way_mm);
        if (way_mm > 0.0) /* its share of the deceleration, which it must not make gentler */
          acceleration = MIN (acceleration, info->acceleration.mm[other] * ramp_mm / way_mm);
      }
  cosine = ramp_mm / hypot (ramp_mm, across_mm);
  half_sine = sqrt (0.5 * (1.0 + cosine));
  if (!(fabs (line->exit.mm[axis] - line->end.mm[axis]) <= tolerance_mm->mm[axis] &&
        margin_mm > 0.0 && line_s > LEAST_TURNING_S && half_sine < 1.0 &&
        acceleration >= line->acceleration_mm_s2 &&
        acceleration * info->junction_mm * half_sine / (1.0 - half_sine) >
            FASTER * line->speed_mm_s * line->speed_mm_s))
    return FALSE;
  *turn = line->end;
  turn->mm[axis] -= get_direction (line) * ramp_mm;

  return TRUE;
}

/* But for the scan axis it stands where the sweep is. */
static gboolean
is_on_row (const InsMotionLine *line, const InsPosition *position, const InsPosition *tolerance_mm)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (axis != line->scan_axis &&
        fabs (position->mm[axis] - line->start.mm[axis]) > tolerance_mm->mm[axis])
      return FALSE;

  return TRUE;
}

static gboolean
is_among_pixels (const InsMotionLine *line, double here_mm)
{
  int direction = get_direction (line);

  return direction * (here_mm - line->pixels_start_mm) > 0.0 &&
         direction * (line->pixels_end_mm - here_mm) > 0.0;
}

/* When the last pixel is passed: not before the question and the way that is left, and not after
 * the answer and that. Of a constant speed only. */
static void
foretell (InsMotionChainLine *self, const InsStageReport *report, double along_mm, double left_mm)
{
  const InsMotionLine *line = &self->line;
  double ramp_mm = line->speed_mm_s * line->speed_mm_s / (2.0 * line->acceleration_mm_s2);
  double left_s = left_mm / line->speed_mm_s, slack_s = SLACK_S + SLACK_SHARE * fabs (left_s);

  if (along_mm < ramp_mm || left_mm < 0.0)
    return;
  self->result.low_s = MAX (self->result.low_s, report->asked_s + left_s - slack_s);
  self->result.high_s = MIN (self->result.high_s, report->answered_s + left_s + slack_s);
}

void
ins_motion_chain_line_take (InsMotionChainLine *self,
                            const InsStageReport *report,
                            const InsPosition *before,
                            const InsPosition *tolerance_mm)
{
  const InsMotionLine *line = &self->line;
  int direction = get_direction (line);
  double here_mm = report->position.mm[line->scan_axis];
  double along_mm = direction * (here_mm - line->start.mm[line->scan_axis]);
  double step_mm = direction * (here_mm - before->mm[line->scan_axis]);

  self->is_off_row |= self->is_beside && report->position_known &&
                      is_among_pixels (line, here_mm) &&
                      !is_on_row (line, &report->position, tolerance_mm);
  if (self->is_off_row)
    {
      self->result.n_reports = 0;
      return;
    }
  if (!self->is_swept)
    self->is_swept = along_mm > tolerance_mm->mm[line->scan_axis] && step_mm > 0.0 &&
                     is_on_row (line, &report->position, tolerance_mm);
  if (!self->is_swept || !report->position_known)
    return;
  foretell (self, report, along_mm, direction * (line->pixels_end_mm - here_mm));
  if (self->result.n_reports == line->max_reports)
    return;
  line->reports[self->result.n_reports++] = (InsTrackReport){ report->asked_s, report->answered_s,
                                                              here_mm };
}

gboolean
ins_motion_chain_line_is_past (const InsMotionChainLine *self,
                               const InsStageReport *report,
                               const InsPosition *before,
                               const InsPosition *tolerance_mm)
{
  const InsMotionLine *line = &self->line;
  int direction = get_direction (line);
  double here_mm = report->position.mm[line->scan_axis];
  double behind_mm = direction * (here_mm - line->pixels_end_mm);
  double runway_mm = direction * (line->end.mm[line->scan_axis] - line->pixels_end_mm);

  if (!self->is_swept)
    return FALSE;

  return behind_mm > MAX (PAST_SHARE * runway_mm, tolerance_mm->mm[line->scan_axis]) ||
         direction * (here_mm - before->mm[line->scan_axis]) < -tolerance_mm->mm[line->scan_axis] ||
         !is_on_row (line, &report->position, tolerance_mm);
}
