/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-axes.h"

#define SLOW_HOMING_MM_S 5.0
#define BACK_OFF_MM 1.0
#define MAX_PHASES 4 /* braking, speeding up, cruising, slowing down */
#define MAX_MOMENTS (2 * INS_N_AXES * MAX_PHASES + 1)

/* p + v t + a t^2 / 2 from its start on; the speed does not change its sign. */
typedef struct
{
  double start_s, duration_s;
  double p, v, a;
} Phase;

typedef struct
{
  Phase phases[2 * MAX_PHASES]; /* in order, without gaps */
  guint n_phases;
  double rest; /* before the first one and without any */
} Course;

struct _InsSimAxes
{
  InsSimMotionConfig config;
  InsSimBench *bench;
  Course motors[INS_N_AXES], loads[INS_N_AXES];
};

InsSimAxes *
ins_sim_axes_new (const InsSimMotionConfig *config, InsSimBench *bench)
{
  InsSimAxes *self = g_new0 (InsSimAxes, 1);

  self->config = *config;
  self->bench = bench != NULL ? ins_sim_bench_ref (bench) : NULL;

  return self;
}

void
ins_sim_axes_free (InsSimAxes *self)
{
  g_clear_pointer (&self->bench, ins_sim_bench_unref);
  g_free (self);
}

/* ---- one course ---------------------------------------------------------------------------- */

static double
phase_way (const Phase *phase, double t)
{
  return phase->v * t + 0.5 * phase->a * t * t;
}

static void
course_at (const Course *self, double time_s, double *p, double *v, double *a)
{
  *p = self->rest;
  *v = *a = 0.0;
  for (guint i = 0; i < self->n_phases; i++)
    {
      const Phase *phase = &self->phases[i];
      double t = time_s - phase->start_s;

      if (t < 0.0)
        return;
      *p = phase->p + phase_way (phase, MIN (t, phase->duration_s));
      *v = t < phase->duration_s ? phase->v + phase->a * t : 0.0;
      *a = t < phase->duration_s ? phase->a : 0.0;
    }
}

static double
course_end_s (const Course *self)
{
  const Phase *last = self->phases + MAX (self->n_phases, 1) - 1;

  return self->n_phases > 0 ? last->start_s + last->duration_s : -(double)INFINITY;
}

static double
course_end_p (const Course *self)
{
  const Phase *last = self->phases + MAX (self->n_phases, 1) - 1;

  return self->n_phases > 0 ? last->p + phase_way (last, last->duration_s) : self->rest;
}

static void
course_begin (Course *self, double p)
{
  self->n_phases = 0;
  self->rest = p;
}

/* Adds a phase behind the last one, or from @start_s on if it is the first. */
static void
course_add (Course *self, double start_s, double duration_s, double v, double a)
{
  Phase phase = { start_s, duration_s, course_end_p (self), v, a };

  if (duration_s <= 0.0)
    return;
  if (self->n_phases > 0)
    phase.start_s = course_end_s (self);
  self->phases[self->n_phases++] = phase;
}

/* From the present speed @v to the target with at most @speed. */
static void
course_plan (Course *self, double now_s, double v, double target, double speed, double a)
{
  double way = target - self->rest, sign, peak, cruise;

  if (v * way < 0.0 || v * v / (2.0 * a) > fabs (way) * (1.0 + 1e-12))
    {
      course_add (self, now_s, fabs (v) / a, v, v > 0.0 ? -a : a);
      way = target - course_end_p (self);
      v = 0.0;
    }
  sign = way < 0.0 ? -1.0 : 1.0;
  way = fabs (way);
  v = fabs (v);
  peak = MIN (MAX (speed, 0.0), sqrt (a * way + 0.5 * v * v));
  if (v > peak) /* faster than it may be */
    course_add (self, now_s, (v - peak) / a, sign * v, -sign * a);
  else
    course_add (self, now_s, (peak - v) / a, sign * v, sign * a);
  cruise = way - fabs (peak * peak - v * v) / (2.0 * a) - peak * peak / (2.0 * a);
  if (peak > 0.0)
    {
      course_add (self, now_s, cruise / peak, sign * peak, 0.0);
      course_add (self, now_s, peak / a, sign * peak, -sign * a);
    }
}

/* Time after which the phase has gone @way (in its direction); more than its duration: never. */
static double
phase_time_of (const Phase *phase, double way)
{
  double v = fabs (phase->v),
         a = phase->v + phase->a * phase->duration_s * 0.5 < 0.0 ? -phase->a : phase->a;
  double square = v * v + 2.0 * a * way;

  if (way <= 0.0)
    return 0.0;
  if (square < 0.0)
    return (double)INFINITY;

  return 2.0 * way / (v + sqrt (square));
}

/* The load lies on or up to the backlash above the motor: it waits until the motor has taken up the
 * play. */
static void
course_follow (Course *self, const Course *motor, double load, double backlash)
{
  course_begin (self, load);
  for (guint i = 0; i < motor->n_phases; i++)
    {
      const Phase *phase = &motor->phases[i];
      gboolean up = phase_way (phase, phase->duration_s) > 0.0;
      double play = up ? load - phase->p : phase->p + backlash - load;
      double wait_s = MIN (phase_time_of (phase, play), phase->duration_s);
      double left_s = phase->duration_s - wait_s;

      course_add (self, phase->start_s, wait_s, 0.0, 0.0);
      course_add (self, phase->start_s, left_s, phase->v + phase->a * wait_s, phase->a);
      load = course_end_p (self);
    }
}

/* ---- all of them --------------------------------------------------------------------------- */

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0.0) - (difference < 0.0);
}

