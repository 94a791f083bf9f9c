/* ins-motion-panel.h - position, jog, home and go-to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_MOTION_PANEL (ins_motion_panel_get_type ())
G_DECLARE_FINAL_TYPE (InsMotionPanel, ins_motion_panel, INS, MOTION_PANEL, GtkBox)

GtkWidget *ins_motion_panel_new (void);

/* (transfer none) (nullable): follows its "changed", at most ten times a second. */
void ins_motion_panel_set_session (InsMotionPanel *self, InsSession *session);

/* Reads and keeps jog-step-xy-mm, jog-step-z-mm, jog-speed-mm-s, jog-hold, long-move-mm, slow-zone
 * and what belongs to it, and marks. */
void ins_motion_panel_set_settings (InsMotionPanel *self, GSettings *settings);

/* Opens "Go to…" with a target filled in; NULL and NaN stand for the present position. A person
 * presses Go. */
void ins_motion_panel_ask_go_to (InsMotionPanel *self, const InsPosition *target);
/* Opens the question before homing. */
void ins_motion_panel_ask_home (InsMotionPanel *self);

/* For a second panel in a window: a pad's STOP that came twice would be a hard one. */
void ins_motion_panel_ignore_gamepad (InsMotionPanel *self);

/* Ends a held jog and disarms the keys; for the window: before a dialog, on another page. */
void ins_motion_panel_halt (InsMotionPanel *self);

G_END_DECLS
