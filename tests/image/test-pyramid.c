/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-cscan.h"
#include "image/ins-pyramid.h"

#define SEED 20240611

static InsPyramid *
new_filled (guint n_rows, guint n_columns, double row_size, InsKeep keep, float value)
{
  InsPyramid *pyramid = ins_pyramid_new (n_rows, n_columns, row_size, 1, keep);
  g_autofree float *row = g_new (float, n_columns);

  for (guint i = 0; i < n_columns; i++)
    row[i] = value;
  for (guint i = 0; i < n_rows; i++)
    ins_pyramid_set_row (pyramid, i, row);

  return pyramid;
}

static void
random_view (GRand *rand, guint n_rows, guint n_columns, InsPyramidView *view)
{
  view->width = (guint)g_rand_int_range (rand, 1, 120);
  view->height = (guint)g_rand_int_range (rand, 1, 90);
  view->columns_per_px = exp (g_rand_double_range (rand, -3, 4));
  view->rows_per_px = exp (g_rand_double_range (rand, -3, 4));
  view->column = g_rand_double_range (rand, -0.3 * n_columns, n_columns);
  view->row = g_rand_double_range (rand, -0.3 * n_rows, n_rows);
  if (g_rand_int_range (rand, 0, 4) == 0) /* edges that meet pixels exactly */
    {
      view->column = floor (view->column);
      view->row = floor (view->row);
      view->columns_per_px = ldexp (1, g_rand_int_range (rand, -3, 5));
      view->rows_per_px = ldexp (1, g_rand_int_range (rand, -3, 5));
    }
}

/* Some part of a pixel's own area, a bit away from its rim, is in the view. */
static gboolean
is_visible (const InsPyramidView *view, guint row, guint column)
{
  double right = view->column + view->width * view->columns_per_px;
  double bottom = view->row + view->height * view->rows_per_px;

  return column + 0.999 > view->column && column + 0.001 < right && row + 0.999 > view->row &&
         row + 0.001 < bottom;
}

/* How far a screen pixel may lie from where its value was measured, in screen pixels. */
static void
assert_near (const InsPyramidView *view, guint line, guint x, guint row, guint column)
{
  double true_x = (column + 0.5 - view->column) / view->columns_per_px;
  double true_y = (row + 0.5 - view->row) / view->rows_per_px;
  double half_width = 0.5 / view->columns_per_px, half_height = 0.5 / view->rows_per_px;

  g_assert_cmpfloat (fabs (x + 0.5 - true_x), <=, 1.5 + half_width);
  g_assert_cmpfloat (fabs (line + 0.5 - true_y), <=, 1.5 + half_height);
}

static void
check_hot_pixel (GRand *rand, InsKeep keep)
{
  guint n_rows = (guint)g_rand_int_range (rand, 1, 300);
  guint n_columns = (guint)g_rand_int_range (rand, 1, 300);
  guint row = (guint)g_rand_int_range (rand, 0, (int)n_rows);
  guint column = (guint)g_rand_int_range (rand, 0, (int)n_columns);
  double row_size = exp (g_rand_double_range (rand, -3, 3));
  float hot = keep == INS_KEEP_HIGHEST ? 9 : -9;
  g_autoptr (InsPyramid) pyramid = new_filled (n_rows, n_columns, row_size, keep, 1);
  g_autofree float *line = g_new (float, n_columns), *values = NULL;
  guint n_found = 0;
  InsPyramidView view;

  for (guint i = 0; i < n_columns; i++)
    line[i] = i == column ? hot : 1;
  ins_pyramid_set_row (pyramid, row, line);
  g_assert_cmpfloat (ins_pyramid_get (pyramid, row, column), ==, hot);

  random_view (rand, n_rows, n_columns, &view);
  values = g_new (float, view.width *view.height);
  ins_pyramid_sample (pyramid, &view, 0, view.height, values);
  for (guint y = 0; y < view.height; y++)
    for (guint x = 0; x < view.width; x++)
      if (values[y * view.width + x] == hot)
        {
          assert_near (&view, y, x, row, column);
          n_found++;
        }
  if (is_visible (&view, row, column))
    g_assert_cmpuint (n_found, >, 0);
  /* reduced views show it once, but for the outermost pixels */
  if (view.columns_per_px >= 1 && view.rows_per_px >= 1)
    g_assert_cmpuint (n_found, <=, 4);
}

static void
test_hot_pixel_is_never_lost (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  for (guint i = 0; i < 4000; i++)
    check_hot_pixel (rand, i % 2 == 0 ? INS_KEEP_HIGHEST : INS_KEEP_LOWEST);
}

