/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-frames.h"

#define WINDOW_S 60.0
#define MAX_BRACKETS 4096
#define MIN_BRACKETS 8
#define FIRST_BRACKETS 64 /* that a new grid is looked for with */
#define WIDEST 0.8 /* of the period: at most one frame lies in a bracket, and no other fits it */
#define GUESS_RANGE 0.1  /* of the period, either way; wide brackets agree with 4/5 of it, too */
#define GUESS_DRIFT 0.05 /* of the period, over all brackets, from one guess to the next */
#define TELLING 8.0      /* nepers: chance would let brackets as wide as these agree once in 3000 */
#define AGREED 0.95      /* of the brackets must hold a frame of a new grid */
#define AMBIGUOUS 0.9    /* of a frame over all brackets; with one frame more it is 1 at least */
#define SURE 0.1         /* of the period, beside the round trip: the range of a new grid at most */
#define SPARE_SHARE 0.25 /* of what the range may shrink: standard deviation of its middle */
#define STEADY_SWEEPS 4  /* after so many it counts how much it has really moved */
#define STEADY_KEPT 0.7  /* of the older movements' say, a sweep */
#define STEADY_FACTOR 2.0 /* from the usual movement to a cautious one */
#define FITTING 0.7       /* of a sweep's brackets; fewer, and the grid is a wrong one */
#define RANGE_NEW 0.02    /* of the period, either way, that is searched */
#define RANGE 2e-3        /* afterwards */
#define MISFIT 0.02       /* of the period: a bracket so far from the grid is a mistake */
#define CRYSTAL 1e-5      /* by so much clocks wander against each other */
#define SAFE 0.15         /* of the period, that it may be off and frames still be numbered */
#define NEAR 0.02         /* likewise, and a sweep be placed that tells too little itself */
#define N_STEPS 60        /* of the search; each leaves two thirds of the range */

/* A frame began between low and high. */
typedef struct
{
  double low_s, high_s;
  double number;
} Bracket;

struct _InsTrackFrames
{
  InsTrackGrid grid;
  GArray *brackets;          /* Bracket, oldest first */
  GArray *fresh;             /* likewise, of the newest sweep */
  double least_round_trip_s; /* ever */
  guint n_sweeps;            /* since the grid is known */
  double moved_square;
};

InsTrackFrames *
ins_track_frames_new (void)
{
  InsTrackFrames *self = g_new0 (InsTrackFrames, 1);

  self->brackets = g_array_new (FALSE, FALSE, sizeof (Bracket));
  self->fresh = g_array_new (FALSE, FALSE, sizeof (Bracket));
  self->least_round_trip_s = (double)INFINITY;

  return self;
}

void
ins_track_frames_free (InsTrackFrames *self)
{
  g_array_unref (self->brackets);
  g_array_unref (self->fresh);
  g_free (self);
}

const InsTrackGrid *
ins_track_frames_get_grid (const InsTrackFrames *self)
{
  return &self->grid;
}

static Bracket
get_bracket (const InsTrackPoint *points, guint i)
{
  return (Bracket){ .low_s = points[i - 1].answered_s - points[i - 1].round_trip_s,
                    .high_s = points[i].answered_s };
}

static double
get_centre_s (const Bracket *bracket)
{
  return 0.5 * (bracket->low_s + bracket->high_s);
}

