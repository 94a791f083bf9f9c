/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-block.h"
#include "devices/simulated/ins-sim-motion.h"

#define STRAIGHT 1e-6 /* 1 - cosine of a corner that is none */
#define SLIGHT 0.9    /* cosine of one at which the axes need not stop */

struct _InsSimMotion
{
  InsSimMotionConfig config;
  InsSimBench *bench;
  InsSimBlock blocks[INS_SIM_MOTION_MAX_BLOCKS + 1]; /* one more: the ramp of a hold */
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

  ins_sim_motion_set_config (self, config);
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
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double *speed = &self->config.maximum_speed.mm[axis];
      double *acceleration = &self->config.acceleration.mm[axis];

      *speed = MIN (*speed, INS_SIM_MOTION_FASTEST_MM_S);
      *acceleration = MIN (*acceleration, INS_SIM_MOTION_STRONGEST_MM_S2);
    }
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

/* Speed at which the corner between two blocks may be taken; 0: exact stop. After Grbl 1.1,
 * planner.c (junction deviation): a circle that touches both and passes the corner so near. */
static double
get_junction_mm_s (const InsSimMotion *self, const InsSimBlock *a, const InsSimBlock *b)
{
  double acceleration = MIN (a->acceleration_mm_s2, b->acceleration_mm_s2);
  double cosine = 0.0, half_sine;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    cosine += a->direction.mm[axis] * b->direction.mm[axis];
  if (cosine > 1.0 - STRAIGHT)
    return (double)INFINITY;
  if (cosine < SLIGHT)
    return 0.0;
  half_sine = sqrt (0.5 * (1.0 + cosine));

  return sqrt (acceleration * self->config.junction_mm * half_sine / (1.0 - half_sine));
}

static gboolean
joins (const InsSimMotion *self, const InsSimBlock *a, const InsSimBlock *b)
{
  return get_junction_mm_s (self, a, b) > 0.0;
}

/* What is left of the running block, from where and how fast it is now. */
static void
cut_off_past (InsSimBlock *block, double now_s)
{
  InsSimBlock left = *block;
  double path_mm = ins_sim_block_path_at (block, now_s);

  ins_sim_block_motor_at (block, path_mm, &left.start);
  ins_sim_block_load_at (block, path_mm, &left.load_start);
  left.length_mm = MAX (left.length_mm - path_mm, 0.0); /* rounding at its very end */
  left.entry_mm_s = ins_sim_block_speed_at (block, now_s);
  *block = left;
}

static double
get_reach_mm_s (const InsSimBlock *block, double speed_mm_s)
{
  return sqrt (speed_mm_s * speed_mm_s + 2.0 * block->acceleration_mm_s2 * block->length_mm);
}

/* Look-ahead: the highest speeds at the junctions from which the axes can still come to rest at the
 * end of the queue, and which they can get to. The first block's entry speed is given. */
