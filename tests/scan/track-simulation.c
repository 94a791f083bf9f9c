/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "track-simulation.h"

#define BYTE_S 87e-6
#define REQUEST_BYTES 8
#define REPLY_BYTES 12
#define SCREW_PITCH_MM 0.5
#define JERK_SHARE 0.2 /* of the ramp */
#define N_SMOOTH 8
#define SPEED_ERROR 1.001
#define ACCELERATION_ERROR 0.95
#define BETWEEN_LINES_S 0.2
#define FRAME_S 0.02

static double
get_trapezoid_mm (double time_s, double length_mm, double v, double a)
{
  double ramp_s = v / a, cruise_s = (length_mm - v * ramp_s) / v;
  double end_s = 2.0 * ramp_s + cruise_s;

  if (time_s <= 0.0)
    return 0.0;
  if (time_s >= end_s)
    return length_mm;
  if (time_s < ramp_s)
    return 0.5 * a * time_s * time_s;
  if (time_s > end_s - ramp_s)
    return length_mm - 0.5 * a * (end_s - time_s) * (end_s - time_s);

  return 0.5 * v * ramp_s + v * (time_s - ramp_s);
}

/* How far from the line's start, in the direction of motion. */
static double
get_along_mm (const TrackCourse *self, double time_s)
{
  const TrackMotion *motion = &self->motion;
  double v = motion->speed_mm_s * SPEED_ERROR, a = motion->acceleration_mm_s2 * ACCELERATION_ERROR;
  double jerk_s = JERK_SHARE * v / a, along_mm = 0.0, place_mm;
  double middle_s = self->start_s + 0.5 * (motion->length_mm / v + v / a);

  if (time_s > middle_s)
    time_s = MAX (time_s - motion->hesitation_s, middle_s);
  for (guint i = 0; i < N_SMOOTH; i++)
    along_mm += get_trapezoid_mm (time_s - self->start_s - jerk_s * ((i + 0.5) / N_SMOOTH - 0.5),
                                  motion->length_mm, v, a) /
                N_SMOOTH;
  place_mm = self->back ? motion->length_mm - along_mm : along_mm;
  if (along_mm > 0.0 && along_mm < motion->length_mm)
    along_mm += 1e-3 * motion->ripple_um *
                (sin (2.0 * G_PI * place_mm / SCREW_PITCH_MM) +
                 sin (2.0 * G_PI * self->frequency_hz * time_s + self->phase));

  return along_mm;
}

static void
get_delays (GRand *rand, TrackLink link, double now_s, double *there_s, double *back_s)
{
  double wake_s = g_rand_double_range (rand, 0, 0.1e-3);

  *there_s = REQUEST_BYTES * BYTE_S + g_rand_double_range (rand, 0, 0.05e-3);
  *back_s = REPLY_BYTES * BYTE_S;
  switch (link)
    {
    case LINK_STALLS:
      if (g_rand_int_range (rand, 0, 50) == 0)
        *(g_rand_boolean (rand) ? there_s : back_s) += g_rand_double_range (rand, 0.05, 0.2);
      *back_s += 5e-3 + g_rand_double_range (rand, 0, 3e-3);
      break;
    case LINK_REPLY_JITTER:
      *back_s += 5e-3 + g_rand_double_range (rand, 0, 3e-3);
      break;
    case LINK_ADAPTER:
      *there_s = 0.0;
      *back_s = 5e-3 + g_rand_double_range (rand, 0, 3e-3);
      break;
    case LINK_REQUEST_JITTER:
      *there_s += 5e-3 + g_rand_double_range (rand, 0, 3e-3);
      *back_s += 0.5e-3;
      break;
    case LINK_EXPONENTIAL:
      *back_s += 1e-3 - 2e-3 * log (1.0 - g_rand_double (rand));
      break;
    case LINK_LATENCY_TIMER:
      *back_s = ceil ((now_s + *there_s + *back_s + 0.5e-3) / 0.016) * 0.016 - now_s - *there_s;
      break;
    case LINK_JITTER_BOTH_WAYS:
      *there_s += 1e-3 + g_rand_double_range (rand, 0, 3e-3);
      *back_s += 1e-3 + g_rand_double_range (rand, 0, 3e-3);
      break;
    case LINK_FRAMES:
      *there_s = ceil ((now_s + *there_s) / FRAME_S) * FRAME_S - now_s;
      *back_s += 0.5e-3;
      break;
    case LINK_STALE_SLOW:
      *back_s = 6e-3;
      break;
    case LINK_STALE_TOO_SLOW:
      *back_s = 9e-3;
      break;
    case LINK_PLAIN:
    case LINK_STALE:
    case N_LINKS:
    default:
      *back_s += 0.5e-3;
      break;
    }
  *back_s += wake_s;
}