static gboolean
is_in (const Bracket *bracket, double frame_s, double period_s)
{
  return frame_s >= bracket->low_s - MISFIT * period_s &&
         frame_s <= bracket->high_s + MISFIT * period_s;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Mean distance of neighbouring brackets between which no frame was missed; 0 if there are too few.
 */
static double
guess_period_s (const GArray *brackets)
{
  g_autofree double *steps_s = g_new (double, MAX (brackets->len, 1));
  double longest_s, sum_s = 0.0;
  guint n = 0, n_whole = 0;

  for (guint i = 1; i < brackets->len; i++)
    steps_s[n++] = get_centre_s (&g_array_index (brackets, Bracket, i)) -
                   get_centre_s (&g_array_index (brackets, Bracket, i - 1));
  if (n + 1 < MIN_BRACKETS)
    return 0.0;
  qsort (steps_s, n, sizeof *steps_s, compare);
  longest_s = 1.5 * steps_s[n / 2];
  for (guint i = 0; i < n && steps_s[i] < longest_s; i++)
    {
      sum_s += steps_s[i];
      n_whole++;
    }

  return sum_s / n_whole;
}

/* Where the grid of that period may lie: [low, high] for frame number 0. Low above high: nowhere.
 */
static double
get_range (const GArray *brackets, double period_s, double first, double *low_s, double *high_s)
{
  *low_s = -(double)INFINITY;
  *high_s = (double)INFINITY;
  for (guint i = 0; i < brackets->len; i++)
    {
      const Bracket *bracket = &g_array_index (brackets, Bracket, i);
      double passed_s = (bracket->number - first) * period_s;

      *low_s = MAX (*low_s, bracket->low_s - passed_s);
      *high_s = MIN (*high_s, bracket->high_s - passed_s);
    }

  return *high_s - *low_s;
}

/* The period that leaves the grid most room; the room is a concave function of it. */
static gboolean
fit (InsTrackFrames *self, double share)
{
  InsTrackGrid *grid = &self->grid;
  double from_s = grid->period_s * (1.0 - share), to_s = grid->period_s * (1.0 + share);
  double first, low_s, high_s, room_s;

  first = g_array_index (self->brackets, Bracket, self->brackets->len / 2).number;
  for (guint step = 0; step < N_STEPS; step++)
    {
      double a_s = from_s + (to_s - from_s) / 3.0, b_s = to_s - (to_s - from_s) / 3.0;

      if (get_range (self->brackets, a_s, first, &low_s, &high_s) <
          get_range (self->brackets, b_s, first, &low_s, &high_s))
        from_s = a_s;
      else
        to_s = b_s;
    }
  grid->period_s = 0.5 * (from_s + to_s);
  room_s = get_range (self->brackets, grid->period_s, first, &low_s, &high_s);
  if (room_s < -MISFIT * grid->period_s)
    return FALSE;

  /* what lies beside the newest bracket stays exact however old the grid is */
  first = g_array_index (self->brackets, Bracket, self->brackets->len - 1).number - first;
  grid->phase_s = 0.5 * (low_s + high_s) + first * grid->period_s;
  grid->late_s = 0.5 * fabs (room_s);
  /* the shortest round trip of it never shrinks */
  grid->spare_s = MAX (room_s - self->least_round_trip_s, 0.0);

  return TRUE;
}

static void
forget (InsTrackFrames *self, double before_s)
{
  guint n = 0;

  while (n < self->brackets->len && (g_array_index (self->brackets, Bracket, n).high_s < before_s ||
                                     self->brackets->len - n > MAX_BRACKETS))
    n++;
  if (n > 0)
    g_array_remove_range (self->brackets, 0, n);
}

/* By the grid where there is one; those that do not fit it are left out. Returns: how many do */
static guint
take_in (InsTrackFrames *self, guint n)
{
  const InsTrackGrid *grid = &self->grid;
  guint n_fitting = 0;
  double base = self->brackets->len > 0
                    ? g_array_index (self->brackets, Bracket, self->brackets->len - 1).number
                    : 0.0;

  for (guint i = 0; i < n; i++)
    {
      Bracket bracket = g_array_index (self->fresh, Bracket, i);
      double steps = rint ((get_centre_s (&bracket) - grid->phase_s) / grid->period_s);
      double frame_s = grid->phase_s + steps * grid->period_s;

      if (!is_in (&bracket, frame_s, grid->period_s))
        continue;
      bracket.number = base + steps;
      g_array_append_val (self->brackets, bracket);
      n_fitting++;
    }

  return n_fitting;
}

static double
get_beyond_s (double time_s, double period_s)
{
  return time_s - floor (time_s / period_s) * period_s;
}

/* How many brackets hold a moment of the best grid with that period; each bracket's beginning is
 * tried as one. */
static guint
count_agreeing (const Bracket *brackets, guint n, double period_s, double *phase_s)
{
  guint most = 0;

  for (guint i = 0; i < n; i++)
    {
      guint agreeing = 0;

      for (guint j = 0; j < n; j++)
        agreeing += get_beyond_s (brackets[i].low_s - brackets[j].low_s, period_s) <=
                    brackets[j].high_s - brackets[j].low_s;
      if (agreeing > most)
        {
          most = agreeing;
          *phase_s = brackets[i].low_s;
        }
    }

  return most;
}

/* A wrong grid is in a bracket with the share that the bracket has of the period. */
static gboolean
is_telling (const Bracket *brackets, guint n, double period_s)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += log (period_s / MIN (brackets[i].high_s - brackets[i].low_s, period_s));

  return sum >= TELLING;
}

