/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scan/ins-settle.h"

#define LEAST_S 0.001
#define ENOUGH 8
#define MIN_CRUISE 5
#define MAX_CRUISE 512
#define CLEAR 1.4      /* ramps, behind which the stage surely runs at constant speed */
#define EARLY_S 0.03   /* behind the ramp: where it may still swing */
#define MIN_SHARE 0.05 /* of a ramp's way, and of its lead: below, a report says too little */
#define SIGMAS 3.0
#define NORMAL_MAD 1.4826
#define MEDIAN_LOSS 1.2533 /* of a median's scatter against a mean's */

void
ins_settle_begin (InsSettle *self, double speed_mm_s, double acceleration_mm_s2)
{
  if (self->speed_mm_s != speed_mm_s || self->acceleration_mm_s2 != acceleration_mm_s2)
    *self = (InsSettle){ .speed_mm_s = speed_mm_s, .acceleration_mm_s2 = acceleration_mm_s2 };
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Median and scatter; @values is sorted. */
static double
get_median (double *values, guint n, double *sigma)
{
  double median;

  qsort (values, n, sizeof *values, compare);
  median = values[n / 2];
  for (guint i = 0; i < n; i++)
    values[i] = fabs (values[i] - median);
  qsort (values, n, sizeof *values, compare);
  *sigma = NORMAL_MAD * values[n / 2];

  return median;
}

static double
get_middle_s (const InsTrackReport *report)
{
  return 0.5 * (report->asked_s + report->answered_s);
}

/* When the line on which the stage runs at constant speed has the start; NaN unknown. */
static double
find_origin_s (const InsSettle *self,
               double start_mm,
               double end_mm,
               double ramp_mm,
               const InsTrackReport *reports,
               guint n_reports,
               double *sigma_s)
{
  double length_mm = fabs (end_mm - start_mm);
  double times_s[MAX_CRUISE];
  guint n = 0;

  for (guint i = 0; i < n_reports && n < MAX_CRUISE; i++)
    {
      double along_mm = fabs (reports[i].position_mm - start_mm);

      if (along_mm > CLEAR * ramp_mm && along_mm < length_mm - CLEAR * ramp_mm)
        times_s[n++] = get_middle_s (&reports[i]) - along_mm / self->speed_mm_s;
    }
  if (n < MIN_CRUISE)
    return (double)NAN;

  return get_median (times_s, n, sigma_s);
}

void
ins_settle_add_line (InsSettle *self,
                     double start_mm,
                     double end_mm,
                     const InsTrackReport *reports,
                     guint n_reports)
{
  double v = self->speed_mm_s, ramp_mm = v * v / (2.0 * self->acceleration_mm_s2);
  double sigma_s = 0.0;
  double origin_s = find_origin_s (self, start_mm, end_mm, ramp_mm, reports, n_reports, &sigma_s);

  if (isnan (origin_s))
    return;
  for (guint i = 0; i < n_reports; i++)
    {
      double along_mm = fabs (reports[i].position_mm - start_mm);
      double lead_mm = v * (origin_s - get_middle_s (&reports[i])) + along_mm;
      double root = sqrt (along_mm) + sqrt (MAX (lead_mm, 0.0));

      if (along_mm > 0.5 * fabs (end_mm - start_mm))
        break;
      if (along_mm > ramp_mm && along_mm < ramp_mm + v * EARLY_S)
        self->early_s[self->n_early++ % INS_SETTLE_N] = -lead_mm / v;
      else if (along_mm > MIN_SHARE * ramp_mm && along_mm < ramp_mm &&
               lead_mm > MAX (MIN_SHARE * ramp_mm, SIGMAS * v * sigma_s))
        self->excess_s[self->n_excess++ % INS_SETTLE_N] = (root * root - ramp_mm) / v;
    }
}

double
ins_settle_get_s (const InsSettle *self, double tolerance_mm)
{
  double values_s[INS_SETTLE_N], sigma_s, excess_s, doubt_s;
  guint n = MIN (self->n_excess, INS_SETTLE_N), n_early = MIN (self->n_early, INS_SETTLE_N);

  if (n < ENOUGH)
    return INS_SETTLE_LONGEST_S;
  if (n_early > 0)
    {
      double late_s;

      memcpy (values_s, self->early_s, n_early * sizeof *values_s);
      late_s = get_median (values_s, n_early, &sigma_s);
      if (fabs (late_s) >
          tolerance_mm / self->speed_mm_s + SIGMAS * MEDIAN_LOSS * sigma_s / sqrt (n_early))
        return INS_SETTLE_LONGEST_S;
    }
  memcpy (values_s, self->excess_s, n * sizeof *values_s);
  excess_s = get_median (values_s, n, &sigma_s);
  doubt_s = SIGMAS * MEDIAN_LOSS * sigma_s / sqrt (n);

  return CLAMP (MAX (excess_s, 0.0) + doubt_s + LEAST_S, LEAST_S, INS_SETTLE_LONGEST_S);
}
