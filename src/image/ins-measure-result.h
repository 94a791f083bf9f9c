/* ins-measure-result.h - what a measurement comes to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-measure-clusters.h"
#include "image/ins-measure-statistics.h"

G_BEGIN_DECLS

/* Values of a picture in the unit that people read, with what measuring on it must know. */
typedef struct
{
  InsMeasurePlane plane;
  const char *unit; /* "%FSH", "us", "mm", "um", "dB", "1" */
  gboolean is_db;
  gboolean is_amplitude; /* then a peak is said in dB against the reference, too */
} InsMeasureInput;

#define INS_MEASURE_REFERENCE_PERCENT 80.0 /* of the screen: what dB are counted from */

/* A number with its name, as files and tables have it. */
typedef struct
{
  const char *key;  /* static: "area_mm2" */
  const char *unit; /* static: "mm2"; "" for a count */
  double value;     /* NaN: there is none */
} InsMeasureFigure;

typedef struct
{
  GArray *figures;  /* InsMeasureFigure */
  GArray *clusters; /* (nullable): InsMeasureCluster; of sizing and voids the one that was found */
  GArray *profile;  /* (nullable): InsMeasureSample */
} InsMeasureResult;

/* Pure; any thread. FALSE with INS_RECIPE_ERROR_VALUE, as ins_measure_validate() and
 * ins_measure_sizing(). */
InsMeasureResult *ins_measure_evaluate (const InsMeasure *measure,
                                        const InsMeasureInput *input,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_measure_result_free (InsMeasureResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsMeasureResult, ins_measure_result_free)

/* NaN if there is none of that name. */
double ins_measure_result_get (const InsMeasureResult *self, const char *key);

/* The most telling figure, for a list: its place, or -1. */
int ins_measure_result_find_main (const InsMeasureResult *self, InsMeasureKind kind);

/* Columns of a cluster in tables. */
typedef enum
{
  INS_CLUSTER_X,
  INS_CLUSTER_Y,
  INS_CLUSTER_SCAN,
  INS_CLUSTER_INDEX,
  INS_CLUSTER_AREA,
  INS_CLUSTER_PEAK,
  INS_CLUSTER_PEAK_X,
  INS_CLUSTER_PEAK_Y,
  INS_CLUSTER_DEPTH,
  INS_CLUSTER_PIXELS,
  INS_CLUSTER_PARTS,
  INS_CLUSTER_OPEN,
  INS_CLUSTER_N_COLUMNS,
} InsClusterColumn;

const char *ins_measure_cluster_key (InsClusterColumn column);
double ins_measure_cluster_get (const InsMeasureCluster *self, InsClusterColumn column);

G_END_DECLS
