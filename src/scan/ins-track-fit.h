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
  double weight;     /* Tukey biweight, 0 to 1 */
  double template_s; /* by how much reports at this place are late on every line */
} InsTrackPoint;

#define INS_TRACK_N_TEMPLATE_BINS 60

/* What all lines of one direction share at a position: the repeatable error of the screw, as the
 * stage's own counter has it. No constant and no slope, which are crossing and speed. */
typedef struct
{
  gboolean known;
  int direction;
  double centre_mm, half_mm; /* of the zone it is of, on the scan axis */
  double bins_s[INS_TRACK_N_TEMPLATE_BINS];
} InsTrackTemplate;

typedef struct
{
  int direction;
  double centre_mm, half_mm; /* cruise zone */
  double origin_s;           /* first report, on ins_clock_now_s() */
  InsTrackPoint *points;
  guint n_points;
  double crossing_s; /* relative to origin_s */
  double weight;     /* sum over the points */
  double scatter_s;  /* of this line's reports: the pooled one, or more if they are worse */
  double share;      /* of its say in what the lines have in common: (pooled / own scatter)^2 */
  double mean_along_mm, mean_round_trip_s; /* weighted */
  double least_round_trip_s;
  double round_trip_spread_s; /* from a quarter of them to three quarters */
  double there_rise_s, back_rise_s, round_trip_rise_s; /* from the least to a quarter of them */
  double low_s, high_s;                                /* bounds of this line less crossing_s */
  double
      late_s; /* reports placed by the stage's frames (InsTrackGrid) may be off by this much ... */
  double grid_s; /* ... and are from line to line by so much, one standard deviation */
  double sigma_s;
  double placed_s;     /* where it was put, on ins_clock_now_s(); NaN: not yet */
  guint row;           /* likewise */
  gboolean is_earlier; /* of a scan that is gone on with, which placed it by that: */
  double earlier_alpha, earlier_offset_s;
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
  InsTrackTemplate templates[2]; /* backward, forward */
} InsTrackFit;

/* s, 0 where the template is not known. @position_mm: on the scan axis */
double ins_track_template_get_s (const InsTrackTemplate *self, double position_mm);

/* The k-th smallest of finite values, 0 the smallest; reorders them. n at least 1. */
double ins_track_select (double *values, guint n, guint k);

/* Before the first line. */
void ins_track_fit_init (InsTrackFit *self, double nominal_slowness, double quantum_mm);

/* Starts a new line: its crossing and weights by what the fit knows so far. */
void ins_track_fit_begin_line (const InsTrackFit *self, InsTrackFitLine *line, double *scratch);

/* Adds a line's cross products as they are now weighted. */
void ins_track_fit_add_sums (const InsTrackFitLine *line, InsTrackSums *sums);

/**
 * ins_track_fit_run:
 * @frozen: cross products of lines that are no longer kept
 * @lines: (array length=n_lines): each with at least one point
 * @learn: whether templates and scatter are learnt from the lines, or taken as they are
 * @scratch: (out caller-allocates): room for the points of all lines
 *
 * The pooled fit of slowness, share of the delay and one crossing per line: Frisch-Waugh
 * elimination of the crossings inside a Tukey loop (src/DESIGN.md, registration).
 */
void ins_track_fit_run (InsTrackFit *self,
                        const InsTrackSums *frozen,
                        InsTrackFitLine *const *lines,
                        guint n_lines,
                        gboolean learn,
                        double *scratch);

G_END_DECLS
