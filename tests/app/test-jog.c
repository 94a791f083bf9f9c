/* What makes the stage move by hand, and what makes it stop. Exits with 77 where there is no
 * display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "app/ins-go-to-popover.h"
#include "app/ins-jog-pad.h"
#include "app/ins-motion-panel.h"
#include "app/ins-step-ladder.h"
#include "fake-session.h"
#include "panel-test.h"

typedef struct
{
  InsSession *session;
  InsSnapshot *snapshot;
  InsMotionPanel *panel;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->session = fake_session_new ();
  f->snapshot = fake_session_get_snapshot (f->session);
  f->panel = INS_MOTION_PANEL (g_object_ref_sink (ins_motion_panel_new ()));
  ins_motion_panel_set_session (f->panel, f->session);
  f->window = panel_test_show (GTK_WIDGET (f->panel));
}

static void
tear_down (Fixture *f, gconstpointer data)
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

static gpointer
get (Fixture *f, const char *name)
{
  return panel_test_get_child (f->panel, INS_TYPE_MOTION_PANEL, name);
}

static GtkEventController *
get_gesture (Fixture *f, InsAxis axis, int direction)
{
  InsJogKey *key = ins_jog_pad_get_key (get (f, "jog_pad"), axis, direction);

  return panel_test_get_controller (GTK_WIDGET (key), GTK_TYPE_GESTURE_CLICK, "jog");
}

static void
press (Fixture *f, InsAxis axis, int direction)
{
  g_signal_emit_by_name (get_gesture (f, axis, direction), "pressed", 1, 5.0, 5.0);
}

static void
release (Fixture *f, InsAxis axis, int direction)
{
  g_signal_emit_by_name (get_gesture (f, axis, direction), "released", 1, 5.0, 5.0);
}

static void
assert_log (Fixture *f, const char *expected)
{
  g_autofree char *log = fake_session_take_log (f->session);

  g_assert_cmpstr (log, ==, expected);
}

static void
assert_message (Fixture *f, const char *part)
{
  gpointer label = get (f, "message");

  g_assert_true (gtk_widget_get_visible (label));
  g_assert_nonnull (strstr (gtk_label_get_text (label), part));
}

static void
set_hold (Fixture *f)
{
  gtk_toggle_button_set_active (get (f, "hold_button"), TRUE);
}

static gboolean
has_log (gpointer data)
{
  Fixture *f = data;
  g_autofree char *log = fake_session_take_log (f->session);

  return *log != '\0';
}

/* A held jog that runs, with an empty log. */
static void
start_hold (Fixture *f)
{
  set_hold (f);
  press (f, INS_AXIS_X, 1);
  panel_test_run_until (has_log, f);
}

static void
arm (Fixture *f)
{
  g_assert_true (panel_test_press_key (f->window, GDK_KEY_j, 0));
  panel_test_release_key (f->window, GDK_KEY_j, 0);
  g_assert_true (gtk_toggle_button_get_active (get (f, "keys_button")));
}

static gboolean
is_armed (Fixture *f)
{
  return gtk_toggle_button_get_active (get (f, "keys_button"));
}

/* ---- steps -------------------------------------------------------------------------------- */

static void
test_step (Fixture *f, gconstpointer data)
{
  press (f, INS_AXIS_X, 1);
  assert_log (f, "jog X 1000 at 10000");
  release (f, INS_AXIS_X, 1);
  assert_log (f, "");
}

/* What is asked for while a step is outstanding is dropped for good. */
static void
test_step_queues_nothing (Fixture *f, gconstpointer data)
{
  press (f, INS_AXIS_Y, -1);
  release (f, INS_AXIS_Y, -1);
  assert_log (f, "jog Y -1000 at 10000");
  press (f, INS_AXIS_Y, -1);
  release (f, INS_AXIS_Y, -1);
  f->snapshot->report.activity = INS_STAGE_JOGGING;
  fake_session_emit_changed (f->session);
  press (f, INS_AXIS_Y, -1);
  release (f, INS_AXIS_Y, -1);
  assert_log (f, "");

  panel_test_run_ms (300);
  f->snapshot->report.activity = INS_STAGE_IDLE;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (50);
  assert_log (f, "");
  press (f, INS_AXIS_Y, 1);
  release (f, INS_AXIS_Y, 1);
  assert_log (f, "jog Y 1000 at 10000");
}

