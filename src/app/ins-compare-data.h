/* ins-compare-data.h - two scans and what they differ by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-difference.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* A plane that both scans have. */
typedef struct
{
  InsPlaneKind kind;
  guint index_a, index_b; /* of the gate or derived plane */
  char *title, *unit;     /* for people */
} InsComparePlane;

void ins_compare_plane_free (InsComparePlane *self);

/* (transfer full) (element-type InsComparePlane): gates and derived planes of the same names and
 * kinds, in the order of A; pulses and registration last. Empty: there is none. */
GPtrArray *ins_compare_list_planes (const InsRecipe *a, const InsRecipe *b);

/* Of one plane. Read-only once made. */
typedef struct
{
  InsDifferenceOutcome outcome;
  InsDifferenceFigures figures; /* in the unit of the plane: µs for times */
  InsCscan *difference; /* a derived plane, number 0, over the grid of A; holes where none */
  float low, high;      /* of both scans together, in the plane's own unit; NaN: no values */
} InsCompareResult;

void ins_compare_result_free (InsCompareResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsCompareResult, ins_compare_result_free)

/* Computes: for a task thread. */
InsCompareResult *ins_compare_make (InsCscan *a, InsCscan *b, const InsComparePlane *plane);

/* (transfer full): why there is nothing to compare, with the places of both; %NULL: there is */
char *ins_compare_describe_outcome (const InsCompareResult *self,
                                    const InsScanGrid *a,
                                    const InsScanGrid *b);

G_END_DECLS
