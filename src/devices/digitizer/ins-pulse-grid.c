/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-pulse-grid.h"

#define ENOUGH 3            /* intervals that are believed more than the expected period */
#define TOLERANCE 0.1       /* periods; a knob turned by 10 % a second at 20 Hz needs 4 % */
#define FIRST_TOLERANCE 0.3 /* while only the expected period is known */
#define PER_MISSED 0.01     /* the period may have changed by this while no edge came */
#define FEW_MISSED 4        /* periods in a gap that are told apart for sure */
#define ALWAYS_MISSED 8     /* gaps one after the other: the pulser is slower than believed */
#define RINGING 0.25        /* an edge that close after another, in periods, is the same one */
#define CLOSEST 0.5         /* nearer than this no edge is a pulse because of the edge before */

void
ins_pulse_grid_init (InsPulseGrid *self, double expected)
{
  *self = (InsPulseGrid){ .period = expected };
}

static guint
n_kept (const InsPulseGrid *self)
{
  return (guint)MIN (self->n_intervals, INS_PULSE_GRID_INTERVALS);
}

/* Of the newest n intervals, n <= what is kept. */
static double
median_of_newest (const InsPulseGrid *self, guint n)
{
  double sorted[INS_PULSE_GRID_INTERVALS];

  for (guint i = 0; i < n; i++)
    {
      guint k = i;
      double value = self->intervals[(self->n_intervals - 1 - i) % INS_PULSE_GRID_INTERVALS];

      for (; k > 0 && sorted[k - 1] > value; k--)
        sorted[k] = sorted[k - 1];
      sorted[k] = value;
    }

  return sorted[(n - 1) / 2];
}

static void
see_interval (InsPulseGrid *self, double interval)
{
  self->intervals[self->n_intervals++ % INS_PULSE_GRID_INTERVALS] = interval;
  if (self->n_intervals >= ENOUGH)
    self->period = median_of_newest (self, n_kept (self));
}

static gboolean
is_near (double interval, double other)
{
  return fabs (interval / other - 1) <= TOLERANCE;
}

/* How many periods, 0 if it is not about a whole number. */
static double
count_periods (double gap, double period, double tolerance)
{
  double n = round (gap / period);

  return n >= 1 && fabs (gap / period - n) <= tolerance + PER_MISSED * (n - 1) ? n : 0;
}

/* The median lags behind a rate that changes; the newest three do so less. */
static double
count_gap (const InsPulseGrid *self, double gap)
{
  double n, newest;

  if (self->n_intervals < ENOUGH)
    return count_periods (gap, self->period, FIRST_TOLERANCE);
  n = count_periods (gap, self->period, TOLERANCE);
  newest = median_of_newest (self, ENOUGH);

  return n > 0 || !is_near (newest, self->period) ? n : count_periods (gap, newest, TOLERANCE);
}

static gboolean
add_pulse (InsPulseGrid *self, double edge, double n_periods)
{
  self->n_gaps = n_periods > 1 ? self->n_gaps + 1 : 0;
  self->index += (guint64)MAX (n_periods, 1);
  self->pulse = edge;

  return TRUE;
}

gboolean
ins_pulse_grid_add (InsPulseGrid *self, double edge, guint64 *index)
{
  double gap = edge - self->pulse, step = edge - self->edge, n;
  gboolean is_pulse = FALSE;

  if (!self->has_pulse)
    {
      self->pulse = self->edge = edge;
      self->has_pulse = TRUE;
      *index = self->index;
      return TRUE;
    }

  n = count_gap (self, gap);
  if (n > 0)
    {
      is_pulse = add_pulse (self, edge, n);
      if (n == 1 ||
          (n <= FEW_MISSED && self->n_intervals >= ENOUGH && self->n_gaps < ALWAYS_MISSED))
        step = gap / n; /* whatever came between was noise */
    }
  else if (step < RINGING * self->period)
    return FALSE;
  else if (is_near (step, self->period) ||
           (step > CLOSEST * self->period && self->step > 0 && is_near (step, self->step)))
    is_pulse = add_pulse (self, edge, round (gap / step));

  if (step >= RINGING * self->period)
    see_interval (self, step);
  self->edge = edge;
  self->step = step;
  *index = self->index;

  return is_pulse;
}

double
ins_pulse_grid_get_period (const InsPulseGrid *self)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < n_kept (self); i++)
    if (is_near (self->intervals[i], self->period))
      {
        sum += self->intervals[i];
        n++;
      }

  return n > 0 ? sum / n : (double)NAN;
}
