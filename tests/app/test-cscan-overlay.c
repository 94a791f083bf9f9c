/* test-cscan-overlay.c - what others draw on the C-scan, and where they are told the pointer is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "view-testing.h"

#define RED 0xffff0000

typedef struct
{
  guint n_draws, n_presses, n_drags, n_releases, n_hovers;
  InsCscanPlace at; /* a square of 10 pixels is drawn there */
  InsCscanPointer last;
} Seen;

static void
draw (const InsDraw *draw, InsCscanView *view, gpointer data)
{
  Seen *seen = data;
  double x, y;

  seen->n_draws++;
  g_assert_true (ins_cscan_view_place_to_px (view, seen->at, &x, &y));
  cairo_rectangle (draw->cr, x - 5, y - 5, 10, 10);
  cairo_set_source_rgb (draw->cr, 1, 0, 0);
  cairo_fill (draw->cr);
}

static void
get_bounds (InsCscanView *view, graphene_rect_t *bounds, gpointer data)
{
  Seen *seen = data;
  double x, y;

  g_assert_true (ins_cscan_view_place_to_px (view, seen->at, &x, &y));
  graphene_rect_init (bounds, (float)x - 5, (float)y - 5, 10, 10);
}

static gboolean
on_press (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  Seen *seen = data;

  seen->n_presses++;
  seen->last = *pointer;

  return pointer->n_press == 1;
}

static void
on_drag (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  ((Seen *)data)->n_drags++;
  ((Seen *)data)->last = *pointer;
}

static void
on_release (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  ((Seen *)data)->n_releases++;
}

static void
on_hover (InsCscanView *view, const InsCscanPointer *pointer, gpointer data)
{
  ((Seen *)data)->n_hovers++;
  ((Seen *)data)->last = *pointer;
}

static gboolean
on_key (InsCscanView *view, guint keyval, GdkModifierType state, gpointer data)
{
  return keyval == GDK_KEY_BackSpace;
}

static const InsCscanOverlay overlay = { draw,       get_bounds, on_press, on_drag,
                                         on_release, on_hover,   on_key };

