/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-motion-panel-private.h"
#include "app/ins-panel-text.h"
#include "core/ins-number.h"

/* Ends of the logarithmic speed slider. */
#define LOWEST_SPEED_MM_S 0.1
#define HIGHEST_SPEED_MM_S 100.0

G_DEFINE_FINAL_TYPE (InsMotionPanel, ins_motion_panel, GTK_TYPE_BOX)

/* ---- what a person sets ------------------------------------------------------------------- */

static double
get_speed_mm_s (InsMotionPanel *self)
{
  double speed = pow (10.0, gtk_adjustment_get_value (self->speed));
  double digit = pow (10.0, floor (log10 (speed)) - 1.0);

  return round (speed / digit) * digit; /* two figures are enough */
}

static void
update_pad_texts (InsMotionPanel *self)
{
  g_autofree char *xy = ins_panel_text_distance (ins_step_ladder_get_step_mm (self->ladder_xy));
  g_autofree char *z = ins_panel_text_distance (ins_step_ladder_get_step_mm (self->ladder_z));

  if (gtk_toggle_button_get_active (self->hold_button))
    ins_jog_pad_set_steps (self->jog_pad, C_ ("jog mode", "Hold"), C_ ("jog mode", "Hold"));
  else
    ins_jog_pad_set_steps (self->jog_pad, xy, z);
}

static void
store (InsMotionPanel *self)
{
  if (self->settings == NULL || self->updating)
    return;
  g_settings_set_double (self->settings, "jog-step-xy-mm",
                         ins_step_ladder_get_step_mm (self->ladder_xy));
  g_settings_set_double (self->settings, "jog-step-z-mm",
                         ins_step_ladder_get_step_mm (self->ladder_z));
  g_settings_set_double (self->settings, "jog-speed-mm-s", get_speed_mm_s (self));
  g_settings_set_boolean (self->settings, "jog-hold",
                          gtk_toggle_button_get_active (self->hold_button));
}

/* Each of these stops a held jog. */
static void
on_choice_changed (InsMotionPanel *self)
{
  double speed_mm_s = get_speed_mm_s (self);
  g_autofree char *number = ins_number_format_typed (speed_mm_s, speed_mm_s < 1.0    ? 2
                                                                 : speed_mm_s < 10.0 ? 1
                                                                                     : 0);
  g_autofree char *text = g_strdup_printf ("%s mm/s", number);

  ins_jog_control_set_hold (self->control, gtk_toggle_button_get_active (self->hold_button));
  ins_jog_control_set_speed (self->control, speed_mm_s);
  ins_jog_control_set_steps (self->control, ins_step_ladder_get_step_mm (self->ladder_xy),
                             ins_step_ladder_get_step_mm (self->ladder_z));
  gtk_label_set_text (self->speed_label, text);
  update_pad_texts (self);
  store (self);
}

static void
on_session_changed (InsSession *session, InsMotionPanel *self)
{
  /* what takes the keys away is not put off */
  if (ins_jog_keys_get_armed (self->keys) && ins_jog_control_get_reason (self->control) != NULL)
    ins_jog_keys_set_armed (self->keys, FALSE);
  ins_throttle_request (&self->throttle);
}

static void
on_control_message (InsJogControl *control, const char *text, InsMotionPanel *self)
{
  g_free (self->control_message);
  self->control_message = g_strdup (text);
  ins_motion_panel_update_message (self);
}

static void
on_throttle (gpointer data)
{
  ins_motion_panel_update (data);
}

static void
on_question_changed (InsJogControl *control, InsMotionPanel *self)
{
  const char *question = ins_jog_control_get_question (control);

  gtk_label_set_text (self->question, question != NULL ? question : "");
  gtk_widget_set_visible (self->question_box, question != NULL);
  ins_motion_panel_update_message (self);
}

static void
on_question_confirmed (InsMotionPanel *self)
{
  ins_jog_control_answer (self->control, TRUE);
}

static void
on_question_cancelled (InsMotionPanel *self)
{
  ins_jog_control_answer (self->control, FALSE);
}

