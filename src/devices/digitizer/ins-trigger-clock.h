/* ins-trigger-clock.h - the numbers of triggers that came one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A card that is armed anew for each trigger misses those that come meanwhile. The pulser is
 * periodic, so how many were missed follows from when the records arrived. Pure; a value; owned by
 * one thread. Arrivals can only be late. */
typedef struct
{
  double nominal_hz; /* as the recipe says; the real one may be off by a few percent */
  double period_s;   /* as seen */
  guint64 index;     /* of the newest trigger */
  guint64 n_missed, n_doubtful;
  double arrival_s; /* of the newest trusted record */
  guint n_seen;
  double first_arrival_s;
} InsTriggerClock;

void ins_trigger_clock_init (InsTriggerClock *self, double nominal_hz);

/**
 * ins_trigger_clock_add:
 * @armed_s: when the card was armed, on ins_clock_now_s(): the trigger came later
 * @arrival_s: when its record was complete, less the record's own length: it came earlier
 * @index: (out): number of the trigger, missed ones counted
 *
 * Returns: %FALSE if two numbers are equally likely: the record belongs to no pulse and must not be
 *   used; it is counted as missed
 */
gboolean
ins_trigger_clock_add (InsTriggerClock *self, double armed_s, double arrival_s, guint64 *index);

/* The pulser's rate as seen; NaN before there are enough. */
double ins_trigger_clock_get_rate_hz (const InsTriggerClock *self);

G_END_DECLS
