/* ins-measure-tables.c - results by name, and the columns of their tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-measure-result.h"

double
ins_measure_result_get (const InsMeasureResult *self, const char *key)
{
  for (guint i = 0; i < self->figures->len; i++)
    {
      const InsMeasureFigure *figure = &g_array_index (self->figures, InsMeasureFigure, i);

      if (g_str_equal (figure->key, key))
        return figure->value;
    }

  return (double)NAN;
}

/* ins_measure_evaluate() puts it first, but what is written at a point has none. */
int
ins_measure_result_find_main (const InsMeasureResult *self, InsMeasureKind kind)
{
  return kind == INS_MEASURE_NOTE || self->figures->len == 0 ? -1 : 0;
}

const char *
ins_measure_cluster_key (InsClusterColumn column)
{
  static const char *const keys[INS_CLUSTER_N_COLUMNS] = {
    [INS_CLUSTER_X] = "x_mm",           [INS_CLUSTER_Y] = "y_mm",
    [INS_CLUSTER_SCAN] = "scan_mm",     [INS_CLUSTER_INDEX] = "index_mm",
    [INS_CLUSTER_AREA] = "area_mm2",    [INS_CLUSTER_PEAK] = "peak",
    [INS_CLUSTER_PEAK_X] = "peak_x_mm", [INS_CLUSTER_PEAK_Y] = "peak_y_mm",
    [INS_CLUSTER_DEPTH] = "depth_mm",   [INS_CLUSTER_PIXELS] = "pixels",
    [INS_CLUSTER_PARTS] = "parts",      [INS_CLUSTER_OPEN] = "open",
  };

  return keys[column];
}

double
ins_measure_cluster_get (const InsMeasureCluster *self, InsClusterColumn column)
{
  const double values[INS_CLUSTER_N_COLUMNS] = {
    [INS_CLUSTER_X] = self->centre.x_mm,       [INS_CLUSTER_Y] = self->centre.y_mm,
    [INS_CLUSTER_SCAN] = self->scan_mm,        [INS_CLUSTER_INDEX] = self->index_mm,
    [INS_CLUSTER_AREA] = self->area_mm2,       [INS_CLUSTER_PEAK] = self->peak,
    [INS_CLUSTER_PEAK_X] = self->peak_at.x_mm, [INS_CLUSTER_PEAK_Y] = self->peak_at.y_mm,
    [INS_CLUSTER_DEPTH] = self->depth_mm,      [INS_CLUSTER_PIXELS] = (double)self->n_pixels,
    [INS_CLUSTER_PARTS] = self->n_parts,       [INS_CLUSTER_OPEN] = self->is_open,
  };

  return values[column];
}
