/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-fit.h"
#include "scan/ins-track.h"

/* Lines kept to be fitted again with each new one; of older ones only the sums. */
#define MAX_LINES 200
#define MAX_POINTS 12000
#define MAX_LINE_POINTS 4000

#define MIN_POINTS 3      /* a line with fewer has no crossing of its own */
#define MIN_WEIGHT 2.0    /* likewise, after outliers lost their weight */
#define DOUBTFUL_POINTS 5 /* with fewer the stated uncertainty is doubled */

/* The cruise zone begins a little behind the ramp, which may be longer than it says. */
#define RAMP_FACTOR 1.4
#define MAX_RAMP_SHARE 0.25 /* of what lies between the ramps */

/* Round trips this much over the median are stalls. */
#define STALL_MADS 6.0
#define STALL_S 3e-3
#define MAX_ROUND_TRIP_S 10.0
#define MAX_LINE_S 1e5

#define RIPPLE_MM 0.004 /* of the stage's own motion, for the hard bounds */
#define MIN_SCATTER_S 10e-6
#define INTERPOLATED_SIGMA_S 0.01

/* The guessed offset of all lines follows what the fit learns, but no faster than this a line: the
 * picture must not shift while it grows. Before alpha is known this well it follows at once. */
#define OFFSET_STEP_S 5e-6
#define KNOWN_SIGMA_ALPHA 0.25

/* Start delay of the lines of one direction: crossing less first report. */
typedef struct
{
  guint n;
  double mean_s, sum_squares;
} StartDelay;

struct _InsTrack
{
  /* set by ins_track_new(), read-only afterwards */
  double ramp_mm, quantum_mm;

  InsTrackFit fit;
  InsTrackSums frozen;
  GPtrArray *lines; /* InsTrackFitLine, oldest first */
  guint n_points;   /* of all of them */
  StartDelay delays[2];

  gboolean has_shift;
  double usual_round_trip_s; /* of the first line, for good */
  double shift_s;            /* offset less alpha times that: does not change when alpha does */

  GArray *scratch; /* double, room for n_points and for the lines */
};

static void
line_free (InsTrackFitLine *line)
{
  g_free (line->points);
  g_free (line);
}

InsTrack *
ins_track_new (double speed_mm_s, double acceleration_mm_s2, double quantum_mm)
{
  InsTrack *self = g_new0 (InsTrack, 1);

  self->ramp_mm = speed_mm_s * speed_mm_s / (2.0 * acceleration_mm_s2);
  self->quantum_mm = isfinite (quantum_mm) && quantum_mm > 0.0 ? quantum_mm : 0.0;
  self->fit.nominal_slowness = self->fit.slowness = 1.0 / speed_mm_s;
  self->fit.alpha = 0.5;
  self->fit.minimum_scatter_s = MAX (0.1 * self->quantum_mm / speed_mm_s, MIN_SCATTER_S);
  self->fit.scatter_s = 1e-3;
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  self->scratch = g_array_new (FALSE, FALSE, sizeof (double));

  return self;
}

void
ins_track_free (InsTrack *self)
{
  g_ptr_array_unref (self->lines);
  g_array_unref (self->scratch);
  g_free (self);
}

static double *
get_scratch (InsTrack *self, guint n)
{
  if (self->scratch->len < n)
    g_array_set_size (self->scratch, n);

  return (double *)(gpointer)self->scratch->data;
}

static gboolean
is_sane (const InsTrackReport *report)
{
  double round_trip_s = report->answered_s - report->asked_s;

  return isfinite (report->asked_s) && isfinite (report->position_mm) && round_trip_s >= 0.0 &&
         round_trip_s <= MAX_ROUND_TRIP_S;
}

/* NULL if no report of the line makes sense. */
static const InsTrackReport *
get_first_sane (const InsTrackReport *reports, guint n_reports)
{
  for (guint i = 0; i < n_reports; i++)
    if (is_sane (&reports[i]))
      return &reports[i];

  return NULL;
}

/* Length at each end of a sweep that is left out. */
static double
get_margin_mm (double length_mm, double ramp_mm)
{
  double free_mm = MAX (length_mm - 2.0 * ramp_mm, 0.0);

  return MIN (RAMP_FACTOR * ramp_mm, ramp_mm + MAX_RAMP_SHARE * free_mm);
}