void
track_simulate_sweep (GRand *rand,
                      const TrackMotion *motion,
                      TrackLink link,
                      guint number,
                      TrackSweep *sweep)
{
  double v = motion->speed_mm_s * SPEED_ERROR, a = motion->acceleration_mm_s2 * ACCELERATION_ERROR;
  double sweep_s = motion->length_mm / v + v / a, line_s = sweep_s + BETWEEN_LINES_S;
  double from_s = 5000.0 + number * line_s, now_s = from_s;
  TrackCourse course = { .motion = *motion,
                         .start_s = from_s + g_rand_double_range (rand, 0.02, 0.06),
                         .phase = g_rand_double_range (rand, 0, 2.0 * G_PI),
                         .frequency_hz = g_rand_double_range (rand, 15, 25),
                         .back = number % 2 == 1 };

  sweep->course = course;
  sweep->n_reports = 0;
  sweep->start_mm = course.back ? motion->length_mm : 0.0;
  sweep->end_mm = course.back ? 0.0 : motion->length_mm;
  sweep->crossing_s = course.start_s + 0.5 * sweep_s;
  while (now_s < course.start_s + sweep_s + motion->hesitation_s + 0.05 &&
         sweep->n_reports < TRACK_MAX_REPORTS)
    {
      InsTrackReport *report = &sweep->reports[sweep->n_reports++];
      double there_s, back_s, taken_s, along_mm, place_mm;

      get_delays (rand, link, now_s, &there_s, &back_s);
      taken_s = now_s + there_s;
      if (link == LINK_STALE || link == LINK_STALE_SLOW || link == LINK_STALE_TOO_SLOW)
        taken_s = floor (taken_s / FRAME_S) * FRAME_S;
      along_mm = get_along_mm (&course, taken_s);
      place_mm = course.back ? motion->length_mm - along_mm : along_mm;
      report->asked_s = now_s;
      report->answered_s = now_s + there_s + back_s;
      report->position_mm = round (place_mm / TRACK_QUANTUM_MM) * TRACK_QUANTUM_MM;
      now_s = report->answered_s +
              g_rand_double_range (rand, motion->wait_low_s, motion->wait_high_s);
    }
}

double
track_get_true_mm (const TrackSweep *sweep, double time_s)
{
  double along_mm = get_along_mm (&sweep->course, time_s);

  return sweep->course.back ? sweep->course.motion.length_mm - along_mm : along_mm;
}

InsTrack *
track_new_for (const TrackMotion *motion)
{
  return ins_track_new (motion->speed_mm_s, motion->acceleration_mm_s2, TRACK_QUANTUM_MM);
}

gboolean
track_add_sweep (InsTrack *track, const TrackSweep *sweep, InsTrackLine *line)
{
  return ins_track_add_line (track, sweep->start_mm, sweep->end_mm, sweep->reports,
                             sweep->n_reports, line);
}

void
track_examine_sweep (InsTrack *track, const TrackSweep *sweep, InsTrackLine *line)
{
  g_autoptr (InsTrackCommon) common = ins_track_dup_common (track);

  ins_track_examine (common, sweep->start_mm, sweep->end_mm, sweep->reports, sweep->n_reports,
                     line);
}
