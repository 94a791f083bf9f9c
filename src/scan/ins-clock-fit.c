/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-clock-fit.h"

#define BUCKET_S 0.5
#define WINDOW_S 60.0
#define N_BUCKETS 120 /* WINDOW_S / BUCKET_S */
#define MAX_YOUNG 1024

/* Below this span the best two points say more about their delays than about the rate of a crystal;
 * of a free-running pulser's they are all that is known. */
#define MIN_RATE_SPAN_S 2.0
#define MIN_FREE_SPAN_S 0.1
#define FREE_WINDOW_S 20.0 /* such a pulser drifts */
#define FREE_KNOWN_S 1.5

/* What crystals usually have. A slope that is less sure than that is drawn towards 0: over the
 * first ten seconds of a link with 20 ms of jitter this halves the error. The factor is from
 * simulation: the two ends of the edge are each the best of half the buckets. */
#define USUAL_RATE_ERROR 60e-6
#define SLOPE_ERROR_FACTOR 8.0

/* Of the map, in mean latenesses of the buckets' best above the line: it touches few of them. */
#define SIGMA_PER_BUCKET 2.0
#define SIGMA_AT_LEAST (1.0 / 15.0)

/* Residuals: eight bins an octave from 1 us to 17 s. */
#define FIRST_BIN_S 1e-6
#define BINS_PER_OCTAVE 8.0
#define N_BINS 192

/* Relative to the first point since reset, so that no digits are lost. */
typedef struct
{
  double card_s;
  double late_s; /* arrival less card time: the smaller, the less delayed */
} Point;

struct _InsClockFit
{
  double tolerance;
  double prior;         /* slope before the points say more */
  double slope;         /* as of the newest map */
  double map_span_s;    /* likewise */
  gboolean is_new;      /* a point came since the newest map ... */
  double newest_late_s; /* ... this late */

  gboolean has_origin;
  double origin_card_s, origin_host_s;
  double last_card_s; /* relative */
  double bucket;      /* number of the youngest */

  Point old[N_BUCKETS + 1]; /* the best of each closed bucket, oldest first */
  guint n_old;
  Point young[MAX_YOUNG]; /* all of the youngest bucket */
  guint n_young;

  Point hull[N_BUCKETS + 1 + MAX_YOUNG];

  guint64 n_residuals;
  double latest_s;
  guint64 bins[N_BINS];
};

InsClockFit *
ins_clock_fit_new (void)
{
  InsClockFit *self = g_new0 (InsClockFit, 1);

  self->tolerance = INS_CLOCK_CRYSTAL;

  return self;
}

void
ins_clock_fit_free (InsClockFit *self)
{
  g_free (self);
}

static gboolean
is_crystal (const InsClockFit *self)
{
  return self->tolerance <= INS_CLOCK_CRYSTAL;
}

void
ins_clock_fit_begin (InsClockFit *self, double tolerance)
{
  ins_clock_fit_reset (self);
  self->tolerance = CLAMP (tolerance, INS_CLOCK_CRYSTAL, 0.5);
  self->prior = self->slope = 0.0;
}

void
ins_clock_fit_reset (InsClockFit *self)
{
  if (is_crystal (self) || self->map_span_s >= FREE_KNOWN_S)
    self->prior = self->slope;
  self->slope = self->prior;
  self->has_origin = FALSE;
  self->is_new = FALSE;
  self->map_span_s = 0.0;
  self->n_old = self->n_young = 0;
}

/* How late a point is on the line of the present slope: points far apart compare by it. */
static double
get_lateness_s (const InsClockFit *self, const Point *point)
{
  return point->late_s - self->slope * point->card_s;
}

