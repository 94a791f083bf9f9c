/* ins-motion-jog.c - a held jog, which goes on only as long as somebody says that it is held
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stage is only ever told to go on for a moment, so whatever becomes of this program it stops
 * by itself. While the program runs, two more things end it: a release, and silence of who holds
 * the key. Motion thread only, but for ins_motion_change_hold().
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-motion-private.h"

#define DEAD_MAN_S 0.3
#define PROLONG_S 0.06
#define SLOWING_S                                                                                  \
  0.05 /* of full braking between two prolongations: a little less than they leave */
/* A program that was killed leaves a stage that stands so soon, the ramp included; but it is asked
 * for no less than what bridges a few prolongations on a busy computer. */
#define STANDSTILL_S 0.45
#define LONGEST_AHEAD_S 0.3
#define SHORTEST_AHEAD_S 0.15

gboolean
ins_motion_is_held (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return !self->released && ins_clock_now_s () - self->alive_s <= DEAD_MAN_S;
}

gboolean
ins_motion_change_hold (InsMotion *self, const InsMotionRequest *request)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!self->status.busy || self->released || self->slot.verb != INS_MOTION_JOG_HOLD ||
      self->slot.axis != request->axis || self->slot.direction != request->direction)
    return FALSE;
  self->hold_speed_mm_s = request->speed_mm_s;
  self->alive_s = ins_clock_now_s ();

  return TRUE;
}

/* Slower only as fast as the axis brakes: a controller whose next target lies nearer than its way
 * to rest would run past it and come back. */
static void
take_speed (InsMotion *self, InsMotionActive *active)
{
  const double acceleration = self->info.acceleration.mm[active->request.axis];
  const double before = active->request.speed_mm_s;
  const double step = acceleration > 0.0 ? fmin (acceleration * SLOWING_S, 0.5 * before)
                                         : 0.3 * before; /* also for NaN */
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  active->request.speed_mm_s = fmax (self->hold_speed_mm_s, before - step);
}

static double
get_ahead_s (const InsMotion *self, const InsMotionRequest *request)
{
  double acceleration = self->info.acceleration.mm[request->axis];
  double speed_mm_s = fmin (request->speed_mm_s, self->info.maximum_speed.mm[request->axis]);
  double ramp_s = acceleration > 0.0 ? speed_mm_s / acceleration : 0.0; /* 0 for NaN */

  return CLAMP (STANDSTILL_S - ramp_s, SHORTEST_AHEAD_S, LONGEST_AHEAD_S);
}

gboolean
ins_motion_start_hold (InsMotion *self, InsMotionActive *active, GError **error)
{
  const InsMotionRequest *request = &active->request;

  active->prolonged_s = ins_clock_now_s ();

  return ins_stage_jog_hold (self->stage, request->axis, request->direction, request->speed_mm_s,
                             get_ahead_s (self, request), error);
}

static gboolean
is_stopped (InsMotion *self, const InsMotionActive *active)
{
  return atomic_load (&self->n_stops) != active->n_stops;
}

/* Let go: it ramps down now instead of a moment later. */
static void
end_hold (InsMotion *self, InsMotionActive *active)
{
  g_autoptr (GError) error = NULL;

  active->released = TRUE;
  if (!ins_stage_jog_cancel (self->stage, &error))
    ins_stage_stop (self->stage);
}

static gboolean
prolong (InsMotion *self, InsMotionActive *active, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean goes_on;

  take_speed (self, active);
  goes_on = ins_motion_start_hold (self, active, &reason);

  if (is_stopped (self, active))
    {
      active->released = TRUE;
      ins_stage_stop (self->stage); /* it may have come before the prolongation */
      return TRUE;
    }
  if (goes_on)
    return TRUE;
  if (g_error_matches (reason, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  active->released = TRUE;
  /* to the end of the travel it may run out */
  if (!g_error_matches (reason, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT))
    end_hold (self, active);
  active->jog_error = g_steal_pointer (&reason);

  return TRUE;
}

gboolean
ins_motion_continue_hold (InsMotion *self,
                          InsMotionActive *active,
                          const InsStageReport *report,
                          GError **error)
{
  gboolean is_due;

  if (active->released || report->activity == INS_STAGE_ALARM)
    return TRUE;
  if (is_stopped (self, active))
    {
      active->released = TRUE;
      return TRUE;
    }
  if (!ins_motion_is_held (self))
    {
      end_hold (self, active);
      return TRUE;
    }
  /* at rest: a stage that goes piece by piece waits for the next one */
  is_due = report->activity == INS_STAGE_IDLE ||
           ins_clock_now_s () - active->prolonged_s >= PROLONG_S;

  return !is_due || prolong (self, active, error);
}
