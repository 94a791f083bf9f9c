/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-bounds.h"
#include "scan/ins-track.h"

#define MAX_CORRELATION 0.8

/* Amplitude of a screw's repeatable error that is reckoned with where all reports of a line share a
 * phase of it, as those of firmware with frames may: then it neither averages out nor shows. */
#define SCREW_MM (0.5 * INS_TRACK_RIPPLE_MM)

/* By how much all reports of a line are late alike when the host's processors wake up more slowly
 * for a while, as they do when something else runs: it does not average out, and within a line it
 * does not show. Measured: 30 us between a processor at rest and a busy one. */
#define WAKE_S 15e-6

#define LEAST_SHARE 0.25 /* of a line in what lines have in common: it scatters twice as much */

/* A median of n normal values is this much less sure than their mean; and how many standard
 * deviations two of them may lie apart. */
#define MEDIAN_SIGMA 1.25
#define BEND_SIGMAS 4.0
#define N_THIRDS 3
#define MIN_THIRD 3

static double
get_round_trip_spread_s (const InsTrackFitLine *line, double *scratch)
{
  guint n = line->n_points;

  if (n < INS_TRACK_GOOD_REPORTS)
    return (double)NAN;
  for (guint i = 0; i < n; i++)
    scratch[i] = line->points[i].round_trip_s;

  return ins_track_select (scratch, n, 3 * n / 4) - ins_track_select (scratch, n, n / 4);
}

typedef enum
{
  THERE,
  BACK,
  BOTH_WAYS,
} Way;

/* By how much a quarter of the line's delays lies beyond the least. Needs no crossing: within a
 * line only differences count. */
static double
get_rise_s (const InsTrackFit *fit, const InsTrackFitLine *line, Way way, double *scratch)
{
  double quarter_s;
  guint n = 0;

  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];
      double back_s = way == BOTH_WAYS
                          ? 0.0
                          : point->answered_s - point->template_s - fit->slowness * point->along_mm;

      if (point->weight > 0.0)
        scratch[n++] = way == BACK ? back_s : point->round_trip_s - back_s;
    }
  if (n < INS_TRACK_GOOD_REPORTS)
    return (double)NAN;
  quarter_s = ins_track_select (scratch, n, n / 4);

  return quarter_s - ins_track_select (scratch, n, 0);
}

void
ins_track_bound_line (const InsTrackFit *fit,
                      double quantum_mm,
                      InsTrackFitLine *line,
                      double *scratch)
{
  double slowness = fit->slowness, half_step_s = 0.5 * quantum_mm * slowness;
  double along_mm = 0.0, round_trip_s = 0.0;

  line->round_trip_spread_s = get_round_trip_spread_s (line, scratch);
  line->there_rise_s = get_rise_s (fit, line, THERE, scratch);
  line->back_rise_s = get_rise_s (fit, line, BACK, scratch);
  line->round_trip_rise_s = get_rise_s (fit, line, BOTH_WAYS, scratch);
  line->low_s = -(double)INFINITY;
  line->high_s = (double)INFINITY;
  line->least_round_trip_s = line->n_points > 0 ? line->points[0].round_trip_s : 0.0;
  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];
      double high_s = point->answered_s - slowness * point->along_mm - line->crossing_s;

      along_mm += point->weight * point->along_mm;
      round_trip_s += point->weight * point->round_trip_s;
      if (point->weight == 0.0)
        continue;
      line->least_round_trip_s = MIN (line->least_round_trip_s, point->round_trip_s);
      line->low_s = MAX (line->low_s, high_s - point->round_trip_s - half_step_s - line->late_s);
      line->high_s = MIN (line->high_s, high_s + half_step_s + line->late_s);
    }
  line->mean_along_mm = line->weight > 0.0 ? along_mm / line->weight : 0.0;
  line->mean_round_trip_s = line->weight > 0.0 ? round_trip_s / line->weight : 0.0;
}

/* Neighbouring residuals that are alike tell less than their number says. */
static double
get_correlation (InsTrackFitLine *const *lines, guint n_lines)
{
  double product = 0.0, square = 0.0;
  guint n_points = 0;

  for (guint l = 0; l < n_lines; l++)
    {
      const InsTrackFitLine *line = lines[l];

      n_points += line->n_points;
      for (guint i = 0; i + 1 < line->n_points; i++)
        if (line->points[i].weight > 0.0 && line->points[i + 1].weight > 0.0)
          {
            product += line->points[i].residual_s * line->points[i + 1].residual_s;
            square += line->points[i].residual_s * line->points[i].residual_s;
          }
    }

  return CLAMP ((square > 0.0 ? product / square : 0.0) + (double)n_lines / MAX (n_points, 1), 0.0,
                MAX_CORRELATION);
}

