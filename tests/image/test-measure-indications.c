/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-error.h"
#include "measure-fixture.h"

#define assert_near(a, b, most) g_assert_cmpfloat (fabs ((double)(a) - (double)(b)), <=, most)

/* ---- clusters ------------------------------------------------------------------------------ */

/* Numbers pixels by following every pair that is near enough, to and fro until nothing changes. */
static guint
flood (const Picture *picture, double threshold, gboolean below, double merge_mm, guint *labels)
{
  const InsScanGrid *grid = &picture->grid;
  guint n = grid->n_rows * grid->n_columns, n_found = 0;
  gboolean changed = TRUE;

  for (guint i = 0; i < n; i++)
    {
      float value = picture->values[i];

      labels[i] = picture->holes[i] == INS_HOLE_NONE && isfinite (value) &&
                          (below ? (double)value <= threshold : (double)value >= threshold)
                      ? i + 1
                      : 0;
    }
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < n; i++)
        for (guint j = 0; labels[i] != 0 && j < n; j++)
          {
            int rows = (int)(i / grid->n_columns) - (int)(j / grid->n_columns);
            int columns = (int)(i % grid->n_columns) - (int)(j % grid->n_columns);

            if (labels[j] == 0 || labels[j] <= labels[i] ||
                (MAX (ABS (rows), ABS (columns)) > 1 &&
                 hypot (rows * grid->index_step_mm, columns * grid->scan_step_mm) >
                     merge_mm * (1.0 + 1e-9)))
              continue;
            labels[j] = labels[i];
            changed = TRUE;
          }
    }
  for (guint i = 0; i < n; i++)
    n_found += labels[i] == i + 1;

  return n_found;
}

static void
compare_clusters (const Picture *picture, const InsMeasureThreshold *threshold)
{
  guint n = picture->grid.n_rows * picture->grid.n_columns;
  g_autofree guint *labels = g_new (guint, n);
  g_autofree guint *sizes = g_new0 (guint, n + 1);
  guint n_found = flood (picture, threshold->threshold, threshold->is_below, threshold->merge_mm,
                         labels);
  g_autoptr (GArray) clusters = NULL;
  InsMeasureRegion region;

  for (guint i = 0; i < n; i++)
    sizes[labels[i]]++;
  for (guint i = 1; i <= n; i++)
    n_found -= sizes[i] > 0 && sizes[i] < threshold->least_pixels;
  ins_measure_region_init (&region, &picture->grid, INS_MEASURE_ALL, NULL, 0);
  clusters = ins_measure_clusters (&picture->input.plane, &region, threshold);
  g_assert_cmpuint (clusters->len, ==, n_found);
  for (guint i = 0; i < clusters->len; i++)
    {
      const InsMeasureCluster *cluster = &g_array_index (clusters, InsMeasureCluster, i);
      double column, row, sum_row = 0.0, sum_column = 0.0;
      float peak = NAN;
      guint label;

      ins_measure_to_pixel (&picture->grid, &cluster->peak_at, &column, &row);
      label = labels[(guint)rint (row) * picture->grid.n_columns + (guint)rint (column)];
      g_assert_cmpuint (label, !=, 0);
      g_assert_cmpuint (cluster->n_pixels, ==, sizes[label]);
      for (guint j = 0; j < n; j++)
        if (labels[j] == label)
          {
            peak = threshold->is_below ? fminf (peak, picture->values[j])
                                       : fmaxf (peak, picture->values[j]);
            sum_row += j / picture->grid.n_columns;
            sum_column += j % picture->grid.n_columns;
            /* edges lie within a pixel of the outermost centres */
            g_assert_cmpfloat (j % picture->grid.n_columns, >=, cluster->low_column);
            g_assert_cmpfloat (j % picture->grid.n_columns, <=, cluster->high_column);
            g_assert_cmpfloat (j / picture->grid.n_columns, >=, cluster->low_row);
            g_assert_cmpfloat (j / picture->grid.n_columns, <=, cluster->high_row);
          }
      g_assert_cmpfloat (cluster->peak, ==, (double)peak);
      ins_measure_to_pixel (&picture->grid, &cluster->centre, &column, &row);
      assert_near (row, sum_row / sizes[label], 1e-9);
      assert_near (column, sum_column / sizes[label], 1e-9);
    }
}