static void
test_step_z_has_its_own (Fixture *f, gconstpointer data)
{
  ins_step_ladder_set_step_mm (get (f, "ladder_xy"), 5.0);
  gtk_adjustment_set_value (gtk_range_get_adjustment (get (f, "speed_scale")), log10 (50.0));
  press (f, INS_AXIS_Z, 1);
  assert_log (f, "jog Z 100 at 10000"); /* never fast */
}

/* The clicked signal is what the keyboard and assistive tools give. */
static void
test_step_by_activation (Fixture *f, gconstpointer data)
{
  set_hold (f);
  g_signal_emit_by_name (ins_jog_pad_get_key (get (f, "jog_pad"), INS_AXIS_X, -1), "clicked");
  assert_log (f, "jog X -1000 at 10000");
}

/* ---- limits ------------------------------------------------------------------------------- */

static void
test_limit_clips (Fixture *f, gconstpointer data)
{
  f->snapshot->report.position.mm[INS_AXIS_X] = 224.6;
  press (f, INS_AXIS_X, 1);
  release (f, INS_AXIS_X, 1);
  assert_log (f, "jog X 400 at 10000");
  assert_message (f, "X stops at 225.0 mm: end of travel.");
}

static void
test_limit_reached (Fixture *f, gconstpointer data)
{
  f->snapshot->report.position.mm[INS_AXIS_Z] = -25.0;
  press (f, INS_AXIS_Z, -1);
  release (f, INS_AXIS_Z, -1);
  assert_log (f, "");
  assert_message (f, "Z stops at \u221225.0 mm: end of travel.");
  press (f, INS_AXIS_Z, 1); /* away from it is free */
  assert_log (f, "jog Z 100 at 10000");
}

static void
test_limit_of_rig (Fixture *f, gconstpointer data)
{
  fake_session_set_soft_limits (f->session, 0.0, 200.0);
  f->snapshot->report.position.mm[INS_AXIS_X] = 199.8;
  press (f, INS_AXIS_X, 1);
  release (f, INS_AXIS_X, 1);
  assert_log (f, "jog X 200 at 10000");
  assert_message (f, "X stops at 200.0 mm: limit set for this rig.");
}

/* The controller knows nothing of the rig's limit, so the program brakes a held jog. */
static void
test_limit_ends_hold (Fixture *f, gconstpointer data)
{
  fake_session_set_soft_limits (f->session, 0.0, 200.0);
  start_hold (f);
  f->snapshot->report.activity = INS_STAGE_JOGGING;
  f->snapshot->report.position.mm[INS_AXIS_X] = 150.0;
  fake_session_emit_changed (f->session);
  assert_log (f, "");
  f->snapshot->report.position.mm[INS_AXIS_X] = 198.5;
  fake_session_emit_changed (f->session);
  assert_log (f, "release");
  assert_message (f, "200.0 mm");
}

static void
test_not_homed_is_slow (Fixture *f, gconstpointer data)
{
  f->snapshot->report.homed = FALSE;
  f->snapshot->report.position.mm[INS_AXIS_X] = 500.0; /* means nothing yet */
  fake_session_emit_changed (f->session);
  press (f, INS_AXIS_X, 1);
  assert_log (f, "jog X 1000 at 5000");
}

/* ---- hold --------------------------------------------------------------------------------- */

static gboolean
has_four_keep_alives (gpointer data)
{
  Fixture *f = data;

  return fake_session_get_n_keep_alives (f->session) >= 4;
}

