/* track-simulation.h - a stage behind a link with delays, as the registration sees it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track.h"

#define TRACK_MAX_REPORTS 4000
#define TRACK_QUANTUM_MM 0.001 /* of the reports */

typedef enum
{
  LINK_PLAIN,            /* a: 0.5 ms and the bytes */
  LINK_REPLY_JITTER,     /* b: 5 ms and up to 3 ms on the way back */
  LINK_REQUEST_JITTER,   /* c: likewise on the way there */
  LINK_EXPONENTIAL,      /* d: 1 ms and 2 ms exponential on the way back */
  LINK_LATENCY_TIMER,    /* e: the reply is released at the next tick of 16 ms */
  LINK_STALLS,           /* g: as b, and 2 % of 50 to 200 ms on either way */
  LINK_JITTER_BOTH_WAYS, /* h: 1 ms and up to 3 ms on each way */
  LINK_ADAPTER,          /* as b, but nothing on the way there */
  LINK_FRAMES,           /* f1: asked and answered at once, but only every 20 ms */
  LINK_STALE,            /* f2: answers at once with the position of the last frame of 20 ms */
  LINK_STALE_SLOW,       /* likewise, behind a line that takes 6 ms for an answer */
  LINK_STALE_TOO_SLOW,   /* or 9 ms: two questions with their answers take a frame */
  N_LINKS,
} TrackLink;

typedef struct
{
  double length_mm; /* ramps included */
  double speed_mm_s, acceleration_mm_s2;
  double ripple_um;               /* of the screw, and as much again that does not repeat */
  double wait_low_s, wait_high_s; /* random, from a reply to the next question */
  double hesitation_s;            /* in mid line the stage stands still for so long */
} TrackMotion;

typedef struct
{
  TrackMotion motion;
  double start_s, phase, frequency_hz;
  gboolean back;
} TrackCourse;

typedef struct
{
  InsTrackReport reports[TRACK_MAX_REPORTS];
  guint n_reports;
  double start_mm, end_mm;
  double crossing_s; /* when the centre was truly passed */
  TrackCourse course;
} TrackSweep;

/* Sweeps number 0, 1, ...: odd ones go back. */
void track_simulate_sweep (GRand *rand,
                           const TrackMotion *motion,
                           TrackLink link,
                           guint number,
                           TrackSweep *sweep);

/* Where the stage truly was, and the counter would have said. */
double track_get_true_mm (const TrackSweep *sweep, double time_s);

/* A track of such sweeps, and the sweep as its next line: added, or only looked at. */
InsTrack *track_new_for (const TrackMotion *motion);
gboolean track_add_sweep (InsTrack *track, const TrackSweep *sweep, InsTrackLine *line);
void track_examine_sweep (InsTrack *track, const TrackSweep *sweep, InsTrackLine *line);
