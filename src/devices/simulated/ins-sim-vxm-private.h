/* ins-sim-vxm-private.h - what the source files of the VXM emulator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-axes.h"
#include "devices/simulated/ins-sim-controller-private.h"

G_BEGIN_DECLS

#define INS_SIM_VXM_STEP_MM 0.005
#define INS_SIM_VXM_MAX_COMMANDS 64
#define INS_SIM_VXM_RX_SIZE 24

typedef enum
{
  VXM_NOTHING,
  VXM_SPEED,    /* SmMx SAmMx */
  VXM_INDEX,    /* ImMx */
  VXM_TO_LIMIT, /* ImM0 ImM-0: value is +1, -1 */
  VXM_ABSOLUTE, /* IAmMx */
  VXM_ZERO,     /* IAmM-0 */
} InsSimVxmKind;

typedef struct
{
  InsSimVxmKind kind;
  guint axis;
  gint64 value;
} InsSimVxmCommand;

/* Velmex VXM with three motors of 5 micrometres a step, its joystick in charge until "F" or "E".
 * Its motors run one after the other; a limit switch stops one without a word. While a program runs
 * nothing but D K V X Y Z T is heard.
 *
 * At the start it counts as if it had been homed and had stayed powered: 0 lies 200 steps off the
 * lower limit switch. The variant "mute" answers nothing while a program runs.
 *
 * Left out: acceleration codes, motor types, loops, inputs and outputs, T (there is no fourth
 * motor).
 */
typedef struct
{
  InsSimController parent;
  InsSimAxes *axes; /* in bench coordinates */

  gint64 zero_steps[INS_N_AXES]; /* counter = bench position in steps + this */
  double speed_steps_s[INS_N_AXES];
  gboolean is_on_line, has_echo;
  gboolean is_mute; /* variant "mute" */

  InsSimVxmCommand program[INS_SIM_VXM_MAX_COMMANDS];
  guint n_commands, at;
  gboolean is_running;
  gboolean is_ending; /* stopped: no further command of it */

  char rx[INS_SIM_VXM_RX_SIZE]; /* one command */
  guint n_rx;
  double handled_s; /* what has happened until then has been looked at */
} InsSimVxm;

/* ins-sim-vxm.c */
gint64 ins_sim_vxm_get_steps (InsSimVxm *self, guint axis, double now_s);
void ins_sim_vxm_run (InsSimVxm *self, double now_s);
void ins_sim_vxm_stop (InsSimVxm *self, double now_s);
void ins_sim_vxm_kill (InsSimVxm *self, double now_s);

/* ins-sim-vxm-line.c: one command, as it stands between commas. */
void ins_sim_vxm_execute (InsSimVxm *self, const char *text, double now_s);

G_END_DECLS