static InsCscanView *
show (Shown *shown, int scan_sign, int index_sign)
{
  const InsScanGrid grid = { .n_rows = 20,
                             .n_columns = 40,
                             .scan_axis = INS_AXIS_Z,
                             .index_axis = INS_AXIS_X,
                             .scan_sign = scan_sign,
                             .index_sign = index_sign,
                             .scan_step_mm = 0.5,
                             .index_step_mm = 1,
                             .start = { { 30, 7, 100 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  GtkWidget *widget = ins_cscan_view_new ();

  ins_cscan_view_set_cscan (INS_CSCAN_VIEW (widget), cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (shown, widget, 640, 420);

  return INS_CSCAN_VIEW (widget);
}

/* Stage coordinates, whichever way they run, also zoomed in; back and forth. */
static void
test_places (void)
{
  for (int signs = 0; signs < 4; signs++)
    {
      const int scan_sign = signs & 1 ? 1 : -1, index_sign = signs & 2 ? 1 : -1;
      Shown shown;
      InsCscanView *view = show (&shown, scan_sign, index_sign);
      /* the centre of column 30, row 5 */
      const InsCscanPlace place = { 100 + scan_sign * 15, 30 + index_sign * 5 };
      InsCscanPlace back;
      double x, y, u, v;

      ins_cscan_view_zoom (view, 1.7);
      g_assert_true (ins_cscan_view_place_to_px (view, place, &x, &y));
      ins_cscan_view_to_picture (view, x, y, &u, &v);
      g_assert_cmpfloat_with_epsilon (u, 30.5 * 0.5, 1e-6);
      g_assert_cmpfloat_with_epsilon (v, 5.5 * 1, 1e-6);
      g_assert_true (ins_cscan_view_px_to_place (view, x, y, &back));
      g_assert_cmpfloat_with_epsilon (back.scan_mm, place.scan_mm, 1e-6);
      g_assert_cmpfloat_with_epsilon (back.index_mm, place.index_mm, 1e-6);
      shown_clear (&shown);
    }
}

/* It is drawn where it says, and only anew when it or the view has changed. */
static void
test_drawing (void)
{
  Shown shown;
  InsCscanView *view = show (&shown, 1, 1);
  Seen seen = { .at = { 110, 40 } };
  g_auto (Picture) before = { 0 }, after = { 0 };
  double x, y;

  ins_cscan_view_set_overlay (view, &overlay, &seen);
  before = shown_render (&shown);
  g_assert_true (ins_cscan_view_place_to_px (view, seen.at, &x, &y));
  assert_colour (picture_get (&before, x, y), RED);
  g_assert_cmpint (colour_distance (picture_get (&before, x + 8, y), RED), >, 50);
  gsk_render_node_unref (shown_snapshot (&shown));
  g_assert_cmpuint (seen.n_draws, ==, 1);

  seen.at.index_mm = 35;
  ins_cscan_view_queue_overlay (view);
  after = shown_render (&shown);
  g_assert_cmpuint (seen.n_draws, ==, 2);
  g_assert_cmpint (colour_distance (picture_get (&after, x, y), RED), >, 50);
  ins_cscan_view_zoom (view, 1.5);
  gsk_render_node_unref (shown_snapshot (&shown));
  g_assert_cmpuint (seen.n_draws, ==, 3);
  ins_cscan_view_set_overlay (view, NULL, NULL);
  shown_clear (&shown);
}

static gboolean
point (InsCscanView *view, InsOverlayWhat what, double x, double y, guint n_press)
{
  const InsOverlayEvent event = { x, y, n_press, 0 };

  return ins_cscan_view_point_overlay (view, what, &event);
}

/* Pointer and keys are its own with its tool only; what it took follows the pointer anywhere. */
static void
test_pointer (void)
{
  Shown shown;
  InsCscanView *view = show (&shown, -1, 1);
  Seen seen = { .at = { 110, 40 } };
  double x, y;

  ins_cscan_view_set_overlay (view, &overlay, &seen);
  g_assert_true (ins_cscan_view_place_to_px (view, (InsCscanPlace){ 95, 40 }, &x, &y));
  g_assert_false (point (view, INS_OVERLAY_PRESS, x, y, 1));
  g_assert_false (ins_cscan_view_key_overlay (view, GDK_KEY_BackSpace, 0));
  g_assert_cmpuint (seen.n_presses, ==, 0);

  ins_cscan_view_set_tool (view, INS_CSCAN_TOOL_OVERLAY);
  g_assert_true (ins_cscan_view_key_overlay (view, GDK_KEY_BackSpace, 0));
  g_assert_false (ins_cscan_view_key_overlay (view, GDK_KEY_Left, 0));
  point (view, INS_OVERLAY_HOVER, x, y, 0);
  g_assert_cmpuint (seen.n_hovers, ==, 1);
  point (view, INS_OVERLAY_DRAG, x, y, 0);
  g_assert_cmpuint (seen.n_drags, ==, 0);
  g_assert_true (point (view, INS_OVERLAY_PRESS, x, y, 1));
  g_assert_cmpfloat_with_epsilon (seen.last.place.scan_mm, 95, 1e-6);
  g_assert_cmpfloat_with_epsilon (seen.last.place.index_mm, 40, 1e-6);
  g_assert_cmpfloat_with_epsilon (seen.last.column, 10.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (seen.last.row, 10.5, 1e-6);
  point (view, INS_OVERLAY_HOVER, x, y, 0);
  point (view, INS_OVERLAY_DRAG, -500, -500, 0);
  g_assert_cmpuint (seen.n_hovers, ==, 1);
  g_assert_cmpuint (seen.n_drags, ==, 1);
  g_assert_cmpfloat (seen.last.column, <, 0);
  point (view, INS_OVERLAY_RELEASE, x, y, 0);
  g_assert_cmpuint (seen.n_releases, ==, 1);

  /* refused, and beside the picture */
  g_assert_false (point (view, INS_OVERLAY_PRESS, x, y, 2));
  g_assert_cmpuint (seen.n_presses, ==, 2);
  g_assert_false (point (view, INS_OVERLAY_PRESS, 2, 2, 1));
  g_assert_cmpuint (seen.n_presses, ==, 2);
  ins_cscan_view_set_overlay (view, NULL, NULL);
  g_assert_false (point (view, INS_OVERLAY_PRESS, x, y, 1));
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan-overlay/places", test_places);
  g_test_add_func ("/cscan-overlay/drawing", test_drawing);
  g_test_add_func ("/cscan-overlay/pointer", test_pointer);

  return g_test_run ();
}
