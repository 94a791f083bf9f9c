/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-esp-stage-private.h"

#define QUIET_S 0.03
#define MAX_STALE_LINES 32
#define MAX_TRIES 3

G_DEFINE_FINAL_TYPE (InsEspStage, ins_esp_stage, INS_TYPE_SERIAL_STAGE)

guint
ins_esp_stage_get_axes (const InsEspStage *self)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_esp_stage_has_axis (self, axis))
      mask |= 1u << axis;

  return mask;
}

/* Answers to questions that were given up. */
static gboolean
drop_stale_lines (InsLineLink *link, GError **error)
{
  InsLineOutcome outcome = INS_LINE_READ;

  for (guint i = 0; i < MAX_STALE_LINES && outcome == INS_LINE_READ; i++)
    outcome = ins_line_link_read (link, 0.0, error);

  return outcome != INS_LINE_FAILED;
}

/* FALSE with an error if the port failed; else @outcome, NEED_MORE when the time is up. */
static gboolean
read_reply (InsLineLink *link,
            InsEspForm form,
            InsEspReply *reply,
            double until_s,
            InsEspOutcome *outcome,
            GError **error)
{
  do
    {
      InsLineOutcome read = ins_line_link_read (link, until_s, error);

      *outcome = INS_ESP_NEED_MORE;
      if (read != INS_LINE_READ)
        return read == INS_LINE_NONE;
      *outcome = ins_esp_parse (link->line, form, reply);
    }
  while (*outcome == INS_ESP_NEED_MORE && ins_clock_now_s () < until_s);

  return TRUE;
}

gboolean
ins_esp_stage_ask (InsEspStage *self,
                   const char *line,
                   gboolean is_motion,
                   const InsEspForm *forms,
                   guint n,
                   InsEspReply *replies,
                   double until_s,
                   gboolean *answered,
                   GError **error)
{
  InsSerialStage *stage = INS_SERIAL_STAGE (self);
  InsLineLink *link = ins_serial_stage_get_link (stage);
  g_autofree char *ended = g_strconcat (line, "\r", NULL);

  *answered = TRUE;
  if (!drop_stale_lines (link, error))
    return FALSE;
  if (!is_motion && !ins_line_link_write (link, ended, error))
    return FALSE;
  if (is_motion && !ins_serial_stage_write_motion (stage, ended, error))
    {
      (void)!ins_line_link_drain (link, QUIET_S, NULL); /* an answer may have been on its way */
      return FALSE;
    }
  for (guint i = 0; i < n && *answered; i++)
    {
      InsEspOutcome outcome;

      if (!read_reply (link, forms[i], &replies[i], until_s, &outcome, error))
        return FALSE;
      *answered = outcome == INS_ESP_REPLY;
    }

  return *answered || ins_line_link_drain (link, QUIET_S, error);
}

/* What is said about an axis is its own, whatever the controller calls it. */
static int
find_axis (const InsEspStage *self, guint number)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (number != 0 && self->numbers[axis] == number)
      return (int)axis;

  return -1;
}

void
ins_esp_stage_note_error (InsEspStage *self, guint code)
{
  int axis = find_axis (self, ins_esp_get_error_axis (code));
  guint mask = axis >= 0 ? 1u << axis : 0;

  if (ins_esp_get_error_axis (code) > 0 && axis < 0)
    return; /* of an axis that is not the rig's */
  if (mask != 0 &&
      (code % 100 == INS_ESP_ERROR_HOMING_ABORTED || code % 100 == INS_ESP_ERROR_IN_HOMING))
    self->homing_mask &= ~mask;
  if (!ins_esp_is_fault (code))
    return;
  if (mask == 0)
    mask = ins_esp_stage_get_axes (self);
  self->homing_mask &= ~mask;
  self->homed_mask &= ~mask;
  self->lost_mask |= mask; /* it stopped hard, steps may be lost */
  if (self->fault_code == 0)
    self->fault_code = code;
}

/* Ends @commands with the question for the next error; where that was lost or garbled, the question
 * alone is asked again. */
