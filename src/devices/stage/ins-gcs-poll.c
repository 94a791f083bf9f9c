/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-gcs-stage-private.h"

#define LOOK_S 0.5 /* at rest */

#define MAX_UNANSWERED 3 /* then questions are put one by one until it is connected anew */

/* Between the parts of a search for the reference the axis may stand for a moment. */
#define HOME_SETTLE_S 0.3

/* #4 of C-863 and C-867 (EPICS motorPIGCS2) */
#define ASK_STATUS "\x04"
#define STATUS_NEGATIVE_LIMIT 0x0001u
#define STATUS_POSITIVE_LIMIT 0x0004u

/* Bits that are no axis of the rig count for all of them: something moves. */
static guint
map_moving (const InsGcsStage *self, guint bits)
{
  guint mask = 0, known = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      known |= self->moving_bits[axis];
      if (bits & self->moving_bits[axis])
        mask |= 1u << axis;
    }

  return (bits & ~known) != 0 ? ins_gcs_stage_get_axes (self) : mask;
}

static gboolean
ask_moving (InsGcsStage *self, double until_s, GError **error)
{
  InsGcsReply reply;
  double asked_s;

  if (!ins_gcs_stage_ask_until (self, INS_GCS_ASK_MOVING, INS_GCS_FORM_MASK, &reply, until_s,
                                &asked_s, error))
    return FALSE;
  self->moving_mask = map_moving (self, reply.mask);

  return TRUE;
}

static gboolean
ask_position (InsGcsStage *self, InsSerialState *state, double until_s, GError **error)
{
  g_autofree char *question = ins_gcs_stage_make_question (self, "POS?",
                                                           ins_gcs_stage_get_axes (self));
  InsGcsReply reply;

  do
    if (!ins_gcs_stage_ask_until (self, question, INS_GCS_FORM_VALUES, &reply, until_s,
                                  &state->asked_s, error))
      return FALSE;
  while (!ins_gcs_stage_take_values (self, &reply, &self->position));
  state->answered_s = ins_serial_stage_get_link (INS_SERIAL_STAGE (self))->heard_s;
  state->position = self->position;

  return TRUE;
}

/* All questions at once, which over a slow link takes the time of one; each by itself if that was
 * not answered. In motion also whether all went well: the next motion does not wait for that then.
 */
static gboolean
ask_motion (InsGcsStage *self,
            InsSerialState *state,
            double until_s,
            gboolean *has_code,
            int *code,
            GError **error)
{
  static const InsGcsForm forms[] = { INS_GCS_FORM_MASK, INS_GCS_FORM_VALUES, INS_GCS_FORM_CODE };
  const gboolean was_moving = self->moving_mask != 0;
  const guint n = was_moving ? 3 : 2;
  g_autofree char *position = ins_gcs_stage_make_question (self, "POS?",
                                                           ins_gcs_stage_get_axes (self));
  g_autofree char *all = g_strconcat (INS_GCS_ASK_MOVING, position,
                                      was_moving ? INS_GCS_ASK_ERROR : NULL, NULL);
  InsGcsReply replies[G_N_ELEMENTS (forms)];
  double heard_s[G_N_ELEMENTS (forms)];
  gboolean answered = FALSE;

  *has_code = FALSE;
  state->asked_s = ins_clock_now_s ();
  if (self->n_unanswered < MAX_UNANSWERED &&
      !ins_gcs_stage_ask_several (self, all, forms, replies, heard_s, n,
                                  fmin (state->asked_s + INS_GCS_ANSWER_S, until_s), &answered,
                                  error))
    return FALSE;
  if (!answered || !ins_gcs_stage_take_values (self, &replies[1], &self->position))
    {
      self->n_unanswered = MIN (self->n_unanswered + 1, MAX_UNANSWERED);
      return ask_moving (self, until_s, error) && ask_position (self, state, until_s, error);
    }
  self->n_unanswered = 0;
  state->answered_s = heard_s[1];
  state->position = self->position;
  self->moving_mask = map_moving (self, replies[0].mask);
  if (was_moving)
    {
      *has_code = TRUE;
      *code = replies[2].code;
      ins_gcs_stage_note_code (self, *code);
    }

  return TRUE;
}

static guint
get_set_mask (const InsPosition *values)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (values->mm[axis] > 0.0)
      mask |= 1u << axis;

  return mask;
}

static gboolean
ask_switches (InsGcsStage *self, GError **error)
{
  InsGcsReply reply;

  self->limit_mask = 0;
  if (!self->has_status)
    return TRUE;
  if (!ins_gcs_stage_insist (self, ASK_STATUS, INS_GCS_FORM_MASK, &reply, error))
    return FALSE;
  if (reply.mask & (STATUS_NEGATIVE_LIMIT | STATUS_POSITIVE_LIMIT))
    self->limit_mask = ins_gcs_stage_get_axes (self);

  return TRUE;
}