/* 1 if every report fell on the same phase of what repeats every so many mm: then it does not
 * average out. */
static double
get_coherence (const InsTrackFit *fit, double period_mm, const InsTrackFitLine *line)
{
  double x = 0.0, y = 0.0;

  if (!(period_mm > 0.0))
    return 0.0;
  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];
      double turns = (point->answered_s - fit->alpha * point->round_trip_s - line->crossing_s) /
                     (fit->slowness * period_mm);

      x += point->weight * cos (2.0 * G_PI * turns);
      y += point->weight * sin (2.0 * G_PI * turns);
    }

  return hypot (x, y) / line->weight;
}

/* Variance by what the line's reports were late beyond those of the other lines. A host that was
 * busy on one side of the question only makes them all late alike, which does not average out. */
static double
get_busy_variance (const InsTrackFit *fit, const InsTrackFitLine *line)
{
  if (line->share >= LEAST_SHARE)
    return 0.0;

  return line->scatter_s * line->scatter_s - fit->scatter_s * fit->scatter_s;
}

/* Square of the coherence with the shortest usual distance of two reports, less what chance makes:
 * 1 where they lock to a frame, 0 where polls are random. */
static double
get_lock (const InsTrackFit *fit, const InsTrackFitLine *line, double *scratch)
{
  double coherence;
  guint n = 0;

  for (guint i = 1; i < line->n_points; i++)
    scratch[n++] = line->points[i].answered_s - fit->alpha * line->points[i].round_trip_s -
                   line->points[i - 1].answered_s + fit->alpha * line->points[i - 1].round_trip_s;
  if (n == 0)
    return 1.0;
  coherence = get_coherence (fit, ins_track_select (scratch, n, n / 10) / fit->slowness, line);

  return MAX (coherence * coherence - 1.0 / line->weight, 0.0);
}

double
ins_track_get_sigma_s (const InsTrackFit *fit,
                       const InsTrackBounds *bounds,
                       double quantum_mm,
                       const InsTrackFitLine *line,
                       double *scratch)
{
  double rho = bounds->correlation, step_s = quantum_mm * fit->slowness;
  double coherence = get_coherence (fit, quantum_mm, line);
  double share_s = fit->sigma_alpha * (line->mean_round_trip_s - bounds->usual_round_trip_s);
  double speed_s = fit->sigma_slowness * line->mean_along_mm;
  double screw_s = SCREW_MM * fit->slowness;
  double variance = line->scatter_s * line->scatter_s / line->weight * (1.0 + rho) / (1.0 - rho) +
                    share_s * share_s + speed_s * speed_s + 0.01 * step_s * step_s +
                    step_s * step_s / 12.0 * coherence * coherence + line->grid_s * line->grid_s +
                    0.5 * screw_s * screw_s * get_lock (fit, line, scratch) +
                    get_busy_variance (fit, line) + WAKE_S * WAKE_S;

  return sqrt (variance) * (line->n_points < INS_TRACK_GOOD_REPORTS ? 2.0 : 1.0);
}

/* Outliers too: a stage that hesitated in mid line makes a third of the reports outliers. */
double
ins_track_get_bend_s (const InsTrackFitLine *line, double *scratch)
{
  double least_s = (double)INFINITY, most_s = -(double)INFINITY, noise_s = 0.0;

  for (guint third = 0; third < N_THIRDS; third++)
    {
      double from_mm = line->half_mm * (2.0 * third / N_THIRDS - 1.0);
      double to_mm = from_mm + 2.0 * line->half_mm / N_THIRDS, median_s;
      guint n = 0;

      for (guint i = 0; i < line->n_points; i++)
        if (line->points[i].along_mm >= from_mm && line->points[i].along_mm < to_mm)
          scratch[n++] = line->points[i].residual_s;
      if (n < MIN_THIRD)
        continue;
      median_s = ins_track_select (scratch, n, n / 2);
      least_s = MIN (least_s, median_s);
      most_s = MAX (most_s, median_s);
      noise_s = MAX (noise_s, MEDIAN_SIGMA * line->scatter_s / sqrt (n));
    }

  return MAX (most_s - least_s - BEND_SIGMAS * noise_s, 0.0);
}

