/* ins-sim-grbl.h - emulator of the Grbl 1.1 firmware
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-bench.h"
#include "devices/simulated/ins-sim-fault.h"

G_BEGIN_DECLS

/* A state machine without thread or clock: bytes and the time go in, bytes come out when they are
 * due. Machine space is [-250, 0] mm on each axis, work coordinates run from -25 to 225 mm and
 * are what the bench hears. Starts homed and idle at work position 0, as a controller that stayed
 * powered; X and Y home to the lower end, Z to the upper.
 *
 * Left out: arcs, probing, spindle and coolant (accepted, nothing happens), overrides, safety
 * door, check mode and sleep.
 */
typedef struct _InsSimGrbl InsSimGrbl;

typedef struct
{
  double latency_ms; /* from the moment the firmware takes the position to the reply's arrival */
  double jitter_ms;  /* uniform, on top */
  double backlash_mm;
  double acceleration_mm_s2;
  double maximum_speed_mm_s;
  guint32 seed;
  InsSimFault fault;
} InsSimGrblConfig;

void ins_sim_grbl_config_init (InsSimGrblConfig *config);

/* @bench: (nullable) */
InsSimGrbl *ins_sim_grbl_new (const InsSimGrblConfig *config, InsSimBench *bench);
void ins_sim_grbl_free (InsSimGrbl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimGrbl, ins_sim_grbl_free)

/* A client is there: what had not been sent to the last one is dropped. */
void ins_sim_grbl_connect (InsSimGrbl *self, double now_s);

/* Bytes that have just arrived. @now_s must not run backwards. */
void ins_sim_grbl_input (InsSimGrbl *self, const guint8 *bytes, gsize n_bytes, double now_s);

/* Takes up to @size bytes that are due. Call until it returns 0. */
gsize ins_sim_grbl_output (InsSimGrbl *self, double now_s, guint8 *buffer, gsize size);

/* When to call output() again; INFINITY if only input can change anything. */
double ins_sim_grbl_next_event_s (InsSimGrbl *self);

/* TRUE once when the fault "cut" is due: close the connection. */
gboolean ins_sim_grbl_take_cut (InsSimGrbl *self);

/* Work coordinates as the firmware counts them. */
void ins_sim_grbl_get_position (InsSimGrbl *self, double now_s, InsPosition *position);

G_END_DECLS
