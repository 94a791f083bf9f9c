/* test-window-regions.c - rectangles and regions in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-cscan-view-private.h"
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

static void
add_tests (void)
{
  ADD ("/window-regions/rectangle", NULL, test_rectangle);
}

int
main (int argc, char *argv[])
{
  return window_testing_run (&argc, &argv, add_tests);
}
