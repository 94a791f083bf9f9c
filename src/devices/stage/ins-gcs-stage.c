/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-gcs-stage-private.h"

#define QUIET_S 0.03

G_DEFINE_FINAL_TYPE (InsGcsStage, ins_gcs_stage, INS_TYPE_SERIAL_STAGE)

guint
ins_gcs_stage_get_axes (const InsGcsStage *self)
{
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_gcs_stage_has_axis (self, axis))
      mask |= 1u << axis;

  return mask;
}

/* ---- questions ------------------------------------------------------------------------------ */

/* FALSE if the port failed; NEED_MORE when the time is up. */
static gboolean
read_reply (InsLineLink *link,
            InsGcsForm form,
            InsGcsReply *reply,
            double until_s,
            InsGcsOutcome *outcome,
            GError **error)
{
  g_autoptr (GString) received = g_string_new (NULL);
  InsLineOutcome read = INS_LINE_READ;

  *outcome = INS_GCS_NEED_MORE;
  while (read == INS_LINE_READ && *outcome == INS_GCS_NEED_MORE)
    {
      read = ins_line_link_read (link, until_s, error);
      if (read == INS_LINE_READ)
        g_string_append_printf (received, "%s\n", link->line);
      else if (read == INS_LINE_NONE && form == INS_GCS_FORM_TEXT)
        g_string_append_c (received, '\n'); /* some identities end with a blank */
      *outcome = ins_gcs_parse (received->str, received->len, form, reply);
    }

  return read != INS_LINE_FAILED;
}

gboolean
ins_gcs_stage_ask (InsGcsStage *self,
                   const char *question,
                   InsGcsForm form,
                   InsGcsReply *reply,
                   double until_s,
                   gboolean *answered,
                   GError **error)
{
  return ins_gcs_stage_ask_several (self, question, &form, reply, NULL, 1, until_s, answered,
                                    error);
}

gboolean
ins_gcs_stage_ask_several (InsGcsStage *self,
                           const char *questions,
                           const InsGcsForm *forms,
                           InsGcsReply *replies,
                           double *heard_s,
                           guint n,
                           double until_s,
                           gboolean *answered,
                           GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  InsGcsOutcome outcome = INS_GCS_REPLY;

  if (!ins_line_link_skip (link, error) || !ins_line_link_write (link, questions, error))
    return FALSE;
  for (guint i = 0; i < n && outcome == INS_GCS_REPLY; i++)
    {
      if (!read_reply (link, forms[i], &replies[i], until_s, &outcome, error))
        return FALSE;
      if (heard_s != NULL)
        heard_s[i] = link->heard_s;
    }
  *answered = outcome == INS_GCS_REPLY;

  return *answered || ins_line_link_drain (link, QUIET_S, error);
}

/* How long a question is put. Garbled answers come quickly and are no silence, so it is not their
 * number that counts. */
static double
get_deadline_s (const InsGcsStage *self)
{
  gboolean is_moving = self->moving_mask != 0 || self->homing_mask != 0;

  return ins_clock_now_s () +
         (is_moving ? INS_STAGE_SILENCE_IN_MOTION_S : INS_STAGE_SILENCE_AT_REST_S);
}

gboolean
ins_gcs_stage_ask_until (InsGcsStage *self,
                         const char *question,
                         InsGcsForm form,
                         InsGcsReply *reply,
                         double until_s,
                         double *asked_s,
                         GError **error)
{
  double begun_s = ins_clock_now_s ();
  gboolean answered = FALSE;

  for (double now_s = begun_s; !answered && now_s < until_s; now_s = ins_clock_now_s ())
    {
      *asked_s = now_s;
      if (!ins_gcs_stage_ask (self, question, form, reply, fmin (now_s + INS_GCS_ANSWER_S, until_s),
                              &answered, error))
        return FALSE;
    }
  if (!answered)
    ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), fmax (until_s - begun_s, 0.0),
                                       error);

  return answered;
}

