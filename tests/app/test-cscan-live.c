/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "view-testing.h"

static void
put_random_row (InsCscan *cscan, GRand *rand, guint row)
{
  guint n = ins_cscan_get_grid (cscan)->n_columns;
  g_autofree float *amplitude = g_new (float, n), *tof = g_new (float, n);
  g_autofree guint8 *holes = g_new0 (guint8, n);

  for (guint i = 0; i < n; i++)
    {
      amplitude[i] = (float)g_rand_double_range (rand, 0, 100);
      tof[i] = 1e-6F * amplitude[i];
      holes[i] = g_rand_int_range (rand, 0, 500) == 0 ? INS_HOLE_LOST_PULSES : INS_HOLE_NONE;
      if (holes[i] != INS_HOLE_NONE)
        amplitude[i] = tof[i] = NAN;
    }
  ins_cscan_put_row (cscan, row, amplitude, tof, holes);
}

static void
assert_incremental_is_full (Shown *shown)
{
  g_auto (Picture) kept = shown_render (shown), anew = { 0 };
  InsCscanView *view = INS_CSCAN_VIEW (shown->widget);

  ins_cscan_view_drop_strips (view);
  for (guint i = 0; i < INS_N_LAYERS; i++)
    ins_cscan_view_drop_layer (view, i);
  anew = shown_render (shown);
  g_assert_cmpint (kept.width, ==, anew.width);
  g_assert_cmpint (kept.height, ==, anew.height);
  for (int y = 0; y < kept.height; y++)
    for (int x = 0; x < kept.width; x++)
      if (picture_get (&kept, x, y) != picture_get (&anew, x, y))
        g_error ("pixel %d, %d differs: kept %08x, drawn anew %08x", x, y,
                 picture_get (&kept, x, y), picture_get (&anew, x, y));
}

static void
test_new_rows_are_drawn (void)
{
  InsScanGrid grid = { 300, 200, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.13, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  Shown shown;

  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (view, 0, 100);
  shown_init (&shown, widget, 640, 420);
  for (guint i = 0; i < 40; i++)
    {
      guint row = i * 7; /* also with gaps, as interlaced scans have */

      put_random_row (cscan, rand, row);
      ins_cscan_view_set_progress (view, (int)row + 1, 1, i + 1, NULL);
      g_assert_true (ins_cscan_view_look (view));
      g_assert_false (ins_cscan_view_look (view));
      if (i == 20)
        ins_cscan_view_zoom (view, 3);
      if (i % 5 == 0)
        assert_incremental_is_full (&shown);
    }
  put_random_row (cscan, rand, 7); /* a line scanned again */
  g_assert_true (ins_cscan_view_look (view));
  assert_incremental_is_full (&shown);
  shown_clear (&shown);
}

/* Strips that did not change keep their node: GSK then paints nothing there. */
static void
test_one_row_costs_few_strips (void)
{
  InsScanGrid grid = { 1000, 1000, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  double total_s = 0, worst_s = 0;
  Shown shown;

  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_set_range (view, 0, 100);
  shown_init (&shown, widget, 1000, 760);
  gsk_render_node_unref (shown_snapshot (&shown));
  for (guint row = 0; row < 1000; row++)
    {
      guint n_dropped = 0;

      put_random_row (cscan, rand, row);
      ins_cscan_view_set_progress (view, (int)MIN (row + 1, 999), 1, row, NULL);
      g_assert_true (ins_cscan_view_look (view));
      for (guint i = 0; i < view->n_strips; i++)
        n_dropped += view->strips[i] == NULL;
      g_assert_cmpuint (n_dropped, >=, 1);
      g_assert_cmpuint (n_dropped, <=, 2);
      gsk_render_node_unref (shown_snapshot (&shown));
      total_s += ins_cscan_view_get_last_snapshot_s (view);
      worst_s = fmax (worst_s, ins_cscan_view_get_last_snapshot_s (view));
    }
  g_test_message ("snapshot per new line of 1000 x 1000: mean %.3f ms, worst %.3f ms", total_s,
                  worst_s * 1e3);
  shown_clear (&shown);
}

/* The view takes rows on the frame clock, without being told. */
static void
test_rows_arrive_by_themselves (void)
{
  InsScanGrid grid = { 20, 30, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  guint n_changes = 0;
  Shown shown;
  float low, high;

  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_AMPLITUDE);
  shown_init (&shown, widget, 640, 420);
  g_signal_connect (view, "range-changed", G_CALLBACK (on_count), &n_changes);
  put_random_row (cscan, rand, 3);
  while (n_changes == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  ins_cscan_view_get_range (view, &low, &high); /* follows the data */
  g_assert_cmpfloat (low, ==, view->rows.low);
  g_assert_cmpfloat (high, ==, view->rows.high);
  g_assert_cmpfloat (high, >, low);
  shown_clear (&shown);
}

/* More than is taken at once: the rest follows on the frame clock, without a new line. */
static void
test_large_scans_are_taken_in_parts (void)
{
  InsScanGrid grid = { 1500, 1000, INS_AXIS_X, INS_AXIS_Y, 1, 1, 0.1, 0.1, { { 0, 0, 0 } } };
  g_autoptr (InsCscan) cscan = ins_cscan_new (&grid, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  GtkWidget *widget = ins_cscan_view_new ();
  InsCscanView *view = INS_CSCAN_VIEW (widget);
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  Shown shown;

  for (guint row = 0; row < grid.n_rows; row++)
    put_random_row (cscan, rand, row);
  shown_init (&shown, widget, 640, 420);
  ins_cscan_view_set_cscan (view, cscan, 0, INS_PLANE_TOF);
  g_assert_cmpuint (view->rows.row_states[0], !=, INS_ROW_TO_GO);
  g_assert_cmpuint (view->rows.row_states[grid.n_rows - 1], ==, INS_ROW_TO_GO);
  while (view->rows.next_row != 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  for (guint row = 0; row < grid.n_rows; row++)
    g_assert_cmpuint (view->rows.row_states[row], !=, INS_ROW_TO_GO);
  assert_incremental_is_full (&shown);
  shown_clear (&shown);
}

int
main (int argc, char *argv[])
{
  if (!gtk_init_check ())
    return 77;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cscan-live/new-rows-are-drawn", test_new_rows_are_drawn);
  g_test_add_func ("/cscan-live/one-row-costs-few-strips", test_one_row_costs_few_strips);
  g_test_add_func ("/cscan-live/large-scans-are-taken-in-parts",
                   test_large_scans_are_taken_in_parts);
  g_test_add_func ("/cscan-live/rows-arrive-by-themselves", test_rows_arrive_by_themselves);

  return g_test_run ();
}
