/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-block.h"
#include "devices/simulated/ins-sim-motion.h"

struct _InsSimMotion
{
  InsSimMotionConfig config;
  InsSimBench *bench;
  InsSimBlock blocks[INS_SIM_MOTION_N_BLOCKS + 1]; /* one more: the ramp of a hold */
  guint n_blocks;
  gboolean held;
  gboolean drop_after_ramp; /* never more than one block then */
  InsPosition rest;         /* motor and load where block 0 begins, or where they stand */
  InsPosition load_rest;
};

InsSimMotion *
ins_sim_motion_new (const InsSimMotionConfig *config, InsSimBench *bench)
{
  InsSimMotion *self = g_new0 (InsSimMotion, 1);

  self->config = *config;
  self->bench = bench != NULL ? ins_sim_bench_ref (bench) : NULL;

  return self;
}

void
ins_sim_motion_free (InsSimMotion *self)
{
  g_clear_pointer (&self->bench, ins_sim_bench_unref);
  g_free (self);
}

void
ins_sim_motion_set_config (InsSimMotion *self, const InsSimMotionConfig *config)
{
  self->config = *config;
}

/* The load stands from now on, whatever was predicted. */
static void
publish_rest (const InsSimMotion *self, double now_s, const InsPosition *load)
{
  const InsPosition still = { { 0.0 } };

  if (self->bench != NULL)
    ins_sim_bench_add_segment (self->bench, now_s, now_s, load, &still, &still);
}

static void
publish_block (const InsSimMotion *self, const InsSimBlock *block)
{
  if (self->bench != NULL)
    ins_sim_block_publish (block, self->bench);
}

static void
plan_block (const InsSimMotion *self, InsSimBlock *block, double start_s)
{
  ins_sim_block_plan (block, start_s);
  publish_block (self, block);
}

/* Motor and load at the end of the queue. */
static void
get_ends (InsSimMotion *self, InsPosition *motor, InsPosition *load)
{
  const InsSimBlock *last = self->n_blocks > 0 ? &self->blocks[self->n_blocks - 1] : NULL;

  *motor = self->rest;
  *load = self->load_rest;
  if (last == NULL)
    return;
  ins_sim_block_motor_at (last, last->length_mm, motor);
  ins_sim_block_load_at (last, last->length_mm, load);
}

void
ins_sim_motion_get_end (InsSimMotion *self, InsPosition *position)
{
  InsPosition load;

  get_ends (self, position, &load);
}

/* Highest speed and acceleration along the path that no axis objects to. */
static void
limit_block (const InsSimMotion *self, InsSimBlock *block, double speed_mm_s)
{
  block->speed_mm_s = speed_mm_s;
  block->acceleration_mm_s2 = (double)INFINITY;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double share = fabs (block->direction.mm[axis]);

      if (share < 1e-12)
        continue;
      block->speed_mm_s = MIN (block->speed_mm_s, self->config.maximum_speed.mm[axis] / share);
      block->acceleration_mm_s2 = MIN (block->acceleration_mm_s2,
                                       self->config.acceleration.mm[axis] / share);
    }
}

gboolean
ins_sim_motion_add (InsSimMotion *self, const InsPosition *target, double speed_mm_s, double now_s)
{
  InsSimBlock block = { .backlash_mm = self->config.backlash_mm };
  double start_s;

  ins_sim_motion_advance (self, now_s);
  if (self->n_blocks >= INS_SIM_MOTION_N_BLOCKS || self->drop_after_ramp)
    return FALSE;

  get_ends (self, &block.start, &block.load_start);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double step_mm = self->config.step_mm;

      block.direction.mm[axis] = round (target->mm[axis] / step_mm) * step_mm -
                                 block.start.mm[axis];
      block.length_mm += block.direction.mm[axis] * block.direction.mm[axis];
    }
  block.length_mm = sqrt (block.length_mm);
  if (block.length_mm < 0.5 * self->config.step_mm)
    return TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    block.direction.mm[axis] /= block.length_mm;
  limit_block (self, &block, speed_mm_s);

  start_s = self->n_blocks > 0 && !self->held
                ? ins_sim_block_end_s (&self->blocks[self->n_blocks - 1])
                : now_s;
  if (!self->held)
    plan_block (self, &block, start_s);
  self->blocks[self->n_blocks++] = block;

  return TRUE;
}

static void
remove_first (InsSimMotion *self)
{
  const InsSimBlock *first = &self->blocks[0];

  ins_sim_block_load_at (first, first->length_mm, &self->load_rest);
  ins_sim_block_motor_at (first, first->length_mm, &self->rest);
  self->n_blocks--;
  memmove (&self->blocks[0], &self->blocks[1], self->n_blocks * sizeof (InsSimBlock));
}

