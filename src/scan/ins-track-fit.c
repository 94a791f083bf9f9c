/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-template.h"

#define N_PASSES 8
#define FIRST_TEMPLATE_PASS 3 /* counted from 0: crossings and speed have settled */
#define TUKEY 4.685           /* 95 % efficiency for normal errors (Beaton and Tukey 1974) */
#define MAD_TO_SIGMA 1.4826   /* likewise */
#define QUANTUM_SHARE 0.1     /* of the time that a step takes, floor of the scatter ... */
#define MIN_SCATTER_S 10e-6   /* ... likewise */
#define START_SCATTER_S 1e-3  /* of a line about which nothing is known */

/* Priors: mean and standard deviation. */
#define ALPHA_PRIOR 0.5
#define ALPHA_PRIOR_SIGMA 0.3
#define SLOWNESS_PRIOR_SIGMA 0.02 /* share of the nominal one */

double
ins_track_select (double *values, guint n, guint k)
{
  guint low = 0, high = n - 1;

  while (low < high)
    {
      double pivot = values[low + (high - low) / 2];
      guint i = low, j = high;

      for (;;)
        {
          double swap;

          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i >= j)
            break;
          swap = values[i];
          values[i++] = values[j];
          values[j--] = swap;
        }
      if (k <= j)
        high = j;
      else
        low = j + 1;
    }

  return values[k];
}

void
ins_track_fit_init (InsTrackFit *self, double nominal_slowness, double quantum_mm)
{
  *self = (InsTrackFit){ .nominal_slowness = nominal_slowness,
                         .slowness = nominal_slowness,
                         .alpha = ALPHA_PRIOR,
                         .minimum_scatter_s = MAX (QUANTUM_SHARE * quantum_mm * nominal_slowness,
                                                   MIN_SCATTER_S),
                         .scatter_s = START_SCATTER_S };
}

static double
get_time_s (const InsTrackFit *self, const InsTrackPoint *point)
{
  return point->answered_s - point->template_s - self->alpha * point->round_trip_s -
         self->slowness * point->along_mm;
}

/* A line whose reports scatter more than the others' (the host was busy) keeps them, and says so
 * in its own scatter: by the pooled one they would all be outliers. */
static void
weigh (InsTrackFitLine *line, double pooled_s, double *scratch)
{
  double scatter_s = pooled_s;

  if (line->n_points > 0)
    {
      for (guint i = 0; i < line->n_points; i++)
        scratch[i] = fabs (line->points[i].residual_s);
      scatter_s = MAX (
          pooled_s, MAD_TO_SIGMA * ins_track_select (scratch, line->n_points, line->n_points / 2));
    }
  line->scatter_s = scatter_s;
  line->share = (pooled_s / scatter_s) * (pooled_s / scatter_s);
  line->weight = 0.0;
  for (guint i = 0; i < line->n_points; i++)
    {
      InsTrackPoint *point = &line->points[i];
      double share = point->residual_s / (TUKEY * scatter_s);
      double rest = 1.0 - share * share;

      point->weight = rest > 0.0 ? rest * rest : 0.0;
      line->weight += point->weight;
    }
}

void
ins_track_fit_begin_line (const InsTrackFit *self, InsTrackFitLine *line, double *scratch)
{
  ins_track_template_apply (&self->templates[line->direction > 0], line);
  for (guint i = 0; i < line->n_points; i++)
    scratch[i] = get_time_s (self, &line->points[i]);
  line->crossing_s = ins_track_select (scratch, line->n_points, line->n_points / 2);
  for (guint i = 0; i < line->n_points; i++)
    line->points[i].residual_s = get_time_s (self, &line->points[i]) - line->crossing_s;
  weigh (line, START_SCATTER_S, scratch);
}