static const Point *
get_best_young (const InsClockFit *self)
{
  const Point *best = &self->young[0];

  for (guint i = 1; i < self->n_young; i++)
    if (get_lateness_s (self, &self->young[i]) < get_lateness_s (self, best))
      best = &self->young[i];

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
  self->old[self->n_old++] = *get_best_young (self);
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
  drop_old (self, point.card_s - (is_crystal (self) ? WINDOW_S : FREE_WINDOW_S));
  self->last_card_s = point.card_s;
  self->is_new = TRUE;
  self->newest_late_s = point.late_s;

  /* of a bucket with more points than fit, the last place goes to the best */
  if (self->n_young < MAX_YOUNG)
    self->young[self->n_young++] = point;
  else if (get_lateness_s (self, &point) < get_lateness_s (self, &self->young[MAX_YOUNG - 1]))
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
  double mean_s = get_best_young (self)->card_s;
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

/* Of the hull's slope, by the scatter of the closed buckets above its line. */
static double
get_slope_error (const InsClockFit *self, double slope)
{
  double height = get_height (self, slope);
  double n = MAX (self->n_old, 1), above = 0.0;

  for (guint i = 0; i < self->n_old; i++)
    above += self->old[i].late_s - slope * self->old[i].card_s - height;

  return SLOPE_ERROR_FACTOR * above / n / (n * self->map_span_s);
}

/* Of a crystal, drawn towards what is usual, or was known before a gap, by as much as its error
 * tells. */
static double
draw_slope (const InsClockFit *self, double hull_slope)
{
  double error = get_slope_error (self, hull_slope) / USUAL_RATE_ERROR;

  return self->prior + (hull_slope - self->prior) / (1.0 + error * error);
}

static double
get_slope (InsClockFit *self)
{
  double largest = self->tolerance, slope;
  double least_s = is_crystal (self)    ? MIN_RATE_SPAN_S
                   : self->prior != 0.0 ? FREE_KNOWN_S
                                        : MIN_FREE_SPAN_S;

  if (self->map_span_s < least_s)
    return self->prior;
  slope = get_hull_slope (self);
  if (is_crystal (self))
    slope = draw_slope (self, slope);
  else
    largest /= 1.0 -
               largest; /* the tolerance is one of the frequency, the slope one of the period */

  return CLAMP (slope, -largest, largest);
}

/* By the slope, of the newest point: about half of the span away from those that bear the line. */
static double
get_slope_sigma_s (const InsClockFit *self)
{
  double error = USUAL_RATE_ERROR;

  if (!is_crystal (self))
    return 0.0;
  if (self->map_span_s >= MIN_RATE_SPAN_S)
    error = MIN (get_slope_error (self, self->slope), error);

  return 0.5 * error * self->map_span_s;
}

static double
get_sigma_s (const InsClockFit *self, double height)
{
  double above_s = get_lateness_s (self, get_best_young (self)) - height;

  for (guint i = 0; i < self->n_old; i++)
    above_s += get_lateness_s (self, &self->old[i]) - height;
  if (self->n_old == 0)
    {
      above_s = 0.0;
      for (guint i = 0; i < self->n_young; i++)
        above_s += (get_lateness_s (self, &self->young[i]) - height) / self->n_young;
    }

  return hypot (above_s / (self->n_old + 1.0) *
                    MIN (SIGMA_PER_BUCKET / (self->n_old + 1.0) + SIGMA_AT_LEAST, 1.0),
                get_slope_sigma_s (self));
}

static void
count_residual (InsClockFit *self, double late_s)
{
  double bin = late_s > FIRST_BIN_S ? BINS_PER_OCTAVE * log2 (late_s / FIRST_BIN_S) : 0.0;

  self->bins[(guint)MIN (bin, N_BINS - 1.0)]++;
  self->latest_s = self->n_residuals == 0 ? late_s : MAX (self->latest_s, late_s);
  self->n_residuals++;
}

gboolean
ins_clock_fit_get_map (InsClockFit *self, InsClockMap *map)
{
  double first_s, height;

  if (!self->has_origin || self->n_young == 0)
    return FALSE;

  first_s = self->n_old > 0 ? self->old[0].card_s : self->young[0].card_s;
  self->map_span_s = self->last_card_s - first_s;
  self->slope = get_slope (self);
  height = get_height (self, self->slope);
  map->span_s = self->map_span_s;
  map->sigma_s = get_sigma_s (self, height);
  map->rate = 1.0 + self->slope;
  map->card_s = self->origin_card_s + self->last_card_s;
  map->host_s = self->origin_host_s + self->last_card_s + height + self->slope * self->last_card_s;
  if (self->is_new)
    count_residual (self, self->newest_late_s - height - self->slope * self->last_card_s);
  self->is_new = FALSE;

  return TRUE;
}

gboolean
ins_clock_fit_is_known (const InsClockFit *self)
{
  return self->has_origin &&
         (is_crystal (self) || self->prior != 0.0 || self->map_span_s >= FREE_KNOWN_S);
}

/* Upper edge of the bin in which that share of all residuals is reached. */
static double
get_quantile_s (const InsClockFit *self, double share)
{
  guint64 wanted = (guint64)ceil (share * (double)self->n_residuals), n = 0;
  guint bin = 0;

  for (n = self->bins[0]; n < wanted && bin + 1 < N_BINS; n += self->bins[bin])
    bin++;

  return FIRST_BIN_S * exp2 ((bin + 1.0) / BINS_PER_OCTAVE);
}

void
ins_clock_fit_get_residual (const InsClockFit *self, InsClockResidual *residual)
{
  residual->n = self->n_residuals;
  residual->p50_s = residual->p99_s = residual->latest_s = (double)NAN;
  if (self->n_residuals == 0)
    return;
  residual->p50_s = get_quantile_s (self, 0.5);
  residual->p99_s = get_quantile_s (self, 0.99);
  residual->latest_s = self->latest_s;
}

void
ins_clock_fit_clear_residual (InsClockFit *self)
{
  self->n_residuals = 0;
  memset (self->bins, 0, sizeof self->bins);
}
