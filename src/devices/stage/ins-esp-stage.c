/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-esp-stage-private.h"

#define QUIET_S 0.03
#define QUESTION_LIFETIME_S 1.0
#define LONGEST_DROP_S 1.0
#define MARK "VE?"
#define CATCH_UP_S 1.8 /* for answers that come lines late to be told apart; five attempts */
#define MOST_MARKS 3   /* 1, 2, 3, 1 ...: so that the answers of two attempts are not mixed up */

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

/* An answer does not say to which question it belongs. One that was given up may still be answered
 * in the place of the next, for a while. */
static gboolean
is_out_of_step (InsEspStage *self, double now_s)
{
  if (self->unanswered_s > 0.0 && now_s - self->given_up_s > QUESTION_LIFETIME_S)
    self->unanswered_s = 0.0;

  return self->unanswered_s > 0.0;
}

static void
note_gap (InsEspStage *self, double asked_s)
{
  if (self->unanswered_s == 0.0)
    self->unanswered_s = asked_s;
  self->given_up_s = asked_s;
}

/* Of a line that is not waited for: an error was taken out of the controller's memory by being
 * said, so it counts. */
static void
note_old_line (InsEspStage *self, const char *line)
{
  InsEspReply reply;

  if (ins_esp_parse (line, INS_ESP_FORM_ERROR, &reply) != INS_ESP_REPLY || reply.code == 0)
    return;
  ins_esp_stage_note_error (self, reply.code);
  self->old_code = reply.code;
}

/* Until nothing has come for @quiet_s. FALSE if the port failed. */
static gboolean
drop_lines (InsEspStage *self, double quiet_s, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double end_s = ins_clock_now_s () + LONGEST_DROP_S;
  InsLineOutcome outcome = INS_LINE_READ;

  while (outcome == INS_LINE_READ && ins_clock_now_s () < end_s)
    {
      outcome = ins_line_link_read (link, ins_clock_now_s () + quiet_s, error);
      if (outcome == INS_LINE_READ)
        note_old_line (self, link->line);
    }
  if (quiet_s > 0.0)
    ins_line_link_restart (link);

  return outcome != INS_LINE_FAILED;
}

/* Whatever has come already is old. @n_marks: that many questions for its identity go first, whose
 * answers are like no others. */
static gboolean
write_line (InsEspStage *self, const char *line, gboolean is_motion, guint n_marks, GError **error)
{
  InsSerialStage *stage = INS_SERIAL_STAGE (self);
  g_autoptr (GString) ended = g_string_new (NULL);

  if (!drop_lines (self, 0.0, error))
    return FALSE;
  for (guint i = 0; i < n_marks; i++)
    g_string_append (ended, MARK ";");
  g_string_append_printf (ended, "%s\r", line);
  if (!is_motion)
    return ins_line_link_write (ins_serial_stage_get_link (stage), ended->str, error);
  if (ins_serial_stage_write_motion (stage, ended->str, error))
    return TRUE;
  (void)!drop_lines (self, QUIET_S, NULL); /* an answer may have been on its way */

  return FALSE;
}

/* The next line that means anything. FALSE if the port failed; *came FALSE: the time is up. */
static gboolean
read_line (InsLineLink *link, double until_s, gboolean *came, GError **error)
{
  InsLineOutcome read;
  InsEspReply reply;

  do
    read = ins_line_link_read (link, until_s, error);
  while (read == INS_LINE_READ &&
         ins_esp_parse (link->line, INS_ESP_FORM_NUMBER, &reply) == INS_ESP_NEED_MORE);
  *came = read == INS_LINE_READ;

  return read != INS_LINE_FAILED;
}

/* Reads on until the line behind exactly @n_marks identities. */
static gboolean
read_behind_marks (InsEspStage *self,
                   InsLineLink *link,
                   guint n_marks,
                   double until_s,
                   gboolean *came,
                   GError **error)
{
  guint n_seen = 0;

  for (;;)
    {
      if (!read_line (link, until_s, came, error))
        return FALSE;
      if (!*came)
        return TRUE;
      if (n_marks > 0 && strstr (link->line, "ESP") != NULL) /* also behind noise */
        n_seen++;
      else if (n_seen == n_marks)
        return TRUE;
      else
        {
          note_old_line (self, link->line);
          n_seen = 0;
        }
    }
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
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double asked_s = ins_clock_now_s ();
  gboolean came = TRUE;
  guint n_marks = 0;

  if (is_out_of_step (self, asked_s) && forms[0] != INS_ESP_FORM_IDENTITY)
    n_marks = self->n_marks = 1 + self->n_marks % MOST_MARKS;
  if (!write_line (self, line, is_motion, n_marks, error))
    return FALSE;
  *answered = TRUE;
  for (guint i = 0; i < n && *answered; i++)
    {
      if (i == 0 ? !read_behind_marks (self, link, n_marks, until_s, &came, error)
                 : !read_line (link, until_s, &came, error))
        return FALSE;
      *answered = came && ins_esp_parse (link->line, forms[i], &replies[i]) == INS_ESP_REPLY;
      if (came && !*answered)
        note_old_line (self, link->line);
    }
  if (*answered)
    return TRUE;
  note_gap (self, asked_s);

  return drop_lines (self, QUIET_S, error);
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
  double begun_s = ins_clock_now_s ();
  double until_s = begun_s + ((self->moving_mask | self->homing_mask) != 0
                                  ? INS_STAGE_SILENCE_IN_MOTION_S
                                  : CATCH_UP_S);
  gboolean answered = FALSE, is_first = TRUE;
  InsEspReply reply;

  self->old_code = 0;
  for (double now_s = begun_s; now_s < until_s; now_s = ins_clock_now_s ())
    {
      if (!ins_esp_stage_ask (self, is_first ? line : "TB?", is_motion && is_first, &form, 1,
                              &reply, fmin (now_s + INS_ESP_ANSWER_S, until_s), &answered, error))
        return FALSE;
      if (answered)
        {
          *code = reply.code != 0 || is_first ? reply.code : self->old_code;
          return TRUE;
        }
      is_first = FALSE;
    }
  ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), until_s - begun_s, error);

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
