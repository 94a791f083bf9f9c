/* ins-comb.h - how far rows swept forward and back lie apart, from the picture alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INS_COMB_UNKNOWN,   /* too little structure, or it contradicts itself */
  INS_COMB_AMBIGUOUS, /* it repeats along the lines: several shifts would fit */
  INS_COMB_OK,
} InsCombVerdict;

typedef struct
{
  InsCombVerdict verdict;
  double comb_px; /* where a feature stands in rows swept forward less where in rows swept back,
                   * columns; NaN but for INS_COMB_OK */
  double se_px;   /* one standard error; NaN likewise */
  guint n_lines;  /* rows between two of the other direction, that were compared */
} InsComb;

#define INS_NO_COMB ((InsComb){ .comb_px = (double)NAN, .se_px = (double)NAN })

/* Largest comb that is looked for; so many pixels at each end of a row are not used. */
#define INS_COMB_MAX_PX 8

/**
 * ins_comb_estimate:
 * @values: n_rows x n_columns as recorded, NaN for none
 * @directions: (array length=n_rows): +1 swept from column 0 up, -1 back, 0 not yet
 * @n_most: rows that are compared at most, spread evenly; bounds the time
 * @comb: (out caller-allocates)
 *
 * Every row swept back against the mean of its two neighbours swept forward (or every row swept
 * forward between two swept back, if there are more of them), at three scales of smoothing (1, 2,
 * 3.5 px): a structure test that does not know of the comb (the two neighbours
 * must correlate at 6 sigma), the peak of the derivatives' normalised cross-correlation, and a
 * gradient refinement (Lucas and Kanade 1981) with a standard error in which each row counts once,
 * so that lines which lie badly count too. A second peak of 0.8 of the first makes it ambiguous.
 * Pure; about 1 us a pixel compared.
 */
void ins_comb_estimate (const float *values,
                        const gint8 *directions,
                        guint n_rows,
                        guint n_columns,
                        guint n_most,
                        InsComb *comb);

/* Surer than chance: OK and more than two standard errors from zero. */
gboolean ins_comb_is_significant (const InsComb *self);

G_END_DECLS
