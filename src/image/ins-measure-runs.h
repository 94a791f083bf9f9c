/* ins-measure-runs.h - pixels beyond a threshold as runs, and which runs belong together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-measure-clusters.h"

G_BEGIN_DECLS

typedef struct
{
  guint row, first, end; /* columns; end is not one */
  guint parent;          /* run of the same cluster; itself: the one that stands for it */
} InsMeasureRun;

/* TRUE if the pixel has a value that is at or beyond the threshold. */
static inline gboolean
ins_measure_is_beyond (const InsMeasurePlane *plane, gsize pixel, double threshold, gboolean below)
{
  double value = (double)plane->values[pixel];

  return ins_measure_plane_has (plane, pixel) && (below ? value <= threshold : value >= threshold);
}

/* (element-type InsMeasureRun) (transfer full): by row and column, each its own parent */
GArray *ins_measure_runs_new (const InsMeasurePlane *plane,
                              const InsMeasureRegion *region,
                              double threshold,
                              gboolean below);

/* Joins runs whose nearest pixels touch, or lie no farther apart than @merge_mm. */
void ins_measure_runs_join (GArray *runs, const InsScanGrid *grid, double merge_mm);

guint ins_measure_runs_find (GArray *runs, guint run);

/**
 * ins_measure_edge_px:
 * @row, @column: a pixel beyond the threshold
 * @d_row, @d_column: its neighbour: one of them +1 or -1, the other 0
 * @is_open: (inout): set if nothing is known there
 *
 * Returns: how far from the centre towards the neighbour the threshold is crossed, 0 to 1; half a
 * pixel where nothing is known, and where the neighbour is beyond it too (a region's border)
 */
double ins_measure_edge_px (const InsMeasurePlane *plane,
                            guint row,
                            guint column,
                            int d_row,
                            int d_column,
                            double threshold,
                            gboolean below,
                            gboolean *is_open);

G_END_DECLS
