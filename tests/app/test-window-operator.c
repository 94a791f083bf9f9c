/* Operator mode in the window: what is locked, a part from Start to good or bad, and the PIN.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "app/ins-pin.h"
#include "app/ins-release.h"
#include "app/ins-settings.h"
#include "storage/ins-nde-verdict.h"
#include "window-testing.h"

/* Whatever else the window can do is off, too; these are the ones that matter. */
static const char *const forbidden[] = {
  "open",
  "open-recipe",
  "save-recipe",
  "export",
  "export-ascans",
  "import",
  "focus",
  "choose-folder",
  "stage",
  "card",
  "tool",
  "show-plan",
  "show-motion-panel",
  "undo",
  "redo",
  "show-scan-panel",
  "curve-add",
  "curve-clear",
  "colour-map",
  "contrast",
  "invert",
  "decibels",
  "gate-threshold",
  "ascan-depth",
  "resume-scan",
  "preferences",
  "operator",
};

static const char *const allowed[] = { "start",      "pause",      "pause-now",        "stop",
                                       "reconnect",  "fit",        "zoom-in",          "zoom-out",
                                       "one-to-one", "fullscreen", "show-help-overlay" };

static void
release (WindowFixture *fixture, const char *name, const char *rule)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 50.0);
  g_autoptr (GVariant) before = g_settings_get_value (ins_settings_get (), "operator-recipes");
  g_autofree char *base = g_strconcat (name, ".recipe", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, base, NULL);
  g_autofree char *plain = NULL, *text = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GError) error = NULL;

  g_free (recipe->name);
  recipe->name = g_strdup (name);
  plain = ins_recipe_to_text (recipe);
  text = g_strconcat (plain, rule, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  list = ins_release_add (before, path, &error);
  g_assert_no_error (error);
  g_settings_set_value (ins_settings_get (), "operator-recipes", list);
}

static void
reset_settings (void)
{
  static const char *const keys[] = { "operator-recipes",    "operator-pin", "operator-needs-part",
                                      "operator-needs-name", "operator-jog", "file-name-pattern" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (ins_settings_get (), keys[i]);
}

static gboolean
is_enabled (WindowFixture *fixture, const char *name)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (fixture->window), name);

  g_test_message ("%s", name);
  g_assert_nonnull (action);

  return g_action_get_enabled (action);
}

static GHashTable *
list_enabled (WindowFixture *fixture)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) all = g_action_group_list_actions (G_ACTION_GROUP (fixture->window));

  for (char **name = all; *name != NULL; name++)
    if (is_enabled (fixture, *name))
      g_hash_table_add (names, g_strdup (*name));

  return names;
}

static void
check_locked (WindowFixture *fixture)
{
  g_autoptr (GHashTable) enabled = list_enabled (fixture);
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_assert_false (is_enabled (fixture, forbidden[i]));
  g_hash_table_iter_init (&iter, enabled);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      gboolean found = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
        found |= g_str_equal (name, allowed[i]);
      g_test_message ("%s is enabled", (const char *)name);
      g_assert_true (found);
    }
}

static void
unlock (WindowFixture *fixture, const char *pin)
{
  g_signal_emit_by_name (fixture->window->operator_panel, "unlock", pin);
}

/* Also after the window has looked at what can be done; and afterwards all is as before. */
static void
test_lock (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autoptr (GHashTable) before = NULL, after = NULL;
  g_autofree char *sealed = ins_pin_seal ("0042");

  reset_settings ();
  g_settings_set_string (ins_settings_get (), "operator-pin", sealed);
  window_testing_home (fixture);
  before = list_enabled (fixture);
  g_action_group_activate_action (G_ACTION_GROUP (window), "operator", NULL);
  check_locked (fixture);
  ins_window_update_actions (window);
  window_testing_wait_until (fixture, window_testing_never, 0.2);
  check_locked (fixture);
  g_assert_true (
      gtk_widget_get_mapped (ins_operator_panel_get_stop_button (window->operator_panel)));
  g_assert_false (gtk_widget_get_visible (window->stop_button)); /* one place for STOP */
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->motion_panel)));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->side_stack)));
  g_assert_false (gtk_widget_get_visible (window->plots));
  unlock (fixture, "42");
  unlock (fixture, "");
  check_locked (fixture);
  unlock (fixture, "0042");
  g_assert_true (gtk_widget_get_visible (window->stop_button));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->operator_panel)));
  window_testing_wait_until (fixture, window_testing_never, 0.2);
  after = list_enabled (fixture);
  g_assert_cmpuint (g_hash_table_size (after), ==, g_hash_table_size (before));
  reset_settings ();
}

static gboolean
is_done (WindowFixture *fixture)
{
  return window_testing_has_file (fixture) &&
         gtk_widget_get_mapped (GTK_WIDGET (fixture->window->operator_head)) &&
         strstr (ins_operator_head_get_title (fixture->window->operator_head), "Part") != NULL;
}

static void
start (WindowFixture *fixture)
{
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "start", NULL);
}

