/* ins-resample.h - which data cells a screen pixel shows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Cells [first, end) of one screen pixel; first == end: the pixel lies outside the data. */
typedef struct
{
  guint first, end;
} InsCellSpan;

/**
 * ins_resample_spans:
 * @start: data coordinate of the left edge of screen pixel 0; cell i covers i to i + 1
 * @step: cells per screen pixel, > 0
 * @n_cells: of the data
 * @spans: (out caller-allocates) (array length=n_pixels)
 *
 * Deals every cell that overlaps the view to at least one screen pixel, so that nothing is lost
 * between pixels: where cells are smaller than pixels each goes to the pixel that holds its centre
 * (those cut by the view's edges to the outermost pixels), else a pixel shows the cell at its own
 * centre.
 */
void
ins_resample_spans (double start, double step, guint n_cells, InsCellSpan *spans, guint n_pixels);

G_END_DECLS
