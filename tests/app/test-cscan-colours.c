/* test-cscan-colours.c - contrast, inversion, decibels and states of the C-scan; values never
 * change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "signal/ins-gate.h"
#include "view-testing.h"

#define N 1000
#define FLAW_ROW 613
#define FLAW_COLUMN 287

/* Amplitude 50 with a ramp of 0 to 10 to the right, one pixel 95, one 3; times 20 us, none in the
 * first hundred columns. */
static InsCscan *
make_cscan (void)
{
  const InsScanGrid grid = { N, N, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  InsCscan *cscan = ins_cscan_new (&grid, 1);
  g_autofree float *amplitude = g_new (float, N), *tof = g_new (float, N);
  g_autofree guint8 *holes = g_new0 (guint8, N);

  for (guint row = 0; row < N; row++)
    {
      for (guint i = 0; i < N; i++)
        {
          amplitude[i] = 50 + 10 * (float)i / N;
          tof[i] = i < 100 ? NAN : 20e-6F;
        }
      if (row == FLAW_ROW)
        {
          amplitude[FLAW_COLUMN] = 95;
          amplitude[FLAW_COLUMN + 300] = 3;
        }
      ins_cscan_put_row (cscan, row, amplitude, tof, holes);
    }

  return cscan;
}

static InsCscanView *
show (Shown *shown, InsPlaneKind kind)
{
  g_autoptr (InsCscan) cscan = make_cscan ();
  GtkWidget *widget = ins_cscan_view_new ();

  ins_cscan_view_set_cscan (INS_CSCAN_VIEW (widget), cscan, 0, kind);
  shown_init (shown, widget, 500, 400);

  return INS_CSCAN_VIEW (widget);
}

static void
assert_range (InsCscanView *view, double low, double high, double within)
{
  float is_low, is_high;

  ins_cscan_view_get_range (view, &is_low, &is_high);
  g_assert_cmpfloat_with_epsilon (is_low, low, within);
  g_assert_cmpfloat_with_epsilon (is_high, high, within);
}

static void
draw_rectangle (InsCscanView *view, double u0, double v0, double u1, double v1)
{
  double x0, y0;

  ins_cscan_view_update_geometry (view);
  x0 = ins_cscan_view_to_x (view, u0);
  y0 = ins_cscan_view_to_y (view, v0);
  ins_cscan_view_begin_rectangle (view, x0, y0);
  ins_cscan_view_drag_rectangle (view, ins_cscan_view_to_x (view, u1) - x0,
                                 ins_cscan_view_to_y (view, v1) - y0);
  ins_cscan_view_end_rectangle (view);
}

static void
test_contrast (void)
{
  Shown shown;
  InsCscanView *view = show (&shown, INS_PLANE_AMPLITUDE);

  assert_range (view, 3, 95, 1e-4);
  ins_cscan_view_set_contrast (view, INS_CONTRAST_PERCENTILE);
  assert_range (view, 50.1, 59.9, 0.5);

  /* around the strong pixel, then beside it: the view decides */
  ins_cscan_view_set_contrast (view, INS_CONTRAST_VIEW);
  assert_range (view, 3, 95, 1e-4);
  ins_cscan_view_zoom (view, 20);
  ins_cscan_view_move_centre (view, 0.1 * FLAW_COLUMN, 0.1 * FLAW_ROW);
  ins_cscan_view_update_range (view);
  {
    float low, high;

    ins_cscan_view_get_range (view, &low, &high);
    g_assert_cmpfloat (high, ==, 95);
    g_assert_cmpfloat (low, >, 50);
  }
  ins_cscan_view_fit (view);

  /* without a rectangle as the data, and then its own */
  ins_cscan_view_set_contrast (view, INS_CONTRAST_RECTANGLE);
  assert_range (view, 3, 95, 1e-4);
  draw_rectangle (view, 0.1 * (FLAW_COLUMN + 290), 50, 0.1 * (FLAW_COLUMN + 310), 70);
  ins_cscan_view_update_range (view);
  assert_range (view, 3, 55.96, 0.05);

  ins_cscan_view_set_range (view, 20, 70);
  g_assert_cmpint (ins_cscan_view_get_contrast (view), ==, INS_CONTRAST_MANUAL);
  assert_range (view, 20, 70, 1e-4);
  ins_cscan_view_set_range (view, NAN, NAN);
  g_assert_cmpint (ins_cscan_view_get_contrast (view), ==, INS_CONTRAST_DATA);
  shown_clear (&shown);
}

/* Percent are no microseconds. */
static void
test_manual_range_stays_with_its_unit (void)
{
  g_autoptr (InsCscan) cscan = make_cscan ();
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  float low, high;

  g_object_ref_sink (widget);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (view, 20, 70);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_TOF);
  ins_cscan_view_get_range (view, &low, &high);
  g_assert_cmpfloat (high, <, 1e-3);
  g_object_unref (widget);
}

/* A thousand pixels on four hundred: the one is seen, whichever the colours lay stress on. */
static void
test_flaw_is_seen_either_way (void)
{
  for (int inverted = 0; inverted <= 1; inverted++)
    {
      Shown shown;
      InsCscanView *view = show (&shown, INS_PLANE_AMPLITUDE);
      g_auto (Picture) picture = { 0 };
      const guint32 expected = ins_colour_map_get ("deep")->entries[INS_COLOUR_MAP_SIZE - 1];
      guint n_found = 0;
      InsCursor cursor;

      ins_cscan_view_set_inverted (view, inverted);
      ins_cscan_view_set_range (view, 3, 95);
      picture = shown_render (&shown);
      for (int i = 0; i < picture.width * picture.height; i++)
        n_found += colour_distance (picture.pixels[i], expected) <= 3;
      g_assert_cmpuint (n_found, >=, 1);
      g_assert_cmpuint (n_found, <=, 4);
      ins_cscan_view_set_cursor (view, FLAW_ROW, FLAW_COLUMN);
      g_assert_true (ins_cscan_view_get_cursor (view, &cursor));
      g_assert_cmpfloat (cursor.value, ==, 95);
      shown_clear (&shown);
    }
}

