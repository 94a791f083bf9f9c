/* turning-stage.h - a stage with independent axes and no planner, which notes what it is told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-lock.h"
#include "devices/simulated/ins-sim-axes.h"
#include "devices/stage/ins-stage.h"

#define TYPE_TURNING_STAGE (turning_stage_get_type ())
G_DECLARE_FINAL_TYPE (TurningStage, turning_stage, TURNING, STAGE, GObject)

/* 5000 mm/s^2, 200 mm/s, by the clock; a question or a command takes 4 ms, half of it each way. */
struct _TurningStage
{
  GObject parent_instance;

  InsSimAxes *axes; /* owner */
  InsLock lock;

  /* read-only once it is open */
  gboolean starts_together, preempts, stops_hard;
  double index_acceleration_mm_s2; /* what the Y axis truly has */

  /* lock: what happened. "i" it said that it rests, "m" that it moves; "x", "y": a move of that
   * axis, "b" of both along one path, "B" each at its own speed; "!": the one before had not ended;
   * "s": a stop.
   */
  GString *events;
};

TurningStage *turning_stage_new (void);
char *turning_stage_dup_events (TurningStage *self);
