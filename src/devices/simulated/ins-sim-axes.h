/* ins-sim-axes.h - axes of a simulated stage that move each by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-bench.h"
#include "devices/simulated/ins-sim-motion.h"

G_BEGIN_DECLS

/* Unlike InsSimMotion, whose moves are straight lines of all axes, every axis has a trapezoid of
 * its own, which a new command replaces from the present speed on: the way of controllers with one
 * servo per axis. No thread, no clock: every call takes the time, which must not run backwards.
 * Positions are the motor's, in mm; the load behind the backlash is what goes to the bench.
 */
typedef struct _InsSimAxes InsSimAxes;

/* @bench: (nullable): planned motion is published here */
InsSimAxes *ins_sim_axes_new (const InsSimMotionConfig *config, InsSimBench *bench);
void ins_sim_axes_free (InsSimAxes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimAxes, ins_sim_axes_free)

/**
 * ins_sim_axes_move:
 * @target_mm: rounded to the step
 * @speed_mm_s, @acceleration_mm_s2: lowered to what the axis can do
 *
 * Goes to the target from where the axis is and as fast as it is now: brakes first if it is on the
 * way to the other side or cannot stop in time. A running jog is a move to the end of the travel.
 */
void ins_sim_axes_move (InsSimAxes *self,
                        guint axis,
                        double target_mm,
                        double speed_mm_s,
                        double acceleration_mm_s2,
                        double now_s);

/* Ramps down. */
void ins_sim_axes_stop (InsSimAxes *self, guint axis, double deceleration_mm_s2, double now_s);

/* Stands at once. */
void ins_sim_axes_halt (InsSimAxes *self, guint axis, double now_s);

/* Of the motor; signed speed. */
double ins_sim_axes_get_mm (const InsSimAxes *self, guint axis, double time_s);
double ins_sim_axes_get_speed_mm_s (const InsSimAxes *self, guint axis, double time_s);
double ins_sim_axes_get_load_mm (const InsSimAxes *self, guint axis, double time_s);

/* Where the axis will stand when nothing else is commanded. */
double ins_sim_axes_get_end_mm (const InsSimAxes *self, guint axis);

/* When it will be there; -INFINITY if nothing was commanded. */
double ins_sim_axes_get_end_s (const InsSimAxes *self, guint axis);
gboolean ins_sim_axes_is_moving (const InsSimAxes *self, guint axis, double time_s);

/* When the axis will next pass @mm or come to it, after @now_s; INFINITY if it is not on its way.
 */
double ins_sim_axes_when_at (const InsSimAxes *self, guint axis, double mm, double now_s);

/* Homing to a switch: to it, off it, slowly to it again. */
#define INS_SIM_HOMING_MM_S 50.0
#define INS_SIM_SWITCH_BEYOND_MM 0.5 /* limit switches: behind the travel */

/**
 * ins_sim_homing_go_on:
 * @phase: (inout): 1 on the first way, which the firmware has begun; counted on, and 0 at the end
 * @switch_mm: where the switch is
 * @to_mm: (out): where to go now ...
 * @speed_mm_s: (out): ... and how fast
 *
 * Returns: %FALSE: it stands at the switch
 */
gboolean ins_sim_homing_go_on (guint *phase, double switch_mm, double *to_mm, double *speed_mm_s);

/* When the next axis comes to rest after @now_s; INFINITY if all of them stand. */
double ins_sim_axes_next_rest_s (const InsSimAxes *self, double now_s);

G_END_DECLS
