/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-track-private.h"

/* A guess that leaves its hard bounds follows them by no more than this a line: the picture must
 * not shift while it grows. */
#define STEP_S 5e-6

/* What a quarter of the round trips has beyond the least, against the usual one: below the first
 * share it tells nothing of the side on which the delay lies, above the second all it can. */
#define LEAST_JITTER 0.035
#define MUCH_JITTER 0.05
/* A computer that is busy is late with its questions: to believe that of the link takes more. */
#define BUSY_RISE_S 2.5e-4
#define LEAST_ROUND_TRIP_S 1e-4
#define SHARPENED 1.5  /* the share is known to 0.15 after two lines */
#define SIDE_DOUBT 0.3 /* of the side by the rises of one line */

/* A guess is looked at again from so many times its lines, at the beginning of a scan only: lines
 * that lie elsewhere then are swept again. */
#define MORE_LINES 2
#define LAST_GUESS_LINES 40

/* An answer that was not late on either side says the same whatever alpha is: there the lines of a
 * busy computer and the others meet. */
static void
set_round_trip (InsTrack *self)
{
  InsTrackAnchor *anchor = &self->anchor;
  double least_s = anchor->known ? anchor->round_trip_s : (double)INFINITY;

  for (guint l = 0; l < self->lines->len; l++)
    {
      const InsTrackFitLine *line = self->lines->pdata[l];

      least_s = MIN (least_s, line->least_round_trip_s);
    }
  if (!isfinite (least_s))
    return;
  anchor->shift_s += self->common.fit.alpha * (anchor->round_trip_s - least_s);
  anchor->round_trip_s = least_s;
}

/* On which side the delay varies, 1: behind the reading of the position. The fit's alpha says it
 * best, but is drawn to the side on which a busy computer is late now and then; which the rises do
 * not see. */
static double
get_side (const InsTrackCommon *common)
{
  const InsTrackBounds *bounds = &common->bounds;
  double there = bounds->there_rise_s * bounds->there_rise_s;
  double back = bounds->back_rise_s * bounds->back_rise_s;
  double doubt = SIDE_DOUBT / sqrt (MAX (common->n_lines, 1)), side;

  if (!(there + back > 0.0))
    return common->fit.alpha;
  side = back / (there + back);

  return CLAMP (common->fit.alpha, side - doubt, side + doubt);
}

/* The share of the constant delay that lies behind the reading of the position: on the path where
 * the jitter lies, and surely so where nearly all of it does. Answers that hardly differ tell
 * nothing, and what little they do changes from scan to scan: then it is taken to be all of it,
 * because an answer is longer than its question. */
static double
guess_share (const InsTrackCommon *common)
{
  const InsTrackBounds *bounds = &common->bounds;
  double jitter = bounds->round_trip_rise_s / MAX (bounds->usual_round_trip_s, LEAST_ROUND_TRIP_S);
  double told = CLAMP ((jitter - LEAST_JITTER) / (MUCH_JITTER - LEAST_JITTER), 0.0, 1.0);
  double share = CLAMP (0.5 + SHARPENED * (get_side (common) - 0.5), 0.0, 1.0);

  if (share < 0.5)
    told *= CLAMP (bounds->round_trip_rise_s / BUSY_RISE_S - 1.0, 0.0, 1.0);

  return told * share + 1.0 - told;
}

static double
guess_s (const InsTrackCommon *common, double low_s, double high_s)
{
  double share = guess_share (common);

  return low_s <= high_s && !common->is_stale ? share * low_s + (1.0 - share) * high_s
                                              : 0.5 * (low_s + high_s);
}

static double
get_low_s (const InsTrackCommon *common)
{
  return common->bounds.low_s - (common->is_stale ? common->stale_s : 0.0);
}

/* A crossing moves against alpha by the round trip, and the offset with it; what is held is their
 * sum, which does not change when alpha does. */
static void
set_wanted (InsTrack *self)
{
  const InsTrackCommon *common = &self->common;
  InsTrackAnchor *anchor = &self->anchor;

  set_round_trip (self);
  anchor->wanted_s = guess_s (common, get_low_s (common), common->bounds.high_s) -
                     common->fit.alpha * anchor->round_trip_s;
}

static void
keep_within (InsTrackAnchor *anchor, double alpha, const InsTrackLine *line)
{
  double offset_s = anchor->shift_s + alpha * anchor->round_trip_s, beyond_s;

  if (!(line->offset_low_s < line->offset_high_s))
    return;
  beyond_s = CLAMP (offset_s, line->offset_low_s, line->offset_high_s) - offset_s;
  anchor->shift_s += CLAMP (beyond_s, -STEP_S, STEP_S);
}

double
ins_track_get_offset_s (const InsTrack *self)
{
  const InsTrackAnchor *anchor = &self->anchor;

  return (anchor->known ? anchor->shift_s : anchor->wanted_s) +
         self->common.fit.alpha * anchor->round_trip_s;
}

