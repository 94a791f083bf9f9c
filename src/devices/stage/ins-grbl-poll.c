/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-grbl-alarms.h"
#include "devices/stage/ins-grbl-stage-private.h"

#define SLICE_S 0.02
#define HOMING_SLICE_S 0.03
#define SILENCE_IN_HOMING_S 1.0
#define ASK_AGAIN_S 0.2
#define QUESTION_LIFETIME_S 1.0
#define GREETING_PATIENCE_S 0.3 /* then the greeting was garbled on its way */
#define AT_TARGET_MM 0.01

static gboolean
is_at_target (InsGrblStage *self)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (self->link.position.mm[axis] - self->target.mm[axis]) > AT_TARGET_MM)
      return FALSE;

  return TRUE; /* NaN: an axis that stays */
}

/* For a moment after the ok the firmware may still call itself idle. */
static gboolean
is_about_to_start (InsGrblStage *self)
{
  if (self->accepted_s > 0.0 && self->link.asked_s - self->accepted_s < INS_GRBL_START_DELAY_S &&
      !is_at_target (self))
    return TRUE;
  self->accepted_s = 0.0;

  return FALSE;
}

/* Stopped by somebody else, or in a state in which nothing moves: a person has to look. */
static InsStageActivity
need_person (InsGrblStage *self, const char *text)
{
  if (self->activity != INS_STAGE_ALARM || *self->message == '\0')
    ins_grbl_stage_set_message (self, text);

  return INS_STAGE_ALARM;
}

static InsStageActivity
get_activity (InsGrblStage *self, const InsGrblStatus *status)
{
  gboolean stop_is_asked = ins_grbl_stage_stop_is_asked (self);

  if (status->state != INS_GRBL_IDLE)
    self->accepted_s = 0.0;
  switch (status->state)
    {
    case INS_GRBL_IDLE:
      return !stop_is_asked && is_about_to_start (self) ? self->activity : INS_STAGE_IDLE;
    case INS_GRBL_RUN:
      return INS_STAGE_MOVING;
    case INS_GRBL_JOG:
      return INS_STAGE_JOGGING;
    case INS_GRBL_HOME:
      return INS_STAGE_HOMING;
    case INS_GRBL_HOLD_STATE:
      if (stop_is_asked || status->substate != 0)
        return INS_STAGE_STOPPING;
      return need_person (self, _ ("The stage was put on hold at the controller. Unlock it to drop "
                                   "the rest of the move."));
    case INS_GRBL_ALARM:
      self->homed = FALSE;
      if (self->link.alarm_code != 0)
        return need_person (
            self, ins_grbl_alarm_text (self->link.alarm_code, self->link.settings.is_hal));
      return need_person (self, _ ("The stage is locked. Home it, or unlock it if you are sure of "
                                   "its position."));
    case INS_GRBL_DOOR:
      return need_person (self, _ ("The safety door is open. Close it and unlock the stage."));
    case INS_GRBL_CHECK:
    case INS_GRBL_SLEEP:
    case INS_GRBL_TOOL:
      break;
    }

  return need_person (self, _ ("The controller is in check, sleep or tool change mode and moves "
                               "nothing. Unlock the stage."));
}

static void
finish_stop (InsGrblStage *self, guint n_stops)
{
  self->n_stops_done = n_stops;
  self->stop_deadline_s = 0.0;
}

/* A feed hold that has come to rest is ended by a reset, which drops the rest of the move and keeps
 * the position. One that does not come to rest in time is cut short by it.
 * @n_stops: those whose bytes were on the wire before the present report was asked for */
static gboolean
continue_stop (InsGrblStage *self, guint n_stops, GError **error)
{
  const InsGrblStatus *status = &self->link.status;
  double now_s = ins_clock_now_s ();

  if (self->activity == INS_STAGE_IDLE || self->activity == INS_STAGE_ALARM)
    {
      finish_stop (self, n_stops);
      return TRUE;
    }
  self->activity = INS_STAGE_STOPPING;
  if (self->stop_deadline_s == 0.0)
    self->stop_deadline_s = now_s + ins_grbl_settings_get_stopping_time_s (&self->link.settings);
  if ((status->state == INS_GRBL_HOLD_STATE && status->substate == 0) ||
      now_s > self->stop_deadline_s)
    return ins_grbl_stage_reset (self, error);
  if (status->state == INS_GRBL_RUN) /* the byte was lost */
    return ins_grbl_link_write (&self->link, INS_GRBL_HOLD, error);
  if (status->state == INS_GRBL_JOG) /* likewise; harmless while it runs out */
    return ins_grbl_link_write (&self->link, INS_GRBL_JOG_CANCEL, error);

  return TRUE;
}

/* Grbl answers nothing while it homes, grblHAL does if it is built or set so ($10). One that has
 * answered then must go on doing so; of one that has not, only its port tells that it is gone, or
 * that it takes longer than its firmware would. */
static gboolean
check_homing_silence (InsGrblStage *self, guint n_reports, GError **error)
{
  InsGrblLink *link = &self->link;
  double silent_s;

  self->n_reports_homing += link->n_reports != n_reports && link->status.state == INS_GRBL_HOME;
  if (link->heard_s != self->homing_heard_s)
    self->homing_patience = ins_grbl_patience_begin ();
  self->homing_heard_s = link->heard_s;
  silent_s = ins_grbl_patience_look (&self->homing_patience, HOMING_SLICE_S);
  if (self->n_reports_homing < 2)
    return TRUE;
  if (silent_s >= SILENCE_IN_HOMING_S)
    {
      ins_grbl_stage_set_silent (self, silent_s, error);
      return FALSE;
    }
  if (silent_s > 0.5 * SILENCE_IN_HOMING_S)
    ins_grbl_link_forget_questions (link, ASK_AGAIN_S);

  return TRUE;
}

