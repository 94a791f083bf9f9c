/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "window-testing.h"

/* The parts of the window and its actions; what stops, in every state. */

static void
test_template (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;

  g_assert_true (INS_IS_MOTION_PANEL (window->motion_panel));
  g_assert_true (INS_IS_SCAN_FORM (window->scan_form));
  g_assert_true (INS_IS_RUN_PANEL (window->run_panel));
  g_assert_true (INS_IS_CSCAN_VIEW (window->cscan_view));
  g_assert_cmpstr (gtk_label_get_text (window->subtitle_label), ==, "No rig");
  g_assert_cmpstr (gtk_label_get_text (window->stat_stage_label), ==, "Stage: none");
  g_assert_false (gtk_widget_get_visible (window->simulated_chip));
}

static const char *const window_actions[] = { "start",
                                              "pause",
                                              "pause-now",
                                              "resume-scan",
                                              "stop",
                                              "reconnect",
                                              "fit",
                                              "zoom-in",
                                              "zoom-out",
                                              "live",
                                              "tool",
                                              "colour-map",
                                              "contrast",
                                              "invert",
                                              "decibels",
                                              "dscan",
                                              "one-to-one",
                                              "show-plan",
                                              "show-motion-panel",
                                              "show-scan-panel",
                                              "fullscreen",
                                              "open",
                                              "export",
                                              "export-ascans",
                                              "import",
                                              "focus",
                                              "open-recipe",
                                              "save-recipe",
                                              "choose-folder",
                                              "card",
                                              "card-done",
                                              "stage",
                                              "stage-done",
                                              "rig",
                                              "use-simulated-rig",
                                              "set-up-rig",
                                              "rectangle-finer",
                                              "rectangle-use",
                                              "rectangle-add",
                                              "rectangle-clear",
                                              "auto-gates",
                                              "auto-gates-take",
                                              "auto-gates-drop",
                                              "corner",
                                              "corner-cancel",
                                              "fix",
                                              "preview",
                                              "surface",
                                              "surface-done",
                                              "recipes",
                                              "measure-done",
                                              "measure-export",
                                              "undo",
                                              "redo",
                                              "gate-threshold",
                                              "gates-save",
                                              "curve-add",
                                              "curve-clear",
                                              "gates-restore",
                                              "ascan-depth",
                                              "ascan-freeze",
                                              "ascan-reference",
                                              "ascan-peak-hold",
                                              "ascan-whole",
                                              "corner",
                                              "corner-cancel",
                                              "fix",
                                              "measure-done",
                                              "measure-export",
                                              "operator",
                                              "preferences",
                                              "scans",
                                              "open-recent",
                                              "report",
                                              "show-help-overlay",
                                              "words" };

static void
test_actions_exist (WindowFixture *fixture, gconstpointer data)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (fixture->window));

  for (gsize i = 0; i < G_N_ELEMENTS (window_actions); i++)
    g_assert_true (g_strv_contains ((const char *const *)names, window_actions[i]));
  for (gsize i = 0; names[i] != NULL; i++)
    {
      gboolean known = FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (window_actions); j++)
        known |= strcmp (names[i], window_actions[j]) == 0;
      if (!known)
        g_error ("action %s has no test", names[i]);
    }
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (window_testing_application), "quit"));
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (window_testing_application), "about"));
  g_assert_true (
      g_action_group_has_action (G_ACTION_GROUP (window_testing_application), "shortcuts"));
}

