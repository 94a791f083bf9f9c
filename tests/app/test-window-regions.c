/* test-window-regions.c - rectangles and regions in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-cscan-view-private.h"
#include "app/ins-scan-form-private.h"
#include "app/ins-session-private.h"
#include "window-testing.h"

/* From one corner to another, mm from the corner of the first pixel. */
static void
draw (WindowFixture *fixture, double u0, double v0, double u1, double v1)
{
  InsCscanView *view = fixture->window->cscan_view;
  double scale;

  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), "tool",
                                      g_variant_new_string ("rectangle"));
  ins_cscan_view_update_geometry (view);
  scale = view->geometry.scale;
  ins_cscan_view_begin_rectangle (view, ins_cscan_view_to_x (view, u0),
                                  ins_cscan_view_to_y (view, v0));
  ins_cscan_view_drag_rectangle (view, (u1 - u0) * scale, (v1 - v0) * scale);
  ins_cscan_view_end_rectangle (view);
}

static void
activate (WindowFixture *fixture, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), name, NULL);
}

static gboolean
is_enabled (WindowFixture *fixture, const char *name)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), name);
}

static gboolean
is_laid_out (WindowFixture *fixture)
{
  return gtk_widget_get_width (GTK_WIDGET (fixture->window->cscan_view)) > 0;
}

/* The recipe of window-testing: X from 10, Y from 10 mm, along its scan and index axis. */
static void
test_rectangle (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autoptr (InsRecipe) first = window_testing_make_recipe (50, 20, 20.0);
  const InsRecipe *recipe;

  first->scan_step_mm = first->index_step_mm = 0.2;
  first->scan_length_mm = 10;
  first->index_length_mm = 4;
  ins_session_set_recipe (fixture->session, first);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (window_testing_wait_until (fixture, is_laid_out, SHORT_S));
  g_assert_false (gtk_widget_get_visible (window->rectangle_bar));
  g_assert_false (is_enabled (fixture, "rectangle-finer"));

  draw (fixture, 2.05, 1.05, 3.95, 2.95);
  g_assert_true (gtk_widget_get_visible (window->rectangle_bar));
  g_assert_nonnull (strstr (gtk_label_get_text (window->rectangle_label), " to "));
  activate (fixture, "rectangle-add");
  recipe = ins_session_get_recipe (fixture->session);
  g_assert_cmpuint (recipe->n_regions, ==, 1);
  g_assert_cmpfloat_with_epsilon (recipe->regions[0].scan_length_mm, 2.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (recipe->regions[0].start.mm[recipe->scan_axis],
                                  first->start.mm[recipe->scan_axis] + 2.0, 1e-9);
  g_assert_false (is_enabled (fixture, "rectangle-use"));
  ins_session_set_recipe (fixture->session, first);

  draw (fixture, 2.05, 1.05, 3.95, 2.95);
  activate (fixture, "rectangle-finer");
  recipe = ins_session_get_recipe (fixture->session);
  g_assert_cmpuint (recipe->n_regions, ==, 0);
  g_assert_cmpfloat (recipe->scan_step_mm, ==, 0.1);
  g_assert_cmpfloat (recipe->index_step_mm, ==, 0.1);
  g_assert_true (g_str_has_suffix (recipe->name, " detail"));
  g_assert_cmpfloat_with_epsilon (recipe->scan_length_mm, 2.0, 0.11);
  g_assert_false (gtk_widget_get_visible (window->rectangle_bar));

  draw (fixture, 0.55, 0.55, 1.45, 1.25);
  activate (fixture, "rectangle-clear");
  g_assert_false (is_enabled (fixture, "rectangle-clear"));
  draw (fixture, 0.55, 0.55, 1.45, 1.25);
  activate (fixture, "rectangle-use");
  recipe = ins_session_get_recipe (fixture->session);
  g_assert_cmpfloat (recipe->scan_step_mm, ==, 0.1);
  g_assert_cmpfloat_with_epsilon (recipe->scan_length_mm, 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (recipe->index_length_mm, 0.8, 1e-9);
}

static gboolean
is_second_part (WindowFixture *fixture)
{
  guint number, n_parts;

  return ins_session_get_part (fixture->session, &number, &n_parts) != NULL && number == 2;
}

static GtkWidget *
get_region_row (WindowFixture *fixture, guint index)
{
  GtkListBox *list = fixture->window->scan_form->region_list;
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int)index);

  return row != NULL ? gtk_list_box_row_get_child (row) : NULL;
}

