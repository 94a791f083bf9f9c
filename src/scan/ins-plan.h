/* ins-plan.h - a recipe turned into lines, times and bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* Run at constant speed before the first and after the last pixel: a real stage accelerates a
 * little less than it says, and rounds the corner of its ramp. As long as nothing else is known. */
#define INS_PLAN_MARGIN_MM 0.05
#define INS_PLAN_MARGIN_S 0.01

/* One sweep, as both workers get it. */
typedef struct
{
  guint order;       /* when: 0 is the first line swept */
  guint row;         /* where: row of the picture */
  int direction;     /* +1: from column 0 up; -1: back */
  InsPosition start; /* runway included; all three axes */
  InsPosition end;
} InsLine;

/* A pure function of recipe, stage and timing. Read-only once made; any thread. */
typedef struct
{
  InsScanGrid grid;
  InsTiming timing;
  double speed_mm_s;
  double acceleration_mm_s2; /* of the scan axis */
  double runway_mm;          /* v^2 / 2a plus a margin m, each side; longer for short lines */
  double travel_speed_mm_s;  /* of all that is not a sweep: what both axes can do */
  guint n_lines;
  guint *rows; /* rows[order] */
  InsPattern pattern;
  double line_s;   /* kinematic time of one sweep with ramps: L/v + 2 v/a + 2 m/v */
  double index_s;  /* of one step to the next line */
  double return_s; /* of the way back, unidirectional only, else 0 */
  double total_s;  /* the sum, from the first line's start; both axes travel together */
  double *left_s;  /* n_lines + 1: seconds from the start of the line of that order to the end */
  double pulses_per_pixel;
  /* Where the stage triggers the card, every pulse_step_mm from half of it behind the start of a
   * sweep on; 0: it does not */
  double pulse_step_mm;
  guint n_runway_pulses; /* on either side of the pixels */
  guint n_line_pulses;   /* all of a sweep */
  guint64 n_bytes;       /* of the file */
} InsPlan;

/* @info: stage as opened; unknown figures (NaN) count as 200 mm/s and 500 mm/s^2 */
InsPlan *ins_plan_new (const InsRecipe *recipe, const InsStageInfo *info, const InsTiming *timing);

/* For a card that is triggered by the stage at positions: the runway is a whole number of steps. */
InsPlan *ins_plan_new_by_position (const InsRecipe *recipe,
                                   const InsStageInfo *info,
                                   const InsTiming *timing);
void ins_plan_free (InsPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsPlan, ins_plan_free)

void ins_plan_get_line (const InsPlan *self, guint order, InsLine *line);

/* Everything the probe passes, runways included. */
void ins_plan_get_extent (const InsPlan *self, InsPosition *minimum, InsPosition *maximum);

/* Trapezoid (or triangle) from rest to rest, s. */
double ins_plan_move_time_s (double distance_mm, double speed_mm_s, double acceleration_mm_s2);

/* Seconds for the lines from @order on. */
double ins_plan_get_remaining_s (const InsPlan *self, guint order);

G_END_DECLS