static void
test_clusters_against_brute_force (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (62);

  for (guint round = 0; round < 150; round++)
    {
      g_autoptr (Picture) picture = picture_new ((guint)g_rand_int_range (rand, 1, 18),
                                                 (guint)g_rand_int_range (rand, 1, 18), 0.5, 0.8);
      const InsMeasureThreshold threshold = {
        .threshold = g_rand_double_range (rand, 20, 90),
        .is_below = g_rand_boolean (rand),
        .least_pixels = (guint)g_rand_int_range (rand, 1, 4),
        .merge_mm = round % 3 == 0 ? 0.0 : g_rand_double_range (rand, 0.1, 3.0),
      };

      for (guint i = 0; i < picture->grid.n_rows * picture->grid.n_columns; i++)
        {
          picture->values[i] = g_rand_int_range (rand, 0, 9) == 0
                                   ? NAN
                                   : (float)g_rand_int_range (rand, 0, 101);
          picture->holes[i] = g_rand_int_range (rand, 0, 9) == 0 ? INS_HOLE_LOST_PULSES : 0;
        }
      compare_clusters (picture, &threshold);
    }
}

static void
test_merging_counts_its_parts (void)
{
  g_autoptr (Picture) picture = picture_new (1, 12, 0.5, 0.5);
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_CLUSTERS, "c");
  const double merge_mm[] = { 0.0, 0.9, 1.0, 1.5 };
  const double n_expected[] = { 3, 3, 2, 1 };

  picture->values[2] = picture->values[4] = picture->values[5] = picture->values[8] = 50;
  measure->threshold = 50.0;
  for (guint i = 0; i < G_N_ELEMENTS (merge_mm); i++)
    {
      g_autoptr (InsMeasureResult) result = NULL;

      measure->merge_mm = merge_mm[i];
      result = picture_measure (picture, measure);
      g_assert_cmpfloat (ins_measure_result_get (result, "clusters"), ==, n_expected[i]);
      g_assert_cmpuint (g_array_index (result->clusters, InsMeasureCluster, 0).n_parts, ==,
                        4 - (guint)n_expected[i] > 2 ? 3 : 4 - (guint)n_expected[i]);
    }
}

/* ---- sizing -------------------------------------------------------------------------------- */

static void
add_gaussian (Picture *picture,
              double centre_column,
              double centre_row,
              double width_mm,
              double height_mm,
              double peak)
{
  for (guint i = 0; i < picture->grid.n_rows * picture->grid.n_columns; i++)
    {
      double u = ((double)(i % picture->grid.n_columns) - centre_column) *
                 picture->grid.scan_step_mm * 2.0 / width_mm;
      double v = ((double)(i / picture->grid.n_columns) - centre_row) *
                 picture->grid.index_step_mm * 2.0 / height_mm;

      picture->values[i] = fmaxf (picture->values[i],
                                  (float)(peak * exp (-M_LN2 * (u * u + v * v))));
    }
}

static InsMeasureResult *
size_at (const Picture *picture, double column, double row, InsMeasure *measure)
{
  InsAreaPoint point = picture_point (picture, column, row);

  ins_measure_set_points (measure, &point, 1);

  return picture_measure (picture, measure);
}

/* Half of a peak on the grid: widths and area of an ellipse are known, wherever its centre lies.
 * 6 dB are 0.5012, not a half: the width is narrower by a thousandth. */
