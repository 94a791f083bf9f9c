/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-grbl-stage-private.h"
#include "devices/stage/ins-serial-stage.h"
#include "devices/stage/ins-stage-readings.h"

#define GREETING_TIMEOUT_S 2.5 /* boot loader of an Arduino */
#define ANSWER_TIMEOUT_S 0.9
#define RESET_TIMEOUT_S 0.8
#define POKE_S 0.3
#define SLICE_S 0.05
#define LIST_TIMEOUT_S 0.8
#define MAX_LISTS 3
#define FULL_REPORT_TIMEOUT_S 0.5
#define STOP_TIMEOUT_S 3.5
/* The work offset comes at the latest with every 30th report (grbl/config.h). */
#define MAX_REPORTS_TO_WCO 40

/* Reads for up to SLICE_S. FALSE also when cancelled. */
static gboolean
listen_a_bit (InsGrblStage *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  return ins_grbl_link_pump (&self->link, SLICE_S, error);
}

/* Pokes until a greeting or a report comes; an alarm is also a sign of life. */
static gboolean
wait_for_life (InsGrblStage *self, double timeout_s, GCancellable *cancellable, GError **error)
{
  double until_s = ins_clock_now_s () + timeout_s;
  double poke_s = 0.0;

  while (ins_clock_now_s () < until_s)
    {
      if (ins_clock_now_s () >= poke_s)
        {
          if (!ins_grbl_link_ask (&self->link, error))
            return FALSE;
          poke_s = ins_clock_now_s () + POKE_S;
        }
      if (!listen_a_bit (self, cancellable, error))
        return FALSE;
      if (self->link.n_greetings > 0 || self->link.n_reports > 0)
        return TRUE;
    }

  return TRUE;
}

static gboolean
find_controller (InsGrblStage *self, GCancellable *cancellable, GError **error)
{
  const char *name = ins_transport_get_name (self->transport);
  gboolean resets = ins_transport_resets_on_open (self->transport);

  if (!wait_for_life (self, resets ? GREETING_TIMEOUT_S : ANSWER_TIMEOUT_S, cancellable, error))
    return FALSE;
  /* One that stopped itself in an earlier session is deaf until it is reset. Nothing moves by it.
   */
  if (self->link.n_greetings == 0 && self->link.n_reports == 0 &&
      (!ins_grbl_link_write (&self->link, INS_GRBL_RESET, error) ||
       !wait_for_life (self, RESET_TIMEOUT_S, cancellable, error)))
    return FALSE;
  if (self->link.n_greetings > 0 || self->link.n_reports > 0)
    return TRUE;

  if (self->link.n_bad_lines > 0 || self->link.parser.n > 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
                 _ ("Something answers at %s, but not as Grbl does. Check protocol and baud rate."),
                 name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No Grbl controller answers at %s. Check power, cable and baud rate."), name);

  return FALSE;
}

/* Questions are asked until the work offset is known: without it a machine position is none. */
static gboolean
learn_offset (InsGrblStage *self, GCancellable *cancellable, GError **error)
{
  InsGrblLink *link = &self->link;
  guint n_reports = 0;

  ins_grbl_link_forget_questions (link, 0.0);
  for (guint i = 0; i < MAX_REPORTS_TO_WCO && !link->has_wco; i++)
    {
      n_reports = link->n_reports;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !ins_grbl_stage_query (self, ANSWER_TIMEOUT_S, error))
        return FALSE;
      if (link->is_deaf)
        break;
    }
  if (!link->has_wco && !link->has_position && link->n_reports != n_reports)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
                   _ ("The controller at %s reports no work offset, so its position means nothing. "
                      "Switch the field on in its status report mask ($10) and connect again."),
                   ins_transport_get_name (self->transport));
      return FALSE;
    }

  return TRUE;
}

/* A stop that was asked for while nothing was connected is for a stage that somebody left moving.
 * What stands already is left alone. */
static gboolean
carry_out_stop (InsGrblStage *self, GCancellable *cancellable, GError **error)
{
  double until_s = ins_clock_now_s () + STOP_TIMEOUT_S;
  InsGrblState state = self->link.status.state;

  if (state != INS_GRBL_RUN && state != INS_GRBL_JOG && state != INS_GRBL_HOLD_STATE)
    {
      self->n_stops_done = atomic_load (&self->n_stops);
      return TRUE;
    }
  if (!ins_grbl_link_write (&self->link, INS_GRBL_HOLD INS_GRBL_JOG_CANCEL, error))
    return FALSE;
  self->activity = INS_STAGE_STOPPING;
  while (ins_grbl_stage_stop_is_asked (self) && ins_clock_now_s () < until_s)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !ins_grbl_stage_update (self, error))
      return FALSE;

  return TRUE;
}

