/* test-window-resume.c - pause at once, and scans that are gone on with, in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "window-testing.h"

static void
activate (WindowFixture *fixture, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, NULL);
}

/* The first button below @widget that can be seen and reads so; NULL: there is none. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
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

static GtkWidget *
find_here (WindowFixture *fixture, const char *label)
{
  return find_button (GTK_WIDGET (fixture->window->resume_button), label);
}

static gboolean
can_go_on (WindowFixture *fixture, const char *label)
{
  GtkWidget *button = find_here (fixture, label);

  return button != NULL && gtk_widget_is_sensitive (button);
}

static gboolean
can_resume (WindowFixture *fixture)
{
  return can_go_on (fixture, "Resume");
}

static gboolean
can_rescan (WindowFixture *fixture)
{
  return can_go_on (fixture, "Rescan");
}

static gboolean
can_home (WindowFixture *fixture)
{
  return can_go_on (fixture, "Home the Stage");
}

static void
click (WindowFixture *fixture, const char *label)
{
  GtkWidget *button = find_here (fixture, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
bar_is_shown (WindowFixture *fixture)
{
  return gtk_revealer_get_reveal_child (fixture->window->resume_bar);
}

static gboolean
bar_is_hidden (WindowFixture *fixture)
{
  return window_testing_has_file (fixture) && !bar_is_shown (fixture);
}

static const char *
get_bar_text (WindowFixture *fixture)
{
  return gtk_label_get_text (fixture->window->resume_label);
}

static gboolean
sweeps (WindowFixture *fixture)
{
  return window_testing_is_running (fixture) && window_testing_is_moving (fixture);
}

static gboolean
has_given_up_line (WindowFixture *fixture)
{
  return window_testing_is_paused (fixture) && window_testing_get_snapshot (fixture)->gave_up_line;
}

/* Stopped after some lines; the bar asks what to do with it. */
static void
scan_in_part (WindowFixture *fixture)
{
  window_testing_start_scan (fixture, 50, 12, 20.0);
  g_assert_true (window_testing_wait_until (fixture, sweeps, SCAN_S));
  g_assert_false (bar_is_shown (fixture));
  activate (fixture, "stop");
  g_assert_true (window_testing_wait_until (fixture, bar_is_shown, SHORT_S));
  g_assert_nonnull (strstr (get_bar_text (fixture), "of 12 lines are still to be swept"));
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_homed_and_idle, SHORT_S));
}

static void
test_pause_at_once (WindowFixture *fixture, gconstpointer data)
{
  const char *pause_label;

  window_testing_start_scan (fixture, 50, 6, 5.0); /* two seconds a line */
  g_assert_true (window_testing_wait_until (fixture, sweeps, SCAN_S));
  activate (fixture, "pause");
  g_assert_false (window_testing_wait_until (fixture, window_testing_is_paused, 0.1));
  pause_label = gtk_label_get_text (fixture->window->pause_label);
  g_assert_cmpstr (pause_label, ==, "At Once");
  activate (fixture, "pause");
  g_assert_true (window_testing_wait_until (fixture, has_given_up_line, SHORT_S));
  g_assert_nonnull (strstr (gtk_label_get_text (fixture->window->subtitle_label), "within line"));
  g_assert_cmpstr (gtk_label_get_text (fixture->window->pause_label), ==, "Resume");
  activate (fixture, "pause");
  g_assert_true (window_testing_wait_until (fixture, sweeps, SHORT_S));
  activate (fixture, "pause-now");
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_paused, SHORT_S));
  activate (fixture, "stop");
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SHORT_S));
}

static void
test_resume (WindowFixture *fixture, gconstpointer data)
{
  guint n_before;

  scan_in_part (fixture);
  n_before = ins_nde_file_get_n_lines_done (ins_session_get_file (fixture->session));
  activate (fixture, "resume-scan");
  g_assert_true (window_testing_wait_until (fixture, can_resume, SHORT_S));
  click (fixture, "Resume");
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_cmpuint (window_testing_get_snapshot (fixture)->n_lines_done, >=, n_before);
  g_assert_false (bar_is_shown (fixture));
  g_assert_true (window_testing_wait_until (fixture, bar_is_hidden, SCAN_S));
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (ins_nde_file_get_n_lines_done (ins_session_get_file (fixture->session)), ==,
                    12);
}

