/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-settings.h"
#include "app/ins-whole-text.h"
#include "app/ins-window-middle.h"

G_DEFINE_FINAL_TYPE (InsWindow, ins_window, GTK_TYPE_APPLICATION_WINDOW)

/* ---- STOP ---------------------------------------------------------------------------------- */

static void
stop (InsWindow *self)
{
  if (self->session != NULL)
    ins_session_stop (self->session);
}

/* On the press: a release may come late, or elsewhere. */
static void
on_stop_pressed (GtkGestureClick *gesture, int n_press, double x, double y, InsWindow *self)
{
  stop (self);
  ins_motion_panel_halt (self->motion_panel);
}

/* Activated by the keyboard or by an assistive tool. */
static void
on_stop_clicked (GtkButton *button, InsWindow *self)
{
  stop (self);
  ins_motion_panel_halt (self->motion_panel);
}

/* A second STOP is a hard one, so a key that repeats itself must not count. Where its release went
 * elsewhere the pause tells. */
static gboolean
is_repeated_escape (InsWindow *self)
{
  const gint64 now_us = g_get_monotonic_time ();
  const gboolean repeated = self->escape_down && now_us - self->escape_us < G_USEC_PER_SEC;

  self->escape_down = TRUE;
  self->escape_us = now_us;

  return repeated;
}

/* Before any widget sees it, whatever has the focus. It then goes on and closes a popover. */
static gboolean
on_key_captured (GtkEventControllerKey *controller,
                 guint keyval,
                 guint keycode,
                 GdkModifierType state,
                 InsWindow *self)
{
  if (keyval == GDK_KEY_Escape && !is_repeated_escape (self))
    stop (self);

  return GDK_EVENT_PROPAGATE;
}

static void
on_key_let_go (GtkEventControllerKey *controller,
               guint keyval,
               guint keycode,
               GdkModifierType state,
               InsWindow *self)
{
  if (keyval == GDK_KEY_Escape)
    self->escape_down = FALSE;
}

static void
listen_for_escape (InsWindow *self, GtkWidget *window)
{
  GtkEventController *capture = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (capture, GTK_PHASE_CAPTURE);
  g_signal_connect_object (capture, "key-pressed", G_CALLBACK (on_key_captured), self, 0);
  g_signal_connect_object (capture, "key-released", G_CALLBACK (on_key_let_go), self, 0);
  gtk_widget_add_controller (window, capture);
}

/* Dialogs too: they take the keyboard from the window. */
static void
on_toplevels_changed (GListModel *toplevels,
                      guint position,
                      guint n_removed,
                      guint n_added,
                      InsWindow *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (window != GTK_WIDGET (self))
        listen_for_escape (self, window);
    }
}

static gboolean
on_key_bubbled (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                InsWindow *self)
{
  const gboolean has_picture = ins_window_is_in_middle (self, "picture");

  return (has_picture && ins_window_take_gate_key (self, keyval, state)) ||
         ins_window_take_before_key (self, keyval, state) ||
         (has_picture && ins_window_take_letter (self, keyval, state));
}

static void
listen_for_stop (InsWindow *self, GtkWidget *button)
{
  GtkGesture *press = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect (press, "pressed", G_CALLBACK (on_stop_pressed), self);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (press));
  g_signal_connect (button, "clicked", G_CALLBACK (on_stop_clicked), self);
}

static void
add_controllers (InsWindow *self)
{
  GtkEventController *bubble = gtk_event_controller_key_new ();

  listen_for_stop (self, self->stop_button);
  listen_for_stop (self, ins_operator_panel_get_stop_button (self->operator_panel));
  listen_for_escape (self, GTK_WIDGET (self));
  g_signal_connect (bubble, "key-pressed", G_CALLBACK (on_key_bubbled), self);
  gtk_widget_add_controller (GTK_WIDGET (self), bubble);
}

/* ---- closing ------------------------------------------------------------------------------- */

static void
on_question_answered (GtkDialog *dialog, int response, InsWindow *self)
{
  gtk_window_destroy (GTK_WINDOW (dialog));
  self->question = NULL;
  if (response != GTK_RESPONSE_ACCEPT)
    return;
  /* on_changed() closes the window when the last line is in the file. */
  self->closing = TRUE;
  ins_session_stop (self->session);
  if (!ins_session_is_scanning (self->session))
    gtk_window_close (GTK_WINDOW (self));
}

