/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-motion-aim.h"

#define AFTER_S 0.0005      /* asked so long after the expected end ... */
#define AFTER_SHARE 0.05    /* ... and so much of a round trip */
#define IMPATIENT_S 0.001   /* between questions once the end is due ... */
#define PATIENCE_S 0.05     /* ... for so long */
#define FINE_ENOUGH_S 0.001 /* a step of the stage must not stand for more time than this */
#define MAX_LAG_S 0.5
#define ROUND_TRIP_SHARE 1.2 /* the next one may be a little slower */

static double
get_duration_s (const InsMotionAim *self)
{
  double v = self->speed_mm_s, a = self->acceleration_mm_s2;

  if (self->distance_mm * a < v * v)
    return 2.0 * sqrt (self->distance_mm / a);

  return self->distance_mm / v + v / a;
}

/* From the start until half of the distance at most; the other half is its mirror image. */
static double
get_time_to_s (const InsMotionAim *self, double travelled_mm)
{
  double v = self->speed_mm_s, a = self->acceleration_mm_s2;

  if (2.0 * a * travelled_mm < v * v)
    return sqrt (2.0 * travelled_mm / a);

  return travelled_mm / v + 0.5 * v / a;
}

/* TRUE if @value limits this axis' share of the path. */
static gboolean
is_limit (double value)
{
  return isfinite (value) && value > 0.0;
}

/* Axes that do not end together: only the one that is expected last is left. Where it is not known
 * which one that is all are. */
static void
keep_last (const InsStageInfo *info,
           const InsPosition *start,
           double speed_mm_s,
           InsPosition *target)
{
  double longest_s = -1.0;
  guint last = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      InsMotionAim aim = { .distance_mm = fabs (target->mm[axis] - start->mm[axis]),
                           .speed_mm_s = speed_mm_s,
                           .acceleration_mm_s2 = info->acceleration.mm[axis] };

      if (isnan (target->mm[axis]) || aim.distance_mm == 0.0)
        continue;
      if (!is_limit (aim.acceleration_mm_s2) || isnan (aim.distance_mm))
        return;
      if (is_limit (info->maximum_speed.mm[axis]))
        aim.speed_mm_s = MIN (aim.speed_mm_s, info->maximum_speed.mm[axis]);
      if (get_duration_s (&aim) <= longest_s)
        continue;
      longest_s = get_duration_s (&aim);
      last = axis;
    }
  for (guint axis = 0; axis < INS_N_AXES && longest_s >= 0.0; axis++)
    if (axis != last)
      target->mm[axis] = (double)NAN;
}

void
ins_motion_aim_begin (InsMotionAim *self,
                      const InsStageInfo *info,
                      const InsPosition *start,
                      const InsPosition *end,
                      double speed_mm_s,
                      double command_s,
                      double lag_s)
{
  InsPosition target = *end;
  guint n_moving = 0;

  if (!info->coordinated_axes)
    keep_last (info, start, speed_mm_s, &target);
  *self = (InsMotionAim){ .start = *start, .speed_mm_s = speed_mm_s, .known = TRUE };
  self->acceleration_mm_s2 = (double)INFINITY;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target.mm[axis]))
      self->distance_mm = hypot (self->distance_mm, target.mm[axis] - start->mm[axis]);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double share = isnan (target.mm[axis])
                         ? 0.0
                         : (target.mm[axis] - start->mm[axis]) / MAX (self->distance_mm, 1e-9);

      self->direction.mm[axis] = share;
      if (share == 0.0)
        continue;
      n_moving++;
      self->known &= is_limit (info->acceleration.mm[axis]);
      self->acceleration_mm_s2 = MIN (self->acceleration_mm_s2,
                                      info->acceleration.mm[axis] / fabs (share));
      if (is_limit (info->maximum_speed.mm[axis]))
        self->speed_mm_s = MIN (self->speed_mm_s, info->maximum_speed.mm[axis] / fabs (share));
      if (is_limit (info->resolution.mm[axis]))
        self->resolution_mm = MAX (self->resolution_mm, info->resolution.mm[axis]);
    }
  self->known &= isfinite (self->distance_mm) && self->distance_mm > 0.0 &&
                 self->speed_mm_s > 0.0 && (info->coordinated_axes || n_moving == 1);
  if (!self->known)
    return;
  self->guess_s = command_s + get_duration_s (self);
  self->expected_s = self->guess_s + lag_s;
}

/* The position was read some time after the question, and so will it be the next time: that delay
 * drops out as long as only the moments of the questions are compared. The latest estimate belongs
 * to the shortest delay, so a question at that moment is not too early; one that is much too late
 * belongs to a move at another speed than was commanded. */
void
ins_motion_aim_add (InsMotionAim *self, const InsStageReport *report)
{
  double travelled_mm = 0.0, nearer_mm, local_mm_s, expected_s;

  if (!self->known)
    return;
  self->round_trip_s = report->answered_s - report->asked_s;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->direction.mm[axis] != 0.0)
      travelled_mm += self->direction.mm[axis] * (report->position.mm[axis] - self->start.mm[axis]);
  nearer_mm = MIN (travelled_mm, self->distance_mm - travelled_mm);
  local_mm_s = MIN (sqrt (2.0 * self->acceleration_mm_s2 * MAX (nearer_mm, 0.0)), self->speed_mm_s);
  if (!(local_mm_s * FINE_ENOUGH_S > self->resolution_mm))
    return;

  if (travelled_mm > nearer_mm)
    expected_s = report->asked_s + get_time_to_s (self, nearer_mm);
  else
    expected_s = report->asked_s + get_duration_s (self) - get_time_to_s (self, nearer_mm);
  if (!self->learnt || expected_s > self->expected_s ||
      expected_s < self->expected_s - self->round_trip_s)
    self->expected_s = expected_s;
  self->learnt = TRUE;
}

double
ins_motion_aim_get_wait_s (const InsMotionAim *self, double now_s, double wait_s)
{
  double left_s;

  if (!self->known)
    return wait_s;
  left_s = self->expected_s + AFTER_S + AFTER_SHARE * self->round_trip_s - now_s;
  if (left_s < -PATIENCE_S || left_s > wait_s + ROUND_TRIP_SHARE * self->round_trip_s)
    return wait_s;

  return left_s > 0.0 ? left_s : MIN (wait_s, IMPATIENT_S);
}

double
ins_motion_aim_get_lag_s (const InsMotionAim *self, double lag_s)
{
  return self->known && self->learnt ? CLAMP (self->expected_s - self->guess_s, 0.0, MAX_LAG_S)
                                     : lag_s;
}
