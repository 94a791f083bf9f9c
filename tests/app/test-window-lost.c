/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "window-testing.h"

/* The cable is cut in the middle of a scan, or the disk is full. */

static gboolean
is_held (WindowFixture *fixture)
{
  const InsSnapshot *snapshot = window_testing_get_snapshot (fixture);

  return snapshot->stage_link == INS_LINK_LOST && snapshot->scan == INS_SCAN_FAILED;
}

static gboolean
is_connected_again (WindowFixture *fixture)
{
  return window_testing_get_snapshot (fixture)->stage_link == INS_LINK_READY;
}

static void
assert_stop_can_be_pressed (WindowFixture *fixture)
{
  g_assert_true (gtk_widget_is_sensitive (fixture->window->stop_button));
  g_assert_true (gtk_widget_is_visible (fixture->window->stop_button));
}

static void
lose_stage_in_scan (WindowFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim?fault=cut%3D6", "sim:coin", &error);

  g_assert_no_error (error);
  ins_session_set_rig (fixture->session, rig);
  window_testing_start_scan (fixture, 50, 400, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_false (gtk_revealer_get_reveal_child (fixture->window->banner));
  g_assert_true (window_testing_wait_until (fixture, is_held, SCAN_S));
}

/* A firmware that lost its cable finishes what it has, and is refused until it stands. */
static gboolean
reconnect (WindowFixture *fixture)
{
  for (guint i = 0; i < 20; i++)
    {
      g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "reconnect", NULL);
      if (window_testing_wait_until (fixture, is_connected_again, 1.0))
        return TRUE;
    }

  return FALSE;
}

static void
test_stage_lost (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  const char *text = NULL;

  lose_stage_in_scan (fixture);
  assert_stop_can_be_pressed (fixture);
  g_assert_true (gtk_revealer_get_reveal_child (window->banner));
  g_assert_cmpstr (gtk_label_get_text (window->banner_title), ==,
                   "The stage stopped answering. The scan is held.");
  text = gtk_label_get_text (window->banner_text);
  g_assert_nonnull (strstr (text, "of 400 lines are safe in the file."));
  g_assert_nonnull (strstr (text, "use the emergency stop on the rig"));
  g_assert_true (gtk_widget_get_visible (window->reconnect_button));
  g_assert_true (gtk_widget_is_sensitive (window->reconnect_button));
  g_assert_false (gtk_widget_get_visible (window->banner_close_button));
  g_assert_nonnull (strstr (gtk_label_get_text (window->subtitle_label), "Held at line"));
  g_assert_true (gtk_widget_get_visible (window->progress_box));
  g_assert_cmpstr (gtk_label_get_text (window->stat_stage_label), ==, "Stage: no answer");
  g_action_group_activate_action (G_ACTION_GROUP (window), "stop", NULL);
  assert_stop_can_be_pressed (fixture);
  g_assert_true (gtk_revealer_get_reveal_child (window->banner));

  /* Found again: the scan stays held until that was taken note of. */
  g_assert_true (reconnect (fixture));
  assert_stop_can_be_pressed (fixture);
  g_assert_true (gtk_revealer_get_reveal_child (window->banner));
  g_assert_cmpstr (gtk_label_get_text (window->banner_title), ==,
                   "The scan was stopped by a fault.");
  g_signal_emit_by_name (window->banner_close_button, "clicked");
  g_assert_false (gtk_revealer_get_reveal_child (window->banner));
  assert_stop_can_be_pressed (fixture);
}

static gboolean
has_banner (WindowFixture *fixture)
{
  return gtk_revealer_get_reveal_child (fixture->window->banner);
}

static gboolean
is_complete (WindowFixture *fixture)
{
  return window_testing_get_snapshot (fixture)->scan == INS_SCAN_COMPLETE;
}

/* Files of this program may not be so long. */
static void
set_room (rlim_t n_bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = n_bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* It is said while it lasts; once there is room the scan goes on and completes by itself. */
static void
test_full_disk (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  struct rlimit before;
  const char *text = NULL;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  window_testing_home (fixture);
  window_testing_start_scan (fixture, 20, 24, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  set_room (1000);
  g_assert_true (window_testing_wait_until (fixture, has_banner, SCAN_S));
  g_assert_cmpstr (gtk_label_get_text (window->banner_title), ==,
                   "The disk does not keep up with the scan.");
  text = gtk_label_get_text (window->banner_text);
  g_assert_nonnull (strstr (text, "There is no room on the disk for line"));
  g_assert_false (gtk_widget_get_visible (window->reconnect_button));
  g_assert_false (gtk_widget_get_visible (window->banner_close_button));
  g_assert_true (gtk_widget_is_sensitive (window->stop_button));

  set_room (before.rlim_cur);
  g_assert_true (window_testing_wait_until (fixture, is_complete, SCAN_S));
  g_assert_cmpuint (window_testing_get_snapshot (fixture)->n_lines_written, ==, 24);
  g_assert_false (has_banner (fixture));
}

/* The position is said somewhere, or that it is not known. */
static void
test_position_without_panel (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;

  window_testing_home (fixture);
  g_assert_false (gtk_widget_get_visible (window->stat_position));
  g_action_group_activate_action (G_ACTION_GROUP (window), "show-motion-panel", NULL);
  g_assert_true (gtk_widget_get_visible (window->stat_position));
  g_assert_cmpstr (gtk_label_get_text (window->stat_position_label), ==,
                   "X 0.000  Y 0.000  Z 0.000 mm");
  ins_session_set_rig (fixture->session, NULL);
  window_testing_wait_until (fixture, window_testing_never, 0.1);
  g_assert_cmpstr (gtk_label_get_text (window->stat_position_label), ==, "Position unknown");
  g_action_group_activate_action (G_ACTION_GROUP (window), "show-motion-panel", NULL);
  g_assert_false (gtk_widget_get_visible (window->stat_position));
}

static void
add_tests (void)
{
  ADD ("/window/stage-lost", NULL, test_stage_lost);
  ADD ("/window/full-disk", "sim:coin", test_full_disk);
  ADD ("/window/position-without-panel", "sim:coin", test_position_without_panel);
}

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);

  return window_testing_run (&argc, &argv, add_tests);
}