static gboolean
ask_for_code (InsEspStage *self,
              const char *commands,
              gboolean is_motion,
              guint *code,
              GError **error)
{
  g_autofree char *line = g_strconcat (commands, "TB?", NULL);
  const InsEspForm form = INS_ESP_FORM_ERROR;
  gboolean answered = FALSE;
  InsEspReply reply;

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      if (!ins_esp_stage_ask (self, i == 0 ? line : "TB?", is_motion && i == 0, &form, 1, &reply,
                              ins_clock_now_s () + INS_ESP_ANSWER_S, &answered, error))
        return FALSE;
      if (!answered)
        continue;
      *code = reply.code;
      return TRUE;
    }
  ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), MAX_TRIES * INS_ESP_ANSWER_S, error);

  return FALSE;
}

gboolean
ins_esp_stage_take_errors (InsEspStage *self, GError **error)
{
  guint code = 0;

  for (guint i = 0; i <= INS_ESP_MAX_ERRORS; i++)
    {
      if (!ask_for_code (self, "", FALSE, &code, error))
        return FALSE;
      if (code == 0)
        break;
      ins_esp_stage_note_error (self, code);
    }

  return TRUE;
}

gboolean
ins_esp_stage_command (InsEspStage *self,
                       const char *commands,
                       gboolean is_motion,
                       guint *code,
                       GError **error)
{
  if (!ask_for_code (self, commands, is_motion, code, error))
    return FALSE;
  if (*code == 0)
    return TRUE;
  ins_esp_stage_note_error (self, *code);

  return ins_esp_stage_take_errors (self, error); /* of several commands each has its own */
}

char *
ins_esp_stage_describe_fault (const InsEspStage *self, guint code)
{
  int axis = find_axis (self, ins_esp_get_error_axis (code));
  const char *what = ins_esp_get_error_text (code);

  if (axis < 0)
    /* Translators: what is wrong, such as "the emergency stop was pressed" */
    return g_strdup_printf (
        _ ("The stage has stopped itself: %s. Mend that, unlock, and home again."), what);

  /* Translators: the letter of an axis and what is wrong with it */
  return g_strdup_printf (_ ("Axis %c has stopped itself: %s. Look at it, unlock, and home again."),
                          INS_AXIS_LETTERS[axis], what);
}

void
ins_esp_stage_set_code_error (InsEspStage *self, const char *commands, guint code, GError **error)
{
  int axis = find_axis (self, ins_esp_get_error_axis (code));
  g_autofree char *reason = NULL;

  if (ins_esp_is_fault (code))
    {
      g_autofree char *text = ins_esp_stage_describe_fault (self, code);

      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM, text);
      return;
    }
  if (ins_esp_is_limit (code))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                   _ ("Axis %c does not move: %s. Move it the other way."),
                   axis >= 0 ? INS_AXIS_LETTERS[axis] : '?', ins_esp_get_error_text (code));
      return;
    }
  reason = axis >= 0 ? g_strdup_printf (_ ("error %u, axis %c: %s"), code, INS_AXIS_LETTERS[axis],
                                        ins_esp_get_error_text (code))
                     : g_strdup_printf (_ ("error %u: %s"), code, ins_esp_get_error_text (code));
  ins_serial_stage_set_refused_error (INS_SERIAL_STAGE (self), commands, reason, error);
}

static void
ins_esp_stage_class_init (InsEspStageClass *klass)
{
  InsSerialStageClass *serial = INS_SERIAL_STAGE_CLASS (klass);

  serial->protocol = "esp301";
  serial->connect = ins_esp_stage_connect;
  serial->query = ins_esp_stage_query;
  ins_esp_stage_commands_init (serial);
}

static void
ins_esp_stage_init (InsEspStage *self)
{
}

InsStage *
ins_esp_stage_new (InsTransport *transport, const InsStageOptions *options)
{
  InsStage *stage = ins_serial_stage_new (INS_TYPE_ESP_STAGE, transport, options);
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (stage));

  /* PA is taken in motion, too, if it does not turn the motion round (user's manual, PA) */
  traits->can_extend_jog = TRUE;
  g_strlcpy (traits->stop_bytes, "ST\r", sizeof traits->stop_bytes);
  g_strlcpy (traits->halt_bytes, "AB\r", sizeof traits->halt_bytes);

  return stage;
}
