/* ins-measure-clusters.h - indications by threshold, and their sizes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure; any thread.
 */
#pragma once

#include "image/ins-measure-region.h"

G_BEGIN_DECLS

/* Pixels beyond a threshold that touch, also at a corner, and what lies near enough to be merged.
 * Edges lie where the straight line between the pixels on either side crosses the threshold. */
typedef struct
{
  InsAreaPoint centre; /* of its area */
  InsAreaPoint peak_at;
  double peak;              /* greatest value, or least where it lies below the threshold */
  double depth_mm;          /* at the peak; NaN: not known */
  double scan_mm, index_mm; /* extent on either axis, between its edges */
  double area_mm2;
  double low_column, high_column, low_row, high_row; /* its edges, px */
  guint64 n_pixels;
  guint64 n_saturated; /* of those: more than their value says */
  guint n_parts;       /* that were merged */
  gboolean is_open;    /* reaches the border or a hole: it may be bigger */
} InsMeasureCluster;

typedef struct
{
  double threshold;
  gboolean is_below;  /* what is less than the threshold, not what is more */
  guint least_pixels; /* after merging */
  double merge_mm;    /* pixels no farther apart belong together; 0: only what touches */
} InsMeasureThreshold;

/**
 * ins_measure_clusters:
 *
 * A value that equals the threshold counts as beyond.
 *
 * Returns: (element-type InsMeasureCluster) (transfer full): biggest area first
 */
GArray *ins_measure_clusters (const InsMeasurePlane *plane,
                              const InsMeasureRegion *region,
                              const InsMeasureThreshold *threshold);

typedef struct
{
  double drop_db;
  gboolean is_db;    /* the plane is in dB already */
  double reference;  /* counted from instead of the peak; NaN: the peak */
  gboolean is_below; /* a loss of echo: what lies below the level; wants a reference */
} InsMeasureDrop;

typedef struct
{
  InsMeasureCluster cluster; /* all that is connected with the peak above the level */
  double level;
  double peak_scan_mm, peak_index_mm; /* between the edges on the lines through the peak */
  double diameter_mm;                 /* of a disc of that area */
} InsMeasureSizing;

/**
 * ins_measure_sizing:
 * @point: on or near the indication
 *
 * Climbs from the point to the peak of the indication: the greatest value that is reached without
 * going below the level that follows from it.
 *
 * Returns: FALSE with INS_RECIPE_ERROR_VALUE if there is no value, or no indication
 */
gboolean ins_measure_sizing (const InsMeasurePlane *plane,
                             const InsAreaPoint *point,
                             const InsMeasureDrop *drop,
                             InsMeasureSizing *sizing,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  guint64 n_pixels, n_valid, n_holes, n_left_out, n_no_value, n_saturated;
  guint64 n_void;             /* valid pixels beyond the threshold, in voids big enough */
  double void_percent;        /* of the valid pixels; NaN without any */
  double bond_percent;        /* the rest */
  double quadrant_percent[4]; /* void: low columns and rows, high columns, low columns and high
                                 rows, high both; NaN without values there */
  guint n_voids;
  double largest_percent; /* the largest single one; 0 none */
  double valid_area_mm2, void_area_mm2;
  InsMeasureCluster largest; /* if n_voids > 0 */
} InsMeasureVoids;

void ins_measure_voids (const InsMeasurePlane *plane,
                        const InsMeasureRegion *region,
                        const InsMeasureThreshold *threshold,
                        InsMeasureVoids *voids);

G_END_DECLS
