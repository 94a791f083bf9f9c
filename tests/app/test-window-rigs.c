/* test-window-rigs.c - first start, and other rigs in place of the present one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/ins-rig-assistant-private.h"
#include "app/ins-settings.h"
#include "core/ins-error.h"
#include "devices/ins-rig-folder.h"
#include "window-testing.h"

static void
activate (WindowFixture *fixture, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, NULL);
}

static gboolean
is_seen (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget);
}

static char *
write_rig (const char *name, const char *text)
{
  g_autofree char *folder = ins_rig_folder_dup_usual ();
  g_autoptr (GError) error = NULL;
  char *path = ins_rig_folder_write (folder, name, text, &error);

  g_assert_no_error (error);

  return path;
}

/* One click from nothing to a rig that says that it is simulated and wants nothing but Start. */
static void
test_first_start (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;

  ins_window_offer_rig (window);
  g_assert_true (is_seen (GTK_WIDGET (window->first_page)));
  g_assert_false (is_seen (window->page));
  g_assert_true (gtk_widget_get_sensitive (window->stop_button));
  g_assert_null (ins_session_get_engine (fixture->session));
  g_assert_cmpstr (gtk_label_get_text (window->subtitle_label), ==, "No rig");

  activate (fixture, "use-simulated-rig");
  g_assert_true (is_seen (window->page));
  g_assert_false (is_seen (GTK_WIDGET (window->first_page)));
  g_assert_true (is_seen (window->simulated_chip));
  g_assert_cmpstr (gtk_label_get_text (window->stat_rig_label), ==, "Simulated rig");
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  if (ins_settings_get () != NULL)
    {
      g_autofree char *rig = g_settings_get_string (ins_settings_get (), "rig");

      g_assert_cmpstr (rig, ==, "sim");
    }
}

static gboolean
says_on_first_page (WindowFixture *fixture)
{
  GtkWidget *label = GTK_WIDGET (gtk_widget_get_template_child (
      GTK_WIDGET (fixture->window->first_page), INS_TYPE_FIRST_PAGE, "note_label"));

  return gtk_label_get_text (GTK_LABEL (label))[0] != '\0';
}

/* What goes wrong is said where it is seen, and the page stays. */
static void
test_first_page_says (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "none.nde", NULL);

  ins_window_offer_rig (fixture->window);
  ins_session_open_file (fixture->session, missing);
  g_assert_true (window_testing_wait_until (fixture, says_on_first_page, SHORT_S));
  g_assert_true (is_seen (GTK_WIDGET (fixture->window->first_page)));
}

/* The other stage is there: the link of the one before may still be seen for a moment. */
static gboolean
is_turned (WindowFixture *fixture)
{
  const double low =
      window_testing_get_snapshot (fixture)->stage_info.travel_minimum.mm[INS_AXIS_X];

  return window_testing_is_ready (fixture) && low > -225.1 && low < -224.9;
}

/* Another rig in place of the first, at rest: nothing moves, its limits and axes count, and its
 * card is another one; the stage that both have stays connected. */
static void
test_switch (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_rig ("Turned",
                                     "[Rig]\nStage=sim\nDigitizer=sim:blocks\n[Axes]\nX=-Y\nY=X\n"
                                     "Z=Z\n[Limits]\nMinimumMm=-100;0;0\nMaximumMm=0;50;20\n");
  g_autofree char *same = write_rig ("Same stage", "[Rig]\nStage=sim\nDigitizer=sim:blocks\n");
  const InsSnapshot *snapshot = window_testing_get_snapshot (fixture);
  InsRigStatus status;
  InsStage *stage;

  window_testing_home (fixture);
  stage = ins_session_get_rig (fixture->session)->stage;
  g_assert_true (ins_window_use_rig (fixture->window, same));
  g_assert_true (ins_session_get_rig (fixture->session)->stage == stage);
  g_assert_cmpint (snapshot->stage_link, ==, INS_LINK_READY);
  g_assert_cmpstr (ins_session_get_rig_file (fixture->session), ==, same);
  g_assert_cmpstr (gtk_label_get_text (fixture->window->stat_rig_label), ==, "Same stage");

  g_assert_true (ins_window_use_rig (fixture->window, path));
  g_assert_true (window_testing_wait_until (fixture, is_turned, SHORT_S));
  g_assert_false (window_testing_is_moving (fixture));
  ins_engine_get_rig_status (ins_session_get_engine (fixture->session), &status);
  g_assert_cmpfloat (status.soft_minimum.mm[INS_AXIS_X], ==, -100.0);
  ins_window_use_rig (fixture->window, NULL);
  g_assert_null (ins_session_get_rig_file (fixture->session));
  g_remove (path);
  g_remove (same);
}

