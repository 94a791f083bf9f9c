/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-track-private.h"

/* Lines kept to be fitted again with each new one; of older ones only the sums. */
#define MAX_LINES 200
#define MAX_POINTS 24000

/* Those sums fade, so that a speed and a delay that drift over hours are followed. */
#define SUMS_KEPT 0.995 /* a line */

#define INTERPOLATED_SIGMA_S 0.01

/* A frame that the polls are too slow for is at least as long as the bounds are apart. */
#define STALE_FACTOR 1.25
#define STALE_MARGIN_S 2e-3
#define MIN_STALE_LINES 3
#define MAX_MISFITS 6       /* sweeps in a row that frames do not fit */
#define MIN_STALE_POINTS 10 /* of a line that says so */

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
  InsTrackCommon *common = &self->common;

  common->ramp_mm = speed_mm_s * speed_mm_s / (2.0 * acceleration_mm_s2);
  common->quantum_mm = isfinite (quantum_mm) && quantum_mm > 0.0 ? quantum_mm : 0.0;
  ins_track_fit_init (&common->fit, 1.0 / speed_mm_s, common->quantum_mm);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)line_free);
  self->frames = ins_track_frames_new ();
  self->profile = ins_track_profile_new (speed_mm_s, acceleration_mm_s2);
  self->sweep = g_array_new (FALSE, FALSE, sizeof (InsTrackPoint));
  self->scratch = g_array_new (FALSE, FALSE, sizeof (double));
  self->moved = g_array_new (FALSE, FALSE, sizeof (guint));

  return self;
}

void
ins_track_free (InsTrack *self)
{
  g_ptr_array_unref (self->lines);
  g_array_unref (self->sweep);
  g_array_unref (self->scratch);
  g_array_unref (self->moved);
  ins_track_frames_free (self->frames);
  ins_track_profile_free (self->profile);
  g_free (self);
}

double *
ins_track_get_scratch (InsTrack *self, guint n)
{
  if (self->scratch->len < n)
    g_array_set_size (self->scratch, n);

  return (double *)(gpointer)self->scratch->data;
}

static InsTrackPoint *
get_sweep (const InsTrack *self)
{
  return (InsTrackPoint *)(gpointer)self->sweep->data;
}

static InsTrackFitLine *const *
get_lines (const InsTrack *self)
{
  return (InsTrackFitLine *const *)self->lines->pdata;
}

/* A line that has no crossing any more is not where it was put. */
static void
forget (InsTrack *self, const InsTrackFitLine *line)
{
  if (isfinite (line->placed_s))
    g_array_append_val (self->moved, line->row);
}

