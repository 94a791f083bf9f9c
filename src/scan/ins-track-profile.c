/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-track-profile.h"

#define BIN_S 4e-3
#define MIN_REPORTS 4.0   /* in a bin */
#define MIN_SPREAD_S 5e-4 /* standard deviation of their times, for a slope */
#define MAX_BINS 1024     /* at each end */
#define REST_S 0.1        /* after the ramp: a stage settles, or is slower than it says */
#define RAMP_SHARE 1.5    /* likewise, of the ramp's time */
#define KEPT 0.99         /* of the older lines' say, a line */
#define SAME_MM 1e-6

/* Sums for a straight line through a bin's reports, about the bin's middle. */
typedef struct
{
  double n, t, s, tt, ts;
} Bin;

/* One end of the sweeps of one direction. Bins count outwards from the edge of the cruise zone,
 * places from the end. */
typedef struct
{
  double margin_mm; /* of the zone */
  Bin *bins;
} End;

struct _InsTrackProfile
{
  double acceleration_mm_s2;
  guint n_bins;
  End ends[2][2]; /* by direction; before and behind the centre */
};

InsTrackProfile *
ins_track_profile_new (double speed_mm_s, double acceleration_mm_s2)
{
  InsTrackProfile *self = g_new0 (InsTrackProfile, 1);
  double span_s = RAMP_SHARE * speed_mm_s / acceleration_mm_s2 + REST_S;

  self->acceleration_mm_s2 = acceleration_mm_s2;
  self->n_bins = (guint)MIN (ceil (span_s / BIN_S) + 2.0, MAX_BINS);
  for (guint i = 0; i < 4; i++)
    self->ends[i / 2][i % 2].bins = g_new0 (Bin, self->n_bins);

  return self;
}

void
ins_track_profile_free (InsTrackProfile *self)
{
  for (guint i = 0; i < 4; i++)
    g_free (self->ends[i / 2][i % 2].bins);
  g_free (self);
}

/* When the cruise zone ends, after the centre. */
static double
get_edge_s (const InsTrackZone *zone, double slowness)
{
  return (0.5 * zone->length_mm - zone->margin_mm) * slowness;
}

static gboolean
is_of_zone (const End *end, const InsTrackZone *zone)
{
  return fabs (end->margin_mm - zone->margin_mm) < SAME_MM;
}

static void
begin_line (InsTrackProfile *self, End *end, const InsTrackZone *zone)
{
  double kept = is_of_zone (end, zone) ? KEPT : 0.0;

  end->margin_mm = zone->margin_mm;
  for (guint i = 0; i < self->n_bins; i++)
    {
      Bin *bin = &end->bins[i];

      *bin = (Bin){ kept * bin->n, kept * bin->t, kept * bin->s, kept * bin->tt, kept * bin->ts };
    }
}

/* Positions as counted outwards, so that both ends look alike. */
static void
add (InsTrackProfile *self, End *end, double beyond_s, double out_mm)
{
  double place = floor (beyond_s / BIN_S), t;
  Bin *bin;

  if (!(place >= 0.0 && place < self->n_bins))
    return;
  t = beyond_s - (place + 0.5) * BIN_S;
  bin = &end->bins[(guint)place];
  bin->n += 1.0;
  bin->t += t;
  bin->s += out_mm;
  bin->tt += t * t;
  bin->ts += t * out_mm;
}

void
ins_track_profile_learn (InsTrackProfile *self,
                         const InsTrackZone *zone,
                         const InsTrackPoint *points,
                         guint n_points,
                         double slowness,
                         double alpha,
                         double crossing_s,
                         double longest_s)
{
  End *ends = self->ends[zone->direction > 0];
  double edge_s = get_edge_s (zone, slowness), half_mm = 0.5 * zone->length_mm;

  begin_line (self, &ends[0], zone);
  begin_line (self, &ends[1], zone);
  for (guint i = 0; i < n_points; i++)
    {
      const InsTrackPoint *point = &points[i];
      double passed_s = point->answered_s - alpha * point->round_trip_s - crossing_s;

      if (point->round_trip_s <= longest_s)
        add (self, &ends[passed_s > 0.0], fabs (passed_s) - edge_s,
             (passed_s > 0.0 ? point->along_mm : -point->along_mm) - half_mm);
    }
}