guint
ins_track_count_cruise (double start_mm,
                        double end_mm,
                        double ramp_mm,
                        const InsTrackReport *reports,
                        guint n_reports)
{
  double length_mm = fabs (end_mm - start_mm);
  double margin_mm = get_margin_mm (length_mm, ramp_mm);
  guint n = 0;

  for (guint i = 0; i < n_reports; i++)
    {
      double along_mm = fabs (reports[i].position_mm - start_mm);

      n += is_sane (&reports[i]) && along_mm >= margin_mm && along_mm <= length_mm - margin_mm;
    }

  return n;
}

/* Reports of the cruise zone, chosen by position: choosing by time would prefer late starts. */
static void
take_cruise (const InsTrack *self,
             InsTrackFitLine *line,
             double start_mm,
             double end_mm,
             const InsTrackReport *reports,
             guint n_reports)
{
  double length_mm = fabs (end_mm - start_mm), last_s = -(double)INFINITY;
  double margin_mm = get_margin_mm (length_mm, self->ramp_mm);
  guint stride = 1 + n_reports / MAX_LINE_POINTS;

  for (guint i = 0; i < n_reports; i += stride)
    {
      const InsTrackReport *report = &reports[i];
      double along_mm = (report->position_mm - start_mm) * line->direction;
      double asked_s = report->asked_s - line->origin_s;

      /* a report that stands there twice, or out of order, is a mistake */
      if (!is_sane (report) || !(asked_s > last_s) || asked_s > MAX_LINE_S)
        continue;
      last_s = asked_s;
      if (along_mm < margin_mm || along_mm > length_mm - margin_mm)
        continue;
      line->points[line->n_points++] = (InsTrackPoint){
        .along_mm = along_mm - 0.5 * length_mm,
        .round_trip_s = report->answered_s - report->asked_s,
        .answered_s = report->answered_s - line->origin_s
      };
    }
}

static void
drop_stalls (InsTrackFitLine *line, double *scratch)
{
  double median_s, deviation_s, limit_s;
  guint n = 0;

  if (line->n_points == 0)
    return;
  for (guint i = 0; i < line->n_points; i++)
    scratch[i] = line->points[i].round_trip_s;
  median_s = ins_track_select (scratch, line->n_points, line->n_points / 2);
  for (guint i = 0; i < line->n_points; i++)
    scratch[i] = fabs (line->points[i].round_trip_s - median_s);
  deviation_s = 1.4826 * ins_track_select (scratch, line->n_points, line->n_points / 2);
  limit_s = median_s + MAX (STALL_MADS * deviation_s, STALL_S);
  for (guint i = 0; i < line->n_points; i++)
    if (line->points[i].round_trip_s <= limit_s)
      line->points[n++] = line->points[i];
  line->n_points = n;
}

static void
freeze_oldest (InsTrack *self)
{
  while (self->lines->len > 1 && (self->lines->len > MAX_LINES || self->n_points > MAX_POINTS))
    {
      const InsTrackFitLine *oldest = self->lines->pdata[0];

      ins_track_fit_add_sums (oldest, &self->frozen);
      self->n_points -= oldest->n_points;
      g_ptr_array_remove_index (self->lines, 0);
    }
}

/* The crossing lies between every question and its answer: [low, high] of this line. */
static void
bound_line (const InsTrack *self, InsTrackFitLine *line)
{
  double slowness = self->fit.slowness, half_step_s = 0.5 * self->quantum_mm * slowness;
  double along_mm = 0.0, round_trip_s = 0.0;

  line->low_s = -(double)INFINITY;
  line->high_s = (double)INFINITY;
  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];
      double high_s = point->answered_s - slowness * point->along_mm - line->crossing_s;

      along_mm += point->weight * point->along_mm;
      round_trip_s += point->weight * point->round_trip_s;
      if (point->weight == 0.0)
        continue;
      line->low_s = MAX (line->low_s, high_s - point->round_trip_s - half_step_s);
      line->high_s = MIN (line->high_s, high_s + half_step_s);
    }
  line->mean_along_mm = line->weight > 0.0 ? along_mm / line->weight : 0.0;
  line->mean_round_trip_s = line->weight > 0.0 ? round_trip_s / line->weight : 0.0;
}

