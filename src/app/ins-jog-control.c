/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-jog-control-private.h"
#include "core/ins-clock.h"
#include "core/ins-number.h"

#define SHORT_PRESS_MS 200
#define KEEP_ALIVE_MS 100
#define FAST_STEPS 10

/* Reports take this long to show that a step has begun. */
#define START_S 0.25

G_DEFINE_FINAL_TYPE (InsJogControl, ins_jog_control, G_TYPE_OBJECT)

enum
{
  MESSAGE,
  QUESTION_CHANGED,
  RUNNING_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char axis_letters[] = INS_AXIS_LETTERS;

InsEngine *
ins_jog_control_get_engine (InsJogControl *self)
{
  return self->session != NULL ? ins_session_get_engine (self->session) : NULL;
}

void
ins_jog_control_say (InsJogControl *self, const char *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

/* ---- the question before a long move ------------------------------------------------------- */

static void
drop_question (InsJogControl *self)
{
  g_clear_handle_id (&self->ask_source, g_source_remove);
  if (self->ask == INS_JOG_ASK_NOTHING)
    return;
  self->ask = INS_JOG_ASK_NOTHING;
  g_clear_pointer (&self->question, g_free);
  g_signal_emit (self, signals[QUESTION_CHANGED], 0);
}

static gboolean
on_question_old (gpointer data)
{
  InsJogControl *self = data;

  self->ask_source = 0;
  drop_question (self);

  return G_SOURCE_REMOVE;
}

/* (transfer full) text */
static void
ask (InsJogControl *self, InsJogAsk kind, char *text)
{
  drop_question (self);
  self->ask = kind;
  self->question = text;
  self->ask_source = g_timeout_add_seconds (INS_JOG_QUESTION_S, on_question_old, self);
  g_signal_emit (self, signals[QUESTION_CHANGED], 0);
}

static gboolean
is_long (InsJogControl *self, double distance_mm)
{
  return distance_mm > self->safety.long_move_mm * (1.0 + 1e-9);
}

/* ---- a held jog ---------------------------------------------------------------------------- */

static gboolean
is_running (InsJogState state)
{
  return state == INS_JOG_PRESSED || state == INS_JOG_RUNNING;
}

static void
set_state (InsJogControl *self, InsJogState state)
{
  const gboolean changed = is_running (self->state) != is_running (state);

  self->state = state;
  if (changed)
    g_signal_emit (self, signals[RUNNING_CHANGED], 0);
}

static void
drop_sources (InsJogControl *self)
{
  g_clear_handle_id (&self->press_source, g_source_remove);
  g_clear_handle_id (&self->keep_alive_source, g_source_remove);
}

static void
end_hold (InsJogControl *self, InsJogState next)
{
  gboolean running = self->state == INS_JOG_RUNNING;

  drop_sources (self);
  if (running && ins_jog_control_get_engine (self) != NULL)
    ins_engine_jog_release (ins_jog_control_get_engine (self));
  set_state (self, next);
}

static gboolean
on_keep_alive (gpointer data)
{
  InsJogControl *self = data;

  if (ins_jog_control_get_reason (self) != NULL)
    {
      self->keep_alive_source = 0;
      end_hold (self, INS_JOG_DOWN);
      return G_SOURCE_REMOVE;
    }
  ins_engine_jog_keep_alive (ins_jog_control_get_engine (self));

  return G_SOURCE_CONTINUE;
}

void
ins_jog_control_start_hold (InsJogControl *self)
{
  const double near_mm = INS_JOG_AT_LIMIT_MM * 2.0;

  if (ins_jog_control_get_reason (self) != NULL ||
      ins_jog_control_clip (self, self->axis, self->direction, near_mm) < INS_JOG_AT_LIMIT_MM)
    {
      set_state (self, INS_JOG_DOWN);
      return;
    }
  set_state (self, INS_JOG_RUNNING);
  self->held_speed_mm_s = ins_jog_control_get_hold_speed (self);
  ins_engine_jog_hold (ins_jog_control_get_engine (self), self->axis, self->direction,
                       self->held_speed_mm_s);
  self->keep_alive_source = g_timeout_add (KEEP_ALIVE_MS, on_keep_alive, self);
}

static gboolean
on_long_press (gpointer data)
{
  InsJogControl *self = data;

  self->press_source = 0;
  ins_jog_control_start_hold (self);

  return G_SOURCE_REMOVE;
}

static void
on_session_changed (InsSession *session, InsJogControl *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (session);

  if (self->outstanding && snapshot->report.activity != INS_STAGE_MOVING &&
      snapshot->report.activity != INS_STAGE_JOGGING &&
      (snapshot->report.asked_s > self->asked_s + START_S ||
       ins_clock_now_s () > self->asked_s + 2.0))
    self->outstanding = FALSE;
  if (self->ask != INS_JOG_ASK_NOTHING &&
      (ins_jog_control_get_reason (self) != NULL || snapshot->report.activity != INS_STAGE_IDLE))
    drop_question (self);
  if (self->state == INS_JOG_UP)
    return;
  if (ins_jog_control_get_reason (self) != NULL)
    ins_jog_control_halt (self);
  else if (self->state == INS_JOG_RUNNING && !ins_jog_control_may_run_on (self))
    end_hold (self, INS_JOG_DOWN);
}

InsJogControl *
ins_jog_control_new (void)
{
  return g_object_new (INS_TYPE_JOG_CONTROL, NULL);
}

/* Whatever was begun had other terms. */
static void
forget_wish (InsJogControl *self)
{
  ins_jog_control_halt (self);
  drop_question (self);
}

void
ins_jog_control_set_session (InsJogControl *self, InsSession *session)
{
  forget_wish (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect (session, "changed", G_CALLBACK (on_session_changed), self);
}

void
ins_jog_control_set_hold (InsJogControl *self, gboolean hold)
{
  forget_wish (self);
  self->hold = hold;
}

void
ins_jog_control_set_speed (InsJogControl *self, double speed_mm_s)
{
  forget_wish (self);
  self->speed_mm_s = speed_mm_s;
}

void
ins_jog_control_set_steps (InsJogControl *self, double xy_mm, double z_mm)
{
  forget_wish (self);
  self->xy_mm = xy_mm;
  self->z_mm = z_mm;
}

void
ins_jog_control_set_safety (InsJogControl *self, const InsJogSafety *safety)
{
  forget_wish (self);
  self->safety = *safety;
}

const InsJogSafety *
ins_jog_control_get_safety (InsJogControl *self)
{
  return &self->safety;
}

void
ins_jog_control_press (InsJogControl *self, InsAxis axis, int direction, gboolean fast)
{
  if (self->state != INS_JOG_UP)
    {
      /* two keys at once are no clear wish */
      ins_jog_control_halt (self);
      return;
    }
  ins_jog_control_say (self, "");
  drop_question (self);
  if (ins_jog_control_get_reason (self) != NULL)
    return;
  self->axis = axis;
  self->direction = direction;
  self->fast = fast;
  self->share = 1.0;
  if (self->hold)
    {
      set_state (self, INS_JOG_PRESSED);
      self->press_source = g_timeout_add (SHORT_PRESS_MS, on_long_press, self);
      return;
    }
  set_state (self, INS_JOG_DOWN);
  ins_jog_control_step (self, axis, direction, fast ? FAST_STEPS : 1);
}

void
ins_jog_control_release (InsJogControl *self)
{
  gboolean is_short = self->state == INS_JOG_PRESSED;

  end_hold (self, INS_JOG_UP);
  if (is_short)
    ins_jog_control_step (self, self->axis, self->direction, 1);
}

void
ins_jog_control_halt (InsJogControl *self)
{
  end_hold (self, self->state == INS_JOG_UP ? INS_JOG_UP : INS_JOG_DOWN);
}

void
ins_jog_control_reset (InsJogControl *self)
{
  end_hold (self, INS_JOG_UP);
  drop_question (self);
}

/* Says why not. */
static gboolean
may_begin_move (InsJogControl *self)
{
  if (ins_jog_control_get_reason (self) != NULL)
    return FALSE;
  if (!self->outstanding &&
      ins_session_get_snapshot (self->session)->report.activity == INS_STAGE_IDLE)
    return TRUE;
  ins_jog_control_say (self, _ ("Still moving. Press again when the stage stands."));

  return FALSE;
}

static void
note_move (InsJogControl *self)
{
  self->outstanding = TRUE;
  self->asked_s = ins_clock_now_s ();
}

/* @distance_mm: with its sign */
static void
begin_step (InsJogControl *self, InsAxis axis, double distance_mm)
{
  note_move (self);
  ins_engine_jog (ins_jog_control_get_engine (self), axis, distance_mm,
                  ins_jog_control_get_step_speed (self, axis, distance_mm));
}

void
ins_jog_control_step (InsJogControl *self, InsAxis axis, int direction, guint n_steps)
{
  double step_mm = (axis == INS_AXIS_Z ? self->z_mm : self->xy_mm) * n_steps;

  drop_question (self);
  if (!may_begin_move (self))
    return;
  step_mm = ins_jog_control_clip (self, axis, direction, step_mm);
  if (step_mm <= 0.0)
    return;
  if (is_long (self, step_mm))
    {
      g_autofree char *number = ins_number_format_typed (step_mm, 1);

      self->ask_axis = axis;
      self->ask_mm = direction * step_mm;
      /* Translators: axis, "+" or "−", and a distance */
      ask (self, INS_JOG_ASK_STEP,
           g_strdup_printf (_ ("Move %c by %s%s mm? Is the way clear?"), axis_letters[axis],
                            direction > 0 ? "+" : "\u2212", number));
      return;
    }
  begin_step (self, axis, direction * step_mm);
}

static double
get_distance_mm (InsJogControl *self, const InsPosition *target)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  double sum = 0.0;

  for (int axis = 0; axis < INS_N_AXES; axis++)
    if (isfinite (target->mm[axis]))
      sum += pow (target->mm[axis] - snapshot->report.position.mm[axis], 2.0);

  return sqrt (sum);
}

static void
begin_move (InsJogControl *self, const InsPosition *target)
{
  note_move (self);
  ins_engine_move (ins_jog_control_get_engine (self), target,
                   ins_jog_control_get_move_speed (self, target));
}

/* Says why not. */
static gboolean
may_go_to (InsJogControl *self, const InsPosition *target)
{
  const char *reason = ins_jog_control_get_go_to_reason (self);
  g_autofree char *outside = reason == NULL ? ins_jog_control_check_target (self, target) : NULL;

  if (reason == NULL && outside == NULL)
    return may_begin_move (self);
  ins_jog_control_say (self, reason != NULL ? reason : outside);

  return FALSE;
}

gboolean
ins_jog_control_is_long_move (InsJogControl *self, const InsPosition *target, double *distance_mm)
{
  *distance_mm = get_distance_mm (self, target);

  return is_long (self, *distance_mm);
}

void
ins_jog_control_go_to (InsJogControl *self, const InsPosition *target, const char *name)
{
  double distance_mm;

  ins_jog_control_reset (self);
  ins_jog_control_say (self, "");
  if (!may_go_to (self, target))
    return;
  if (name != NULL && ins_jog_control_is_long_move (self, target, &distance_mm))
    {
      g_autofree char *number = ins_number_format_typed (distance_mm, 1);

      self->ask_target = *target;
      /* Translators: name of a place, and a distance */
      ask (self, INS_JOG_ASK_MOVE,
           g_strdup_printf (_ ("Go to “%s”, %s mm away? Is the way clear?"), name, number));
      return;
    }
  begin_move (self, target);
}

const char *
ins_jog_control_get_question (InsJogControl *self)
{
  return self->question;
}

void
ins_jog_control_answer (InsJogControl *self, gboolean yes)
{
  const InsJogAsk kind = self->ask;
  const int direction = self->ask_mm < 0.0 ? -1 : 1;
  double step_mm;

  drop_question (self);
  if (!yes || kind == INS_JOG_ASK_NOTHING)
    return;
  if (kind == INS_JOG_ASK_MOVE)
    {
      if (may_go_to (self, &self->ask_target))
        begin_move (self, &self->ask_target);
      return;
    }
  if (!may_begin_move (self))
    return;
  step_mm = ins_jog_control_clip (self, self->ask_axis, direction, fabs (self->ask_mm));
  if (step_mm > 0.0)
    begin_step (self, self->ask_axis, direction * step_mm);
}

gboolean
ins_jog_control_is_pressed (InsJogControl *self)
{
  return self->state != INS_JOG_UP;
}

gboolean
ins_jog_control_get_running (InsJogControl *self, InsAxis *axis, int *direction)
{
  *axis = self->axis;
  *direction = self->direction;

  return is_running (self->state);
}

static void
ins_jog_control_dispose (GObject *object)
{
  ins_jog_control_set_session (INS_JOG_CONTROL (object), NULL);

  G_OBJECT_CLASS (ins_jog_control_parent_class)->dispose (object);
}

static void
ins_jog_control_class_init (InsJogControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_jog_control_dispose;

  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[QUESTION_CHANGED] = g_signal_new ("question-changed", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RUNNING_CHANGED] = g_signal_new ("running-changed", G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ins_jog_control_init (InsJogControl *self)
{
  self->speed_mm_s = 10.0;
  self->xy_mm = 1.0;
  self->z_mm = 0.1;
  self->safety = (InsJogSafety)INS_JOG_USUAL_SAFETY;
}
