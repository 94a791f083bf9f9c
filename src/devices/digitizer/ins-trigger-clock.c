/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/digitizer/ins-trigger-clock.h"

#define RATE_TOLERANCE 0.06
#define SEARCH_EVERY 8     /* records, and at least ... */
#define SEARCH_EVERY_S 0.1 /* ... so long: a search may cost a millisecond or two */
#define MOST_DOUBT 0.3     /* periods; more, and the line is lost */
#define EARLIER 0.25       /* periods; an arrival may be so much less late than any before */
#define PUNCTUAL 0.55      /* periods; the records are to arrive no later than so ... */
#define MOST_PUNCTUAL 59   /* ... of the newest 64 so many, else none is trusted */

void
ins_trigger_clock_init (InsTriggerClock *self, double nominal_hz)
{
  *self = (InsTriggerClock){ .nominal_hz = nominal_hz, .searched_s = -(double)INFINITY };
}

static void
fill_floor (const InsTriggerClock *self,
            InsArrivalFloor *floor,
            double period_s,
            gint64 first,
            const gint64 *numbers)
{
  ins_arrival_floor_init (floor, period_s);
  for (guint i = 0; i < self->n_times; i++)
    ins_arrival_floor_add (floor, first + numbers[i], self->times_s[i]);
}

/* The number of the first record gathered. The old line says it if there is one; else every record
 * refused before was a trigger. */
static gint64
first_number (const InsTriggerClock *self, const InsArrivalFloor *floor)
{
  gint64 index = (gint64)self->index;
  double away_s;

  if (!self->has_index)
    return (gint64)(self->n_missed - self->n_times);
  away_s = ins_arrival_floor_at (floor, 0) - ins_arrival_floor_at (&self->floor, index);

  return index + (gint64)MAX (round (away_s / self->floor.period_s), 1);
}

/* Makes the line from the records gathered, if they give one. */
static void
search (InsTriggerClock *self)
{
  double nominal_s = 1 / self->nominal_hz;
  gint64 numbers[INS_PERIOD_SEARCH_MAX], first, last;
  InsArrivalFloor floor;
  double period_s;

  period_s = ins_period_search (self->times_s, self->n_times, nominal_s / (1 + RATE_TOLERANCE),
                                nominal_s / (1 - RATE_TOLERANCE), numbers);
  if (!isfinite (period_s))
    return;
  fill_floor (self, &floor, period_s, 0, numbers);
  first = first_number (self, &floor);
  last = first + numbers[self->n_times - 1];
  fill_floor (self, &self->floor, period_s, first, numbers);

  self->n_missed = self->has_index ? self->n_missed + (guint64)last - self->index
                                   : (guint64)last + 1;
  self->index = (guint64)last;
  self->has_index = self->is_locked = TRUE;
  self->punctual = 0;
}

static void
gather (InsTriggerClock *self, double arrival_s)
{
  if (self->n_times == INS_PERIOD_SEARCH_MAX)
    memmove (self->times_s, self->times_s + 1, --self->n_times * sizeof *self->times_s);
  self->times_s[self->n_times++] = arrival_s;
  self->n_until_search = MAX (self->n_until_search, 1) - 1;
  if (self->n_times < INS_PERIOD_SEARCH_MAX || self->n_until_search > 0 ||
      arrival_s < self->searched_s + SEARCH_EVERY_S)
    return;
  self->n_until_search = SEARCH_EVERY;
  self->searched_s = arrival_s;
  search (self);
}

/* The numbers at which the line may pass between arming and arrival: so many, from first on. */
static gint64
find_numbers (const InsTriggerClock *self, double armed_s, double arrival_s, guint64 *first)
{
  double newest_s = ins_arrival_floor_at (&self->floor, (gint64)self->index);
  double period_s = self->floor.period_s;
  double away = (arrival_s - newest_s) / period_s;
  double doubt_s = ins_arrival_floor_doubt_s (&self->floor, (gint64)self->index + (gint64)away);
  gint64 from = MAX ((gint64)ceil ((armed_s - doubt_s - newest_s) / period_s), 1);

  *first = self->index + (guint64)from;

  return (gint64)floor (away + MAX (EARLIER, doubt_s / period_s)) - from + 1;
}

/* A line that is wrong passes anywhere between the arrivals, and so does a right one if they are
 * late by up to a period. */
static void
watch (InsTriggerClock *self, double arrival_s)
{
  gint64 index = (gint64)self->index;
  double late = (arrival_s - ins_arrival_floor_at (&self->floor, index)) / self->floor.period_s;
  double doubt = ins_arrival_floor_doubt_s (&self->floor, index + (gint64)late) /
                 self->floor.period_s;

  late -= floor (late + MIN (doubt, 0.1));
  self->punctual = self->punctual << 1 | (late <= PUNCTUAL);
  if (doubt > MOST_DOUBT)
    {
      self->is_locked = FALSE;
      self->n_times = 0;
    }
}

static gboolean
is_trusted (const InsTriggerClock *self)
{
  return self->is_locked && __builtin_popcountll (self->punctual) >= MOST_PUNCTUAL;
}

gboolean
ins_trigger_clock_add (InsTriggerClock *self, double armed_s, double arrival_s, guint64 *index)
{
  guint64 number;

  if (self->is_locked)
    watch (self, arrival_s);
  if (self->is_locked && find_numbers (self, armed_s, arrival_s, &number) == 1)
    {
      self->n_missed += number - self->index - (is_trusted (self) ? 1 : 0);
      self->index = number;
      ins_arrival_floor_add (&self->floor, (gint64)number, arrival_s);
      *index = number;
      if (is_trusted (self))
        return TRUE;
    }
  else if (!self->has_index)
    self->n_missed++;

  self->n_doubtful++;
  if (!self->is_locked)
    gather (self, arrival_s);

  return FALSE;
}

double
ins_trigger_clock_get_rate_hz (const InsTriggerClock *self)
{
  return is_trusted (self) ? 1 / self->floor.period_s : (double)NAN;
}