/* TRUE with homing FALSE: it has ended, ask as usual. */
static gboolean
wait_for_homing (InsGrblStage *self, GError **error)
{
  InsGrblLink *link = &self->link;
  guint n_reports = link->n_reports;

  if (link->n_asked == 0 && !ins_grbl_link_ask (link, error))
    return FALSE;
  if (link->n_answered != self->homing_line && !ins_grbl_link_pump (link, HOMING_SLICE_S, error))
    return FALSE;
  ins_grbl_stage_take_events (self);
  if (!atomic_load (&self->homing))
    return TRUE;
  if (link->n_answered == self->homing_line)
    {
      atomic_store (&self->homing, FALSE);
      if (link->last_code != 0)
        ins_grbl_stage_set_message (self, ins_grbl_error_text (link->last_code));
      self->homed = link->last_code == 0;
      self->frame_lost = self->frame_lost && !self->homed;
      return TRUE;
    }
  if (ins_clock_now_s () > self->homing_deadline_s)
    {
      g_set_error (
          error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
          _ ("The stage at %s did not finish homing in time. Check it, then connect again."),
          ins_transport_get_name (self->transport));
      return FALSE;
    }
  self->activity = INS_STAGE_HOMING;

  return check_homing_silence (self, n_reports, error);
}

/* TRUE with expects_greeting FALSE: ask as usual. */
static gboolean
wait_for_greeting (InsGrblStage *self, GError **error)
{
  double until_s = self->reset_sent_s + GREETING_PATIENCE_S;

  if (!ins_grbl_link_pump (&self->link, SLICE_S, error))
    return FALSE;
  ins_grbl_stage_take_events (self);
  if (self->expects_greeting && ins_clock_now_s () > until_s)
    {
      self->expects_greeting = FALSE;
      self->link.n_answered = self->link.n_lines;
    }

  return TRUE;
}

/* Behind a line that was refused the others would lead somewhere else than they were meant to. */
static void
watch_queue (InsGrblStage *self)
{
  if (!self->is_queueing)
    return;
  if (self->link.n_refused != self->n_refused_seen)
    ins_stage_stop (INS_STAGE (self)); /* ends with a reset, which also ends an error latch */
  self->is_queueing = self->link.n_refused == self->n_refused_seen &&
                      self->activity != INS_STAGE_IDLE;
}

/* Stops whose bytes are on the wire; when the last of them was is noted, a little late. */
static guint
count_stops (InsGrblStage *self)
{
  guint n_stops = atomic_load (&self->n_stops);

  if (n_stops != self->n_stops_seen)
    self->stop_seen_s = ins_clock_now_s ();
  self->n_stops_seen = n_stops;

  return n_stops;
}

/* A question that was asked twice has a second answer, which may come only now. */
static gboolean
is_from_before_stop (const InsGrblStage *self)
{
  return self->link.asked_s < self->stop_seen_s;
}

/* Also where the line with the alarm was garbled and only what follows it came. */
static void
be_deaf (InsGrblStage *self)
{
  self->homed = FALSE;
  self->frame_lost |= self->link.alarm_code == 0; /* it may have been a limit switch */
  self->activity = need_person (
      self, ins_grbl_alarm_text (self->link.alarm_code, self->link.settings.is_hal));
}

gboolean
ins_grbl_stage_update (InsGrblStage *self, GError **error)
{
  InsGrblLink *link = &self->link;
  guint n_stops = count_stops (self);
  gboolean is_moving;

  if (!ins_grbl_link_drain (link, error))
    return FALSE;
  ins_grbl_stage_take_events (self);
  if (link->is_deaf)
    {
      finish_stop (self, n_stops);
      be_deaf (self);
      /* nothing will come before a reset but the end of the connection */
      return ins_grbl_link_pump (link, SLICE_S, error);
    }
  if (self->expects_greeting)
    {
      if (!wait_for_greeting (self, error))
        return FALSE;
      if (self->expects_greeting)
        return TRUE;
    }
  if (atomic_load (&self->homing))
    {
      if (!wait_for_homing (self, error))
        return FALSE;
      if (atomic_load (&self->homing))
        return TRUE;
    }

  ins_grbl_link_forget_questions (link, QUESTION_LIFETIME_S);
  is_moving = self->activity == INS_STAGE_MOVING || self->activity == INS_STAGE_JOGGING ||
              self->activity == INS_STAGE_STOPPING;
  if (!ins_grbl_stage_query (
          self, is_moving ? INS_STAGE_SILENCE_IN_MOTION_S : INS_STAGE_SILENCE_AT_REST_S, error))
    return FALSE;
  if (link->is_deaf) /* since; a report may have come in one piece with the alarm */
    {
      be_deaf (self);
      return TRUE;
    }
  self->activity = get_activity (self, &link->status);
  watch_queue (self);
  if (n_stops != self->n_stops_done && is_from_before_stop (self))
    {
      self->activity = INS_STAGE_STOPPING;
      return TRUE;
    }

  return n_stops == self->n_stops_done || continue_stop (self, n_stops, error);
}
