/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-grbl-alarms.h"
#include "devices/stage/ins-grbl-stage-private.h"

#define SLICE_S 0.02
#define GREETING_EXPECTED_S 2.0
#define CLOSING_TIMEOUT_S 1.0

/* Threads: the motion worker owns everything but transport, homing and the two counters of stops;
 * stop() on any thread writes to the transport and counts. See the private header. */

static void ins_grbl_stage_iface_init (InsStageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsGrblStage,
                               ins_grbl_stage,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_STAGE, ins_grbl_stage_iface_init))

gboolean
ins_grbl_stage_stop_is_asked (InsGrblStage *self)
{
  return atomic_load (&self->n_stops_begun) != self->n_stops_done;
}

void
ins_grbl_stage_set_message (InsGrblStage *self, const char *text)
{
  g_strlcpy (self->message, text, sizeof self->message);
  /* not in the middle of a letter */
  for (const char *end = NULL; !g_utf8_validate (self->message, -1, &end);)
    self->message[end - self->message] = '\0';
}

static void
take_alarm (InsGrblStage *self)
{
  guint code = self->link.alarm_code;

  self->homed = FALSE;
  self->frame_lost |= ins_grbl_alarm_loses_position (code);
  self->accepted_s = 0.0;
  self->activity = INS_STAGE_ALARM;
  atomic_store (&self->homing, FALSE);
  ins_grbl_stage_set_message (self, ins_grbl_alarm_text (code, self->link.settings.is_hal));
}

static void
take_greeting (InsGrblStage *self)
{
  gboolean is_expected = ins_grbl_stage_stop_is_asked (self) ||
                         ins_clock_now_s () - self->reset_sent_s < GREETING_EXPECTED_S;

  self->expects_greeting = FALSE;
  self->accepted_s = 0.0;
  atomic_store (&self->homing, FALSE);
  /* a reset in motion says ALARM:3 first, a failed homing its own number */
  if (is_expected || self->activity == INS_STAGE_ALARM)
    return;
  self->homed = FALSE;
  self->frame_lost = TRUE;
  ins_grbl_stage_set_message (self, _ ("The controller has restarted by itself, so its position "
                                       "is lost. Check its power and home again."));
}

void
ins_grbl_stage_take_events (InsGrblStage *self)
{
  if (self->link.n_alarms != self->n_alarms_seen)
    {
      self->n_alarms_seen = self->link.n_alarms;
      take_alarm (self);
    }
  if (self->link.n_greetings != self->n_greetings_seen)
    {
      self->n_greetings_seen = self->link.n_greetings;
      take_greeting (self);
    }
}

void
ins_grbl_stage_set_silent (InsGrblStage *self, double timeout_s, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
               _ ("The stage at %s has been silent for %.1f s. Check cable and power, then connect "
                  "again."),
               ins_transport_get_name (self->transport), timeout_s);
}

gboolean
ins_grbl_stage_query (InsGrblStage *self, double timeout_s, GError **error)
{
  InsGrblLink *link = &self->link;
  InsGrblPatience patience = ins_grbl_patience_begin ();
  double again_s = 0.5 * timeout_s;
  guint n_reports = link->n_reports;
  guint n_bad_lines = link->n_bad_lines;

  if (!ins_grbl_link_ask (link, error))
    return FALSE;
  while (link->n_reports == n_reports && !link->is_deaf)
    {
      double listened_s = ins_grbl_patience_look (&patience, SLICE_S);

      if (listened_s >= timeout_s)
        {
          ins_grbl_stage_set_silent (self, timeout_s, error);
          return FALSE;
        }
      if (link->n_asked == 0 || link->n_bad_lines != n_bad_lines || listened_s >= again_s)
        {
          n_bad_lines = link->n_bad_lines;
          again_s = listened_s >= again_s ? timeout_s : again_s;
          if (!ins_grbl_link_ask (link, error))
            return FALSE;
        }
      if (!ins_grbl_link_pump (link, fmin (SLICE_S, timeout_s - listened_s), error))
        return FALSE;
      ins_grbl_stage_take_events (self);
    }
  if (link->has_wco)
    {
      ins_grbl_settings_fill_travel (&link->settings, &link->wco, &self->info);
      self->info.knows_zero = TRUE;
      self->info.zero = link->wco;
    }

  return TRUE;
}

gboolean
ins_grbl_stage_reset (InsGrblStage *self, GError **error)
{
  self->expects_greeting = TRUE;
  self->reset_sent_s = ins_clock_now_s ();

  return ins_grbl_link_write (&self->link, INS_GRBL_RESET, error);
}

static gboolean
stands (InsGrblStage *self)
{
  return self->activity == INS_STAGE_IDLE || self->activity == INS_STAGE_ALARM ||
         self->activity == INS_STAGE_UNKNOWN;
}

