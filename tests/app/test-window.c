/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/ins-application.h"
#include "app/ins-window-private.h"

/* The window in this process, on the simulated rig. Needs a display; every wait has a bound. */

#define SHORT_S 10.0
#define SCAN_S 60.0

static InsApplication *application;

typedef struct
{
  InsWindow *window;
  InsSession *session;
  char *folder;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until @condition holds; FALSE when the time is up. */
static gboolean
wait_until (Fixture *fixture, Condition condition, double timeout_s)
{
  gint64 end_us = g_get_monotonic_time () + (gint64)(timeout_s * 1e6);
  guint tick = g_timeout_add (5, on_tick, NULL);
  gboolean holds = FALSE;

  while (!(holds = condition (fixture)) && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);

  return holds;
}

static gboolean
never (Fixture *fixture)
{
  return FALSE;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *digitizer = data;

  fixture->folder = g_dir_make_tmp ("insonify-window-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->session = ins_session_new ();
  ins_session_set_folder (fixture->session, fixture->folder);
  fixture->window = ins_window_new (GTK_APPLICATION (application), fixture->session);
  if (digitizer != NULL)
    {
      g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", digitizer, &error);

      g_assert_no_error (error);
      ins_session_set_rig (fixture->session, rig);
    }
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ins_session_stop (fixture->session);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ins_session_set_rig (fixture->session, NULL);
  wait_until (fixture, never, 0.1); /* lets what is queued run out */
  g_object_unref (fixture->session);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* ---- conditions ---------------------------------------------------------------------------- */

static const InsSnapshot *
get_snapshot (Fixture *fixture)
{
  return ins_session_get_snapshot (fixture->session);
}

static gboolean
is_ready (Fixture *fixture)
{
  const InsSnapshot *snapshot = get_snapshot (fixture);

  return snapshot->stage_link == INS_LINK_READY && snapshot->digitizer_link == INS_LINK_READY &&
         snapshot->report.activity != INS_STAGE_UNKNOWN;
}

static gboolean
is_homed_and_idle (Fixture *fixture)
{
  const InsSnapshot *snapshot = get_snapshot (fixture);

  return is_ready (fixture) && snapshot->report.homed &&
         snapshot->report.activity == INS_STAGE_IDLE && snapshot->report.position_known;
}

static gboolean
is_moving (Fixture *fixture)
{
  InsStageActivity activity = get_snapshot (fixture)->report.activity;

  return activity == INS_STAGE_MOVING || activity == INS_STAGE_JOGGING;
}

static gboolean
can_start (Fixture *fixture)
{
  return ins_session_can_start (fixture->session, NULL);
}

static gboolean
is_running (Fixture *fixture)
{
  return get_snapshot (fixture)->scan == INS_SCAN_RUNNING &&
         get_snapshot (fixture)->n_lines_done > 0;
}

static gboolean
is_paused (Fixture *fixture)
{
  return get_snapshot (fixture)->scan == INS_SCAN_PAUSED;
}

static gboolean
has_ended (Fixture *fixture)
{
  return !ins_session_is_scanning (fixture->session);
}

static gboolean
has_file (Fixture *fixture)
{
  return has_ended (fixture) && ins_session_get_file (fixture->session) != NULL;
}

static gboolean
note_is_shown (Fixture *fixture)
{
  return gtk_revealer_get_reveal_child (fixture->window->note);
}

static void
home (Fixture *fixture)
{
  g_assert_true (wait_until (fixture, is_ready, SHORT_S));
  if (!is_homed_and_idle (fixture))
    ins_engine_home (ins_session_get_engine (fixture->session));
  g_assert_true (wait_until (fixture, is_homed_and_idle, SCAN_S));
}

/* A few lines over the coin. */
static InsRecipe *
make_recipe (guint n_columns, guint n_rows, double speed_mm_s)
{
  InsRecipe *recipe = ins_recipe_new ();

  g_free (recipe->name);
  recipe->name = g_strdup ("Window test");
  recipe->start = (InsPosition){ { 10.0, 14.0, 0.0 } };
  recipe->scan_step_mm = recipe->index_step_mm = 10.0 / n_columns;
  recipe->scan_length_mm = 10.0;
  recipe->index_length_mm = n_rows * recipe->index_step_mm;
  recipe->speed_mm_s = speed_mm_s;
  recipe->pattern = INS_PATTERN_SERPENTINE;
  recipe->timing = (InsTiming){
    .sample_rate_hz = 20e6, .n_samples = 128, .delay_s = 25e-6, .prf_hz = 1000.0
  };

  return recipe;
}

static void
start_scan (Fixture *fixture, guint n_columns, guint n_rows, double speed_mm_s)
{
  g_autoptr (InsRecipe) recipe = make_recipe (n_columns, n_rows, speed_mm_s);

  home (fixture);
  ins_session_set_recipe (fixture->session, recipe);
  if (!wait_until (fixture, can_start, SHORT_S))
    {
      const char *reason = NULL;

      ins_session_can_start (fixture->session, &reason);
      g_error ("cannot start: %s", reason);
    }
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "start", NULL);
}

/* ---- tests --------------------------------------------------------------------------------- */

static void
test_template (Fixture *fixture, gconstpointer data)
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

static const char *const window_actions[] = {
  "start",           "pause",      "stop", "reconnect",  "fit",         "zoom-in",
  "zoom-out",        "live",       "tool", "colour-map", "show-plan",   "show-motion-panel",
  "show-scan-panel", "fullscreen", "open", "export",     "open-recipe", "save-recipe",
  "choose-folder"
};

static void
test_actions_exist (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (fixture->window));

  for (gsize i = 0; i < G_N_ELEMENTS (window_actions); i++)
    g_assert_true (g_strv_contains ((const char *const *)names, window_actions[i]));
  /* Made by GTK from gtk/help-overlay.ui. */
  g_assert_true (g_strv_contains ((const char *const *)names, "show-help-overlay"));
  for (gsize i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], "show-help-overlay") != 0)
      {
        gboolean known = FALSE;

        for (gsize j = 0; j < G_N_ELEMENTS (window_actions); j++)
          known |= strcmp (names[i], window_actions[j]) == 0;
        if (!known)
          g_error ("action %s has no test", names[i]);
      }
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (application), "quit"));
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (application), "about"));
  g_assert_true (g_action_group_has_action (G_ACTION_GROUP (application), "shortcuts"));
}