/* Correlation of neighbouring residuals: they tell less than their number says. */
static double
get_correlation (const InsTrack *self)
{
  double product = 0.0, square = 0.0;

  for (guint l = 0; l < self->lines->len; l++)
    {
      const InsTrackFitLine *line = self->lines->pdata[l];

      for (guint i = 0; i + 1 < line->n_points; i++)
        if (line->points[i].weight > 0.0 && line->points[i + 1].weight > 0.0)
          {
            product += line->points[i].residual_s * line->points[i + 1].residual_s;
            square += line->points[i].residual_s * line->points[i].residual_s;
          }
    }

  return CLAMP ((square > 0.0 ? product / square : 0.0) +
                    (double)self->lines->len / MAX (self->n_points, 1),
                0.0, 0.8);
}

/* 1 if every report fell on the same phase of the position's steps: then their rounding does not
 * average out. */
static double
get_coherence (const InsTrack *self, const InsTrackFitLine *line)
{
  double x = 0.0, y = 0.0;

  if (self->quantum_mm == 0.0)
    return 0.0;
  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];
      double turns = (point->answered_s - self->fit.alpha * point->round_trip_s -
                      line->crossing_s) /
                     (self->fit.slowness * self->quantum_mm);

      x += point->weight * cos (2.0 * G_PI * turns);
      y += point->weight * sin (2.0 * G_PI * turns);
    }

  return hypot (x, y) / line->weight;
}

/* Of the crossing, line to line in the same direction. */
static double
get_sigma_s (InsTrack *self, const InsTrackFitLine *line)
{
  const InsTrackFit *fit = &self->fit;
  double *scratch = get_scratch (self, self->lines->len);
  double rho = get_correlation (self), step_s = self->quantum_mm * fit->slowness;
  double coherence = get_coherence (self, line), usual_s, share_s, speed_s, variance;

  for (guint l = 0; l < self->lines->len; l++)
    scratch[l] = ((const InsTrackFitLine *)self->lines->pdata[l])->mean_round_trip_s;
  usual_s = ins_track_select (scratch, self->lines->len, self->lines->len / 2);
  share_s = fit->sigma_alpha * (line->mean_round_trip_s - usual_s);
  speed_s = fit->sigma_slowness * line->mean_along_mm;
  variance = line->scatter_s * line->scatter_s / line->weight * (1.0 + rho) / (1.0 - rho) +
             share_s * share_s + speed_s * speed_s + 0.01 * step_s * step_s +
             step_s * step_s / 12.0 * coherence * coherence;

  return sqrt (variance) * (line->n_points < DOUBTFUL_POINTS ? 2.0 : 1.0);
}

typedef enum
{
  LOW,
  HIGH,
  SIGMA,
} Quantity;

/* The given share of the kept lines' values lies below it. */
static double
get_quantile (InsTrack *self, Quantity quantity, double share)
{
  double *scratch = get_scratch (self, self->lines->len);
  guint n = 0;

  for (guint l = 0; l < self->lines->len; l++)
    {
      const InsTrackFitLine *line = self->lines->pdata[l];
      double value = quantity == LOW    ? line->low_s
                     : quantity == HIGH ? line->high_s
                                        : line->sigma_s;

      if (isfinite (value))
        scratch[n++] = value;
    }

  return n > 0 ? ins_track_select (scratch, n, (guint)lrint (share * (n - 1))) : 0.0;
}

/* A crossing moves against alpha by the round trip, and the offset with it; what is held steady is
 * their sum. */
static double
follow_shift (InsTrack *self, double wanted_offset_s)
{
  const InsTrackFit *fit = &self->fit;
  double wanted_s;

  if (!self->has_shift)
    {
      const InsTrackFitLine *newest = self->lines->pdata[self->lines->len - 1];

      self->usual_round_trip_s = newest->mean_round_trip_s;
    }
  wanted_s = wanted_offset_s - fit->alpha * self->usual_round_trip_s;
  if (!self->has_shift || fit->sigma_alpha > KNOWN_SIGMA_ALPHA)
    self->shift_s = wanted_s;
  else
    self->shift_s += CLAMP (wanted_s - self->shift_s, -OFFSET_STEP_S, OFFSET_STEP_S);
  self->has_shift = TRUE;

  return self->shift_s + fit->alpha * self->usual_round_trip_s;
}

/* The constant delay that no report can show: a range, and a guess at where in it the truth lies,
 * on the path where the jitter lies. */