static void
on_safety_edited (InsMotionPanel *self)
{
  InsJogSafety safety;

  ins_jog_safety_popover_get (self->safety_popover, &safety);
  ins_jog_control_set_safety (self->control, &safety);
  ins_jog_safety_store (&safety, self->settings);
  ins_motion_panel_update (self);
}

static void
on_origin_changed (InsMotionPanel *self)
{
  InsPosition origin;
  const char *name = NULL;

  if (ins_mark_list_get_origin (self->mark_list, &origin, &name))
    ins_position_card_set_origin (self->position_card, &origin, name);
  else
    ins_position_card_set_origin (self->position_card, NULL, NULL);
  ins_throttle_request (&self->throttle);
}

static void
on_origin_cleared (InsMotionPanel *self)
{
  ins_mark_list_clear_origin (self->mark_list);
}

/* ---- jog ---------------------------------------------------------------------------------- */

static void
on_pad_held (InsJogPad *pad, int axis, int direction, InsMotionPanel *self)
{
  ins_jog_control_press (self->control, (InsAxis)axis, direction, FALSE);
}

static void
on_pad_let_go (InsJogPad *pad, gboolean completed, InsMotionPanel *self)
{
  if (completed)
    ins_jog_control_release (self->control);
  else
    ins_jog_control_reset (self->control);
}

static void
on_pad_stepped (InsJogPad *pad, int axis, int direction, InsMotionPanel *self)
{
  ins_jog_control_step (self->control, (InsAxis)axis, direction, 1);
}

static void
on_step_chosen (InsJogKeys *keys, guint position, InsMotionPanel *self)
{
  ins_step_ladder_choose (self->ladder_xy, position);
}

static void
on_armed_changed (InsJogKeys *keys, InsMotionPanel *self)
{
  gboolean armed = ins_jog_keys_get_armed (keys);

  gtk_toggle_button_set_active (self->keys_button, armed);
  gtk_label_set_text (self->keys_label,
                      armed ? _ ("Arrow keys move: ON") : _ ("Arrow keys move: off"));
  ins_jog_pad_set_armed (self->jog_pad, armed);
}

static void
on_keys_toggled (GtkToggleButton *button, InsMotionPanel *self)
{
  ins_jog_keys_set_armed (self->keys, gtk_toggle_button_get_active (button));
  /* refused: the button must not say otherwise */
  gtk_toggle_button_set_active (button, ins_jog_keys_get_armed (self->keys));
}

/* ---- home, go to, unlock ------------------------------------------------------------------ */

static void
on_popover_shown (GtkWidget *popover, InsMotionPanel *self)
{
  ins_jog_control_reset (self->control);
}

static void
on_home_confirmed (GtkButton *button, InsMotionPanel *self)
{
  gtk_popover_popdown (self->home_popover);
  if (self->session != NULL && ins_session_get_engine (self->session) != NULL &&
      ins_jog_control_get_home_reason (self->control) == NULL)
    ins_engine_home (ins_session_get_engine (self->session));
}

static void
on_home_cancelled (GtkButton *button, InsMotionPanel *self)
{
  gtk_popover_popdown (self->home_popover);
}

static void
on_unlock_clicked (GtkButton *button, InsMotionPanel *self)
{
  if (self->session != NULL && ins_session_get_engine (self->session) != NULL)
    ins_engine_unlock (ins_session_get_engine (self->session));
}

/* ---- public ------------------------------------------------------------------------------- */

GtkWidget *
ins_motion_panel_new (void)
{
  return g_object_new (INS_TYPE_MOTION_PANEL, NULL);
}

void
ins_motion_panel_set_session (InsMotionPanel *self, InsSession *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  ins_jog_control_set_session (self->control, session);
  ins_go_to_popover_set_session (self->go_to_popover, session, self->control);
  ins_mark_list_set_session (self->mark_list, session, self->control);
  if (session != NULL)
    g_signal_connect (session, "changed", G_CALLBACK (on_session_changed), self);
  ins_motion_panel_update (self);
}