/* A rig that cannot be made is told, and the present one stays; so it does while a scan runs. */
static void
test_refusals (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *broken = write_rig ("Broken", "[Rig]\nStage=nonsense\n");
  g_autofree char *good = write_rig ("Good", "[Rig]\nStage=sim\nDigitizer=sim:coin\n");
  const InsRig *rig;

  window_testing_home (fixture);
  rig = ins_session_get_rig (fixture->session);
  g_assert_false (ins_window_use_rig (fixture->window, broken));
  g_assert_true (ins_session_get_rig (fixture->session) == rig);
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->note_label), "nonsense"));

  window_testing_start_scan (fixture, 40, 40, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SHORT_S));
  g_assert_false (ins_window_use_rig (fixture->window, good));
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->note_label), "A scan is running"));
  g_assert_true (ins_session_is_scanning (fixture->session));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "rig"));
  ins_session_stop (fixture->session);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SHORT_S));
  g_remove (broken);
  g_remove (good);
}

static gboolean
has_no_draft (WindowFixture *fixture)
{
  g_autofree char *rigs = ins_rig_folder_dup_usual ();
  g_autofree char *folder = g_path_get_dirname (rigs);
  g_autofree char *draft = g_build_filename (folder, "rig-draft", NULL);

  return !g_file_test (draft, G_FILE_TEST_EXISTS);
}

/* Left half-done: the rig of before is back, its stage was never disconnected, nothing has moved,
 * and the next time goes on with the draft. */
static void
test_assistant_left (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  InsPosition before, after;
  InsStage *stage;
  GtkWidget *low;

  window_testing_home (fixture);
  stage = ins_session_get_rig (fixture->session)->stage;
  before = window_testing_get_snapshot (fixture)->report.position;
  activate (fixture, "set-up-rig");
  g_assert_true (is_seen (GTK_WIDGET (window->rig_assistant)));
  g_assert_true (gtk_widget_get_sensitive (window->stop_button));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "start"));
  g_assert_true (ins_session_get_rig (fixture->session)->stage == stage);
  low = GTK_WIDGET (window->rig_assistant->low[INS_AXIS_Y]);
  gtk_editable_set_text (GTK_EDITABLE (low), "12.5");
  g_assert_false (has_no_draft (fixture));
  for (int i = 0; i < 4; i++)
    {
      GtkWidget *focus;

      g_signal_emit_by_name (window->rig_assistant->next_button, "clicked");
      /* a key that is held down must not find what moves something under it */
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      g_assert_true (focus == window->rig_assistant->nav[window->rig_assistant->draft.step].button);
    }
  ins_rig_assistant_leave (window->rig_assistant);
  g_assert_true (is_seen (window->page));
  g_assert_true (ins_session_get_rig (fixture->session)->stage == stage);
  g_assert_null (ins_session_get_rig_file (fixture->session));
  window_testing_wait_until (fixture, window_testing_never, 0.3);
  after = window_testing_get_snapshot (fixture)->report.position;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_assert_cmpfloat (before.mm[axis], ==, after.mm[axis]);

  activate (fixture, "set-up-rig");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (low)), ==, "12.5");
  ins_rig_assistant_leave (window->rig_assistant);
}

/* While a scan runs there is no assistant, and the sentence says why. */
static void
test_assistant_refused (WindowFixture *fixture, gconstpointer data)
{
  window_testing_start_scan (fixture, 40, 40, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SHORT_S));
  activate (fixture, "set-up-rig");
  g_assert_true (is_seen (fixture->window->page));
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->note_label), "A scan is running"));
  ins_session_stop (fixture->session);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SHORT_S));
}

static void
add (void)
{
  ADD ("/window/rigs/first-start", NULL, test_first_start);
  ADD ("/window/rigs/first-page-says", NULL, test_first_page_says);
  ADD ("/window/rigs/switch", "sim:coin", test_switch);
  ADD ("/window/rigs/refusals", "sim:coin", test_refusals);
  ADD ("/window/rigs/assistant-left", "sim:coin", test_assistant_left);
  ADD ("/window/rigs/assistant-refused", "sim:coin", test_assistant_refused);
}

int
main (int argc, char **argv)
{
  g_autofree char *config = g_dir_make_tmp ("insonify-config-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (config, "insonify", "rigs", NULL);
  g_autofree char *middle = g_path_get_dirname (folder);
  g_autofree char *draft = g_build_filename (middle, "rig-draft", NULL);
  int status;

  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  status = window_testing_run (&argc, &argv, add);
  g_remove (draft);
  g_rmdir (folder);
  g_rmdir (middle);
  g_rmdir (config);

  return status;
}