/* Everything but those that open a file dialog. */
static void
test_actions_activate (WindowFixture *fixture, gconstpointer data)
{
  static const char *const toggles[] = { "show-motion-panel", "show-scan-panel",
                                         "fullscreen",        "invert",
                                         "decibels",          "dscan" };
  static const char *const plain[] = {
    "stop",       "fit",       "zoom-in", "zoom-out", "live",
    "one-to-one", "reconnect", "pause",   "card",     "card-done"
  };
  GActionGroup *group = G_ACTION_GROUP (fixture->window);

  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    g_action_group_activate_action (group, plain[i], NULL);
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (toggles); i++)
    {
      const char *name = toggles[i / 2];
      g_autoptr (GVariant) before = g_action_group_get_action_state (group, name);
      g_autoptr (GVariant) after = NULL;

      g_action_group_activate_action (group, name, NULL);
      window_testing_wait_until (fixture, window_testing_never, 0.1);
      after = g_action_group_get_action_state (group, name);
      g_assert_false (g_variant_equal (before, after));
    }
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window->motion_panel)));
  g_action_group_activate_action (group, "tool", g_variant_new_string ("pan"));
  g_action_group_activate_action (group, "colour-map", g_variant_new_string ("grey"));
  g_action_group_activate_action (group, "colour-map", g_variant_new_string ("deep"));
  g_action_group_activate_action (group, "contrast", g_variant_new_string ("percentile"));
  g_assert_cmpint (ins_cscan_view_get_contrast (fixture->window->cscan_view), ==,
                   INS_CONTRAST_PERCENTILE);
  ins_cscan_view_set_range (fixture->window->cscan_view, 10, 90);
  {
    g_autoptr (GVariant) state = g_action_group_get_action_state (group, "contrast");

    g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "manual");
  }
  g_action_group_activate_action (G_ACTION_GROUP (window_testing_application), "about", NULL);
  g_action_group_activate_action (group, "show-help-overlay", NULL);
  window_testing_wait_until (fixture, window_testing_never, 0.3);
}

static void
test_start_has_reason (WindowFixture *fixture, gconstpointer data)
{
  const char *tooltip = gtk_widget_get_tooltip_text (fixture->window->start_button);

  g_assert_false (gtk_widget_get_sensitive (fixture->window->start_button));
  g_assert_nonnull (tooltip);
  g_assert_nonnull (strstr (tooltip, "no rig"));
  /* Asked for all the same, it says so. */
  ins_session_start (fixture->session);
  g_assert_true (window_testing_note_is_shown (fixture));
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->note_label), "no rig"));
}

static void
test_wrong_file (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "wrong.nde", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "This is not a scan.", -1, &error);
  g_assert_no_error (error);
  ins_session_open_file (fixture->session, path);
  g_assert_true (window_testing_wait_until (fixture, window_testing_note_is_shown, SHORT_S));
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->note_label), "wrong.nde"));
  g_assert_null (ins_session_get_cscan (fixture->session));
}

/* Emits a signal of all controllers of a kind in the capture phase; returns how many. */
typedef void (*Emit) (GtkEventController *controller);

static guint
for_each_controller (GtkWidget *widget, GType type, Emit emit)
{
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (widget);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (list, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type) &&
          gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        {
          emit (controller);
          n++;
        }
    }

  return n;
}

static void
press (GtkEventController *controller)
{
  g_signal_emit_by_name (controller, "pressed", 1, 10.0, 10.0);
}

static void
type_escape (GtkEventController *controller)
{
  gboolean handled = TRUE;

  g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Escape, 9, 0, &handled);
  g_assert_false (handled); /* it goes on: a popover closes as well */
}

static void
start_long_move (WindowFixture *fixture, double target_mm)
{
  InsPosition target = { { target_mm, (double)NAN, (double)NAN } };

  ins_engine_move (ins_session_get_engine (fixture->session), &target, 10.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_moving, SHORT_S));
}

static void
assert_stopped_before (WindowFixture *fixture, double target_mm)
{
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_homed_and_idle, SHORT_S));
  g_assert_cmpfloat (
      fabs (window_testing_get_snapshot (fixture)->report.position.mm[INS_AXIS_X] - target_mm), >,
      1.0);
}

static void
test_stop_acts_on_press (WindowFixture *fixture, gconstpointer data)
{
  window_testing_home (fixture);
  start_long_move (fixture, 180.0);
  g_assert_cmpuint (
      for_each_controller (fixture->window->stop_button, GTK_TYPE_GESTURE_CLICK, press), >, 0);
  assert_stopped_before (fixture, 180.0);
}

static void
test_escape_stops (WindowFixture *fixture, gconstpointer data)
{
  window_testing_home (fixture);
  start_long_move (fixture, 180.0);
  g_assert_cmpuint (for_each_controller (GTK_WIDGET (fixture->window),
                                         GTK_TYPE_EVENT_CONTROLLER_KEY, type_escape),
                    >, 0);
  assert_stopped_before (fixture, 180.0);
}