/* The grid that agrees with most brackets; of periods that are equally good the middle one, unless
 * they count the frames differently. */
static gboolean
find_grid (InsTrackGrid *grid, const Bracket *brackets, guint n, double guess_s)
{
  double span_s = brackets[n - 1].high_s - brackets[0].low_s, first_s = 0.0, last_s = 0.0;
  double step_s = guess_s * MIN (GUESS_DRIFT * guess_s / span_s, 0.01);
  guint most = 0;

  for (double period_s = guess_s * (1.0 - GUESS_RANGE); period_s < guess_s * (1.0 + GUESS_RANGE);
       period_s += step_s)
    {
      double phase_s = 0.0;
      guint n_agreeing = count_agreeing (brackets, n, period_s, &phase_s);

      if (n_agreeing > most)
        {
          most = n_agreeing;
          first_s = period_s;
        }
      if (n_agreeing == most)
        last_s = period_s;
    }
  grid->period_s = 0.5 * (first_s + last_s);

  return is_telling (brackets, n, grid->period_s) &&
         (last_s - first_s) * span_s < AMBIGUOUS * guess_s * guess_s &&
         count_agreeing (brackets, n, grid->period_s, &grid->phase_s) >= AGREED * n;
}

/* Numbers the first brackets of a new grid. */
static gboolean
begin (InsTrackFrames *self)
{
  const Bracket *fresh = (const Bracket *)(gpointer)self->fresh->data;
  guint n = MIN (self->fresh->len, FIRST_BRACKETS);
  double guess_s = guess_period_s (self->fresh);

  g_array_set_size (self->brackets, 0);
  if (guess_s <= 0.0 || !find_grid (&self->grid, fresh, n, guess_s))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      Bracket bracket = fresh[i];

      bracket.number = floor ((bracket.high_s - self->grid.phase_s) / self->grid.period_s);
      if (is_in (&bracket, self->grid.phase_s + bracket.number * self->grid.period_s,
                 self->grid.period_s))
        g_array_append_val (self->brackets, bracket);
    }
  g_array_remove_range (self->fresh, 0, n);

  return self->brackets->len >= MIN_BRACKETS && fit (self, RANGE_NEW) &&
         self->grid.spare_s < SURE * self->grid.period_s;
}

/* The rest of a sweep, each time as many as the grid already rests on: further away nobody knows
 * yet which frame is which. */
static gboolean
go_on (InsTrackFrames *self)
{
  guint n_all = self->fresh->len, n_fitting = 0;

  while (self->fresh->len > 0)
    {
      guint n = MIN (self->fresh->len, MAX (self->brackets->len, 1));

      n_fitting += take_in (self, n);
      g_array_remove_range (self->fresh, 0, n);
      if (self->brackets->len == 0 || !fit (self, RANGE))
        return FALSE;
    }

  return n_all < MIN_BRACKETS || n_fitting >= FITTING * n_all;
}

/* Of every change of the position. */
static void
add_brackets (GArray *brackets, const InsTrackPoint *points, guint n_points, double origin_s)
{
  for (guint i = 1; i < n_points; i++)
    {
      Bracket bracket = get_bracket (points, i);

      if (points[i].along_mm == points[i - 1].along_mm)
        continue;
      bracket.low_s += origin_s;
      bracket.high_s += origin_s;
      g_array_append_val (brackets, bracket);
    }
}

/* Narrow ones only: a wide one has room for two frames. */
static void
gather (InsTrackFrames *self, const InsTrackPoint *points, guint n_points, double origin_s)
{
  double period_s;

  g_array_set_size (self->fresh, 0);
  add_brackets (self->fresh, points, n_points, origin_s);
  period_s = self->grid.known ? self->grid.period_s : guess_period_s (self->fresh);
  for (guint i = self->fresh->len; i-- > 0;)
    {
      const Bracket *bracket = &g_array_index (self->fresh, Bracket, i);

      if (bracket->high_s - bracket->low_s > WIDEST * period_s)
        g_array_remove_index (self->fresh, i);
    }
}