static void
test_hold_runs_until_release (Fixture *f, gconstpointer data)
{
  set_hold (f);
  press (f, INS_AXIS_Y, 1);
  assert_log (f, "");
  panel_test_run_until (has_four_keep_alives, f);
  assert_log (f, "hold Y 1 at 10000");
  release (f, INS_AXIS_Y, 1);
  assert_log (f, "release");
}

static void
test_hold_short_click (Fixture *f, gconstpointer data)
{
  set_hold (f);
  press (f, INS_AXIS_Y, 1);
  release (f, INS_AXIS_Y, 1);
  assert_log (f, "jog Y 1000 at 10000");
  panel_test_run_ms (300);
  assert_log (f, "");
}

static void
assert_stopped (Fixture *f)
{
  guint n_alive;

  assert_log (f, "release");
  n_alive = fake_session_get_n_keep_alives (f->session);
  panel_test_run_ms (250);
  g_assert_cmpuint (fake_session_get_n_keep_alives (f->session), ==, n_alive);
  assert_log (f, "");
}

static void
stop_by_cancel (Fixture *f)
{
  g_signal_emit_by_name (get_gesture (f, INS_AXIS_X, 1), "cancel", NULL);
}

static void
stop_by_unmap (Fixture *f)
{
  gtk_widget_set_visible (GTK_WIDGET (f->panel), FALSE);
}

static void
stop_by_insensitive (Fixture *f)
{
  gtk_widget_set_sensitive (GTK_WIDGET (f->panel), FALSE);
}

static void
stop_by_mode (Fixture *f)
{
  gtk_toggle_button_set_active (get (f, "step_button"), TRUE);
}

static void
stop_by_speed (Fixture *f)
{
  gtk_adjustment_set_value (gtk_range_get_adjustment (get (f, "speed_scale")), 0.0);
}

static void
stop_by_key (Fixture *f)
{
  panel_test_press_key (f->window, GDK_KEY_a, 0);
}

static void
stop_by_modifier (Fixture *f)
{
  gboolean handled;

  g_signal_emit_by_name (
      panel_test_get_controller (GTK_WIDGET (f->window), GTK_TYPE_EVENT_CONTROLLER_KEY, "jog-keys"),
      "modifiers", GDK_CONTROL_MASK, &handled);
}

static void
stop_by_focus (Fixture *f)
{
  gtk_window_set_focus (f->window, get (f, "step_button"));
}

static void
stop_by_popover (Fixture *f)
{
  ins_motion_panel_ask_home (f->panel);
}

static void
stop_by_second_key (Fixture *f)
{
  press (f, INS_AXIS_Y, 1);
}

static void
stop_by_link (Fixture *f)
{
  f->snapshot->stage_link = INS_LINK_LOST;
  fake_session_emit_changed (f->session);
}

static void
stop_by_alarm (Fixture *f)
{
  f->snapshot->report.activity = INS_STAGE_ALARM;
  fake_session_emit_changed (f->session);
}

static void
stop_by_scan (Fixture *f)
{
  fake_session_set_scanning (f->session, TRUE);
  fake_session_emit_changed (f->session);
}

static void
stop_by_page (Fixture *f)
{
  ins_motion_panel_halt (f->panel);
}

static gboolean
is_inactive (gpointer data)
{
  return !gtk_window_is_active (GTK_WINDOW (data));
}

static void
stop_by_other_window (Fixture *f)
{
  GtkWidget *other = gtk_window_new ();

  gtk_window_present (GTK_WINDOW (other));
  panel_test_run_until (is_inactive, f->window);
  gtk_window_destroy (GTK_WINDOW (other));
}

static void
test_hold_stops (Fixture *f, gconstpointer data)
{
  void (*stop) (Fixture * fixture) = (void (*) (Fixture *))data;

  start_hold (f);
  stop (f);
  assert_stopped (f);
}

