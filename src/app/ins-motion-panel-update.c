/* ins-motion-panel-update.c - what the motion panel shows of the stage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-motion-panel-private.h"

void
ins_motion_panel_update_message (InsMotionPanel *self)
{
  const char *text = self->control_message;
  const InsSnapshot *snapshot = self->session != NULL ? ins_session_get_snapshot (self->session)
                                                      : NULL;

  /* Why it does not answer is said by the banner. */
  if ((snapshot != NULL && snapshot->stage_link == INS_LINK_LOST) ||
      ins_jog_control_get_question (self->control) != NULL)
    text = "";
  else if (*text == '\0' && snapshot != NULL)
    {
      if (snapshot->reference_message[0] != '\0')
        text = snapshot->reference_message;
      else if (snapshot->motion_message[0] != '\0')
        text = snapshot->motion_message;
      else if (snapshot->report.activity == INS_STAGE_IDLE && !snapshot->report.position_known &&
               snapshot->report.message[0] != '\0')
        text = snapshot->report.message;
      else if (!snapshot->report.homed && ins_jog_control_get_reason (self->control) == NULL)
        text = _ ("Not homed: at most 5 mm/s, and no limits are known. Home the stage first.");
    }
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *text != '\0');
}

void
ins_motion_panel_update_running (InsMotionPanel *self)
{
  InsAxis axis;
  int direction;
  const gboolean running = ins_jog_control_get_running (self->control, &axis, &direction);

  ins_jog_pad_set_running (self->jog_pad, running, axis, direction);
}

static void
set_reason (GtkWidget *widget, const char *reason, const char *tooltip)
{
  gtk_widget_set_sensitive (widget, reason == NULL);
  gtk_widget_set_tooltip_text (widget, reason != NULL ? reason : tooltip);
}

static gboolean
is_moving (const InsSnapshot *snapshot)
{
  return snapshot->report.activity == INS_STAGE_MOVING ||
         snapshot->report.activity == INS_STAGE_JOGGING ||
         snapshot->report.activity == INS_STAGE_HOMING ||
         snapshot->report.activity == INS_STAGE_STOPPING;
}

/* What only a person can say; NULL: nothing is asked of one. */
static const char *
get_unlock_label (InsMotionPanel *self)
{
  const InsSnapshot *snapshot = self->session != NULL ? ins_session_get_snapshot (self->session)
                                                      : NULL;

  if (snapshot == NULL || snapshot->stage_link != INS_LINK_READY ||
      ins_session_is_scanning (self->session))
    return NULL;
  if (snapshot->report.activity == INS_STAGE_ALARM)
    return _ ("Unlock");
  if (snapshot->reference_message[0] != '\0')
    return is_moving (snapshot) ? NULL : _ ("The position is right");
  if (snapshot->report.activity == INS_STAGE_IDLE && !snapshot->stage_info.can_home &&
      !snapshot->report.homed)
    return _ ("The position is right");

  return NULL;
}

/* Nothing can be moved by hand, and the room is better used; a pause gives it back. */
static gboolean
is_sweeping (InsMotionPanel *self)
{
  const InsScanState scan = self->session != NULL ? ins_session_get_snapshot (self->session)->scan
                                                  : INS_SCAN_NONE;

  return scan == INS_SCAN_STARTING || scan == INS_SCAN_RUNNING || scan == INS_SCAN_PAUSING ||
         scan == INS_SCAN_STOPPING;
}

/* Large figures and the line's way in place of the jog keys. */
static void
update_line (InsMotionPanel *self)
{
  const gboolean shown = is_sweeping (self);
  const InsSnapshot *snapshot = shown ? ins_session_get_snapshot (self->session) : NULL;
  const InsRecipe *recipe = shown ? ins_session_get_picture_recipe (self->session) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->hand_box, !shown);
  gtk_widget_set_visible (GTK_WIDGET (self->mark_list), !shown);
  gtk_widget_set_visible (self->line_box, shown && recipe != NULL && snapshot->n_lines > 0);
  if (shown)
    gtk_widget_add_css_class (GTK_WIDGET (self->position_card), "large");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->position_card), "large");
  if (recipe == NULL || snapshot->n_lines == 0)
    return;
  text = g_strdup_printf (_ ("Line %u of %u"), MIN (snapshot->line.order + 1, snapshot->n_lines),
                          snapshot->n_lines);
  if (g_strcmp0 (gtk_label_get_text (self->line_label), text) != 0)
    gtk_label_set_text (self->line_label, text);
  ins_line_profile_show (self->line_profile, &snapshot->line, recipe->scan_axis, recipe->speed_mm_s,
                         snapshot->report.position_known
                             ? snapshot->report.position.mm[recipe->scan_axis]
                             : (double)NAN);
}

