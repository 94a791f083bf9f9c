/* ins-clock-fit.h - the card's clock on the host's
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lower convex hull over the arrivals of the last 60 s, best of every 0.5 s kept
 * (Moon, Skelly and Towsley 1999; Zhang, Liu and Xia 2002). A block can only arrive late,
 * so the line below all points is the clock. Owned by one thread; a value copy may be given away.
 */
typedef struct _InsClockFit InsClockFit;

InsClockFit *ins_clock_fit_new (void);
void ins_clock_fit_free (InsClockFit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsClockFit, ins_clock_fit_free)

#define INS_CLOCK_CRYSTAL 1e-3

/**
 * ins_clock_fit_begin:
 * @tolerance: how far the clock may be off, relative. Up to %INS_CLOCK_CRYSTAL it is a crystal: its
 *   rate is near 1 until more is known. Above (below 0.5) it is a free-running pulser: any rate
 *   within the tolerance is as likely as any other and taken from the first points on.
 *
 * Another clock: everything about the old one is forgotten.
 */
void ins_clock_fit_begin (InsClockFit *self, double tolerance);

/* After a gap in the sample count: points are forgotten, the same clock's rate is not. */
void ins_clock_fit_reset (InsClockFit *self);

/* The sample taken at card_s was seen by the host at arrival_s. */
void ins_clock_fit_add (InsClockFit *self, double card_s, double arrival_s);

/* A straight line good for the time around the last point. */
typedef struct
{
  double card_s; /* reference point on the card's clock */
  double host_s; /* and on ins_clock_now_s() */
  double rate;   /* host seconds per card second, near 1 */
  double span_s; /* of the points it rests on; young below INS_CLOCK_YOUNG_S */
  /* One standard deviation of host_s at the reference point, without the smallest delay of all,
   * which nobody knows. From simulation: of delays that are exponential or even. */
  double sigma_s;
} InsClockMap;

#define INS_CLOCK_YOUNG_S 20.0

/* FALSE before the first point. */
gboolean ins_clock_fit_get_map (InsClockFit *self, InsClockMap *map);

/* TRUE once a line drawn with this map is where it should be: at once for a crystal. */
gboolean ins_clock_fit_is_known (const InsClockFit *self);

/* How late the points came, measured from the line as it was when each came. */
typedef struct
{
  guint64 n;
  double p50_s, p99_s; /* within a tenth; NaN without points */
  double latest_s;     /* likewise */
} InsClockResidual;

void ins_clock_fit_get_residual (const InsClockFit *self, InsClockResidual *residual);

/* Counts residuals from here on; neither begin() nor reset() does that. */
void ins_clock_fit_clear_residual (InsClockFit *self);

static inline double
ins_clock_map_to_host_s (const InsClockMap *map, double card_s)
{
  return map->host_s + (card_s - map->card_s) * map->rate;
}

G_END_DECLS