/* Not modal: STOP stays within reach. */
static void
ask_about_scan (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  if (self->question != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->question));
      return;
    }
  self->question = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_DESTROY_WITH_PARENT,
                                           GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s",
                                           _ ("A scan is running"));
  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (self->question),
      ngettext ("%u line of %u is measured. It stays in the file if you stop now.",
                "%u lines of %u are measured. They stay in the file if you stop now.",
                snapshot->n_lines_done),
      snapshot->n_lines_done, snapshot->n_lines);
  gtk_dialog_add_button (GTK_DIALOG (self->question), _ ("_Go on Scanning"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (self->question), _ ("_Stop and Close"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (self->question), GTK_RESPONSE_CANCEL);
  g_signal_connect (self->question, "response", G_CALLBACK (on_question_answered), self);
  gtk_window_present (GTK_WINDOW (self->question));
}

static gboolean
ins_window_close_request (GtkWindow *window)
{
  InsWindow *self = INS_WINDOW (window);

  if (self->session != NULL && ins_session_is_scanning (self->session) && !self->closing)
    {
      ask_about_scan (self);
      return GDK_EVENT_STOP;
    }
  stop (self);
  ins_window_save_layout (self);

  return GTK_WINDOW_CLASS (ins_window_parent_class)->close_request (window);
}

/* ---- the session --------------------------------------------------------------------------- */

static void
on_changed (InsSession *session, InsWindow *self)
{
  gboolean scanning = ins_session_is_scanning (session);

  ins_window_update_notice (self);
  ins_window_update_panels (self);
  ins_window_update_state (self);
  ins_window_update_actions (self);
  ins_window_update_progress (self);
  ins_window_update_plots (self);
  ins_window_update_measuring (self);
  ins_window_update_operator (self);
  self->was_scanning = scanning;
  if (self->closing && !scanning)
    gtk_window_close (GTK_WINDOW (self));
}

static void
on_recipe_changed (InsSession *session, InsWindow *self)
{
  ins_window_update_plan (self);
  ins_window_follow_recipe (self);
  ins_window_update_state (self);
  ins_window_update_actions (self);
}

static void
on_picture_changed (InsSession *session, InsWindow *self)
{
  ins_window_leave_first_page (self);
  ins_window_update_picture (self);
  ins_window_update_measuring (self);
  ins_window_update_state (self);
  ins_window_update_actions (self);
}

static void
on_message (InsSession *session, const char *text, gboolean is_error, InsWindow *self)
{
  ins_window_show_note (self, text, is_error);
}

InsWindow *
ins_window_new (GtkApplication *application, InsSession *session)
{
  InsWindow *self = g_object_new (INS_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed",
                           G_CALLBACK (on_toplevels_changed), self, 0);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (session, "recipe-changed", G_CALLBACK (on_recipe_changed), self, 0);
  g_signal_connect_object (session, "picture-changed", G_CALLBACK (on_picture_changed), self, 0);
  g_signal_connect_object (session, "message", G_CALLBACK (on_message), self, 0);
  ins_motion_panel_set_settings (self->motion_panel, ins_settings_get ());
  ins_motion_panel_set_session (self->motion_panel, session);
  ins_scan_form_set_session (self->scan_form, session);
  ins_card_page_set_settings (self->card_page, ins_settings_get ());
  ins_card_page_set_session (self->card_page, session);
  ins_stage_page_set_settings (self->stage_page, ins_settings_get ());
  ins_stage_page_set_session (self->stage_page, session);
  ins_run_panel_set_session (self->run_panel, session);
  ins_correction_button_set_session (self->correction_button, session);
  ins_timing_button_set_session (self->timing_button, session);
  ins_resume_button_set_session (self->resume_button, session);
  ins_window_connect_picture (self);
  ins_window_start_notice (self);
  ins_window_follow_preferences (self);
  ins_window_start_measuring (self);
  ins_window_start_assistant (self);
  ins_window_connect_gates (self);
  ins_window_start_plots (self);
  ins_window_start_middle (self);
  ins_window_restore_layout (self);
  on_picture_changed (session, self);
  on_recipe_changed (session, self);
  on_changed (session, self);

  return self;
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
ins_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (ins_window_parent_class)->size_allocate (widget, width, height, baseline);
  ins_window_follow_size (INS_WINDOW (widget), width, height);
}

static void
on_plane_selected (InsWindow *self, GParamSpec *pspec, GtkDropDown *drop_down)
{
  if (!self->setting_planes)
    ins_window_select_plane (self, gtk_drop_down_get_selected (drop_down));
}

static void
on_other_plot_clicked (InsWindow *self)
{
  ins_window_show_other_plot (self);
}

static void
on_note_close_clicked (InsWindow *self)
{
  ins_window_hide_note (self);
}

static void
on_banner_close_clicked (InsWindow *self)
{
  ins_window_acknowledge_failure (self);
}

static void
ins_window_dispose (GObject *object)
{
  InsWindow *self = INS_WINDOW (object);

  ins_window_stop_notice (self);
  ins_window_clear_operator (self);
  ins_window_stop_measuring (self);
  ins_window_stop_plots (self);
  g_clear_handle_id (&self->size_idle, g_source_remove);
  if (self->session != NULL)
    {
      /* A window that is destroyed without being asked must not leave a stage running. */
      stop (self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ins_window_parent_class)->dispose (object);
}

static void
ins_window_finalize (GObject *object)
{
  InsWindow *self = INS_WINDOW (object);

  g_clear_pointer (&self->seen_recipe, ins_recipe_free);
  g_clear_pointer (&self->gate_history, ins_gate_history_free);
  ins_window_clear_alarms (self);
  g_clear_weak_pointer (&self->keys);
  g_clear_pointer (&self->locked_actions, g_hash_table_unref);
  g_free (self->ascan_buffer);
  g_free (self->line_buffer);

  G_OBJECT_CLASS (ins_window_parent_class)->finalize (object);
}

static void
ins_window_class_init (InsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = ins_window_dispose;
  object_class->finalize = ins_window_finalize;
  widget_class->size_allocate = ins_window_size_allocate;
  window_class->close_request = ins_window_close_request;

  ins_window_bind_template (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_plane_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_other_plot_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_note_close_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_close_clicked);
}

static void
ins_window_init (InsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "insonify");
  ins_colour_bar_set_view (self->colour_bar, self->cscan_view);
  ins_window_add_actions (self);
  ins_window_add_file_actions (self);
  ins_window_add_keys (self);
  ins_window_add_operator (self);
  ins_window_add_preferences (self);
  ins_window_add_rectangle_actions (self);
  ins_window_add_gate_actions (self);
  ins_window_make_middle (self);
  ins_window_add_before_actions (self);
  ins_window_accept_drops (self);
  add_controllers (self);
  ins_whole_text_add (GTK_WIDGET (self));
}
