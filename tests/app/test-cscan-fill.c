/* test-cscan-fill.c - lines that are still to come, in the picture of an interlaced scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "view-testing.h"

#define N_ROWS 20
#define N_COLUMNS 10

static void
put_row (InsCscan *cscan, guint row, float value)
{
  float amplitude[N_COLUMNS], tof[N_COLUMNS];
  guint8 holes[N_COLUMNS] = { 0 };

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      amplitude[i] = value;
      tof[i] = 1e-6F;
    }
  ins_cscan_put_row (cscan, row, amplitude, tof, holes);
}

static guint32
colour_of (float value)
{
  guint32 pixel;

  ins_colour_map_apply (ins_colour_map_get ("deep"), &value, 1, 0, 100, &pixel);

  return pixel;
}

/* How many pixels of the middle of a row have exactly the colour of the value, of so many. */
static guint
count_colour (InsCscanView *view, Shown *shown, guint row, float value)
{
  g_auto (Picture) picture = shown_render (shown);
  guint n = 0;

  for (guint i = 0; i < 100; i++)
    n += picture_get (&picture, ins_cscan_view_to_x (view, 1.0 + 0.05 * i),
                      ins_cscan_view_to_y (view, row + 0.5)) == colour_of (value);

  return n;
}

/* Rows 0 and 8 are there: the rows between them are seen, but in no colour that means a value; the
 * cross-hair finds nothing there, and without interlacing they are only hatched. */
static void
test_fill (void)
{
  const InsScanGrid grid = { .n_rows = N_ROWS,
                             .n_columns = N_COLUMNS,
                             .scan_axis = INS_AXIS_X,
                             .index_axis = INS_AXIS_Y,
                             .scan_sign = 1,
                             .index_sign = 1,
                             .scan_step_mm = 1,
                             .index_step_mm = 1 };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  g_auto (Picture) hatched = { 0 };
  g_auto (Picture) filled = { 0 };
  InsCursor cursor;
  Shown shown;
  guint n_other = 0;

  put_row (cscan, 0, 20);
  put_row (cscan, 8, 90);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (view, 0, 100);
  shown_init (&shown, widget, 420, 640);
  hatched = shown_render (&shown);
  ins_cscan_view_set_fills_rows (view, TRUE);
  filled = shown_render (&shown);
  for (guint i = 0; i < 100; i++)
    {
      double x = ins_cscan_view_to_x (view, 1.0 + 0.05 * i);
      double y = ins_cscan_view_to_y (view, 6.5), far = ins_cscan_view_to_y (view, 18.5);

      n_other += picture_get (&filled, x, y) != picture_get (&hatched, x, y);
      g_assert_cmpuint (picture_get (&filled, x, far), ==, picture_get (&hatched, x, far));
    }
  g_assert_cmpuint (n_other, >, 50);
  g_assert_cmpuint (count_colour (view, &shown, 0, 20), ==, 100);
  g_assert_cmpuint (count_colour (view, &shown, 8, 90), ==, 100);
  g_assert_cmpuint (count_colour (view, &shown, 6, 90), ==, 0);
  g_assert_cmpuint (count_colour (view, &shown, 6, 20), ==, 0);

  ins_cscan_view_set_cursor (view, 6, 5);
  g_assert_true (ins_cscan_view_get_cursor (view, &cursor));
  g_assert_true (isnan (cursor.value));
  g_assert_cmpint (cursor.hole, ==, INS_HOLE_TO_GO);
  ins_cscan_view_set_cursor (view, 15, 9);

  /* the line comes, and is what it is */
  put_row (cscan, 6, 50);
  ins_cscan_view_look (view);
  g_assert_cmpuint (count_colour (view, &shown, 6, 50), ==, 100);
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan-fill/fill", test_fill);

  return g_test_run ();
}