/* A second STOP is a hard one and costs the position; a key that repeats itself is no second one.
 */
static void
test_escape_held_down_stops_once (WindowFixture *fixture, gconstpointer data)
{
  const InsPosition target = { { 180.0, (double)NAN, (double)NAN } };

  window_testing_home (fixture);
  ins_engine_move (ins_session_get_engine (fixture->session), &target, 200.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_moving, SHORT_S));
  window_testing_wait_until (fixture, window_testing_never, 0.4); /* fast: 0.4 s to stop */
  for (guint i = 0; i < 6; i++)
    {
      for_each_controller (GTK_WIDGET (fixture->window), GTK_TYPE_EVENT_CONTROLLER_KEY,
                           type_escape);
      window_testing_wait_until (fixture, window_testing_never, 0.05);
    }
  assert_stopped_before (fixture, 180.0);
  g_assert_cmpstr (window_testing_get_snapshot (fixture)->reference_message, ==, "");
}

/* Also while a dialog has the keyboard. */
static void
test_escape_stops_from_dialogs (WindowFixture *fixture, gconstpointer data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  guint n = 0;

  window_testing_home (fixture);
  g_action_group_activate_action (G_ACTION_GROUP (window_testing_application), "about", NULL);
  start_long_move (fixture, 180.0);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (GTK_IS_ABOUT_DIALOG (window))
        n += for_each_controller (window, GTK_TYPE_EVENT_CONTROLLER_KEY, type_escape);
    }
  g_assert_cmpuint (n, >, 0);
  assert_stopped_before (fixture, 180.0);
}

static void
assert_stop_can_be_pressed (WindowFixture *fixture)
{
  g_assert_true (gtk_widget_is_sensitive (fixture->window->stop_button));
  g_assert_true (gtk_widget_is_visible (fixture->window->stop_button));
}

static void
test_stop_is_never_grey (WindowFixture *fixture, gconstpointer data)
{
  assert_stop_can_be_pressed (fixture);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  assert_stop_can_be_pressed (fixture);
  window_testing_start_scan (fixture, 50, 40, 50.0);
  assert_stop_can_be_pressed (fixture);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  assert_stop_can_be_pressed (fixture);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "pause", NULL);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_paused, SHORT_S));
  assert_stop_can_be_pressed (fixture);
  g_assert_cmpstr (gtk_label_get_text (fixture->window->pause_label), ==, "Resume");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "stop", NULL);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SHORT_S));
  assert_stop_can_be_pressed (fixture);
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_STOPPED);
  ins_session_set_rig (fixture->session, NULL);
  assert_stop_can_be_pressed (fixture);
}

static gboolean
has_free_second_name (WindowFixture *fixture)
{
  const char *path = ins_session_get_path (fixture->session);

  return path != NULL && g_str_has_suffix (path, "-002.nde");
}

static void
test_names_never_collide (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 50.0);
  g_autofree char *path = g_build_filename (fixture->folder, "a-b-001.nde", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "taken", -1, &error);
  g_assert_no_error (error);
  g_free (recipe->name);
  recipe->name = g_strdup ("a/b");
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, has_free_second_name, SHORT_S));
}

static void
add_tests (void)
{
  ADD ("/window/template", NULL, test_template);
  ADD ("/window/actions-exist", NULL, test_actions_exist);
  ADD ("/window/actions-activate", "sim:coin", test_actions_activate);
  ADD ("/window/start-has-reason", NULL, test_start_has_reason);
  ADD ("/window/wrong-file", NULL, test_wrong_file);
  ADD ("/window/names-never-collide", NULL, test_names_never_collide);
  ADD ("/window/stop-acts-on-press", "sim:coin", test_stop_acts_on_press);
  ADD ("/window/escape-stops", "sim:coin", test_escape_stops);
  ADD ("/window/escape-held-down-stops-once", "sim:coin", test_escape_held_down_stops_once);
  ADD ("/window/escape-stops-from-dialogs", "sim:coin", test_escape_stops_from_dialogs);
  ADD ("/window/stop-is-never-grey", "sim:coin", test_stop_is_never_grey);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add_tests);
}