double
ins_track_get_contradiction_s (const InsTrackBounds *bounds, const InsTrackFitLine *line)
{
  double apart_s = line->low_s - line->high_s;

  apart_s = MAX (apart_s, line->low_s - (bounds->high_s + bounds->slack_s));
  apart_s = MAX (apart_s, bounds->low_s - bounds->slack_s - line->high_s);

  return isfinite (apart_s) ? MAX (apart_s, 0.0) : 0.0;
}

typedef enum
{
  LOW,
  HIGH,
  SIGMA,
  ROUND_TRIP,
  SPREAD,
  THERE_RISE,
  BACK_RISE,
  ROUND_TRIP_RISE,
} Quantity;

static double
get_quantity (const InsTrackFitLine *line, Quantity quantity)
{
  switch (quantity)
    {
    case LOW:
      return line->low_s;
    case HIGH:
      return line->high_s;
    case SIGMA:
      return line->sigma_s;
    case SPREAD:
      return line->round_trip_spread_s;
    case THERE_RISE:
      return line->there_rise_s;
    case BACK_RISE:
      return line->back_rise_s;
    case ROUND_TRIP_RISE:
      return line->round_trip_rise_s;
    case ROUND_TRIP:
    default:
      return line->mean_round_trip_s;
    }
}

/* The given share of the lines' values lies below it. Where a line's reports scatter more than the
 * others' (the host was busy) its crossing may be off, and its bounds with it: it has no say while
 * there are others. */
static double
get_quantile (InsTrackFitLine *const *lines,
              guint n_lines,
              Quantity quantity,
              double share,
              double *scratch)
{
  double best = 0.0;
  guint n = 0;

  for (guint l = 0; l < n_lines; l++)
    best = MAX (best, lines[l]->share);
  for (guint l = 0; l < n_lines; l++)
    {
      double value = get_quantity (lines[l], quantity);

      if (isfinite (value) && lines[l]->share >= MIN (best, LEAST_SHARE))
        scratch[n++] = value;
    }

  return n > 0 ? ins_track_select (scratch, n, (guint)lrint (share * (n - 1))) : 0.0;
}

void
ins_track_bounds_update (InsTrackBounds *self,
                         const InsTrackFit *fit,
                         double quantum_mm,
                         InsTrackFitLine *const *lines,
                         guint n_lines,
                         double *scratch)
{
  for (guint l = 0; l < n_lines; l++)
    ins_track_bound_line (fit, quantum_mm, lines[l], scratch);
  self->correlation = get_correlation (lines, n_lines);
  self->usual_round_trip_s = get_quantile (lines, n_lines, ROUND_TRIP, 0.5, scratch);
  self->round_trip_range_s = get_quantile (lines, n_lines, ROUND_TRIP, 0.9, scratch) -
                             get_quantile (lines, n_lines, ROUND_TRIP, 0.1, scratch);
  self->round_trip_spread_s = get_quantile (lines, n_lines, SPREAD, 0.5, scratch);
  self->there_rise_s = get_quantile (lines, n_lines, THERE_RISE, 0.25, scratch);
  self->back_rise_s = get_quantile (lines, n_lines, BACK_RISE, 0.25, scratch);
  self->round_trip_rise_s = get_quantile (lines, n_lines, ROUND_TRIP_RISE, 0.6, scratch);
  self->low_s = get_quantile (lines, n_lines, LOW, 0.9, scratch);
  self->high_s = get_quantile (lines, n_lines, HIGH, 0.1, scratch);
  self->median_low_s = get_quantile (lines, n_lines, LOW, 0.5, scratch);
  self->median_high_s = get_quantile (lines, n_lines, HIGH, 0.5, scratch);
}

void
ins_track_bounds_set_slack (InsTrackBounds *self,
                            const InsTrackFit *fit,
                            double quantum_mm,
                            InsTrackFitLine *const *lines,
                            guint n_lines,
                            double *scratch)
{
  self->slack_s = 0.5 * quantum_mm * fit->slowness +
                  2.0 * get_quantile (lines, n_lines, SIGMA, 0.5, scratch) +
                  2.0 * MIN (fit->scatter_s, INS_TRACK_RIPPLE_MM * fit->slowness);
}