gboolean
ins_gcs_stage_insist (InsGcsStage *self,
                      const char *question,
                      InsGcsForm form,
                      InsGcsReply *reply,
                      GError **error)
{
  double asked_s;

  return ins_gcs_stage_ask_until (self, question, form, reply, get_deadline_s (self), &asked_s,
                                  error);
}

char *
ins_gcs_stage_make_question (const InsGcsStage *self, const char *question, guint mask)
{
  GString *text = g_string_new (question);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      g_string_append_printf (text, " %s", self->names[axis]);
  g_string_append_c (text, '\n');

  return g_string_free (text, FALSE);
}

gboolean
ins_gcs_stage_take_values (const InsGcsStage *self, const InsGcsReply *reply, InsPosition *values)
{
  InsPosition taken = { { (double)NAN, (double)NAN, (double)NAN } };
  guint n = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const InsGcsItem *item = ins_gcs_reply_find (reply, self->names[axis]);

      if (!ins_gcs_stage_has_axis (self, axis))
        continue;
      if (item == NULL)
        return FALSE;
      taken.mm[axis] = item->number;
      n++;
    }
  if (n != reply->n)
    return FALSE;
  *values = taken;

  return TRUE;
}

gboolean
ins_gcs_stage_ask_axes (InsGcsStage *self,
                        const char *question,
                        InsPosition *values,
                        GError **error)
{
  g_autofree char *text = ins_gcs_stage_make_question (self, question,
                                                       ins_gcs_stage_get_axes (self));
  double until_s = get_deadline_s (self), asked_s;
  InsGcsReply reply;

  do
    if (!ins_gcs_stage_ask_until (self, text, INS_GCS_FORM_VALUES, &reply, until_s, &asked_s,
                                  error))
      return FALSE;
  while (!ins_gcs_stage_take_values (self, &reply, values));

  return TRUE;
}

/* ---- commands and errors -------------------------------------------------------------------- */

/* A limit switch or the emergency stop is not let off by being read; nor is a servo that has let
 * go. A person has to look first. */
static void
note_error (InsGcsStage *self, int code)
{
  if (code == INS_GCS_ERROR_MOTION)
    self->servo_mask = 0; /* whichever it was: it is asked about before the next move */
  if (!ins_gcs_is_fault (code))
    return;
  self->homing_mask = self->next_mask = 0;
  ins_serial_stage_set_stops_hard (INS_SERIAL_STAGE (self), FALSE);
  self->look_s = 0.0;
  if (self->fault_code == 0)
    self->fault_code = code;
}

void
ins_gcs_stage_note_code (InsGcsStage *self, int code)
{
  if (code == 0)
    self->clear_s = ins_serial_stage_get_link (INS_SERIAL_STAGE (self))->heard_s;
  if (code != 0 && code != INS_GCS_ERROR_STOPPED)
    g_debug ("GCS error %d: %s", code, ins_gcs_get_error_text (code));
  note_error (self, code);
}

gboolean
ins_gcs_stage_take_error (InsGcsStage *self, int *code, GError **error)
{
  InsGcsReply reply;

  if (!ins_gcs_stage_insist (self, INS_GCS_ASK_ERROR, INS_GCS_FORM_CODE, &reply, error))
    return FALSE;
  *code = reply.code;
  ins_gcs_stage_note_code (self, reply.code);

  return TRUE;
}

/* FALSE if the port failed; *answered: each has its code. */
static gboolean
read_codes (InsGcsStage *self, guint n, int *codes, gboolean *answered, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double until_s = ins_clock_now_s () + INS_GCS_ANSWER_S;
  InsGcsOutcome outcome = INS_GCS_REPLY;
  InsGcsReply reply;

  for (guint i = 0; i < n && outcome == INS_GCS_REPLY; i++)
    {
      if (!read_reply (link, INS_GCS_FORM_CODE, &reply, until_s, &outcome, error))
        return FALSE;
      if (outcome != INS_GCS_REPLY)
        break;
      codes[i] = reply.code;
      ins_gcs_stage_note_code (self, reply.code);
    }
  *answered = outcome == INS_GCS_REPLY;

  return *answered || ins_line_link_drain (link, QUIET_S, error);
}

