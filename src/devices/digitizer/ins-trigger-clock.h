/* ins-trigger-clock.h - the numbers of triggers that came one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-arrival-floor.h"
#include "devices/digitizer/ins-period-search.h"

G_BEGIN_DECLS

/* A card that is armed anew for each trigger misses those that come meanwhile. The pulser is
 * periodic, so how many were missed follows from when the records arrived. Arrivals can only be
 * late: the least late ones lie on a line, and a record belongs to the number at which the line
 * passes between the moment of arming and the record's arrival. If it passes at two numbers, nobody
 * knows. Pure; a value that allocates nothing; owned by one thread. */
typedef struct
{
  double nominal_hz; /* as the recipe says; the real one may be off by a few percent */
  guint64 index;     /* of the newest trigger whose number is known */
  guint64 n_missed;  /* up to that one, the doubtful ones among them */
  guint64 n_doubtful;

  gboolean has_index; /* FALSE: the period has never been found */
  gboolean is_locked; /* FALSE: the period is still (or again) looked for, in: */
  double times_s[INS_PERIOD_SEARCH_MAX];
  guint n_times, n_until_search;
  double searched_s;
  guint64 punctual; /* a bit for each of the newest records */
  InsArrivalFloor floor;
} InsTriggerClock;

void ins_trigger_clock_init (InsTriggerClock *self, double nominal_hz);

/**
 * ins_trigger_clock_add:
 * @armed_s: taken right before the card was told to arm, on ins_clock_now_s(): the trigger came
 * later
 * @arrival_s: when its record was complete, less the record's own length: it came earlier
 * @index: (out): number of the trigger, missed ones counted
 *
 * The first hundred records are refused: the real rate is looked for within 6 % of the nominal one,
 * and then it has to prove itself. All are refused while more than a few arrive later than half a
 * period after the promptest. If the line is lost (the rate was turned, or a pause was too long) it
 * is looked for anew, and the numbers go on as the time that passed says.
 *
 * Returns: %FALSE if two numbers are possible, or none: the record belongs to no pulse and must not
 *   be used; it is counted as missed
 */
gboolean
ins_trigger_clock_add (InsTriggerClock *self, double armed_s, double arrival_s, guint64 *index);

/* The pulser's rate as seen; NaN before there are enough. */
double ins_trigger_clock_get_rate_hz (const InsTriggerClock *self);

G_END_DECLS
