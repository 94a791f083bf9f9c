/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-bscan-view-private.h"
#include "app/ins-colour-bar-private.h"
#include "view-data.h"
#include "view-testing.h"

/* ---- theme ------------------------------------------------------------------------------- */

static void
test_theme_follows_the_preference (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *widget = ins_ascan_view_new ();
  g_auto (Picture) light = { 0 }, dark = { 0 };
  Shown shown;

  shown_init (&shown, widget, 300, 200);
  light = shown_render (&shown);
  assert_colour (picture_get (&light, 2, 198), 0xffffffff);
  g_object_set (settings, "gtk-application-prefer-dark-theme", TRUE, NULL);
  dark = shown_render (&shown);
  assert_colour (picture_get (&dark, 2, 198), 0xff17191c);
  g_object_set (settings, "gtk-application-prefer-dark-theme", FALSE, NULL);
  shown_clear (&shown);
}

/* ---- colour bar -------------------------------------------------------------------------- */

typedef struct
{
  InsCscan *cscan;
  GtkWidget *view, *bar;
  Shown shown;
} BarFixture;

static void
bar_fixture_init (BarFixture *self, InsPlaneKind kind)
{
  InsScanGrid grid;

  view_data_get_grid (&grid);
  self->cscan = ins_cscan_new (&grid, 1);
  for (guint row = 100; row < 180; row++)
    view_data_put_row (self->cscan, row);
  self->view = g_object_ref_sink (ins_cscan_view_new ());
  ins_cscan_view_set_cscan (INS_CSCAN_VIEW (self->view), self->cscan, 0, kind);
  self->bar = ins_colour_bar_new ();
  ins_colour_bar_set_view (INS_COLOUR_BAR (self->bar), INS_CSCAN_VIEW (self->view));
  ins_colour_bar_set_title (INS_COLOUR_BAR (self->bar), "Gate F", NULL);
  shown_init (&self->shown, self->bar, 104, 400);
}

static void
bar_fixture_clear (BarFixture *self)
{
  shown_clear (&self->shown);
  g_object_unref (self->view);
  ins_cscan_unref (self->cscan);
}

static void
test_bar_shows_map_and_range (void)
{
  const InsColourMap *map = ins_colour_map_get ("deep");
  g_auto (Picture) picture = { 0 };
  InsColourBar *bar;
  BarFixture fixture;
  double x;

  bar_fixture_init (&fixture, INS_PLANE_AMPLITUDE);
  bar = INS_COLOUR_BAR (fixture.bar);
  ins_cscan_view_set_range (INS_CSCAN_VIEW (fixture.view), 20, 80);
  picture = shown_render (&fixture.shown);
  x = (46 + 9) * ins_draw_get_unit (fixture.bar);
  for (float value = 5; value < 100; value += 10)
    {
      double y = ins_colour_bar_value_to_y (bar, (double)value);
      guint32 expected;

      ins_colour_map_apply (map, &value, 1, 20, 80, &expected);
      g_assert_cmpint (colour_distance (picture_get (&picture, x, y), expected), <=, 6);
    }
  /* a handle's line lies across the bar */
  assert_colour (picture_get (&picture, x, round (ins_colour_bar_value_to_y (bar, 80))),
                 pixel_of (&ins_theme_get (fixture.bar)->ink));
  bar_fixture_clear (&fixture);
}

static void
test_bar_sets_the_range (void)
{
  InsCscanView *view;
  GtkGesture *click;
  BarFixture fixture;
  guint n_changes = 0;
  float low, high;

  bar_fixture_init (&fixture, INS_PLANE_AMPLITUDE);
  view = INS_CSCAN_VIEW (fixture.view);
  ins_cscan_view_set_range (view, 20, 80);
  gsk_render_node_unref (shown_snapshot (&fixture.shown));
  g_signal_connect (view, "range-changed", G_CALLBACK (on_count), &n_changes);

  g_assert_true (press_key (fixture.bar, GDK_KEY_Up, 0));
  ins_cscan_view_get_range (view, &low, &high);
  g_assert_cmpfloat_with_epsilon ((double)low, 21, 1e-4);
  g_assert_true (press_key (fixture.bar, GDK_KEY_space, 0));
  g_assert_true (press_key (fixture.bar, GDK_KEY_Down, GDK_SHIFT_MASK));
  ins_cscan_view_get_range (view, &low, &high);
  g_assert_cmpfloat_with_epsilon ((double)high, 70, 1e-4);
  g_assert_cmpuint (n_changes, ==, 2);

  /* the ends never pass each other */
  for (guint i = 0; i < 30; i++)
    press_key (fixture.bar, GDK_KEY_Down, GDK_SHIFT_MASK);
  ins_cscan_view_get_range (view, &low, &high);
  g_assert_cmpfloat (high, >, low);

  click = find_controller (fixture.bar, GTK_TYPE_GESTURE_CLICK, 0);
  g_signal_emit_by_name (click, "pressed", 2, 50.0, 200.0);
  ins_cscan_view_get_range (view, &low, &high);
  g_assert_cmpfloat (low, ==, view->rows.low);
  g_assert_cmpfloat (high, ==, view->rows.high);
  bar_fixture_clear (&fixture);
}

