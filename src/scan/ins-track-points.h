/* ins-track-points.h - which reports of a sweep tell where its line lies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track-fit.h"
#include "scan/ins-track.h"

G_BEGIN_DECLS

/* Where a sweep runs at constant speed. */
typedef struct
{
  int direction;
  double start_mm, length_mm;
  double margin_mm; /* left out at each end */
} InsTrackZone;

/* @ramp_mm: v^2 / 2a */
void ins_track_zone_init (InsTrackZone *self, double start_mm, double end_mm, double ramp_mm);

static inline gboolean
ins_track_zone_is_cruise (const InsTrackZone *self, double from_centre_mm)
{
  double free_mm = 0.5 * self->length_mm - self->margin_mm;

  return from_centre_mm >= -free_mm && from_centre_mm <= free_mm;
}

/* NULL if no report of the line makes sense. */
const InsTrackReport *ins_track_get_first_sane (const InsTrackReport *reports, guint n_reports);

/**
 * ins_track_take_points:
 * @origin_s: times become relative to it
 * @points: (out caller-allocates): room for @n_reports
 *
 * All reports that make sense, in order; thinned out evenly where there are thousands.
 *
 * Returns: how many
 */
guint ins_track_take_points (const InsTrackZone *zone,
                             const InsTrackReport *reports,
                             guint n_reports,
                             double origin_s,
                             InsTrackPoint *points);

/**
 * ins_track_take_cruise:
 * @points: (array length=n_points): all of the sweep
 * @cruise: (out caller-allocates): room for @n_points
 * @scratch: (out caller-allocates): likewise
 * @longest_s: (out): round trip from which on a report is a stall and left out
 *
 * Those of the cruise zone, chosen by position: choosing by time would prefer late starts.
 *
 * Returns: how many
 */
guint ins_track_take_cruise (const InsTrackZone *zone,
                             const InsTrackPoint *points,
                             guint n_points,
                             InsTrackPoint *cruise,
                             double *scratch,
                             double *longest_s);

G_END_DECLS
