/* ins-measure-region.h - values of a picture, and which of its pixels a shape covers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <math.h>

#include "image/ins-measure.h"

G_BEGIN_DECLS

/* What is measured on. Borrowed. A pixel has a value if it is finite and no hole. */
typedef struct
{
  const InsScanGrid *grid;
  const float *values;     /* n_rows x n_columns; NaN or INS_NO_DATA: none */
  const guint8 *holes;     /* (nullable): InsHole of each; without it no pixel is a hole */
  const float *depth_mm;   /* (nullable): of each, for tables; NaN: not known */
  const guint8 *saturated; /* (nullable): 1: the echo was larger than the value says */
} InsMeasurePlane;

static inline gboolean
ins_measure_plane_is_saturated (const InsMeasurePlane *self, gsize pixel)
{
  return self->saturated != NULL && self->saturated[pixel] != 0;
}

static inline gboolean
ins_measure_plane_has (const InsMeasurePlane *self, gsize pixel)
{
  return (self->holes == NULL || self->holes[pixel] == INS_HOLE_NONE) &&
         isfinite (self->values[pixel]);
}

/* NaN where nothing is known. */
double ins_measure_plane_get_depth_mm (const InsMeasurePlane *self, gsize pixel);

double ins_measure_pixel_mm2 (const InsScanGrid *grid);

/* Between stage and picture; columns and rows need not be whole and may lie outside. */
void ins_measure_to_pixel (const InsScanGrid *grid,
                           const InsAreaPoint *point,
                           double *column,
                           double *row);
InsAreaPoint ins_measure_to_point (const InsScanGrid *grid, double column, double row);

/* A shape on a grid: pixels whose centre lies in it. */
typedef struct
{
  InsMeasureShape shape;
  guint n_columns;
  guint first_row, end_row;       /* rows that may have any; end is not one */
  guint first_column, end_column; /* likewise */
  double area_mm2;                /* of the shape, also where it lies outside the picture */
  InsArea *outline;               /* of polygons and rectangles */
  double centre_column, centre_row, radius_mm; /* of a circle */
  double column_mm, row_mm;
} InsMeasureRegion;

void ins_measure_region_init (InsMeasureRegion *self,
                              const InsScanGrid *grid,
                              InsMeasureShape shape,
                              const InsAreaPoint *points,
                              guint n_points);
void ins_measure_region_clear (InsMeasureRegion *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InsMeasureRegion, ins_measure_region_clear)

/* @wanted: (out caller-allocates) (array): n_columns, 1 or 0 */
void ins_measure_region_get_row (const InsMeasureRegion *self, guint row, guint8 *wanted);

G_END_DECLS