gboolean
ins_gcs_stage_look (InsGcsStage *self, GError **error)
{
  InsPosition servo, homed;
  int code;

  if (!ins_gcs_stage_take_error (self, &code, error) ||
      !ins_gcs_stage_ask_axes (self, "SVO?", &servo, error) ||
      !ins_gcs_stage_ask_axes (self, "FRF?", &homed, error) || !ask_switches (self, error))
    return FALSE;
  self->servo_mask = get_set_mask (&servo);
  self->homed_mask = get_set_mask (&homed);
  self->look_s = ins_clock_now_s () + LOOK_S;

  return TRUE;
}

/* TRUE in @done if the axes that search have come to an end, good or bad. */
static gboolean
follow_homing (InsGcsStage *self, double until_s, gboolean *done, GError **error)
{
  double now_s = ins_clock_now_s ();
  gboolean is_stopped;
  InsGcsReply reply;
  double asked_s;

  *done = FALSE;
  if (!ins_gcs_stage_ask_until (self, INS_GCS_ASK_READY, INS_GCS_FORM_READY, &reply, until_s,
                                &asked_s, error) ||
      !ask_moving (self, until_s, error))
    return FALSE;
  if (!reply.is_ready || self->moving_mask != 0)
    {
      self->still_s = 0.0;
      return TRUE;
    }
  if (self->still_s == 0.0)
    self->still_s = now_s;
  is_stopped = ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self));
  if (now_s - self->still_s < HOME_SETTLE_S && !is_stopped)
    return TRUE;
  if (self->next_mask != 0 && !is_stopped)
    {
      g_autoptr (GError) refusal = NULL;

      if (ins_gcs_stage_find_limits (self, self->next_mask, &refusal))
        return TRUE;
      if (g_error_matches (refusal, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
      g_debug ("homing goes no further: %s", refusal->message);
    }
  self->homing_mask = self->next_mask = 0;
  self->look_s = 0.0;
  *done = TRUE;
  ins_serial_stage_set_stops_hard (INS_SERIAL_STAGE (self), FALSE);

  return TRUE;
}

static void
describe_servo (const InsGcsStage *self, InsSerialState *state)
{
  guint off_mask = ins_gcs_stage_get_axes (self) & ~self->servo_mask;
  char letters[INS_N_AXES + 1] = "";
  guint n = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (off_mask & (1u << axis))
      letters[n++] = INS_AXIS_LETTERS[axis];
  letters[n] = '\0';
  if (n > 0)
    /* Translators: the letters of one or more axes */
    g_snprintf (state->notice, sizeof state->notice,
                _ ("The servo of %s is off: nothing holds the axis. The next move or homing "
                   "switches it on."),
                letters);
}

static void
fill_state (InsGcsStage *self, InsSerialState *state)
{
  guint axes = ins_gcs_stage_get_axes (self);

  state->moving_mask = self->moving_mask | self->homing_mask;
  state->homed_mask = self->homed_mask & axes;
  state->lost_mask = self->homing_mask != 0 ? 0 : axes & ~self->homed_mask;
  state->limit_mask = self->limit_mask;
  describe_servo (self, state);
  if (self->fault_code == 0)
    return;
  {
    g_autofree char *text = ins_gcs_stage_describe_fault (self->fault_code);

    state->alarm_code = (guint)self->fault_code;
    g_strlcpy (state->alarm_message, text, sizeof state->alarm_message);
  }
}

/* Behind a motion only whether all went well: the next one may wait for the answer. */
static gboolean
look_at_rest (InsGcsStage *self, gboolean was_moving, gboolean has_code, int code, GError **error)
{
  if (was_moving)
    {
      if (!has_code && !ins_gcs_stage_take_error (self, &code, error))
        return FALSE;
      self->look_s = ins_clock_now_s () + LOOK_S;
    }

  return (code == 0 && ins_clock_now_s () < self->look_s) || ins_gcs_stage_look (self, error);
}

/* Moving is asked before the position: an axis that does not move then stands where it says. While
 * the controller homes it answers little else, and its position means nothing. */
gboolean
ins_gcs_stage_query (InsSerialStage *stage, InsSerialState *state, double until_s, GError **error)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  gboolean was_moving = self->moving_mask != 0, homed = TRUE, has_code = FALSE;
  int code = 0;

  if (self->homing_mask == 0)
    {
      if (!ask_motion (self, state, until_s, &has_code, &code, error))
        return FALSE;
    }
  else
    {
      state->asked_s = ins_clock_now_s ();
      if (!follow_homing (self, until_s, &homed, error))
        return FALSE;
      state->answered_s = ins_clock_now_s ();
      if (homed && !ask_position (self, state, until_s, error))
        return FALSE;
    }
  if (homed && self->moving_mask == 0 && !look_at_rest (self, was_moving, has_code, code, error))
    return FALSE;
  fill_state (self, state);

  return TRUE;
}
