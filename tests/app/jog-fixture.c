/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/ins-jog-pad.h"
#include "jog-fixture.h"

static GTestDBus *bus;

void
jog_fixture_start_bus (void)
{
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
}

void
jog_fixture_end_bus (void)
{
  g_test_dbus_stop (bus);
  g_clear_object (&bus);
}

void
jog_fixture_set_up (JogFixture *f, gconstpointer data)
{
  f->session = fake_session_new ();
  f->snapshot = fake_session_get_snapshot (f->session);
  f->panel = INS_MOTION_PANEL (g_object_ref_sink (ins_motion_panel_new ()));
  ins_motion_panel_set_session (f->panel, f->session);
  f->window = panel_test_show (GTK_WIDGET (f->panel));
}

void
jog_fixture_tear_down (JogFixture *f, gconstpointer data)
{
  /* GTK 4.8 looks for the pointer on an open popover's surface after its window is gone */
  gtk_popover_popdown (
      GTK_POPOVER (panel_test_get_child (f->panel, INS_TYPE_MOTION_PANEL, "home_popover")));
  gtk_popover_popdown (
      GTK_POPOVER (panel_test_get_child (f->panel, INS_TYPE_MOTION_PANEL, "go_to_popover")));
  panel_test_run_ms (50);
  gtk_window_destroy (f->window);
  panel_test_run_ms (20);
  g_assert_finalize_object (f->panel);
  g_assert_finalize_object (f->session);
}

gpointer
jog_fixture_get (JogFixture *f, const char *name)
{
  return panel_test_get_child (f->panel, INS_TYPE_MOTION_PANEL, name);
}

GtkEventController *
jog_fixture_get_gesture (JogFixture *f, InsAxis axis, int direction)
{
  InsJogKey *key = ins_jog_pad_get_key (jog_fixture_get (f, "jog_pad"), axis, direction);

  return panel_test_get_controller (GTK_WIDGET (key), GTK_TYPE_GESTURE_CLICK, "jog");
}

void
jog_fixture_press (JogFixture *f, InsAxis axis, int direction)
{
  g_signal_emit_by_name (jog_fixture_get_gesture (f, axis, direction), "pressed", 1, 5.0, 5.0);
}

void
jog_fixture_release (JogFixture *f, InsAxis axis, int direction)
{
  g_signal_emit_by_name (jog_fixture_get_gesture (f, axis, direction), "released", 1, 5.0, 5.0);
}

void
jog_fixture_assert_log (JogFixture *f, const char *expected)
{
  g_autofree char *log = fake_session_take_log (f->session);

  g_assert_cmpstr (log, ==, expected);
}

void
jog_fixture_assert_message (JogFixture *f, const char *part)
{
  gpointer label = jog_fixture_get (f, "message");

  g_assert_true (gtk_widget_get_visible (label));
  g_assert_nonnull (strstr (gtk_label_get_text (label), part));
}

void
jog_fixture_assert_question (JogFixture *f, const char *part)
{
  g_assert_cmpint (gtk_widget_get_visible (jog_fixture_get (f, "question_box")), ==, part != NULL);
  if (part != NULL)
    g_assert_nonnull (strstr (gtk_label_get_text (jog_fixture_get (f, "question")), part));
}

GtkWidget *
jog_fixture_find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = jog_fixture_find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

void
jog_fixture_answer (JogFixture *f, gboolean yes)
{
  g_signal_emit_by_name (
      jog_fixture_find_button (jog_fixture_get (f, "question_box"), yes ? "Move" : "Cancel"),
      "clicked");
}

void
jog_fixture_set_hold (JogFixture *f)
{
  gtk_toggle_button_set_active (jog_fixture_get (f, "hold_button"), TRUE);
}

static gboolean
jog_fixture_has_log (gpointer data)
{
  JogFixture *f = data;
  g_autofree char *log = fake_session_take_log (f->session);

  return *log != '\0';
}

/* A held jog that runs, with an empty log. */
void
jog_fixture_start_hold (JogFixture *f)
{
  jog_fixture_set_hold (f);
  jog_fixture_press (f, INS_AXIS_X, 1);
  panel_test_run_until (jog_fixture_has_log, f);
}

void
jog_fixture_arm (JogFixture *f)
{
  g_assert_true (panel_test_press_key (f->window, GDK_KEY_j, 0));
  panel_test_release_key (f->window, GDK_KEY_j, 0);
  g_assert_true (gtk_toggle_button_get_active (jog_fixture_get (f, "keys_button")));
}

gboolean
jog_fixture_is_armed (JogFixture *f)
{
  return gtk_toggle_button_get_active (jog_fixture_get (f, "keys_button"));
}

/* ---- what ends a held jog ------------------------------------------------------------------ */

