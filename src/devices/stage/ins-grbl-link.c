/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "devices/stage/ins-grbl-alarms.h"
#include "devices/stage/ins-grbl-link.h"

#define MAX_QUESTIONS 2
#define REACH_FACTOR 1.5
#define REACH_MARGIN_MM 0.5

void
ins_grbl_link_init (InsGrblLink *self, InsTransport *transport)
{
  memset (self, 0, sizeof *self);
  self->transport = g_object_ref (transport);
  ins_grbl_settings_clear (&self->settings);
}

void
ins_grbl_link_clear (InsGrblLink *self)
{
  g_clear_object (&self->transport);
}

void
ins_grbl_link_restart (InsGrblLink *self)
{
  InsTransport *transport = self->transport;

  memset (self, 0, sizeof *self);
  self->transport = transport;
  ins_grbl_settings_clear (&self->settings);
  self->heard_s = ins_clock_now_s ();
}

static void
scale (InsPosition *position, double factor)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] *= factor;
}

static gboolean
is_equal (const InsPosition *a, const InsPosition *b)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (a->mm[axis] != b->mm[axis])
      return FALSE;

  return TRUE;
}

/* Grbl's reports have no checksum, and a lost digit leaves a good number. An offset changes by a
 * person's hand only. */
static void
take_wco (InsGrblLink *self, const InsPosition *wco)
{
  gboolean is_news = self->has_wco && !is_equal (wco, &self->wco);

  if (is_news && !(self->has_new_wco && is_equal (wco, &self->new_wco)))
    {
      self->new_wco = *wco;
      self->has_new_wco = TRUE;
      return;
    }
  if (is_news)
    self->has_position = FALSE; /* the last one says nothing about the next */
  self->wco = *wco;
  self->has_wco = TRUE;
  self->has_new_wco = FALSE;
}

/* Can an axis have got from one to the other in that time? */
static gboolean
is_within_reach (InsGrblLink *self, const InsPosition *from, const InsPosition *to, double span_s)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double reach_mm = ins_grbl_settings_get_speed_mm_s (&self->settings, axis) * span_s;

      if (fabs (to->mm[axis] - from->mm[axis]) > REACH_FACTOR * reach_mm + REACH_MARGIN_MM)
        return FALSE; /* never where the speed is NaN */
    }

  return TRUE;
}

static void
pop_question (InsGrblLink *self)
{
  self->oldest_asked_s = self->newest_asked_s;
  self->n_asked--;
}

/* FALSE: a jump that no motion explains, and that the report before did not show, too. */
static gboolean
is_credible (InsGrblLink *self, const InsPosition *position, double answered_s)
{
  double span_s = answered_s - self->asked_s;

  if (self->n_asked == 0 || self->n_reports == 0 || !self->has_position ||
      is_within_reach (self, &self->position, position, span_s) ||
      (self->is_suspect && is_within_reach (self, &self->suspect, position, span_s)))
    {
      self->is_suspect = FALSE;
      return TRUE;
    }
  self->is_suspect = TRUE;
  self->suspect = *position;

  return FALSE;
}

static void
take_status (InsGrblLink *self, const InsGrblStatus *status, double answered_s)
{
  double unit_mm = ins_grbl_settings_get_report_unit_mm (&self->settings);
  InsPosition position = status->position;
  InsPosition wco = status->wco;

  scale (&position, unit_mm);
  scale (&wco, unit_mm);
  if (status->has_wco)
    take_wco (self, &wco);
  if (!status->is_work)
    for (guint axis = 0; axis < INS_N_AXES; axis++)
      position.mm[axis] -= self->wco.mm[axis];
  if (!is_credible (self, &position, answered_s))
    {
      self->n_bad_lines++;
      pop_question (self);
      return;
    }
  self->status = *status;
  self->position = position;
  self->has_position = status->is_work || self->has_wco;

  if (status->state != INS_GRBL_ALARM)
    self->alarm_code = 0;
  else if (self->alarm_code == 0 && status->substate > 0)
    self->alarm_code = (guint)status->substate; /* grblHAL says it there */

  /* One that nobody asked for says nothing about when it was so. */
  if (self->n_asked > 0)
    {
      self->asked_s = self->oldest_asked_s;
      self->answered_s = answered_s;
      pop_question (self);
      self->n_reports++;
    }
}

/* The firmware starts anew: it has forgotten lines and questions, and may have lost the work
 * offset (G92 does not outlive a reset). */
static void
take_greeting (InsGrblLink *self)
{
  self->n_answered = self->n_lines;
  self->n_asked = 0;
  self->is_deaf = FALSE;
  self->at_limit = FALSE;
  self->has_wco = FALSE;
  self->has_position = FALSE;
  self->n_greetings++;
}

