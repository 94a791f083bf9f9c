/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-clock-fit.h"

#define BUCKET_S 0.5
#define WINDOW_S 60.0
#define N_BUCKETS 120 /* WINDOW_S / BUCKET_S */
#define MAX_YOUNG 1024

/* Below this span the best two points say more about their delays than about the rate. */
#define MIN_RATE_SPAN_S 2.0
#define MAX_RATE_ERROR 1e-3

/* What crystals usually have. A slope that is less sure than that is drawn towards 0: over the
 * first ten seconds of a link with 20 ms of jitter this halves the error. The factor is from
 * simulation: the two ends of the edge are each the best of half the buckets. */
#define USUAL_RATE_ERROR 60e-6
#define SLOPE_ERROR_FACTOR 8.0

/* Relative to the first point since reset, so that no digits are lost. */
typedef struct
{
  double card_s;
  double late_s; /* arrival less card time: the smaller, the less delayed */
} Point;

struct _InsClockFit
{
  gboolean has_origin;
  double origin_card_s, origin_host_s;
  double last_card_s; /* relative */
  double bucket;      /* number of the youngest */

  Point old[N_BUCKETS + 1]; /* the best of each closed bucket, oldest first */
  guint n_old;
  Point young[MAX_YOUNG]; /* all of the youngest bucket */
  guint n_young;

  Point hull[N_BUCKETS + 1 + MAX_YOUNG];
};

InsClockFit *
ins_clock_fit_new (void)
{
  return g_new0 (InsClockFit, 1);
}

void
ins_clock_fit_free (InsClockFit *self)
{
  g_free (self);
}

void
ins_clock_fit_reset (InsClockFit *self)
{
  self->has_origin = FALSE;
  self->n_old = self->n_young = 0;
}

static const Point *
get_best (const Point *points, guint n)
{
  const Point *best = &points[0];

  for (guint i = 1; i < n; i++)
    if (points[i].late_s < best->late_s)
      best = &points[i];

  return best;
}

static void
drop_old (InsClockFit *self, double before_card_s)
{
  guint n = 0;

  while (n < self->n_old && self->old[n].card_s < before_card_s)
    n++;
  self->n_old -= n;
  for (guint i = 0; i < self->n_old; i++)
    self->old[i] = self->old[i + n];
}

/* Keeps the best of the youngest bucket and begins a new one. */
static void
close_bucket (InsClockFit *self)
{
  if (self->n_young == 0)
    return;
  if (self->n_old > N_BUCKETS)
    drop_old (self, self->old[1].card_s);
  self->old[self->n_old++] = *get_best (self->young, self->n_young);
  self->n_young = 0;
}

void
ins_clock_fit_add (InsClockFit *self, double card_s, double arrival_s)
{
  Point point;
  double bucket;

  if (!isfinite (card_s) || !isfinite (arrival_s))
    return;
  if (!self->has_origin)
    {
      self->has_origin = TRUE;
      self->origin_card_s = card_s;
      self->origin_host_s = arrival_s;
      self->last_card_s = 0.0;
      self->bucket = 0.0;
    }
  point.card_s = card_s - self->origin_card_s;
  point.late_s = (arrival_s - self->origin_host_s) - point.card_s;
  if (point.card_s < self->last_card_s)
    return;

  bucket = floor (point.card_s / BUCKET_S);
  if (bucket > self->bucket)
    {
      close_bucket (self);
      self->bucket = bucket;
    }
  drop_old (self, point.card_s - WINDOW_S);
  self->last_card_s = point.card_s;

  /* of a bucket with more points than fit, the last place goes to the best */
  if (self->n_young < MAX_YOUNG)
    self->young[self->n_young++] = point;
  else if (point.late_s < self->young[MAX_YOUNG - 1].late_s)
    self->young[MAX_YOUNG - 1] = point;
}

/* Keeps the hull convex from below while points come in order (Andrew's monotone chain). */
static guint
push_hull (Point *hull, guint n, Point point)
{
  while (n > 0)
    {
      const Point *last = &hull[n - 1];

      if (point.card_s <= last->card_s)
        {
          if (point.late_s >= last->late_s)
            return n;
        }
      else if (n < 2 || (last->late_s - hull[n - 2].late_s) * (point.card_s - last->card_s) <
                            (point.late_s - last->late_s) * (last->card_s - hull[n - 2].card_s))
        break;
      n--;
    }
  hull[n] = point;

  return n + 1;
}

/* The line below all points with the smallest sum of distances: the hull's edge over their mean
 * (Moon, Skelly and Towsley 1999). */
static double
get_hull_slope (InsClockFit *self)
{
  double mean_s = get_best (self->young, self->n_young)->card_s;
  guint n = 0, i = 1;

  for (guint at = 0; at < self->n_old; at++)
    {
      mean_s += self->old[at].card_s;
      n = push_hull (self->hull, n, self->old[at]);
    }
  for (guint at = 0; at < self->n_young; at++)
    n = push_hull (self->hull, n, self->young[at]);
  mean_s /= self->n_old + 1.0;
  if (n < 2)
    return 0.0;

  while (i + 1 < n && self->hull[i].card_s < mean_s)
    i++;

  return (self->hull[i].late_s - self->hull[i - 1].late_s) /
         (self->hull[i].card_s - self->hull[i - 1].card_s);
}

/* Height at card time 0 of the highest line of that slope below all points. */
static double
get_height (const InsClockFit *self, double slope)
{
  double height = (double)INFINITY;

  for (guint i = 0; i < self->n_old; i++)
    height = MIN (height, self->old[i].late_s - slope * self->old[i].card_s);
  for (guint i = 0; i < self->n_young; i++)
    height = MIN (height, self->young[i].late_s - slope * self->young[i].card_s);

  return height;
}

/* The slope, drawn towards 0 by as much as the scatter of the closed buckets above its line tells.
 */
static double
get_slope (const InsClockFit *self, double hull_slope, double span_s)
{
  double height = get_height (self, hull_slope);
  double n = MAX (self->n_old, 1), above = 0.0, error;

  for (guint i = 0; i < self->n_old; i++)
    above += self->old[i].late_s - hull_slope * self->old[i].card_s - height;
  error = SLOPE_ERROR_FACTOR * above / n / (n * span_s) / USUAL_RATE_ERROR;

  return CLAMP (hull_slope / (1.0 + error * error), -MAX_RATE_ERROR, MAX_RATE_ERROR);
}

gboolean
ins_clock_fit_get_map (InsClockFit *self, InsClockMap *map)
{
  double first_s, slope = 0.0;

  if (!self->has_origin || self->n_young == 0)
    return FALSE;

  first_s = self->n_old > 0 ? self->old[0].card_s : self->young[0].card_s;
  map->span_s = self->last_card_s - first_s;
  if (map->span_s >= MIN_RATE_SPAN_S)
    slope = get_slope (self, get_hull_slope (self), map->span_s);
  map->rate = 1.0 + slope;
  map->card_s = self->origin_card_s + self->last_card_s;
  map->host_s = self->origin_host_s + self->last_card_s + get_height (self, slope) +
                slope * self->last_card_s;

  return TRUE;
}
