/* ins-sim-motion.h - how a simulated stage moves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"
#include "devices/simulated/ins-sim-bench.h"

G_BEGIN_DECLS

#define INS_SIM_MOTION_N_BLOCKS 15    /* Grbl's planner, and Marlin's */
#define INS_SIM_MOTION_MAX_BLOCKS 100 /* grblHAL's */

/* Whatever settings say: no motor follows beyond these, and no rail is that long. */
#define INS_SIM_MOTION_FASTEST_MM_S 1e4
#define INS_SIM_MOTION_STRONGEST_MM_S2 1e6
#define INS_SIM_MOTION_FARTHEST_MM 1e9

/* Straight moves of three axes with trapezoidal or triangular speed along the path. Moves that go
 * on in the same direction join without a halt, as the planners of Grbl and Marlin have it; slight
 * corners are taken at the speed that Grbl's junction deviation allows, and at every other corner
 * there is an exact stop. No thread, no clock: every call takes the time, which
 * must not run backwards. Positions are the motor's, in mm; the load behind the backlash is what
 * goes to the bench.
 */
typedef struct _InsSimMotion InsSimMotion;

typedef struct
{
  InsPosition maximum_speed; /* mm/s */
  InsPosition acceleration;  /* mm/s^2 */
  double step_mm;            /* targets are rounded to it */
  guint n_blocks;            /* that the queue holds; 0: INS_SIM_MOTION_N_BLOCKS */
  double junction_mm;        /* Grbl's junction deviation ($11); 0: every corner is an exact stop */
  /* The load follows the motor exactly on the way up and stands backlash_mm above it on the way
   * down: after each reversal it waits until the motor has taken up the play. */
  double backlash_mm;
} InsSimMotionConfig;

/* @bench: (nullable): planned motion is published here */
InsSimMotion *ins_sim_motion_new (const InsSimMotionConfig *config, InsSimBench *bench);
void ins_sim_motion_free (InsSimMotion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimMotion, ins_sim_motion_free)

/* For settings that change later; blocks that are queued keep theirs. */
void ins_sim_motion_set_config (InsSimMotion *self, const InsSimMotionConfig *config);

/**
 * ins_sim_motion_add:
 * @speed_mm_s: along the path, lowered to what the axes can do
 *
 * Queues a move from the end of the last one; it starts at once when nothing is queued. A move of
 * less than a step is done with at once.
 *
 * Returns: %FALSE if the queue is full
 */
gboolean
ins_sim_motion_add (InsSimMotion *self, const InsPosition *target, double speed_mm_s, double now_s);

/* Forgets what has ended by @now_s. */
void ins_sim_motion_advance (InsSimMotion *self, double now_s);

/* Ramps down; what is left of the queue waits for resume(). */
void ins_sim_motion_hold (InsSimMotion *self, double now_s);
void ins_sim_motion_resume (InsSimMotion *self, double now_s);

/* Ramps down and drops the queue. */
void ins_sim_motion_cancel (InsSimMotion *self, double now_s);

/* Stands at once and drops the queue. */
void ins_sim_motion_stop (InsSimMotion *self, double now_s);

/* Of the motor, at a time of the present block or later. */
void ins_sim_motion_get_position (InsSimMotion *self, double time_s, InsPosition *position);
void ins_sim_motion_get_load (InsSimMotion *self, double time_s, InsPosition *position);
double ins_sim_motion_get_speed (InsSimMotion *self, double time_s); /* mm/s along the path */

/* Where the last block in the queue ends. */
void ins_sim_motion_get_end (InsSimMotion *self, InsPosition *position);

guint ins_sim_motion_get_n_blocks (InsSimMotion *self);

/* When the present block or ramp ends; INFINITY when nothing runs. */
double ins_sim_motion_next_event_s (InsSimMotion *self);

G_END_DECLS