/* Everything but those that open a file dialog. */
static void
test_actions_activate (Fixture *fixture, gconstpointer data)
{
  static const char *const toggles[] = { "show-motion-panel", "show-scan-panel", "fullscreen" };
  static const char *const plain[] = { "stop", "fit",       "zoom-in", "zoom-out",
                                       "live", "reconnect", "pause" };
  GActionGroup *group = G_ACTION_GROUP (fixture->window);

  g_assert_true (wait_until (fixture, is_ready, SHORT_S));
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    g_action_group_activate_action (group, plain[i], NULL);
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (toggles); i++)
    {
      const char *name = toggles[i / 2];
      g_autoptr (GVariant) before = g_action_group_get_action_state (group, name);
      g_autoptr (GVariant) after = NULL;

      g_action_group_activate_action (group, name, NULL);
      wait_until (fixture, never, 0.1);
      after = g_action_group_get_action_state (group, name);
      g_assert_false (g_variant_equal (before, after));
    }
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window->motion_panel)));
  g_action_group_activate_action (group, "tool", g_variant_new_string ("pan"));
  g_action_group_activate_action (group, "colour-map", g_variant_new_string ("grey"));
  g_action_group_activate_action (group, "colour-map", g_variant_new_string ("deep"));
  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  g_action_group_activate_action (group, "show-help-overlay", NULL);
  wait_until (fixture, never, 0.3);
}

static void
test_start_has_reason (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tooltip = gtk_widget_get_tooltip_text (fixture->window->start_button);

  g_assert_false (gtk_widget_get_sensitive (fixture->window->start_button));
  g_assert_nonnull (tooltip);
  g_assert_nonnull (strstr (tooltip, "no rig"));
  /* Asked for all the same, it says so. */
  ins_session_start (fixture->session);
  g_assert_true (note_is_shown (fixture));
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->note_label), "no rig"));
}

static void
test_wrong_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "wrong.nde", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "This is not a scan.", -1, &error);
  g_assert_no_error (error);
  ins_session_open_file (fixture->session, path);
  g_assert_true (wait_until (fixture, note_is_shown, SHORT_S));
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->note_label), "wrong.nde"));
  g_assert_null (ins_session_get_cscan (fixture->session));
}

