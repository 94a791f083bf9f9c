/* ins-sim-grbl-private.h - what the source files of the Grbl emulator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-controller-private.h"
#include "devices/simulated/ins-sim-gcode.h"
#include "devices/simulated/ins-sim-grbl-settings.h"
#include "devices/simulated/ins-sim-motion.h"

G_BEGIN_DECLS

#define INS_SIM_GRBL_RX_SIZE 128
#define INS_SIM_GRBL_LINE_SIZE 80
#define INS_SIM_GRBLHAL_RX_SIZE 1024
#define INS_SIM_GRBLHAL_LINE_SIZE 257
#define INS_SIM_GRBL_WCO_MM (-225.0) /* machine = work + WCO */

typedef enum
{
  STATE_IDLE,
  STATE_RUN,
  STATE_HOLD,
  STATE_JOG,
  STATE_HOME,
  STATE_ALARM,
} InsSimGrblState;

/* What the line in progress waits for; no further line is read meanwhile. */
typedef enum
{
  PENDING_NONE,
  PENDING_PLANNER, /* room for one more block */
  PENDING_SYNC,    /* all blocks to end, then dwell */
  PENDING_DWELL,
  PENDING_HOMING,
  PENDING_SOFT_LIMIT, /* ramp to end, then ALARM:2 */
  PENDING_RESET,      /* critical alarm: its "ok" comes with the reset */
} InsSimGrblPending;

/* Grbl 1.1, or grblHAL (is_hal): its identification, 100 planner blocks, status fields by $10,
 * extended realtime bytes, error latch, and homing that it insists on after power-up ($22=5:
 * ALARM:11, $X is error:46). Machine space is [-250, 0] mm on each axis; X and Y home to the lower
 * end, Z to the upper.
 *
 * Left out: arcs, probing, spindle and coolant (accepted, nothing happens), overrides, safety
 * door, check mode and sleep.
 */
typedef struct
{
  InsSimController parent;
  InsSimMotion *motion; /* in bench coordinates: where the steppers are */
  InsSimGrblSettings settings;
  gboolean is_hal;
  guint alarm_code;    /* the last one */
  guint latched_error; /* grblHAL: of the line since which every other is refused */
  gboolean homed;

  InsSimGrblState state;
  InsSimGrblPending pending;
  gboolean critical;        /* deaf until reset */
  gboolean cancelling;      /* a jog runs out */
  gboolean door;            /* what is held is held for the safety door */
  gboolean full_report;     /* grblHAL: every field in the next one */
  gboolean report_pending;  /* "?" while homing */
  guint limit_mask;         /* switches that are pressed */
  InsPosition counter_zero; /* machine position = bench position + this */

  char rx[INS_SIM_GRBLHAL_RX_SIZE];
  guint n_rx;

  InsPosition target; /* parser's position, machine coordinates */
  InsPosition pending_target;
  double pending_speed_mm_s; /* along the path; INFINITY for rapids */
  gboolean pending_jog;
  double dwell_s, dwell_end_s;
  double feed_mm_min; /* 0: none yet */
  int modal_motion, modal_distance, modal_units;

  guint wco_countdown, override_countdown;
} InsSimGrbl;

/* ins-sim-grbl-report.c; each sends at @now_s. */
void ins_sim_grbl_send_status (InsSimGrbl *self, double now_s);
void ins_sim_grbl_send_result (InsSimGrbl *self, guint error_number, double now_s);
void ins_sim_grbl_send_identity (InsSimGrbl *self, double now_s);
void ins_sim_grbl_send_greeting (InsSimGrbl *self, double now_s);
void ins_sim_grbl_send_alarm (InsSimGrbl *self, guint number, double now_s);
void ins_sim_grbl_send_settings (InsSimGrbl *self, double now_s);
void ins_sim_grbl_send_parser_state (InsSimGrbl *self, double now_s);
void ins_sim_grbl_send_offsets (InsSimGrbl *self, double now_s);

/* ins-sim-grbl-line.c: carries out one line (without its end), answers it or leaves it pending. */
void ins_sim_grbl_execute_line (InsSimGrbl *self, char *line, double now_s);

/* ins-sim-grbl-realtime.c: bytes that are taken out of the stream at reception. FALSE: belongs to a
 * line. */
gboolean ins_sim_grbl_take_realtime (InsSimGrbl *self, guint8 byte, double now_s);

/* ins-sim-grbl.c */
guint ins_sim_grbl_get_rx_size (const InsSimGrbl *self);
guint ins_sim_grbl_get_n_blocks (const InsSimGrbl *self);
void ins_sim_grbl_get_position (InsSimGrbl *self, double now_s, InsPosition *position);
void ins_sim_grbl_reset (InsSimGrbl *self, double now_s);
void ins_sim_grbl_apply_settings (InsSimGrbl *self);
void ins_sim_grbl_sync_target (InsSimGrbl *self, double now_s);
gboolean ins_sim_grbl_try_pending_move (InsSimGrbl *self, double now_s);
void ins_sim_grbl_start_homing (InsSimGrbl *self, double now_s);
void ins_sim_grbl_raise_alarm (InsSimGrbl *self, guint number, double now_s);

G_END_DECLS
