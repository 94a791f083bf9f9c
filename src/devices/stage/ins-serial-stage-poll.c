/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-serial-stage-private.h"

#define LONGEST_HOMING_S 300.0 /* of axes that home together: two metres at 10 mm/s, one by one */
#define START_DELAY_S 0.1 /* a controller may call itself idle so long after it took a command */
#define AT_TARGET_MM 0.01
#define STOP_AGAIN_S 0.2 /* the bytes may have been lost */
#define STOP_MARGIN_S 1.0
#define SLOWEST_ACCELERATION_MM_S2 20.0 /* of a stage that does not say */
#define FASTEST_MM_S 200.0
#define JUMP_MM 1.0 /* beyond what the speed explains */
#define JUMP_FACTOR 1.5
#define RECENTLY_S 0.5 /* nobody begins and ends a motion between two questions */

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
ins_serial_stage_is_lost (const InsSerialStagePrivate *priv)
{
  return priv->is_lost || (priv->state.lost_mask & ~priv->confirmed_mask) != 0;
}

/* A person has to look. What was said first stays. */
static InsStageActivity
need_person (InsSerialStagePrivate *priv, const char *text)
{
  if (priv->activity != INS_STAGE_ALARM || priv->message[0] == '\0')
    ins_serial_stage_set_message (priv, text);
  priv->is_homing = FALSE;
  priv->accepted_s = 0.0;

  return INS_STAGE_ALARM;
}

/* Axes of the group home_at that are there. */
static guint
get_home_mask (const InsSerialStagePrivate *priv)
{
  guint all = (1u << INS_N_AXES) - 1;

  return (priv->traits.homes_together ? all : priv->options.home_masks[priv->home_at]) &
         ~priv->traits.missing_mask;
}

static gboolean
is_last_group (const InsSerialStagePrivate *priv)
{
  return priv->traits.homes_together || priv->home_at + 1 >= priv->options.n_home_masks;
}

gboolean
ins_serial_stage_home_group (InsSerialStage *self, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  while (get_home_mask (priv) == 0 && !is_last_group (priv))
    priv->home_at++;
  priv->home_mask = get_home_mask (priv);
  priv->home_deadline_s = ins_clock_now_s () + LONGEST_HOMING_S;
  if (priv->home_mask != 0 &&
      !INS_SERIAL_STAGE_GET_CLASS (self)->home (self, priv->home_mask, error))
    return FALSE;
  priv->accepted_s = ins_clock_now_s ();

  return TRUE;
}

static InsStageActivity
fail_homing (InsSerialStagePrivate *priv, const char *text)
{
  priv->is_lost = TRUE;
  priv->activity = INS_STAGE_HOMING; /* this message, whatever there was before */

  return need_person (priv, text);
}

/* Nothing moves while homing: the next axes, the end, or a failure. */
static InsStageActivity
continue_homing (InsSerialStage *self)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  g_autoptr (GError) error = NULL;

  if (is_about_to_start (priv))
    return INS_STAGE_HOMING;
  if ((priv->state.homed_mask & priv->home_mask) != priv->home_mask)
    return fail_homing (priv, _ ("The stage ended homing without finding its switches. Look at "
                                 "it, then home again."));
  if (!is_last_group (priv))
    {
      priv->home_at++;
      if (ins_serial_stage_home_group (self, &error))
        return INS_STAGE_HOMING;
      return fail_homing (priv, error->message);
    }
  priv->is_homing = priv->is_lost = FALSE;
  ins_serial_stage_set_message (priv, "");

  return INS_STAGE_IDLE;
}

static InsStageActivity
get_activity (InsSerialStage *self)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  const InsSerialState *state = &priv->state;

  if (state->alarm_message[0] != '\0')
    {
      priv->activity = INS_STAGE_ALARM;
      ins_serial_stage_set_message (priv, "");
      return need_person (priv, state->alarm_message);
    }
  if (state->moving_mask != 0)
    {
      priv->accepted_s = 0.0;
      if (priv->is_homing)
        return INS_STAGE_HOMING;
      return priv->activity == INS_STAGE_JOGGING ? INS_STAGE_JOGGING : INS_STAGE_MOVING;
    }
  if (priv->is_homing && !ins_serial_stage_stop_is_asked (self))
    return continue_homing (self);
  if (ins_serial_stage_is_lost (priv))
    return need_person (priv, _ ("The controller does not know its position, as after power-up. "
                                 "Home the stage, or unlock it if you are sure of the position."));
  if (ins_serial_stage_stop_is_asked (self))
    return INS_STAGE_IDLE;
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
  double repeat_s = priv->traits.stop_repeat_s > 0.0 ? priv->traits.stop_repeat_s : STOP_AGAIN_S;
  double now_s = ins_clock_now_s ();

  priv->is_homing = FALSE;
  priv->accepted_s = 0.0;
  if (priv->activity == INS_STAGE_IDLE || priv->activity == INS_STAGE_ALARM)
    {
      InsSerialStageClass *klass = INS_SERIAL_STAGE_GET_CLASS (self);

      atomic_store (&priv->n_stops_done, n_stops);
      priv->stop_deadline_s = 0.0;
      return klass->after_stop == NULL || klass->after_stop (self, error);
    }
  priv->activity = INS_STAGE_STOPPING;
  if (priv->stop_deadline_s == 0.0)
    {
      priv->stop_deadline_s = now_s + get_stopping_time_s (priv);
      priv->stop_again_s = now_s + repeat_s;
    }
  if (now_s < priv->stop_again_s)
    return TRUE;
  priv->stop_again_s = now_s + repeat_s;

  return ins_line_link_write (
      &priv->link, ins_serial_stage_get_stop_bytes (priv, TRUE, now_s > priv->stop_deadline_s),
      error);
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