/* @rule: about the amplitude, which is somewhere between 0 and 100 %. */
static void
check_part (WindowFixture *fixture, const char *rule, const char *title, InsVerdictResult result)
{
  InsWindow *window = fixture->window;
  g_autofree char *path = g_build_filename (fixture->folder, "Die-17-001.nde", NULL);
  InsVerdict verdict;

  reset_settings ();
  g_settings_set_string (ins_settings_get (), "file-name-pattern", "{name}-{part}-{number}");
  release (fixture, "Die", rule);
  window_testing_home (fixture);
  ins_window_enter_operator (window);
  g_assert_cmpint (ins_operator_panel_get_recipe (window->operator_panel), ==,
                   0); /* the only one */
  start (fixture);
  g_assert_false (ins_session_is_scanning (fixture->session)); /* no part number */
  ins_operator_panel_set_part (window->operator_panel, "17");
  start (fixture);
  g_assert_false (ins_session_is_scanning (fixture->session)); /* no operator */
  ins_operator_panel_set_operator (window->operator_panel, "Bench 2");
  start (fixture);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  check_locked (fixture);
  g_assert_true (window_testing_wait_until (fixture, is_done, SCAN_S));
  g_assert_cmpstr (ins_operator_head_get_title (window->operator_head), ==, title);
  g_assert_cmpstr (ins_nde_file_get_path (ins_session_get_file (fixture->session)), ==, path);
  g_assert_true (ins_nde_file_get_verdict (ins_session_get_file (fixture->session), &verdict));
  g_assert_cmpint (verdict.result, ==, result);
  g_signal_emit_by_name (window->operator_panel, "next");
  g_assert_cmpstr (ins_operator_panel_get_part (window->operator_panel), ==, "18");
  g_assert_false (ins_session_is_scanning (fixture->session)); /* nothing moves by itself */
  unlock (fixture, "");
  reset_settings ();
}

static void
test_good (WindowFixture *fixture, gconstpointer data)
{
  check_part (fixture, "[Rule Echo]\nKind=statistics\nFigure=max\nAtMost=200\n", "Part 17 is good",
              INS_VERDICT_GOOD);
}

static void
test_bad (WindowFixture *fixture, gconstpointer data)
{
  check_part (fixture, "[Rule Echo]\nKind=statistics\nFigure=max\nAtMost=0.001\n", "Part 17 is bad",
              INS_VERDICT_BAD);
}

static gboolean
says_stopped (WindowFixture *fixture)
{
  return strstr (ins_operator_head_get_title (fixture->window->operator_head), "stopped") != NULL;
}

/* A part whose scan never began has not the verdict of the one before. */
static void
test_no_scan (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;

  reset_settings ();
  g_settings_set_boolean (ins_settings_get (), "operator-needs-name", FALSE);
  release (fixture, "Die", "[Rule Echo]\nKind=statistics\nFigure=max\nAtMost=0.001\n");
  window_testing_home (fixture);
  ins_window_enter_operator (window);
  ins_operator_panel_set_part (window->operator_panel, "1");
  start (fixture);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, is_done, SCAN_S));
  g_signal_emit_by_name (window->operator_panel, "next");
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  start (fixture);
  ins_session_stop (fixture->session); /* before the folder is looked at */
  g_assert_true (window_testing_wait_until (fixture, says_stopped, SHORT_S));
  unlock (fixture, "");
  reset_settings ();
}

/* One verdict a part: regions have one each. */
static void
test_regions_refused (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "regions.recipe", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) list = NULL;

  g_assert_true (g_file_set_contents (
      path, "[Region a]\nStartMm=1;1;0\nScanLengthMm=2\nIndexLengthMm=1\n", -1, NULL));
  list = ins_release_add (NULL, path, &error);
  g_assert_null (list);
  g_assert_nonnull (strstr (error->message, "has regions"));
}

/* A recipe that was changed after its release is refused, with a sentence. */
static void
test_changed_recipe (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autofree char *path = g_build_filename (fixture->folder, "Die.recipe", NULL);
  g_autofree char *text = NULL, *longer = NULL;

  reset_settings ();
  g_settings_set_boolean (ins_settings_get (), "operator-needs-part", FALSE);
  g_settings_set_boolean (ins_settings_get (), "operator-needs-name", FALSE);
  release (fixture, "Die", "");
  window_testing_home (fixture);
  ins_window_enter_operator (window);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  longer = g_strconcat (text, "# a remark\n", NULL);
  g_assert_true (g_file_set_contents (path, longer, -1, NULL));
  start (fixture);
  g_assert_false (ins_session_is_scanning (fixture->session));
  g_assert_true (window_testing_note_is_shown (fixture));
  g_assert_nonnull (strstr (gtk_label_get_text (window->note_label), "released again"));
  unlock (fixture, "");
  reset_settings ();
}

static void
add_tests (void)
{
  ADD ("/operator/lock", "sim:coin", test_lock);
  ADD ("/operator/good", "sim:coin", test_good);
  ADD ("/operator/bad", "sim:coin", test_bad);
  ADD ("/operator/no-scan", "sim:coin", test_no_scan);
  ADD ("/operator/changed-recipe", "sim:coin", test_changed_recipe);
  ADD ("/operator/regions-refused", NULL, test_regions_refused);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add_tests);
}