/* The form's table shows the region that is chosen and edits that one alone. */
static void
edit_regions (WindowFixture *fixture)
{
  InsScanForm *form = fixture->window->scan_form;
  const InsRecipe *recipe;
  double length = 0.0;

  g_signal_emit_by_name (form->add_region, "clicked");
  g_signal_emit_by_name (form->add_region, "clicked");
  recipe = ins_session_get_recipe (fixture->session);
  g_assert_cmpuint (recipe->n_regions, ==, 2);
  g_assert_cmpuint (form->region, ==, 1);
  g_assert_cmpfloat (recipe->regions[1].start.mm[INS_AXIS_Y], >,
                     recipe->regions[0].start.mm[INS_AXIS_Y] + 0.8);
  gtk_editable_set_text (GTK_EDITABLE (form->scan_length), "2");
  recipe = ins_session_get_recipe (fixture->session);
  g_assert_cmpfloat (recipe->regions[1].scan_length_mm, ==, 2.0);
  g_assert_cmpfloat (recipe->regions[0].scan_length_mm, ==, 4.0);
  gtk_list_box_select_row (form->region_list, gtk_list_box_get_row_at_index (form->region_list, 0));
  g_assert_cmpuint (form->region, ==, 0);
  ins_number_entry_get_value (form->scan_length, &length);
  g_assert_cmpfloat (length, ==, 4.0);
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_first_child (get_region_row (fixture, 1))),
                         "rim");
  recipe = ins_session_get_recipe (fixture->session);
  g_assert_cmpstr (recipe->regions[1].name, ==, "rim");
  g_assert_cmpuint (fixture->window->cscan_view->n_regions, ==, 1);
  g_assert_cmpstr (fixture->window->cscan_view->regions[0].name, ==, "rim");
}

/* Two regions in one go: each into its file, with progress over both. */
static void
test_job (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 4, 40.0);
  g_autofree char *first = g_build_filename (fixture->folder, "Window test-001-A.nde", NULL);
  g_autofree char *second = g_build_filename (fixture->folder, "Window test-001-rim.nde", NULL);

  recipe->scan_length_mm = 4.0;
  window_testing_home (fixture);
  ins_session_set_recipe (fixture->session, recipe);
  edit_regions (fixture);
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  ins_session_start (fixture->session);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_true (
      g_str_has_prefix (gtk_label_get_text (window->subtitle_label), "Region A (1 of 2), line "));
  g_assert_true (window_testing_wait_until (fixture, is_second_part, SCAN_S));
  g_assert_true (ins_session_is_scanning (fixture->session));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (window->progress_bar), >, 0.4);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  g_assert_true (g_file_test (first, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (second, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (ins_nde_file_get_path (ins_session_get_file (fixture->session)), ==, second);
}

static gboolean
has_second_file (WindowFixture *fixture)
{
  InsNdeFile *file = ins_session_get_file (fixture->session);

  return file != NULL && !ins_session_is_scanning (fixture->session) &&
         g_str_has_suffix (ins_nde_file_get_path (file), "-B.nde");
}

static gboolean
has_region_to_go (WindowFixture *fixture)
{
  g_autofree char *to_go = ins_session_dup_regions_to_go (fixture->session);

  return g_strcmp0 (to_go, "B") == 0;
}

/* STOP ends the whole job: the second region does not begin, but when the first is gone on with;
 * also by a program that was started anew, if its form has the recipe. */
static void
test_stop (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 4, 10.0);
  g_autofree char *first = g_build_filename (fixture->folder, "Window test-001-A.nde", NULL);
  g_autofree char *second = g_build_filename (fixture->folder, "Window test-001-B.nde", NULL);
  g_autofree char *to_go = NULL, *done = NULL;
  guint n_to_go, n_flagged;

  g_assert_true (
      ins_recipe_add_region (recipe, &(InsAreaPoint){ 11, 14 }, &(InsAreaPoint){ 13, 15 }));
  g_assert_true (ins_recipe_duplicate_region (recipe, 0));
  window_testing_start_recipe (fixture, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  ins_session_stop (fixture->session);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SCAN_S));
  window_testing_wait_until (fixture, window_testing_never, 0.3);
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_STOPPED);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));

  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SHORT_S));
  to_go = ins_session_dup_regions_to_go (fixture->session);
  g_assert_cmpstr (to_go, ==, "B");
  ins_session_clear_job (fixture->session);
  g_assert_false (has_region_to_go (fixture));
  ins_session_open_file (fixture->session, first);
  g_assert_true (window_testing_wait_until (fixture, has_region_to_go, SHORT_S));
  g_assert_nonnull (
      strstr (gtk_label_get_text (fixture->window->resume_label), "Still to be scanned: B."));
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_homed_and_idle, SHORT_S));
  ins_session_resume_file (fixture->session, FALSE, FALSE);
  g_assert_true (window_testing_wait_until (fixture, has_second_file, SCAN_S));
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  g_assert_false (ins_session_get_unfinished (fixture->session, &n_to_go, &n_flagged));
  done = ins_session_dup_regions_done (fixture->session);
  g_assert_cmpstr (done, ==, "A");
}

static void
add_tests (void)
{
  ADD ("/window-regions/rectangle", NULL, test_rectangle);
  ADD ("/window-regions/job", "sim:coin", test_job);
  ADD ("/window-regions/stop", "sim:coin", test_stop);
}

int
main (int argc, char *argv[])
{
  return window_testing_run (&argc, &argv, add_tests);
}