void
ins_track_set_offset (InsTrack *self, InsTrackLine *line)
{
  InsTrackCommon *common = &self->common;
  InsTrackBounds *bounds = &common->bounds;
  InsTrackAnchor *anchor = &self->anchor;

  ins_track_bounds_set_slack (bounds, &common->fit, common->quantum_mm,
                              (InsTrackFitLine *const *)self->lines->pdata, self->lines->len,
                              ins_track_get_scratch (self, self->lines->len));
  line->offset_low_s = get_low_s (common) - bounds->slack_s;
  line->offset_high_s = bounds->high_s + bounds->slack_s;
  set_wanted (self);
  if (!anchor->known && self->lines->len >= INS_TRACK_ANCHOR_LINES)
    ins_track_anchor_now (self);
  else if (anchor->known)
    keep_within (anchor, common->fit.alpha, line);
  line->offset_s = ins_track_get_offset_s (self);
  line->held_s = line->offset_s - common->fit.alpha * anchor->round_trip_s;
  line->round_trip_spread_s = bounds->round_trip_spread_s;
}

gboolean
ins_track_is_anchored (const InsTrack *self)
{
  return self->anchor.known;
}

void
ins_track_anchor_now (InsTrack *self)
{
  self->anchor.shift_s = self->anchor.wanted_s;
  self->anchor.n_lines = self->common.n_lines;
  self->anchor.known = TRUE;
}

/* Two lines of a busy computer may have put the delay on the wrong side of the link. */
void
ins_track_reconsider (InsTrack *self, double limit_s)
{
  InsTrackAnchor *anchor = &self->anchor;
  guint n_lines = self->common.n_lines;

  if (!anchor->known || self->keeps_anchor || self->common.is_stale || n_lines > LAST_GUESS_LINES ||
      n_lines < MORE_LINES * anchor->n_lines)
    return;
  anchor->n_lines = n_lines;
  if (fabs (anchor->wanted_s - anchor->shift_s) > limit_s)
    anchor->shift_s = anchor->wanted_s;
}

void
ins_track_set_anchor (InsTrack *self, const InsTrackAnchor *anchor, gboolean keeps)
{
  self->anchor = *anchor;
  self->keeps_anchor = keeps && anchor->known;
  if (!keeps)
    self->anchor.shift_s = anchor->wanted_s;
}

static void
forget_lines (InsTrack *self)
{
  InsTrackCommon *common = &self->common;
  const InsTrackCommon blank = { .ramp_mm = common->ramp_mm, .quantum_mm = common->quantum_mm };
  double nominal_slowness = common->fit.nominal_slowness;

  *common = blank;
  ins_track_fit_init (&common->fit, nominal_slowness, common->quantum_mm);
  self->frozen = (InsTrackSums){ 0 };
  g_ptr_array_set_size (self->lines, 0);
  g_array_set_size (self->moved, 0);
  self->n_points = 0;
  ins_track_frames_free (self->frames);
  self->frames = ins_track_frames_new ();
}

/* With what offset a line that was placed by another alpha would lie where it does: its crossing
 * moves against alpha by its mean round trip. */
static double
get_offset_now_s (const InsTrack *self, double offset_s, double alpha, double round_trip_s)
{
  return offset_s + (self->common.fit.alpha - alpha) * round_trip_s;
}

double
ins_track_get_moved_s (const InsTrack *self, const InsTrackLine *line)
{
  double offset_s = get_offset_now_s (self, line->offset_s, line->alpha,
                                      self->common.bounds.usual_round_trip_s);

  return fabs (offset_s - ins_track_get_offset_s (self));
}

gboolean
ins_track_hold_earlier (InsTrack *self, gboolean keeps)
{
  InsTrackAnchor *anchor = &self->anchor;
  double *offsets_s = ins_track_get_scratch (self, MAX (self->lines->len, 1));
  guint n = 0;

  *anchor = (InsTrackAnchor){ 0 };
  for (guint l = 0; l < self->lines->len; l++)
    {
      InsTrackFitLine *line = self->lines->pdata[l];

      if (!line->is_earlier)
        continue;
      offsets_s[n] = get_offset_now_s (self, line->earlier_offset_s, line->earlier_alpha,
                                       line->mean_round_trip_s);
      line->placed_s = line->origin_s + line->crossing_s + offsets_s[n++];
    }
  if (n == 0 || self->common.is_stale)
    {
      forget_lines (self);
      return FALSE;
    }
  set_wanted (self);
  anchor->shift_s = ins_track_select (offsets_s, n, n / 2) -
                    self->common.fit.alpha * anchor->round_trip_s;
  anchor->known = TRUE;
  self->keeps_anchor = keeps;

  return TRUE;
}

void
ins_track_get_anchor (const InsTrack *self, InsTrackAnchor *anchor)
{
  *anchor = self->anchor;
  anchor->known = anchor->known && !self->common.is_stale;
  anchor->n_lines = MAX (anchor->n_lines, self->common.n_lines);
}
