/* ins-correction.h - what lies between rows swept forward and back, and what is done about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/ins-rig.h"
#include "image/ins-comb.h"
#include "image/ins-cscan.h"
#include "scan/ins-track.h"

G_BEGIN_DECLS

typedef enum
{
  INS_CORRECTION_NONE,
  INS_CORRECTION_PICTURE, /* the measured comb, half of it from each direction */
  INS_CORRECTION_GIVEN,   /* another latency and backlash than the rows were placed with */
} InsCorrectionSource;

/* Of one scan; a value. Rows are kept as they were placed while they were recorded; a correction is
 * always counted from there, so it can be changed and taken back at any time.
 *
 * The comb is where a feature stands in rows swept forward less where in rows swept back, along the
 * scan. A latency eps that is missing makes it 2 v eps, a backlash B that is missing makes it B:
 * a stage coordinate is where the load is on the way up (towards plus), on the way down it is B
 * above. */
typedef struct
{
  double placed_latency_s, placed_backlash_mm; /* what the rows were placed with */
  InsComb comb;                                /* of the picture as recorded */
  guint gate;                                  /* the plane that tells, where comb is OK */
  InsPlaneKind kind;
  double low_mm, high_mm; /* combs that delays and backlash can make; NaN: nothing bounds it */

  InsCorrectionSource source; /* what is in force */
  double latency_s, backlash_mm;
  InsRowShift shift;
} InsCorrection;

void ins_correction_init (InsCorrection *self, double placed_latency_s, double placed_backlash_mm);

/**
 * ins_correction_get_shift:
 * @latency_s, @backlash_mm: by how much they were too small when the rows were placed
 * @shift: (out): of the two directions
 */
void ins_correction_get_shift (const InsScanGrid *grid,
                               double speed_mm_s,
                               double latency_s,
                               double backlash_mm,
                               InsRowShift *shift);

/* The hard bounds that the stage's reports give for the delay, with the largest believable
 * backlash. @track: of the newest line. */
void ins_correction_set_bounds (InsCorrection *self,
                                const InsTrackLine *track,
                                double backlash_limit_mm);

/* How many rows of each gate are compared, so that it is about that many pixels in all; 1 us each.
 */
guint ins_correction_get_most (InsCscan *cscan, guint n_pixels);

/**
 * ins_correction_measure:
 * @first_row, @n_rows: the part of the picture that is looked at
 * @n_most: rows compared at most; 0 as many as take about 0.1 s
 *
 * Measures the comb in each gate's amplitude, or where none of them tells in each gate's time, and
 * takes the surest answer. A plane that is ambiguous makes all of it ambiguous.
 */
void ins_correction_measure (InsCorrection *self,
                             InsCscan *cscan,
                             guint first_row,
                             guint n_rows,
                             guint n_most);

/* TRUE if the comb is surer than chance and within the bounds. */
gboolean ins_correction_may_use_picture (const InsCorrection *self, const InsScanGrid *grid);

void ins_correction_use_nothing (InsCorrection *self);
/* Nothing, where it may not. */
void ins_correction_use_picture (InsCorrection *self, const InsScanGrid *grid);
void ins_correction_use_values (InsCorrection *self,
                                const InsScanGrid *grid,
                                double speed_mm_s,
                                double latency_s,
                                double backlash_mm);

/* (transfer full): what was measured and what was done, in a sentence or two; "" where rows were
 * swept one way only and nothing is corrected. */
char *ins_correction_to_text (const InsCorrection *self, const InsScanGrid *grid);

G_END_DECLS
