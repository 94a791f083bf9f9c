/* ins-track.h - where was the stage at each moment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One answer of the stage during a sweep: somewhere between asked_s and answered_s (on
 * ins_clock_now_s()) the scan axis stood at position_mm. */
typedef struct
{
  double asked_s;
  double answered_s;
  double position_mm;
} InsTrackReport;

/* What a line's registration came to; kept in the file. */
typedef struct
{
  double crossing_s;     /* when the centre of the line was passed, ins_clock_now_s() */
  double speed_mm_s;     /* fitted, pooled over the lines; signed along the scan axis */
  double alpha;          /* share of the round trip that lies after the position was taken */
  double offset_s;       /* constant delay assumed; held steady from line to line */
  double offset_low_s;   /* hard bounds of that delay; low above high: the stage answers with */
  double offset_high_s;  /* positions older than the question, nothing here holds */
  double sigma_s;        /* one standard deviation of crossing_s; line to line, same direction */
  guint n_reports;       /* used in the cruise zone */
  gboolean interpolated; /* too few reports: crossing from the neighbours' mean start delay */
} InsTrackLine;

/* The pooled fit (src/DESIGN.md, registration) over all lines so far: one crossing time per
 * line, speed and delay share in common, Tukey weights. Owned by one thread.
 */
typedef struct _InsTrack InsTrack;

/**
 * ins_track_new:
 * @speed_mm_s: nominal; start value of the fit
 * @acceleration_mm_s2: decides which reports lie in the cruise zone
 * @quantum_mm: smallest step of a reported position
 */
InsTrack *ins_track_new (double speed_mm_s, double acceleration_mm_s2, double quantum_mm);
void ins_track_free (InsTrack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsTrack, ins_track_free)

/**
 * ins_track_count_cruise:
 * @ramp_mm: v^2 / 2a
 *
 * How many of the reports lie where the stage runs at constant speed, and so tell something about
 * the line's place. Pure. Fewer than %INS_TRACK_GOOD_REPORTS: sweep the line again.
 */
#define INS_TRACK_GOOD_REPORTS 5
guint ins_track_count_cruise (double start_mm,
                              double end_mm,
                              double ramp_mm,
                              const InsTrackReport *reports,
                              guint n_reports);

/**
 * ins_track_add_line:
 * @start_mm, @end_mm: ends of the sweep on the scan axis, runways included
 * @reports: (array length=n_reports): in order; from before the start to after the stop
 * @line: (out caller-allocates): the fit for this line, with what all lines so far say
 *
 * Returns: %FALSE if nothing can be said (fewer than 3 reports in the cruise zone and no earlier
 *   line): the line is then a hole
 */
gboolean ins_track_add_line (InsTrack *self,
                             double start_mm,
                             double end_mm,
                             const InsTrackReport *reports,
                             guint n_reports,
                             InsTrackLine *line);

/* Position on the scan axis at a time, by the cruise line; only meant for the cruise zone. */
static inline double
ins_track_line_get_mm (const InsTrackLine *line, double centre_mm, double time_s)
{
  return centre_mm + line->speed_mm_s * (time_s - line->crossing_s - line->offset_s);
}

G_END_DECLS
