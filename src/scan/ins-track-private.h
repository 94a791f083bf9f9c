/* ins-track-private.h - what the lines of a track have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track-bounds.h"
#include "scan/ins-track-frames.h"
#include "scan/ins-track-profile.h"

G_BEGIN_DECLS

struct _InsTrackCommon
{
  double ramp_mm, quantum_mm;
  InsTrackFit fit;
  InsTrackSums sums; /* of all lines, also of those that are not kept */
  InsTrackBounds bounds;
  gboolean is_stale;
  double stale_s; /* how old a position may be that could not be given a frame */
  InsTrackGrid grid;
  guint n_lines;
};

/* Start delay of the lines of one direction: crossing less first report. */
typedef struct
{
  guint n;
  double mean_s, sum_squares;
} StartDelay;

struct _InsTrack
{
  InsTrackCommon common;
  InsTrackSums frozen;
  GPtrArray *lines; /* InsTrackFitLine, oldest first */
  guint n_points;   /* of all of them */
  StartDelay delays[2];
  InsTrackFrames *frames;
  guint n_misfits;
  InsTrackProfile *profile;
  GArray *sweep; /* InsTrackPoint, all of the newest */

  InsTrackAnchor anchor;
  gboolean keeps_anchor; /* something was measured against it */
  GArray *moved;         /* guint, rows of lines that were put where they turned out not to lie */

  GArray *scratch; /* double, room for n_points and for the lines */
};

#define INS_TRACK_MIN_POINTS 3   /* a line with fewer has no crossing of its own */
#define INS_TRACK_MIN_WEIGHT 2.0 /* likewise, after outliers lost their weight */

/* TRUE if reports in motion repeat their position: firmware with frames. */
gboolean
ins_track_looks_stale (const InsTrackZone *zone, const InsTrackPoint *points, guint n_points);

/* sigma_s and what is known of the whole: everything but crossing_s and offset_s. */
void ins_track_common_describe (const InsTrackCommon *self,
                                const InsTrackFitLine *fitted,
                                double *scratch,
                                InsTrackLine *line);

/* sigma_s, the crossing if there is one (@fitted), and what is known of the whole. */
void ins_track_describe (InsTrack *self,
                         InsTrackFitLine *fitted,
                         int direction,
                         guint n_reports,
                         InsTrackLine *line);

double *ins_track_get_scratch (InsTrack *self, guint n);

/* ins-track-anchor.c: the bounds of the line's constant delay, and what it is taken for. */
void ins_track_set_offset (InsTrack *self, InsTrackLine *line);
void ins_track_reconsider (InsTrack *self, double limit_s);
double ins_track_get_offset_s (const InsTrack *self);

G_END_DECLS