static void
set_offset (InsTrack *self, InsTrackLine *line)
{
  const InsTrackFit *fit = &self->fit;
  double low_s = get_quantile (self, LOW, 0.9), high_s = get_quantile (self, HIGH, 0.1);
  double slack_s = 0.5 * self->quantum_mm * fit->slowness + 2.0 * get_quantile (self, SIGMA, 0.5) +
                   2.0 * MIN (fit->scatter_s, RIPPLE_MM * fit->slowness);
  double wanted_s;

  line->offset_low_s = low_s - slack_s;
  line->offset_high_s = high_s + slack_s;
  wanted_s = low_s <= high_s ? fit->alpha * low_s + (1.0 - fit->alpha) * high_s
                             : 0.5 * (low_s + high_s);
  line->offset_s = follow_shift (self, wanted_s);
  if (line->offset_low_s < line->offset_high_s)
    line->offset_s = CLAMP (line->offset_s, line->offset_low_s, line->offset_high_s);
}

static void
add_delay (StartDelay *delay, double delay_s)
{
  double before_s = delay_s - delay->mean_s;

  delay->n++;
  delay->mean_s += before_s / delay->n;
  delay->sum_squares += before_s * (delay_s - delay->mean_s);
}

/* A line with too few reports: as long after its first report as the others were. */
static gboolean
interpolate (InsTrack *self, const InsTrackReport *first, int direction, InsTrackLine *line)
{
  const StartDelay *delay = &self->delays[direction > 0];

  if (first == NULL || delay->n == 0)
    return FALSE;

  line->crossing_s = first->asked_s + delay->mean_s;
  line->sigma_s = sqrt (delay->sum_squares / delay->n +
                        INTERPOLATED_SIGMA_S * INTERPOLATED_SIGMA_S);
  line->interpolated = TRUE;

  return TRUE;
}

/* The line's own crossing; FALSE if its reports do not give one. */
static gboolean
fit_line (InsTrack *self, InsTrackFitLine *line, InsTrackLine *result)
{
  drop_stalls (line, get_scratch (self, MAX (line->n_points, 1)));
  result->n_reports = line->n_points;
  if (line->n_points < MIN_POINTS)
    {
      line_free (line);
      return FALSE;
    }

  g_ptr_array_add (self->lines, line);
  self->n_points += line->n_points;
  freeze_oldest (self);
  ins_track_fit_begin_line (&self->fit, line, get_scratch (self, line->n_points));
  ins_track_fit_run (&self->fit, &self->frozen, (InsTrackFitLine *const *)self->lines->pdata,
                     self->lines->len, get_scratch (self, self->n_points));
  for (guint l = 0; l < self->lines->len; l++)
    bound_line (self, self->lines->pdata[l]);
  if (line->weight < MIN_WEIGHT)
    {
      /* it contradicts itself or all the others: no crossing, and none of theirs from it */
      self->n_points -= line->n_points;
      g_ptr_array_remove_index (self->lines, self->lines->len - 1);
      return FALSE;
    }

  line->sigma_s = get_sigma_s (self, line);
  result->crossing_s = line->origin_s + line->crossing_s;
  result->sigma_s = line->sigma_s;
  add_delay (&self->delays[line->direction > 0], line->crossing_s);

  return TRUE;
}

gboolean
ins_track_add_line (InsTrack *self,
                    double start_mm,
                    double end_mm,
                    const InsTrackReport *reports,
                    guint n_reports,
                    InsTrackLine *line)
{
  const InsTrackReport *first = get_first_sane (reports, n_reports);
  InsTrackFitLine *kept;
  int direction = end_mm < start_mm ? -1 : 1;

  *line = (InsTrackLine){ .sigma_s = (double)NAN };
  if (first == NULL)
    return FALSE;

  kept = g_new0 (InsTrackFitLine, 1);
  kept->direction = direction;
  kept->origin_s = first->asked_s;
  kept->points = g_new (InsTrackPoint, n_reports);
  take_cruise (self, kept, start_mm, end_mm, reports, n_reports);
  if (!fit_line (self, kept, line) && !interpolate (self, first, direction, line))
    return FALSE;

  line->speed_mm_s = direction / self->fit.slowness;
  line->alpha = self->fit.alpha;
  set_offset (self, line);

  return TRUE;
}