/* What takes the key away before the jog has begun must not end in a step either. */
static void
test_hold_never_starts (Fixture *f, gconstpointer data)
{
  void (*stop) (Fixture * fixture) = (void (*) (Fixture *))data;

  set_hold (f);
  press (f, INS_AXIS_X, 1);
  stop (f);
  panel_test_run_ms (350);
  assert_log (f, "");
}

/* ---- keys --------------------------------------------------------------------------------- */

static void
test_keys_need_arming (Fixture *f, gconstpointer data)
{
  g_assert_false (panel_test_press_key (f->window, GDK_KEY_Right, 0));
  panel_test_release_key (f->window, GDK_KEY_Right, 0);
  assert_log (f, "");
  arm (f);
  g_assert_true (panel_test_press_key (f->window, GDK_KEY_Right, 0));
  assert_log (f, "jog X 1000 at 10000");
}

static void
test_keys_ignore_repeat (Fixture *f, gconstpointer data)
{
  arm (f);
  for (int i = 0; i < 20; i++)
    g_assert_true (panel_test_press_key (f->window, GDK_KEY_Up, 0));
  assert_log (f, "jog Y -1000 at 10000");
  panel_test_run_ms (300);
  fake_session_emit_changed (f->session);
  for (int i = 0; i < 20; i++)
    panel_test_press_key (f->window, GDK_KEY_Up, 0);
  assert_log (f, "");
}

static void
test_keys_shift (Fixture *f, gconstpointer data)
{
  arm (f);
  panel_test_press_key (f->window, GDK_KEY_Page_Up, GDK_SHIFT_MASK);
  assert_log (f, "jog Z 1000 at 10000");
  panel_test_release_key (f->window, GDK_KEY_Page_Up, GDK_SHIFT_MASK);
  panel_test_run_ms (300);
  fake_session_emit_changed (f->session);
  ins_step_ladder_set_step_mm (get (f, "ladder_xy"), 10.0);
  panel_test_press_key (f->window, GDK_KEY_Left, GDK_SHIFT_MASK);
  assert_log (f, ""); /* 100 mm is for "Go to..." */
  assert_message (f, "100 mm");
}

static void
test_keys_hold (Fixture *f, gconstpointer data)
{
  set_hold (f);
  arm (f);
  panel_test_press_key (f->window, GDK_KEY_Down, GDK_SHIFT_MASK);
  panel_test_run_until (has_four_keep_alives, f);
  assert_log (f, "hold Y 1 at 40000");
  for (int i = 0; i < 5; i++)
    panel_test_press_key (f->window, GDK_KEY_Down, GDK_SHIFT_MASK);
  assert_log (f, "");
  /* the modifier first: the jog ends, and the repeating arrow does not start it again */
  panel_test_release_key (f->window, GDK_KEY_Shift_L, GDK_SHIFT_MASK);
  assert_log (f, "release");
  for (int i = 0; i < 5; i++)
    panel_test_press_key (f->window, GDK_KEY_Down, 0);
  panel_test_run_ms (300);
  assert_log (f, "");
  panel_test_release_key (f->window, GDK_KEY_Down, 0);
  assert_log (f, "");
}

static void
test_keys_leave_entries_alone (Fixture *f, gconstpointer data)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_child (f->window, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->panel));
  gtk_box_append (GTK_BOX (box), entry);
  gtk_window_set_child (f->window, box);
  panel_test_run_ms (50);
  arm (f);
  gtk_widget_grab_focus (entry);
  g_assert_false (panel_test_press_key (f->window, GDK_KEY_Right, 0));
  g_assert_false (panel_test_press_key (f->window, GDK_KEY_3, 0));
  assert_log (f, "");
}

static void
test_keys_choose_step (Fixture *f, gconstpointer data)
{
  arm (f);
  g_assert_true (panel_test_press_key (f->window, GDK_KEY_2, 0));
  g_assert_cmpfloat (ins_step_ladder_get_step_mm (get (f, "ladder_xy")), ==, 0.2);
}

