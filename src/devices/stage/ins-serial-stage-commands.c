/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-serial-stage-private.h"
#include "devices/stage/ins-stage-travel.h"

#define DEFAULT_ACCELERATION_MM_S2 100.0

static gboolean
check_open (InsSerialStagePrivate *priv, GError **error)
{
  if (priv->is_open)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
               _ ("The stage at %s is not connected. Connect it first."),
               ins_transport_get_name (priv->transport));

  return FALSE;
}

/* Everything that a new motion needs. */
static gboolean
check_ready (InsSerialStage *self, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  if (!check_open (priv, error))
    return FALSE;
  if (ins_serial_stage_stop_is_asked (self))
    return ins_serial_stage_refuse_for_stop (error);
  if (priv->activity == INS_STAGE_ALARM)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM, priv->message);
      return FALSE;
    }
  if (priv->traits.refusal[0] != '\0')
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED, priv->traits.refusal);
      return FALSE;
    }
  if (priv->is_homing)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                           _ ("The stage is homing. Wait until it is done."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_limit (double value)
{
  return isfinite (value) && value > 0.0;
}

/* So that all axes start and arrive together: each gets its share of the path. The slowest and
 * laziest of them sets the pace. */
static double
share_motion (InsSerialStagePrivate *priv,
              const InsPosition *target,
              double speed_mm_s,
              InsPosition *speed)
{
  double path_mm_s = speed_mm_s, path_mm_s2 = (double)INFINITY, length_mm = 0.0;
  InsPosition share = { { 0.0, 0.0, 0.0 } };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]))
      length_mm = hypot (length_mm, target->mm[axis] - priv->state.position.mm[axis]);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double way_mm = fabs (target->mm[axis] - priv->state.position.mm[axis]);

      if (!(way_mm > 0.0) || !(length_mm > 0.0))
        continue;
      share.mm[axis] = way_mm / length_mm;
      if (is_limit (priv->info.maximum_speed.mm[axis]))
        path_mm_s = fmin (path_mm_s, priv->info.maximum_speed.mm[axis] / share.mm[axis]);
      if (is_limit (priv->info.acceleration.mm[axis]))
        path_mm_s2 = fmin (path_mm_s2, priv->info.acceleration.mm[axis] / share.mm[axis]);
    }
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double used = share.mm[axis] > 0.0 ? share.mm[axis] : 1.0;

      speed->mm[axis] = path_mm_s * used;
      priv->acceleration.mm[axis] = is_limit (priv->info.acceleration.mm[axis])
                                        ? fmin (path_mm_s2 * used, priv->info.acceleration.mm[axis])
                                        : (double)NAN;
    }

  return path_mm_s;
}

/* @speed: of each axis; their accelerations are set. */
static gboolean
start_at (InsSerialStage *self,
          const InsPosition *target,
          const InsPosition *speed,
          double path_mm_s,
          InsStageActivity activity,
          GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  InsPosition turned = *target;
  InsStageActivity before = priv->activity;
  InsPosition target_before = priv->target;
  g_autoptr (GError) failure = NULL;
  gboolean is_started;

  /* first, so that a stop from now on finds that something may move */
  priv->activity = activity;
  priv->target = *target;
  priv->is_jog_ending = FALSE;
  ins_serial_stage_turn (priv, &turned);
  is_started = INS_SERIAL_STAGE_GET_CLASS (self)->start (self, &turned, speed, path_mm_s,
                                                         activity == INS_STAGE_JOGGING, &failure);
  priv->commanded_s = ins_clock_now_s ();
  if (is_started)
    {
      priv->accepted_s = priv->commanded_s;
      ins_serial_stage_set_message (priv, "");
      return TRUE;
    }
  if (g_error_matches (failure, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
    ins_serial_stage_tell_to_stop (self);
  priv->activity = before;
  priv->target = target_before;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static gboolean
start (InsSerialStage *self,
       const InsPosition *target,
       double speed_mm_s,
       InsStageActivity activity,
       GError **error)
{
  InsPosition speed;
  double path_mm_s = share_motion (ins_serial_stage_get_private (self), target, speed_mm_s, &speed);

  return start_at (self, target, &speed, path_mm_s, activity, error);
}

static gboolean
is_nothing (const InsPosition *target)
{
  return isnan (target->mm[INS_AXIS_X]) && isnan (target->mm[INS_AXIS_Y]) &&
         isnan (target->mm[INS_AXIS_Z]);
}

static gboolean
refuse_missing (InsAxis axis, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
               _ ("This stage has no %c axis, which counts as standing at 0. Nothing moves."),
               INS_AXIS_LETTERS[axis]);

  return FALSE;
}

/* An axis that is not there stays, where 0 is asked of it. */
static gboolean
leave_out_missing (const InsSerialStagePrivate *priv, InsPosition *target, GError **error)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if ((priv->traits.missing_mask & (1u << axis)) == 0)
        continue;
      if (target->mm[axis] < 0.0 || target->mm[axis] > 0.0)
        return refuse_missing (axis, error);
      target->mm[axis] = (double)NAN;
    }

  return TRUE;
}

