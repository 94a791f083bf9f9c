/* ins-difference.h - what two scans of the same place differ by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-cscan.h"

G_BEGIN_DECLS

/* One plane of a scan. Borrowed for the time of the call. */
typedef struct
{
  const InsScanGrid *grid;
  const float *values; /* n_rows x n_columns; NaN or infinite for none */
} InsDifferenceInput;

/* Of the pixels where both have a value. Without any all but the counts are NaN. */
typedef struct
{
  guint64 n_places;   /* pixels of A that lie in B */
  guint64 n_compared; /* of those, with a value in both */
  double mean, rms, least, greatest;
  double deviation;  /* standard deviation */
  guint row, column; /* of A, where it is farthest from 0 */
} InsDifferenceFigures;

typedef enum
{
  INS_DIFFERENCE_MADE,
  INS_DIFFERENCE_OTHER_AXES, /* the scans lie in different planes, XY and XZ */
  INS_DIFFERENCE_APART,      /* no pixel of A lies in B */
} InsDifferenceOutcome;

/**
 * ins_difference_make:
 * @averages: values may be averaged: amplitudes may, times of different echoes may not
 * @values: (out caller-allocates): n_rows x n_columns of A: B - A; NaN where not both have a value
 *
 * Compares by place in stage coordinates, whichever way either was scanned. A pixel of A is
 * compared with the mean of the pixels of B whose centres lie in it, or, where there is none or
 * @averages is %FALSE, with the one of B that it lies in. Pure; any thread.
 */
InsDifferenceOutcome ins_difference_make (const InsDifferenceInput *a,
                                          const InsDifferenceInput *b,
                                          gboolean averages,
                                          float *values,
                                          InsDifferenceFigures *figures);

/* A place of A, which need not be whole, in the pixels of B, which need not lie in it. FALSE: they
 * lie in different planes. */
gboolean ins_difference_map_place (const InsScanGrid *a,
                                   double row,
                                   double column,
                                   const InsScanGrid *b,
                                   double *row_b,
                                   double *column_b);

G_END_DECLS