/* Measured without an echo is neither a value nor unmeasured. */
static void
test_no_echo (void)
{
  Shown shown;
  InsCscanView *view = show (&shown, INS_PLANE_TOF);
  g_auto (Picture) picture = shown_render (&shown);
  guint32 none = picture_get (&picture, ins_cscan_view_to_x (view, 4),
                              ins_cscan_view_to_y (view, 50));
  guint32 some = picture_get (&picture, ins_cscan_view_to_x (view, 40),
                              ins_cscan_view_to_y (view, 50));

  assert_colour (none, INS_COLOUR_NO_ECHO);
  g_assert_cmpint (colour_distance (some, INS_COLOUR_NO_ECHO), >, 20);
  shown_clear (&shown);
}

/* A state covers what would be a value; the time of an echo is right though its height is not. */
static void
check_states (InsPlaneKind kind, gboolean inverted, guint32 of_saturated, guint seen)
{
  enum
  {
    N_STATES = 4
  };
  const InsScanGrid grid = {
    N_STATES, N_STATES, INS_AXIS_X, INS_AXIS_Y, 1, 1, 1, 1, { { 0, 0, 0 } }
  };
  const float amplitude[N_STATES] = { 40, NAN, NAN, 100 }, tof[N_STATES] = { 1, NAN, NAN, 2 };
  const guint8 status[N_STATES] = { INS_STATUS_HAS_DATA, INS_STATUS_NO_ECHO, INS_STATUS_NO_SYNCHRO,
                                    INS_STATUS_HAS_DATA | INS_STATUS_SATURATED };
  const guint8 holes[N_STATES] = { 0 };
  const int states[N_STATES] = { -1, INS_PIXEL_NO_ECHO, INS_PIXEL_NO_INTERFACE,
                                 of_saturated != 0 ? INS_PIXEL_SATURATED : -1 };
  const guint32 colours[N_STATES] = { 0, INS_COLOUR_NO_ECHO, INS_COLOUR_NO_INTERFACE,
                                      of_saturated };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  g_auto (Picture) picture = { 0 };
  Shown shown;

  for (guint row = 0; row < N_STATES; row++)
    {
      ins_cscan_put_states (cscan, row, status, NULL, NULL);
      ins_cscan_put_row (cscan, row, amplitude, tof, holes);
    }
  ins_cscan_view_set_cscan (view, cscan, 0, kind);
  ins_cscan_view_set_inverted (view, inverted);
  shown_init (&shown, widget, 500, 400);
  picture = shown_render (&shown);
  for (guint i = 0; i < N_STATES; i++)
    {
      guint32 pixel = picture_get (&picture, ins_cscan_view_to_x (view, i + 0.5),
                                   ins_cscan_view_to_y (view, 1.5));
      InsCursor cursor;

      if (colours[i] != 0)
        assert_colour (pixel, colours[i]);
      ins_cscan_view_set_cursor (view, 1, i);
      g_assert_true (ins_cscan_view_get_cursor (view, &cursor));
      g_assert_cmpint (cursor.state, ==, states[i]);
    }
  g_assert_cmpuint (view->rows.seen, ==, seen);
  shown_clear (&shown);
}

static void
test_states (void)
{
  const guint none = 1U << INS_PIXEL_NO_ECHO | 1U << INS_PIXEL_NO_INTERFACE;

  for (int inverted = 0; inverted <= 1; inverted++)
    {
      check_states (INS_PLANE_AMPLITUDE, inverted, INS_COLOUR_SATURATED,
                    none | 1U << INS_PIXEL_SATURATED);
      check_states (INS_PLANE_TOF, inverted, 0, none);
    }
}

/* 50 % of full scale is 6 dB below: an eighth from the top of 48 dB. */
static void
test_decibels (void)
{
  Shown shown;
  InsCscanView *view = show (&shown, INS_PLANE_AMPLITUDE);
  const float low = 100 * powf (10, -48.0F / 20);
  const InsColourMap *map = ins_colour_map_get ("deep");
  g_auto (Picture) picture = { 0 };
  guint32 pixel;

  ins_cscan_view_set_range (view, low, 100);
  ins_cscan_view_set_decibels (view, TRUE);
  picture = shown_render (&shown);
  pixel = picture_get (&picture, ins_cscan_view_to_x (view, 1), ins_cscan_view_to_y (view, 50));
  assert_colour (pixel, map->entries[(int)lround ((48 - 6) / 48.0 * (INS_COLOUR_MAP_SIZE - 1))]);
  assert_range (view, (double)low, 100, 1e-4);
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan-colours/contrast", test_contrast);
  g_test_add_func ("/cscan-colours/manual-range-stays-with-its-unit",
                   test_manual_range_stays_with_its_unit);
  g_test_add_func ("/cscan-colours/flaw-is-seen-either-way", test_flaw_is_seen_either_way);
  g_test_add_func ("/cscan-colours/no-echo", test_no_echo);
  g_test_add_func ("/cscan-colours/states", test_states);
  g_test_add_func ("/cscan-colours/decibels", test_decibels);

  return g_test_run ();
}
