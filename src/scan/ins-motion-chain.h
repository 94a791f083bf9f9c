/* ins-motion-chain.h - sweeps one after the other: which one a report belongs to, and when it is
 * done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"
#include "scan/ins-track.h"

G_BEGIN_DECLS

/* One line of a scan, as the conductor asks for it. */
typedef struct
{
  InsPosition start, end; /* of the sweep, runways included; all three axes */
  InsAxis scan_axis;
  double pixels_start_mm; /* on the scan axis: before it the sweep has no pixel yet ... */
  double pixels_end_mm;   /* ... and behind it none any more */
  double speed_mm_s;
  double acceleration_mm_s2; /* of the scan axis */
  double travel_speed_mm_s;  /* of the way to the start */
  InsPosition exit;          /* where the line after this one begins; NaN: none is known */
  gboolean follows;          /* only behind a line that has not failed */

  /* lent to the worker until the line is done, or no line is under way any more */
  InsTrackReport *reports;
  guint max_reports;
} InsMotionLine;

/* Host times. The stage passed pixels_end_mm between low_s and high_s. */
typedef struct
{
  guint n_reports;
  double low_s, high_s;
  double began_s; /* when the sweep's command was written */
  double ended_s; /* when it was seen to be done */
  double dead_s;  /* from the end of the sweep before to this one's command; 0 if queued ahead */
} InsMotionLineResult;

/* A line under way: the way to its start, then its sweep. */
typedef struct
{
  InsMotionLine line;
  gboolean lead_sent, sweep_sent, exit_sent;
  gboolean is_beside;  /* the index axis was set off with the sweep */
  gboolean is_off_row; /* and was not there in time: the line is no good */
  gboolean is_swept;   /* the reports are the sweep's */
  InsMotionLineResult result;
} InsMotionChainLine;

/* Pure functions. */
void ins_motion_chain_line_init (InsMotionChainLine *self, const InsMotionLine *line);

/* The stage does not stand where the sweep begins. */
gboolean ins_motion_chain_line_needs_lead (const InsMotionChainLine *self,
                                           const InsPosition *from,
                                           const InsPosition *tolerance_mm);

/**
 * ins_motion_chain_line_fits_beside:
 *
 * TRUE if the other axes, set off with the sweep from @from, are surely there before its first
 * pixel.
 */
gboolean ins_motion_chain_line_fits_beside (const InsMotionChainLine *self,
                                            const InsStageInfo *info,
                                            const InsPosition *from,
                                            const InsPosition *tolerance_mm);

/**
 * ins_motion_chain_line_find_turn:
 * @turn: (out): where the sweep proper ends, if TRUE
 *
 * TRUE if the way to the next line can be taken in the ramp at the end of the sweep: from @turn,
 * still at full speed and behind the last pixel, straight to the exit. The corner there is so
 * slight that the planner does not slow down for it (Grbl 1.1, planner.c, with a margin).
 */
gboolean ins_motion_chain_line_find_turn (const InsMotionChainLine *self,
                                          const InsStageInfo *info,
                                          const InsPosition *tolerance_mm,
                                          InsPosition *turn);

/**
 * ins_motion_chain_line_take:
 * @before: position of the report before this one
 *
 * Keeps a report that belongs to the sweep: on its row, behind its start, and on its way. What
 * comes before, on the way to the start, does not.
 */
void ins_motion_chain_line_take (InsMotionChainLine *self,
                                 const InsStageReport *report,
                                 const InsPosition *before,
                                 const InsPosition *tolerance_mm);

/**
 * ins_motion_chain_line_is_past:
 *
 * TRUE if the sweep has no pixel any more: the report lies well behind the last one, or the stage
 * has turned, or is on its way to another row.
 */
gboolean ins_motion_chain_line_is_past (const InsMotionChainLine *self,
                                        const InsStageReport *report,
                                        const InsPosition *before,
                                        const InsPosition *tolerance_mm);

G_END_DECLS