void
ins_track_fit_add_sums (const InsTrackFitLine *line, InsTrackSums *sums)
{
  double c = 0.0, r = 0.0, t = 0.0;

  if (!(line->weight > 0.0))
    return;
  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];

      c += point->weight * point->along_mm;
      r += point->weight * point->round_trip_s;
      t += point->weight * (point->answered_s - point->template_s);
    }
  c /= line->weight;
  r /= line->weight;
  t /= line->weight;
  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];
      double dc = point->along_mm - c, dr = point->round_trip_s - r;
      double dt = point->answered_s - point->template_s - t;
      double weight = line->share * point->weight;

      sums->cc += weight * dc * dc;
      sums->cr += weight * dc * dr;
      sums->rr += weight * dr * dr;
      sums->gc += weight * dc * dt;
      sums->gr += weight * dr * dt;
    }
}

static void
solve (InsTrackFit *self, InsTrackSums sums)
{
  double variance = self->scatter_s * self->scatter_s;
  double slowness_sigma = SLOWNESS_PRIOR_SIGMA * self->nominal_slowness;
  double slowness_prior = variance / (slowness_sigma * slowness_sigma);
  double alpha_prior = variance / (ALPHA_PRIOR_SIGMA * ALPHA_PRIOR_SIGMA);
  double determinant;

  sums.cc += slowness_prior;
  sums.gc += slowness_prior * self->nominal_slowness;
  sums.rr += alpha_prior;
  sums.gr += alpha_prior * ALPHA_PRIOR;
  determinant = sums.cc * sums.rr - sums.cr * sums.cr;

  self->alpha = CLAMP ((sums.cc * sums.gr - sums.cr * sums.gc) / determinant, 0.0, 1.0);
  self->slowness = CLAMP ((sums.gc - sums.cr * self->alpha) / sums.cc, 0.5 * self->nominal_slowness,
                          2.0 * self->nominal_slowness);
  self->sigma_slowness = sqrt (variance * sums.rr / determinant);
  self->sigma_alpha = sqrt (variance * sums.cc / determinant);
}

/* New crossings and residuals; the absolute residuals of all lines end up in scratch. */
static guint
update_crossings (const InsTrackFit *self,
                  InsTrackFitLine *const *lines,
                  guint n_lines,
                  double *scratch)
{
  guint n = 0;

  for (guint l = 0; l < n_lines; l++)
    {
      InsTrackFitLine *line = lines[l];
      double sum = 0.0;

      for (guint i = 0; i < line->n_points; i++)
        {
          line->points[i].residual_s = get_time_s (self, &line->points[i]);
          sum += line->points[i].weight * line->points[i].residual_s;
        }
      if (line->weight > 0.0)
        line->crossing_s = sum / line->weight;
      for (guint i = 0; i < line->n_points; i++)
        {
          line->points[i].residual_s -= line->crossing_s;
          scratch[n++] = fabs (line->points[i].residual_s);
        }
    }

  return n;
}

void
ins_track_fit_run (InsTrackFit *self,
                   const InsTrackSums *frozen,
                   InsTrackFitLine *const *lines,
                   guint n_lines,
                   gboolean learn,
                   double *scratch)
{
  for (guint pass = 0; pass < N_PASSES; pass++)
    {
      InsTrackSums sums = *frozen;
      guint n;

      if (learn && pass >= FIRST_TEMPLATE_PASS)
        {
          ins_track_template_learn (&self->templates[0], -1, lines, n_lines);
          ins_track_template_learn (&self->templates[1], 1, lines, n_lines);
        }
      for (guint l = 0; l < n_lines; l++)
        ins_track_fit_add_sums (lines[l], &sums);
      solve (self, sums);
      n = update_crossings (self, lines, n_lines, scratch);
      if (learn)
        self->scatter_s = MAX (MAD_TO_SIGMA * ins_track_select (scratch, n, n / 2),
                               self->minimum_scatter_s);
      for (guint l = 0; l < n_lines; l++)
        weigh (lines[l], self->scatter_s, scratch);
    }
}