static void
plan_queue (InsSimMotion *self, double start_s)
{
  double exit_mm_s = 0.0;

  for (guint i = self->n_blocks; i-- > 0;)
    {
      InsSimBlock *block = &self->blocks[i], *before = i > 0 ? block - 1 : NULL;

      block->exit_mm_s = exit_mm_s;
      exit_mm_s = get_reach_mm_s (block, exit_mm_s);
      exit_mm_s = before != NULL ? MIN (MIN (exit_mm_s, get_junction_mm_s (self, before, block)),
                                        MIN (before->speed_mm_s, block->speed_mm_s))
                                 : 0.0;
    }
  for (guint i = 0; i < self->n_blocks; i++)
    {
      InsSimBlock *block = &self->blocks[i];

      block->exit_mm_s = MIN (block->exit_mm_s, get_reach_mm_s (block, block->entry_mm_s));
      if (i + 1 < self->n_blocks)
        self->blocks[i + 1].entry_mm_s = block->exit_mm_s;
      plan_block (self, block, start_s);
      start_s = ins_sim_block_end_s (block);
    }
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

static guint
get_capacity (const InsSimMotion *self)
{
  return self->config.n_blocks > 0 ? MIN (self->config.n_blocks, INS_SIM_MOTION_MAX_BLOCKS)
                                   : INS_SIM_MOTION_N_BLOCKS;
}

/* Behind the last one, or joined to it. */
static void
append_block (InsSimMotion *self, const InsSimBlock *block, double now_s)
{
  InsSimBlock *last = self->n_blocks > 0 ? &self->blocks[self->n_blocks - 1] : NULL;
  gboolean joined = last != NULL && joins (self, last, block);

  self->blocks[self->n_blocks++] = *block;
  if (self->held)
    return;
  if (!joined)
    {
      plan_block (self, &self->blocks[self->n_blocks - 1],
                  last != NULL ? ins_sim_block_end_s (last) : now_s);
      return;
    }
  cut_off_past (&self->blocks[0], now_s);
  plan_queue (self, now_s);
}

gboolean
ins_sim_motion_add (InsSimMotion *self, const InsPosition *target, double speed_mm_s, double now_s)
{
  InsSimBlock block = { .backlash_mm = self->config.backlash_mm };

  ins_sim_motion_advance (self, now_s);
  if (self->n_blocks >= get_capacity (self) || self->drop_after_ramp)
    return FALSE;

  get_ends (self, &block.start, &block.load_start);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double step_mm = self->config.step_mm;
      double end_mm = round (target->mm[axis] / step_mm) * step_mm;

      block.direction.mm[axis] = CLAMP (end_mm, -INS_SIM_MOTION_FARTHEST_MM,
                                        INS_SIM_MOTION_FARTHEST_MM) -
                                 block.start.mm[axis];
      block.length_mm += block.direction.mm[axis] * block.direction.mm[axis];
    }
  block.length_mm = sqrt (block.length_mm);
  if (block.length_mm < 0.5 * self->config.step_mm)
    return TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    block.direction.mm[axis] /= block.length_mm;
  limit_block (self, &block, speed_mm_s);
  append_block (self, &block, now_s);

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

/* Ends the running block by a ramp at its own rate and puts what is left behind the ramp. The ramp
 * may go on through blocks that join. */
static void
split_at_ramp (InsSimMotion *self, double now_s)
{
  InsSimBlock *blocks = self->blocks;
  InsSimBlock ramp = blocks[0];
  double path_mm = ins_sim_block_path_at (&blocks[0], now_s);
  double left_mm;
  guint n_gone = 0;

  ins_sim_block_motor_at (&blocks[0], path_mm, &ramp.start);
  ins_sim_block_load_at (&blocks[0], path_mm, &ramp.load_start);
  ins_sim_block_plan_ramp (&ramp, now_s, ins_sim_block_speed_at (&blocks[0], now_s));
  left_mm = blocks[0].length_mm - path_mm - ramp.length_mm;
  while (left_mm < 0.5 * self->config.step_mm && n_gone + 1 < self->n_blocks &&
         joins (self, &ramp, &blocks[n_gone + 1]))
    left_mm += blocks[++n_gone].length_mm;

  if (left_mm < 0.5 * self->config.step_mm) /* it was slowing down already */
    {
      self->n_blocks -= n_gone;
      memmove (&blocks[1], &blocks[n_gone + 1], (self->n_blocks - 1) * sizeof (InsSimBlock));
      blocks[0] = ramp;
      return;
    }
  ins_sim_block_motor_at (&ramp, ramp.length_mm, &blocks[n_gone].start);
  ins_sim_block_load_at (&ramp, ramp.length_mm, &blocks[n_gone].load_start);
  blocks[n_gone].length_mm = left_mm;
  self->n_blocks -= n_gone;
  memmove (&blocks[1], &blocks[n_gone], self->n_blocks * sizeof (InsSimBlock));
  self->n_blocks++;
  blocks[0] = ramp;
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
  ins_sim_motion_advance (self, now_s);
  if (!self->held)
    return;
  self->held = FALSE;
  if (self->n_blocks == 0)
    return;
  if (self->blocks[0].n_phases > 0) /* the ramp still runs */
    cut_off_past (&self->blocks[0], now_s);
  else
    self->blocks[0].entry_mm_s = 0.0;
  plan_queue (self, now_s);
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
