/* ins-picture.h - a C-scan as a picture for reports
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>

#include "image/ins-colour-map.h"
#include "image/ins-cscan.h"

G_BEGIN_DECLS

/* What is on it. Borrowed for the time of the call. */
typedef struct
{
  const InsScanGrid *grid;
  const float *values; /* n_rows x n_columns; NaN or INS_NO_DATA for none */
  const float
      *states; /* (nullable): likewise: InsPixelState; in colours that the legend explains */
  const InsColourMap *colour_map;
  float low, high;  /* values of the first and the last colour; NaN: least and greatest value */
  const char *unit; /* of the values, for the colour bar */
  const char *title, *subtitle; /* nullable */
  gboolean is_simulated;        /* says so on the picture */
  gboolean hides_scale_bar;
} InsPicture;

/* How the pixels of a scan come onto the screen: equal scales in both directions. */
typedef struct
{
  double px_per_mm;
  guint width, height; /* px of the picture itself, without axes */
} InsPictureSize;

/**
 * ins_picture_get_size:
 *
 * Magnified by a whole factor (of the finer step) until the longer side has 800 px, or reduced so
 * that it has 1600 px.
 */
void ins_picture_get_size (const InsScanGrid *grid, InsPictureSize *size);

/**
 * ins_picture_scale:
 * @scaled: (out caller-allocates): size->width x size->height values, %INS_NO_DATA for none
 *
 * A reduced pixel is the greatest of those under it, so that no small echo is lost.
 */
void ins_picture_scale (const InsScanGrid *grid,
                        const float *values,
                        const InsPictureSize *size,
                        float *scaled);

/**
 * ins_picture_draw:
 *
 * Title, picture with row 0 on top and column 0 on the left, axes in mm of the stage, scale bar,
 * colour bar, hatch where there are no data. Any thread.
 *
 * Returns: (transfer full): an RGB24 image surface
 */
cairo_surface_t *ins_picture_draw (const InsPicture *self);

/* The same onto a page: ins_picture_get_extent() units from the origin on, with text as text. */
void ins_picture_get_extent (const InsPicture *self, double *width, double *height);
void ins_picture_paint (const InsPicture *self, cairo_t *cr);

G_END_DECLS
