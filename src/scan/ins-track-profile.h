/* ins-track-profile.h - how the stage really starts and stops
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track-points.h"

G_BEGIN_DECLS

/* Outside the cruise zone, per direction: where the stage was so long before or after it passed the
 * line's centre, in bins of 4 ms with a straight line in each. */
typedef struct _InsTrackProfile InsTrackProfile;

/* Lines of any length have the same ramps. */
InsTrackProfile *ins_track_profile_new (double speed_mm_s, double acceleration_mm_s2);
void ins_track_profile_free (InsTrackProfile *self);

/**
 * ins_track_profile_learn:
 * @points: (array length=n_points): all of a sweep
 * @slowness: fitted, s/mm
 * @crossing_s: as the points' times
 * @longest_s: round trip of a stall
 */
void ins_track_profile_learn (InsTrackProfile *self,
                              const InsTrackZone *zone,
                              const InsTrackPoint *points,
                              guint n_points,
                              double slowness,
                              double alpha,
                              double crossing_s,
                              double longest_s);

/**
 * ins_track_profile_get_mm:
 * @passed_s: since the centre was passed; beyond the cruise zone
 * @from_centre_mm: (out): along the motion
 *
 * Returns: %FALSE if too few reports were there; then it is what the nominal ramp says
 */
gboolean ins_track_profile_get_mm (const InsTrackProfile *self,
                                   const InsTrackZone *zone,
                                   double slowness,
                                   double passed_s,
                                   double *from_centre_mm);

/* TRUE if the profile was learnt where the stage comes by that place. */
gboolean ins_track_profile_is_learnt (const InsTrackProfile *self,
                                      const InsTrackZone *zone,
                                      double slowness,
                                      double from_centre_mm);

G_END_DECLS
