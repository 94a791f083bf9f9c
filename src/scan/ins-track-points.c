/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-points.h"

#define MAX_LINE_POINTS 4000
#define MAX_CRUISE_POINTS 1500 /* more tell nothing new */

/* The cruise zone begins a little behind the ramp, which may be longer than it says. */
#define RAMP_FACTOR 1.4
#define MAX_RAMP_SHARE 0.25 /* of what lies between the ramps */

/* Round trips this much over the median are stalls. */
#define STALL_MADS 6.0
#define STALL_S 3e-3
#define MAD_TO_SIGMA 1.4826
#define MAX_ROUND_TRIP_S 10.0
#define MAX_LINE_S 1e5

void
ins_track_zone_init (InsTrackZone *self, double start_mm, double end_mm, double ramp_mm)
{
  double length_mm = fabs (end_mm - start_mm);
  double free_mm = MAX (length_mm - 2.0 * ramp_mm, 0.0);

  *self = (InsTrackZone){ .direction = end_mm < start_mm ? -1 : 1,
                          .start_mm = start_mm,
                          .length_mm = length_mm,
                          .margin_mm = MIN (RAMP_FACTOR * ramp_mm,
                                            ramp_mm + MAX_RAMP_SHARE * free_mm) };
}

static gboolean
is_sane (const InsTrackReport *report)
{
  double round_trip_s = report->answered_s - report->asked_s;

  return isfinite (report->asked_s) && isfinite (report->position_mm) && round_trip_s >= 0.0 &&
         round_trip_s <= MAX_ROUND_TRIP_S;
}

const InsTrackReport *
ins_track_get_first_sane (const InsTrackReport *reports, guint n_reports)
{
  for (guint i = 0; i < n_reports; i++)
    if (is_sane (&reports[i]))
      return &reports[i];

  return NULL;
}

static double
get_from_centre_mm (const InsTrackZone *zone, double position_mm)
{
  return (position_mm - zone->start_mm) * zone->direction - 0.5 * zone->length_mm;
}

guint
ins_track_take_points (const InsTrackZone *zone,
                       const InsTrackReport *reports,
                       guint n_reports,
                       double origin_s,
                       InsTrackPoint *points)
{
  double last_s = -(double)INFINITY;
  guint stride = 1 + n_reports / MAX_LINE_POINTS, n = 0;

  for (guint i = 0; i < n_reports; i += stride)
    {
      const InsTrackReport *report = &reports[i];
      double asked_s = report->asked_s - origin_s;

      /* a report that stands there twice, or out of order, is a mistake */
      if (!is_sane (report) || !(asked_s > last_s) || asked_s > MAX_LINE_S)
        continue;
      last_s = asked_s;
      points[n++] = (InsTrackPoint){ .along_mm = get_from_centre_mm (zone, report->position_mm),
                                     .round_trip_s = report->answered_s - report->asked_s,
                                     .answered_s = report->answered_s - origin_s };
    }

  return n;
}

static double
get_longest_s (const InsTrackPoint *points, guint n_points, double *scratch)
{
  double median_s, deviation_s;

  for (guint i = 0; i < n_points; i++)
    scratch[i] = points[i].round_trip_s;
  median_s = ins_track_select (scratch, n_points, n_points / 2);
  for (guint i = 0; i < n_points; i++)
    scratch[i] = fabs (points[i].round_trip_s - median_s);
  deviation_s = MAD_TO_SIGMA * ins_track_select (scratch, n_points, n_points / 2);

  return median_s + MAX (STALL_MADS * deviation_s, STALL_S);
}

static guint
thin_out (InsTrackPoint *points, guint n_points)
{
  guint stride = 1 + n_points / MAX_CRUISE_POINTS, n = 0;

  for (guint i = 0; i < n_points; i += stride)
    points[n++] = points[i];

  return n;
}

guint
ins_track_take_cruise (const InsTrackZone *zone,
                       const InsTrackPoint *points,
                       guint n_points,
                       InsTrackPoint *cruise,
                       double *scratch,
                       double *longest_s)
{
  guint n_cruise = 0, n = 0;

  for (guint i = 0; i < n_points; i++)
    if (ins_track_zone_is_cruise (zone, points[i].along_mm))
      cruise[n_cruise++] = points[i];
  *longest_s = 0.0;
  if (n_cruise == 0)
    return 0;

  *longest_s = get_longest_s (cruise, n_cruise, scratch);
  for (guint i = 0; i < n_cruise; i++)
    if (cruise[i].round_trip_s <= *longest_s)
      cruise[n++] = cruise[i];

  return thin_out (cruise, n);
}
