/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/digitizer/ins-arrival-floor.h"

#define WINDOW_S 4.0 /* a pulser's rate creeps with its temperature */
#define JITTER 0.01  /* of a pulser, periods */

void
ins_arrival_floor_init (InsArrivalFloor *self, double period_s)
{
  *self = (InsArrivalFloor){ .per_point = 1, .period_s = period_s };
}

double
ins_arrival_floor_at (const InsArrivalFloor *self, gint64 number)
{
  return self->height_s + (double)(number - self->origin) * self->period_s;
}

double
ins_arrival_floor_doubt_s (const InsArrivalFloor *self, gint64 number)
{
  const InsArrival *oldest = &self->points[0], *newest = &self->points[self->n_points - 1];
  double span = (double)MAX (newest->number - oldest->number, 1);
  double away = (double)MAX (number - newest->number, 0);

  return (JITTER * self->period_s + self->scatter_s) * (1 + 2 * away / span);
}

/* Arrival @a is less late than @b. */
static gboolean
is_below (const InsArrivalFloor *self, const InsArrival *a, const InsArrival *b)
{
  return a->arrival_s - b->arrival_s < (double)(a->number - b->number) * self->period_s;
}

static void
put (InsArrivalFloor *self, const InsArrival *arrival)
{
  InsArrival *newest = &self->points[MAX (self->n_points, 1) - 1];

  if (self->n_points == 0 || arrival->number / self->per_point != newest->number / self->per_point)
    self->points[self->n_points++] = *arrival;
  else if (is_below (self, arrival, newest))
    *newest = *arrival;
}

static void
make_room (InsArrivalFloor *self)
{
  InsArrival old[INS_ARRIVAL_FLOOR_POINTS];
  guint n = self->n_points;

  memcpy (old, self->points, sizeof old);
  if ((double)(self->per_point * INS_ARRIVAL_FLOOR_POINTS) * self->period_s < WINDOW_S)
    {
      self->per_point *= 2;
      self->n_points = 0;
      for (guint i = 0; i < n; i++)
        put (self, &old[i]);
    }
  if (self->n_points == n)
    {
      memcpy (self->points, old + 1, (n - 1) * sizeof *old);
      self->n_points = n - 1;
    }
}

/* Lower convex hull (Andrew's monotone chain); returns how many points it has. */
static guint
find_hull (const InsArrivalFloor *self, const InsArrival **hull)
{
  guint n = 0;

  for (guint i = 0; i < self->n_points; i++)
    {
      const InsArrival *p = &self->points[i];

      while (n >= 2 && (hull[n - 1]->arrival_s - hull[n - 2]->arrival_s) *
                               (double)(p->number - hull[n - 1]->number) >=
                           (p->arrival_s - hull[n - 1]->arrival_s) *
                               (double)(hull[n - 1]->number - hull[n - 2]->number))
        n--;
      hull[n++] = p;
    }

  return n;
}

/* Of all lines that no point is below, the one that is nearest to them on average: it lies on the
 * hull's edge at their mean. */
static void
fit (InsArrivalFloor *self)
{
  const InsArrival *hull[INS_ARRIVAL_FLOOR_POINTS];
  guint n = find_hull (self, hull), edge = 1;
  double mean = 0;

  for (guint i = 0; i < self->n_points; i++)
    mean += (double)(self->points[i].number - self->points[0].number) / self->n_points;
  while (edge + 1 < n && (double)(hull[edge]->number - self->points[0].number) < mean)
    edge++;
  self->origin = hull[edge - 1]->number;
  self->height_s = hull[edge - 1]->arrival_s;
  if (n >= 2)
    self->period_s = (hull[edge]->arrival_s - self->height_s) /
                     (double)(hull[edge]->number - self->origin);

  self->scatter_s = 0;
  for (guint i = 0; i < self->n_points; i++)
    self->scatter_s += (self->points[i].arrival_s -
                        ins_arrival_floor_at (self, self->points[i].number)) /
                       self->n_points;
}

void
ins_arrival_floor_add (InsArrivalFloor *self, gint64 number, double arrival_s)
{
  InsArrival arrival = { number, arrival_s };

  if (self->n_points == INS_ARRIVAL_FLOOR_POINTS)
    make_room (self);
  put (self, &arrival);
  fit (self);
}