/* The form says something else by now: the file's recipe counts, and what differs is named. */
static void
test_other_form (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  InsReferenceVerdict verdict;
  gboolean can_be;

  scan_in_part (fixture);
  recipe = ins_recipe_copy (ins_session_get_recipe (fixture->session));
  recipe->speed_mm_s = 33.0;
  ins_session_set_recipe (fixture->session, recipe);
  checks = ins_session_check_resume (fixture->session, &verdict, &can_be);
  g_assert_cmpuint (checks->len, >, 2);
  g_assert_cmpint (((InsCheck *)checks->pdata[0])->level, ==, INS_CHECK_NOTE);
  g_assert_nonnull (strstr (((InsCheck *)checks->pdata[0])->text, "[Scan] SpeedMmPerS"));
  g_assert_cmpint (verdict, ==, INS_REFERENCE_SAME);
  ins_session_resume_file (fixture->session, FALSE, FALSE);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpfloat (ins_session_get_recipe (fixture->session)->speed_mm_s, ==, 33.0);
}

static gboolean
has_home (WindowFixture *fixture)
{
  InsReference reference;

  ins_engine_get_reference (ins_session_get_engine (fixture->session), &reference);

  return reference.has_home && window_testing_is_homed_and_idle (fixture);
}

static gboolean
is_closed (WindowFixture *fixture)
{
  return window_testing_get_snapshot (fixture)->stage_link == INS_LINK_CLOSED;
}

/* A stage that was homed for the scan, and connected anew since, is homed again first. */
static void
test_home_first (WindowFixture *fixture, gconstpointer data)
{
  InsEngine *engine = ins_session_get_engine (fixture->session);

  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  ins_engine_home (engine);
  g_assert_true (window_testing_wait_until (fixture, has_home, SCAN_S));
  scan_in_part (fixture);
  ins_engine_disconnect (engine);
  g_assert_true (window_testing_wait_until (fixture, is_closed, SHORT_S));
  ins_engine_connect (engine);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  activate (fixture, "resume-scan");
  g_assert_true (window_testing_wait_until (fixture, can_home, SHORT_S));
  g_assert_false (can_resume (fixture));
  g_assert_true (can_go_on (fixture, "Go On without Comparing"));
  click (fixture, "Home the Stage");
  g_assert_true (window_testing_wait_until (fixture, can_resume, SCAN_S));
  click (fixture, "Resume");
  g_assert_true (window_testing_wait_until (fixture, bar_is_hidden, SCAN_S));
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpstr (window_testing_get_snapshot (fixture)->shift_message, ==, "");
}

/* Lines that lost pulses are swept again: fewer are flagged afterwards. */
static void
test_rescan (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (100, 8, 50.0);
  guint n_to_go, n_before, n_after;

  recipe->timing.prf_hz = 500.0; /* one pulse a pixel: each that is lost is a hole */
  window_testing_start_recipe (fixture, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, bar_is_shown, SCAN_S));
  g_assert_true (ins_session_get_unfinished (fixture->session, &n_to_go, &n_before));
  g_assert_cmpuint (n_to_go, ==, 0);
  g_assert_cmpuint (n_before, >, 0);
  g_assert_nonnull (strstr (get_bar_text (fixture), "have holes or are in doubt"));
  activate (fixture, "resume-scan");
  g_assert_true (window_testing_wait_until (fixture, can_rescan, SHORT_S));
  click (fixture, "Rescan");
  g_assert_false (window_testing_wait_until (fixture, bar_is_shown, 0.2));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  ins_session_get_unfinished (fixture->session, &n_to_go, &n_after);
  g_assert_cmpuint (n_after, <, n_before);
}

static void
add_tests (void)
{
  ADD ("/window-resume/pause-at-once", "sim:coin", test_pause_at_once);
  ADD ("/window-resume/resume", "sim:coin", test_resume);
  ADD ("/window-resume/other-form", "sim:coin", test_other_form);
  ADD ("/window-resume/home-first", "sim:coin", test_home_first);
  ADD ("/window-resume/rescan", "sim:coin?lost_percent=0.5&seed=5", test_rescan);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add_tests);
}
