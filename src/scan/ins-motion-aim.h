/* ins-motion-aim.h - when a move is expected to end, so that the question comes just after it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/* One move as a controller with a trapezoidal profile carries it out. Only the moment of a question
 * depends on it, never whether a move has ended. One thread. */
typedef struct
{
  gboolean known; /* the stage says how it accelerates */
  InsPosition start;
  InsPosition direction; /* unit vector, 0 for axes that stay */
  double distance_mm, speed_mm_s, acceleration_mm_s2;
  double resolution_mm;
  double expected_s;   /* a question asked before this time finds it moving; -INFINITY unknown */
  double guess_s;      /* expected_s without any report, and without lag */
  double round_trip_s; /* of the newest report */
  gboolean learnt;     /* from a report of this move */
} InsMotionAim;

/**
 * ins_motion_aim_begin:
 * @speed_mm_s: as commanded
 * @command_s: just before the command was written
 * @lag_s: from there to the motion, as ins_motion_aim_get_lag_s() gave it for an earlier move
 */
void ins_motion_aim_begin (InsMotionAim *self,
                           const InsStageInfo *info,
                           const InsPosition *start,
                           const InsPosition *target,
                           double speed_mm_s,
                           double command_s,
                           double lag_s);

void ins_motion_aim_add (InsMotionAim *self, const InsStageReport *report);

/* @wait_s: what the next question would wait else. */
double ins_motion_aim_get_wait_s (const InsMotionAim *self, double now_s, double wait_s);

/* @lag_s: what was believed before. */
double ins_motion_aim_get_lag_s (const InsMotionAim *self, double lag_s);

G_END_DECLS
