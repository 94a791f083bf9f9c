/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-measure-region.h"

double
ins_measure_plane_get_depth_mm (const InsMeasurePlane *self, gsize pixel)
{
  return self->depth_mm != NULL && isfinite (self->depth_mm[pixel]) ? (double)self->depth_mm[pixel]
                                                                    : (double)NAN;
}

double
ins_measure_pixel_mm2 (const InsScanGrid *grid)
{
  return grid->scan_step_mm * grid->index_step_mm;
}

void
ins_measure_to_pixel (const InsScanGrid *grid,
                      const InsAreaPoint *point,
                      double *column,
                      double *row)
{
  gboolean scan_is_x = grid->scan_axis < grid->index_axis;
  double scan_mm = scan_is_x ? point->x_mm : point->y_mm;
  double index_mm = scan_is_x ? point->y_mm : point->x_mm;

  *column = (scan_mm - grid->start.mm[grid->scan_axis]) * grid->scan_sign / grid->scan_step_mm;
  *row = (index_mm - grid->start.mm[grid->index_axis]) * grid->index_sign / grid->index_step_mm;
}

InsAreaPoint
ins_measure_to_point (const InsScanGrid *grid, double column, double row)
{
  double scan_mm = ins_scan_grid_get_scan_mm (grid, column);
  double index_mm = ins_scan_grid_get_index_mm (grid, row);

  return grid->scan_axis < grid->index_axis ? (InsAreaPoint){ scan_mm, index_mm }
                                            : (InsAreaPoint){ index_mm, scan_mm };
}

/* First whole number at or after @low, and the one after the last at or before @high. */
static void
clip (double low, double high, guint n, guint *first, guint *end)
{
  *first = (guint)CLAMP (ceil (low), 0.0, n);
  *end = (guint)CLAMP (floor (high) + 1.0, *first, n);
}

static void
init_circle (InsMeasureRegion *self, const InsScanGrid *grid, const InsAreaPoint *points)
{
  self->radius_mm = hypot (points[1].x_mm - points[0].x_mm, points[1].y_mm - points[0].y_mm);
  ins_measure_to_pixel (grid, &points[0], &self->centre_column, &self->centre_row);
  self->area_mm2 = G_PI * self->radius_mm * self->radius_mm;
  clip (self->centre_row - self->radius_mm / self->row_mm,
        self->centre_row + self->radius_mm / self->row_mm, grid->n_rows, &self->first_row,
        &self->end_row);
  clip (self->centre_column - self->radius_mm / self->column_mm,
        self->centre_column + self->radius_mm / self->column_mm, grid->n_columns,
        &self->first_column, &self->end_column);
}

/* The surveyor's formula; of edges that cross it is the difference of the parts. */
static double
polygon_mm2 (const InsAreaPoint *corners, guint n)
{
  double twice = 0.0;

  for (guint i = 0; i < n; i++)
    {
      const InsAreaPoint *one = &corners[i], *next = &corners[i + 1 < n ? i + 1 : 0];

      /* about the first corner: the products of big coordinates would cancel */
      twice += (one->x_mm - corners[0].x_mm) * (next->y_mm - corners[0].y_mm) -
               (next->x_mm - corners[0].x_mm) * (one->y_mm - corners[0].y_mm);
    }

  return fabs (twice) / 2.0;
}

static void
init_polygon (InsMeasureRegion *self, const InsScanGrid *grid, const InsAreaPoint *corners, guint n)
{
  double low_column = INFINITY, high_column = -INFINITY, low_row = INFINITY, high_row = -INFINITY;

  for (guint i = 0; i < n; i++)
    {
      double column, row;

      ins_measure_to_pixel (grid, &corners[i], &column, &row);
      low_column = MIN (low_column, column);
      high_column = MAX (high_column, column);
      low_row = MIN (low_row, row);
      high_row = MAX (high_row, row);
    }
  self->area_mm2 = polygon_mm2 (corners, n);
  self->outline = ins_area_new (grid, corners, n, NULL);
  clip (low_row, high_row, grid->n_rows, &self->first_row, &self->end_row);
  clip (low_column, high_column, grid->n_columns, &self->first_column, &self->end_column);
}

void
ins_measure_region_init (InsMeasureRegion *self,
                         const InsScanGrid *grid,
                         InsMeasureShape shape,
                         const InsAreaPoint *points,
                         guint n_points)
{
  *self = (InsMeasureRegion){ .shape = shape,
                              .n_columns = grid->n_columns,
                              .end_row = grid->n_rows,
                              .end_column = grid->n_columns,
                              .column_mm = grid->scan_step_mm,
                              .row_mm = grid->index_step_mm };
  if (shape == INS_MEASURE_ALL)
    self->area_mm2 = ins_measure_pixel_mm2 (grid) * grid->n_rows * grid->n_columns;
  else if (shape == INS_MEASURE_CIRCLE)
    init_circle (self, grid, points);
  else if (shape == INS_MEASURE_POLYGON)
    init_polygon (self, grid, points, n_points);
  else
    {
      const InsAreaPoint corners[] = {
        points[0], { points[1].x_mm, points[0].y_mm }, points[1], { points[0].x_mm, points[1].y_mm }
      };

      init_polygon (self, grid, corners, G_N_ELEMENTS (corners));
    }
}

void
ins_measure_region_clear (InsMeasureRegion *self)
{
  g_clear_pointer (&self->outline, ins_area_unref);
}

void
ins_measure_region_get_row (const InsMeasureRegion *self, guint row, guint8 *wanted)
{
  double across_mm = ((double)row - self->centre_row) * self->row_mm;

  if (self->shape == INS_MEASURE_ALL)
    {
      memset (wanted, 1, self->n_columns);
      return;
    }
  if (self->outline != NULL)
    {
      (void)ins_area_get_row (self->outline, row, wanted);
      return;
    }
  memset (wanted, 0, self->n_columns);
  for (guint column = self->first_column; column < self->end_column; column++)
    wanted[column] = hypot (((double)column - self->centre_column) * self->column_mm, across_mm) <=
                     self->radius_mm;
}
