/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-serial-stage-private.h"

#define SILENCE_IN_MOTION_S 0.5
#define SILENCE_AT_REST_S 2.0
#define START_DELAY_S 0.1 /* a controller may call itself idle so long after it took a command */
#define AT_TARGET_MM 0.01
#define STOP_AGAIN_S 0.2 /* the bytes may have been lost */
#define STOP_MARGIN_S 1.0
#define SLOWEST_ACCELERATION_MM_S2 20.0 /* of a stage that does not say */
#define FASTEST_MM_S 200.0

static gboolean
is_moving_by_us (const InsSerialStagePrivate *priv)
{
  return priv->activity == INS_STAGE_MOVING || priv->activity == INS_STAGE_JOGGING ||
         priv->activity == INS_STAGE_HOMING || priv->activity == INS_STAGE_STOPPING;
}

static gboolean
is_at_target (const InsSerialStagePrivate *priv)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (priv->state.position.mm[axis] - priv->target.mm[axis]) > AT_TARGET_MM)
      return FALSE;

  return TRUE; /* NaN: an axis that stays */
}

/* The command was taken, but the answer may be older than the motion. */
static gboolean
is_about_to_start (const InsSerialStagePrivate *priv)
{
  return priv->accepted_s > 0.0 && priv->state.asked_s - priv->accepted_s < START_DELAY_S;
}

gboolean
ins_serial_stage_home_group (InsSerialStage *self, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  guint all = (1u << INS_N_AXES) - 1;

  priv->home_mask = priv->traits.homes_together ? all : priv->options.home_masks[priv->home_at];
  if (!INS_SERIAL_STAGE_GET_CLASS (self)->home (self, priv->home_mask, error))
    return FALSE;
  priv->accepted_s = ins_clock_now_s ();

  return TRUE;
}

static InsStageActivity
end_homing (InsSerialStagePrivate *priv, const char *message)
{
  priv->is_homing = FALSE;
  ins_serial_stage_set_message (priv, message);

  return INS_STAGE_IDLE;
}

/* Nothing moves while homing: the next axes, the end, or a failure. */
static InsStageActivity
continue_homing (InsSerialStage *self)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  gboolean is_last = priv->traits.homes_together || priv->home_at + 1 == priv->options.n_home_masks;
  g_autoptr (GError) error = NULL;

  if ((priv->state.homed_mask & priv->home_mask) != priv->home_mask)
    return is_about_to_start (priv)
               ? INS_STAGE_HOMING
               : end_homing (priv,
                             _ ("The stage ended homing without finding its switches. Look at "
                                "it, then home again."));
  if (is_last)
    return end_homing (priv, "");
  priv->home_at++;
  if (!ins_serial_stage_home_group (self, &error))
    return end_homing (priv, error->message);

  return INS_STAGE_HOMING;
}

static InsStageActivity
get_activity (InsSerialStage *self)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  const InsSerialState *state = &priv->state;

  if (state->alarm_message[0] != '\0')
    {
      priv->is_homing = FALSE;
      priv->accepted_s = 0.0;
      ins_serial_stage_set_message (priv, state->alarm_message);
      return INS_STAGE_ALARM;
    }
  if (state->moving_mask != 0)
    {
      priv->accepted_s = 0.0;
      if (priv->is_homing)
        return INS_STAGE_HOMING;
      return priv->activity == INS_STAGE_JOGGING ? INS_STAGE_JOGGING : INS_STAGE_MOVING;
    }
  if (ins_serial_stage_stop_is_asked (self))
    return INS_STAGE_IDLE;
  if (priv->is_homing)
    return continue_homing (self);
  if (is_about_to_start (priv) && !is_at_target (priv) && is_moving_by_us (priv))
    return priv->activity;
  priv->accepted_s = 0.0;

  return INS_STAGE_IDLE;
}

/* From full speed to rest at the lowest of the accelerations. */
static double
get_stopping_time_s (const InsSerialStagePrivate *priv)
{
  double longest_s = 0.0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double speed = priv->info.maximum_speed.mm[axis];
      double acceleration = priv->info.acceleration.mm[axis];

      speed = isfinite (speed) ? speed : FASTEST_MM_S;
      acceleration = isfinite (acceleration) && acceleration > 0.0 ? acceleration
                                                                   : SLOWEST_ACCELERATION_MM_S2;
      longest_s = MAX (longest_s, speed / acceleration);
    }

  return longest_s + STOP_MARGIN_S;
}

/* @n_stops: those whose bytes were on the wire before the present state was asked for */
static gboolean
continue_stop (InsSerialStage *self, guint n_stops, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  double now_s = ins_clock_now_s ();
  gboolean is_late;

  priv->is_homing = FALSE;
  priv->accepted_s = 0.0;
  if (priv->activity == INS_STAGE_IDLE || priv->activity == INS_STAGE_ALARM)
    {
      InsSerialStageClass *klass = INS_SERIAL_STAGE_GET_CLASS (self);

      priv->n_stops_done = n_stops;
      priv->stop_deadline_s = 0.0;
      return klass->after_stop == NULL || klass->after_stop (self, error);
    }
  priv->activity = INS_STAGE_STOPPING;
  if (priv->stop_deadline_s == 0.0)
    {
      priv->stop_deadline_s = now_s + get_stopping_time_s (priv);
      priv->stop_again_s = now_s + STOP_AGAIN_S;
    }
  if (now_s < priv->stop_again_s)
    return TRUE;
  priv->stop_again_s = now_s + STOP_AGAIN_S;
  is_late = now_s > priv->stop_deadline_s && priv->traits.halt_bytes[0] != '\0';

  return ins_line_link_write (&priv->link,
                              is_late ? priv->traits.halt_bytes : priv->traits.stop_bytes, error);
}

static gboolean
check_homing_time (InsSerialStage *self, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  if (!priv->is_homing || ins_clock_now_s () < priv->home_deadline_s)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
               _ ("The stage at %s did not finish homing in time. Check it, then connect again."),
               ins_transport_get_name (priv->transport));

  return FALSE;
}

gboolean
ins_serial_stage_update (InsSerialStage *self, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  guint n_stops = atomic_load (&priv->n_stops);
  double silence_s = is_moving_by_us (priv) ? SILENCE_IN_MOTION_S : SILENCE_AT_REST_S;
  InsSerialState state = { .position = { { (double)NAN, (double)NAN, (double)NAN } } };

  if (!check_homing_time (self, error) || !INS_SERIAL_STAGE_GET_CLASS (self)->query (
                                              self, &state, ins_clock_now_s () + silence_s, error))
    return FALSE;
  ins_serial_stage_turn (priv, &state.position);
  priv->state = state;
  priv->has_state = TRUE;
  priv->activity = get_activity (self);

  return n_stops == priv->n_stops_done || continue_stop (self, n_stops, error);
}