/* The bin's line, which its neighbours' middles also ask for. */
static double
get_bin_mm (const Bin *bin, double t)
{
  double slope = (bin->n * bin->ts - bin->t * bin->s) / (bin->n * bin->tt - bin->t * bin->t);

  return bin->s / bin->n + slope * (t - bin->t / bin->n);
}

static gboolean
is_learnt (const Bin *bin)
{
  return bin->n >= MIN_REPORTS &&
         bin->n * bin->tt - bin->t * bin->t > bin->n * bin->n * MIN_SPREAD_S * MIN_SPREAD_S;
}

/* Between the middles of two bins each has its share. */
static gboolean
get_learnt_mm (const InsTrackProfile *self, const End *end, double beyond_s, double *out_mm)
{
  double place = CLAMP (beyond_s / BIN_S - 0.5, 0.0, self->n_bins - 1.0);
  guint bin = MIN ((guint)place, self->n_bins - 2);
  double t = beyond_s - (bin + 0.5) * BIN_S, share = place - bin;

  if (!is_learnt (&end->bins[bin]) || !is_learnt (&end->bins[bin + 1]))
    return FALSE;
  *out_mm = (1.0 - share) * get_bin_mm (&end->bins[bin], t) +
            share * get_bin_mm (&end->bins[bin + 1], t - BIN_S);

  return TRUE;
}

static double
get_nominal_mm (const InsTrackProfile *self,
                const InsTrackZone *zone,
                double slowness,
                double time_s)
{
  double speed_mm_s = 1.0 / slowness, a = self->acceleration_mm_s2;
  double ramp_mm = MIN (0.5 * speed_mm_s * speed_mm_s / a, 0.5 * zone->length_mm);
  double from_mm = 0.5 * zone->length_mm - ramp_mm;
  double over_s = CLAMP (time_s - from_mm * slowness, 0.0, speed_mm_s / a);

  return MIN (MIN (time_s, from_mm * slowness) * speed_mm_s + speed_mm_s * over_s -
                  0.5 * a * over_s * over_s,
              0.5 * zone->length_mm);
}

gboolean
ins_track_profile_get_mm (const InsTrackProfile *self,
                          const InsTrackZone *zone,
                          double slowness,
                          double passed_s,
                          double *from_centre_mm)
{
  const End *end = &self->ends[zone->direction > 0][passed_s > 0.0];
  double beyond_s = fabs (passed_s) - get_edge_s (zone, slowness), out_mm;
  double span_s = (self->n_bins - 1.0) * BIN_S;
  gboolean learnt = is_of_zone (end, zone) &&
                    get_learnt_mm (self, end, CLAMP (beyond_s, 0.0, span_s), &out_mm);

  if (learnt)
    out_mm += 0.5 * zone->length_mm;
  else
    out_mm = get_nominal_mm (self, zone, slowness, fabs (passed_s));
  *from_centre_mm = passed_s > 0.0 ? out_mm : -out_mm;

  return learnt;
}

/* By the nominal ramp, which is good enough to find the bin. */
static double
get_nominal_s (const InsTrackProfile *self,
               const InsTrackZone *zone,
               double slowness,
               double out_mm)
{
  double speed_mm_s = 1.0 / slowness, a = self->acceleration_mm_s2;
  double ramp_mm = MIN (0.5 * speed_mm_s * speed_mm_s / a, 0.5 * zone->length_mm);
  double from_mm = 0.5 * zone->length_mm - ramp_mm;
  double into_mm = CLAMP (out_mm - from_mm, 0.0, ramp_mm);
  double square = MAX (speed_mm_s * speed_mm_s - 2.0 * a * into_mm, 0.0);

  return MIN (out_mm, from_mm) * slowness + (speed_mm_s - sqrt (square)) / a;
}

gboolean
ins_track_profile_is_learnt (const InsTrackProfile *self,
                             const InsTrackZone *zone,
                             double slowness,
                             double from_centre_mm)
{
  double passed_s = copysign (get_nominal_s (self, zone, slowness, fabs (from_centre_mm)),
                              from_centre_mm);
  double unused_mm;

  return ins_track_profile_get_mm (self, zone, slowness, passed_s, &unused_mm);
}