static void
test_incremental_equals_full (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED + 1);
  const InsColourMap *map = ins_colour_map_get ("deep");

  for (guint i = 0; i < 1500; i++)
    {
      guint n_rows = (guint)g_rand_int_range (rand, 1, 200);
      guint n_columns = (guint)g_rand_int_range (rand, 1, 200);
      guint row = (guint)g_rand_int_range (rand, 0, (int)n_rows), first, end;
      g_autoptr (InsPyramid) pyramid = ins_pyramid_new (n_rows, n_columns, 1, 1, INS_KEEP_HIGHEST);
      g_autofree float *line = g_new (float, n_columns);
      g_autofree guint32 *kept = NULL, *full = NULL;
      InsPyramidView view;

      random_view (rand, n_rows, n_columns, &view);
      kept = g_new0 (guint32, view.width * view.height);
      full = g_new0 (guint32, view.width * view.height);
      for (guint k = 0; k < n_rows; k++)
        {
          for (guint x = 0; x < n_columns; x++)
            line[x] = g_rand_int_range (rand, 0, 9) == 0 ? NAN : (float)g_rand_double (rand);
          ins_pyramid_set_row (pyramid, k, line);
        }
      ins_pyramid_render (pyramid, &view, 0, view.height, map, 0, 1, kept, view.width);
      for (guint x = 0; x < n_columns; x++)
        line[x] = (float)g_rand_double (rand);
      ins_pyramid_set_row (pyramid, row, line);

      ins_pyramid_view_get_lines (&view, row, &first, &end);
      if (end > first)
        ins_pyramid_render (pyramid, &view, first, end - first, map, 0, 1,
                            kept + (gsize)first * view.width, view.width);
      ins_pyramid_render (pyramid, &view, 0, view.height, map, 0, 1, full, view.width);
      g_assert_cmpmem (kept, view.width * view.height * 4, full, view.width * view.height * 4);
    }
}

/* Away from data, also in the pieces of a magnified picture. */
static void
test_magnified_is_nearest (void)
{
  const float line[] = { 1, 2, 3 };
  g_autoptr (InsPyramid) pyramid = ins_pyramid_new (1, 3, 1, 1, INS_KEEP_HIGHEST);
  InsPyramidView view = { -1, -1, 0.25, 0.25, 20, 12 };
  float values[20 * 12];

  ins_pyramid_set_row (pyramid, 0, line);
  ins_pyramid_sample (pyramid, &view, 0, 12, values);
  for (guint y = 0; y < 12; y++)
    for (guint x = 0; x < 20; x++)
      {
        gboolean inside = y >= 4 && y < 8 && x >= 4 && x < 16;
        float expected = inside ? line[x / 4 - 1] : INS_NO_DATA;

        g_assert_cmpfloat (values[y * 20 + x], ==, expected);
      }
}

static void
test_one_pixel (void)
{
  for (InsKeep keep = INS_KEEP_HIGHEST; keep <= INS_KEEP_LOWEST; keep++)
    {
      g_autoptr (InsPyramid) pyramid = ins_pyramid_new (1, 1, 0.05, 1, keep);
      InsPyramidView view = { 0, 0, 1.0 / 7, 1.0 / 5, 7, 5 };
      float values[35], line = 42;

      ins_pyramid_sample (pyramid, &view, 0, 5, values);
      for (guint i = 0; i < 35; i++)
        g_assert_cmpfloat (values[i], ==, INS_NO_DATA);
      ins_pyramid_set_row (pyramid, 0, &line);
      ins_pyramid_sample (pyramid, &view, 0, 5, values);
      for (guint i = 0; i < 35; i++)
        g_assert_cmpfloat (values[i], ==, 42);
    }
}

/* Every pixel of a large plane can be seen in a small view, one after the other. */
static void
test_large_plane (void)
{
  enum
  {
    SIZE = 4000
  };
  g_autoptr (InsPyramid) pyramid = new_filled (SIZE, SIZE, 1, INS_KEEP_HIGHEST, 0);
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED + 2);
  InsPyramidView view = { 0, 0, SIZE / 127.0, SIZE / 93.0, 127, 93 };
  g_autofree float *values = g_new (float, view.width *view.height);
  g_autofree float *line = g_new (float, SIZE);

  for (guint i = 0; i < 200; i++)
    {
      guint row = (guint)g_rand_int_range (rand, 0, SIZE);
      guint column = (guint)g_rand_int_range (rand, 0, SIZE);
      float highest = 0;

      memset (line, 0, SIZE * sizeof *line);
      line[column] = 7;
      ins_pyramid_set_row (pyramid, row, line);
      ins_pyramid_sample (pyramid, &view, 0, view.height, values);
      for (guint k = 0; k < view.width * view.height; k++)
        if (values[k] > highest)
          {
            highest = values[k];
            assert_near (&view, k / view.width, k % view.width, row, column);
          }
      g_assert_cmpfloat (highest, ==, 7);
      line[column] = 0;
      ins_pyramid_set_row (pyramid, row, line);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pyramid/hot-pixel-is-never-lost", test_hot_pixel_is_never_lost);
  g_test_add_func ("/pyramid/incremental-equals-full", test_incremental_equals_full);
  g_test_add_func ("/pyramid/magnified-is-nearest", test_magnified_is_nearest);
  g_test_add_func ("/pyramid/one-pixel", test_one_pixel);
  g_test_add_func ("/pyramid/large-plane", test_large_plane);

  return g_test_run ();
}
