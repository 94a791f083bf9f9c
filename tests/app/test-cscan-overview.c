/* test-cscan-overview.c - overview, one to one, scale bar and the plan's frame under the pointer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "view-testing.h"

static const InsScanGrid grid = {
  300, 400, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } }
};

/* Left half 20, right half 80 */
static InsCscanView *
show_picture (Shown *shown)
{
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();
  float amplitude[400], tof[400] = { 0 };
  guint8 holes[400] = { 0 };

  for (guint i = 0; i < grid.n_columns; i++)
    amplitude[i] = i < grid.n_columns / 2 ? 20 : 80;
  for (guint row = 0; row < grid.n_rows; row++)
    ins_cscan_put_row (cscan, row, amplitude, tof, holes);
  ins_cscan_view_set_cscan (INS_CSCAN_VIEW (widget), cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (INS_CSCAN_VIEW (widget), 0, 100);
  shown_init (shown, widget, 800, 600);

  return INS_CSCAN_VIEW (widget);
}

static guint32
colour_of (float value)
{
  guint32 pixel;

  ins_colour_map_apply (ins_colour_map_get ("deep"), &value, 1, 0, 100, &pixel);

  return pixel;
}

/* Only while a part is shown; it shows all, and a press brings the place to the middle. */
static void
test_overview (void)
{
  Shown shown;
  InsCscanView *view = show_picture (&shown);
  g_auto (Picture) picture = { 0 };
  graphene_rect_t area;
  double x, y, u, v;

  g_assert_false (ins_cscan_view_get_overview (view, &area));
  ins_cscan_view_zoom (view, 6);
  ins_cscan_view_move_centre (view, 3, 3);
  g_assert_true (ins_cscan_view_get_overview (view, &area));
  g_assert_cmpfloat_with_epsilon ((double)(area.size.width / area.size.height), 4.0 / 3, 0.05);
  picture = shown_render (&shown);
  x = (double)area.origin.x;
  y = (double)(area.origin.y + 0.85F * area.size.height);
  assert_colour (picture_get (&picture, x + 0.3 * (double)area.size.width, y), colour_of (20));
  assert_colour (picture_get (&picture, x + 0.7 * (double)area.size.width, y), colour_of (80));

  g_assert_true (ins_cscan_view_is_over_overview (view, x + 5, y));
  g_assert_false (ins_cscan_view_is_over_overview (view, x - 5, y));
  ins_cscan_view_go_in_overview (view, x + 0.5 * (double)area.size.width,
                                 (double)area.origin.y + 0.5 * (double)area.size.height);
  ins_cscan_view_update_geometry (view);
  ins_cscan_view_to_picture (view, view->geometry.x + view->geometry.width / 2.0,
                             view->geometry.y + view->geometry.height / 2.0, &u, &v);
  g_assert_cmpfloat_with_epsilon (u, 20, 0.3);
  g_assert_cmpfloat_with_epsilon (v, 15, 0.3);
  ins_cscan_view_fit (view);
  g_assert_false (ins_cscan_view_is_over_overview (view, x + 5, y));
  shown_clear (&shown);
}

/* A pixel of the scan is one of the screen; what fits anyway stays as large as it is. */
static void
test_one_to_one (void)
{
  const InsScanGrid large = {
    2000, 3000, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.05, 0.1, { { 0, 0, 0 } }
  };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&large, 1);
  Shown shown;
  InsCscanView *view = show_picture (&shown);
  double fit;

  ins_cscan_view_update_geometry (view);
  fit = view->geometry.scale;
  ins_cscan_view_show_one_to_one (view);
  ins_cscan_view_update_geometry (view);
  g_assert_cmpfloat (view->geometry.scale, ==, fit);

  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_show_one_to_one (view);
  ins_cscan_view_update_geometry (view);
  g_assert_cmpfloat_with_epsilon (view->geometry.scale * 0.05, 1, 1e-9);
  shown_clear (&shown);
}

/* White, and as long as it says: 10 mm at the scale of this view. */
static void
test_scale_bar (void)
{
  Shown shown;
  InsCscanView *view = show_picture (&shown);
  g_auto (Picture) picture = shown_render (&shown);
  graphene_rect_t bounds;
  int longest = 0;
  double mm;

  ins_cscan_view_get_scale_bar_bounds (view, &bounds);
  for (int y = (int)bounds.origin.y; y < (int)(bounds.origin.y + bounds.size.height); y++)
    {
      int run = 0;

      for (int x = (int)bounds.origin.x; x < (int)(bounds.origin.x + bounds.size.width); x++)
        {
          run = picture.pixels[y * picture.width + x] == 0xffffffff ? run + 1 : 0;
          longest = MAX (longest, run);
        }
    }
  mm = longest / view->geometry.scale;
  g_assert_cmpfloat_with_epsilon (mm, rint (mm), 1.1 / view->geometry.scale);
  g_assert_cmpfloat (mm, >, 0.9);
  shown_clear (&shown);
}

static void
on_plan_dragged (InsCscanView *view, InsAreaPoint corners[2])
{
  g_assert_true (ins_cscan_view_get_rectangle (view, &corners[0], &corners[1]));
}

/* Its sides move it in the stage's coordinates; its inside is left to double clicks. */
static void
test_plan_frame (void)
{
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  InsAreaPoint corners[2] = { 0 };
  double x, y;
  Shown shown;

  ins_cscan_view_set_plan (view, &grid, 1);
  shown_init (&shown, widget, 800, 600);
  g_signal_connect (view, "plan-dragged", G_CALLBACK (on_plan_dragged), corners);
  ins_cscan_view_update_geometry (view);
  g_assert_false (ins_cscan_view_begin_plan_drag (view, ins_cscan_view_to_x (view, 20),
                                                  ins_cscan_view_to_y (view, 15)));
  x = ins_cscan_view_to_x (view, 40);
  y = ins_cscan_view_to_y (view, 30);
  g_assert_true (ins_cscan_view_begin_plan_drag (view, x, y));
  ins_cscan_view_drag_rectangle (view, -10 * view->geometry.scale, -5 * view->geometry.scale);
  /* nobody else takes it for a rectangle meanwhile */
  g_assert_false (ins_cscan_view_get_rectangle (view, &(InsAreaPoint){ 0 }, &(InsAreaPoint){ 0 }));
  ins_cscan_view_end_plan_drag (view);
  g_assert_cmpfloat_with_epsilon (corners[0].x_mm, -0.05, 1e-6);
  g_assert_cmpfloat_with_epsilon (corners[0].y_mm, -0.05, 1e-6);
  g_assert_cmpfloat_with_epsilon (corners[1].x_mm, 29.95, 1e-6);
  g_assert_cmpfloat_with_epsilon (corners[1].y_mm, 24.95, 1e-6);
  g_assert_false (ins_cscan_view_get_rectangle (view, &corners[0], &corners[1]));

  /* not with another tool */
  ins_cscan_view_set_tool (view, INS_CSCAN_TOOL_PAN);
  g_assert_false (ins_cscan_view_begin_plan_drag (view, x, y));
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan-overview/overview", test_overview);
  g_test_add_func ("/cscan-overview/one-to-one", test_one_to_one);
  g_test_add_func ("/cscan-overview/scale-bar", test_scale_bar);
  g_test_add_func ("/cscan-overview/plan-frame", test_plan_frame);

  return g_test_run ();
}
