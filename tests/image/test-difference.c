/* test-difference.c - scans are compared by place, whichever way and how finely they were scanned
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "image/ins-difference.h"

typedef struct
{
  InsScanGrid grid;
  float *values;
} Plane;

static void
plane_clear (Plane *self)
{
  g_free (self->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plane, plane_clear)

static Plane
plane_new (guint n_rows, guint n_columns, double index_step_mm, double scan_step_mm)
{
  Plane self = { .grid = { .n_rows = n_rows,
                           .n_columns = n_columns,
                           .scan_axis = INS_AXIS_Y,
                           .index_axis = INS_AXIS_X,
                           .scan_sign = 1,
                           .index_sign = 1,
                           .scan_step_mm = scan_step_mm,
                           .index_step_mm = index_step_mm } };

  self.values = g_new0 (float, (gsize)n_rows *n_columns);

  return self;
}

/* A ramp over the stage's coordinates: what lies there, however it is scanned. */
static void
fill (Plane *self, double offset)
{
  for (guint row = 0; row < self->grid.n_rows; row++)
    for (guint column = 0; column < self->grid.n_columns; column++)
      {
        double along = ins_scan_grid_get_scan_mm (&self->grid, column);
        double across = ins_scan_grid_get_index_mm (&self->grid, row);
        double x = self->grid.scan_axis == INS_AXIS_X ? along : across;
        double y = self->grid.scan_axis == INS_AXIS_Y ? along : across;

        self->values[row * self->grid.n_columns + column] = (float)(10 * x + y + offset);
      }
}

static InsDifferenceOutcome
make (const Plane *a,
      const Plane *b,
      gboolean averages,
      float **values,
      InsDifferenceFigures *figures)
{
  const InsDifferenceInput one = { &a->grid, a->values }, other = { &b->grid, b->values };

  *values = g_new (float, (gsize)a->grid.n_rows * a->grid.n_columns);

  return ins_difference_make (&one, &other, averages, *values, figures);
}

static void
assert_all (const Plane *a, const float *values, double expected)
{
  for (guint i = 0; i < a->grid.n_rows * a->grid.n_columns; i++)
    g_assert_cmpfloat_with_epsilon ((double)values[i], expected, 1e-4);
}

static void
test_same_grid (void)
{
  g_auto (Plane) a = plane_new (5, 7, 1.0, 0.5);
  g_auto (Plane) b = plane_new (5, 7, 1.0, 0.5);
  InsDifferenceFigures figures;
  g_autofree float *values = NULL;

  fill (&a, 0.0);
  fill (&b, 3.0);
  a.values[9] = NAN;
  b.values[10] = -INFINITY;
  b.values[11] += 2.0f;
  g_assert_cmpint (make (&a, &b, TRUE, &values, &figures), ==, INS_DIFFERENCE_MADE);
  g_assert_cmpuint (figures.n_places, ==, 35);
  g_assert_cmpuint (figures.n_compared, ==, 33);
  g_assert_true (isnan (values[9]) && isnan (values[10]));
  g_assert_cmpfloat_with_epsilon ((double)values[11], 5.0, 1e-5);
  g_assert_cmpuint (figures.row, ==, 1);
  g_assert_cmpuint (figures.column, ==, 4);
  g_assert_cmpfloat_with_epsilon (figures.least, 3.0, 1e-5);
  g_assert_cmpfloat_with_epsilon (figures.greatest, 5.0, 1e-5);
  g_assert_cmpfloat_with_epsilon (figures.mean, (32 * 3.0 + 5.0) / 33, 1e-5);
  g_assert_cmpfloat_with_epsilon (figures.rms, sqrt ((32 * 9.0 + 25.0) / 33), 1e-5);
  g_assert_cmpfloat_with_epsilon (
      figures.deviation, sqrt (figures.rms * figures.rms - figures.mean * figures.mean), 1e-5);
}

/* Backwards, turned by a quarter, from another corner: the places are the same. */
static void
test_other_ways (void)
{
  g_auto (Plane) a = plane_new (6, 8, 1.0, 1.0);

  fill (&a, 0.0);
  for (guint way = 0; way < 8; way++)
    {
      const gboolean turned = (way & 1) != 0;
      g_auto (Plane) b = plane_new (turned ? 8 : 6, turned ? 6 : 8, 1.0, 1.0);
      InsDifferenceFigures figures;
      g_autofree float *values = NULL;

      b.grid.scan_axis = turned ? INS_AXIS_X : INS_AXIS_Y;
      b.grid.index_axis = turned ? INS_AXIS_Y : INS_AXIS_X;
      b.grid.scan_sign = (way & 2) != 0 ? -1 : 1;
      b.grid.index_sign = (way & 4) != 0 ? -1 : 1;
      if (b.grid.scan_sign < 0)
        b.grid.start.mm[b.grid.scan_axis] = b.grid.n_columns - 1;
      if (b.grid.index_sign < 0)
        b.grid.start.mm[b.grid.index_axis] = b.grid.n_rows - 1;
      fill (&b, -1.0);
      g_assert_cmpint (make (&a, &b, TRUE, &values, &figures), ==, INS_DIFFERENCE_MADE);
      g_assert_cmpuint (figures.n_compared, ==, 48);
      assert_all (&a, values, -1.0);
    }
}

