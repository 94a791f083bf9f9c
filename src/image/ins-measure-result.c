/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-measure-result.h"

typedef InsMeasureResult Result;

static void
add (Result *self, const char *key, const char *unit, double value)
{
  InsMeasureFigure figure = { key, unit, value + 0.0 }; /* no -0 */

  g_array_append_val (self->figures, figure);
}

static void
add_peak_db (Result *self, const InsMeasureInput *input, double peak)
{
  if (input->is_amplitude)
    add (self, "peak_db", "dB",
         peak > 0.0 ? 20.0 * log10 (peak / INS_MEASURE_REFERENCE_PERCENT) : (double)NAN);
}

/* Only where there are any: whoever reads it then knows that the figures beside it are too small.
 */
static void
add_saturated (Result *self, guint64 n)
{
  if (n > 0)
    add (self, "saturated", "", (double)n);
}

static void
add_cluster (Result *self, const InsMeasureCluster *cluster)
{
  if (self->clusters == NULL)
    self->clusters = g_array_new (FALSE, FALSE, sizeof (InsMeasureCluster));
  g_array_append_val (self->clusters, *cluster);
}

static void
measure_distance (const InsMeasure *measure, const InsMeasureInput *input, Result *self)
{
  double scan_mm, index_mm, distance_mm;

  ins_measure_distance (input->plane.grid, &measure->points[0], &measure->points[1], &scan_mm,
                        &index_mm, &distance_mm);
  add (self, "distance_mm", "mm", distance_mm);
  add (self, "scan_mm", "mm", scan_mm);
  add (self, "index_mm", "mm", index_mm);
}

static void
measure_statistics (const InsMeasure *measure, const InsMeasureInput *input, Result *self)
{
  g_auto (InsMeasureRegion) region = { 0 };
  InsMeasureStatistics figures;

  ins_measure_region_init (&region, input->plane.grid, measure->shape, measure->points,
                           measure->n_points);
  ins_measure_statistics (&input->plane, &region, measure->limit, measure->is_below, &figures);
  add (self, "mean", input->unit, figures.mean);
  add (self, "min", input->unit, figures.minimum);
  add (self, "max", input->unit, figures.maximum);
  add (self, "sd", input->unit, figures.deviation);
  if (isfinite (measure->limit))
    add (self, measure->is_below ? "below_limit_percent" : "above_limit_percent", "%",
         100.0 * (double)figures.n_beyond / (double)figures.n_valid);
  add (self, "area_mm2", "mm2", figures.area_mm2);
  add (self, "valid_area_mm2", "mm2", figures.valid_area_mm2);
  add (self, "pixels", "", (double)figures.n_pixels);
  add (self, "valid", "", (double)figures.n_valid);
  add (self, "holes", "", (double)figures.n_holes);
  add (self, "no_value", "", (double)figures.n_no_value);
  add (self, "left_out", "", (double)figures.n_left_out);
  add_saturated (self, figures.n_saturated);
  add (self, "min_x_mm", "mm", figures.n_valid > 0 ? figures.minimum_at.x_mm : (double)NAN);
  add (self, "min_y_mm", "mm", figures.n_valid > 0 ? figures.minimum_at.y_mm : (double)NAN);
  add (self, "max_x_mm", "mm", figures.n_valid > 0 ? figures.maximum_at.x_mm : (double)NAN);
  add (self, "max_y_mm", "mm", figures.n_valid > 0 ? figures.maximum_at.y_mm : (double)NAN);
}

static gboolean
measure_sizing (const InsMeasure *measure,
                const InsMeasureInput *input,
                Result *self,
                GError **error)
{
  const InsMeasureDrop drop = { measure->drop_db, input->is_db, measure->reference,
                                measure->is_below };
  InsMeasureSizing sizing;

  if (!ins_measure_sizing (&input->plane, &measure->points[0], &drop, &sizing, error))
    return FALSE;
  add (self, "scan_mm", "mm", sizing.cluster.scan_mm);
  add (self, "index_mm", "mm", sizing.cluster.index_mm);
  add (self, "diameter_mm", "mm", sizing.diameter_mm);
  add (self, "area_mm2", "mm2", sizing.cluster.area_mm2);
  add (self, "x_mm", "mm", sizing.cluster.centre.x_mm);
  add (self, "y_mm", "mm", sizing.cluster.centre.y_mm);
  add (self, "depth_mm", "mm", sizing.cluster.depth_mm);
  add (self, "peak", input->unit, sizing.cluster.peak);
  add_peak_db (self, input, sizing.cluster.peak);
  add (self, "peak_x_mm", "mm", sizing.cluster.peak_at.x_mm);
  add (self, "peak_y_mm", "mm", sizing.cluster.peak_at.y_mm);
  add (self, "level", input->unit, sizing.level);
  add (self, "peak_scan_mm", "mm", sizing.peak_scan_mm);
  add (self, "peak_index_mm", "mm", sizing.peak_index_mm);
  add (self, "open", "", sizing.cluster.is_open);
  add_saturated (self, sizing.cluster.n_saturated);
  add_cluster (self, &sizing.cluster);

  return TRUE;
}

