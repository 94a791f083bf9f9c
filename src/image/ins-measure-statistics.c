/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-measure-statistics.h"

typedef struct
{
  double first; /* sums are about it: big equal values would cancel */
  double sum, sum_squares;
  gsize minimum_pixel, maximum_pixel;
} Sums;

static void
add_value (InsMeasureStatistics *self, Sums *sums, double value, gsize pixel)
{
  double deviation;

  if (self->n_valid++ == 0)
    {
      sums->first = self->minimum = self->maximum = value;
      sums->minimum_pixel = sums->maximum_pixel = pixel;
    }
  if (value < self->minimum)
    {
      self->minimum = value;
      sums->minimum_pixel = pixel;
    }
  if (value > self->maximum)
    {
      self->maximum = value;
      sums->maximum_pixel = pixel;
    }
  deviation = value - sums->first;
  sums->sum += deviation;
  sums->sum_squares += deviation * deviation;
}

static void
add_pixel (InsMeasureStatistics *self, Sums *sums, const InsMeasurePlane *plane, gsize pixel)
{
  self->n_pixels++;
  if (ins_measure_plane_has (plane, pixel))
    {
      add_value (self, sums, (double)plane->values[pixel], pixel);
      self->n_saturated += ins_measure_plane_is_saturated (plane, pixel);
    }
  else if (plane->holes == NULL || plane->holes[pixel] == INS_HOLE_NONE)
    self->n_no_value++;
  else if (ins_hole_is_missing (plane->holes[pixel]))
    self->n_holes++;
  else
    self->n_left_out++;
}

static InsAreaPoint
place (const InsScanGrid *grid, gsize pixel)
{
  return ins_measure_to_point (grid, (double)(pixel % grid->n_columns),
                               (double)(pixel / grid->n_columns));
}

void
ins_measure_statistics (const InsMeasurePlane *plane,
                        const InsMeasureRegion *region,
                        double limit,
                        gboolean below,
                        InsMeasureStatistics *self)
{
  const InsScanGrid *grid = plane->grid;
  g_autofree guint8 *wanted = g_malloc (grid->n_columns);
  Sums sums = { 0 };

  *self = (InsMeasureStatistics){ .minimum = NAN, .maximum = NAN, .mean = NAN, .deviation = NAN };
  self->area_mm2 = region->area_mm2;
  for (guint row = region->first_row; row < region->end_row; row++)
    {
      ins_measure_region_get_row (region, row, wanted);
      for (guint column = region->first_column; column < region->end_column; column++)
        {
          gsize pixel = (gsize)row * grid->n_columns + column;

          if (!wanted[column])
            continue;
          add_pixel (self, &sums, plane, pixel);
          if (ins_measure_plane_has (plane, pixel))
            self->n_beyond += below ? (double)plane->values[pixel] < limit
                                    : (double)plane->values[pixel] > limit;
        }
    }
  self->valid_area_mm2 = (double)self->n_valid * ins_measure_pixel_mm2 (grid);
  if (self->n_valid == 0)
    return;
  self->mean = sums.first + sums.sum / (double)self->n_valid;
  if (self->n_valid > 1)
    self->deviation = sqrt (
        MAX (sums.sum_squares - sums.sum * sums.sum / (double)self->n_valid, 0.0) /
        (double)(self->n_valid - 1));
  self->minimum_at = place (grid, sums.minimum_pixel);
  self->maximum_at = place (grid, sums.maximum_pixel);
}

void
ins_measure_distance (const InsScanGrid *grid,
                      const InsAreaPoint *one,
                      const InsAreaPoint *other,
                      double *scan_mm,
                      double *index_mm,
                      double *distance_mm)
{
  double dx_mm = fabs (other->x_mm - one->x_mm), dy_mm = fabs (other->y_mm - one->y_mm);
  gboolean scan_is_x = grid->scan_axis < grid->index_axis;

  *scan_mm = scan_is_x ? dx_mm : dy_mm;
  *index_mm = scan_is_x ? dy_mm : dx_mm;
  *distance_mm = hypot (dx_mm, dy_mm);
}

static double
sample_at (const InsMeasurePlane *plane, double column, double row, gboolean *is_saturated)
{
  const InsScanGrid *grid = plane->grid;
  double value = 0.0;

  /* rounding must not push an end that lies on the last pixel outside */
  column = fabs (column - rint (column)) < 1e-9 ? rint (column) : column;
  row = fabs (row - rint (row)) < 1e-9 ? rint (row) : row;
  for (guint corner = 0; corner < 4; corner++)
    {
      double at_column = floor (column) + (corner & 1), at_row = floor (row) + (corner >> 1);
      double weight = (1.0 - fabs (column - at_column)) * (1.0 - fabs (row - at_row));
      gsize pixel;

      if (weight <= 0.0)
        continue;
      if (at_column < 0.0 || at_row < 0.0 || at_column >= grid->n_columns || at_row >= grid->n_rows)
        return (double)NAN;
      pixel = (gsize)at_row * grid->n_columns + (gsize)at_column;
      if (!ins_measure_plane_has (plane, pixel))
        return (double)NAN;
      value += weight * (double)plane->values[pixel];
      *is_saturated |= ins_measure_plane_is_saturated (plane, pixel);
    }

  return value;
}

GArray *
ins_measure_profile (const InsMeasurePlane *plane,
                     const InsAreaPoint *one,
                     const InsAreaPoint *other)
{
  const InsScanGrid *grid = plane->grid;
  double length_mm = hypot (other->x_mm - one->x_mm, other->y_mm - one->y_mm);
  double spacing_mm = MIN (grid->scan_step_mm, grid->index_step_mm) / 2.0;
  guint n = (guint)CLAMP (ceil (length_mm / spacing_mm - 1e-9), 1.0, INS_MEASURE_MAX_SAMPLES - 1.0);
  GArray *samples = g_array_sized_new (FALSE, FALSE, sizeof (InsMeasureSample), n + 1);
  double columns[2], rows[2];

  ins_measure_to_pixel (grid, one, &columns[0], &rows[0]);
  ins_measure_to_pixel (grid, other, &columns[1], &rows[1]);
  for (guint i = 0; i <= n; i++)
    {
      double share = (double)i / n;
      InsMeasureSample sample = { .distance_mm = share * length_mm };

      sample.value = sample_at (plane, columns[0] + share * (columns[1] - columns[0]),
                                rows[0] + share * (rows[1] - rows[0]), &sample.is_saturated);
      g_array_append_val (samples, sample);
    }

  return samples;
}
