/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-template.h"

#define MIN_LINES 8   /* of one direction */
#define SHRINK 5.0    /* a bin with n reports counts n / (n + this) */
#define SAME_ZONE 0.1 /* of its half: otherwise the template is learnt anew */

typedef struct
{
  double weight[INS_TRACK_N_TEMPLATE_BINS];
  double sum_s[INS_TRACK_N_TEMPLATE_BINS];
} Bins;

/* In bins, from the middle of the first one on, along the motion. */
static double
get_place (const InsTrackTemplate *self, double position_mm)
{
  return (self->direction * (position_mm - self->centre_mm) / self->half_mm + 1.0) * 0.5 *
             INS_TRACK_N_TEMPLATE_BINS -
         0.5;
}

static gboolean
is_in_zone (const InsTrackTemplate *self, double position_mm)
{
  return fabs (position_mm - self->centre_mm) <= self->half_mm;
}

double
ins_track_template_get_s (const InsTrackTemplate *self, double position_mm)
{
  double place, share;
  guint bin;

  if (!self->known || !is_in_zone (self, position_mm))
    return 0.0;
  place = CLAMP (get_place (self, position_mm), 0.0, INS_TRACK_N_TEMPLATE_BINS - 1.0);
  bin = MIN ((guint)place, INS_TRACK_N_TEMPLATE_BINS - 2);
  share = place - bin;

  return (1.0 - share) * self->bins_s[bin] + share * self->bins_s[bin + 1];
}

static double
get_position_mm (const InsTrackFitLine *line, const InsTrackPoint *point)
{
  return line->centre_mm + line->direction * point->along_mm;
}

void
ins_track_template_apply (const InsTrackTemplate *self, InsTrackFitLine *line)
{
  for (guint i = 0; i < line->n_points; i++)
    line->points[i].template_s = ins_track_template_get_s (
        self, get_position_mm (line, &line->points[i]));
}

/* FALSE if the line lies elsewhere. */
static gboolean
add_line (const InsTrackTemplate *self, const InsTrackFitLine *line, Bins *bins)
{
  guint n = 0;

  for (guint i = 0; i < line->n_points; i++)
    {
      const InsTrackPoint *point = &line->points[i];
      double position_mm = get_position_mm (line, point), place;
      guint bin;

      if (!is_in_zone (self, position_mm))
        continue;
      place = floor (get_place (self, position_mm) + 0.5);
      bin = (guint)CLAMP (place, 0.0, INS_TRACK_N_TEMPLATE_BINS - 1.0);
      bins->weight[bin] += point->weight;
      bins->sum_s[bin] += point->weight * (point->residual_s + point->template_s);
      n++;
    }

  return n > 0;
}

/* A constant belongs to the crossings, a slope to the speed: left in here neither could follow. */
static void
remove_line (InsTrackTemplate *self, const Bins *bins)
{
  double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, slope;

  for (guint bin = 0; bin < INS_TRACK_N_TEMPLATE_BINS; bin++)
    {
      double w = bins->weight[bin];

      n += w;
      x += w * bin;
      y += w * self->bins_s[bin];
      xx += w * bin * bin;
      xy += w * bin * self->bins_s[bin];
    }
  if (!(n > 0.0))
    return;
  x /= n;
  y /= n;
  xx = xx / n - x * x;
  slope = xx > 0.0 ? (xy / n - x * y) / xx : 0.0;
  for (guint bin = 0; bin < INS_TRACK_N_TEMPLATE_BINS; bin++)
    self->bins_s[bin] -= y + slope * (bin - x);
}

static const InsTrackFitLine *
get_newest (InsTrackFitLine *const *lines, guint n_lines, int direction)
{
  while (n_lines-- > 0)
    if (lines[n_lines]->direction == direction)
      return lines[n_lines];

  return NULL;
}

/* Lines may be a little longer or shorter from one to the next. */
static void
set_zone (InsTrackTemplate *self, const InsTrackFitLine *newest)
{
  double aside_mm = fabs (newest->centre_mm - self->centre_mm) +
                    fabs (newest->half_mm - self->half_mm);

  if (aside_mm <= SAME_ZONE * self->half_mm)
    return;
  self->centre_mm = newest->centre_mm;
  self->half_mm = newest->half_mm;
}

void
ins_track_template_learn (InsTrackTemplate *self,
                          int direction,
                          InsTrackFitLine *const *lines,
                          guint n_lines)
{
  const InsTrackFitLine *newest = get_newest (lines, n_lines, direction);
  Bins bins = { 0 };
  guint n = 0;

  self->known = FALSE;
  self->direction = direction;
  if (newest == NULL || !(newest->half_mm > 0.0))
    return;
  set_zone (self, newest);
  for (guint l = 0; l < n_lines; l++)
    if (lines[l]->direction == direction && add_line (self, lines[l], &bins))
      n++;
  self->known = n >= MIN_LINES;
  for (guint bin = 0; bin < INS_TRACK_N_TEMPLATE_BINS; bin++)
    self->bins_s[bin] = bins.sum_s[bin] / (bins.weight[bin] + SHRINK);
  remove_line (self, &bins);
  for (guint l = 0; l < n_lines; l++)
    if (lines[l]->direction == direction)
      ins_track_template_apply (self, lines[l]);
}
