/* ins-sim-block.h - one straight move of a simulated stage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"
#include "devices/simulated/ins-sim-bench.h"

G_BEGIN_DECLS

/* Along the path: s(t) = s + v t + a t^2 / 2 from the start of the phase. */
typedef struct
{
  double start_s, duration_s; /* start: on the clock */
  double s, v, a;
} InsSimPhase;

typedef struct
{
  InsPosition start;      /* of the motor, mm */
  InsPosition load_start; /* of the load behind the backlash, mm */
  InsPosition direction;  /* unit vector */
  double length_mm, speed_mm_s, acceleration_mm_s2, backlash_mm;
  double entry_mm_s, exit_mm_s; /* speeds at its ends; 0: it starts from or comes to rest */
  InsSimPhase phases[3];        /* speeding up, cruising, slowing down */
  guint n_phases;               /* 0: not planned */
} InsSimBlock;

/* Plans the three phases from @start_s on, from entry to exit speed. */
void ins_sim_block_plan (InsSimBlock *block, double start_s);

/* Replaces the plan by a ramp from @speed_mm_s to rest; the length becomes the ramp's. */
void ins_sim_block_plan_ramp (InsSimBlock *block, double start_s, double speed_mm_s);

/* The following four of a planned block. */
double ins_sim_block_end_s (const InsSimBlock *block);
double ins_sim_block_path_at (const InsSimBlock *block, double time_s);
double ins_sim_block_speed_at (const InsSimBlock *block, double time_s);
void ins_sim_block_publish (const InsSimBlock *block, InsSimBench *bench);

/* Motor and load after a way along the path. */
void ins_sim_block_motor_at (const InsSimBlock *block, double path_mm, InsPosition *position);
void ins_sim_block_load_at (const InsSimBlock *block, double path_mm, InsPosition *position);

G_END_DECLS
