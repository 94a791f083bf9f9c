/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-esp-stage-private.h"

/* Between the parts of a search for home the controller may call itself done for a moment. */
#define HOME_SETTLE_S 0.25

#define MAX_QUESTIONS (2 * INS_N_AXES + 2)

/* All that is asked at once. Done before position: an axis that is done then stands where the
 * position says. */
typedef struct
{
  GString *line;
  InsEspForm forms[MAX_QUESTIONS];
  guint n;
  guint first_position;
  gboolean has_extra;
} Questions;

static void
add_question (Questions *questions, guint number, const char *question, InsEspForm form)
{
  if (questions->n > 0)
    g_string_append_c (questions->line, ';');
  if (number > 0)
    g_string_append_printf (questions->line, "%u", number);
  g_string_append (questions->line, question);
  questions->forms[questions->n++] = form;
}

/* Motors and switches change seldom: one of these questions goes with each of the others. */
static void
add_extra (InsEspStage *self, Questions *questions)
{
  guint turn = self->next_extra;

  questions->has_extra = TRUE;
  if (turn < INS_N_AXES && ins_esp_stage_has_axis (self, turn))
    add_question (questions, self->numbers[turn], "MO?", INS_ESP_FORM_FLAG);
  else if (turn == INS_N_AXES && self->has_switches)
    add_question (questions, 1, "PH", INS_ESP_FORM_SWITCHES);
  else
    questions->has_extra = FALSE;
}

static void
collect_questions (InsEspStage *self, Questions *questions)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_esp_stage_has_axis (self, axis))
      add_question (questions, self->numbers[axis], "MD?", INS_ESP_FORM_FLAG);
  questions->first_position = questions->n;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_esp_stage_has_axis (self, axis))
      add_question (questions, self->numbers[axis], "TP?", INS_ESP_FORM_NUMBER);
  add_extra (self, questions);
  /* last, and like none of the others: nothing was lost or is late */
  add_question (questions, 0, "TB?", INS_ESP_FORM_ERROR);
}

static void
take_extra (InsEspStage *self, const InsEspReply *reply)
{
  guint turn = self->next_extra;

  if (turn < INS_N_AXES)
    {
      guint bit = 1u << turn;

      self->off_mask = reply->code == 0 ? self->off_mask | bit : self->off_mask & ~bit;
      if ((self->off_mask & bit) == 0)
        {
          self->powered_s[turn] = ins_clock_now_s ();
          return;
        }
      /* it may have been moved by hand, or the controller has been off itself */
      self->homed_mask &= ~bit;
      self->lost_mask |= bit;
      self->homing_mask &= ~bit;
      self->speeds[turn] = (double)NAN;
      return;
    }
  self->limit_mask = 0;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_esp_stage_has_axis (self, axis) &&
        ((reply->positive_mask | reply->negative_mask) >> (self->numbers[axis] - 1)) & 1u)
      self->limit_mask |= 1u << axis;
}

static void
take_replies (InsEspStage *self, const Questions *questions, const InsEspReply *replies)
{
  guint at = 0;

  self->moving_mask = 0;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_esp_stage_has_axis (self, axis))
      {
        self->moving_mask |= replies[at].code == 0 ? 1u << axis : 0;
        self->position.mm[axis] = self->mm_per_unit[axis] *
                                  replies[at + questions->first_position].number;
        at++;
      }
  if (questions->has_extra)
    take_extra (self, &replies[questions->n - 2]);
  self->next_extra = (self->next_extra + 1) % (INS_N_AXES + 1);
}

/* An axis that searches has found its home when it has stood for a while without complaint, and
 * still has power: one that lost it stands, too. */
static void
follow_homing (InsEspStage *self)
{
  double now_s = ins_clock_now_s ();

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      guint bit = 1u << axis;

      if ((self->homing_mask & bit) == 0)
        continue;
      if (self->moving_mask & bit)
        self->still_s[axis] = 0.0;
      else if (self->still_s[axis] == 0.0)
        self->still_s[axis] = now_s;
      else if (now_s - self->still_s[axis] >= HOME_SETTLE_S &&
               self->powered_s[axis] > self->still_s[axis])
        {
          self->homing_mask &= ~bit;
          self->homed_mask |= bit;
          self->lost_mask &= ~bit;
        }
    }
}

static void
describe_alarm (InsEspStage *self, InsSerialState *state)
{
  g_autofree char *text = NULL;
  guint off_mask = self->off_mask & ins_esp_stage_get_axes (self);
  char letters[INS_N_AXES + 1] = "";
  guint n = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (off_mask & (1u << axis))
      letters[n++] = INS_AXIS_LETTERS[axis];
  letters[n] = '\0';
  if (self->fault_code != 0)
    text = ins_esp_stage_describe_fault (self, self->fault_code);
  else if (n > 0)
    /* Translators: the letters of one or more axes */
    text = g_strdup_printf (_ ("The motors of %s are off. Unlock to switch them on, then home."),
                            letters);
  else
    return;
  state->alarm_code = self->fault_code;
  g_strlcpy (state->alarm_message, text, sizeof state->alarm_message);
}

static void
fill_state (InsEspStage *self, InsSerialState *state)
{
  if (ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self)))
    self->homing_mask = 0; /* to stand now is not to have arrived */
  follow_homing (self);
  state->position = self->position;
  state->moving_mask = self->moving_mask | self->homing_mask;
  state->homed_mask = self->homed_mask;
  state->limit_mask = self->limit_mask;
  state->lost_mask = self->lost_mask;
  describe_alarm (self, state);
}

/* After hitting a limit switch an ESP300 may be mute for 2 to 5 s (drvESP300.cc); that counts as
 * lost, since nobody can tell the two apart in time. */
gboolean
ins_esp_stage_query (InsSerialStage *stage, InsSerialState *state, double until_s, GError **error)
{
  InsEspStage *self = INS_ESP_STAGE (stage);
  InsLineLink *link = ins_serial_stage_get_link (stage);
  g_autoptr (GString) line = g_string_new (NULL);
  Questions questions = { .line = line };
  InsEspReply replies[MAX_QUESTIONS];
  double begun_s = ins_clock_now_s ();
  guint code;
  gboolean answered = FALSE;

  collect_questions (self, &questions);
  while (!answered && ins_clock_now_s () < until_s)
    {
      double asked_s = ins_clock_now_s ();

      if (!ins_esp_stage_ask (self, line->str, FALSE, questions.forms, questions.n, replies,
                              fmin (asked_s + INS_ESP_ANSWER_S, until_s), &answered, error))
        return FALSE;
      /* since a question was given up what is heard may be as old as that */
      state->asked_s = self->unanswered_s > 0.0 ? fmin (self->unanswered_s, asked_s) : asked_s;
    }
  if (!answered)
    {
      ins_serial_stage_set_silent_error (stage, until_s - begun_s, error);
      return FALSE;
    }
  state->answered_s = link->heard_s;
  take_replies (self, &questions, replies);
  code = replies[questions.n - 1].code;
  if (code != 0)
    {
      ins_esp_stage_note_error (self, code);
      if (!ins_esp_stage_take_errors (self, error))
        return FALSE;
    }
  else
    self->clear_s = link->heard_s;
  fill_state (self, state);

  return TRUE;
}
