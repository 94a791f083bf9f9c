/* ins-track-bounds.h - how well a line's place is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-track-fit.h"

G_BEGIN_DECLS

/* What lines share, beside the fit. */
typedef struct
{
  double low_s, high_s;               /* of the constant offset, without slack */
  double median_low_s, median_high_s; /* of the lines' own */
  double slack_s;
  double correlation;         /* of neighbouring residuals */
  double usual_round_trip_s;  /* median of the lines' means */
  double round_trip_range_s;  /* of the lines' means, a tenth of them left out at each end */
  double round_trip_spread_s; /* median of the lines': by how much answers of a line differ */
  /* By how much a quarter of a line's questions, answers and both are late beyond the least: of the
   * lines' own a quarter lies below. A computer that is busy now and then does not change it. */
  double there_rise_s, back_rise_s, round_trip_rise_s;
} InsTrackBounds;

/* Means of the line, and [low, high] of its crossing by every question and its answer. @scratch:
 * room for its points */
void ins_track_bound_line (const InsTrackFit *fit,
                           double quantum_mm,
                           InsTrackFitLine *line,
                           double *scratch);

/* Standard deviation of the crossing, line to line in the same direction, s. @scratch: room for its
 * points */
double ins_track_get_sigma_s (const InsTrackFit *fit,
                              const InsTrackBounds *bounds,
                              double quantum_mm,
                              const InsTrackFitLine *line,
                              double *scratch);

/* How far the thirds of the line lie apart, less what their scatter explains, s. 0 where the stage
 * ran evenly at the speed that all lines have in common. */
double ins_track_get_bend_s (const InsTrackFitLine *line, double *scratch);

/* How far the line's own bounds contradict each other or those of all lines, s; 0 where they do
 * not. */
double ins_track_get_contradiction_s (const InsTrackBounds *bounds, const InsTrackFitLine *line);

/**
 * ins_track_bounds_update:
 * @lines: (array length=n_lines): at least one; bounded, and with sigma_s but for the newest's
 * @scratch: (out caller-allocates): room for @n_lines, and for the points of any one
 */
void ins_track_bounds_update (InsTrackBounds *self,
                              const InsTrackFit *fit,
                              double quantum_mm,
                              InsTrackFitLine *const *lines,
                              guint n_lines,
                              double *scratch);

/* The pooled range with its slack; to be called after update() and with every sigma_s. */
void ins_track_bounds_set_slack (InsTrackBounds *self,
                                 const InsTrackFit *fit,
                                 double quantum_mm,
                                 InsTrackFitLine *const *lines,
                                 guint n_lines,
                                 double *scratch);

G_END_DECLS
