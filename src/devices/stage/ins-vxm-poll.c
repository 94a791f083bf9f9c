/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-vxm-stage-private.h"

#define MUTE_ANSWER_S 0.06 /* so long one that is mute in motion is listened to */
#define LATE_S 1.0         /* after the time when a program should have ended */
#define CUT_SHORT_S 1.5    /* for a ramp down from full speed */
#define ARRIVED_STEPS 1

/* The axes that were to go somewhere and stand elsewhere. A limit switch stops a motor at once and
 * the controller tells nobody (user's manual, page 46). */
static void
check_arrival (InsVxmStage *self)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      gint64 missing = ABS (self->target_steps[axis] - self->steps[axis]);

      if ((self->running_mask & (1u << axis)) == 0 || missing <= ARRIVED_STEPS)
        continue;
      self->stopped_axis = (int)axis;
      self->missing_mm = self->mm_per_step[axis] * (double)missing;
      self->limit_mask |= 1u << axis;
      self->homed_mask &= ~(1u << axis);
      self->lost_mask |= 1u << axis;
      return;
    }
}

/* The program has ended, and positions are from after that. */
static void
finish_program (InsVxmStage *self)
{
  gboolean is_stopped = self->is_cut_short ||
                        ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self));

  if (!self->is_running)
    return;
  if (self->homing_mask == 0 && !is_stopped)
    check_arrival (self);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((self->homing_mask & (1u << axis)) != 0 && !is_stopped && self->has_begun &&
        ABS (self->steps[axis]) <= ARRIVED_STEPS)
      {
        self->homed_mask |= 1u << axis;
        self->lost_mask &= ~(1u << axis);
      }
  ins_vxm_stage_forget_program (self);
}

static void
describe_alarm (InsVxmStage *self, InsSerialState *state)
{
  g_autofree char *text = NULL;

  if (self->is_off_line)
    text = g_strdup (_ ("The VXM was switched off and on, or somebody has taken it back at its "
                        "buttons. Unlock to take it over again, then home."));
  else if (self->stopped_axis >= 0)
    text = g_strdup_printf (_ ("The %c axis ended %.2f mm short of its target, as at a limit "
                               "switch. Look at it, unlock, and home again."),
                            INS_AXIS_LETTERS[self->stopped_axis], self->missing_mm);
  else if (self->was_stopped_for_silence && !self->is_running)
    text = g_strdup (_ ("The VXM said nothing while it moved, so it was stopped. Unlock it: it may "
                        "move, but without a position meanwhile, and cannot scan."));
  if (text != NULL)
    g_strlcpy (state->alarm_message, text, sizeof state->alarm_message);
  else if (self->is_mute)
    g_strlcpy (state->notice,
               _ ("This VXM says nothing while it moves: no position then, and no scan."),
               sizeof state->notice);
  else if (!self->has_moved)
    g_strlcpy (state->notice, _ ("The joystick of the VXM is off until you disconnect."),
               sizeof state->notice);
}

static void
fill_state (InsVxmStage *self, InsSerialState *state, gboolean is_known)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      gboolean is_hidden = !is_known && (self->running_mask & (1u << axis)) != 0;

      state->position.mm[axis] = is_hidden ? (double)NAN
                                           : self->zero_mm[axis] + (double)self->steps[axis] *
                                                                       self->mm_per_step[axis];
    }
  state->homed_mask = self->homed_mask;
  state->limit_mask = self->limit_mask;
  state->lost_mask = self->lost_mask;
  describe_alarm (self, state);
}

/* It was stopped to find out whether it is mute or gone: one that is only mute ends its program. */
static gboolean
suspect_mute (InsVxmStage *self, GError **error)
{
  self->is_mute = TRUE;
  self->is_cut_short = self->was_stopped_for_silence = TRUE;
  self->info->reports_in_motion = FALSE;
  self->expected_end_s = ins_clock_now_s () + CUT_SHORT_S;

  return ins_line_link_write (ins_serial_stage_get_link (INS_SERIAL_STAGE (self)), INS_VXM_STOP,
                              error);
}

/* Silent, but it runs a program of ours and has time left for it. */
static gboolean
is_silence_allowed (const InsVxmStage *self)
{
  return self->is_running && self->is_mute && ins_clock_now_s () < self->expected_end_s + LATE_S;
}

/* FALSE with an error, or *answered says whether the state came. That it is ready, or with its
 * joystick, is believed when it is said twice: noise looks like one letter soon. */
static gboolean
ask_state (InsVxmStage *self, char *letter, double until_s, gboolean *answered, GError **error)
{
  InsVxmReply reply = { 0 };
  char before = '\0';

  do
    {
      double patience_s = self->is_running && self->is_mute ? MUTE_ANSWER_S : INS_VXM_ANSWER_S;

      if (!ins_vxm_stage_ask (self, INS_VXM_STATE, INS_VXM_FORM_STATE, &reply,
                              fmin (ins_clock_now_s () + patience_s, until_s), answered, error))
        return FALSE;
      *letter = reply.state;
      if (*answered && (*letter == before || *letter == (self->is_running ? 'B' : 'R')))
        return TRUE;
      before = *answered ? *letter : before;
      if (!*answered && is_silence_allowed (self))
        return TRUE;
      *answered = FALSE;
    }
  while (ins_clock_now_s () < until_s);

  return TRUE;
}

static void
take_off_line (InsVxmStage *self)
{
  self->is_off_line = TRUE;
  self->homed_mask = 0;
  self->lost_mask = ins_vxm_stage_get_axes (self);
  ins_vxm_stage_forget_program (self);
}

static gboolean
report_silence (InsVxmStage *self, InsSerialState *state)
{
  state->asked_s = state->answered_s = ins_clock_now_s ();
  state->moving_mask = self->running_mask;
  fill_state (self, state, FALSE);

  return TRUE;
}

/* State first, then position: one that is ready then stands where the position says. In motion only
 * the motors of the program are asked. */
gboolean
ins_vxm_stage_query (InsSerialStage *stage, InsSerialState *state, double until_s, GError **error)
{
  InsVxmStage *self = INS_VXM_STAGE (stage);
  double begun_s = ins_clock_now_s ();
  guint all = ins_vxm_stage_get_axes (self);
  gboolean answered, is_moving;
  char letter;

  if (!ask_state (self, &letter, until_s, &answered, error))
    return FALSE;
  if (!answered && is_silence_allowed (self))
    return report_silence (self, state);
  if (!answered && self->is_running && !self->answers_in_motion && !self->is_mute)
    return suspect_mute (self, error) && report_silence (self, state);
  is_moving = answered && (letter == 'B' || letter == 'b');
  if (answered && (letter == 'J' || letter == 'b'))
    take_off_line (self);
  if (is_moving && self->is_running)
    {
      self->answers_in_motion = self->has_begun = self->info->reports_in_motion = TRUE;
      self->is_mute = FALSE;
    }
  if (answered)
    {
      const double silence_s = until_s - begun_s; /* from now on: it has just answered */

      state->asked_s = ins_clock_now_s ();
      if (!ins_vxm_stage_ask_positions (self,
                                        is_moving && self->is_running ? self->running_mask : all,
                                        state->asked_s + silence_s, &answered, error))
        return FALSE;
    }
  if (!answered)
    {
      ins_serial_stage_set_silent_error (stage, ins_clock_now_s () - begun_s, error);
      return FALSE;
    }
  state->answered_s = ins_serial_stage_get_link (stage)->heard_s;
  if (is_moving)
    state->moving_mask = self->is_running ? self->running_mask : all;
  else
    finish_program (self);
  fill_state (self, state, TRUE);

  return TRUE;
}