static void
measure_clusters (const InsMeasure *measure, const InsMeasureInput *input, Result *self)
{
  const InsMeasureThreshold threshold = { measure->threshold, measure->is_below,
                                          measure->least_pixels, measure->merge_mm };
  g_auto (InsMeasureRegion) region = { 0 };
  double area_mm2 = 0.0;
  guint64 n_saturated = 0;

  ins_measure_region_init (&region, input->plane.grid, measure->shape, measure->points,
                           measure->n_points);
  self->clusters = ins_measure_clusters (&input->plane, &region, &threshold);
  for (guint i = 0; i < self->clusters->len; i++)
    {
      area_mm2 += g_array_index (self->clusters, InsMeasureCluster, i).area_mm2;
      n_saturated += g_array_index (self->clusters, InsMeasureCluster, i).n_saturated;
    }
  add (self, "clusters", "", self->clusters->len);
  add (self, "area_mm2", "mm2", area_mm2);
  if (self->clusters->len > 0)
    add (self, "largest_mm2", "mm2", g_array_index (self->clusters, InsMeasureCluster, 0).area_mm2);
  add_saturated (self, n_saturated);
}

static void
measure_voids (const InsMeasure *measure, const InsMeasureInput *input, Result *self)
{
  static const char *const quadrants[] = { "quadrant_1_percent", "quadrant_2_percent",
                                           "quadrant_3_percent", "quadrant_4_percent" };
  const InsMeasureThreshold threshold = { measure->threshold, measure->is_below,
                                          measure->least_pixels, measure->merge_mm };
  g_auto (InsMeasureRegion) region = { 0 };
  InsMeasureVoids voids;

  ins_measure_region_init (&region, input->plane.grid, measure->shape, measure->points,
                           measure->n_points);
  ins_measure_voids (&input->plane, &region, &threshold, &voids);
  add (self, "void_percent", "%", voids.void_percent);
  add (self, "bond_percent", "%", voids.bond_percent);
  add (self, "voids", "", voids.n_voids);
  add (self, "largest_percent", "%", voids.largest_percent);
  if (voids.n_voids > 0)
    {
      add (self, "largest_mm2", "mm2",
           (double)voids.largest.n_pixels * ins_measure_pixel_mm2 (input->plane.grid));
      add (self, "largest_x_mm", "mm", voids.largest.centre.x_mm);
      add (self, "largest_y_mm", "mm", voids.largest.centre.y_mm);
      add_cluster (self, &voids.largest);
    }
  add (self, "void_area_mm2", "mm2", voids.void_area_mm2);
  add (self, "valid_area_mm2", "mm2", voids.valid_area_mm2);
  for (guint i = 0; i < G_N_ELEMENTS (quadrants); i++)
    add (self, quadrants[i], "%", voids.quadrant_percent[i]);
  add (self, "pixels", "", (double)voids.n_pixels);
  add (self, "valid", "", (double)voids.n_valid);
  add (self, "holes", "", (double)voids.n_holes);
  add (self, "no_value", "", (double)voids.n_no_value);
  add (self, "left_out", "", (double)voids.n_left_out);
  add_saturated (self, voids.n_saturated);
}

static void
measure_profile (const InsMeasure *measure, const InsMeasureInput *input, Result *self)
{
  double least = INFINITY, greatest = -INFINITY, sum = 0.0, length_mm;
  guint n = 0, n_saturated = 0;

  self->profile = ins_measure_profile (&input->plane, &measure->points[0], &measure->points[1]);
  for (guint i = 0; i < self->profile->len; i++)
    {
      double value = g_array_index (self->profile, InsMeasureSample, i).value;

      if (isnan (value))
        continue;
      n_saturated += g_array_index (self->profile, InsMeasureSample, i).is_saturated;
      least = MIN (least, value);
      greatest = MAX (greatest, value);
      sum += value;
      n++;
    }
  length_mm = hypot (measure->points[1].x_mm - measure->points[0].x_mm,
                     measure->points[1].y_mm - measure->points[0].y_mm);
  add (self, "length_mm", "mm", length_mm);
  add (self, "min", input->unit, n > 0 ? least : (double)NAN);
  add (self, "max", input->unit, n > 0 ? greatest : (double)NAN);
  add (self, "mean", input->unit, n > 0 ? sum / n : (double)NAN);
  add (self, "samples", "", self->profile->len);
  add (self, "valid", "", n);
  add_saturated (self, n_saturated);
}

static void
measure_note (const InsMeasure *measure, Result *self)
{
  add (self, "x_mm", "mm", measure->points[0].x_mm);
  add (self, "y_mm", "mm", measure->points[0].y_mm);
}

InsMeasureResult *
ins_measure_evaluate (const InsMeasure *measure, const InsMeasureInput *input, GError **error)
{
  g_autoptr (InsMeasureResult) self = NULL;

  if (!ins_measure_validate (measure, error))
    return NULL;
  self = g_new0 (InsMeasureResult, 1);
  self->figures = g_array_new (FALSE, FALSE, sizeof (InsMeasureFigure));
  switch (measure->kind)
    {
    case INS_MEASURE_DISTANCE:
      measure_distance (measure, input, self);
      break;
    case INS_MEASURE_STATISTICS:
      measure_statistics (measure, input, self);
      break;
    case INS_MEASURE_SIZING:
      if (!measure_sizing (measure, input, self, error))
        return NULL;
      break;
    case INS_MEASURE_CLUSTERS:
      measure_clusters (measure, input, self);
      break;
    case INS_MEASURE_VOIDS:
      measure_voids (measure, input, self);
      break;
    case INS_MEASURE_PROFILE:
      measure_profile (measure, input, self);
      break;
    case INS_MEASURE_NOTE:
    default:
      measure_note (measure, self);
      break;
    }

  return g_steal_pointer (&self);
}

void
ins_measure_result_free (InsMeasureResult *self)
{
  g_clear_pointer (&self->figures, g_array_unref);
  g_clear_pointer (&self->clusters, g_array_unref);
  g_clear_pointer (&self->profile, g_array_unref);
  g_free (self);
}