/* Pixels of 1 mm against pixels of 0.25 mm over the same area: their mean is the value in the
 * middle. Times are not averaged: one of the pixels in the middle counts. */
static void
test_finer (void)
{
  g_auto (Plane) a = plane_new (4, 4, 1.0, 1.0);
  g_auto (Plane) b = plane_new (16, 16, 0.25, 0.25);
  InsDifferenceFigures figures;
  g_autofree float *values = NULL;
  g_autofree float *single = NULL;

  b.grid.start.mm[INS_AXIS_X] = b.grid.start.mm[INS_AXIS_Y] = -0.375;
  fill (&a, 0.0);
  fill (&b, 2.0);
  g_assert_cmpint (make (&a, &b, TRUE, &values, &figures), ==, INS_DIFFERENCE_MADE);
  g_assert_cmpuint (figures.n_compared, ==, 16);
  assert_all (&a, values, 2.0);
  g_assert_cmpint (make (&a, &b, FALSE, &single, &figures), ==, INS_DIFFERENCE_MADE);
  /* the nearest of B lies 0.125 mm off in both axes */
  assert_all (&a, single, 2.0 + 11 * 0.125);
}

static void
test_coarser (void)
{
  g_auto (Plane) a = plane_new (8, 8, 0.25, 0.25);
  g_auto (Plane) b = plane_new (2, 2, 1.0, 1.0);
  InsDifferenceFigures figures;
  g_autofree float *values = NULL;

  a.grid.start.mm[INS_AXIS_X] = a.grid.start.mm[INS_AXIS_Y] = -0.375;
  b.values[1] = 7.0f; /* at Y 1 mm */
  g_assert_cmpint (make (&a, &b, TRUE, &values, &figures), ==, INS_DIFFERENCE_MADE);
  g_assert_cmpuint (figures.n_compared, ==, 64);
  for (guint row = 0; row < 8; row++)
    for (guint column = 0; column < 8; column++)
      g_assert_cmpfloat ((double)values[row * 8 + column], ==, row < 4 && column >= 4 ? 7.0 : 0.0);
}

static void
test_part (void)
{
  g_auto (Plane) a = plane_new (10, 10, 1.0, 1.0);
  g_auto (Plane) b = plane_new (10, 10, 1.0, 1.0);
  InsDifferenceFigures figures;
  g_autofree float *values = NULL;

  b.grid.start.mm[INS_AXIS_X] = 7.2;
  b.grid.start.mm[INS_AXIS_Y] = -4.0;
  fill (&a, 0.0);
  fill (&b, 0.0);
  g_assert_cmpint (make (&a, &b, TRUE, &values, &figures), ==, INS_DIFFERENCE_MADE);
  g_assert_cmpuint (figures.n_places, ==, 3 * 6);
  g_assert_true (isnan (values[6 * 10]));
  g_assert_cmpfloat_with_epsilon ((double)values[7 * 10], 2.0, 1e-4);
  g_assert_true (isnan (values[7 * 10 + 6]));
}

static void
test_apart (void)
{
  g_auto (Plane) a = plane_new (3, 3, 1.0, 1.0);
  g_auto (Plane) b = plane_new (3, 3, 1.0, 1.0);
  InsDifferenceFigures figures;
  g_autofree float *values = NULL;
  g_autofree float *others = NULL;
  double row, column;

  b.grid.start.mm[INS_AXIS_X] = 3.0;
  g_assert_cmpint (make (&a, &b, TRUE, &values, &figures), ==, INS_DIFFERENCE_APART);
  g_assert_cmpuint (figures.n_places, ==, 0);
  g_assert_true (isnan (figures.mean) && isnan (figures.greatest) && isnan (values[4]));
  b.grid.index_axis = INS_AXIS_Z;
  g_assert_cmpint (make (&a, &b, TRUE, &others, &figures), ==, INS_DIFFERENCE_OTHER_AXES);
  g_assert_true (isnan (others[4]));
  g_assert_false (ins_difference_map_place (&a.grid, 0, 0, &b.grid, &row, &column));
}

static void
test_map_place (void)
{
  g_auto (Plane) a = plane_new (4, 4, 1.0, 0.5);
  g_auto (Plane) b = plane_new (9, 9, 0.25, 2.0);
  double row, column;

  b.grid.scan_axis = INS_AXIS_X;
  b.grid.index_axis = INS_AXIS_Y;
  b.grid.scan_sign = -1;
  b.grid.start.mm[INS_AXIS_X] = 4.0;
  /* X 3 mm, Y 1 mm */
  g_assert_true (ins_difference_map_place (&a.grid, 3, 2, &b.grid, &row, &column));
  g_assert_cmpfloat_with_epsilon (column, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (row, 4.0, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/difference/same-grid", test_same_grid);
  g_test_add_func ("/difference/other-ways", test_other_ways);
  g_test_add_func ("/difference/finer", test_finer);
  g_test_add_func ("/difference/coarser", test_coarser);
  g_test_add_func ("/difference/part", test_part);
  g_test_add_func ("/difference/apart", test_apart);
  g_test_add_func ("/difference/map-place", test_map_place);

  return g_test_run ();
}