gboolean
ins_gcs_stage_command_several (InsGcsStage *self,
                               const char *const *commands,
                               guint n,
                               int *codes,
                               gboolean *answered,
                               GError **error)
{
  InsSerialStage *stage = INS_SERIAL_STAGE (self);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s" INS_GCS_ASK_ERROR, commands[i]);
  if (!ins_line_link_skip (ins_serial_stage_get_link (stage), error))
    return FALSE;
  if (ins_serial_stage_write_motion (stage, text->str, error))
    return read_codes (self, n, codes, answered, error);
  /* a stop came meanwhile: the answers are on their way, and are not those to what is asked next */
  (void)!read_codes (self, n, codes, answered, NULL);

  return FALSE;
}

gboolean
ins_gcs_stage_command (InsGcsStage *self, const char *command, gboolean is_motion, GError **error)
{
  InsSerialStage *stage = INS_SERIAL_STAGE (self);
  InsLineLink *link = ins_serial_stage_get_link (stage);
  int code = 0;

  if (is_motion ? !ins_serial_stage_write_motion (stage, command, error)
                : !ins_line_link_write (link, command, error))
    return FALSE;
  if (!ins_gcs_stage_take_error (self, &code, error))
    return FALSE;
  /* a stop's error 10 says nothing about the command before it; whether there was one, the base
   * knows */
  if (code == 0 || code == INS_GCS_ERROR_STOPPED)
    return TRUE;
  ins_gcs_stage_set_code_error (self, command, code, error);

  return FALSE;
}

char *
ins_gcs_stage_describe_fault (int code)
{
  /* Translators: what is wrong, such as "the emergency stop is pressed" */
  return g_strdup_printf (_ ("The stage has stopped itself: %s. Look at it, then unlock or home."),
                          ins_gcs_get_error_text (code));
}

void
ins_gcs_stage_set_code_error (InsGcsStage *self, const char *command, int code, GError **error)
{
  g_autofree char *text = NULL;

  if (ins_gcs_is_limit (code))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                   _ ("Nothing moves: %s (error %d)."), ins_gcs_get_error_text (code), code);
      return;
    }
  if (ins_gcs_is_fault (code))
    {
      text = ins_gcs_stage_describe_fault (code);
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM, text);
      return;
    }
  text = g_strdup_printf (_ ("error %d, %s"), code, ins_gcs_get_error_text (code));
  ins_serial_stage_set_refused_error (INS_SERIAL_STAGE (self), command, text, error);
}

/* ---- the object ----------------------------------------------------------------------------- */

static void
ins_gcs_stage_class_init (InsGcsStageClass *klass)
{
  InsSerialStageClass *serial = INS_SERIAL_STAGE_CLASS (klass);

  serial->protocol = "pi-gcs";
  serial->connect = ins_gcs_stage_connect;
  serial->query = ins_gcs_stage_query;
  serial->set_trigger = ins_gcs_stage_set_trigger;
  ins_gcs_stage_commands_init (serial);
}

static void
ins_gcs_stage_init (InsGcsStage *self)
{
}

/* HLT ramps down, but is a line, which a controller takes when it is ready: in a move it is, while
 * it homes it is not. #24 is taken at any time and stops at once; that is what stops a homing, and
 * what halt() writes. */
InsStage *
ins_gcs_stage_new (InsTransport *transport, const InsStageOptions *options)
{
  InsStage *stage = ins_serial_stage_new (INS_TYPE_GCS_STAGE, transport, options);
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (stage));

  traits->can_extend_jog = TRUE;
  g_strlcpy (traits->stop_bytes, INS_GCS_HALT, sizeof traits->stop_bytes);
  g_strlcpy (traits->halt_bytes, INS_GCS_STOP_ALL, sizeof traits->halt_bytes);

  return stage;
}