static void
stop_by_cancel (JogFixture *f)
{
  g_signal_emit_by_name (jog_fixture_get_gesture (f, INS_AXIS_X, 1), "cancel", NULL);
}

static void
stop_by_unmap (JogFixture *f)
{
  gtk_widget_set_visible (GTK_WIDGET (f->panel), FALSE);
}

static void
stop_by_insensitive (JogFixture *f)
{
  gtk_widget_set_sensitive (GTK_WIDGET (f->panel), FALSE);
}

static void
stop_by_mode (JogFixture *f)
{
  gtk_toggle_button_set_active (jog_fixture_get (f, "step_button"), TRUE);
}

static void
stop_by_speed (JogFixture *f)
{
  gtk_adjustment_set_value (gtk_range_get_adjustment (jog_fixture_get (f, "speed_scale")), 0.0);
}

static void
stop_by_key (JogFixture *f)
{
  panel_test_press_key (f->window, GDK_KEY_a, 0);
}

static void
stop_by_modifier (JogFixture *f)
{
  gboolean handled;

  g_signal_emit_by_name (
      panel_test_get_controller (GTK_WIDGET (f->window), GTK_TYPE_EVENT_CONTROLLER_KEY, "jog-keys"),
      "modifiers", GDK_CONTROL_MASK, &handled);
}

static void
stop_by_focus (JogFixture *f)
{
  gtk_window_set_focus (f->window, jog_fixture_get (f, "step_button"));
}

static void
stop_by_popover (JogFixture *f)
{
  ins_motion_panel_ask_home (f->panel);
}

static void
stop_by_second_key (JogFixture *f)
{
  jog_fixture_press (f, INS_AXIS_Y, 1);
}

static void
stop_by_link (JogFixture *f)
{
  f->snapshot->stage_link = INS_LINK_LOST;
  fake_session_emit_changed (f->session);
}

static void
stop_by_alarm (JogFixture *f)
{
  f->snapshot->report.activity = INS_STAGE_ALARM;
  fake_session_emit_changed (f->session);
}

static void
stop_by_scan (JogFixture *f)
{
  fake_session_set_scanning (f->session, TRUE);
  fake_session_emit_changed (f->session);
}

static void
stop_by_page (JogFixture *f)
{
  ins_motion_panel_halt (f->panel);
}

static gboolean
is_inactive (gpointer data)
{
  return !gtk_window_is_active (GTK_WINDOW (data));
}

static void
stop_by_other_window (JogFixture *f)
{
  GtkWidget *other = gtk_window_new ();

  gtk_window_present (GTK_WINDOW (other));
  panel_test_run_until (is_inactive, f->window);
  gtk_window_destroy (GTK_WINDOW (other));
}

static void
set_screen_lock (gboolean locked)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_dbus_connection_emit_signal (connection, NULL, "/org/freedesktop/ScreenSaver",
                                                "org.freedesktop.ScreenSaver", "ActiveChanged",
                                                g_variant_new ("(b)", locked), &error));
  g_assert_no_error (error);
  g_assert_true (g_dbus_connection_flush_sync (connection, NULL, &error));
  panel_test_run_ms (100);
}

static void
stop_by_screen_lock (JogFixture *f)
{
  set_screen_lock (TRUE);
  set_screen_lock (FALSE);
}

static void
stop_by_keyboard (JogFixture *f)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (f->window)));

  g_signal_emit_by_name (gdk_seat_get_keyboard (seat), "changed");
}

static void
stop_by_escape (JogFixture *f)
{
  panel_test_press_key (f->window, GDK_KEY_Escape, 0);
}

const JogStop jog_stops[] = {
  { "gesture-cancel", stop_by_cancel, FALSE },
  { "unmap", stop_by_unmap, TRUE },
  { "insensitive", stop_by_insensitive, FALSE },
  { "mode", stop_by_mode, FALSE },
  { "speed", stop_by_speed, FALSE },
  { "another-key", stop_by_key, FALSE },
  { "modifier", stop_by_modifier, FALSE },
  { "focus", stop_by_focus, FALSE },
  { "popover", stop_by_popover, FALSE },
  { "second-jog-key", stop_by_second_key, FALSE },
  { "link-lost", stop_by_link, TRUE },
  { "alarm", stop_by_alarm, TRUE },
  { "scan-start", stop_by_scan, TRUE },
  { "page", stop_by_page, TRUE },
  { "window-inactive", stop_by_other_window, TRUE },
  { "screen-lock", stop_by_screen_lock, TRUE },
  { "keyboard-changed", stop_by_keyboard, TRUE },
  { "escape", stop_by_escape, TRUE },
};

const guint n_jog_stops = G_N_ELEMENTS (jog_stops);