void
ins_sim_motion_advance (InsSimMotion *self, double now_s)
{
  while (self->n_blocks > 0 && self->blocks[0].n_phases > 0 &&
         ins_sim_block_end_s (&self->blocks[0]) <= now_s)
    remove_first (self);
  if (self->n_blocks == 0)
    self->drop_after_ramp = FALSE;
}

/* Ends the running block by a ramp at its own rate and puts what is left of it behind the ramp. */
static void
split_at_ramp (InsSimMotion *self, double now_s)
{
  InsSimBlock *first = &self->blocks[0];
  InsSimBlock ramp = *first;
  double path_mm = ins_sim_block_path_at (first, now_s);
  double left_mm;

  ins_sim_block_motor_at (first, path_mm, &ramp.start);
  ins_sim_block_load_at (first, path_mm, &ramp.load_start);
  ins_sim_block_plan_ramp (&ramp, now_s, ins_sim_block_speed_at (first, now_s));
  left_mm = first->length_mm - path_mm - ramp.length_mm;

  if (left_mm < 0.5 * self->config.step_mm) /* it was slowing down already */
    {
      *first = ramp;
      return;
    }
  memmove (&self->blocks[1], &self->blocks[0], self->n_blocks * sizeof (InsSimBlock));
  self->blocks[0] = ramp;
  self->n_blocks++;
  ins_sim_block_motor_at (&ramp, ramp.length_mm, &self->blocks[1].start);
  ins_sim_block_load_at (&ramp, ramp.length_mm, &self->blocks[1].load_start);
  self->blocks[1].length_mm = left_mm;
}

void
ins_sim_motion_hold (InsSimMotion *self, double now_s)
{
  ins_sim_motion_advance (self, now_s);
  if (self->held)
    return;

  self->held = TRUE;
  if (self->n_blocks == 0)
    return;
  split_at_ramp (self, now_s);
  for (guint i = 1; i < self->n_blocks; i++)
    self->blocks[i].n_phases = 0;
  publish_rest (self, now_s, &self->blocks[0].load_start);
  publish_block (self, &self->blocks[0]);
}

void
ins_sim_motion_resume (InsSimMotion *self, double now_s)
{
  double start_s = now_s;

  ins_sim_motion_advance (self, now_s);
  self->held = FALSE;
  for (guint i = 0; i < self->n_blocks; i++)
    {
      if (self->blocks[i].n_phases == 0)
        plan_block (self, &self->blocks[i], start_s);
      start_s = ins_sim_block_end_s (&self->blocks[i]);
    }
}

void
ins_sim_motion_cancel (InsSimMotion *self, double now_s)
{
  ins_sim_motion_hold (self, now_s);
  self->n_blocks = self->n_blocks > 0 && self->blocks[0].n_phases > 0 ? 1 : 0;
  self->drop_after_ramp = self->n_blocks > 0;
  self->held = FALSE;
}

void
ins_sim_motion_stop (InsSimMotion *self, double now_s)
{
  InsPosition motor, load;

  ins_sim_motion_advance (self, now_s);
  ins_sim_motion_get_position (self, now_s, &motor);
  ins_sim_motion_get_load (self, now_s, &load);
  self->rest = motor;
  self->load_rest = load;
  self->n_blocks = 0;
  self->held = FALSE;
  self->drop_after_ramp = FALSE;
  publish_rest (self, now_s, &self->load_rest);
}

/* The block that runs at a time, NULL for rest. */
static const InsSimBlock *
block_at (InsSimMotion *self, double time_s)
{
  const InsSimBlock *found = NULL;

  for (guint i = 0; i < self->n_blocks; i++)
    {
      const InsSimBlock *block = &self->blocks[i];

      if (block->n_phases == 0 || (found != NULL && block->phases[0].start_s > time_s))
        break;
      found = block;
    }

  return found;
}

void
ins_sim_motion_get_position (InsSimMotion *self, double time_s, InsPosition *position)
{
  const InsSimBlock *block = block_at (self, time_s);

  *position = self->rest;
  if (block != NULL)
    ins_sim_block_motor_at (block, ins_sim_block_path_at (block, time_s), position);
}

void
ins_sim_motion_get_load (InsSimMotion *self, double time_s, InsPosition *position)
{
  const InsSimBlock *block = block_at (self, time_s);

  *position = self->load_rest;
  if (block != NULL)
    ins_sim_block_load_at (block, ins_sim_block_path_at (block, time_s), position);
}

double
ins_sim_motion_get_speed (InsSimMotion *self, double time_s)
{
  const InsSimBlock *block = block_at (self, time_s);

  return block != NULL ? ins_sim_block_speed_at (block, time_s) : 0.0;
}

guint
ins_sim_motion_get_n_blocks (InsSimMotion *self)
{
  return self->n_blocks;
}

double
ins_sim_motion_next_event_s (InsSimMotion *self)
{
  if (self->n_blocks == 0 || self->blocks[0].n_phases == 0)
    return (double)INFINITY;

  return ins_sim_block_end_s (&self->blocks[0]);
}