/* How far @state lies beyond what any motion since @before explains: a garbled digit, or a
 * controller that has begun to count from somewhere else. INFINITY where a position was not known
 * before. */
static double
get_jump_mm (const InsSerialStagePrivate *priv,
             const InsSerialState *before,
             const InsSerialState *state)
{
  double elapsed_s = state->answered_s - before->asked_s, jump_mm = 0.0;
  /* a move that a stop has overtaken may have begun, and ended since */
  gboolean has_stood = !is_moving_by_us (priv) && priv->commanded_s < before->asked_s &&
                       before->moving_mask == 0 && state->moving_mask == 0 &&
                       elapsed_s < RECENTLY_S;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double speed = priv->info.maximum_speed.mm[axis];
      double way_mm = fabs (state->position.mm[axis] - before->position.mm[axis]);
      double most_mm = JUMP_MM;

      if (isnan (before->position.mm[axis]) && !isnan (state->position.mm[axis]))
        return (double)INFINITY;
      if (!has_stood)
        most_mm += JUMP_FACTOR * (isfinite (speed) ? speed : FASTEST_MM_S) * elapsed_s;
      if (way_mm > most_mm)
        jump_mm = fmax (jump_mm, way_mm);
    }

  return jump_mm;
}

static gboolean
query (InsSerialStage *self, InsSerialState *state, double until_s, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);

  *state = (InsSerialState){ .position = { { (double)NAN, (double)NAN, (double)NAN } } };
  if (!INS_SERIAL_STAGE_GET_CLASS (self)->query (self, state, until_s, error))
    return FALSE;
  ins_serial_stage_turn (priv, &state->position);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (priv->traits.missing_mask & (1u << axis))
      state->position.mm[axis] = 0.0;
  state->homed_mask |= priv->traits.missing_mask;

  return TRUE;
}

static void
lose_position (InsSerialStagePrivate *priv, const InsSerialState *state, double jump_mm)
{
  g_autofree char *text = NULL;

  priv->is_lost = TRUE;
  priv->is_confirmed = FALSE;
  priv->activity = INS_STAGE_UNKNOWN;
  text = g_strdup_printf (_ ("The controller's position has jumped by %.1f mm, as after a loss of "
                             "power. Check the stage and home it."),
                          jump_mm);
  if (state->moving_mask == 0)
    priv->activity = need_person (priv, text);
}

/* A position that has jumped, or is the first one, is asked for again until two agree. Homing sets
 * counters anew; at any other time one that has jumped for good is not trusted. */
static gboolean
query_plausible (InsSerialStage *self, InsSerialState *state, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  double silence_s = is_moving_by_us (priv) ? INS_STAGE_SILENCE_IN_MOTION_S
                                            : INS_STAGE_SILENCE_AT_REST_S;
  double until_s, jump_mm;
  gboolean agree = FALSE;

  if (!query (self, state, ins_clock_now_s () + silence_s, error))
    return FALSE;
  until_s = ins_clock_now_s () + silence_s; /* over a slow link the first look takes long itself */
  jump_mm = get_jump_mm (priv, &priv->state, state);
  while (jump_mm > 0.0 && !agree && ins_clock_now_s () < until_s)
    {
      InsSerialState before = *state;

      if (!query (self, state, ins_clock_now_s () + silence_s, error)) /* it was not silent */
        return FALSE;
      agree = get_jump_mm (priv, &before, state) == 0.0;
      jump_mm = get_jump_mm (priv, &priv->state, state);
    }
  if (jump_mm == 0.0 || (agree && (priv->is_homing || !priv->has_state || isinf (jump_mm))))
    return TRUE;
  lose_position (priv, state, jump_mm);

  return TRUE;
}

gboolean
ins_serial_stage_update (InsSerialStage *self, GError **error)
{
  InsSerialStagePrivate *priv = ins_serial_stage_get_private (self);
  guint n_stops = atomic_load (&priv->n_stops);
  InsSerialState state;

  if (!check_homing_time (self, error) || !query_plausible (self, &state, error))
    return FALSE;
  priv->state = state;
  priv->has_state = TRUE;
  priv->confirmed_mask &= state.lost_mask;
  priv->activity = get_activity (self);

  return n_stops == atomic_load (&priv->n_stops_done) || continue_stop (self, n_stops, error);
}
