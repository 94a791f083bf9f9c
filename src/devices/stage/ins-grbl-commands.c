/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-grbl-alarms.h"
#include "devices/stage/ins-grbl-stage-private.h"
#include "devices/stage/ins-stage-travel.h"

#define OK_TIMEOUT_S 0.8
#define LATCH_TIMEOUT_S 0.3
#define HOME_LOOK_S 0.2 /* a refusal of $H comes at once */
#define GREETING_TIMEOUT_S 0.8
#define QUERY_TIMEOUT_S 0.5
#define SLICE_S 0.02
#define RX_BYTES 127 /* RX_BUFFER_SIZE 128 in grbl/config.h, of which one stays empty */

#define ERROR_IDLE 8
#define ERROR_LOCKED 9
#define ERROR_TRAVEL 15

static gboolean
refuse_for_stop (GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The stage was told to stop. Wait until it stands, then try again."));

  return FALSE;
}

static gboolean
check_open (InsGrblStage *self, GError **error)
{
  if (self->is_open)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
               _ ("The stage at %s is not connected. Connect it first."),
               ins_transport_get_name (self->transport));

  return FALSE;
}

static void
set_alarm_error (InsGrblStage *self, GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM,
                       *self->message != '\0' ? self->message
                                              : ins_grbl_alarm_text (self->link.alarm_code,
                                                                     self->link.settings.is_hal));
}

static void
set_command_error (InsGrblStage *self, guint code, const char *line, GError **error)
{
  g_autofree char *shown = g_strchomp (g_strdup (line));
  int error_code = INS_DEVICE_ERROR_REFUSED;

  if (code == ERROR_TRAVEL)
    error_code = INS_DEVICE_ERROR_LIMIT;
  else if (code == ERROR_LOCKED && self->activity == INS_STAGE_ALARM)
    error_code = INS_DEVICE_ERROR_ALARM;
  g_set_error (error, INS_DEVICE_ERROR, error_code,
               _ ("The controller refused “%s” with error %u: %s."), shown, code,
               ins_grbl_error_text (code));
  if (error != NULL && *error != NULL)
    ins_grbl_stage_set_message (self, (*error)->message);
}

/* Waits for the answer to the newest line. TRUE: it came, or the firmware restarted, went deaf or
 * the time is up: the caller looks. */
static gboolean
wait_for_answer (InsGrblStage *self, double timeout_s, gboolean heeds_stop, GError **error)
{
  InsGrblLink *link = &self->link;
  InsGrblPatience patience = ins_grbl_patience_begin ();
  guint n_greetings = link->n_greetings;

  while (link->n_answered != link->n_lines && link->n_greetings == n_greetings && !link->is_deaf &&
         ins_grbl_patience_look (&patience, SLICE_S) < timeout_s)
    {
      if (heeds_stop && ins_grbl_stage_stop_is_asked (self))
        break;
      if (!ins_grbl_link_pump (link, SLICE_S, error))
        return FALSE;
    }

  return TRUE;
}

/* grblHAL refuses every line after a wrong one until an empty line went well. */
static gboolean
end_error_latch (InsGrblStage *self, GError **error)
{
  return ins_grbl_link_send (&self->link, "\n", error) &&
         wait_for_answer (self, LATCH_TIMEOUT_S, FALSE, error);
}

gboolean
ins_grbl_stage_command (InsGrblStage *self, const char *line, double timeout_s, GError **error)
{
  InsGrblLink *link = &self->link;
  guint n_greetings = link->n_greetings;
  guint code;

  if (!ins_grbl_link_send (link, line, error) || !wait_for_answer (self, timeout_s, TRUE, error))
    return FALSE;
  if (link->n_greetings != n_greetings || link->is_deaf)
    {
      ins_grbl_stage_take_events (self);
      if (link->is_deaf)
        set_alarm_error (self, error);
      else
        g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                             _ ("The controller was reset before it took the command."));
      return FALSE;
    }
  if (link->n_answered != link->n_lines)
    {
      if (ins_grbl_stage_stop_is_asked (self))
        return refuse_for_stop (error);
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                   _ ("The controller at %s took no command for %.1f s. Check cable and power, "
                      "then connect again."),
                   ins_transport_get_name (self->transport), timeout_s);
      return FALSE;
    }
  if (link->last_code == 0)
    return TRUE;

  code = link->last_code;
  if (!end_error_latch (self, error))
    return FALSE;
  set_command_error (self, code, line, error);

  return FALSE;
}

