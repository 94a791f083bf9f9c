/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scripted-stage.h"

#define SETTLES_S 0.2
#define SPEED_MM_S 10.0
#define SLICE_S 0.001

static void scripted_stage_iface_init (InsStageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ScriptedStage,
                               scripted_stage,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE, scripted_stage_iface_init))

void
scripted_stage_lock (ScriptedStage *self)
{
  ins_lock_acquire (&self->lock);
}

void
scripted_stage_unlock (ScriptedStage *self)
{
  ins_lock_release (&self->lock);
}

static gboolean
moves_locked (const ScriptedStage *self)
{
  return ins_clock_now_s () < self->until_s;
}

gboolean
scripted_stage_is_moving (ScriptedStage *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return moves_locked (self);
}

/* Brings the position up to date. */
static void
advance_locked (ScriptedStage *self)
{
  double now_s = ins_clock_now_s ();
  double end_s = fmin (now_s, self->until_s);

  if (end_s > self->since_s)
    self->position.mm[self->axis] += self->direction * SPEED_MM_S * (end_s - self->since_s);
  self->since_s = now_s;
}

static void
run_locked (ScriptedStage *self, InsStageActivity activity, InsAxis axis, int direction, double s)
{
  advance_locked (self);
  self->activity = activity;
  self->axis = axis;
  self->direction = direction;
  self->until_s = ins_clock_now_s () + s;
}

static gboolean
check_locked (ScriptedStage *self, GError **error)
{
  if (self->is_open && !self->is_silent)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST, "Silent.");

  return FALSE;
}

static gboolean
scripted_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->is_open = !self->is_silent;
  if (!self->is_open)
    g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND, "Not there.");

  return self->is_open;
}

static void
scripted_close (InsStage *stage)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->is_open = FALSE;
  self->until_s = 0.0;
  self->n_closes++;
}

static void
scripted_get_info (InsStage *stage, InsStageInfo *info)
{
  *info = (InsStageInfo){ .name = "Scripted",
                          .protocol = "scripted",
                          .n_axes = INS_N_AXES,
                          .reports_in_motion = TRUE,
                          .stops_hard = SCRIPTED_STAGE (stage)->stops_hard,
                          .can_home = !SCRIPTED_STAGE (stage)->cannot_home };
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      info->travel_minimum.mm[axis] = -1000.0;
      info->travel_maximum.mm[axis] = 1000.0 + axis;
      info->maximum_speed.mm[axis] = 100.0;
      info->acceleration.mm[axis] = 100.0;
      info->resolution.mm[axis] = (double)NAN;
    }
}

static gboolean
scripted_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  while (self->is_held)
    {
      ins_lock_release (&self->lock);
      ins_clock_sleep_s (SLICE_S);
      ins_lock_acquire (&self->lock);
    }
  *report = (InsStageReport){ .activity = INS_STAGE_UNKNOWN, .position = self->position };
  if (!check_locked (self, error))
    return FALSE;
  advance_locked (self);
  report->activity = moves_locked (self) ? self->activity : INS_STAGE_IDLE;
  if (self->is_alarmed)
    report->activity = INS_STAGE_ALARM;
  g_strlcpy (report->message, self->is_alarmed ? "Trouble." : "", sizeof report->message);
  report->position = self->position;
  if (report->activity == INS_STAGE_IDLE && self->n_moves > 0)
    report->position.mm[self->axis] -= self->direction * self->settles_mm *
                                       exp ((self->until_s - ins_clock_now_s ()) / SETTLES_S);
  else if (self->tells_target && self->activity == INS_STAGE_MOVING)
    report->position.mm[self->axis] = self->target.mm[self->axis];
  report->position_known = TRUE;
  report->homed = self->is_homed || self->is_confirmed;
  report->asked_s = report->answered_s = ins_clock_now_s ();

  return TRUE;
}

static gboolean
scripted_set_trigger (InsStage *stage,
                      InsAxis axis,
                      double start_mm,
                      double end_mm,
                      double step_mm,
                      GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!check_locked (self, error))
    return FALSE;
  self->n_triggers++;
  self->n_moves_at_trigger = self->n_moves;

  return TRUE;
}

