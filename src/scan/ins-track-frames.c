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
#define AMBIGUOUS                                                                                  \
  0.9                  /* of a frame more or less over all brackets; one more and it is 1 at least \
                        */
#define SURE 0.5       /* of the period: the range in which a new grid may lie at most */
#define RANGE_NEW 0.02 /* of the period, either way, that is searched */
#define RANGE 2e-3     /* afterwards */
#define MISFIT 0.1     /* of the period: a bracket so far from the grid is a mistake */
#define N_STEPS 60     /* of the search; each leaves two thirds of the range */

/* A frame began between low and high. */
typedef struct
{
  double low_s, high_s;
  double poll_s; /* from one question to the next */
  double number;
} Bracket;

struct _InsTrackFrames
{
  InsTrackGrid grid;
  GArray *brackets; /* Bracket, oldest first */
  GArray *fresh;    /* likewise, of the newest sweep */
};

InsTrackFrames *
ins_track_frames_new (void)
{
  InsTrackFrames *self = g_new0 (InsTrackFrames, 1);

  self->brackets = g_array_new (FALSE, FALSE, sizeof (Bracket));
  self->fresh = g_array_new (FALSE, FALSE, sizeof (Bracket));

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
  double asked_s = points[i].answered_s - points[i].round_trip_s;
  double asked_before_s = points[i - 1].answered_s - points[i - 1].round_trip_s;

  return (Bracket){ .low_s = asked_before_s,
                    .high_s = points[i].answered_s,
                    .poll_s = asked_s - asked_before_s };
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

/* Frames fall anywhere between two polls, so the nearest of n edges is a poll's n-th part away on
 * either side; their middle is half as far off. */
static double
get_sigma_s (const GArray *brackets)
{
  double sum_s = 0.0;

  for (guint i = 0; i < brackets->len; i++)
    sum_s += g_array_index (brackets, Bracket, i).poll_s;

  return G_SQRT2 / 2.0 * sum_s / ((double)brackets->len * brackets->len);
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
  grid->sigma_s = get_sigma_s (self->brackets);

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

/* By the grid where there is one; those that do not fit it are left out. */
static void
take_in (InsTrackFrames *self, guint n)
{
  const InsTrackGrid *grid = &self->grid;
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
    }
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
         2.0 * self->grid.late_s < SURE * self->grid.period_s;
}

/* The rest of a sweep, each time as many as the grid already rests on: further away nobody knows
 * yet which frame is which. */
static gboolean
go_on (InsTrackFrames *self)
{
  while (self->fresh->len > 0)
    {
      guint n = MIN (self->fresh->len, MAX (self->brackets->len, 1));

      take_in (self, n);
      g_array_remove_range (self->fresh, 0, n);
      if (self->brackets->len == 0 || !fit (self, RANGE))
        return FALSE;
    }

  return TRUE;
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

gboolean
ins_track_frames_learn (InsTrackFrames *self,
                        const InsTrackPoint *points,
                        guint n_points,
                        double origin_s)
{
  gather (self, points, n_points, origin_s);
  if (self->fresh->len < MIN_BRACKETS)
    return self->grid.known;
  forget (self, g_array_index (self->fresh, Bracket, 0).low_s - WINDOW_S);
  if (self->brackets->len == 0)
    self->grid.known = FALSE;
  self->grid.known = (self->grid.known || begin (self)) && go_on (self);

  return self->grid.known;
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
