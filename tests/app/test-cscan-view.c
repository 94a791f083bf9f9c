/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "view-testing.h"

#define N_ROWS 3
#define N_COLUMNS 5

/* 5 x 3 pixels of 2 x 1 mm, all values different: tells every way round. */
static void
get_small_grid (int scan_sign, int index_sign, InsScanGrid *grid)
{
  *grid = (InsScanGrid){ .n_rows = N_ROWS,
                         .n_columns = N_COLUMNS,
                         .scan_axis = INS_AXIS_Z,
                         .index_axis = INS_AXIS_X,
                         .scan_sign = scan_sign,
                         .index_sign = index_sign,
                         .scan_step_mm = 2,
                         .index_step_mm = 1,
                         .start = { { 30, 7, 100 } } };
}

static float
small_value (guint row, guint column)
{
  return 5 + 6 * (float)(row * N_COLUMNS + column);
}

static void
put_small_row (InsCscan *cscan, guint row, int hole_column)
{
  float amplitude[N_COLUMNS], tof[N_COLUMNS];
  guint8 holes[N_COLUMNS] = { 0 };

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      amplitude[i] = small_value (row, i);
      tof[i] = 1e-6F * amplitude[i];
    }
  if (hole_column >= 0)
    {
      amplitude[hole_column] = tof[hole_column] = NAN;
      holes[hole_column] = INS_HOLE_LOST_PULSES;
    }
  ins_cscan_put_row (cscan, row, amplitude, tof, holes);
}

static guint32
colour_of (float value, float low, float high)
{
  guint32 pixel;

  ins_colour_map_apply (ins_colour_map_get ("deep"), &value, 1, low, high, &pixel);

  return pixel;
}

static guint32
pixel_at (InsCscanView *view, const Picture *picture, double row, double column)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (view);

  return picture_get (picture, ins_cscan_view_to_x (view, column * grid->scan_step_mm),
                      ins_cscan_view_to_y (view, row * grid->index_step_mm));
}

static void
check_orientation (int scan_sign, int index_sign, InsPlaneKind kind)
{
  InsScanGrid grid;
  g_autoptr (InsCscan) cscan = NULL;
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  float scale = kind == INS_PLANE_TOF ? 1e-6F : 1;
  g_auto (Picture) picture = { 0 };
  InsCursor cursor;
  Shown shown;

  get_small_grid (scan_sign, index_sign, &grid);
  cscan = ins_cscan_new (&grid, 1);
  for (guint row = 0; row < N_ROWS; row++)
    put_small_row (cscan, row, -1);
  ins_cscan_view_set_cscan (view, cscan, 0, kind);
  ins_cscan_view_set_range (view, 0, 100 * scale);
  shown_init (&shown, widget, 640, 420);
  picture = shown_render (&shown);

  /* rows downwards, columns to the right, whichever way the stage's axes run */
  for (guint row = 0; row < N_ROWS; row++)
    for (guint column = 0; column < N_COLUMNS; column++)
      assert_colour (pixel_at (view, &picture, row + 0.3, column + 0.3),
                     colour_of (small_value (row, column), 0, 100));

  ins_cscan_view_set_cursor (view, 2, 4);
  g_assert_true (ins_cscan_view_get_cursor (view, &cursor));
  g_assert_cmpfloat_with_epsilon (cursor.value, scale * small_value (2, 4), 1e-6 * (double)scale);
  g_assert_cmpfloat_with_epsilon (cursor.scan_mm, 100 + scan_sign * 8, 1e-9);
  g_assert_cmpfloat_with_epsilon (cursor.index_mm, 30 + index_sign * 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_cscan_view_u_to_scan (&grid, 9), cursor.scan_mm, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_cscan_view_scan_to_u (&grid, cursor.scan_mm), 9, 1e-9);
  g_assert_cmpfloat_with_epsilon (ins_cscan_view_index_to_v (&grid, cursor.index_mm), 2.5, 1e-9);
  shown_clear (&shown);
}

static void
test_orientation (void)
{
  for (int scan_sign = -1; scan_sign <= 1; scan_sign += 2)
    for (int index_sign = -1; index_sign <= 1; index_sign += 2)
      check_orientation (scan_sign, index_sign,
                         scan_sign > 0 ? INS_PLANE_AMPLITUDE : INS_PLANE_TOF);
}