/* Axes that stand where they shall go cost no command. */
static void
leave_out_reached (const InsSerialStagePrivate *priv, InsPosition *target)
{
  for (guint axis = 0; axis < INS_N_AXES && priv->activity == INS_STAGE_IDLE; axis++)
    {
      double step_mm = priv->info.resolution.mm[axis];
      double way_mm = fabs (target->mm[axis] - priv->state.position.mm[axis]);

      if (way_mm <= (is_limit (step_mm) ? 0.5 * step_mm : 0.0))
        target->mm[axis] = (double)NAN;
    }
}

/* @target: NaN afterwards for axes that need no command */
static gboolean
check_target (InsSerialStage *self, InsPosition *target, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  if (!check_ready (self, error) || !leave_out_missing (priv, target, error) ||
      !ins_stage_travel_check (&priv->info, target, error))
    return FALSE;
  leave_out_reached (priv, target);

  return TRUE;
}

static gboolean
serial_move_each (InsStage *stage,
                  const InsPosition *target,
                  const InsPosition *speed_mm_s,
                  GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  InsPosition clipped = *target, speed = *speed_mm_s;
  double path_mm_s = 0.0;

  if (!check_target (self, &clipped, error))
    return FALSE;
  if (is_nothing (&clipped))
    return TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (is_limit (priv->info.maximum_speed.mm[axis]))
        speed.mm[axis] = fmin (speed.mm[axis], priv->info.maximum_speed.mm[axis]);
      priv->acceleration.mm[axis] = is_limit (priv->info.acceleration.mm[axis])
                                        ? priv->info.acceleration.mm[axis]
                                        : (double)NAN;
      if (!isnan (clipped.mm[axis]))
        path_mm_s = fmax (path_mm_s, speed.mm[axis]);
    }

  return start_at (self, &clipped, &speed, path_mm_s, INS_STAGE_MOVING, error);
}

static gboolean
serial_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsPosition clipped = *target;

  if (!check_target (self, &clipped, error))
    return FALSE;
  if (is_nothing (&clipped))
    return TRUE;

  return start (self, &clipped, speed_mm_s, INS_STAGE_MOVING, error);
}

/* Asks where it stands now, then clips to the travel. */
static gboolean
start_jog (InsSerialStage *self,
           InsAxis axis,
           double distance_mm,
           double speed_mm_s,
           GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  InsPosition target = { { (double)NAN, (double)NAN, (double)NAN } };

  if (!check_ready (self, error))
    return FALSE;
  if (distance_mm == 0.0)
    return TRUE;
  if (priv->traits.missing_mask & (1u << axis))
    return refuse_missing (axis, error);
  if (priv->activity == INS_STAGE_JOGGING && priv->jog_axis != axis)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                   _ ("The %c axis is still jogging. Wait until it stands."),
                   INS_AXIS_LETTERS[priv->jog_axis]);
      return FALSE;
    }
  if (!ins_serial_stage_update (self, error))
    return FALSE;
  if (!check_ready (self, error) ||
      !ins_stage_travel_clip (&priv->info, &priv->state.position, axis, &distance_mm, error))
    return FALSE;
  target.mm[axis] = priv->state.position.mm[axis] + distance_mm;
  priv->jog_axis = axis;

  return start (self, &target, speed_mm_s, INS_STAGE_JOGGING, error);
}

static gboolean
serial_jog (InsStage *stage, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  return start_jog (INS_SERIAL_STAGE (stage), axis, distance_mm, speed_mm_s, error);
}

/* A bounded move that reaches ahead_s further than the stage is now, the braking included;
 * prolonged before it ends, so that the stage stops by itself soon after nobody prolongs it. */
