/* ins-motion-panel-private.h - what the files of InsMotionPanel share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-gamepad.h"
#include "app/ins-go-to-popover.h"
#include "app/ins-jog-control.h"
#include "app/ins-jog-keys.h"
#include "app/ins-jog-pad.h"
#include "app/ins-jog-safety-popover.h"
#include "app/ins-line-profile.h"
#include "app/ins-mark-list.h"
#include "app/ins-motion-panel.h"
#include "app/ins-position-card.h"
#include "app/ins-step-ladder.h"
#include "app/ins-throttle.h"

G_BEGIN_DECLS

struct _InsMotionPanel
{
  GtkBox parent_instance;

  InsPositionCard *position_card;
  GtkWidget *jog_box, *hand_box, *line_box;
  GtkLabel *line_label;
  InsLineProfile *line_profile;
  GtkToggleButton *hold_button, *step_button;
  InsJogPad *jog_pad;
  GtkLabel *message;
  GtkWidget *question_box;
  GtkLabel *question;
  InsStepLadder *ladder_xy, *ladder_z;
  GtkScale *speed_scale;
  GtkAdjustment *speed;
  GtkLabel *speed_label;
  GtkMenuButton *safety_button;
  GtkLabel *safety_label;
  InsJogSafetyPopover *safety_popover;
  GtkToggleButton *keys_button;
  GtkLabel *keys_label;
  GtkLabel *gamepad_label;
  GtkWidget *unlock_box;
  GtkLabel *reference;
  GtkButton *unlock_button;
  GtkLabel *unlock_label;
  GtkMenuButton *home_button, *go_to_button;
  GtkPopover *home_popover;
  InsGoToPopover *go_to_popover;
  InsMarkList *mark_list;

  InsSession *session;
  GSettings *settings;
  InsJogControl *control;
  InsJogKeys *keys;
  InsGamepad *gamepad;
  gboolean ignores_gamepad;
  InsThrottle throttle;
  char *control_message;
  gboolean updating;
};

/* What the stage says, and what can be pressed therefore. */
void ins_motion_panel_update (InsMotionPanel *self);
void ins_motion_panel_update_message (InsMotionPanel *self);
void ins_motion_panel_update_running (InsMotionPanel *self);
/* What may be changed elsewhere. */
void ins_motion_panel_follow_settings (InsMotionPanel *self, GSettings *settings);

/* Once control and keys are there. */
void ins_motion_panel_add_gamepad (InsMotionPanel *self);

G_END_DECLS