static gboolean
grbl_poll (InsStage *stage, InsStageReport *report, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);
  InsGrblLink *link = &self->link;
  guint n_reports = link->n_reports;
  gboolean done = self->is_open && ins_grbl_stage_update (self, error);
  gboolean is_homing = done && self->activity == INS_STAGE_HOMING;

  if (!self->is_open)
    ins_grbl_stage_set_silent (self, 0.0, error);
  if (!done)
    {
      if (!stands (self)) /* it may hear all the same */
        ins_stage_stop (stage);
      self->activity = INS_STAGE_UNKNOWN;
    }

  memset (report, 0, sizeof *report);
  report->activity = self->activity;
  report->homed = self->homed && done;
  report->position = link->position;
  report->position_known = done && link->has_position && !self->frame_lost && !link->is_deaf;
  report->asked_s = link->asked_s;
  report->answered_s = link->answered_s;
  if (is_homing && link->n_reports == n_reports)
    {
      report->position_known = FALSE;
      report->asked_s = link->oldest_asked_s;
      report->answered_s = ins_clock_now_s ();
    }
  report->limit_mask = link->status.limit_mask;
  report->alarm_code = link->alarm_code;
  g_strlcpy (report->message, self->message, sizeof report->message);

  return done;
}

static gboolean
grbl_open (InsStage *stage, GCancellable *cancellable, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);

  if (self->is_open)
    return TRUE;
  if (!ins_transport_open (self->transport, error))
    return FALSE;
  if (ins_grbl_stage_connect (self, cancellable, error))
    return TRUE;
  ins_transport_close (self->transport);

  return FALSE;
}

static void
grbl_close (InsStage *stage)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);
  double until_s = ins_clock_now_s () + CLOSING_TIMEOUT_S;
  InsStageReport report;

  if (!self->is_open)
    return;
  if (self->activity != INS_STAGE_IDLE && self->activity != INS_STAGE_ALARM)
    ins_stage_stop (stage); /* one that has gone silent may still hear */
  while (self->activity != INS_STAGE_UNKNOWN &&
         (!stands (self) || ins_grbl_stage_stop_is_asked (self)) && ins_clock_now_s () < until_s)
    if (!grbl_poll (stage, &report, NULL))
      break;
  self->is_open = FALSE;
  self->activity = INS_STAGE_UNKNOWN;
  ins_transport_close (self->transport);
}

static void
grbl_get_info (InsStage *stage, InsStageInfo *info)
{
  *info = INS_GRBL_STAGE (stage)->info;
}

/* Any thread. */
static void
write_stop (InsGrblStage *self, const char *bytes)
{
  g_autoptr (GError) error = NULL;

  if (!ins_transport_write (self->transport, (const guint8 *)bytes, strlen (bytes), &error))
    g_debug ("stop could not be sent: %s", error->message);
  atomic_fetch_add (&self->n_stops, 1);
}

/* A hold stops moves, a jog cancel ends jogs; neither does harm in the other's state. While homing
 * the firmware hears nothing but a reset. */
static void
grbl_stop (InsStage *stage)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);

  atomic_fetch_add (&self->n_stops_begun, 1);
  write_stop (self,
              atomic_load (&self->homing) ? INS_GRBL_RESET : INS_GRBL_HOLD INS_GRBL_JOG_CANCEL);
}

/* A reset cuts a motion off without a ramp (ALARM:3); at rest it keeps the position. */
static void
grbl_halt (InsStage *stage)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);

  atomic_fetch_add (&self->n_stops_begun, 1);
  write_stop (self, INS_GRBL_RESET);
}

static void
ins_grbl_stage_finalize (GObject *object)
{
  InsGrblStage *self = INS_GRBL_STAGE (object);

  grbl_close (INS_STAGE (self));
  ins_grbl_link_clear (&self->link);
  g_object_unref (self->transport);

  G_OBJECT_CLASS (ins_grbl_stage_parent_class)->finalize (object);
}

static void
ins_grbl_stage_class_init (InsGrblStageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_grbl_stage_finalize;
}

static void
ins_grbl_stage_iface_init (InsStageInterface *iface)
{
  iface->open = grbl_open;
  iface->close = grbl_close;
  iface->get_info = grbl_get_info;
  iface->poll = grbl_poll;
  iface->stop = grbl_stop;
  iface->halt = grbl_halt;
  ins_grbl_stage_jog_init (iface);
  ins_grbl_stage_commands_init (iface);
}

static void
ins_grbl_stage_init (InsGrblStage *self)
{
  atomic_init (&self->n_stops_begun, 0);
  atomic_init (&self->n_stops, 0);
  atomic_init (&self->homing, FALSE);
}

InsStage *
ins_grbl_stage_new (InsTransport *transport)
{
  InsGrblStage *self = g_object_new (INS_TYPE_GRBL_STAGE, NULL);

  self->transport = g_object_ref (transport);
  ins_grbl_link_init (&self->link, transport);
  ins_grbl_settings_fill_info (&self->link.settings, &self->info);
  ins_grbl_settings_fill_travel (&self->link.settings, NULL, &self->info);

  return INS_STAGE (self);
}
