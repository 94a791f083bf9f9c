/* ins-track-fit.h - least squares behind InsTrack
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A report in the cruise zone of its line. */
typedef struct
{
  double along_mm;     /* in the direction of motion, from the centre of the line */
  double round_trip_s; /* answered less asked */
  double answered_s;   /* relative to the line's origin */
  double residual_s;
  double weight; /* Tukey biweight, 0 to 1 */
} InsTrackPoint;

typedef struct
{
  int direction;
  double origin_s; /* first report, on ins_clock_now_s() */
  InsTrackPoint *points;
  guint n_points;
  double crossing_s; /* relative to origin_s */
  double weight;     /* sum over the points */
  double scatter_s;  /* of this line's reports: the pooled one, or more if they are worse */
  double share;      /* of its say in what the lines have in common: (pooled / own scatter)^2 */
  double mean_along_mm, mean_round_trip_s; /* weighted */
  double low_s, high_s;                    /* bounds of this line less crossing_s */
  double sigma_s;
} InsTrackFitLine;

/* Weighted cross products about each line's own means, summed over lines. */
typedef struct
{
  double cc, cr, rr, gc, gr;
} InsTrackSums;

/* What all lines have in common. */
typedef struct
{
  double nominal_slowness;  /* s/mm, the prior of the slowness */
  double minimum_scatter_s; /* floor of the scatter */
  double slowness;          /* 1 / speed */
  double alpha;
  double scatter_s; /* robust standard deviation of the residuals */
  double sigma_slowness, sigma_alpha;
} InsTrackFit;

/* The k-th smallest of finite values, 0 the smallest; reorders them. n at least 1. */
double ins_track_select (double *values, guint n, guint k);

/* Starts a new line: its crossing and weights by what the fit knows so far. */
void ins_track_fit_begin_line (const InsTrackFit *self, InsTrackFitLine *line, double *scratch);

/* Adds a line's cross products as they are now weighted. */
void ins_track_fit_add_sums (const InsTrackFitLine *line, InsTrackSums *sums);

/**
 * ins_track_fit_run:
 * @frozen: cross products of lines that are no longer kept
 * @lines: (array length=n_lines): each with at least one point
 * @scratch: (out caller-allocates): room for the points of all lines
 *
 * The pooled fit of slowness, share of the delay and one crossing per line: Frisch-Waugh
 * elimination of the crossings inside a Tukey loop (src/DESIGN.md, registration).
 */
void ins_track_fit_run (InsTrackFit *self,
                        const InsTrackSums *frozen,
                        InsTrackFitLine *const *lines,
                        guint n_lines,
                        double *scratch);

G_END_DECLS
