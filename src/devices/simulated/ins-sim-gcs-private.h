/* ins-sim-gcs-private.h - what the source files of the PI GCS emulator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-axes.h"
#include "devices/simulated/ins-sim-controller-private.h"

G_BEGIN_DECLS

#define INS_SIM_GCS_LINE_SIZE 256
#define INS_SIM_GCS_STEP_MM 0.0001
#define INS_SIM_GCS_N_OUTPUTS 4

#define GCS_ERROR_SYNTAX 1
#define GCS_ERROR_COMMAND 2
#define GCS_ERROR_TOO_LONG 3
#define GCS_ERROR_NOT_ALLOWED 5 /* unreferenced, or servo off */
#define GCS_ERROR_POSITION 7
#define GCS_ERROR_VELOCITY 8
#define GCS_ERROR_STOPPED 10
#define GCS_ERROR_AXIS 15
#define GCS_ERROR_RANGE 17
#define GCS_ERROR_COUNT 24
#define GCS_ERROR_MISSING 26
#define GCS_ERROR_SOFT_LIMIT 27
#define GCS_ERROR_LIMIT_SWITCH 216
#define GCS_ERROR_MOTION 1024
#define GCS_ERROR_BUSY (-1008)

/* CTO and TRO of one digital output. */
typedef struct
{
  gboolean is_on;
  int axis; /* -1 none */
  guint mode, polarity;
  double step_mm, start_mm, stop_mm, position_mm; /* as the controller counts */

  gboolean is_running; /* past the first threshold and not yet past the second */
  double next_mm[2];   /* downwards, upwards */
} InsSimGcsOutput;

/* A C-884.4DC with stages on axes 1 to 3 that are referenced and servoed, 0 where the bench has 0
 * and where the reference switches are; limit switches lie half a millimetre behind the travel.
 * Variant "c-863": axis 1 only, and #4. Nothing but a question is answered; the newest error waits
 * for ERR?, which forgets it. Single bytes are understood within a line, too. While an axis
 * searches for its switch only ERR? and single bytes are taken, anything else is error -1008.
 * Trigger outputs in mode PositionDistance give their pulses to the bench.
 *
 * Left out: JOG (error 2, as on many), macros, joysticks, data recorder, other trigger modes.
 */
typedef struct
{
  InsSimController parent;
  InsSimAxes *axes; /* in bench coordinates */
  InsSimBench *bench;
  guint n_axes;
  gboolean has_status; /* #4 */

  double speed[INS_N_AXES], acceleration[INS_N_AXES], deceleration[INS_N_AXES];
  double soft_low[INS_N_AXES], soft_high[INS_N_AXES];
  gboolean has_soft_limits[INS_N_AXES];
  double zero_mm[INS_N_AXES];   /* position = bench position + this */
  double target_mm[INS_N_AXES]; /* as the controller counts */
  gboolean servo[INS_N_AXES], is_referenced[INS_N_AXES], reference_mode[INS_N_AXES];
  guint home_phase[INS_N_AXES]; /* 0: none */
  double home_mm[INS_N_AXES];   /* where the switch is, bench */
  double home_reading_mm[INS_N_AXES];
  guint positive_mask, negative_mask; /* of limit switches that are pressed */

  InsSimGcsOutput outputs[INS_SIM_GCS_N_OUTPUTS];

  int error;
  char rx[INS_SIM_GCS_LINE_SIZE];
  guint n_rx;
  gboolean is_overlong;
  double handled_s; /* what has happened until then has been looked at */
} InsSimGcs;

/* ins-sim-gcs.c */
gboolean ins_sim_gcs_is_homing (const InsSimGcs *self);
double ins_sim_gcs_get_mm (InsSimGcs *self, guint axis, double now_s);
void ins_sim_gcs_move (InsSimGcs *self, guint axis, double target_mm, double now_s);
/* @direction: 0 to the reference switch, -1, +1 to a limit switch */
void ins_sim_gcs_search (InsSimGcs *self, guint axis, int direction, double now_s);
/* With a ramp or at once; leaves error 10. */
void ins_sim_gcs_stop (InsSimGcs *self, guint axis, gboolean at_once, double now_s);

#define INS_SIM_GCS_MAX_WORDS 64

/* One line as it is carried out. */
typedef struct
{
  InsSimGcs *gcs;
  char *words[INS_SIM_GCS_MAX_WORDS]; /* behind the command */
  guint n_words;
  double now_s;
  GString *answer;
} InsSimGcsLine;

/* ins-sim-gcs-line.c: carries out one command; @text is changed. */
void ins_sim_gcs_execute (InsSimGcs *self, char *text, double now_s);
void ins_sim_gcs_complain (InsSimGcsLine *line, int code);
void ins_sim_gcs_answer (InsSimGcsLine *line, const char *key, const char *value);
void ins_sim_gcs_answer_number (InsSimGcsLine *line, const char *key, double value);
int ins_sim_gcs_find_axis (const InsSimGcs *gcs, const char *name); /* -1: there is none */
gboolean ins_sim_gcs_take_axes (InsSimGcsLine *line, guint *mask);

/* ins-sim-gcs-settings.c: FALSE: it is none of these commands. */
gboolean ins_sim_gcs_run_setting (InsSimGcsLine *line, const char *name);

/* ins-sim-gcs-trigger.c */
gboolean ins_sim_gcs_run_trigger (InsSimGcsLine *line, const char *name);
void ins_sim_gcs_clear_outputs (InsSimGcs *self);
double ins_sim_gcs_next_pulse_s (InsSimGcs *self, double now_s);
/* Up to and at @now_s, since handled_s. */
void ins_sim_gcs_give_pulses (InsSimGcs *self, double now_s);

G_END_DECLS
