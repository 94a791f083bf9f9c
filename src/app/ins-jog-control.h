/* ins-jog-control.h - when a jog key may move the stage, and when it must stop
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_JOG_CONTROL (ins_jog_control_get_type ())
G_DECLARE_FINAL_TYPE (InsJogControl, ins_jog_control, INS, JOG_CONTROL, GObject)

/* Longer moves by hand are asked about first. */
#define INS_LONG_MOVE_MM 50.0

/* Main thread only. Knows no widgets: they tell it what a person does. Signal "message" (char
 * *text): a sentence about the last motion, "" for none.
 *
 * A held jog runs while the engine gets a sign of life every 0.1 s; it is given up by release(),
 * halt(), and as soon as motion by hand is no longer allowed. A press that ends within 0.2 s is one
 * step. One step is outstanding at most: what is asked for meanwhile is dropped, nothing queues.
 */
InsJogControl *ins_jog_control_new (void);
void ins_jog_control_set_session (InsJogControl *self, InsSession *session);

/* Both stop a held jog. */
void ins_jog_control_set_hold (InsJogControl *self, gboolean hold);
void ins_jog_control_set_speed (InsJogControl *self, double speed_mm_s);
void ins_jog_control_set_steps (InsJogControl *self, double xy_mm, double z_mm);

/* @fast: ten steps, or four times the speed. */
void ins_jog_control_press (InsJogControl *self, InsAxis axis, int direction, gboolean fast);
void ins_jog_control_release (InsJogControl *self);
/* Anything that makes it unsure that a person still holds the key: stops, starts no step. */
void ins_jog_control_halt (InsJogControl *self);
/* As halt(), where the release of the key may never be heard of (focus lost, out of sight). */
void ins_jog_control_reset (InsJogControl *self);
void ins_jog_control_step (InsJogControl *self, InsAxis axis, int direction, guint n_steps);

/* A key is down. */
gboolean ins_jog_control_is_pressed (InsJogControl *self);

/* Why nothing may be moved by hand now: one sentence. NULL: it may. */
const char *ins_jog_control_get_reason (InsJogControl *self);

/* The same for homing, and for a move to a coordinate. */
const char *ins_jog_control_get_home_reason (InsJogControl *self);
const char *ins_jog_control_get_go_to_reason (InsJogControl *self);

/* Lowest and highest allowed coordinate; infinite where nothing is known (not homed). */
void
ins_jog_control_get_limits (InsJogControl *self, InsAxis axis, double *minimum, double *maximum);

/* The speed that a motion of this axis would have. */
double ins_jog_control_get_speed (InsJogControl *self, InsAxis axis);

G_END_DECLS
