/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-cscan.h"
#include "image/ins-plane-look.h"
#include "image/ins-pyramid.h"

#define SEED 20240611
#define N_KEEPS (INS_KEEP_FARTHEST + 1)

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
check_hot_pixel (GRand *rand, InsKeep keep, gboolean is_late)
{
  guint n_rows = (guint)g_rand_int_range (rand, 1, 300);
  guint n_columns = (guint)g_rand_int_range (rand, 1, 300);
  guint row = (guint)g_rand_int_range (rand, 0, (int)n_rows);
  guint column = (guint)g_rand_int_range (rand, 0, (int)n_columns);
  double row_size = exp (g_rand_double_range (rand, -3, 3));
  gboolean is_positive = keep == INS_KEEP_HIGHEST || (keep == INS_KEEP_FARTHEST && row % 2 == 0);
  float hot = is_positive ? 9 : -9;
  g_autoptr (InsPyramid)
      pyramid = new_filled (n_rows, n_columns, row_size, is_late ? (keep + 1) % N_KEEPS : keep, 1);
  g_autofree float *line = g_new (float, n_columns), *values = NULL;
  guint n_found = 0;
  InsPyramidView view;

  for (guint i = 0; i < n_columns; i++)
    line[i] = i == column ? hot : 1;
  ins_pyramid_set_row (pyramid, row, line);
  ins_pyramid_set_keep (pyramid, keep);
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

  for (guint i = 0; i < 6000; i++)
    check_hot_pixel (rand, i % N_KEEPS, i / N_KEEPS % 4 == 0);
}

/* From all of it on the screen to a few pixels, through every step of a wheel. */
static void
test_flaw_at_every_zoom (void)
{
  const guint n = 1500, row = 777, column = 1033;
  g_autofree float *line = g_new (float, n), *values = g_new (float, 192 * 108);

  for (InsKeep keep = 0; keep < N_KEEPS; keep++)
    {
      const float hot = keep == INS_KEEP_HIGHEST ? 9 : -9;
      g_autoptr (InsPyramid) pyramid = new_filled (n, n, 1, keep, 1);

      for (guint i = 0; i < n; i++)
        line[i] = i == column ? hot : 1;
      ins_pyramid_set_row (pyramid, row, line);
      for (double scale = 20; scale > 0.02; scale /= 1.07)
        {
          InsPyramidView view = { .width = 192,
                                  .height = 108,
                                  .columns_per_px = scale,
                                  .rows_per_px = scale,
                                  .column = column + 0.3 - 96.4 * scale,
                                  .row = row + 0.6 - 50.2 * scale };
          guint n_found = 0;

          ins_pyramid_sample (pyramid, &view, 0, view.height, values);
          for (guint i = 0; i < view.width * view.height; i++)
            n_found += values[i] == hot;
          g_assert_cmpuint (n_found, >, 0);
        }
    }
}

/* Holes do not win over values with a sign, and a value does over holes. */
static void
test_farthest_with_holes (void)
{
  g_autoptr (InsPyramid) pyramid = new_filled (4, 4, 1, INS_KEEP_FARTHEST, INS_NO_DATA);
  const InsPyramidView view = { 0, 0, 4, 4, 1, 1 };
  const float row[] = { INS_NO_DATA, 0.25f, NAN, -0.5f };
  float value;

  ins_pyramid_sample (pyramid, &view, 0, 1, &value);
  g_assert_cmpfloat (value, ==, INS_NO_DATA);
  ins_pyramid_set_row (pyramid, 2, row);
  ins_pyramid_sample (pyramid, &view, 0, 1, &value);
  g_assert_cmpfloat (value, ==, -0.5f);
}

static void
test_extremes (void)
{
  for (InsKeep keep = 0; keep < N_KEEPS; keep++)
    {
      g_autoptr (InsPyramid) pyramid = new_filled (5, 6, 1, keep, 2);
      const float row[] = { -7, 3, INS_NO_DATA, 5, NAN, 40 };
      float low, high;

      ins_pyramid_set_row (pyramid, 3, row);
      ins_pyramid_get_extremes (pyramid, 0, 5, 0, 6, &low, &high);
      g_assert_true (low == -7 && high == 40);
      ins_pyramid_get_extremes (pyramid, 3, 99, 1, 4, &low, &high);
      g_assert_true (low == 2 && high == 5);
      ins_pyramid_get_extremes (pyramid, 3, 4, 2, 3, &low, &high);
      g_assert_true (isnan (low) && isnan (high));
      ins_pyramid_get_extremes (pyramid, 2, 2, 0, 6, &low, &high);
      g_assert_true (isnan (low) && isnan (high));
    }
}

/* By plane and by what the colours lay stress on. */
static void
test_what_is_kept (void)
{
  const struct
  {
    InsPlaneKind kind;
    const char *map;
    gboolean inverted;
    InsKeep keep;
  } cases[] = {
    { INS_PLANE_AMPLITUDE, "deep", FALSE, INS_KEEP_HIGHEST },
    { INS_PLANE_AMPLITUDE, "grey", TRUE, INS_KEEP_LOWEST },
    { INS_PLANE_AMPLITUDE, "phase", FALSE, INS_KEEP_FARTHEST },
    { INS_PLANE_TOF, "deep", FALSE, INS_KEEP_LOWEST },
    { INS_PLANE_TOF, "deep", TRUE, INS_KEEP_LOWEST },
    { INS_PLANE_REGISTRATION, "rainbow", TRUE, INS_KEEP_HIGHEST },
    { INS_PLANE_PULSES, "rainbow", FALSE, INS_KEEP_LOWEST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const InsColouring colouring = { .map = ins_colour_map_get (cases[i].map),
                                       .high = 1,
                                       .is_inverted = cases[i].inverted };

      g_assert_cmpint (ins_plane_get_keep (cases[i].kind, &colouring), ==, cases[i].keep);
    }
}

static void
test_incremental_equals_full (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED + 1);
  const InsColouring colouring = { .map = ins_colour_map_get ("deep"), .high = 1 };

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
      ins_pyramid_render (pyramid, &view, 0, view.height, &colouring, kept, view.width);
      for (guint x = 0; x < n_columns; x++)
        line[x] = (float)g_rand_double (rand);
      ins_pyramid_set_row (pyramid, row, line);

      ins_pyramid_view_get_lines (&view, row, &first, &end);
      if (end > first)
        ins_pyramid_render (pyramid, &view, first, end - first, &colouring,
                            kept + (gsize)first * view.width, view.width);
      ins_pyramid_render (pyramid, &view, 0, view.height, &colouring, full, view.width);
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
  g_test_add_func ("/pyramid/flaw-at-every-zoom", test_flaw_at_every_zoom);
  g_test_add_func ("/pyramid/farthest-with-holes", test_farthest_with_holes);
  g_test_add_func ("/pyramid/extremes", test_extremes);
  g_test_add_func ("/pyramid/what-is-kept", test_what_is_kept);
  g_test_add_func ("/pyramid/one-pixel", test_one_pixel);
  g_test_add_func ("/pyramid/large-plane", test_large_plane);

  return g_test_run ();
}
