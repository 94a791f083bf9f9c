/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "window-testing.h"

/* The picture under the sliders, a corrected copy, and a calibration that a person has to want. */

static gpointer
get_part (WindowFixture *fixture, const char *name)
{
  GObject *part = gtk_widget_get_template_child (GTK_WIDGET (fixture->window->correction_button),
                                                 INS_TYPE_CORRECTION_BUTTON, name);

  g_assert_nonnull (part);

  return part;
}

static const char *
get_text (WindowFixture *fixture, const char *name)
{
  return gtk_label_get_text (GTK_LABEL (get_part (fixture, name)));
}

static InsRowShift
get_shift (WindowFixture *fixture)
{
  InsRowShift shift;

  ins_cscan_get_shift (ins_session_get_cscan (fixture->session), &shift);

  return shift;
}

static gboolean
has_corrected_copy (WindowFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "Window test-001 corrected.nde", NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) && window_testing_note_is_shown (fixture);
}

static void
scan (WindowFixture *fixture)
{
  window_testing_start_scan (fixture, 50, 6, 50.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_false (gtk_widget_get_sensitive (get_part (fixture, "choices")));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
}

static void
test_picture_follows_the_slider (WindowFixture *fixture, gconstpointer data)
{
  const InsScanGrid *grid;

  g_assert_false (gtk_widget_get_sensitive (get_part (fixture, "save_button")));
  scan (fixture);
  grid = ins_cscan_get_grid (ins_session_get_cscan (fixture->session));
  g_assert_true (gtk_widget_get_sensitive (get_part (fixture, "choices")));
  g_assert_cmpuint (strlen (get_text (fixture, "sentence")), >, 0);
  g_assert_false (gtk_widget_get_sensitive (get_part (fixture, "sliders")));

  gtk_check_button_set_active (get_part (fixture, "as_values"), TRUE);
  g_assert_true (gtk_widget_get_sensitive (get_part (fixture, "sliders")));
  gtk_range_set_value (get_part (fixture, "latency"), 1.0);
  g_assert_cmpfloat_with_epsilon (get_shift (fixture).forward_px, 0.05 / grid->scan_step_mm, 1e-6);
  gtk_range_set_value (get_part (fixture, "backlash"), 0.02);
  g_assert_cmpfloat_with_epsilon (get_shift (fixture).backward_px, -0.07 / grid->scan_step_mm,
                                  1e-6);
  g_assert_nonnull (strstr (get_text (fixture, "sentence"), "latency of 1 ms"));
  g_signal_emit_by_name (get_part (fixture, "save_button"), "clicked");
  g_assert_true (window_testing_wait_until (fixture, has_corrected_copy, SHORT_S));

  gtk_check_button_set_active (get_part (fixture, "as_recorded"), TRUE);
  g_assert_cmpfloat (get_shift (fixture).forward_px, ==, 0.0);
  g_assert_cmpfloat (get_shift (fixture).backward_px, ==, 0.0);
}

static gboolean
says_stopped (WindowFixture *fixture)
{
  return strstr (get_text (fixture, "calibration_sentence"), "Stopped") != NULL;
}

/* The first press asks, the second moves; STOP ends it, and nothing has changed. */
static void
test_calibration_asks_first (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 20.0);

  window_testing_home (fixture);
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  g_signal_emit_by_name (get_part (fixture, "calibrate_button"), "clicked");
  g_assert_nonnull (strstr (get_text (fixture, "calibration_sentence"), "Is the way clear?"));
  g_assert_false (ins_session_is_scanning (fixture->session));
  g_signal_emit_by_name (get_part (fixture, "calibrate_button"), "clicked");
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_false (gtk_widget_get_sensitive (get_part (fixture, "calibrate_button")));
  ins_session_stop (fixture->session);
  g_assert_true (window_testing_wait_until (fixture, says_stopped, SHORT_S));
  g_assert_true (gtk_widget_get_sensitive (get_part (fixture, "calibrate_button")) ||
                 window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
}

/* The window goes while the stage is calibrated: the thread leaves the engine first. */
static void
test_window_goes_meanwhile (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 20, 20.0);

  window_testing_home (fixture);
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  g_signal_emit_by_name (get_part (fixture, "calibrate_button"), "clicked");
  g_signal_emit_by_name (get_part (fixture, "calibrate_button"), "clicked");
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  ins_session_set_rig (fixture->session, NULL);
  g_assert_null (ins_session_get_engine (fixture->session));
}

static void
add_tests (void)
{
  ADD ("/window-correction/picture-follows-the-slider", "sim:coin",
       test_picture_follows_the_slider);
  ADD ("/window-correction/calibration-asks-first", "sim:coin", test_calibration_asks_first);
  ADD ("/window-correction/window-goes-meanwhile", "sim:coin", test_window_goes_meanwhile);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add_tests);
}