/* Asks for a list until it came without a garbled line. */
static gboolean
read_list (InsGrblStage *self, const char *line, GError **error)
{
  for (guint attempt = 1;; attempt++)
    {
      g_autoptr (GError) refusal = NULL;
      guint n_bad_lines = self->link.n_bad_lines;
      gboolean done = ins_grbl_stage_command (self, line, LIST_TIMEOUT_S, &refusal);

      if (done && (self->link.n_bad_lines == n_bad_lines || attempt == MAX_LISTS))
        return TRUE;
      if (!done && (self->link.n_bad_lines == n_bad_lines || attempt == MAX_LISTS))
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
      self->link.n_answered = self->link.n_lines; /* the garbled line was its ok */
    }
}

/* Grbl's answers have no checksum: what two readings agree on counts. */
static gboolean
read_settings (InsGrblStage *self, GError **error)
{
  InsGrblSettings *settings = &self->link.settings;
  g_autofree InsGrblSettings *readings = g_new (InsGrblSettings, INS_STAGE_MOST_READINGS);

  for (guint n = 0; n < INS_STAGE_MOST_READINGS; n++)
    {
      for (guint number = 0; number < INS_GRBL_N_SETTINGS; number++)
        settings->values[number] = (double)NAN;
      if (!read_list (self, "$$\n", error))
        return FALSE;
      readings[n] = *settings;
      if (n > 0 && ins_grbl_settings_combine (settings, readings, n + 1))
        return TRUE;
    }

  return ins_serial_stage_refuse_unsure (ins_transport_get_name (self->transport), error);
}

static gboolean
check_state (InsGrblStage *self, GError **error)
{
  InsGrblState state = self->link.status.state;

  if (state == INS_GRBL_HOLD_STATE && self->link.status.substate == 0)
    /* left behind by an earlier session; a reset in hold drops the rest and keeps the position */
    return ins_grbl_stage_reset (self, error) &&
           ins_grbl_stage_query (self, ANSWER_TIMEOUT_S, error);
  if (state == INS_GRBL_IDLE || state == INS_GRBL_ALARM || self->link.is_deaf)
    return TRUE;

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
               _ ("The stage at %s is moving or held by somebody else. Wait until it stands, or "
                  "reset the controller, then connect."),
               ins_transport_get_name (self->transport));

  return FALSE;
}

/* Controllers that home lock themselves at power-up, so one that is not locked was homed. A grblHAL
 * that does not is asked; one that does not say counts as not homed. */
static gboolean
find_homed (InsGrblStage *self, GError **error)
{
  InsGrblLink *link = &self->link;
  double until_s = ins_clock_now_s () + FULL_REPORT_TIMEOUT_S;
  guint n_reports = link->n_reports;

  self->homed = !ins_grbl_settings_can_home (&link->settings) ||
                ins_grbl_settings_locks_unhomed (&link->settings);
  if (self->homed)
    return TRUE;
  if (!ins_grbl_link_ask_all (link, error))
    return FALSE;
  while (link->n_reports == n_reports && ins_clock_now_s () < until_s)
    if (!ins_grbl_link_pump (link, SLICE_S, error))
      return FALSE;
  self->homed = link->n_reports != n_reports && link->status.has_homed && link->status.is_homed;
  ins_grbl_link_forget_questions (link, 0.0);

  return TRUE;
}

gboolean
ins_grbl_stage_connect (InsGrblStage *self, GCancellable *cancellable, GError **error)
{
  gboolean is_locked;

  ins_grbl_link_restart (&self->link);
  self->stop_deadline_s = 0.0;
  self->expects_greeting = FALSE;
  self->n_alarms_seen = 0;
  self->accepted_s = 0.0;
  self->frame_lost = FALSE;
  self->activity = INS_STAGE_UNKNOWN;
  atomic_store (&self->homing, FALSE);
  ins_grbl_stage_set_message (self, "");
  if (!find_controller (self, cancellable, error))
    return FALSE;
  self->n_greetings_seen = self->link.n_greetings;

  /* Lists come only at rest. The offset is learnt again if $13 says that it was in inches. */
  if (!learn_offset (self, cancellable, error) ||
      (ins_grbl_stage_stop_is_asked (self) && !carry_out_stop (self, cancellable, error)) ||
      !check_state (self, error) || !read_list (self, "$I\n", error) ||
      !read_settings (self, error))
    return FALSE;
  if (ins_grbl_settings_get_report_unit_mm (&self->link.settings) != 1.0)
    self->link.has_wco = FALSE;
  if (!learn_offset (self, cancellable, error) ||
      !ins_grbl_stage_query (self, ANSWER_TIMEOUT_S, error))
    return FALSE;

  ins_grbl_stage_take_events (self);
  is_locked = self->link.status.state == INS_GRBL_ALARM || self->link.is_deaf;
  if (!is_locked && !find_homed (self, error))
    return FALSE;
  self->homed = self->homed && !is_locked;
  self->activity = is_locked ? INS_STAGE_ALARM : INS_STAGE_IDLE;
  ins_grbl_settings_fill_info (&self->link.settings, &self->info);
  self->is_open = TRUE;

  return TRUE;
}