/* After a lost link; NULL: the position counts. */
static const char *
get_reference_question (InsMotionPanel *self)
{
  const InsSnapshot *snapshot = self->session != NULL ? ins_session_get_snapshot (self->session)
                                                      : NULL;

  if (snapshot == NULL || snapshot->stage_link != INS_LINK_READY ||
      snapshot->reference_message[0] == '\0' || ins_session_is_scanning (self->session))
    return NULL;

  return snapshot->reference_message;
}

/* Nothing can be moved by hand before the question is answered, so what answers it takes the place
 * of the jog keys: Home stands right below. */
static void
update_unlock (InsMotionPanel *self)
{
  const char *question = get_reference_question (self);
  const char *unlock = get_unlock_label (self);

  gtk_widget_set_visible (self->jog_box, question == NULL && !is_sweeping (self));
  gtk_widget_set_visible (self->unlock_box, question != NULL || unlock != NULL);
  gtk_label_set_text (self->reference, question != NULL ? question : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reference), question != NULL);
  if (question != NULL)
    gtk_widget_add_css_class (self->unlock_box, "question");
  else
    gtk_widget_remove_css_class (self->unlock_box, "question");
  gtk_widget_set_visible (GTK_WIDGET (self->unlock_button), unlock != NULL);
  if (unlock == NULL)
    return;
  gtk_label_set_text (self->unlock_label, unlock);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unlock_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, unlock, -1);
}

static void
update_reasons (InsMotionPanel *self)
{
  const char *reason = ins_jog_control_get_reason (self->control);

  if (reason != NULL)
    ins_jog_keys_set_armed (self->keys, FALSE);
  ins_jog_pad_set_reason (self->jog_pad, reason);
  set_reason (GTK_WIDGET (self->jog_box), reason, NULL);
  set_reason (GTK_WIDGET (self->hold_button), reason, _ ("A jog key moves as long as it is held"));
  set_reason (GTK_WIDGET (self->step_button), reason, _ ("A jog key moves by one step"));
  set_reason (GTK_WIDGET (self->keys_button), reason,
              _ ("Arrow keys and Page Up, Page Down move the stage (J)"));
  set_reason (GTK_WIDGET (self->home_button), ins_jog_control_get_home_reason (self->control),
              _ ("Find the reference switches (Ctrl+Home)"));
  set_reason (GTK_WIDGET (self->go_to_button), ins_jog_control_get_go_to_reason (self->control),
              _ ("Type a position to go to (Ctrl+G)"));
}

static void
update_safety (InsMotionPanel *self)
{
  g_autofree char *text = ins_jog_safety_describe (ins_jog_control_get_safety (self->control));

  gtk_label_set_text (self->safety_label, text);
  if (ins_jog_control_is_in_slow_zone (self->control))
    gtk_widget_add_css_class (GTK_WIDGET (self->safety_button), "slow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->safety_button), "slow");
}

void
ins_motion_panel_update (InsMotionPanel *self)
{
  InsSnapshot closed = { .scan = INS_SCAN_NONE };

  ins_position_card_update (self->position_card, self->session != NULL
                                                     ? ins_session_get_snapshot (self->session)
                                                     : &closed);
  update_reasons (self);
  update_unlock (self);
  update_line (self);
  update_safety (self);
  ins_mark_list_update (self->mark_list);
  ins_motion_panel_update_message (self);
}

/* Set in the preferences. */
static void
on_long_move_changed (GSettings *settings, const char *key, InsMotionPanel *self)
{
  InsJogSafety safety = *ins_jog_control_get_safety (self->control);
  const double long_move_mm = g_settings_get_double (settings, key);

  if (safety.long_move_mm == long_move_mm) /* from the panel itself */
    return;
  safety.long_move_mm = long_move_mm;
  ins_jog_safety_popover_set (self->safety_popover, &safety);
  ins_jog_control_set_safety (self->control, &safety);
}

void
ins_motion_panel_follow_settings (InsMotionPanel *self, GSettings *settings)
{
  g_signal_connect_object (settings, "changed::long-move-mm", G_CALLBACK (on_long_move_changed),
                           self, 0);
}
