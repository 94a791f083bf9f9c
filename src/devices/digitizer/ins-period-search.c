/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/digitizer/ins-period-search.h"

#define MOST_SHARE 0.9   /* of the times must be gathered ... */
#define WIDEST 0.55      /* ... within so many periods */
#define EARLY 0.08       /* periods; the tries are not exact */
#define RIVAL_MARGIN 0.1 /* a period that is worse by less than this is a rival */
#define MAX_TRIES 4000
#define STEPS_PER_PERIOD 20 /* of the last time, from one try to the next */

/* The times folded at a period. */
typedef struct
{
  double spread; /* periods; the shortest stretch that holds most of the phases ... */
  double start;  /* ... and where it begins, periods */
} Fold;

static void
sort (double *values, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      double value = values[i];
      guint k = i;

      for (; k > 0 && values[k - 1] > value; k--)
        values[k] = values[k - 1];
      values[k] = value;
    }
}

static Fold
fold (const double *times_s, guint n, double period_s)
{
  guint n_most = (guint)ceil (MOST_SHARE * n);
  double phases[INS_PERIOD_SEARCH_MAX];
  Fold best = { .spread = 1 };

  for (guint i = 0; i < n; i++)
    {
      double turns = (times_s[i] - times_s[0]) / period_s;

      phases[i] = turns - floor (turns);
    }
  sort (phases, n);
  for (guint i = 0; i < n; i++)
    {
      guint last = i + n_most - 1;
      double end = last < n ? phases[last] : phases[last - n] + 1;

      if (end - phases[i] < best.spread)
        best = (Fold){ end - phases[i], phases[i] };
    }

  return best;
}

/* Ticks come right before the stretch: what is outside is late, for nothing comes early. */
static void
number (const double *times_s, guint n, double period_s, Fold folded, gint64 *numbers)
{
  double tick = folded.start - EARLY;

  for (guint i = 0; i < n; i++)
    numbers[i] = (gint64)floor ((times_s[i] - times_s[0]) / period_s - tick);
  for (guint i = n; i > 0; i--)
    numbers[i - 1] -= numbers[0];
}

/* Whether two numberings differ by more than a constant, where both know what they do. */
static gboolean
is_same (const gint64 *a, const gint64 *b, guint n)
{
  guint n_same = 0, most = 0;

  for (guint i = 0; i < n; i++)
    {
      n_same = 0;
      for (guint k = 0; k < n; k++)
        n_same += a[k] - b[k] == a[i] - b[i];
      most = MAX (most, n_same);
    }

  return most >= (guint)ceil (MOST_SHARE * n);
}

double
ins_period_search (const double *times_s, guint n, double low_s, double high_s, gint64 *numbers)
{
  double span_s = times_s[n - 1] - times_s[0];
  double n_tries = ceil (STEPS_PER_PERIOD * span_s * (1 / low_s - 1 / high_s));
  double best_s = (double)NAN;
  Fold best = { .spread = WIDEST };

  if (n_tries > MAX_TRIES)
    return (double)NAN;
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i <= (guint)n_tries; i++)
      {
        double rate_hz = 1 / high_s + (1 / low_s - 1 / high_s) * i / MAX (n_tries, 1);
        Fold folded = fold (times_s, n, 1 / rate_hz);
        gint64 rival[INS_PERIOD_SEARCH_MAX];

        if (pass == 0 && folded.spread < best.spread)
          {
            best = folded;
            best_s = 1 / rate_hz;
          }
        if (pass == 0 || folded.spread > best.spread + RIVAL_MARGIN)
          continue;
        number (times_s, n, best_s, best, numbers);
        number (times_s, n, 1 / rate_hz, folded, rival);
        if (!is_same (numbers, rival, n))
          return (double)NAN;
      }

  return best_s;
}
