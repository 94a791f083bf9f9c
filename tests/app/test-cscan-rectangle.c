/* test-cscan-rectangle.c - a rectangle drawn on the C-scan, in the stage's coordinates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "view-testing.h"

/* Sides are taken hold of within reach, corners before sides; what is dragged stays within. */
static void
test_drag (void)
{
  const InsViewRectangle bounds = { 0, 0, 100, 50 }, start = { 20, 10, 60, 30 };
  const struct
  {
    double u, v;
    guint grab;
  } places[] = {
    { 20, 20, INS_GRAB_LEFT },
    { 61, 20, INS_GRAB_RIGHT },
    { 40, 9, INS_GRAB_TOP },
    { 40, 31.9, INS_GRAB_BOTTOM },
    { 21, 11, INS_GRAB_LEFT | INS_GRAB_TOP },
    { 59, 31, INS_GRAB_RIGHT | INS_GRAB_BOTTOM },
    { 40, 20, INS_GRAB_ALL },
    { 17.9, 20, INS_GRAB_NONE },
    { 40, 32.1, INS_GRAB_NONE },
  };
  InsViewRectangle result;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    g_assert_cmpuint (ins_view_rectangle_find_grab (&start, places[i].u, places[i].v, 2), ==,
                      places[i].grab);
  ins_view_rectangle_drag (&start, INS_GRAB_ALL, 70, -70, &bounds, &result);
  g_assert_true (result.u0 == 60 && result.u1 == 100 && result.v0 == 0 && result.v1 == 20);
  ins_view_rectangle_drag (&start, INS_GRAB_LEFT, -70, 5, &bounds, &result);
  g_assert_true (result.u0 == 0 && result.u1 == 60 && result.v0 == 10 && result.v1 == 30);
  /* over the other side */
  ins_view_rectangle_drag (&start, (InsViewGrab)(INS_GRAB_LEFT | INS_GRAB_TOP), 60, 30, &bounds,
                           &result);
  g_assert_true (result.u0 == 60 && result.u1 == 80 && result.v0 == 30 && result.v1 == 40);
}

static void
get_grid (int scan_sign, int index_sign, InsAxis scan, InsAxis index, InsScanGrid *grid)
{
  *grid = (InsScanGrid){ .n_rows = 20,
                         .n_columns = 40,
                         .scan_axis = scan,
                         .index_axis = index,
                         .scan_sign = scan_sign,
                         .index_sign = index_sign,
                         .scan_step_mm = 0.5,
                         .index_step_mm = 1,
                         .start = { { 30, 7, 100 } } };
}

static void
show (InsCscanView *view, const InsScanGrid *grid)
{
  g_autoptr (InsCscan) cscan = ins_cscan_new (grid, 1);

  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
}

/* Draws from one pixel's corner to another's. */
static void
draw (InsCscanView *view, double u0, double v0, double u1, double v1)
{
  double x0, y0, x1, y1;

  ins_cscan_view_update_geometry (view);
  x0 = ins_cscan_view_to_x (view, u0);
  y0 = ins_cscan_view_to_y (view, v0);
  x1 = ins_cscan_view_to_x (view, u1);
  y1 = ins_cscan_view_to_y (view, v1);
  ins_cscan_view_begin_rectangle (view, x0, y0);
  ins_cscan_view_drag_rectangle (view, x1 - x0, y1 - y0);
  ins_cscan_view_end_rectangle (view);
}

/* Whichever way the stage's axes run, the rectangle has the coordinates of what it lies on, and it
 * stays there over a picture of other steps; over other axes it is not shown. */
