/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-focus-curve.h"

#define MAX_STEPS 2000.0
#define HALF 0.5
#define LEAST_SINE 0.05 /* between two sides of the triangle: 3 degrees */

/* ---- a sweep of the height ---------------------------------------------------------------- */

guint
ins_focus_count_steps (double from_mm, double to_mm, double step_mm)
{
  if (!(step_mm > 0.0))
    return 0;

  return (guint)MIN (ceil (fabs (to_mm - from_mm) / step_mm - 1e-6), MAX_STEPS) + 1;
}

double
ins_focus_get_height (double from_mm, double to_mm, guint n_steps, guint index)
{
  return n_steps < 2 ? from_mm : from_mm + (to_mm - from_mm) * index / (n_steps - 1.0);
}

/* Neighbours that were heard, of an index; -1 there is none. */
static int
find_heard (const InsFocusPoint *points, guint n_points, int from, int way)
{
  for (int i = from + way; i >= 0 && i < (int)n_points; i += way)
    if (isfinite (points[i].amplitude_percent))
      return i;

  return -1;
}

/* The top of the parabola through three points, not farther than its neighbours. */
static void
refine (const InsFocusPoint *a, const InsFocusPoint *b, const InsFocusPoint *c, InsFocus *focus)
{
  const double x0 = a->height_mm - b->height_mm, x1 = c->height_mm - b->height_mm;
  const double y0 = a->amplitude_percent - b->amplitude_percent;
  const double y1 = c->amplitude_percent - b->amplitude_percent;
  const double curvature = (y0 * x1 - y1 * x0) / (x0 * x1 * (x0 - x1));
  const double slope = (y0 - curvature * x0 * x0) / x0;
  double top = 0.0;

  if (!(curvature < 0.0))
    return;
  top = CLAMP (-slope / (2.0 * curvature), MIN (x0, x1), MAX (x0, x1));
  focus->best_mm = b->height_mm + top;
  focus->amplitude_percent = b->amplitude_percent + slope * top + curvature * top * top;
}

/* Between the last point over half of the best and the first one under it. */
static double
find_half (const InsFocusPoint *points, guint n_points, int best, int way, double level)
{
  int inner = best;

  for (int i = find_heard (points, n_points, best, way); i >= 0;
       i = find_heard (points, n_points, i, way))
    {
      const InsFocusPoint *in = &points[inner], *out = &points[i];

      if (out->amplitude_percent < level)
        return in->height_mm + (out->height_mm - in->height_mm) * (in->amplitude_percent - level) /
                                   (in->amplitude_percent - out->amplitude_percent);
      inner = i;
    }

  return (double)NAN;
}

gboolean
ins_focus_find (const InsFocusPoint *points, guint n_points, InsFocus *focus)
{
  int best = -1, before, after;
  guint n_heard = 0;
  double one, other;

  for (guint i = 0; i < n_points; i++)
    if (isfinite (points[i].amplitude_percent))
      {
        n_heard++;
        if (best < 0 || points[i].amplitude_percent > points[best].amplitude_percent)
          best = (int)i;
      }
  if (n_heard < 3)
    return FALSE;
  before = find_heard (points, n_points, best, -1);
  after = find_heard (points, n_points, best, 1);
  *focus = (InsFocus){ .best_mm = points[best].height_mm,
                       .amplitude_percent = points[best].amplitude_percent,
                       .is_at_end = before < 0 || after < 0 };
  if (!focus->is_at_end)
    refine (&points[before], &points[best], &points[after], focus);
  one = find_half (points, n_points, best, -1, HALF * focus->amplitude_percent);
  other = find_half (points, n_points, best, 1, HALF * focus->amplitude_percent);
  focus->low_mm = points[0].height_mm < points[n_points - 1].height_mm ? one : other;
  focus->high_mm = points[0].height_mm < points[n_points - 1].height_mm ? other : one;

  return TRUE;
}

/* ---- levelling ---------------------------------------------------------------------------- */

gboolean
ins_level_find (const InsLevelPoint *points, InsAxis height, double couplant_m_s, InsLevel *level)
{
  const InsAxis first = height == INS_AXIS_X ? INS_AXIS_Y : INS_AXIS_X;
  const InsAxis second = height == INS_AXIS_Z ? INS_AXIS_Y : INS_AXIS_Z;
  double u[INS_LEVEL_POINTS], v[INS_LEVEL_POINTS], h[INS_LEVEL_POINTS];
  double area, longest = 0.0;

  for (guint i = 0; i < INS_LEVEL_POINTS; i++)
    {
      u[i] = points[i].place.mm[first] - points[0].place.mm[first];
      v[i] = points[i].place.mm[second] - points[0].place.mm[second];
      h[i] = points[i].place.mm[height] - points[0].place.mm[height] -
             0.5e3 * couplant_m_s * (points[i].time_s - points[0].time_s);
    }
  for (guint i = 0; i < INS_LEVEL_POINTS; i++)
    longest = MAX (longest, hypot (u[(i + 1) % 3] - u[i], v[(i + 1) % 3] - v[i]));
  area = u[1] * v[2] - u[2] * v[1];
  if (!(fabs (area) > LEAST_SINE * longest * longest))
    return FALSE;
  *level = (InsLevel){ .first = first,
                       .second = second,
                       .first_slope = (h[1] * v[2] - h[2] * v[1]) / area,
                       .second_slope = (h[2] * u[1] - h[1] * u[2]) / area };
  level->first_degrees = atan (level->first_slope) * 180.0 / G_PI;
  level->second_degrees = atan (level->second_slope) * 180.0 / G_PI;

  return isfinite (level->first_slope) && isfinite (level->second_slope);
}
