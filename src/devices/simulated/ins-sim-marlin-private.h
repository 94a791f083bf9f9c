/* ins-sim-marlin-private.h - what the source files of the Marlin emulator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-controller-private.h"
#include "devices/simulated/ins-sim-motion.h"

G_BEGIN_DECLS

#define INS_SIM_MARLIN_LINE_SIZE 96
#define INS_SIM_MARLIN_N_COMMANDS 4
#define INS_SIM_MARLIN_RX_SIZE 1024 /* beyond the command slots, as of the PC build */

/* What the command in progress waits for. */
typedef enum
{
  MARLIN_READY,
  MARLIN_WAITS_FOR_PLANNER, /* room for one more block */
  MARLIN_WAITS_FOR_REST,    /* M400 */
  MARLIN_WAITS_FOR_HOMING,
  MARLIN_WAITS_FOR_STOP, /* M410: the second in which the buffer is cleaned */
} InsSimMarlinWait;

/* Marlin 2.1 as built for a PC: replies to the letter, M114 projected, ok when a command has been
 * carried out or queued, four command slots and fifteen blocks, busy lines, soft endstops that
 * clamp once it is homed, M410 with a second of silence, kill(). The coordinates are the bench's;
 * X and Y home to their lower end, Z to its upper.
 *
 * Variants:
 *   ""         built with M114_REALTIME, EMERGENCY_PARSER and ADVANCED_OK
 *   projected  without M114_REALTIME
 *   stock      without any of the three, as it is distributed
 *
 * Left out: extrusion and heating, arcs, levelling, SD card, workspace offsets.
 */
typedef struct
{
  InsSimController parent;
  InsSimMotion *motion;
  gboolean is_realtime, has_parser, has_advanced_ok;

  InsPosition steps_per_mm, maximum_speed, acceleration;
  double travel_acceleration;
  gboolean soft_endstops;

  gboolean killed;
  InsSimMarlinWait wait;
  guint homed_mask, homing_mask;
  InsPosition offset; /* displayed = bench + this: 0 once it is homed */
  InsPosition target; /* projected, displayed coordinates */
  double extruder_mm;
  double feed_mm_min;
  gboolean is_relative;
  double scale; /* mm per unit: G20, G21 */
  int last_number;
  int ok_number; /* of the line in progress, -1 none */

  double busy_s;      /* interval of busy lines; 0 none */
  double next_busy_s; /* INFINITY: nothing is in progress */
  double stop_end_s;  /* of the silence behind M410 */
  guint n_late_oks;   /* that come with its end */

  char rx[INS_SIM_MARLIN_RX_SIZE];
  guint n_rx;
  char spy[8]; /* the beginning of the line that comes in, for the emergency parser */
  guint n_spied;
  InsPosition pending_target;
} InsSimMarlin;

/* ins-sim-marlin-line.c: carries one line out (without its end) and answers it, or leaves it
 * waiting. */
void ins_sim_marlin_execute_line (InsSimMarlin *self, const char *line, double now_s);

/* ins-sim-marlin-report.c; each sends at @now_s. */
void ins_sim_marlin_send (InsSimMarlin *self, const char *text, double now_s);
void ins_sim_marlin_send_ok (InsSimMarlin *self, double now_s);
/* @is_real: from the steppers, not the end of the queue */
void ins_sim_marlin_send_position (InsSimMarlin *self, gboolean is_real, double now_s);
void ins_sim_marlin_send_identity (InsSimMarlin *self, double now_s);
void ins_sim_marlin_send_settings (InsSimMarlin *self, double now_s);
void ins_sim_marlin_send_endstops (InsSimMarlin *self, double now_s);
void ins_sim_marlin_send_soft_endstops (InsSimMarlin *self, double now_s);

/* ins-sim-marlin.c */
void ins_sim_marlin_apply_settings (InsSimMarlin *self);
gboolean ins_sim_marlin_try_move (InsSimMarlin *self, double now_s);
void ins_sim_marlin_begin_wait (InsSimMarlin *self, InsSimMarlinWait wait, double now_s);
void ins_sim_marlin_start_homing (InsSimMarlin *self, guint mask, double now_s);
void ins_sim_marlin_quick_stop (InsSimMarlin *self, double now_s);
void ins_sim_marlin_kill (InsSimMarlin *self, const char *why, double now_s);
void ins_sim_marlin_sync_target (InsSimMarlin *self, double now_s);

G_END_DECLS
