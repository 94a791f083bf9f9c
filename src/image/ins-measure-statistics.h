/* ins-measure-statistics.h - distances, and figures of a region or along a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure; any thread. Holes and pixels without a value (no echo, no interface) are counted, and are
 * never values.
 */
#pragma once

#include "image/ins-measure-region.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 n_pixels; /* whose centre lies in the region */
  guint64 n_valid;
  guint64 n_holes;               /* should have been measured and were not, or not yet */
  guint64 n_left_out;            /* by the scan's outline or mask */
  guint64 n_no_value;            /* measured, but the gate says no echo or no interface */
  guint64 n_saturated;           /* valid ones that are more than their value says */
  guint64 n_beyond;              /* valid ones below (or above) the limit */
  double minimum, maximum, mean; /* NaN without values */
  double deviation;              /* of the sample (n - 1); NaN for fewer than two values */
  InsAreaPoint minimum_at, maximum_at;
  double area_mm2;       /* of the shape */
  double valid_area_mm2; /* of the pixels with a value */
} InsMeasureStatistics;

/* @limit: NaN none; @below: values under it are counted, else those over it */
void ins_measure_statistics (const InsMeasurePlane *plane,
                             const InsMeasureRegion *region,
                             double limit,
                             gboolean below,
                             InsMeasureStatistics *statistics);

/* Lengths along scan and index axis, without sign, and in all. */
void ins_measure_distance (const InsScanGrid *grid,
                           const InsAreaPoint *one,
                           const InsAreaPoint *other,
                           double *scan_mm,
                           double *index_mm,
                           double *distance_mm);

typedef struct
{
  double distance_mm;    /* from the first point */
  double value;          /* NaN: none, or outside the picture */
  gboolean is_saturated; /* a pixel that takes part */
} InsMeasureSample;

#define INS_MEASURE_MAX_SAMPLES 100000

/**
 * ins_measure_profile:
 *
 * Evenly spaced, both ends included, no farther apart than half the finer step. Between pixels
 * values are interpolated in both directions; where one that takes part has none, there is none.
 *
 * Returns: (element-type InsMeasureSample) (transfer full)
 */
GArray *ins_measure_profile (const InsMeasurePlane *plane,
                             const InsAreaPoint *one,
                             const InsAreaPoint *other);

G_END_DECLS
