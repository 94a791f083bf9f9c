/* ins-track-frames.h - firmware that answers with the position of its last frame
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track-fit.h"

G_BEGIN_DECLS

/* Some firmware takes the position at fixed moments of its own clock, every 20 ms say, and answers
 * with the last one. Where a position differs from the one before, it was taken between the
 * question for that one and its own answer; all such moments lie on a grid. A value; owned by one
 * thread. */
typedef struct
{
  gboolean known;
  double period_s;
  double phase_s; /* some frame near the newest, on ins_clock_now_s() */
  double late_s;  /* half of the range in which the grid may lie: a constant, mostly */
  double spare_s; /* by so much that range may still shrink */
  double sigma_s; /* by how much the middle of it still moves */
} InsTrackGrid;

/* The grid as it is learnt, from the last 60 s. */
typedef struct _InsTrackFrames InsTrackFrames;

InsTrackFrames *ins_track_frames_new (void);
void ins_track_frames_free (InsTrackFrames *self);

/**
 * ins_track_frames_learn:
 * @points: (array length=n_points): in order, all of a sweep
 * @origin_s: of their times
 *
 * Returns: %FALSE if the polls are too slow for it (they have to come faster than a third of the
 *   period, or be many), or what they say is no grid
 */
gboolean ins_track_frames_learn (InsTrackFrames *self,
                                 const InsTrackPoint *points,
                                 guint n_points,
                                 double origin_s);

/* Mean distance of changes of the position: the frame's length, or longer. 0 unknown. Pure. */
double ins_track_guess_frame_s (const InsTrackPoint *points, guint n_points);

const InsTrackGrid *ins_track_frames_get_grid (const InsTrackFrames *self);

/**
 * ins_track_grid_convert:
 *
 * Leaves of the points those that are the first of their frame, with the frame's moment in place of
 * the answer's and no round trip.
 *
 * Returns: how many
 */
guint ins_track_grid_convert (const InsTrackGrid *self,
                              InsTrackPoint *points,
                              guint n_points,
                              double origin_s);

G_END_DECLS