void
ins_motion_panel_set_settings (InsMotionPanel *self, GSettings *settings)
{
  InsJogSafety safety;

  g_set_object (&self->settings, settings);
  if (settings == NULL)
    return;
  self->updating = TRUE;
  ins_step_ladder_set_step_mm (self->ladder_xy, g_settings_get_double (settings, "jog-step-xy-mm"));
  ins_step_ladder_set_step_mm (self->ladder_z, g_settings_get_double (settings, "jog-step-z-mm"));
  gtk_adjustment_set_value (self->speed,
                            log10 (g_settings_get_double (settings, "jog-speed-mm-s")));
  gtk_toggle_button_set_active (
      g_settings_get_boolean (settings, "jog-hold") ? self->hold_button : self->step_button, TRUE);
  self->updating = FALSE;
  safety = ins_jog_safety_load (settings);
  ins_jog_safety_popover_set (self->safety_popover, &safety);
  ins_jog_control_set_safety (self->control, &safety);
  ins_mark_list_set_settings (self->mark_list, settings);
  ins_motion_panel_follow_settings (self, settings);
  ins_motion_panel_update (self);
}

void
ins_motion_panel_ask_go_to (InsMotionPanel *self, const InsPosition *target)
{
  if (gtk_widget_is_sensitive (GTK_WIDGET (self->go_to_button)))
    ins_go_to_popover_ask (self->go_to_popover, target);
}

void
ins_motion_panel_ask_home (InsMotionPanel *self)
{
  if (gtk_widget_is_sensitive (GTK_WIDGET (self->home_button)))
    gtk_popover_popup (self->home_popover);
}

void
ins_motion_panel_halt (InsMotionPanel *self)
{
  ins_jog_keys_set_armed (self->keys, FALSE);
  ins_jog_control_reset (self->control);
}

/* Ctrl+Home and Ctrl+G, which an entry with the focus gets first. */
static gboolean
on_home_shortcut (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ins_motion_panel_ask_home (INS_MOTION_PANEL (widget));

  return TRUE;
}

static gboolean
on_go_to_shortcut (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ins_motion_panel_ask_go_to (INS_MOTION_PANEL (widget), NULL);

  return TRUE;
}

/* M, which an entry takes for itself. */
static gboolean
on_mark_shortcut (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ins_mark_list_mark_here (INS_MOTION_PANEL (widget)->mark_list);

  return TRUE;
}

static void
ins_motion_panel_map (GtkWidget *widget)
{
  InsMotionPanel *self = INS_MOTION_PANEL (widget);

  GTK_WIDGET_CLASS (ins_motion_panel_parent_class)->map (widget);
  ins_jog_keys_set_root (self->keys, gtk_widget_get_root (widget));
  if (!self->ignores_gamepad)
    ins_gamepad_listen (self->gamepad);
}

/* Another page, or the panel folded away: nobody sees what the keys would do. */
static void
ins_motion_panel_unmap (GtkWidget *widget)
{
  InsMotionPanel *self = INS_MOTION_PANEL (widget);

  ins_motion_panel_halt (self);
  ins_jog_keys_set_root (self->keys, NULL);
  GTK_WIDGET_CLASS (ins_motion_panel_parent_class)->unmap (widget);
}

static void
ins_motion_panel_dispose (GObject *object)
{
  InsMotionPanel *self = INS_MOTION_PANEL (object);

  ins_throttle_stop (&self->throttle);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  if (self->keys != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->keys, self);
      ins_jog_keys_set_root (self->keys, NULL);
    }
  if (self->gamepad != NULL)
    g_signal_handlers_disconnect_by_data (self->gamepad, self);
  g_clear_object (&self->gamepad);
  g_clear_object (&self->keys);
  if (self->control != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->control, self);
      ins_jog_control_set_session (self->control, NULL);
    }

  G_OBJECT_CLASS (ins_motion_panel_parent_class)->dispose (object);
}

