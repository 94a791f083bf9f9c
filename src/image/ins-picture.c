/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-picture.h"

#define LEAST_PX 800.0
#define MOST_PX 1600.0

void
ins_picture_get_size (const InsScanGrid *grid, InsPictureSize *size)
{
  double width_mm = grid->n_columns * grid->scan_step_mm;
  double height_mm = grid->n_rows * grid->index_step_mm;
  double longest_mm = fmax (width_mm, height_mm);
  double finer_mm = fmin (grid->scan_step_mm, grid->index_step_mm);
  double natural_px = longest_mm / finer_mm;

  if (natural_px <= MOST_PX)
    size->px_per_mm = fmax (ceil (LEAST_PX / natural_px - 1e-9), 1.0) / finer_mm;
  else
    size->px_per_mm = MOST_PX / longest_mm;
  size->width = (guint)fmax (1.0, round (width_mm * size->px_per_mm));
  size->height = (guint)fmax (1.0, round (height_mm * size->px_per_mm));
}

/* First and last source index under a pixel; at least one, and none is left out. */
static void
get_range (guint pixel, guint n_pixels, guint n_sources, guint *first, guint *last)
{
  guint64 from = (guint64)pixel * n_sources / n_pixels;
  guint64 to = ((guint64)pixel + 1) * n_sources / n_pixels;

  *first = (guint)from;
  *last = (guint)(to > from ? to - 1 : from);
}

/* Comparisons are false for NaN, which therefore counts as no data. */
static float
get_greatest (const float *values, guint first, guint last)
{
  float greatest = INS_NO_DATA;

  for (guint i = first; i <= last; i++)
    greatest = values[i] > greatest ? values[i] : greatest;

  return greatest;
}

void
ins_picture_scale (const InsScanGrid *grid,
                   const float *values,
                   const InsPictureSize *size,
                   float *scaled)
{
  for (guint y = 0; y < size->height; y++)
    {
      guint first_row, last_row;
      float *line = scaled + (gsize)y * size->width;

      get_range (y, size->height, grid->n_rows, &first_row, &last_row);
      for (guint x = 0; x < size->width; x++)
        line[x] = INS_NO_DATA;
      for (guint row = first_row; row <= last_row; row++)
        for (guint x = 0; x < size->width; x++)
          {
            guint first, last;
            float greatest;

            get_range (x, size->width, grid->n_columns, &first, &last);
            greatest = get_greatest (values + (gsize)row * grid->n_columns, first, last);
            line[x] = fmaxf (line[x], greatest);
          }
    }
}
