/* test-window-measure.c - measuring with the pointer, and what becomes of it in the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "app/ins-measure-panel-private.h"
#include "storage/ins-nde-measure.h"
#include "window-testing.h"

static InsMeasureModel *
get_model (WindowFixture *fixture)
{
  return fixture->window->measure_panel->model;
}

static void
set_tool (WindowFixture *fixture, GtkWidget *button)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

/* Centre of a pixel in the widget. */
static InsOverlayEvent
at (WindowFixture *fixture, double column, double row)
{
  InsCscanView *view = fixture->window->cscan_view;
  const InsScanGrid *grid = ins_cscan_get_grid (ins_session_get_cscan (fixture->session));
  const InsCscanPlace place = { ins_scan_grid_get_scan_mm (grid, column),
                                ins_scan_grid_get_index_mm (grid, row) };
  InsOverlayEvent event = { .n_press = 1 };

  g_assert_true (ins_cscan_view_place_to_px (view, place, &event.x, &event.y));

  return event;
}

static void
drag (WindowFixture *fixture, double c0, double r0, double c1, double r1)
{
  InsCscanView *view = fixture->window->cscan_view;
  InsOverlayEvent from = at (fixture, c0, r0), to = at (fixture, c1, r1);
  InsOverlayEvent middle = at (fixture, (c0 + c1) / 2, (r0 + r1) / 2);

  g_assert_true (ins_cscan_view_point_overlay (view, INS_OVERLAY_PRESS, &from));
  ins_cscan_view_point_overlay (view, INS_OVERLAY_DRAG, &middle);
  ins_cscan_view_point_overlay (view, INS_OVERLAY_DRAG, &to);
  ins_cscan_view_point_overlay (view, INS_OVERLAY_RELEASE, &to);
}

static void
click (WindowFixture *fixture, double column, double row)
{
  drag (fixture, column, row, column, row);
}

static gboolean
is_settled (WindowFixture *fixture)
{
  return ins_measure_model_is_settled (get_model (fixture));
}

static double
get_figure (WindowFixture *fixture, guint index, const char *key)
{
  const InsMeasureItem *item;

  g_assert_true (window_testing_wait_until (fixture, is_settled, SHORT_S));
  item = ins_measure_model_get (get_model (fixture), index);
  g_assert_nonnull (item->result);

  return ins_measure_result_get (item->result, key);
}

static guint
count_saved (WindowFixture *fixture)
{
  InsNdeFile *file = ins_session_get_file (fixture->session);
  g_autoptr (InsKeyFile) saved = file != NULL ? ins_nde_file_dup_measures (file, NULL) : NULL;
  g_autoptr (GPtrArray) all = saved != NULL ? ins_measure_read_all (saved, NULL) : NULL;

  return all != NULL ? all->len : 0;
}

static gboolean
two_are_saved (WindowFixture *fixture)
{
  return count_saved (fixture) == 2;
}

static gboolean
is_laid_out (WindowFixture *fixture)
{
  return gtk_widget_get_width (GTK_WIDGET (fixture->window->cscan_view)) > 0;
}

static void
scan (WindowFixture *fixture)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_assert_true (window_testing_wait_until (fixture, is_laid_out, SHORT_S));
  window_testing_start_scan (fixture, 50, 20, 50.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SHORT_S));
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), "tool",
                                      g_variant_new_string ("measure"));
}