static gboolean
scripted_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  InsAxis axis = INS_AXIS_X;
  double way_mm;

  if (!check_locked (self, error))
    return FALSE;
  if (self->refuses)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED, "No.");
      return FALSE;
    }
  while (axis < INS_AXIS_Z && isnan (target->mm[axis]))
    axis++;
  way_mm = target->mm[axis] - self->position.mm[axis];
  self->n_moves++;
  self->target = *target;
  self->speed_mm_s = speed_mm_s;
  run_locked (self, INS_STAGE_MOVING, axis, way_mm < 0.0 ? -1 : 1,
              fmax (fabs (way_mm) - self->short_mm, 0.0) / SPEED_MM_S);

  return TRUE;
}

static gboolean
scripted_jog (InsStage *stage, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!check_locked (self, error))
    return FALSE;
  self->n_jogs++;
  run_locked (self, INS_STAGE_JOGGING, axis, distance_mm < 0.0 ? -1 : 1,
              fabs (distance_mm) / SPEED_MM_S);

  return TRUE;
}

static gboolean
scripted_jog_hold (InsStage *stage,
                   InsAxis axis,
                   int direction,
                   double speed_mm_s,
                   double ahead_s,
                   GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!check_locked (self, error))
    return FALSE;
  self->n_holds++;
  self->ahead_s = ahead_s;
  self->speed_mm_s = speed_mm_s;
  if (self->n_holds == self->limit_after)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                           "The X axis is at its end.");
      return FALSE;
    }
  if (self->n_holds == self->refuse_after)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED, "No more.");
      return FALSE;
    }
  if (self->piece_s > 0.0 && moves_locked (self))
    return TRUE;
  self->n_pieces++;
  run_locked (self, INS_STAGE_JOGGING, axis, direction,
              self->piece_s > 0.0 ? self->piece_s : ahead_s);

  return TRUE;
}

static gboolean
scripted_jog_cancel (InsStage *stage, GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!check_locked (self, error))
    return FALSE;
  advance_locked (self);
  self->n_cancels++;
  if (self->activity == INS_STAGE_JOGGING)
    self->until_s = 0.0;

  return TRUE;
}

static gboolean
scripted_home (InsStage *stage, GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!check_locked (self, error))
    return FALSE;
  self->n_homes++;
  self->is_homed = !self->finds_no_switch;
  self->is_confirmed = FALSE;
  run_locked (self, INS_STAGE_HOMING, INS_AXIS_Z, 1, 0.1);

  return TRUE;
}

static gboolean
scripted_unlock (InsStage *stage, GError **error)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!check_locked (self, error))
    return FALSE;
  self->n_unlocks++;
  self->is_confirmed = TRUE;

  return TRUE;
}

static void
scripted_stop (InsStage *stage)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  advance_locked (self);
  self->n_stops++;
  if (!self->runs_out)
    self->until_s = 0.0;
  else if (moves_locked (self))
    self->activity = INS_STAGE_STOPPING;
}

static void
scripted_halt (InsStage *stage)
{
  ScriptedStage *self = SCRIPTED_STAGE (stage);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  advance_locked (self);
  self->n_halts++;
  self->until_s = 0.0;
}

static void
scripted_stage_iface_init (InsStageInterface *iface)
{
  iface->open = scripted_open;
  iface->close = scripted_close;
  iface->get_info = scripted_get_info;
  iface->poll = scripted_poll;
  iface->move = scripted_move;
  iface->jog = scripted_jog;
  iface->jog_hold = scripted_jog_hold;
  iface->jog_cancel = scripted_jog_cancel;
  iface->home = scripted_home;
  iface->unlock = scripted_unlock;
  iface->set_trigger = scripted_set_trigger;
  iface->stop = scripted_stop;
  iface->halt = scripted_halt;
}

static void
scripted_stage_finalize (GObject *object)
{
  ins_lock_clear (&SCRIPTED_STAGE (object)->lock);

  G_OBJECT_CLASS (scripted_stage_parent_class)->finalize (object);
}

static void
scripted_stage_class_init (ScriptedStageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scripted_stage_finalize;
}

static void
scripted_stage_init (ScriptedStage *self)
{
  ins_lock_init (&self->lock);
  self->is_homed = TRUE;
}

ScriptedStage *
scripted_stage_new (void)
{
  return g_object_new (TYPE_SCRIPTED_STAGE, NULL);
}