static gboolean
serial_jog_hold (InsStage *stage,
                 InsAxis axis,
                 int direction,
                 double speed_mm_s,
                 double ahead_s,
                 GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  double acceleration = priv->info.acceleration.mm[axis], braking_mm = 0.0;

  if (!isfinite (acceleration) || acceleration <= 0.0)
    acceleration = DEFAULT_ACCELERATION_MM_S2;
  if (is_limit (priv->info.maximum_speed.mm[axis]))
    speed_mm_s = fmin (speed_mm_s, priv->info.maximum_speed.mm[axis]);
  if (priv->traits.can_extend_jog) /* pieces that are not prolonged brake on their own way */
    braking_mm = speed_mm_s * speed_mm_s / (2.0 * acceleration);
  if (!priv->traits.can_extend_jog && priv->activity == INS_STAGE_JOGGING)
    return TRUE; /* the next piece begins when this one has ended */

  return start_jog (self, axis, (direction < 0 ? -1.0 : 1.0) * (speed_mm_s * ahead_s + braking_mm),
                    speed_mm_s, error);
}

static gboolean
serial_jog_cancel (InsStage *stage, GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  if (!check_open (priv, error))
    return FALSE;
  if (priv->activity != INS_STAGE_JOGGING || priv->is_jog_ending)
    return TRUE;
  priv->is_jog_ending = TRUE;

  return INS_SERIAL_STAGE_GET_CLASS (self)->end_jog (self, error);
}

static gboolean
serial_home (InsStage *stage, GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  InsStageActivity before = priv->activity;
  g_autoptr (GError) failure = NULL;

  if (!check_open (priv, error))
    return FALSE;
  if (ins_serial_stage_stop_is_asked (self))
    return ins_serial_stage_refuse_for_stop (error);
  if (priv->activity != INS_STAGE_ALARM && priv->activity != INS_STAGE_IDLE)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                           _ ("The stage is moving. Stop it first."));
      return FALSE;
    }
  if (!priv->info.can_home)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                           _ ("This stage has no switches to home to. Jog it to a known place and "
                              "confirm the position."));
      return FALSE;
    }
  if (priv->traits.refusal[0] != '\0')
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED, priv->traits.refusal);
      return FALSE;
    }
  priv->home_at = 0;
  priv->activity = INS_STAGE_HOMING;
  if (!ins_serial_stage_home_group (self, &failure))
    {
      if (g_error_matches (failure, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
        ins_serial_stage_tell_to_stop (self);
      priv->activity = before;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  priv->is_confirmed = FALSE;
  priv->confirmed_mask = 0;
  priv->is_homing = TRUE;
  ins_serial_stage_set_message (priv, "");

  return TRUE;
}

static gboolean
serial_unlock (InsStage *stage, GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  if (!check_open (priv, error))
    return FALSE;
  if (priv->activity != INS_STAGE_ALARM && priv->activity != INS_STAGE_IDLE)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                           _ ("The stage is moving. Stop it first."));
      return FALSE;
    }
  if (!INS_SERIAL_STAGE_GET_CLASS (self)->unlock (self, error))
    return FALSE;
  atomic_store (&priv->n_stops_done, atomic_load (&priv->n_stops));
  priv->stop_deadline_s = 0.0;
  priv->activity = INS_STAGE_IDLE;
  priv->is_lost = FALSE;
  priv->confirmed_mask = (1u << INS_N_AXES) - 1;
  ins_serial_stage_set_message (priv, "");
  if (!ins_serial_stage_update (self, error))
    return FALSE;
  priv->is_confirmed = priv->activity == INS_STAGE_IDLE;

  return TRUE;
}

static gboolean
serial_set_trigger (InsStage *stage,
                    InsAxis axis,
                    double start_mm,
                    double end_mm,
                    double step_mm,
                    GError **error)
{
  InsSerialStage *self = INS_SERIAL_STAGE (stage);
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  InsSerialStageClass *klass = INS_SERIAL_STAGE_GET_CLASS (self);
  int sign = priv->options.sign[axis];

  if (!check_open (priv, error))
    return FALSE;
  if (klass->set_trigger == NULL || !priv->info.can_trigger)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("%s gives no pulses at positions. Let the card take its own."),
                   priv->info.name);
      return FALSE;
    }

  return klass->set_trigger (self, axis, sign * start_mm, sign * end_mm, step_mm, error);
}

void
ins_serial_stage_commands_init (InsStageInterface *iface)
{
  iface->move = serial_move;
  iface->move_each = serial_move_each;
  iface->jog = serial_jog;
  iface->jog_hold = serial_jog_hold;
  iface->jog_cancel = serial_jog_cancel;
  iface->home = serial_home;
  iface->unlock = serial_unlock;
  iface->set_trigger = serial_set_trigger;
}
