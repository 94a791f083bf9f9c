/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-points.h"
#include "scan/ins-track-private.h"

/* Above this the share is not known; it matters where lines' mean round trips lie this far apart.
 */
#define UNKNOWN_SIGMA_ALPHA 0.15
#define ROUND_TRIP_RANGE_S 5e-4

#define POLL_WAIT_S 0.02 /* between an answer and the next question, as the motion worker waits */

#define REPEATED_SHARE 0.4 /* of reports in motion with the position of the one before: frames */

const char *
ins_track_state_get_name (InsTrackState state)
{
  static const char *const names[INS_TRACK_N_STATES] = {
    [INS_TRACK_OK] = "ok",
    [INS_TRACK_FEW_REPORTS] = "few-reports",
    [INS_TRACK_STALE] = "stale-positions",
    [INS_TRACK_SHARE_UNKNOWN] = "alpha-unknown",
    [INS_TRACK_CLOCK_YOUNG] = "clock-young",
    [INS_TRACK_INTERPOLATED] = "interpolated",
  };

  return state < INS_TRACK_N_STATES ? names[state] : "unknown";
}

InsTrackVerdict
ins_track_judge (const InsTrackLine *line, double step_mm)
{
  double half_s = 0.5 * step_mm / fabs (line->speed_mm_s);

  if (line->interpolated || !isfinite (line->sigma_s) || !isfinite (half_s))
    return INS_TRACK_LOST;
  if (line->bend_s > half_s)
    return INS_TRACK_BENT;
  if (line->contradiction_s > half_s)
    return INS_TRACK_CONTRADICTORY;
  if (2.0 * line->sigma_s > half_s)
    return INS_TRACK_UNSURE;

  return line->n_reports < INS_TRACK_GOOD_REPORTS ? INS_TRACK_FEW : INS_TRACK_GOOD;
}

gboolean
ins_track_has_all_reports (const InsTrackReport *reports, guint n_reports)
{
  double shortest_s = (double)INFINITY, longest_s = 0.0;

  for (guint i = 1; i < n_reports; i++)
    {
      double between_s = reports[i].answered_s - reports[i - 1].answered_s;

      shortest_s = fmin (shortest_s, between_s);
      longest_s = fmax (longest_s, between_s);
    }

  return n_reports >= INS_TRACK_MIN_POINTS && longest_s <= 2.0 * shortest_s + POLL_WAIT_S;
}

static InsTrackState
get_state (const InsTrackCommon *self, const InsTrackLine *line)
{
  if (line->interpolated)
    return INS_TRACK_INTERPOLATED;
  if (self->is_stale)
    return INS_TRACK_STALE;
  if (line->n_reports < INS_TRACK_GOOD_REPORTS)
    return INS_TRACK_FEW_REPORTS;
  if (self->fit.sigma_alpha > UNKNOWN_SIGMA_ALPHA &&
      self->bounds.round_trip_range_s > ROUND_TRIP_RANGE_S)
    return INS_TRACK_SHARE_UNKNOWN;

  return INS_TRACK_OK;
}

void
ins_track_common_describe (const InsTrackCommon *self,
                           const InsTrackFitLine *fitted,
                           double *scratch,
                           InsTrackLine *line)
{
  line->alpha = self->fit.alpha;
  line->scatter_s = self->fit.scatter_s;
  if (fitted != NULL)
    {
      line->sigma_s = ins_track_get_sigma_s (&self->fit, &self->bounds, self->quantum_mm, fitted,
                                             scratch);
      line->bend_s = ins_track_get_bend_s (fitted, scratch);
      line->contradiction_s = self->is_stale && !self->grid.known
                                  ? 0.0
                                  : ins_track_get_contradiction_s (&self->bounds, fitted);
    }
  line->state = get_state (self, line);
}

