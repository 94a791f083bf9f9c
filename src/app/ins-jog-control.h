/* ins-jog-control.h - when a jog key may move the stage, and when it must stop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_JOG_CONTROL (ins_jog_control_get_type ())
G_DECLARE_FINAL_TYPE (InsJogControl, ins_jog_control, INS, JOG_CONTROL, GObject)

/* Seconds after which an unanswered question is taken back. */
#define INS_JOG_QUESTION_S 15

/* What a person has set against accidents. */
typedef struct
{
  double long_move_mm;    /* longer moves are asked about first */
  gboolean has_slow_zone; /* near the part: */
  double slow_below_mm;   /* while Z is below this, */
  double slow_speed_mm_s; /* no motion by hand is faster */
} InsJogSafety;

#define INS_JOG_USUAL_SAFETY                                                                       \
  {                                                                                                \
    50.0, FALSE, 20.0, 2.0                                                                         \
  }

/* Main thread only. Knows no widgets: they tell it what a person does.
 *
 * A held jog runs while the engine gets a sign of life every 0.1 s; it is given up by release(),
 * halt(), and as soon as motion by hand is no longer allowed. A press that ends within 0.2 s is one
 * step. One move is outstanding at most: what is asked for meanwhile is dropped, nothing queues. A
 * held jog downwards ends where the slow zone begins; the next one goes on slowly.
 *
 * Signals: "message" (char *text): a sentence about the last motion, "" for none;
 * "question-changed" (): get_question() is new; "running-changed" (): get_running() is.
 */
InsJogControl *ins_jog_control_new (void);
void ins_jog_control_set_session (InsJogControl *self, InsSession *session);

/* All stop a held jog. */
void ins_jog_control_set_hold (InsJogControl *self, gboolean hold);
void ins_jog_control_set_speed (InsJogControl *self, double speed_mm_s);
void ins_jog_control_set_steps (InsJogControl *self, double xy_mm, double z_mm);
void ins_jog_control_set_safety (InsJogControl *self, const InsJogSafety *safety);
const InsJogSafety *ins_jog_control_get_safety (InsJogControl *self);

/* @fast: ten steps, or four times the speed. */
void ins_jog_control_press (InsJogControl *self, InsAxis axis, int direction, gboolean fast);
/* A stick: runs at once, whatever set_hold() says, at a share (0 to 1) of the speed. Again along
 * the same way: at another share. Ends as a press does. */
void ins_jog_control_push (InsJogControl *self, InsAxis axis, int direction, double share);
void ins_jog_control_release (InsJogControl *self);
/* Anything that makes it unsure that a person still holds the key: stops, starts no step. */
void ins_jog_control_halt (InsJogControl *self);
/* As halt(), where the release of the key may never be heard of (focus lost, out of sight); takes
 * back a question, too. */
void ins_jog_control_reset (InsJogControl *self);
void ins_jog_control_step (InsJogControl *self, InsAxis axis, int direction, guint n_steps);

/* NaN for axes that stay. @name: (nullable): of the place; then a long move is asked about, else
 * the caller has done that. */
void ins_jog_control_go_to (InsJogControl *self, const InsPosition *target, const char *name);

/* What a person has to answer before the last wish is carried out; NULL: nothing. */
const char *ins_jog_control_get_question (InsJogControl *self);
void ins_jog_control_answer (InsJogControl *self, gboolean yes);

/* A key is down. */
gboolean ins_jog_control_is_pressed (InsJogControl *self);

/* TRUE while a held key is to move this axis this way; not any more once something has ended it,
 * though the key may still be down. */
gboolean ins_jog_control_get_running (InsJogControl *self, InsAxis *axis, int *direction);

/* Why nothing may be moved by hand now: one sentence. NULL: it may. */
const char *ins_jog_control_get_reason (InsJogControl *self);

/* The same for homing, and for a move to a coordinate. */
const char *ins_jog_control_get_home_reason (InsJogControl *self);
const char *ins_jog_control_get_go_to_reason (InsJogControl *self);

/* Lowest and highest allowed coordinate; infinite where nothing is known (not homed). */
void
ins_jog_control_get_limits (InsJogControl *self, InsAxis axis, double *minimum, double *maximum);
/* (transfer full): one sentence if the target lies outside, else NULL. */
char *ins_jog_control_check_target (InsJogControl *self, const InsPosition *target);
gboolean
ins_jog_control_is_long_move (InsJogControl *self, const InsPosition *target, double *distance_mm);

/* The speed that a motion of this axis, or a move to a target, would have now. */
double ins_jog_control_get_speed (InsJogControl *self, InsAxis axis);
double ins_jog_control_get_move_speed (InsJogControl *self, const InsPosition *target);
gboolean ins_jog_control_is_in_slow_zone (InsJogControl *self);

G_END_DECLS
