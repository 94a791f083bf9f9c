/* ins-nde-timing.h - what the file keeps about the price of the pipeline's steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-timing-figures.h"

G_BEGIN_DECLS

#define INS_NDE_N_TIMING_COSTS 16 /* room for steps to come */

typedef struct
{
  guint64 n; /* blocks, lines or syncs */
  double sum_s;
  double longest_s;
} InsNdeTimingCost;

/* The only one in /Private/Insonify/StepTiming, little-endian, no padding, written when the scan
 * ends; all 0 before. Of a scan that was gone on with: sums and the worst over its parts. */
typedef struct
{
  InsNdeTimingCost costs[INS_NDE_N_TIMING_COSTS]; /*   0 by InsTimingStep */
  double elapsed_s;                               /* 384 as InsTimingFigures, so are the rest */
  double latest_block_s;                          /* 392 */
  double longest_away_s;                          /* 400 */
  double swept_s;                                 /* 408 */
  double dead_s;                                  /* 416 */
  double longest_dead_s;                          /* 424 */
  guint64 n_lines;                                /* 432 */
  guint32 n_buffers;                              /* 440 */
  guint32 fewest_free_buffers;                    /* 444 */
  guint32 n_file_lines;                           /* 448 */
  guint32 fewest_free_lines;                      /* 452 */
} InsNdeTiming;

G_STATIC_ASSERT (sizeof (InsNdeTiming) == 456);
G_STATIC_ASSERT (INS_N_TIMING_STEPS <= INS_NDE_N_TIMING_COSTS);

/* @earlier: what the file already says. */
void ins_nde_timing_fill (InsNdeTiming *self,
                          const InsTimingFigures *figures,
                          const InsNdeTiming *earlier);

/* FALSE if no scan has ended yet. */
gboolean ins_nde_timing_get (const InsNdeTiming *self, InsTimingFigures *figures);

G_END_DECLS
