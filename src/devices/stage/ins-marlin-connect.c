/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-marlin-stage-private.h"
#include "devices/stage/ins-stage-readings.h"

#define IDENTITY_TIMEOUT_S 1.2 /* twice: longer than it may be busy between two "busy" lines */
#define LIST_TIMEOUT_S 0.9
#define REST_TIMEOUT_S 0.8
#define SILENT_STOP_S 2.5
#define QUIET_AFTER_STOP_S 0.3
#define SLICE_S 0.05

/* Longer than the silence behind M410; where it waits in line for the command in progress, many
 * would come one after the other. */
#define STOP_REPEAT_S 2.0
#define STOP_IN_LINE_S 10.0

/* No length that anybody extrudes. */
#define MARK_MM (-77.13)
#define MARK_TOLERANCE_MM 0.02 /* two decimals, and steps */

gboolean
ins_marlin_is_mark (double extruder_mm)
{
  return fabs (extruder_mm - MARK_MM) < MARK_TOLERANCE_MM; /* FALSE for NaN */
}

gboolean
ins_marlin_stage_mark (InsMarlinStage *self, gboolean is_homed, GError **error)
{
  /* forgiven: a build without extruder does not know it, and has to be homed in every session */
  if (!ins_marlin_stage_command (self, is_homed ? "G92 E-77.13\n" : "G92 E0\n",
                                 INS_MARLIN_OK_TIMEOUT_S, TRUE, error))
    return FALSE;
  self->is_marked = is_homed;

  return TRUE;
}

static gboolean
set_absent (InsMarlinStage *self, guint n_lines, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  const char *name = ins_transport_get_name (link->transport);

  if (self->is_halted)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("The controller at %s has halted itself (kill) and hears nothing more. Press "
                    "its reset button or switch it off and on, then connect."),
                 name);
  else if (self->settings.name[0] != '\0')
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
                 _ ("“%s” answers at %s, and not Marlin. Choose its own protocol."),
                 self->settings.name, name);
  else if (link->n_lines != n_lines || link->n_dropped > 0 || self->n_bad_lines > 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
                 _ ("Something answers at %s, but not as Marlin does. Check protocol and baud rate "
                    "(250000 or 115200, behind an @)."),
                 name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No Marlin controller answers at %s. Check power, cable and baud rate (250000 "
                    "or 115200, behind an @). One that has halted itself wants its reset button."),
                 name);

  return FALSE;
}

static gboolean
set_busy (InsMarlinStage *self, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
               _ ("The stage at %s is moving or held by somebody else. Wait until it stands, or "
                  "reset the controller, then connect."),
               ins_transport_get_name (link->transport));

  return FALSE;
}

/* Only lines that break off count as an error here: silence is judged by the caller. */
static gboolean
ask (InsMarlinStage *self,
     const char *text,
     double timeout_s,
     gboolean *is_answered,
     GError **error)
{
  g_autoptr (GError) own = NULL;

  *is_answered = ins_marlin_stage_command (self, text, timeout_s, TRUE, &own);
  if (*is_answered || g_error_matches (own, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED) ||
      g_error_matches (own, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM) || self->n_bad_lines > 0 ||
      self->n_open > 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own));

  return FALSE;
}

/* A stop that was asked for while nothing was connected is for a stage that somebody left moving.
 * M410 is answered after a second of silence. */
static gboolean
carry_out_stop (InsMarlinStage *self, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double until_s = ins_clock_now_s () + SILENT_STOP_S;
  guint n_oks = self->flush.n_oks;

  if (!ins_marlin_stage_send (self, INS_MARLIN_STOP, error))
    return FALSE;
  while (ins_clock_now_s () < until_s &&
         (self->flush.n_oks == n_oks || ins_clock_now_s () < link->heard_s + QUIET_AFTER_STOP_S))
    if (!ins_marlin_stage_listen (self, ins_clock_now_s () + SLICE_S, error))
      return FALSE;
  self->n_open = 0;
  self->flush.is_done = TRUE;

  return TRUE;
}

static gboolean
identify (InsMarlinStage *self, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  guint n_lines = link->n_lines;
  gboolean is_answered = FALSE;

  /* a line that somebody left unfinished ends here; an empty one gets no answer */
  if (!ins_line_link_write (link, "\n", error))
    return FALSE;
  for (guint i = 0; i < 2 && self->settings.name[0] == '\0'; i++)
    {
      self->is_busy = FALSE;
      if (!ask (self, "M115\n", IDENTITY_TIMEOUT_S, &is_answered, error))
        return FALSE;
      if (self->is_busy && self->settings.name[0] == '\0')
        return set_busy (self, error);
    }

  return strstr (self->settings.name, "Marlin") != NULL || set_absent (self, n_lines, error);
}