static void
test_pointer_and_file (WindowFixture *fixture, gconstpointer data)
{
  InsMeasurePanel *panel = fixture->window->measure_panel;
  InsMeasureModel *model = get_model (fixture);
  const InsScanGrid *grid;
  double mm;

  scan (fixture);
  grid = ins_cscan_get_grid (ins_session_get_cscan (fixture->session));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (fixture->window->side_stack), ==, "measure");

  /* a drag is a distance; pulled at its end it is another one, live */
  set_tool (fixture, panel->tool_distance);
  drag (fixture, 10, 4, 30, 4);
  g_assert_cmpuint (ins_measure_model_get_n (model), ==, 1);
  mm = 20 * grid->scan_step_mm;
  g_assert_cmpfloat_with_epsilon (get_figure (fixture, 0, "distance_mm"), mm, 1e-6);
  drag (fixture, 30, 4, 40, 4);
  g_assert_cmpuint (ins_measure_model_get_n (model), ==, 1);
  g_assert_cmpfloat_with_epsilon (get_figure (fixture, 0, "distance_mm"), 1.5 * mm, 1e-6);

  /* a click is too small for one */
  click (fixture, 5, 15);
  g_assert_cmpuint (ins_measure_model_get_n (model), ==, 1);

  set_tool (fixture, panel->tool_rectangle);
  drag (fixture, 9.5, 7.5, 19.5, 15.5);
  g_assert_cmpfloat (get_figure (fixture, 1, "pixels"), ==, 80.0);
  g_assert_cmpfloat (get_figure (fixture, 1, "valid"), ==, 80.0);
  g_assert_cmpint (ins_measure_model_get_selected (model), ==, 1);
  g_assert_true (window_testing_wait_until (fixture, two_are_saved, SHORT_S));

  /* the list selects on the picture and back */
  gtk_list_box_select_row (panel->list, gtk_list_box_get_row_at_index (panel->list, 0));
  g_assert_cmpint (ins_measure_model_get_selected (model), ==, 0);
  set_tool (fixture, panel->tool_select);
  click (fixture, 9.5, 11);
  g_assert_cmpint (gtk_list_box_row_get_index (gtk_list_box_get_selected_row (panel->list)), ==, 1);

  g_assert_true (ins_cscan_view_key_overlay (fixture->window->cscan_view, GDK_KEY_Delete, 0));
  g_assert_cmpuint (ins_measure_model_get_n (model), ==, 1);
  g_assert_true (
      ins_cscan_view_key_overlay (fixture->window->cscan_view, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_cmpuint (ins_measure_model_get_n (model), ==, 2);
}

/* Places as text: exact, and without a pointer. */
static void
test_keyboard (WindowFixture *fixture, gconstpointer data)
{
  InsMeasurePanel *panel = fixture->window->measure_panel;
  InsMeasureModel *model = get_model (fixture);
  g_autoptr (InsMeasureTable) table = NULL;

  scan (fixture);
  set_tool (fixture, panel->tool_profile);
  g_signal_emit_by_name (panel->add_button, "clicked");
  g_assert_cmpuint (ins_measure_model_get_n (model), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (panel->points), "11; 10.5; 12; 10.5");
  g_signal_emit_by_name (panel->points, "activate");
  g_assert_cmpfloat_with_epsilon (get_figure (fixture, 0, "length_mm"), 1.0, 1e-9);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (panel->plot)));
  gtk_editable_set_text (GTK_EDITABLE (panel->points), "11; 10.5; 12");
  g_signal_emit_by_name (panel->points, "activate");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (panel->points), "error"));
  g_assert_cmpfloat_with_epsilon (get_figure (fixture, 0, "length_mm"), 1.0, 1e-9);
  table = ins_measure_panel_dup_table (panel);
  g_assert_cmpstr (ins_measure_table_get (table, 0, 0), ==, "distance_mm");
  g_assert_cmpuint (ins_measure_table_get_n_rows (table), >, 10);

  ins_measure_model_select (model, -1);
  gtk_drop_down_set_selected (panel->purpose, 1);
  g_signal_emit_by_name (panel->whole_button, "clicked");
  g_assert_cmpint ((int)ins_measure_model_get (model, 1)->measure->kind, ==, INS_MEASURE_CLUSTERS);
  g_assert_true (isfinite (get_figure (fixture, 1, "clusters")));
  g_assert_true (ins_measure_model_undo (model));
  g_assert_cmpuint (ins_measure_model_get_n (model), ==, 1);
}

static void
add (void)
{
  ADD ("/window-measure/pointer-and-file", "sim:coin", test_pointer_and_file);
  ADD ("/window-measure/keyboard", "sim:coin", test_keyboard);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add);
}