static void
test_sizing_of_a_gaussian (void)
{
  const double factor = sqrt (log (pow (10.0, 0.3)) / M_LN2);

  for (guint step = 0; step < 5; step++)
    {
      g_autoptr (Picture) picture = picture_new (60, 80, 0.1, 0.15);
      g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_SIZING, "s");
      g_autoptr (InsMeasureResult) result = NULL;
      InsAreaPoint centre;

      add_gaussian (picture, 40.0 + 0.2 * step, 30.0 + 0.15 * step, 2.0, 3.6, 90.0);
      result = size_at (picture, 45.0, 33.0, measure);
      centre = picture_point (picture, 40.0 + 0.2 * step, 30.0 + 0.15 * step);
      /* the peak between pixels is a little higher than the greatest pixel, and the edges of a
       * curve lie inside of a straight line's: about a thousandth */
      assert_near (ins_measure_result_get (result, "scan_mm"), 2.0 * factor, 0.012);
      assert_near (ins_measure_result_get (result, "index_mm"), 3.6 * factor, 0.02);
      assert_near (ins_measure_result_get (result, "peak_scan_mm"), 2.0 * factor, 0.012);
      assert_near (ins_measure_result_get (result, "area_mm2"),
                   G_PI / 4.0 * 2.0 * 3.6 * factor * factor, 0.06);
      assert_near (ins_measure_result_get (result, "x_mm"), centre.x_mm, 0.02);
      assert_near (ins_measure_result_get (result, "y_mm"), centre.y_mm, 0.02);
      assert_near (ins_measure_result_get (result, "peak"), 90.0, 0.6);
      assert_near (ins_measure_result_get (result, "peak_db"), 20.0 * log10 (90.0 / 80.0), 0.06);
      g_assert_cmpfloat (ins_measure_result_get (result, "open"), ==, 0.0);
    }
}

/* The smaller of two is sized by its own peak, although the other one is higher: between them the
 * value falls below the level. Where it does not they are one. */
static void
test_sizing_keeps_neighbours_apart (void)
{
  g_autoptr (Picture) picture = picture_new (40, 100, 0.1, 0.1);
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_SIZING, "s");
  g_autoptr (InsMeasureResult) apart = NULL;
  g_autoptr (InsMeasureResult) together = NULL;

  add_gaussian (picture, 30.0, 20.0, 1.0, 1.0, 40.0);
  add_gaussian (picture, 60.0, 20.0, 1.0, 1.0, 90.0);
  apart = size_at (picture, 31.0, 21.0, measure);
  assert_near (ins_measure_result_get (apart, "peak"), 40.0, 0.1);
  assert_near (ins_measure_result_get (apart, "scan_mm"), 1.0, 0.02);
  for (guint column = 30; column <= 60; column++)
    picture->values[20 * 100 + column] = MAX (picture->values[20 * 100 + column], 46.0F);
  together = size_at (picture, 31.0, 21.0, measure);
  assert_near (ins_measure_result_get (together, "peak"), 90.0, 0.1);
  g_assert_cmpfloat (ins_measure_result_get (together, "scan_mm"), >, 3.4);
}

static void
test_sizing_of_lost_echo (void)
{
  g_autoptr (Picture) picture = picture_new (50, 50, 0.2, 0.2);
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_SIZING, "s");
  g_autoptr (InsMeasureResult) result = NULL;

  for (guint i = 0; i < 2500; i++)
    picture->values[i] = hypot ((int)(i % 50) - 20.0, (int)(i / 50) - 25.0) <= 10.0 ? 4.0F : 80.0F;
  measure->is_below = TRUE;
  measure->reference = 80.0;
  result = size_at (picture, 20.0, 25.0, measure);
  assert_near (ins_measure_result_get (result, "level"), 40.1, 0.05);
  assert_near (ins_measure_result_get (result, "diameter_mm"), 4.0, 0.15);
  assert_near (ins_measure_result_get (result, "peak"), 4.0, 1e-6);
}