/* An absolute move may be sent twice: if only its ok was garbled on the way, the second one finds
 * the stage on its way there. */
static gboolean
send_move (InsGrblStage *self, const char *line, GError **error)
{
  g_autoptr (GError) first = NULL;
  guint n_reports = self->link.n_reports;

  if (ins_grbl_stage_command (self, line, OK_TIMEOUT_S, &first))
    return TRUE;
  if (!g_error_matches (first, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST) ||
      self->link.n_bad_lines == 0 || !ins_grbl_stage_query (self, QUERY_TIMEOUT_S, NULL) ||
      self->link.n_reports == n_reports)
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  self->link.n_answered = self->link.n_lines;

  return ins_grbl_stage_command (self, line, OK_TIMEOUT_S, error);
}

gboolean
ins_grbl_stage_check_ready (InsGrblStage *self, GError **error)
{
  if (!check_open (self, error) || !ins_grbl_link_drain (&self->link, error))
    return FALSE;
  ins_grbl_stage_take_events (self);
  if (ins_grbl_stage_stop_is_asked (self) || self->expects_greeting)
    return refuse_for_stop (error);
  if (self->link.is_deaf || self->activity == INS_STAGE_ALARM)
    {
      set_alarm_error (self, error);
      return FALSE;
    }
  if (atomic_load (&self->homing))
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                           _ ("The stage is homing. Wait until it is done."));
      return FALSE;
    }

  return TRUE;
}

void
ins_grbl_stage_note_motion (InsGrblStage *self,
                            InsStageActivity activity,
                            const InsPosition *target)
{
  self->target = *target;
  self->accepted_s = ins_clock_now_s ();
  self->activity = activity;
  ins_grbl_stage_set_message (self, "");
}

static gboolean
grbl_move (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);
  InsPosition clipped = *target;
  g_autofree char *line = NULL;

  if (!ins_grbl_stage_check_ready (self, error) ||
      !ins_stage_travel_check (&self->info, &clipped, error))
    return FALSE;
  if (isnan (clipped.mm[INS_AXIS_X]) && isnan (clipped.mm[INS_AXIS_Y]) &&
      isnan (clipped.mm[INS_AXIS_Z]))
    return TRUE;
  line = ins_grbl_format_move (&clipped, 60.0 * speed_mm_s);
  if (line == NULL)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                           _ ("Target or speed is beyond what any stage can do. Nothing moves."));
      return FALSE;
    }
  if (!send_move (self, line, error))
    return FALSE;
  ins_grbl_stage_note_motion (self, INS_STAGE_MOVING, &clipped);

  return TRUE;
}

/* Lines without an answer have to fit into the receive buffer; the planner has room for more. At
 * rest none is open: an answer that is missing was lost. */
static gboolean
has_room (InsGrblStage *self, const char *line)
{
  InsGrblLink *link = &self->link;

  if (self->activity == INS_STAGE_IDLE)
    link->n_answered = link->n_lines;

  return link->n_lines - link->n_answered < INS_GRBL_MAX_OPEN &&
         ins_grbl_link_get_n_open (link) + strlen (line) <= RX_BYTES;
}

static gboolean
grbl_queue (InsStage *stage, const InsPosition *target, double speed_mm_s, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);
  InsPosition clipped = *target;
  g_autofree char *line = NULL;

  if (!ins_grbl_stage_check_ready (self, error) ||
      !ins_stage_travel_check (&self->info, &clipped, error))
    return FALSE;
  line = ins_grbl_format_move (&clipped, 60.0 * speed_mm_s);
  if (line == NULL || !has_room (self, line))
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                           _ ("The controller has no room for one more move just now."));
      return FALSE;
    }
  if (!self->is_queueing)
    self->n_refused_seen = self->link.n_refused;
  self->is_queueing = TRUE;
  if (!ins_grbl_link_send (&self->link, line, error))
    return FALSE;
  ins_grbl_stage_note_motion (self, INS_STAGE_MOVING, &clipped);

  return TRUE;
}