/* Asks for a list until it came without a garbled line. */
static gboolean
read_list (InsMarlinStage *self, const char *text, GError **error)
{
  gboolean is_answered = FALSE;
  guint n_bad_lines;

  for (guint i = 0; i < 3; i++)
    {
      n_bad_lines = self->n_bad_lines;
      if (!ask (self, text, LIST_TIMEOUT_S, &is_answered, error))
        return FALSE;
      if (is_answered && self->n_bad_lines == n_bad_lines)
        return TRUE;
    }
  if (is_answered)
    return TRUE;
  ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), LIST_TIMEOUT_S, error);

  return FALSE;
}

/* Marlin's answers have no checksum: what two readings agree on counts. */
static gboolean
read_settings (InsMarlinStage *self, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  InsMarlinSettings readings[INS_STAGE_MOST_READINGS];

  for (guint n = 0; n < INS_STAGE_MOST_READINGS; n++)
    {
      ins_marlin_settings_forget_numbers (&self->settings);
      if (!read_list (self, "M503\n", error) || !read_list (self, "M211\n", error))
        return FALSE;
      readings[n] = self->settings;
      if (n > 0 && ins_marlin_settings_combine (&self->settings, readings, n + 1))
        return TRUE;
    }

  return ins_serial_stage_refuse_unsure (ins_transport_get_name (link->transport), error);
}

gboolean
ins_marlin_stage_prepare (InsMarlinStage *self, GError **error)
{
  static const char *const lines[] = {
    "M113 S1\n", /* busy lines every second */
    "M110 N0\n", /* line numbers begin anew */
    "G21\n",
    "G90\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (!read_list (self, lines[i], error))
        return FALSE;
      if (i == 0)
        self->has_busy = !self->is_unknown;
    }
  self->n_numbered = 0;

  /* a report that nobody asked for would be taken for an answer */
  return !self->settings.has_position_report || read_list (self, "M154 S0\n", error);
}

/* Waits for whatever is in the queue: without true positions nothing else tells that it stands. */
static gboolean
check_rest (InsMarlinStage *self, GError **error)
{
  gboolean is_answered = FALSE;

  if (!ask (self, "M400\n", REST_TIMEOUT_S, &is_answered, error))
    return FALSE;

  return is_answered || self->n_bad_lines > 0 || set_busy (self, error);
}

static void
forget (InsMarlinStage *self)
{
  ins_marlin_settings_clear (&self->settings);
  self->truth = INS_MARLIN_TRUTH_OPEN;
  self->n_open = self->n_bad_lines = self->n_misfits = 0;
  self->is_halted = self->has_offset = self->has_end = FALSE;
  self->hit_mask = self->heeded_hit_mask = self->homed_mask = self->homing_mask =
      self->moving_mask = 0;
  self->waits_for_end = self->was_cut_off = self->is_shortened = FALSE;
  self->flush = (InsMarlinFlush){ 0 };
}

gboolean
ins_marlin_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error)
{
  InsMarlinStage *self = INS_MARLIN_STAGE (stage);
  InsSerialTraits *traits = ins_serial_stage_get_traits (stage);
  double asked_s = 0.0;

  forget (self);
  if ((ins_serial_stage_stop_is_asked (stage) && !carry_out_stop (self, error)) ||
      !identify (self, error) || !ins_marlin_stage_prepare (self, error) ||
      !read_settings (self, error) || !check_rest (self, error) ||
      !ins_marlin_stage_locate (self, FALSE, ins_clock_now_s () + LIST_TIMEOUT_S, &asked_s, error))
    return FALSE;
  self->end = self->place;
  self->has_end = TRUE;
  self->is_restarted = FALSE; /* the greeting of this opening */
  self->is_marked = ins_marlin_is_mark (self->place.extruder_mm);
  self->homed_mask = self->is_marked ? INS_MARLIN_ALL_AXES : 0;
  ins_marlin_settings_fill_info (&self->settings, info);
  traits->can_extend_jog = FALSE; /* until positions are known true */
  traits->stop_repeat_s = self->settings.has_emergency_parser ? STOP_REPEAT_S : STOP_IN_LINE_S;

  return TRUE;
}