/* The controller of a kind at a widget in the capture phase, where STOP listens. */
static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (list, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type) &&
          gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        return controller; /* the widget owns it */
    }

  return NULL;
}

static void
start_long_move (Fixture *fixture, double target_mm)
{
  InsPosition target = { { target_mm, NAN, NAN } };

  ins_engine_move (ins_session_get_engine (fixture->session), &target, 10.0);
  g_assert_true (wait_until (fixture, is_moving, SHORT_S));
}

static void
assert_stopped_before (Fixture *fixture, double target_mm)
{
  g_assert_true (wait_until (fixture, is_homed_and_idle, SHORT_S));
  g_assert_cmpfloat (fabs (get_snapshot (fixture)->report.position.mm[INS_AXIS_X] - target_mm), >,
                     1.0);
}

static void
test_stop_acts_on_press (Fixture *fixture, gconstpointer data)
{
  GtkEventController *press = find_controller (fixture->window->stop_button,
                                               GTK_TYPE_GESTURE_CLICK);

  home (fixture);
  start_long_move (fixture, 180.0);
  g_assert_nonnull (press);
  g_signal_emit_by_name (press, "pressed", 1, 10.0, 10.0);
  assert_stopped_before (fixture, 180.0);
}

static void
test_escape_stops (Fixture *fixture, gconstpointer data)
{
  GtkEventController *keys = find_controller (GTK_WIDGET (fixture->window),
                                              GTK_TYPE_EVENT_CONTROLLER_KEY);
  gboolean handled = TRUE;

  home (fixture);
  start_long_move (fixture, 180.0);
  g_assert_nonnull (keys);
  g_signal_emit_by_name (keys, "key-pressed", GDK_KEY_Escape, 9, 0, &handled);
  g_assert_false (handled); /* a popover closes as well */
  assert_stopped_before (fixture, 180.0);
}

static void
assert_stop_can_be_pressed (Fixture *fixture)
{
  g_assert_true (gtk_widget_is_sensitive (fixture->window->stop_button));
  g_assert_true (gtk_widget_is_visible (fixture->window->stop_button));
}

static void
test_stop_is_never_grey (Fixture *fixture, gconstpointer data)
{
  assert_stop_can_be_pressed (fixture);
  g_assert_true (wait_until (fixture, is_ready, SHORT_S));
  assert_stop_can_be_pressed (fixture);
  start_scan (fixture, 50, 40, 50.0);
  assert_stop_can_be_pressed (fixture);
  g_assert_true (wait_until (fixture, is_running, SCAN_S));
  assert_stop_can_be_pressed (fixture);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "pause", NULL);
  g_assert_true (wait_until (fixture, is_paused, SHORT_S));
  assert_stop_can_be_pressed (fixture);
  g_assert_cmpstr (gtk_label_get_text (fixture->window->pause_label), ==, "Resume");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "stop", NULL);
  g_assert_true (wait_until (fixture, has_ended, SHORT_S));
  assert_stop_can_be_pressed (fixture);
  g_assert_cmpint (get_snapshot (fixture)->scan, ==, INS_SCAN_STOPPED);
  ins_session_set_rig (fixture->session, NULL);
  assert_stop_can_be_pressed (fixture);
}

/* ---- a whole scan -------------------------------------------------------------------------- */

/* Pixels of a rendered view that are neither grey nor of the plan's blue: the picture. */
static guint
count_picture_pixels (GtkWidget *view)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (view);
  int width = gtk_widget_get_width (view);
  int height = gtk_widget_get_height (view);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (view));
  g_autofree guint32 *pixels = g_new (guint32, (gsize)width * height);
  guint n = 0;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gdk_texture_download (texture, (guchar *)pixels, (gsize)width * 4);
  for (gsize i = 0; i < (gsize)width * height; i++)
    {
      int red = (pixels[i] >> 16) & 0xff;
      int green = (pixels[i] >> 8) & 0xff;
      int blue = pixels[i] & 0xff;

      /* The upper half of the palette: green to yellow. */
      if (green > blue + 40 && green > 100 && red > 30)
        n++;
    }

  return n;
}