InsTrackCommon *
ins_track_common_copy (const InsTrackCommon *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
ins_track_common_free (InsTrackCommon *self)
{
  g_free (self);
}

/* Fits the line with what the others say. FALSE if it has no crossing of its own. */
static gboolean
fit_alone (InsTrackCommon *self, InsTrackFitLine *line, double *scratch)
{
  InsTrackFitLine *lines[] = { line };

  if (line->n_points < INS_TRACK_MIN_POINTS)
    return FALSE;
  ins_track_fit_begin_line (&self->fit, line, scratch);
  ins_track_fit_run (&self->fit, &self->sums, lines, 1, self->n_lines == 0, scratch);
  if (line->weight < INS_TRACK_MIN_WEIGHT)
    return FALSE;
  ins_track_bound_line (&self->fit, self->quantum_mm, line, scratch);
  if (self->n_lines == 0)
    {
      self->bounds = (InsTrackBounds){ .usual_round_trip_s = line->mean_round_trip_s };
      line->sigma_s = ins_track_get_sigma_s (&self->fit, &self->bounds, self->quantum_mm, line,
                                             scratch);
      ins_track_bounds_update (&self->bounds, &self->fit, self->quantum_mm, lines, 1, scratch);
      ins_track_bounds_set_slack (&self->bounds, &self->fit, self->quantum_mm, lines, 1, scratch);
    }

  return TRUE;
}

gboolean
ins_track_looks_stale (const InsTrackZone *zone, const InsTrackPoint *points, guint n_points)
{
  guint n = 0, n_repeated = 0;

  for (guint i = 1; i < n_points; i++)
    if (ins_track_zone_is_cruise (zone, points[i].along_mm))
      {
        n++;
        n_repeated += points[i].along_mm == points[i - 1].along_mm;
      }

  return n_repeated > REPEATED_SHARE * n;
}

/* On the first line nobody has seen yet that the stage answers with frames. */
static void
find_frames (InsTrackCommon *self,
             const InsTrackZone *zone,
             const InsTrackPoint *points,
             guint n,
             double origin_s)
{
  InsTrackFrames *frames;

  if (self->is_stale || self->n_lines > 0 || !ins_track_looks_stale (zone, points, n))
    return;
  frames = ins_track_frames_new ();
  self->is_stale = ins_track_frames_learn (frames, points, n, origin_s);
  self->grid = *ins_track_frames_get_grid (frames);
  ins_track_frames_free (frames);
}

void
ins_track_examine (const InsTrackCommon *common,
                   double start_mm,
                   double end_mm,
                   const InsTrackReport *reports,
                   guint n_reports,
                   InsTrackLine *line)
{
  InsTrackCommon own = *common;
  InsTrackZone zone;
  const InsTrackReport *first = ins_track_get_first_sane (reports, n_reports);
  g_autofree InsTrackPoint *points = g_new (InsTrackPoint, MAX (n_reports, 1));
  g_autofree InsTrackPoint *cruise = g_new (InsTrackPoint, MAX (n_reports, 1));
  g_autofree double *scratch = g_new (double, MAX (n_reports, 1));
  InsTrackFitLine fitted = { .points = cruise };
  double longest_s;
  guint n_points;

  *line = (InsTrackLine){ .sigma_s = (double)NAN, .interpolated = TRUE };
  if (first == NULL)
    return;
  ins_track_zone_init (&zone, start_mm, end_mm, own.ramp_mm);
  n_points = ins_track_take_points (&zone, reports, n_reports, first->asked_s, points);
  find_frames (&own, &zone, points, n_points, first->asked_s);
  if (own.is_stale && own.grid.known)
    {
      n_points = ins_track_grid_convert (&own.grid, points, n_points, first->asked_s);
      fitted.late_s = own.grid.late_s;
      fitted.grid_s = own.grid.sigma_s;
    }
  fitted.direction = zone.direction;
  fitted.origin_s = first->asked_s;
  fitted.centre_mm = 0.5 * (start_mm + end_mm);
  fitted.half_mm = 0.5 * zone.length_mm - zone.margin_mm;
  fitted.n_points = ins_track_take_cruise (&zone, points, n_points, cruise, scratch, &longest_s);
  line->n_reports = fitted.n_points;
  line->interpolated = !fit_alone (&own, &fitted, scratch);
  line->crossing_s = fitted.origin_s + fitted.crossing_s;
  line->speed_mm_s = zone.direction / own.fit.slowness;
  ins_track_common_describe (&own, line->interpolated ? NULL : &fitted, scratch, line);
}
