/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "panel-test.h"

GtkWidget *
panel_test_get_child (gpointer panel, GType type, const char *name)
{
  GObject *child = gtk_widget_get_template_child (GTK_WIDGET (panel), type, name);

  g_assert_nonnull (child);

  return GTK_WIDGET (child);
}

GtkEventController *
panel_test_get_controller (GtkWidget *widget, GType type, const char *name)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type) &&
          (name == NULL || g_strcmp0 (gtk_event_controller_get_name (controller), name) == 0))
        return controller;
    }

  return NULL;
}

static gboolean
on_time (gpointer data)
{
  *(gboolean *)data = TRUE;

  return G_SOURCE_REMOVE;
}

void
panel_test_run_ms (guint ms)
{
  gboolean done = FALSE;

  g_timeout_add (ms, on_time, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

void
panel_test_run_until (gboolean (*is_done) (gpointer data), gpointer data)
{
  for (guint i = 0; i < 500; i++)
    {
      if (is_done (data))
        return;
      panel_test_run_ms (10);
    }
  g_assert_not_reached ();
}

static gboolean
is_active (gpointer data)
{
  return gtk_window_is_active (GTK_WINDOW (data));
}

GtkWindow *
panel_test_show (GtkWidget *widget)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, 400, 700);
  gtk_window_set_child (window, widget);
  gtk_window_present (window);
  panel_test_run_until (is_active, window);
  gtk_window_set_focus (window, NULL);

  return window;
}

void
panel_test_type (gpointer entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

/* Any number does, as long as a key keeps its own. */
static guint
get_keycode (guint keyval)
{
  return 8 + keyval % 240;
}

gboolean
panel_test_press_key (GtkWindow *window, guint keyval, GdkModifierType state)
{
  GtkEventController *keys = panel_test_get_controller (GTK_WIDGET (window),
                                                        GTK_TYPE_EVENT_CONTROLLER_KEY, "jog-keys");
  gboolean handled = FALSE;

  g_assert_nonnull (keys);
  g_signal_emit_by_name (keys, "key-pressed", keyval, get_keycode (keyval), state, &handled);

  return handled;
}

void
panel_test_release_key (GtkWindow *window, guint keyval, GdkModifierType state)
{
  GtkEventController *keys = panel_test_get_controller (GTK_WIDGET (window),
                                                        GTK_TYPE_EVENT_CONTROLLER_KEY, "jog-keys");

  if (keys != NULL)
    g_signal_emit_by_name (keys, "key-released", keyval, get_keycode (keyval), state);
}