static void
test_keys_disarm (Fixture *f, gconstpointer data)
{
  void (*stop) (Fixture * fixture) = (void (*) (Fixture *))data;

  arm (f);
  stop (f);
  g_assert_false (is_armed (f));
}

static void
test_keys_not_armed_without_stage (Fixture *f, gconstpointer data)
{
  f->snapshot->stage_link = INS_LINK_LOST;
  fake_session_emit_changed (f->session);
  panel_test_press_key (f->window, GDK_KEY_j, 0);
  g_assert_false (is_armed (f));
}

/* ---- home, go to, states ------------------------------------------------------------------- */

/* The button labelled so below a widget. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_home_asks (Fixture *f, gconstpointer data)
{
  ins_motion_panel_ask_home (f->panel);
  panel_test_run_ms (50);
  assert_log (f, "");
  g_signal_emit_by_name (find_button (get (f, "home_popover"), "Cancel"), "clicked");
  assert_log (f, "");
  ins_motion_panel_ask_home (f->panel);
  g_signal_emit_by_name (find_button (get (f, "home_popover"), "Home"), "clicked");
  assert_log (f, "home");
}

static void
ask_go_to (Fixture *f, double x, double y)
{
  const InsPosition target = { { x, y, (double)NAN } };

  ins_motion_panel_ask_go_to (f->panel, &target);
  panel_test_run_ms (50);
}

static void
click_go (Fixture *f)
{
  GtkWidget *go = panel_test_get_child (get (f, "go_to_popover"), INS_TYPE_GO_TO_POPOVER, "go");

  if (gtk_widget_is_sensitive (go))
    g_signal_emit_by_name (go, "clicked");
}

static void
test_go_to (Fixture *f, gconstpointer data)
{
  ask_go_to (f, 110.0, 120.0);
  assert_log (f, "");
  click_go (f);
  assert_log (f, "move 110000 120000 100000 at 10000");
}

static void
test_go_to_far_asks_twice (Fixture *f, gconstpointer data)
{
  ask_go_to (f, 160.0, 100.0);
  click_go (f);
  assert_log (f, "");
  click_go (f);
  assert_log (f, "move 160000 100000 100000 at 10000");
}

static void
test_go_to_outside (Fixture *f, gconstpointer data)
{
  gpointer sentence = panel_test_get_child (get (f, "go_to_popover"), INS_TYPE_GO_TO_POPOVER,
                                            "sentence");

  ask_go_to (f, 225.1, 100.0);
  g_assert_cmpstr (gtk_label_get_text (sentence), ==, "X goes from \u221225.0 to 225.0 mm.");
  click_go (f);
  click_go (f);
  assert_log (f, "");
}

static void
test_states (Fixture *f, gconstpointer data)
{
  gpointer card = get (f, "position_card");
  gpointer x = panel_test_get_child (card, G_OBJECT_TYPE (card), "position_x");
  gpointer chip = panel_test_get_child (card, G_OBJECT_TYPE (card), "chip_label");
  gpointer note = panel_test_get_child (card, G_OBJECT_TYPE (card), "note");

  g_assert_cmpstr (gtk_label_get_text (x), ==, "100.000");
  g_assert_cmpstr (gtk_label_get_text (chip), ==, "At rest, homed");
  g_assert_false (gtk_widget_get_visible (note));

  f->snapshot->stage_link = INS_LINK_LOST;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_cmpstr (gtk_label_get_text (x), ==, "unknown");
  g_assert_cmpstr (gtk_label_get_text (chip), ==, "No answer");
  g_assert_true (gtk_widget_get_visible (note));
  g_assert_nonnull (strstr (gtk_label_get_text (note), "100.000"));
  g_assert_false (gtk_widget_is_sensitive (get (f, "jog_pad")));

  f->snapshot->stage_link = INS_LINK_READY;
  f->snapshot->report.activity = INS_STAGE_ALARM;
  g_strlcpy (f->snapshot->report.message, "Hard limit", sizeof f->snapshot->report.message);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_cmpstr (gtk_label_get_text (chip), ==, "Alarm");
  g_assert_nonnull (strstr (gtk_label_get_text (note), "Hard limit"));
  g_assert_true (gtk_widget_get_visible (get (f, "unlock_button")));
  g_signal_emit_by_name (get (f, "unlock_button"), "clicked");
  assert_log (f, "unlock");
}

static void
test_scan_blocks (Fixture *f, gconstpointer data)
{
  fake_session_set_scanning (f->session, TRUE);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_false (gtk_widget_is_sensitive (get (f, "jog_pad")));
  g_assert_nonnull (gtk_widget_get_tooltip_text (get (f, "jog_box")));
  g_signal_emit_by_name (ins_jog_pad_get_key (get (f, "jog_pad"), INS_AXIS_X, 1), "clicked");
  assert_log (f, "");
  f->snapshot->scan = INS_SCAN_PAUSED;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_true (gtk_widget_is_sensitive (get (f, "jog_pad")));
  press (f, INS_AXIS_X, 1);
  assert_log (f, "jog X 1000 at 10000");
}

#define ADD(path, function, data)                                                                  \
  g_test_add ("/jog/" path, Fixture, data, set_up, function, tear_down)

static void
add_stops (void)
{
  static const struct
  {
    const char *name;
    void (*stop) (Fixture *f);
    gboolean disarms;
  } stops[] = {
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
  };

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_autofree char *hold = g_strconcat ("/jog/hold/stops-on/", stops[i].name, NULL);
      g_autofree char *never = g_strconcat ("/jog/hold/never-starts-on/", stops[i].name, NULL);
      g_autofree char *disarm = g_strconcat ("/jog/keys/disarm-on/", stops[i].name, NULL);

      g_test_add (hold, Fixture, stops[i].stop, set_up, test_hold_stops, tear_down);
      g_test_add (never, Fixture, stops[i].stop, set_up, test_hold_never_starts, tear_down);
      if (stops[i].disarms)
        g_test_add (disarm, Fixture, stops[i].stop, set_up, test_keys_disarm, tear_down);
    }
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  ADD ("step/one", test_step, NULL);
  ADD ("step/queues-nothing", test_step_queues_nothing, NULL);
  ADD ("step/z-has-its-own", test_step_z_has_its_own, NULL);
  ADD ("step/by-activation", test_step_by_activation, NULL);
  ADD ("limit/clips", test_limit_clips, NULL);
  ADD ("limit/reached", test_limit_reached, NULL);
  ADD ("limit/of-rig", test_limit_of_rig, NULL);
  ADD ("limit/ends-hold", test_limit_ends_hold, NULL);
  ADD ("limit/not-homed-is-slow", test_not_homed_is_slow, NULL);
  ADD ("hold/until-release", test_hold_runs_until_release, NULL);
  ADD ("hold/short-click", test_hold_short_click, NULL);
  add_stops ();
  ADD ("keys/need-arming", test_keys_need_arming, NULL);
  ADD ("keys/ignore-repeat", test_keys_ignore_repeat, NULL);
  ADD ("keys/shift", test_keys_shift, NULL);
  ADD ("keys/hold", test_keys_hold, NULL);
  ADD ("keys/leave-entries-alone", test_keys_leave_entries_alone, NULL);
  ADD ("keys/choose-step", test_keys_choose_step, NULL);
  ADD ("keys/not-armed-without-stage", test_keys_not_armed_without_stage, NULL);
  ADD ("home/asks", test_home_asks, NULL);
  ADD ("go-to/near", test_go_to, NULL);
  ADD ("go-to/far-asks-twice", test_go_to_far_asks_twice, NULL);
  ADD ("go-to/outside", test_go_to_outside, NULL);
  ADD ("states", test_states, NULL);
  ADD ("scan-blocks", test_scan_blocks, NULL);

  return g_test_run ();
}
