/* ins-pyramid.h - a plane at every coarseness, so that drawing costs the screen and not the scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-colour-map.h"

G_BEGIN_DECLS

/* What survives where several pixels share one on the screen. */
typedef enum
{
  INS_KEEP_HIGHEST,  /* amplitude: an echo is never lost */
  INS_KEEP_LOWEST,   /* time of flight: the nearest flaw is never lost */
  INS_KEEP_FARTHEST, /* from 0, whichever way: values with a sign */
} InsKeep;

/* A part of the plane on a screen. Plane coordinates count pixels from the left upper corner of
 * the first pixel: the centre of pixel (row, column) is at (row + 0.5, column + 0.5). */
typedef struct
{
  double column, row;                 /* at the left upper corner of the view */
  double columns_per_px, rows_per_px; /* > 0, need not be equal */
  guint width, height;                /* screen pixels */
} InsPyramidView;

/* One owner, no lock. */
typedef struct _InsPyramid InsPyramid;

/**
 * ins_pyramid_new:
 * @column_size, @row_size: of a pixel, in any common unit: levels are halved along the finer side
 *   first, so that they fit a picture with square millimetres
 *
 * Returns: (transfer full): a pyramid without data
 */
InsPyramid *
ins_pyramid_new (guint n_rows, guint n_columns, double row_size, double column_size, InsKeep keep);
void ins_pyramid_free (InsPyramid *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsPyramid, ins_pyramid_free)

/* The coarser levels are done anew; nothing if it is so already. The values stay. */
void ins_pyramid_set_keep (InsPyramid *self, InsKeep keep);
InsKeep ins_pyramid_get_keep (const InsPyramid *self);

/* Least and greatest value of rows [first_row, end_row) and columns [first_column, end_column);
 * NaN, NaN without any. */
void ins_pyramid_get_extremes (const InsPyramid *self,
                               guint first_row,
                               guint end_row,
                               guint first_column,
                               guint end_column,
                               float *low,
                               float *high);

/* values: (array length=n_columns), INS_NO_DATA or NaN for none. Costs a row: coarser levels follow
 * when they are drawn. */
void ins_pyramid_set_row (InsPyramid *self, guint row, const float *values);

/* INS_NO_DATA for none. */
float ins_pyramid_get (const InsPyramid *self, guint row, guint column);
/* @values: (out caller-allocates) (array length=n_columns): likewise */
void ins_pyramid_get_row (const InsPyramid *self, guint row, float *values);

/**
 * ins_pyramid_sample:
 * @first_line, @n_lines: screen lines of the view
 * @values: (out caller-allocates) (array): n_lines x view->width; INS_NO_DATA outside the plane
 *
 * A line does not depend on which lines are asked for together.
 */
void ins_pyramid_sample (InsPyramid *self,
                         const InsPyramidView *view,
                         guint first_line,
                         guint n_lines,
                         float *values);

/**
 * ins_pyramid_render:
 * @colouring: (in): see there
 * @pixels: (out caller-allocates): 0xffRRGGBB; 0 where there is no data
 * @stride: pixels from line to line
 *
 * ins_pyramid_sample() in colours.
 */
void ins_pyramid_render (InsPyramid *self,
                         const InsPyramidView *view,
                         guint first_line,
                         guint n_lines,
                         const InsColouring *colouring,
                         guint32 *pixels,
                         gsize stride);

/* Screen lines [first, end) that may change with a row of the plane, clipped to the view. */
void ins_pyramid_view_get_lines (const InsPyramidView *view, guint row, guint *first, guint *end);

G_END_DECLS
