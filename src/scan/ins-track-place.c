/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-private.h"

#define UNLEARNT_RAMP_SHARE 0.02 /* of the way into it: the nominal ramp may be wrong by that */

/* In the cruise zone the template is as late at a place as the stage is. */
static double
get_cruise_mm (const InsTrack *self, const InsTrackZone *zone, double passed_s)
{
  const InsTrackFit *fit = &self->common.fit;
  const InsTrackTemplate *template = &fit->templates[zone->direction > 0];
  double centre_mm = zone->start_mm + 0.5 * zone->direction * zone->length_mm;
  double from_centre_mm = passed_s / fit->slowness;

  from_centre_mm -= ins_track_template_get_s (template,
                                              centre_mm + zone->direction * from_centre_mm) /
                    fit->slowness;

  return from_centre_mm;
}

double
ins_track_get_mm (const InsTrack *self,
                  const InsTrackLine *line,
                  double start_mm,
                  double end_mm,
                  double time_s)
{
  double passed_s = time_s - line->crossing_s - line->offset_s, from_centre_mm;
  InsTrackZone zone;

  ins_track_zone_init (&zone, start_mm, end_mm, self->common.ramp_mm);
  if (ins_track_zone_is_cruise (&zone, passed_s * fabs (line->speed_mm_s)))
    from_centre_mm = get_cruise_mm (self, &zone, passed_s);
  else
    ins_track_profile_get_mm (self->profile, &zone, 1.0 / fabs (line->speed_mm_s), passed_s,
                              &from_centre_mm);

  return 0.5 * (start_mm + end_mm) + zone.direction * from_centre_mm;
}

double
ins_track_get_doubt_mm (const InsTrack *self,
                        const InsTrackLine *line,
                        double start_mm,
                        double end_mm,
                        double position_mm)
{
  double speed_mm_s = fabs (line->speed_mm_s),
         from_centre_mm = position_mm - 0.5 * (start_mm + end_mm);
  double ripple_mm = 2.0 * MIN (line->scatter_s * speed_mm_s, INS_TRACK_RIPPLE_MM);
  double crossing_mm = 2.0 * line->sigma_s * speed_mm_s;
  double slope_mm = 2.0 * self->common.fit.sigma_slowness * from_centre_mm * speed_mm_s;
  double ramp_mm = 0.0;
  InsTrackZone zone;

  ins_track_zone_init (&zone, start_mm, end_mm, self->common.ramp_mm);
  if (!ins_track_zone_is_cruise (&zone, from_centre_mm) &&
      !ins_track_profile_is_learnt (self->profile, &zone, 1.0 / speed_mm_s,
                                    zone.direction * from_centre_mm))
    ramp_mm = UNLEARNT_RAMP_SHARE *
              (fabs (from_centre_mm) - (0.5 * zone.length_mm - zone.margin_mm));

  return sqrt (crossing_mm * crossing_mm + slope_mm * slope_mm + ripple_mm * ripple_mm +
               ramp_mm * ramp_mm);
}
