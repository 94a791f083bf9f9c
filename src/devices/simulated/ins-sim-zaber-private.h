/* ins-sim-zaber-private.h - what the source files of the Zaber emulator share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-axes.h"
#include "devices/simulated/ins-sim-controller-private.h"
#include "devices/simulated/ins-sim-zaber.h"

G_BEGIN_DECLS

#define INS_SIM_ZABER_LINE_BYTES 120
#define INS_SIM_ZABER_MAX_PULSES 4096
#define INS_SIM_ZABER_NO_ID (-1)

/* Bits, the gravest first; their letters are in ins-sim-zaber-reply.c. */
typedef enum
{
  INS_SIM_ZABER_FH = 1 << 0,
  INS_SIM_ZABER_FO = 1 << 1,
  INS_SIM_ZABER_FS = 1 << 2,
  INS_SIM_ZABER_FE = 1 << 3,
  INS_SIM_ZABER_WL = 1 << 4,
  INS_SIM_ZABER_WV = 1 << 5,
  INS_SIM_ZABER_WR = 1 << 6,
  INS_SIM_ZABER_NI = 1 << 7,
} InsSimZaberWarning;

typedef struct
{
  guint device, number; /* 1 ... */
  double step_mm;       /* length of a microstep */
  double zero_mm;       /* where the motor is when the counter says 0 */
  gint64 limit_min, limit_max, home_pos;
  double speed, acceleration; /* as "maxspeed" and "accel" say it */
  guint warnings;
  gboolean was_moving, is_stopping;
  guint homing_phase;      /* 0: not homing */
  gboolean ends_on_switch; /* the move under way leads to the end of the rail */
} InsSimZaberAxis;

/* Several axes in one device (firmware 7.14) or, as the variant "chain", one in each of three
 * (firmware 7.38). Its rail reaches from -25 to 225 mm; an owner has set limit.min, limit.max and
 * the place of the home sensor so that its counters are the bench's coordinates, and comm.alert
 * to 1.
 *
 * True to the sheet: one reply per command, with the state at that moment; rejections with their
 * reasons; a command replaces the motion under way (NI); "stop" ramps, a second one is hard;
 * warnings by gravity, WR from power-up until homed; alerts; checksums are heeded, and given on
 * request (comm.checksum); speeds and accelerations of one move from 7.25 on; "trigger dist" turns
 * output 1 over, in the words of its version.
 *
 * Left out: streams, lockstep, other triggers, analogue and digital inputs, parking, the knob, the
 * limit of one command in flight. Settings survive a power cycle at once.
 */
typedef struct
{
  InsSimController parent;
  InsSimAxes *axes;
  InsSimZaberAxis axis[INS_N_AXES];
  guint n_devices;
  double version;
  gboolean has_alerts, has_checksums;
  double now_s; /* of what has happened last */

  char line[INS_SIM_ZABER_LINE_BYTES];
  guint n_line;
  gboolean is_in_line; /* a '/' has come */

  /* "trigger dist 1": counts from where the last event was */
  guint trigger_axis; /* index */
  gint64 trigger_steps;
  double trigger_last_mm;
  gboolean trigger_has_action, trigger_is_on, output;
  InsSimZaberPulse pulses[INS_SIM_ZABER_MAX_PULSES]; /* a ring */
  guint n_pulses;
} InsSimZaber;

/* A command that is being carried out. */
typedef struct
{
  guint device; /* it is answered by */
  guint number; /* axis; 0 the whole device */
  int id;
  char *const *words; /* NULL-terminated */
} InsSimZaberCommand;

/* ins-sim-zaber-reply.c; each sends at @now_s. */
void ins_sim_zaber_reply (InsSimZaber *self,
                          const InsSimZaberCommand *command,
                          const char *rejection, /* NULL: accepted */
                          const char *data,
                          double now_s);
void ins_sim_zaber_send_alert (InsSimZaber *self, const InsSimZaberAxis *axis, double now_s);
/* "FD WR" of the axes of a command, with their number before it. */
char *ins_sim_zaber_list_warnings (InsSimZaber *self, const InsSimZaberCommand *command);

/* ins-sim-zaber-command.c: carries out and answers. */
void ins_sim_zaber_execute (InsSimZaber *self, const InsSimZaberCommand *command, double now_s);
/* The line without its end. */
void ins_sim_zaber_take_line (InsSimZaber *self, const char *line, double now_s);

/* ins-sim-zaber.c */
gboolean ins_sim_zaber_is_addressed (const InsSimZaberAxis *axis,
                                     const InsSimZaberCommand *command);
gint64 ins_sim_zaber_get_steps (InsSimZaber *self, guint i, double now_s);
gboolean ins_sim_zaber_is_moving (InsSimZaber *self, guint i, double now_s);
void ins_sim_zaber_move (InsSimZaber *self,
                         guint i,
                         gint64 target_steps,
                         double speed,
                         double acceleration,
                         double now_s);
void ins_sim_zaber_home (InsSimZaber *self, guint i, double now_s);
void ins_sim_zaber_stop (InsSimZaber *self, guint i, gboolean at_once, double now_s);

/* ins-sim-zaber-trigger.c */
double ins_sim_zaber_next_trigger_s (InsSimZaber *self);
void ins_sim_zaber_run_trigger (InsSimZaber *self, double now_s);
/* The words behind "trigger". NULL: done, else the reason why not. */
const char *
ins_sim_zaber_set_trigger (InsSimZaber *self, guint device, char *const *words, double now_s);
void ins_sim_zaber_set_output (InsSimZaber *self, gboolean output, double now_s);

G_END_DECLS