/* Ends deafness, hold and whatever lies in the queue. What moves stops with an alarm. */
static gboolean
reset_and_wait (InsGrblStage *self, GError **error)
{
  double until_s = ins_clock_now_s () + GREETING_TIMEOUT_S;

  if (!ins_grbl_stage_reset (self, error))
    return FALSE;
  while (self->expects_greeting && ins_clock_now_s () < until_s)
    {
      if (!ins_grbl_link_pump (&self->link, SLICE_S, error))
        return FALSE;
      ins_grbl_stage_take_events (self);
    }
  self->expects_greeting = FALSE;

  return TRUE;
}

/* $H is answered at its end, so only a refusal is waited for. */
static gboolean
grbl_home (InsStage *stage, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);
  InsGrblLink *link = &self->link;

  if (!check_open (self, error) || !ins_grbl_link_drain (link, error))
    return FALSE;
  ins_grbl_stage_take_events (self);
  if (ins_grbl_stage_stop_is_asked (self) || self->expects_greeting)
    return refuse_for_stop (error);
  if (!self->info.can_home)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                           _ ("Homing is switched off in the controller's settings ($22)."));
      return FALSE;
    }

  if (link->is_deaf && !reset_and_wait (self, error))
    return FALSE;

  ins_grbl_link_forget_questions (link, 0.0);
  atomic_store (&self->homing, TRUE);
  if (ins_grbl_stage_stop_is_asked (self)) /* came before a stop could know that it takes a reset */
    {
      atomic_store (&self->homing, FALSE);
      return refuse_for_stop (error);
    }
  self->homed = FALSE;
  self->n_reports_homing = 0;
  self->homing_patience = ins_grbl_patience_begin ();
  self->homing_deadline_s = ins_clock_now_s () +
                            ins_grbl_settings_get_homing_time_s (&link->settings);
  if (!ins_grbl_link_send (link, "$H\n", error))
    return FALSE;
  self->homing_line = link->n_lines;
  if (!wait_for_answer (self, HOME_LOOK_S, TRUE, error))
    return FALSE;
  if (link->n_answered == self->homing_line && link->last_code != 0)
    {
      guint code = link->last_code;

      atomic_store (&self->homing, FALSE);
      if (!end_error_latch (self, error))
        return FALSE;
      set_command_error (self, code, "$H", error);
      return FALSE;
    }
  self->activity = INS_STAGE_HOMING;
  ins_grbl_stage_set_message (self, "");

  return TRUE;
}

static gboolean
grbl_unlock (InsStage *stage, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);

  if (!check_open (self, error) || !ins_grbl_link_drain (&self->link, error))
    return FALSE;
  ins_grbl_stage_take_events (self);
  if (self->activity != INS_STAGE_ALARM && self->activity != INS_STAGE_IDLE)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                           _ ("The stage is moving. Stop it first."));
      return FALSE;
    }
  if (self->activity == INS_STAGE_IDLE) /* nothing is locked; the position is confirmed */
    {
      self->frame_lost = FALSE;
      self->homed = self->homed || !self->info.can_home;
      ins_grbl_stage_set_message (self, "");
      return TRUE;
    }
  if (!reset_and_wait (self, error))
    return FALSE;
  self->n_stops_done = atomic_load (&self->n_stops); /* the reset did that, too */
  self->stop_deadline_s = 0.0;
  if (!ins_grbl_stage_command (self, "$X\n", OK_TIMEOUT_S, error))
    return FALSE;

  self->link.alarm_code = 0;
  self->frame_lost = FALSE;
  self->activity = INS_STAGE_IDLE;
  /* Without homing a person's word is all there is. */
  self->homed = !self->info.can_home;
  ins_grbl_stage_set_message (self, "");

  return ins_grbl_stage_query (self, QUERY_TIMEOUT_S, error);
}

void
ins_grbl_stage_commands_init (InsStageInterface *iface)
{
  iface->move = grbl_move;
  iface->queue = grbl_queue;
  iface->home = grbl_home;
  iface->unlock = grbl_unlock;
}