static void
test_scan (Fixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autofree char *first = g_build_filename (fixture->folder, "Window test-001.nde", NULL);
  guint n_pixels;

  start_scan (fixture, 50, 20, 50.0);
  g_assert_true (wait_until (fixture, is_running, SCAN_S));
  g_assert_true (gtk_widget_get_visible (window->simulated_chip));
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (window)), "Simulated"));
  g_assert_true (gtk_widget_get_visible (window->progress_box));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->side_stack), ==, "run");
  g_assert_false (gtk_widget_get_sensitive (window->start_button));
  g_assert_true (wait_until (fixture, has_file, SCAN_S));
  g_assert_cmpint (get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  g_assert_true (g_file_test (first, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (gtk_label_get_text (window->stat_lines_label), ==, "Lines: 20 of 20");
  g_assert_cmpstr (gtk_label_get_text (window->stat_file_label), ==, "Window test-001.nde");
  g_assert_cmpstr (gtk_label_get_text (window->title_label), ==, "Window test");
  wait_until (fixture, never, 0.5);
  n_pixels = count_picture_pixels (GTK_WIDGET (window->cscan_view));
  g_test_message ("%u pixels of the picture", n_pixels);
  g_assert_cmpuint (n_pixels, >, 5000);
  /* The cross-hair reads the value and the echo from the file. */
  ins_cscan_view_set_cursor (window->cscan_view, 3, 7);
  wait_until (fixture, never, 0.5);
  g_assert_nonnull (strstr (gtk_label_get_text (window->readout_label), "mm"));
  g_assert_cmpstr (gtk_label_get_text (window->a_sub), ==, "at cursor");
  g_assert_nonnull (strstr (gtk_label_get_text (window->b_sub), "along X at Y"));
  /* The next one gets another name. */
  g_assert_cmpstr (ins_session_get_path (fixture->session), !=, first);
}

static gboolean
has_free_second_name (Fixture *fixture)
{
  const char *path = ins_session_get_path (fixture->session);

  return path != NULL && g_str_has_suffix (path, "-002.nde");
}

static void
test_names_never_collide (Fixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = make_recipe (50, 20, 50.0);
  g_autofree char *path = g_build_filename (fixture->folder, "a-b-001.nde", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "taken", -1, &error);
  g_assert_no_error (error);
  g_free (recipe->name);
  recipe->name = g_strdup ("a/b");
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (wait_until (fixture, has_free_second_name, SHORT_S));
}

/* Closing in the middle asks; nothing is lost, nothing goes on moving. */
static void
test_close_asks (Fixture *fixture, gconstpointer data)
{
  start_scan (fixture, 50, 200, 20.0);
  g_assert_true (wait_until (fixture, is_running, SCAN_S));
  gtk_window_close (GTK_WINDOW (fixture->window));
  wait_until (fixture, never, 0.2);
  g_assert_nonnull (fixture->window->question);
  g_assert_true (ins_session_is_scanning (fixture->session));
  gtk_dialog_response (GTK_DIALOG (fixture->window->question), GTK_RESPONSE_CANCEL);
  wait_until (fixture, never, 0.2);
  g_assert_null (fixture->window->question);
  g_assert_true (ins_session_is_scanning (fixture->session));
  ins_session_stop (fixture->session);
  g_assert_true (wait_until (fixture, has_ended, SHORT_S));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 77;
    }
  g_test_init (&argc, &argv, NULL);
  application = ins_application_new ();
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

#define ADD(path, rig, test) g_test_add (path, Fixture, rig, set_up, test, tear_down)
  ADD ("/window/template", NULL, test_template);
  ADD ("/window/actions-exist", NULL, test_actions_exist);
  ADD ("/window/actions-activate", "sim:coin", test_actions_activate);
  ADD ("/window/start-has-reason", NULL, test_start_has_reason);
  ADD ("/window/wrong-file", NULL, test_wrong_file);
  ADD ("/window/names-never-collide", NULL, test_names_never_collide);
  ADD ("/window/stop-acts-on-press", "sim:coin", test_stop_acts_on_press);
  ADD ("/window/escape-stops", "sim:coin", test_escape_stops);
  ADD ("/window/stop-is-never-grey", "sim:coin", test_stop_is_never_grey);
  ADD ("/window/scan", "sim:coin", test_scan);
  ADD ("/window/close-asks", "sim:coin", test_close_asks);
  status = g_test_run ();
  g_object_run_dispose (G_OBJECT (application));
  g_clear_object (&application);

  return status;
}