/* From now on, in pieces in which no axis changes its acceleration. */
static void
publish (InsSimAxes *self, double now_s)
{
  double moments[MAX_MOMENTS + INS_N_AXES];
  guint n = 0;

  if (self->bench == NULL)
    return;
  moments[n++] = now_s;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    for (guint i = 0; i < self->loads[axis].n_phases; i++)
      {
        const Phase *phase = &self->loads[axis].phases[i];

        if (phase->start_s > now_s)
          moments[n++] = phase->start_s;
        if (i + 1 == self->loads[axis].n_phases && phase->start_s + phase->duration_s > now_s)
          moments[n++] = phase->start_s + phase->duration_s;
      }
  qsort (moments, n, sizeof *moments, compare_moments);
  for (guint k = 0; k < n; k++)
    {
      double end_s = k + 1 < n ? moments[k + 1] : moments[k];
      InsPosition p, v, a;

      if (k + 1 < n && end_s <= moments[k])
        continue;
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        course_at (&self->loads[axis], moments[k], &p.mm[axis], &v.mm[axis], &a.mm[axis]);
      ins_sim_bench_add_segment (self->bench, moments[k], end_s, &p, &v, &a);
    }
}

/* Takes the axis' state at @now_s as the beginning of a new course; its speed comes back. */
static double
restart (InsSimAxes *self, guint axis, double now_s, double *load)
{
  double p, v, a;

  course_at (&self->loads[axis], now_s, load, &v, &a);
  course_at (&self->motors[axis], now_s, &p, &v, &a);
  course_begin (&self->motors[axis], p);

  return v;
}

static void
follow (InsSimAxes *self, guint axis, double load, double now_s)
{
  course_follow (&self->loads[axis], &self->motors[axis], load, self->config.backlash_mm);
  publish (self, now_s);
}

void
ins_sim_axes_move (InsSimAxes *self,
                   guint axis,
                   double target_mm,
                   double speed_mm_s,
                   double acceleration_mm_s2,
                   double now_s)
{
  double step_mm = self->config.step_mm, load;
  double v = restart (self, axis, now_s, &load);

  course_plan (&self->motors[axis], now_s, v, round (target_mm / step_mm) * step_mm,
               MIN (speed_mm_s, self->config.maximum_speed.mm[axis]),
               MIN (acceleration_mm_s2, self->config.acceleration.mm[axis]));
  follow (self, axis, load, now_s);
}

void
ins_sim_axes_stop (InsSimAxes *self, guint axis, double deceleration_mm_s2, double now_s)
{
  double load, v = restart (self, axis, now_s, &load);
  double a = MIN (deceleration_mm_s2, self->config.acceleration.mm[axis]);

  course_add (&self->motors[axis], now_s, fabs (v) / a, v, v > 0.0 ? -a : a);
  follow (self, axis, load, now_s);
}

void
ins_sim_axes_halt (InsSimAxes *self, guint axis, double now_s)
{
  double load;

  restart (self, axis, now_s, &load);
  follow (self, axis, load, now_s);
}

double
ins_sim_axes_get_mm (const InsSimAxes *self, guint axis, double time_s)
{
  double p, v, a;

  course_at (&self->motors[axis], time_s, &p, &v, &a);

  return p;
}

double
ins_sim_axes_get_speed_mm_s (const InsSimAxes *self, guint axis, double time_s)
{
  double p, v, a;

  course_at (&self->motors[axis], time_s, &p, &v, &a);

  return v;
}

double
ins_sim_axes_get_load_mm (const InsSimAxes *self, guint axis, double time_s)
{
  double p, v, a;

  course_at (&self->loads[axis], time_s, &p, &v, &a);

  return p;
}

double
ins_sim_axes_get_end_mm (const InsSimAxes *self, guint axis)
{
  return course_end_p (&self->motors[axis]);
}

double
ins_sim_axes_get_end_s (const InsSimAxes *self, guint axis)
{
  return course_end_s (&self->motors[axis]);
}

gboolean
ins_sim_axes_is_moving (const InsSimAxes *self, guint axis, double time_s)
{
  return course_end_s (&self->motors[axis]) > time_s;
}

double
ins_sim_axes_when_at (const InsSimAxes *self, guint axis, double mm, double now_s)
{
  const Course *course = &self->motors[axis];

  for (guint i = 0; i < course->n_phases; i++)
    {
      const Phase *phase = &course->phases[i];
      double direction = phase_way (phase, phase->duration_s) < 0.0 ? -1.0 : 1.0;
      double way = direction * (mm - phase->p);
      double after_s = way >= 0.0 ? phase_time_of (phase, way) : (double)INFINITY;
      double when_s = phase->start_s + after_s;

      if (after_s <= phase->duration_s && when_s > now_s)
        return when_s;
    }

  return (double)INFINITY;
}

double
ins_sim_axes_next_rest_s (const InsSimAxes *self, double now_s)
{
  double next_s = (double)INFINITY;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_sim_axes_is_moving (self, axis, now_s))
      next_s = MIN (next_s, course_end_s (&self->motors[axis]));

  return next_s;
}

gboolean
ins_sim_homing_go_on (guint *phase, double switch_mm, double *to_mm, double *speed_mm_s)
{
  double off_mm = switch_mm > 0.0 ? switch_mm - BACK_OFF_MM : switch_mm + BACK_OFF_MM;

  *phase = *phase < 3 ? *phase + 1 : 0;
  *to_mm = *phase == 2 ? off_mm : switch_mm;
  *speed_mm_s = *phase == 2 ? INS_SIM_HOMING_MM_S : SLOW_HOMING_MM_S;

  return *phase != 0;
}
