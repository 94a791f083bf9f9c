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

/* First pass of an interlaced scan: every so many lines. */
#define INS_PLAN_FIRST_STRIDE 8

/* One sweep, as both workers get it; or one row of points. */
typedef struct
{
  guint order;       /* when: 0 is the first line swept */
  guint row;         /* where: row of the picture */
  int direction;     /* +1: from column 0 up; -1: back */
  InsPosition start; /* runway included; all three axes */
  InsPosition end;
  double runway_mm; /* on either side of the pixels */
  /* From the first to the last pixel that is wanted; n_columns 0: none is, and nothing moves */
  guint first_column, n_columns;
  guint n_runway_pulses, n_pulses; /* where the stage triggers the card: on either side, and all */
} InsLine;

/* A pure function of recipe, stage and timing. Read-only once made; any thread. */
typedef struct
{
  InsScanGrid grid;
  InsTiming timing;
  double speed_mm_s;
  double greatest_speed_mm_s; /* that gives each pixel its pulses, and that the stage can do */
  double acceleration_mm_s2;  /* of the scan axis */
  double runway_mm;           /* v^2 / 2a plus a margin m, each side; the longest of all lines */
  double travel_speed_mm_s;   /* of all that is not a sweep: what both axes can do */
  guint n_lines;              /* rows of the picture, those without a wanted pixel included */
  guint n_swept;              /* the others */
  guint64 n_wanted;           /* pixels */
  guint *rows;                /* rows[order] */
  guint8 *is_back;            /* by order: swept from the last column to the first */
  InsPattern pattern;
  InsArea *area; /* (nullable): every pixel is wanted */
  struct
  {
    guint first, n, n_wanted;
  } * spans;       /* by row: columns from the first to the last that is wanted */
  double line_s;   /* kinematic time of the longest sweep with ramps: L/v + 2 v/a + 2 m/v */
  double index_s;  /* of one step to the next line */
  double return_s; /* of the way back along the longest, unidirectional only, else 0 */
  double total_s;  /* the sum, from the first line's start; both axes travel together */
  double *left_s;  /* n_lines + 1: seconds from the start of the line of that order to the end */
  double pulses_per_pixel;

  InsScanMotion motion;
  guint n_averages;
  double dwell_s;     /* points: from rest to the first pulse that counts */
  double hold_s;      /* points: of rest at each, for the dwell and all pulses */
  double approach_mm; /* points: so far before each row, so that all are reached from one side */

  /* Where the stage triggers the card, every pulse_step_mm from half of it behind the start of a
   * sweep on; 0: it does not */
  double pulse_step_mm;
  guint n_line_pulses; /* of the longest sweep, runways included */
  guint n_reports;     /* points: that a row keeps; 0: as many as come */
  guint64 n_bytes;     /* of the file */
} InsPlan;

/* @info: stage as opened; unknown figures (NaN) count as 200 mm/s and 500 mm/s^2 */
InsPlan *ins_plan_new (const InsRecipe *recipe, const InsStageInfo *info, const InsTiming *timing);

/**
 * ins_plan_new_for_rig:
 * @by_position: the stage triggers the card: the runway is a whole number of steps
 * @backlash_mm: of the rig: points are all reached towards plus, by a detour before each row
 */
InsPlan *ins_plan_new_for_rig (const InsRecipe *recipe,
                               const InsStageInfo *info,
                               const InsTiming *timing,
                               gboolean by_position,
                               double backlash_mm);
void ins_plan_free (InsPlan *self);

/* Every line lies so much further; before the plan is handed out. */
void ins_plan_shift (InsPlan *self, const InsPosition *shift_mm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsPlan, ins_plan_free)

void ins_plan_get_line (const InsPlan *self, guint order, InsLine *line);

/* Both at the same turn, from and to the same places. */
gboolean ins_plan_is_same_line (const InsLine *a, const InsLine *b);

/**
 * ins_plan_get_wanted:
 * @wanted: (out caller-allocates) (array): n_columns, 1 or 0
 *
 * No allocation. Returns: how many are wanted
 */
guint ins_plan_get_wanted (const InsPlan *self, guint row, guint8 *wanted);

/* Where the stage stands for the pixel; points only. */
void
ins_plan_get_point (const InsPlan *self, const InsLine *line, guint column, InsPosition *point);

/* Everything the probe passes, runways included. */
void ins_plan_get_extent (const InsPlan *self, InsPosition *minimum, InsPosition *maximum);

/* Trapezoid (or triangle) from rest to rest, s. */
double ins_plan_move_time_s (double distance_mm, double speed_mm_s, double acceleration_mm_s2);

/* Seconds for the lines from @order on. */
double ins_plan_get_remaining_s (const InsPlan *self, guint order);

G_END_DECLS