static void
freeze_oldest (InsTrack *self)
{
  InsTrackSums *sums = &self->frozen;

  while (self->lines->len > 1 && (self->lines->len > MAX_LINES || self->n_points > MAX_POINTS))
    {
      const InsTrackFitLine *oldest = self->lines->pdata[0];

      *sums = (InsTrackSums){ SUMS_KEPT * sums->cc, SUMS_KEPT * sums->cr, SUMS_KEPT * sums->rr,
                              SUMS_KEPT * sums->gc, SUMS_KEPT * sums->gr };
      ins_track_fit_add_sums (oldest, sums);
      self->n_points -= oldest->n_points;
      g_ptr_array_remove_index (self->lines, 0);
    }
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

/* All lines with the newest one. */
static void
fit_all (InsTrack *self)
{
  InsTrackCommon *common = &self->common;
  InsTrackFitLine *newest = self->lines->pdata[self->lines->len - 1];
  double *scratch = ins_track_get_scratch (self, MAX (self->n_points, self->lines->len));

  ins_track_fit_begin_line (&common->fit, newest, scratch);
  ins_track_fit_run (&common->fit, &self->frozen, get_lines (self), self->lines->len, TRUE,
                     scratch);
  ins_track_bounds_update (&common->bounds, &common->fit, common->quantum_mm, get_lines (self),
                           self->lines->len, scratch);
}

/* The range of the offset is empty: positions are older than their questions. Where none repeats,
 * several lines have to say so: on a single one the stage may have hesitated. */
static gboolean
is_contradicted (InsTrack *self, const InsTrackZone *zone, InsTrackFitLine *newest)
{
  InsTrackCommon *common = &self->common;
  InsTrackBounds *bounds = &common->bounds;

  if (newest->n_points < MIN_STALE_POINTS || !(newest->weight > 0.0) ||
      (self->lines->len < MIN_STALE_LINES &&
       !ins_track_looks_stale (zone, get_sweep (self), self->sweep->len)))
    return FALSE;
  newest->sigma_s = ins_track_get_sigma_s (&common->fit, bounds, common->quantum_mm, newest,
                                           ins_track_get_scratch (self, newest->n_points));
  ins_track_bounds_set_slack (bounds, &common->fit, common->quantum_mm, get_lines (self),
                              self->lines->len, ins_track_get_scratch (self, self->lines->len));

  return bounds->low_s - bounds->slack_s > bounds->high_s + bounds->slack_s &&
         bounds->median_low_s - bounds->slack_s > bounds->median_high_s + bounds->slack_s;
}

/* What was kept of earlier lines gets the moments of its frames; what the fit made of the answers'
 * moments is forgotten. */
static void
convert_lines (InsTrack *self)
{
  const InsTrackGrid *grid = ins_track_frames_get_grid (self->frames);
  InsTrackFit *fit = &self->common.fit;

  self->n_points = 0;
  for (guint l = self->lines->len; l-- > 0;)
    {
      InsTrackFitLine *line = self->lines->pdata[l];

      line->n_points = ins_track_grid_convert (grid, line->points, line->n_points, line->origin_s);
      line->late_s = grid->late_s;
      line->grid_s = grid->sigma_s;
      if (line->n_points < INS_TRACK_MIN_POINTS)
        {
          forget (self, line);
          g_ptr_array_remove_index (self->lines, l);
          continue;
        }
      self->n_points += line->n_points;
    }
  self->common.grid = *grid;
  self->frozen = (InsTrackSums){ 0 };
  ins_track_fit_init (fit, fit->nominal_slowness, self->common.quantum_mm);
  for (guint l = 0; l < self->lines->len; l++)
    ins_track_fit_begin_line (fit, self->lines->pdata[l],
                              ins_track_get_scratch (self, self->n_points));
  memset (self->delays, 0, sizeof self->delays);
  self->anchor = (InsTrackAnchor){ 0 };
}

/* The grid turned out to be a wrong one, and with it every line that was placed by it. */
static void
drop_grid (InsTrack *self)
{
  InsTrackCommon *common = &self->common;

  for (guint l = 0; l < self->lines->len; l++)
    forget (self, self->lines->pdata[l]);
  g_ptr_array_set_size (self->lines, 0);
  self->n_points = 0;
  self->frozen = (InsTrackSums){ 0 };
  ins_track_fit_init (&common->fit, common->fit.nominal_slowness, common->quantum_mm);
  memset (self->delays, 0, sizeof self->delays);
  self->anchor = (InsTrackAnchor){ 0 };
  common->stale_s = MAX (common->stale_s, common->grid.period_s);
  common->grid.known = FALSE;
}

/* Times of frames in place of answers, if the polls are fast enough to tell them. */
static void
find_frames (InsTrack *self, const InsTrackZone *zone, double origin_s)
{
  InsTrackCommon *common = &self->common;
  const InsTrackPoint *points = get_sweep (self);
  gboolean was_known = common->grid.known;

  if (!was_known && !ins_track_looks_stale (zone, points, self->sweep->len))
    return;
  if (!ins_track_frames_learn (self->frames, points, self->sweep->len, origin_s))
    {
      if (!was_known)
        return;
      /* nothing to place it by; it is swept again */
      self->sweep->len = 0;
      if (++self->n_misfits >= MAX_MISFITS)
        drop_grid (self);
      return;
    }
  self->n_misfits = 0;
  common->grid = *ins_track_frames_get_grid (self->frames);
  common->stale_s = 0.0;
  if (!was_known)
    convert_lines (self);
}

static void
convert_sweep (InsTrack *self, double origin_s)
{
  self->sweep->len = ins_track_grid_convert (&self->common.grid, get_sweep (self), self->sweep->len,
                                             origin_s);
}

/* The line that turned out to be of a stage with frames, and all before it, once more. */
static void
fit_stale (InsTrack *self, const InsTrackZone *zone, double origin_s)
{
  InsTrackCommon *common = &self->common;
  const InsTrackBounds *bounds = &common->bounds;

  common->is_stale = TRUE;
  find_frames (self, zone, origin_s);
  if (common->grid.known)
    {
      convert_sweep (self, origin_s);
      if (self->lines->len > 0)
        fit_all (self);
      return;
    }
  common->stale_s = MAX (common->stale_s,
                         MAX (STALE_FACTOR * (bounds->low_s - bounds->high_s) + STALE_MARGIN_S,
                              ins_track_guess_frame_s (get_sweep (self), self->sweep->len)));
}

static InsTrackFitLine *
new_line (InsTrack *self, const InsTrackZone *zone, double origin_s, double *longest_s)
{
  InsTrackFitLine *line = g_new0 (InsTrackFitLine, 1);
  guint n_points = MAX (self->sweep->len, 1);

  line->direction = zone->direction;
  line->origin_s = origin_s;
  line->centre_mm = zone->start_mm + 0.5 * zone->direction * zone->length_mm;
  line->half_mm = 0.5 * zone->length_mm - zone->margin_mm;
  if (self->common.grid.known)
    {
      line->late_s = self->common.grid.late_s;
      line->grid_s = self->common.grid.sigma_s;
    }
  line->placed_s = (double)NAN;
  line->points = g_new (InsTrackPoint, n_points);
  line->n_points = ins_track_take_cruise (zone, get_sweep (self), self->sweep->len, line->points,
                                          ins_track_get_scratch (self, n_points), longest_s);
  line->points = g_renew (InsTrackPoint, line->points, MAX (line->n_points, 1));

  return line;
}

/* Takes the line, which is freed or kept; NULL if its reports do not give it a crossing. */
static InsTrackFitLine *
fit_line (InsTrack *self, InsTrackFitLine *line, const InsTrackZone *zone)
{
  if (line->n_points < INS_TRACK_MIN_POINTS)
    {
      line_free (line);
      return NULL;
    }

  g_ptr_array_add (self->lines, line);
  self->n_points += line->n_points;
  freeze_oldest (self);
  fit_all (self);
  if (!self->common.grid.known && is_contradicted (self, zone, line))
    {
      fit_stale (self, zone, line->origin_s);
      if (self->lines->len == 0 || self->lines->pdata[self->lines->len - 1] != line)
        return NULL;
    }
  if (line->weight < INS_TRACK_MIN_WEIGHT)
    {
      /* it contradicts itself or all the others: no crossing, and none of theirs from it */
      self->n_points -= line->n_points;
      g_ptr_array_remove_index (self->lines, self->lines->len - 1);
      return NULL;
    }

  return line;
}

static void
update_common (InsTrack *self)
{
  InsTrackCommon *common = &self->common;

  common->n_lines++;
  common->sums = self->frozen;
  for (guint l = 0; l < self->lines->len; l++)
    ins_track_fit_add_sums (self->lines->pdata[l], &common->sums);
}

static void
take_sweep (InsTrack *self,
            const InsTrackZone *zone,
            const InsTrackReport *reports,
            guint n_reports,
            double origin_s)
{
  g_array_set_size (self->sweep, n_reports);
  self->sweep->len = ins_track_take_points (zone, reports, n_reports, origin_s, get_sweep (self));
  if (self->common.is_stale)
    find_frames (self, zone, origin_s);
  if (self->common.grid.known)
    convert_sweep (self, origin_s);
}

void
ins_track_describe (InsTrack *self,
                    InsTrackFitLine *fitted,
                    int direction,
                    guint n_reports,
                    InsTrackLine *line)
{
  InsTrackCommon *common = &self->common;

  line->speed_mm_s = direction / common->fit.slowness;
  ins_track_common_describe (common, fitted, ins_track_get_scratch (self, MAX (n_reports, 1)),
                             line);
  if (fitted == NULL)
    return;
  line->n_reports = fitted->n_points;
  line->crossing_s = fitted->origin_s + fitted->crossing_s;
  fitted->sigma_s = line->sigma_s;
}

gboolean
ins_track_add_line (InsTrack *self,
                    double start_mm,
                    double end_mm,
                    const InsTrackReport *reports,
                    guint n_reports,
                    InsTrackLine *line)
{
  const InsTrackReport *first = ins_track_get_first_sane (reports, n_reports);
  InsTrackCommon *common = &self->common;
  InsTrackFitLine *fitted;
  InsTrackZone zone;
  double longest_s;

  *line = (InsTrackLine){ .sigma_s = (double)NAN };
  if (first == NULL)
    return FALSE;

  ins_track_zone_init (&zone, start_mm, end_mm, common->ramp_mm);
  take_sweep (self, &zone, reports, n_reports, first->asked_s);
  fitted = new_line (self, &zone, first->asked_s, &longest_s);
  line->n_reports = fitted->n_points;
  fitted = fit_line (self, fitted, &zone);
  if (fitted == NULL && !interpolate (self, first, zone.direction, line))
    return FALSE;

  ins_track_describe (self, fitted, zone.direction, n_reports, line);
  if (fitted != NULL)
    {
      add_delay (&self->delays[zone.direction > 0], fitted->crossing_s);
      ins_track_profile_learn (self->profile, &zone, get_sweep (self), self->sweep->len,
                               common->fit.slowness, common->fit.alpha, fitted->crossing_s,
                               longest_s);
      update_common (self);
    }
  ins_track_set_offset (self, line);

  return TRUE;
}

/* Where its ramps were is not known any more: nothing is learnt of them. */
gboolean
ins_track_add_earlier (InsTrack *self,
                       double start_mm,
                       double end_mm,
                       const InsTrackReport *reports,
                       guint n_reports,
                       guint row,
                       const InsTrackLine *line)
{
  const InsTrackReport *first = ins_track_get_first_sane (reports, n_reports);
  InsTrackFitLine *fitted;
  InsTrackZone zone;
  double longest_s;

  if (first == NULL)
    return FALSE;
  ins_track_zone_init (&zone, start_mm, end_mm, self->common.ramp_mm);
  take_sweep (self, &zone, reports, n_reports, first->asked_s);
  fitted = fit_line (self, new_line (self, &zone, first->asked_s, &longest_s), &zone);
  if (fitted == NULL)
    return FALSE;
  update_common (self);
  fitted->sigma_s = line->sigma_s;
  fitted->row = row;
  fitted->is_earlier = TRUE;
  fitted->earlier_alpha = line->alpha;
  fitted->earlier_offset_s = line->offset_s;

  return TRUE;
}

InsTrackCommon *
ins_track_dup_common (const InsTrack *self)
{
  return g_memdup2 (&self->common, sizeof self->common);
}

double
ins_track_get_frame_s (const InsTrack *self)
{
  const InsTrackCommon *common = &self->common;

  return common->grid.known ? common->grid.period_s : common->is_stale ? common->stale_s : 0.0;
}