static void
take_reply (InsGrblLink *self, const InsGrblReply *reply, double answered_s)
{
  ins_grbl_settings_take (&self->settings, reply);
  switch (reply->kind)
    {
    case INS_GRBL_REPLY_OK:
    case INS_GRBL_REPLY_ERROR:
      /* a first boot complains of its empty memory before it greets */
      if (self->n_answered != self->n_lines)
        {
          self->n_answered++;
          self->last_code = reply->kind == INS_GRBL_REPLY_OK ? 0 : MAX (reply->code, 1);
          self->n_refused += self->last_code != 0;
        }
      break;
    case INS_GRBL_REPLY_ALARM:
      self->alarm_code = reply->code;
      self->n_alarms++;
      if (ins_grbl_alarm_is_critical (reply->code, self->settings.is_hal))
        self->is_deaf = TRUE;
      break;
    case INS_GRBL_REPLY_STATUS:
      take_status (self, &reply->status, answered_s);
      break;
    case INS_GRBL_REPLY_TAG:
      if (g_str_equal (reply->text, "[MSG:Reset to continue]"))
        self->is_deaf = TRUE;
      else if (g_str_equal (reply->text, "[MSG:Check Limits]"))
        self->at_limit = TRUE;
      break;
    case INS_GRBL_REPLY_GREETING:
      take_greeting (self);
      break;
    case INS_GRBL_REPLY_EMPTY:
    case INS_GRBL_REPLY_SETTING:
    case INS_GRBL_REPLY_STARTUP:
      break;
    }
}

/* A garbled report was an answer all the same. */
static void
take_bad_line (InsGrblLink *self)
{
  self->n_bad_lines++;
  if (self->n_asked > 0 && strchr (self->parser.line, '|') != NULL)
    pop_question (self);
}

gboolean
ins_grbl_link_pump (InsGrblLink *self, double timeout_s, GError **error)
{
  guint8 bytes[512];
  gssize n = ins_transport_read (self->transport, bytes, sizeof bytes, timeout_s, error);
  gsize at = 0;

  if (n < 0)
    return FALSE;
  if (n > 0)
    self->heard_s = ins_clock_now_s ();
  while (at < (gsize)n)
    {
      InsGrblReply reply;
      gsize n_used = 0;
      InsGrblOutcome outcome = ins_grbl_parser_feed (&self->parser, bytes + at, (gsize)n - at,
                                                     &n_used, &reply);

      at += n_used;
      if (outcome == INS_GRBL_GOT_REPLY)
        take_reply (self, &reply, self->heard_s);
      else if (outcome == INS_GRBL_BAD_LINE)
        take_bad_line (self);
    }

  return TRUE;
}

gboolean
ins_grbl_link_drain (InsGrblLink *self, GError **error)
{
  double heard_s;

  /* bounded, so that a device that babbles does not hold the caller */
  for (guint i = 0; i < 16; i++)
    {
      heard_s = self->heard_s;
      if (!ins_grbl_link_pump (self, 0.0, error))
        return FALSE;
      if (self->heard_s == heard_s)
        break;
    }

  return TRUE;
}

gboolean
ins_grbl_link_write (InsGrblLink *self, const char *text, GError **error)
{
  return ins_transport_write (self->transport, (const guint8 *)text, strlen (text), error);
}

static gboolean
ask (InsGrblLink *self, const char *question, GError **error)
{
  double now_s = ins_clock_now_s ();

  if (self->n_asked == 0)
    self->oldest_asked_s = now_s;
  self->newest_asked_s = now_s;
  self->n_asked = MIN (self->n_asked + 1, MAX_QUESTIONS);

  return ins_grbl_link_write (self, question, error);
}

gboolean
ins_grbl_link_ask (InsGrblLink *self, GError **error)
{
  return ask (self, INS_GRBL_STATUS, error);
}

gboolean
ins_grbl_link_ask_all (InsGrblLink *self, GError **error)
{
  return ask (self, INS_GRBL_HAL_FULL_STATUS, error);
}

void
ins_grbl_link_forget_questions (InsGrblLink *self, double older_than_s)
{
  double before_s = ins_clock_now_s () - older_than_s;

  if (self->n_asked > 0 && self->newest_asked_s < before_s)
    self->n_asked = 0;
  else if (self->n_asked > 1 && self->oldest_asked_s < before_s)
    {
      self->n_asked = 1;
      self->oldest_asked_s = self->newest_asked_s;
    }
}

gsize
ins_grbl_link_get_n_open (const InsGrblLink *self)
{
  gsize n = 0;

  for (guint number = self->n_answered + 1; number != self->n_lines + 1; number++)
    n += self->lengths[number % INS_GRBL_MAX_OPEN];

  return n;
}

gboolean
ins_grbl_link_send (InsGrblLink *self, const char *line, GError **error)
{
  self->n_lines++;
  self->lengths[self->n_lines % INS_GRBL_MAX_OPEN] = (guint8)MIN (strlen (line), G_MAXUINT8);

  return ins_grbl_link_write (self, line, error);
}