double
ins_track_guess_frame_s (const InsTrackPoint *points, guint n_points)
{
  g_autoptr (GArray) brackets = g_array_new (FALSE, FALSE, sizeof (Bracket));

  add_brackets (brackets, points, n_points, 0.0);

  return guess_period_s (brackets);
}

/* What the middle of the range still moves by: what it may, or after a while what it does. */
static void
note_movement (InsTrackFrames *self, const InsTrackGrid *before)
{
  InsTrackGrid *grid = &self->grid;
  double moved_s;

  grid->sigma_s = SPARE_SHARE * grid->spare_s;
  if (!before->known)
    {
      self->n_sweeps = 0;
      self->moved_square = grid->sigma_s * grid->sigma_s;
      return;
    }
  moved_s = remainder (grid->phase_s - before->phase_s, grid->period_s);
  self->moved_square = STEADY_KEPT * self->moved_square + (1.0 - STEADY_KEPT) * moved_s * moved_s;
  if (++self->n_sweeps >= STEADY_SWEEPS)
    grid->sigma_s = MIN (grid->sigma_s, STEADY_FACTOR * sqrt (self->moved_square));
}

/* How far off the grid may be by now: what the period is not known by, since the newest bracket. */
static double
get_drift_s (const InsTrackFrames *self, double time_s)
{
  double oldest_s, newest_s, span_s;

  if (self->brackets->len == 0)
    return (double)INFINITY;
  oldest_s = g_array_index (self->brackets, Bracket, 0).low_s;
  newest_s = g_array_index (self->brackets, Bracket, self->brackets->len - 1).high_s;
  span_s = MAX (newest_s - oldest_s, self->grid.period_s);

  return (self->grid.spare_s / span_s + CRYSTAL) * MAX (time_s - newest_s, 0.0);
}

/* With the brackets of before where it is safe which frame is which, or else by these alone. */
static gboolean
learn (InsTrackFrames *self, const InsTrackPoint *points, guint n_points, double origin_s)
{
  InsTrackGrid before = self->grid;
  double drift_s = get_drift_s (self, g_array_index (self->fresh, Bracket, 0).low_s);

  if (before.known && drift_s < SAFE * before.period_s && go_on (self))
    {
      note_movement (self, &before);
      return TRUE;
    }
  self->grid.known = FALSE;
  gather (self, points, n_points, origin_s);
  before.known = FALSE;
  if (self->fresh->len < MIN_BRACKETS || !begin (self) || !go_on (self))
    {
      g_array_set_size (self->brackets, 0);
      return FALSE;
    }
  self->grid.known = TRUE;
  note_movement (self, &before);

  return TRUE;
}

gboolean
ins_track_frames_learn (InsTrackFrames *self,
                        const InsTrackPoint *points,
                        guint n_points,
                        double origin_s)
{
  for (guint i = 0; i < n_points; i++)
    self->least_round_trip_s = MIN (self->least_round_trip_s, points[i].round_trip_s);
  gather (self, points, n_points, origin_s);
  if (self->fresh->len < MIN_BRACKETS)
    {
      double drift_s = get_drift_s (self, origin_s);

      self->grid.sigma_s = SPARE_SHARE * self->grid.spare_s + drift_s;
      return self->grid.known && drift_s < NEAR * self->grid.period_s;
    }
  forget (self, g_array_index (self->fresh, Bracket, 0).low_s - WINDOW_S);

  return learn (self, points, n_points, origin_s);
}

guint
ins_track_grid_convert (const InsTrackGrid *self,
                        InsTrackPoint *points,
                        guint n_points,
                        double origin_s)
{
  double phase_s = self->phase_s - origin_s;
  InsTrackPoint before;
  guint n = 0;

  if (n_points == 0)
    return 0;
  before = points[0];
  for (guint i = 1; i < n_points; i++)
    {
      const InsTrackPoint pair[] = { before, points[i] };
      Bracket bracket = get_bracket (pair, 1);
      double steps = rint ((get_centre_s (&bracket) - phase_s) / self->period_s);
      double frame_s = phase_s + steps * self->period_s;

      before = points[i];
      if (pair[0].along_mm == pair[1].along_mm ||
          bracket.high_s - bracket.low_s > WIDEST * self->period_s ||
          !is_in (&bracket, frame_s, self->period_s))
        continue;
      points[n] = pair[1];
      points[n].answered_s = frame_s;
      points[n++].round_trip_s = 0.0;
    }

  return n;
}
