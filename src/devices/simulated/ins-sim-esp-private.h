/* ins-sim-esp-private.h - what the source files of the ESP301 emulator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-axes.h"
#include "devices/simulated/ins-sim-controller-private.h"

G_BEGIN_DECLS

#define INS_SIM_ESP_LINE_SIZE 256
#define INS_SIM_ESP_N_ERRORS 10
#define INS_SIM_ESP_STEP_MM 0.001

/* Of the axis; error codes are 100 * axis + these. */
#define ESP_ERROR_RANGE 1
#define ESP_ERROR_FOLLOWING 3
#define ESP_ERROR_POSITIVE_LIMIT 4
#define ESP_ERROR_NEGATIVE_LIMIT 5
#define ESP_ERROR_POSITIVE_SOFT_LIMIT 6
#define ESP_ERROR_NEGATIVE_SOFT_LIMIT 7
#define ESP_ERROR_SPEED 10
#define ESP_ERROR_ACCELERATION 11
#define ESP_ERROR_MOTOR_OFF 13
#define ESP_ERROR_HOMING_ABORTED 20
#define ESP_ERROR_IN_HOMING 30

/* General ones. */
#define ESP_ERROR_COMMAND 6
#define ESP_ERROR_NO_SUCH_AXIS 9
#define ESP_ERROR_NOT_ALLOWED 27
#define ESP_ERROR_NO_AXIS 37
#define ESP_ERROR_NO_PARAMETER 38

typedef enum
{
  ESP_VELOCITY,         /* VA */
  ESP_ACCELERATION,     /* AC */
  ESP_DECELERATION,     /* AG */
  ESP_MAX_VELOCITY,     /* VU */
  ESP_MAX_ACCELERATION, /* AU */
  ESP_LEFT_LIMIT,       /* SL */
  ESP_RIGHT_LIMIT,      /* SR */
  ESP_RESOLUTION,       /* SU */
  ESP_BASE_VELOCITY,    /* VB: kept, but the ramps begin at 0 */
  ESP_N_SETTINGS,
} InsSimEspSetting;

/* Newport ESP301 with three axes that are switched on, in mm, homed to 0 where the bench has 0;
 * soft limits are the ends of the travel, limit switches lie half a millimetre behind them, the
 * home switch at 0. Nothing but a question is answered; what went wrong waits in a memory of ten.
 *
 * What the manuals leave open is one way or the other: the ordinary one takes PA in motion and OR
 * without a value, the variant "strict" refuses both.
 *
 * Left out: programs, groups, DIO, saving of settings, and the 2 to 5 s of silence after a limit
 * switch (drvESP300.cc).
 */
typedef struct
{
  InsSimController parent;
  InsSimAxes *axes; /* in bench coordinates */

  double settings[ESP_N_SETTINGS][INS_N_AXES]; /* mm, mm/s, mm/s^2 */
  guint units[INS_N_AXES];                     /* SN */
  double zero_mm[INS_N_AXES];                  /* position = bench position + this */
  gboolean is_strict;                          /* variant "strict" */
  double target_mm[INS_N_AXES];                /* as the controller counts */
  gboolean is_on[INS_N_AXES];
  guint home_phase[INS_N_AXES]; /* 0: none */
  double home_mm[INS_N_AXES];   /* where it is, bench */
  int will_hit[INS_N_AXES];     /* +1, -1: the move ends on that switch */
  guint positive_mask, negative_mask;

  guint errors[INS_SIM_ESP_N_ERRORS];
  guint n_errors;
  guint unasked; /* comes as "Ennn" before the next answer; 0: nothing */

  char rx[INS_SIM_ESP_LINE_SIZE];
  guint n_rx;
  GString *pending;    /* commands, ';' behind each */
  int wait_axis;       /* WS: until it stands; -1 */
  double wait_s;       /* WS, WT: so long after it, or until then */
  double wait_until_s; /* -INFINITY: not waiting for a time */
  double handled_s;    /* what has happened until then has been looked at */
} InsSimEsp;

/* ins-sim-esp.c */
void ins_sim_esp_add_error (InsSimEsp *self, guint code);
void ins_sim_esp_add_axis_error (InsSimEsp *self, guint axis, guint code);
gboolean ins_sim_esp_is_done (InsSimEsp *self, guint axis, double now_s);
double ins_sim_esp_get_mm (InsSimEsp *self, guint axis, double now_s);
void ins_sim_esp_move (InsSimEsp *self, guint axis, double target_mm, double now_s);
void ins_sim_esp_search_home (InsSimEsp *self, guint axis, guint mode, double now_s);
void ins_sim_esp_stop (InsSimEsp *self, guint axis, double now_s);
void ins_sim_esp_abort (InsSimEsp *self, double now_s);
void ins_sim_esp_reply (InsSimEsp *self, const char *text, double now_s);

/* ins-sim-esp-line.c: carries out one command. */
void ins_sim_esp_execute (InsSimEsp *self, const char *command, double now_s);

G_END_DECLS