static void
test_coordinates (void)
{
  for (int signs = 0; signs < 4; signs++)
    {
      const int scan_sign = signs & 1 ? 1 : -1, index_sign = signs & 2 ? 1 : -1;
      GtkWidget *widget = ins_cscan_view_new ();
      InsCscanView *view = INS_CSCAN_VIEW (widget);
      InsAreaPoint one, other;
      InsScanGrid grid;
      Shown shown;

      get_grid (scan_sign, index_sign, INS_AXIS_Z, INS_AXIS_X, &grid);
      show (view, &grid);
      shown_init (&shown, widget, 640, 420);
      ins_cscan_view_set_tool (view, INS_CSCAN_TOOL_RECTANGLE);
      g_assert_false (ins_cscan_view_get_rectangle (view, &one, &other));
      draw (view, 5, 4, 12.5, 9);
      g_assert_true (ins_cscan_view_get_rectangle (view, &one, &other));
      /* X before Z: the first is the index axis */
      g_assert_cmpfloat_with_epsilon (one.x_mm, 30 + index_sign * 3.5, 1e-6);
      g_assert_cmpfloat_with_epsilon (other.x_mm, 30 + index_sign * 8.5, 1e-6);
      g_assert_cmpfloat_with_epsilon (one.y_mm, 100 + scan_sign * 4.75, 1e-6);
      g_assert_cmpfloat_with_epsilon (other.y_mm, 100 + scan_sign * 12.25, 1e-6);

      grid.scan_step_mm = 0.25;
      show (view, &grid);
      g_assert_true (ins_cscan_view_get_rectangle (view, &one, &other));
      g_assert_cmpfloat_with_epsilon (other.y_mm, 100 + scan_sign * 12.25, 1e-6);
      get_grid (scan_sign, index_sign, INS_AXIS_X, INS_AXIS_Y, &grid);
      show (view, &grid);
      g_assert_false (ins_cscan_view_get_rectangle (view, &one, &other));
      shown_clear (&shown);
    }
}

static void
on_changed (InsCscanView *view, guint *n)
{
  (*n)++;
}

/* A click beside it removes it, a corner can be pulled, arrows move it by pixels, with Control its
 * far corner; nothing leaves the picture. */
static void
test_pull (void)
{
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  InsAreaPoint one, other;
  InsScanGrid grid;
  guint n_changes = 0;
  Shown shown;

  get_grid (1, 1, INS_AXIS_X, INS_AXIS_Y, &grid);
  show (view, &grid);
  shown_init (&shown, widget, 640, 420);
  g_signal_connect (view, "rectangle-changed", G_CALLBACK (on_changed), &n_changes);
  ins_cscan_view_set_tool (view, INS_CSCAN_TOOL_RECTANGLE);
  draw (view, 5, 4, 12.5, 9);
  g_assert_cmpuint (n_changes, ==, 1);
  draw (view, 12.5, 9, 90, 90);
  g_assert_true (ins_cscan_view_get_rectangle (view, &one, &other));
  g_assert_cmpfloat_with_epsilon (one.x_mm, 34.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (other.x_mm, 49.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (other.y_mm, 26.5, 1e-6);
  ins_cscan_view_nudge_rectangle (view, -1, -2, FALSE);
  ins_cscan_view_nudge_rectangle (view, -2, 0, TRUE);
  g_assert_true (ins_cscan_view_get_rectangle (view, &one, &other));
  g_assert_cmpfloat_with_epsilon (one.x_mm, 33.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (one.y_mm, 9.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (other.y_mm, 23.5, 1e-6);
  draw (view, 1, 1, 1, 1);
  g_assert_false (ins_cscan_view_get_rectangle (view, &one, &other));
  ins_cscan_view_nudge_rectangle (view, 1, 1, FALSE);
  g_assert_true (ins_cscan_view_get_rectangle (view, &one, &other));
  ins_cscan_view_clear_rectangle (view);
  g_assert_false (ins_cscan_view_get_rectangle (view, &one, &other));
  shown_clear (&shown);
}

/* It is drawn where it is: white between dark. */
static void
test_drawn (void)
{
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  g_auto (Picture) before = { 0 };
  g_auto (Picture) after = { 0 };
  InsScanGrid grid;
  Shown shown;
  double x, y;

  get_grid (1, 1, INS_AXIS_X, INS_AXIS_Y, &grid);
  show (view, &grid);
  shown_init (&shown, widget, 640, 420);
  before = shown_render (&shown);
  draw (view, 5, 4, 12.5, 9);
  after = shown_render (&shown);
  x = round (ins_cscan_view_to_x (view, 5)) + 0.5;
  y = ins_cscan_view_to_y (view, 5.5);
  g_assert_cmpuint (picture_get (&before, x, y) & 0xffffff, !=, 0xffffff);
  g_assert_cmpuint (picture_get (&after, x, y) & 0xffffff, ==, 0xffffff);
  x = ins_cscan_view_to_x (view, 8);
  g_assert_cmpuint (picture_get (&after, x, y), ==, picture_get (&before, x, y));
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan-rectangle/drag", test_drag);
  g_test_add_func ("/cscan-rectangle/coordinates", test_coordinates);
  g_test_add_func ("/cscan-rectangle/pull", test_pull);
  g_test_add_func ("/cscan-rectangle/drawn", test_drawn);

  return g_test_run ();
}