static void
test_sizing_says_what_it_cannot (void)
{
  g_autoptr (Picture) picture = picture_new (20, 20, 0.2, 0.2);
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_SIZING, "s");
  g_autoptr (InsMeasureResult) open = NULL;
  g_autoptr (InsMeasureResult) none = NULL;
  g_autoptr (GError) error = NULL;
  InsAreaPoint point = picture_point (picture, 15.0, 15.0);

  add_gaussian (picture, 1.0, 5.0, 2.0, 1.0, 60.0);
  open = size_at (picture, 1.0, 5.0, measure);
  g_assert_cmpfloat (ins_measure_result_get (open, "open"), ==, 1.0);

  for (guint i = 0; i < 400; i++)
    picture->holes[i] = INS_HOLE_LOST_PULSES;
  ins_measure_set_points (measure, &point, 1);
  none = ins_measure_evaluate (measure, &picture->input, &error);
  g_assert_null (none);
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_clear_error (&error);
  for (guint i = 0; i < 400; i++)
    {
      picture->holes[i] = INS_HOLE_NONE;
      picture->values[i] = 0;
    }
  none = ins_measure_evaluate (measure, &picture->input, &error);
  g_assert_null (none);
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
}

/* ---- void and bond ------------------------------------------------------------------------- */

static void
test_voids (void)
{
  g_autoptr (Picture) picture = picture_new (20, 20, 0.5, 0.5);
  g_autoptr (InsMeasure) measure = ins_measure_new (INS_MEASURE_VOIDS, "v");
  g_autoptr (InsMeasureResult) result = NULL;
  g_autoptr (InsMeasureResult) bigger = NULL;
  const InsAreaPoint corners[] = { picture_point (picture, -0.5, -0.5),
                                   picture_point (picture, 9.5, 9.5) };

  for (guint row = 0; row < 4; row++)
    for (guint column = 0; column < 3; column++)
      picture->values[row * 20 + column] = 70; /* 12 */
  picture->values[8 * 20 + 8] = 70;            /* 1 */
  picture->values[9 * 20 + 15] = 70;           /* not in the region */
  for (guint column = 0; column < 10; column++)
    picture->holes[5 * 20 + column] = INS_HOLE_LOST_PULSES;
  measure->shape = INS_MEASURE_RECTANGLE;
  ins_measure_set_points (measure, corners, 2);
  measure->threshold = 50.0;
  result = picture_measure (picture, measure);
  g_assert_cmpfloat (ins_measure_result_get (result, "pixels"), ==, 100.0);
  g_assert_cmpfloat (ins_measure_result_get (result, "valid"), ==, 90.0);
  g_assert_cmpfloat (ins_measure_result_get (result, "holes"), ==, 10.0);
  g_assert_cmpfloat (ins_measure_result_get (result, "voids"), ==, 2.0);
  assert_near (ins_measure_result_get (result, "void_percent"), 1300.0 / 90.0, 1e-9);
  assert_near (ins_measure_result_get (result, "bond_percent"), 100.0 - 1300.0 / 90.0, 1e-9);
  assert_near (ins_measure_result_get (result, "largest_percent"), 1200.0 / 90.0, 1e-9);
  assert_near (ins_measure_result_get (result, "largest_mm2"), 3.0, 1e-9);
  assert_near (ins_measure_result_get (result, "quadrant_1_percent"), 1200.0 / 25.0, 1e-9);
  assert_near (ins_measure_result_get (result, "quadrant_2_percent"), 0.0, 1e-9);
  assert_near (ins_measure_result_get (result, "quadrant_4_percent"), 100.0 / 20.0, 1e-9);

  measure->least_pixels = 5;
  bigger = picture_measure (picture, measure);
  g_assert_cmpfloat (ins_measure_result_get (bigger, "voids"), ==, 1.0);
  assert_near (ins_measure_result_get (bigger, "void_percent"), 1200.0 / 90.0, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/measure/clusters-against-brute-force", test_clusters_against_brute_force);
  g_test_add_func ("/measure/merging-counts-its-parts", test_merging_counts_its_parts);
  g_test_add_func ("/measure/sizing-of-a-gaussian", test_sizing_of_a_gaussian);
  g_test_add_func ("/measure/sizing-keeps-neighbours-apart", test_sizing_keeps_neighbours_apart);
  g_test_add_func ("/measure/sizing-of-lost-echo", test_sizing_of_lost_echo);
  g_test_add_func ("/measure/sizing-says-what-it-cannot", test_sizing_says_what_it_cannot);
  g_test_add_func ("/measure/voids", test_voids);

  return g_test_run ();
}