/* Noise of a percent gets colours of a small part of the palette, and a bar that shows them. */
static void
test_noise_is_no_pattern (void)
{
  InsScanGrid grid = { 2, 2, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  const float noise[] = { 0, 1 }, times[] = { NAN, NAN };
  const guint8 holes[] = { 0, 0 };
  BarFixture fixture;
  float low, high;

  bar_fixture_init (&fixture, INS_PLANE_AMPLITUDE);
  ins_cscan_put_row (cscan, 0, noise, times, holes);
  ins_cscan_view_set_cscan (INS_CSCAN_VIEW (fixture.view), cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_get_range (INS_CSCAN_VIEW (fixture.view), &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, ==, 10);
  gsk_render_node_unref (shown_snapshot (&fixture.shown));
  g_assert_cmpfloat (INS_COLOUR_BAR (fixture.bar)->to, >, 10);
  g_assert_cmpfloat (INS_COLOUR_BAR (fixture.bar)->to, <, 15);
  bar_fixture_clear (&fixture);
}

static void
test_bar_of_times_is_in_microseconds (void)
{
  BarFixture fixture;
  InsColourBar *bar;

  bar_fixture_init (&fixture, INS_PLANE_TOF);
  bar = INS_COLOUR_BAR (fixture.bar);
  gsk_render_node_unref (shown_snapshot (&fixture.shown));
  g_assert_cmpfloat (ins_colour_bar_get_factor (bar), ==, 1e6);
  g_assert_cmpfloat (bar->from, >, 20e-6);
  g_assert_cmpfloat (bar->to, <, 40e-6);
  bar_fixture_clear (&fixture);
}

/* ---- B-scan ------------------------------------------------------------------------------ */

/* Pixels run to the right and time downwards; one strong sample in a corner tells. */
static void
test_bscan_orientation (void)
{
  enum
  {
    N_PIXELS = 40,
    N_SAMPLES = 100
  };
  g_autofree gint16 *samples = g_new0 (gint16, N_PIXELS * N_SAMPLES);
  const InsColourMap *map = ins_colour_map_get ("deep");
  GtkWidget *widget = ins_bscan_view_new ();
  InsBscanView *view = INS_BSCAN_VIEW (widget);
  g_auto (Picture) picture = { 0 };
  InsScanGrid grid;
  InsTiming timing;
  Shown shown;
  double x, y;

  view_data_get_grid (&grid);
  grid.n_columns = N_PIXELS;
  view_data_get_timing (&timing);
  samples[35 * N_SAMPLES + 10] = -VIEW_FULL_SCALE; /* the sign does not matter */
  ins_bscan_view_set_line (view, samples, N_PIXELS, N_SAMPLES, &grid, &timing, VIEW_FULL_SCALE);
  shown_init (&shown, widget, 600, 400);
  picture = shown_render (&shown);
  x = view->plot.left + 35.5 / N_PIXELS * view->plot.width;
  y = view->plot.top + 10.5 / N_SAMPLES * view->plot.height;
  assert_colour (picture_get (&picture, x, y), map->entries[INS_COLOUR_MAP_SIZE - 1]);
  assert_colour (picture_get (&picture, x, y + 30), map->entries[0]);
  assert_colour (picture_get (&picture, x - 40, y), map->entries[0]);
  shown_clear (&shown);
}

/* Typical data, weak echoes and a few strong samples: the weak ones are bright. Noise is dark. */
static void
test_bscan_is_as_bright_as_its_line (void)
{
  enum
  {
    N_PIXELS = 40,
    N_SAMPLES = 100
  };
  g_autofree gint16 *samples = g_new0 (gint16, N_PIXELS * N_SAMPLES);
  GtkWidget *widget = ins_bscan_view_new ();
  InsBscanView *view = INS_BSCAN_VIEW (widget);
  InsScanGrid grid;
  InsTiming timing;

  g_object_ref_sink (widget);
  view_data_get_grid (&grid);
  grid.n_columns = N_PIXELS;
  view_data_get_timing (&timing);
  for (guint i = 0; i < N_PIXELS; i++)
    samples[i * N_SAMPLES + 50] = -VIEW_FULL_SCALE / 4;
  samples[7 * N_SAMPLES + 10] = VIEW_FULL_SCALE;
  ins_bscan_view_set_line (view, samples, N_PIXELS, N_SAMPLES, &grid, &timing, VIEW_FULL_SCALE);
  g_assert_cmpint (view->brightest_counts, ==, VIEW_FULL_SCALE / 4);

  for (guint i = 0; i < N_PIXELS * N_SAMPLES; i++)
    samples[i] = (gint16)(i % 7) - 3;
  ins_bscan_view_set_line (view, samples, N_PIXELS, N_SAMPLES, &grid, &timing, VIEW_FULL_SCALE);
  g_assert_cmpint (view->brightest_counts, ==, VIEW_FULL_SCALE / 10);

  for (guint i = 0; i < N_PIXELS * N_SAMPLES; i++)
    samples[i] = G_MININT16;
  ins_bscan_view_set_line (view, samples, N_PIXELS, N_SAMPLES, &grid, &timing, VIEW_FULL_SCALE);
  g_assert_cmpint (view->brightest_counts, ==, VIEW_FULL_SCALE);
  g_object_unref (widget);
}

/* A line at the cursor's column, and none without a cursor. */
static void
test_bscan_cursor (void)
{
  gint16 samples[20 * 50] = { 0 };
  GtkWidget *widget = ins_bscan_view_new ();
  InsBscanView *view = INS_BSCAN_VIEW (widget);
  g_auto (Picture) with = { 0 }, without = { 0 };
  InsScanGrid grid;
  InsTiming timing;
  Shown shown;
  double x, y;

  view_data_get_grid (&grid);
  view_data_get_timing (&timing);
  ins_bscan_view_set_line (view, samples, 20, 50, &grid, &timing, VIEW_FULL_SCALE);
  ins_bscan_view_set_cursor (view, 12);
  shown_init (&shown, widget, 500, 300);
  with = shown_render (&shown);
  x = view->plot.left + 12.5 / 20 * view->plot.width;
  y = view->plot.top + view->plot.height / 2;
  g_assert_cmpint (colour_distance (picture_get (&with, x, y), 0xffffffff), <, 40);
  ins_bscan_view_set_cursor (view, -1);
  without = shown_render (&shown);
  g_assert_cmpint (colour_distance (picture_get (&without, x, y), 0xffffffff), >, 100);

  ins_bscan_view_set_line (view, NULL, 0, 0, NULL, NULL, 0);
  gsk_render_node_unref (shown_snapshot (&shown));
  shown_clear (&shown);
}

/* ---- words ------------------------------------------------------------------------------- */

static void
test_views_are_named_pictures (void)
{
  GtkWidget *widgets[] = { ins_cscan_view_new (), ins_colour_bar_new (), ins_ascan_view_new (),
                           ins_bscan_view_new () };
  const char *names[] = { "C-scan", "Colour scale", "A-scan", "B-scan" };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      g_object_ref_sink (widgets[i]);
      gtk_test_accessible_assert_role (widgets[i], GTK_ACCESSIBLE_ROLE_IMG);
      gtk_test_accessible_assert_property (widgets[i], GTK_ACCESSIBLE_PROPERTY_LABEL, names[i]);
      g_assert_true (gtk_widget_get_focusable (widgets[i]));
      g_object_unref (widgets[i]);
    }
}

/* ---- the section's cursor ---------------------------------------------------------------- */

static void
on_cursor_moved (InsBscanView *view, int pixel, int *moved_to)
{
  *moved_to = pixel;
}

static void
test_section_moves_the_cursor (void)
{
  const InsScanGrid grid = { 3, 40, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  const InsTiming timing = { .sample_rate_hz = 1e6, .n_samples = 16 };
  g_autofree gint16 *samples = g_new0 (gint16, 40 * 16);
  GtkWidget *widget = ins_bscan_view_new ();
  int moved_to = -1;

  g_object_ref_sink (widget);
  g_signal_connect (widget, "cursor-moved", G_CALLBACK (on_cursor_moved), &moved_to);
  g_assert_false (press_key (widget, GDK_KEY_Right, 0)); /* there is nothing to point at */
  ins_bscan_view_set_line (INS_BSCAN_VIEW (widget), samples, 40, 16, &grid, &timing, 100);
  ins_bscan_view_set_cursor (INS_BSCAN_VIEW (widget), 20);
  g_assert_true (press_key (widget, GDK_KEY_Right, 0));
  g_assert_cmpint (moved_to, ==, 21);
  g_assert_true (press_key (widget, GDK_KEY_Left, GDK_SHIFT_MASK));
  g_assert_cmpint (moved_to, ==, 10);
  ins_bscan_view_set_cursor (INS_BSCAN_VIEW (widget), 39);
  g_assert_true (press_key (widget, GDK_KEY_Right, 0));
  g_assert_cmpint (moved_to, ==, 39);
  g_object_unref (widget);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/theme-follows-the-preference", test_theme_follows_the_preference);
  g_test_add_func ("/colour-bar/shows-map-and-range", test_bar_shows_map_and_range);
  g_test_add_func ("/colour-bar/sets-the-range", test_bar_sets_the_range);
  g_test_add_func ("/colour-bar/noise-is-no-pattern", test_noise_is_no_pattern);
  g_test_add_func ("/colour-bar/times-are-in-microseconds", test_bar_of_times_is_in_microseconds);
  g_test_add_func ("/bscan-view/orientation", test_bscan_orientation);
  g_test_add_func ("/bscan-view/as-bright-as-its-line", test_bscan_is_as_bright_as_its_line);
  g_test_add_func ("/bscan-view/cursor", test_bscan_cursor);
  g_test_add_func ("/views/are-named-pictures", test_views_are_named_pictures);
  g_test_add_func ("/views/section-moves-the-cursor", test_section_moves_the_cursor);

  return g_test_run ();
}
