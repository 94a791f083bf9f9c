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

/* After a gap in the sample count. */
void ins_clock_fit_reset (InsClockFit *self);

/* The sample taken at card_s was seen by the host at arrival_s. */
void ins_clock_fit_add (InsClockFit *self, double card_s, double arrival_s);

/* A straight line good for the time around the last point. */
typedef struct
{
  double card_s; /* reference point on the card's clock */
  double host_s; /* and on ins_clock_now_s() */
  double rate;   /* host seconds per card second, near 1 */
  double span_s; /* of the points it rests on; young below 20 s */
} InsClockMap;

/* FALSE before the first point. */
gboolean ins_clock_fit_get_map (InsClockFit *self, InsClockMap *map);

static inline double
ins_clock_map_to_host_s (const InsClockMap *map, double card_s)
{
  return map->host_s + (card_s - map->card_s) * map->rate;
}

G_END_DECLS