static void
ins_motion_panel_finalize (GObject *object)
{
  InsMotionPanel *self = INS_MOTION_PANEL (object);

  g_clear_object (&self->control);
  g_free (self->control_message);

  G_OBJECT_CLASS (ins_motion_panel_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsMotionPanel, name)
#define CALL(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/insonify/Insonify/ins-motion-panel.ui");
  BIND (position_card);
  BIND (jog_box);
  BIND (hand_box);
  BIND (line_box);
  BIND (line_label);
  BIND (line_profile);
  BIND (hold_button);
  BIND (step_button);
  BIND (jog_pad);
  BIND (message);
  BIND (question_box);
  BIND (question);
  BIND (ladder_xy);
  BIND (ladder_z);
  BIND (speed_scale);
  BIND (speed);
  BIND (speed_label);
  BIND (safety_button);
  BIND (safety_label);
  BIND (safety_popover);
  BIND (keys_button);
  BIND (keys_label);
  BIND (gamepad_label);
  BIND (unlock_box);
  BIND (reference);
  BIND (unlock_button);
  BIND (unlock_label);
  BIND (home_button);
  BIND (go_to_button);
  BIND (home_popover);
  BIND (go_to_popover);
  BIND (mark_list);
  CALL (on_choice_changed);
  CALL (on_pad_held);
  CALL (on_pad_let_go);
  CALL (on_pad_stepped);
  CALL (on_keys_toggled);
  CALL (on_popover_shown);
  CALL (on_home_confirmed);
  CALL (on_home_cancelled);
  CALL (on_unlock_clicked);
  CALL (on_question_confirmed);
  CALL (on_question_cancelled);
  CALL (on_safety_edited);
  CALL (on_origin_changed);
  CALL (on_origin_cleared);
}

static void
ins_motion_panel_class_init (InsMotionPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ins_motion_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_motion_panel_finalize;
  widget_class->map = ins_motion_panel_map;
  widget_class->unmap = ins_motion_panel_unmap;

  g_type_ensure (INS_TYPE_POSITION_CARD);
  g_type_ensure (INS_TYPE_JOG_PAD);
  g_type_ensure (INS_TYPE_STEP_LADDER);
  g_type_ensure (INS_TYPE_GO_TO_POPOVER);
  g_type_ensure (INS_TYPE_JOG_SAFETY_POPOVER);
  g_type_ensure (INS_TYPE_LINE_PROFILE);
  g_type_ensure (INS_TYPE_MARK_LIST);
  bind_template (widget_class);
}

static void
add_shortcut (InsMotionPanel *self, guint keyval, GdkModifierType modifiers, GtkShortcutFunc func)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                        gtk_callback_action_new (func, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
ins_motion_panel_init (InsMotionPanel *self)
{
  self->control_message = g_strdup ("");
  self->control = ins_jog_control_new ();
  self->keys = ins_jog_keys_new (self->control);
  ins_motion_panel_add_gamepad (self);
  ins_throttle_init (&self->throttle, on_throttle, self);
  g_signal_connect (self->control, "message", G_CALLBACK (on_control_message), self);
  g_signal_connect (self->control, "question-changed", G_CALLBACK (on_question_changed), self);
  g_signal_connect_swapped (self->control, "running-changed",
                            G_CALLBACK (ins_motion_panel_update_running), self);
  g_signal_connect (self->keys, "armed-changed", G_CALLBACK (on_armed_changed), self);
  g_signal_connect (self->keys, "step-chosen", G_CALLBACK (on_step_chosen), self);

  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_adjustment_configure (self->speed, 1.0, log10 (LOWEST_SPEED_MM_S), log10 (HIGHEST_SPEED_MM_S),
                            0.1, 0.3, 0.0);
  ins_step_ladder_set_step_mm (self->ladder_z, 0.1);
  ins_step_ladder_slide (self->ladder_z, -3); /* 0.01 to 0.5 mm */
  self->updating = FALSE;
  add_shortcut (self, GDK_KEY_Home, GDK_CONTROL_MASK, on_home_shortcut);
  add_shortcut (self, GDK_KEY_g, GDK_CONTROL_MASK, on_go_to_shortcut);
  add_shortcut (self, GDK_KEY_m, 0, on_mark_shortcut);
  on_choice_changed (self);
  ins_motion_panel_update (self);
}