/* Millimetres are square although pixels are not. */
static void
test_aspect (void)
{
  InsScanGrid grid;
  g_autoptr (InsCscan) cscan = NULL;
  GtkWidget *widget = ins_cscan_view_new ();
  const InsCscanGeometry *geometry = &INS_CSCAN_VIEW (widget)->geometry;
  Shown shown;

  get_small_grid (1, 1, &grid);
  cscan = ins_cscan_new (&grid, 1);
  ins_cscan_view_set_cscan (INS_CSCAN_VIEW (widget), cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (&shown, widget, 700, 300);
  ins_cscan_view_update_geometry (INS_CSCAN_VIEW (widget));
  g_assert_cmpfloat_with_epsilon ((double)geometry->width / geometry->height, 10.0 / 3, 0.02);
  shown_clear (&shown);
}

/* Not scanned is hatched in a neutral; a hole has a mark and no value. */
static void
test_no_data_is_no_colour (void)
{
  InsScanGrid grid;
  g_autoptr (InsCscan) cscan = NULL;
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  g_auto (Picture) picture = { 0 };
  const InsTheme *theme;
  InsCursor cursor;
  guint n_hatch = 0, n_plain = 0;
  Shown shown;

  get_small_grid (1, 1, &grid);
  cscan = ins_cscan_new (&grid, 1);
  put_small_row (cscan, 1, 3);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (view, 0, 100);
  shown_init (&shown, widget, 640, 420);
  picture = shown_render (&shown);
  theme = ins_theme_get (widget);
  for (double column = 1.05; column < 4; column += 0.01)
    {
      guint32 pixel = pixel_at (view, &picture, 0.5, column);

      n_hatch += colour_distance (pixel, pixel_of (&theme->hatch)) <= 3;
      n_plain += colour_distance (pixel, pixel_of (&theme->no_data)) <= 3;
      g_assert_cmpint (colour_distance (pixel, pixel_of (&theme->no_data)), <=,
                       colour_distance (pixel_of (&theme->hatch), pixel_of (&theme->no_data)) + 2);
    }
  g_assert_cmpuint (n_hatch, >, 10);
  g_assert_cmpuint (n_plain, >, n_hatch);
  assert_colour (pixel_at (view, &picture, 1.5, 2.5), colour_of (small_value (1, 2), 0, 100));

  ins_cscan_view_set_cursor (view, 1, 3);
  g_assert_true (ins_cscan_view_get_cursor (view, &cursor));
  g_assert_true (isnan (cursor.value));
  g_assert_cmpint (cursor.hole, ==, INS_HOLE_LOST_PULSES);
  ins_cscan_view_set_cursor (view, 0, 3);
  g_assert_true (ins_cscan_view_get_cursor (view, &cursor));
  g_assert_cmpint (cursor.hole, ==, INS_HOLE_TO_GO);
  shown_clear (&shown);
}

static void
assert_cursor (InsCscanView *view, guint row, guint column)
{
  InsCursor cursor;

  g_assert_true (ins_cscan_view_get_cursor (view, &cursor));
  g_assert_cmpuint (cursor.row, ==, row);
  g_assert_cmpuint (cursor.column, ==, column);
}

static void
test_keys_move_the_cursor (void)
{
  InsScanGrid grid = { 400, 300, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  guint n_changes = 0;
  InsCursor cursor;
  Shown shown;

  g_assert_false (press_key (widget, GDK_KEY_Left, 0)); /* no picture yet */
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (&shown, widget, 640, 420);
  g_assert_false (ins_cscan_view_get_cursor (view, &cursor));
  ins_cscan_view_set_cursor (view, 100, 100);
  g_signal_connect (view, "cursor-changed", G_CALLBACK (on_count), &n_changes);

  g_assert_true (press_key (widget, GDK_KEY_Right, 0));
  assert_cursor (view, 100, 101);
  g_assert_true (press_key (widget, GDK_KEY_Left, GDK_SHIFT_MASK));
  assert_cursor (view, 100, 91);
  g_assert_true (press_key (widget, GDK_KEY_Up, 0));
  assert_cursor (view, 99, 91);
  g_assert_true (press_key (widget, GDK_KEY_Down, GDK_SHIFT_MASK));
  assert_cursor (view, 109, 91);
  g_assert_cmpuint (n_changes, ==, 4);
  ins_cscan_view_set_cursor (view, 5000, 5000);
  assert_cursor (view, 399, 299);
  g_assert_true (press_key (widget, GDK_KEY_Right, 0));
  assert_cursor (view, 399, 299);
  g_assert_cmpuint (n_changes, ==, 5);

  g_assert_true (press_key (widget, GDK_KEY_plus, 0));
  g_assert_cmpfloat_with_epsilon (view->zoom, 1.5, 1e-9);
  g_assert_true (press_key (widget, GDK_KEY_minus, 0));
  g_assert_cmpfloat_with_epsilon (view->zoom, 1, 1e-9);
  g_assert_true (press_key (widget, GDK_KEY_plus, 0));
  g_assert_true (press_key (widget, GDK_KEY_f, 0));
  g_assert_cmpfloat_with_epsilon (view->zoom, 1, 1e-9);
  shown_clear (&shown);
}

/* A cursor that keys move out of a closer view takes the view along. */
static void
test_view_follows_the_cursor (void)
{
  InsScanGrid grid = { 400, 300, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  Shown shown;

  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (&shown, widget, 640, 420);
  ins_cscan_view_set_cursor (view, 200, 150);
  ins_cscan_view_zoom (view, 8);
  for (guint i = 0; i < 12; i++)
    g_assert_true (press_key (widget, GDK_KEY_Right, GDK_SHIFT_MASK));
  assert_cursor (view, 200, 270);
  ins_cscan_view_update_geometry (view);
  g_assert_cmpfloat (ins_cscan_view_to_x (view, 27.05), <=,
                     view->geometry.x + view->geometry.width + 1e-6);
  shown_clear (&shown);
}

static void
test_zoom_keeps_the_place_under_the_pointer (void)
{
  InsScanGrid grid = { 500, 900, INS_AXIS_X, INS_AXIS_Y, 1, -1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Shown shown;

  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (&shown, widget, 640, 420);
  for (guint i = 0; i < 200; i++)
    {
      double x, y, u, v, new_u, new_v;

      if (i % 10 == 0)
        ins_cscan_view_fit (view);
      ins_cscan_view_update_geometry (view);
      x = g_rand_double_range (rand, view->geometry.x, view->geometry.x + view->geometry.width);
      y = g_rand_double_range (rand, view->geometry.y, view->geometry.y + view->geometry.height);
      ins_cscan_view_to_picture (view, x, y, &u, &v);
      ins_cscan_view_zoom_at (view, x, y, g_rand_double_range (rand, 1.05, 1.6));
      ins_cscan_view_to_picture (view, x, y, &new_u, &new_v);
      g_assert_cmpfloat_with_epsilon (new_u, u, 1e-6);
      g_assert_cmpfloat_with_epsilon (new_v, v, 1e-6);
    }
  ins_cscan_view_zoom (view, 1e-9);
  g_assert_cmpfloat (view->zoom, ==, 1);
  ins_cscan_view_zoom (view, 1e9);
  ins_cscan_view_update_geometry (view);
  g_assert_cmpfloat_with_epsilon (view->geometry.scale * 0.1, 80, 1e-6);
  shown_clear (&shown);
}

/* ---- plan -------------------------------------------------------------------------------- */

static void
on_go_to (InsCscanView *view, double x_mm, double y_mm, double z_mm, InsPosition *position)
{
  *position = (InsPosition){ { x_mm, y_mm, z_mm } };
}

static void
test_double_click_goes_there (void)
{
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  InsPosition wanted = { { NAN, NAN, NAN } };
  GtkGesture *click;
  InsScanGrid grid;
  g_autoptr (InsCscan) cscan = NULL;
  Shown shown;
  double x, y;

  get_small_grid (-1, 1, &grid);
  ins_cscan_view_set_plan (view, &grid, 1);
  shown_init (&shown, widget, 640, 420);
  g_signal_connect (view, "go-to", G_CALLBACK (on_go_to), &wanted);
  click = find_controller (widget, GTK_TYPE_GESTURE_CLICK, 0);
  ins_cscan_view_update_geometry (view);
  x = ins_cscan_view_to_x (view, ins_cscan_view_scan_to_u (&grid, 96));
  y = ins_cscan_view_to_y (view, ins_cscan_view_index_to_v (&grid, 31.5));
  g_signal_emit_by_name (click, "pressed", 1, x, y);
  g_assert_true (isnan (wanted.mm[INS_AXIS_X]));
  g_signal_emit_by_name (click, "pressed", 2, x, y);
  g_assert_cmpfloat_with_epsilon (wanted.mm[INS_AXIS_Z], 96, 1e-6);
  g_assert_cmpfloat_with_epsilon (wanted.mm[INS_AXIS_X], 31.5, 1e-6);
  g_assert_true (isnan (wanted.mm[INS_AXIS_Y]));

  /* never from the axes beside the plot, and never from a picture */
  wanted.mm[INS_AXIS_X] = NAN;
  g_signal_emit_by_name (click, "pressed", 2, 3.0, 3.0);
  cscan = ins_cscan_new (&grid, 1);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  g_signal_emit_by_name (click, "pressed", 2, x, y);
  g_assert_true (isnan (wanted.mm[INS_AXIS_X]));
  shown_clear (&shown);
}

/* Dark pixels beside the middle of the second path line: its arrow's wide end. */
static guint
count_ink_beside_second_arrow (Shown *shown, double side)
{
  InsCscanView *view = INS_CSCAN_VIEW (shown->widget);
  g_auto (Picture) picture = shown_render (shown);
  double unit = ins_draw_get_unit (shown->widget);
  double x = ins_cscan_view_to_x (view, 5), y = ins_cscan_view_to_y (view, 1.5);
  guint32 accent = pixel_of (&ins_theme_get (shown->widget)->accent);
  guint n = 0;

  for (double dy = -5; dy <= 5; dy++)
    n += colour_distance (picture_get (&picture, x + 4 * side * unit, y + dy * unit), accent) < 40;

  return n;
}

static void
test_path_shows_the_pattern (void)
{
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  InsScanGrid grid;
  Shown shown;

  get_small_grid (1, 1, &grid);
  ins_cscan_view_set_plan (view, &grid, 1);
  shown_init (&shown, widget, 640, 420);
  g_assert_cmpuint (count_ink_beside_second_arrow (&shown, 1), >,
                    count_ink_beside_second_arrow (&shown, -1));
  ins_cscan_view_set_pattern (view, INS_PATTERN_UNIDIRECTIONAL);
  g_assert_cmpuint (count_ink_beside_second_arrow (&shown, 1), <,
                    count_ink_beside_second_arrow (&shown, -1));
  shown_clear (&shown);
}

/* Pixels that differ where the plan's hint stands, at the bottom of the area. */
static guint
count_differences_at_hint (Shown *shown,
                           const Picture *one,
                           const Picture *other,
                           const InsScanGrid *grid)
{
  InsCscanView *view = INS_CSCAN_VIEW (shown->widget);
  double unit = ins_draw_get_unit (shown->widget);
  double x = ins_cscan_view_to_x (view, grid->n_columns * grid->scan_step_mm / 2);
  double y = ins_cscan_view_to_y (view, grid->n_rows * grid->index_step_mm) - 18 * unit;
  guint n = 0;

  for (double dx = -40; dx <= 40; dx++)
    n += colour_distance (picture_get (one, x + dx * unit, y),
                          picture_get (other, x + dx * unit, y)) > 0;

  return n;
}

/* The probe is drawn where it was reported, and nowhere when that is not known; nor is then said
 * that it can be sent somewhere. */
static void
test_probe (void)
{
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  InsPosition probe = { { 31, 0, 96 } };
  g_auto (Picture) with = { 0 }, without = { 0 };
  InsScanGrid grid;
  Shown shown;
  double x, y;

  get_small_grid (-1, 1, &grid);
  ins_cscan_view_set_plan (view, &grid, 1);
  ins_cscan_view_set_probe (view, &probe, TRUE);
  shown_init (&shown, widget, 640, 420);
  with = shown_render (&shown);
  ins_cscan_view_get_probe_place (view, &x, &y);
  g_assert_cmpuint (picture_get (&with, x, y), ==, 0xffffffff);
  ins_cscan_view_set_probe (view, NULL, FALSE);
  without = shown_render (&shown);
  g_assert_cmpint (colour_distance (picture_get (&with, x + 13 * ins_draw_get_unit (widget), y),
                                    picture_get (&without, x, y)),
                   >, 0);
  g_assert_cmpuint (picture_get (&without, x, y), !=, 0xffffffff);
  g_assert_cmpuint (count_differences_at_hint (&shown, &with, &without, &grid), >, 20);
  shown_clear (&shown);
}

/* Where a scan stopped is said below the line, on no measured line, and clear of the probe. */
static void
test_stopped_words_cover_nothing (void)
{
  InsScanGrid grid = { 60, 120, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.5, 0.5, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  g_autofree float *values = g_new0 (float, grid.n_columns);
  g_autofree guint8 *holes = g_new0 (guint8, grid.n_columns);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  Shown shown;

  ins_cscan_put_row (cscan, 0, values, values, holes);
  ins_cscan_put_row (cscan, 1, values, values, holes);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_progress (view, -1, 1, 2, "Stopped at line 3.  2 lines are safe.");
  shown_init (&shown, widget, 640, 420);
  for (double mm = 0; mm < 60; mm += 2.5)
    {
      const InsPosition probe = { { mm, 1, 0 } };
      graphene_rect_t stopped, name;
      double y;

      ins_cscan_view_set_probe (view, &probe, TRUE);
      gsk_render_node_unref (shown_snapshot (&shown));
      g_assert_true (ins_cscan_view_get_progress_y (view, &y));
      g_assert_true (ins_cscan_view_get_stopped_plate (view, &stopped));
      g_assert_cmpfloat ((double)stopped.origin.y, >, y);
      ins_cscan_view_get_probe_plate (view, &name);
      g_assert_false (graphene_rect_intersection (&stopped, &name, NULL));
    }

  /* too wide to stand beside the probe: it stands below it */
  ins_cscan_view_set_progress (view, -1, 1, 2,
                               "Stopped at line 3.  2 lines are safe, and so are "
                               "all the other words of this long sentence.");
  for (double mm = 0; mm < 60; mm += 2.5)
    {
      const InsPosition probe = { { mm, 1, 0 } };
      graphene_rect_t stopped, name;
      double x, y;

      ins_cscan_view_set_probe (view, &probe, TRUE);
      gsk_render_node_unref (shown_snapshot (&shown));
      ins_cscan_view_get_probe_place (view, &x, &y);
      g_assert_true (ins_cscan_view_get_stopped_plate (view, &stopped));
      g_assert_cmpfloat ((double)stopped.origin.y, >, y + 13 * ins_draw_get_unit (widget));
      ins_cscan_view_get_probe_plate (view, &name);
      g_assert_false (graphene_rect_intersection (&stopped, &name, NULL));
    }
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan-view/orientation", test_orientation);
  g_test_add_func ("/cscan-view/aspect", test_aspect);
  g_test_add_func ("/cscan-view/no-data-is-no-colour", test_no_data_is_no_colour);
  g_test_add_func ("/cscan-view/keys-move-the-cursor", test_keys_move_the_cursor);
  g_test_add_func ("/cscan-view/view-follows-the-cursor", test_view_follows_the_cursor);
  g_test_add_func ("/cscan-view/zoom-keeps-the-place-under-the-pointer",
                   test_zoom_keeps_the_place_under_the_pointer);
  g_test_add_func ("/cscan-view/path-shows-the-pattern", test_path_shows_the_pattern);
  g_test_add_func ("/cscan-view/stopped-words-cover-nothing", test_stopped_words_cover_nothing);
  g_test_add_func ("/cscan-view/double-click-goes-there", test_double_click_goes_there);
  g_test_add_func ("/cscan-view/probe", test_probe);

  return g_test_run ();
}
