/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-block.h"

double
ins_sim_block_end_s (const InsSimBlock *block)
{
  const InsSimPhase *last = &block->phases[block->n_phases - 1];

  return last->start_s + last->duration_s;
}

static const InsSimPhase *
phase_at (const InsSimBlock *block, double time_s)
{
  guint i = block->n_phases - 1;

  while (i > 0 && time_s < block->phases[i].start_s)
    i--;

  return &block->phases[i];
}

double
ins_sim_block_path_at (const InsSimBlock *block, double time_s)
{
  const InsSimPhase *phase = phase_at (block, time_s);
  double elapsed_s = CLAMP (time_s - phase->start_s, 0.0, phase->duration_s);

  return phase->s + (phase->v + 0.5 * phase->a * elapsed_s) * elapsed_s;
}

void
ins_sim_block_motor_at (const InsSimBlock *block, double path_mm, InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = block->start.mm[axis] + block->direction.mm[axis] * path_mm;
}

double
ins_sim_block_speed_at (const InsSimBlock *block, double time_s)
{
  const InsSimPhase *phase = phase_at (block, time_s);

  if (time_s < phase->start_s || time_s >= ins_sim_block_end_s (block))
    return 0.0;

  return MAX (phase->v + phase->a * (time_s - phase->start_s), 0.0);
}

/* Play: the motor pushes the load up directly, and down across the backlash. */
static double
load_after (const InsSimBlock *block, double load_mm, double motor_mm, double direction)
{
  if (direction > 0.0)
    return MAX (load_mm, motor_mm);
  if (direction < 0.0)
    return MIN (load_mm, motor_mm + block->backlash_mm);

  return load_mm;
}

void
ins_sim_block_load_at (const InsSimBlock *block, double path_mm, InsPosition *position)
{
  InsPosition motor;

  ins_sim_block_motor_at (block, path_mm, &motor);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = load_after (block, block->load_start.mm[axis], motor.mm[axis],
                                     block->direction.mm[axis]);
}

/* Path length at which the load of an axis begins to follow; INFINITY if it does not move. */
static double
engagement_mm (const InsSimBlock *block, guint axis)
{
  double direction = block->direction.mm[axis];
  double gap_mm = block->load_start.mm[axis] - block->start.mm[axis];

  if (fabs (direction) < 1e-12)
    return (double)INFINITY;
  if (direction < 0.0)
    gap_mm = block->backlash_mm - gap_mm;

  return MAX (gap_mm, 0.0) / fabs (direction);
}

/* Seconds into the phase at which the path length is reached, or its duration. */
static double
phase_time_of (const InsSimPhase *phase, double path_mm)
{
  double way_mm = path_mm - phase->s;
  double root = phase->v * phase->v + 2.0 * phase->a * way_mm;
  double time_s;

  if (way_mm <= 0.0)
    return 0.0;
  if (!isfinite (way_mm) || root < 0.0)
    return phase->duration_s;
  time_s = 2.0 * way_mm / (phase->v + sqrt (root)); /* no cancellation where a is small */

  return MIN (time_s, phase->duration_s);
}

static void
publish_piece (const InsSimBlock *block,
               InsSimBench *bench,
               const InsSimPhase *phase,
               const double engaged_mm[INS_N_AXES],
               double from_s,
               double to_s)
{
  InsPosition start, velocity = { { 0.0 } }, acceleration = { { 0.0 } };
  double path_mm = phase->s + (phase->v + 0.5 * phase->a * from_s) * from_s;
  double middle_s = 0.5 * (from_s + to_s);
  double middle_mm = phase->s + (phase->v + 0.5 * phase->a * middle_s) * middle_s;

  ins_sim_block_load_at (block, path_mm, &start);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (middle_mm > engaged_mm[axis])
      {
        velocity.mm[axis] = block->direction.mm[axis] * (phase->v + phase->a * from_s);
        acceleration.mm[axis] = block->direction.mm[axis] * phase->a;
      }
  ins_sim_bench_add_segment (bench, phase->start_s + from_s, phase->start_s + to_s, &start,
                             &velocity, &acceleration);
}

/* Cuts each phase where the load of an axis begins to follow. */
void
ins_sim_block_publish (const InsSimBlock *block, InsSimBench *bench)
{
  double engaged_mm[INS_N_AXES];

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    engaged_mm[axis] = engagement_mm (block, axis);

  for (guint i = 0; i < block->n_phases; i++)
    {
      const InsSimPhase *phase = &block->phases[i];
      double done_s = 0.0;

      while (done_s < phase->duration_s)
        {
          double next_s = phase->duration_s;

          for (guint axis = 0; axis < INS_N_AXES; axis++)
            {
              double time_s = phase_time_of (phase, engaged_mm[axis]);

              if (time_s > done_s && time_s < next_s)
                next_s = time_s;
            }
          publish_piece (block, bench, phase, engaged_mm, done_s, next_s);
          done_s = next_s;
        }
    }
}

static void
add_phase (InsSimBlock *block, double duration_s, double v, double a)
{
  const InsSimPhase *last = block->n_phases > 0 ? &block->phases[block->n_phases - 1] : NULL;
  InsSimPhase *phase = &block->phases[block->n_phases];

  *phase = (InsSimPhase){ .duration_s = duration_s, .v = v, .a = a };
  if (last != NULL)
    {
      phase->start_s = last->start_s + last->duration_s;
      phase->s = last->s + (last->v + 0.5 * last->a * last->duration_s) * last->duration_s;
    }
  block->n_phases++;
}

/* 2 v_peak^2 = 2 a length + entry^2 + exit^2 for a triangle; else the asked speed is reached. */
void
ins_sim_block_plan (InsSimBlock *block, double start_s)
{
  double a = block->acceleration_mm_s2;
  double entry = block->entry_mm_s, exit = block->exit_mm_s;
  double peak = MIN (block->speed_mm_s,
                     sqrt (a * block->length_mm + 0.5 * (entry * entry + exit * exit)));
  double up_s = fabs (peak - entry) / a, down_s = fabs (peak - exit) / a;
  double ramps_mm = 0.5 * ((entry + peak) * up_s + (peak + exit) * down_s);
  double cruise_s = MAX ((block->length_mm - ramps_mm) / peak, 0.0);

  block->n_phases = 0;
  add_phase (block, up_s, entry, peak >= entry ? a : -a);
  block->phases[0].start_s = start_s;
  add_phase (block, cruise_s, peak, 0.0);
  add_phase (block, down_s, peak, peak >= exit ? -a : a);
}

void
ins_sim_block_plan_ramp (InsSimBlock *block, double start_s, double speed_mm_s)
{
  block->length_mm = speed_mm_s * speed_mm_s / (2.0 * block->acceleration_mm_s2);
  block->n_phases = 0;
  add_phase (block, speed_mm_s / block->acceleration_mm_s2, speed_mm_s, -block->acceleration_mm_s2);
  block->phases[0].start_s = start_s;
}
