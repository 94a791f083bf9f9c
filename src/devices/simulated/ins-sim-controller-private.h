/* ins-sim-controller-private.h - what the firmware emulators share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-axes.h"
#include "devices/simulated/ins-sim-controller.h"
#include "devices/simulated/ins-sim-wire.h"

G_BEGIN_DECLS

/* What a family does. Everything runs on the thread that owns the controller. */
typedef struct
{
  const char *protocol;
  const char *family;          /* NULL: as protocol; else the driver that speaks with it */
  const char *const *variants; /* (nullable) NULL-terminated: what InsSimConfig.variant may be */
  /* (nullable) Of a stage address, that the driver needs to know this controller's axes by: the
   * scale of a family that does not say, ... */
  const char *address_options;
  gsize size; /* of the family's struct, which begins with an InsSimController */

  void (*init) (InsSimController *self, InsSimBench *bench);
  void (*clear) (InsSimController *self);

  /* One byte from the host. */
  void (*take_byte) (InsSimController *self, guint8 byte, double now_s);
  /* Time has come to what next_event_s() said: motion ended, a dwell is over ... */
  void (*step) (InsSimController *self, double now_s);
  double (*next_event_s) (InsSimController *self);
  void (*get_position) (InsSimController *self, double now_s, InsPosition *position);

  /* Faults. */
  void (*power_cycle) (InsSimController *self, double now_s);
  void (*hit_limit) (InsSimController *self, guint axis, double now_s);
  /* (nullable) A motor with an encoder that cannot follow. */
  void (*let_go) (InsSimController *self, guint axis, double now_s);
  /* Encoders on the load: no steps can be lost. */
  gboolean is_closed_loop;
  /* It can tell a position of its last frame: InsSimLink.stale. */
  gboolean has_frames;
} InsSimFirmware;

struct _InsSimController
{
  const InsSimFirmware *firmware;
  InsSimConfig config;
  InsSimWire *wire;
  InsSimBench *bench; /* (nullable) */
  double byte_s;      /* of one byte on the serial line; 0 none */
  GRand *random;      /* for the way there */
  GArray *arriving;   /* bytes from the host that are still on it, in order */
  double arrived_s;   /* when the last of them will be whole */

  gboolean connected_before;
  gboolean cut;
  gboolean has_moved;
  /* when the faults are due; INFINITY for never */
  double silence_s, cut_s, reset_s, limit_s, following_s, late_s, steps_s;
  gboolean has_lost_steps;
  InsPosition lost_mm; /* how far the load is behind the motor */
};

extern const InsSimFirmware ins_sim_esp_firmware;
extern const InsSimFirmware ins_sim_gcs_firmware;
extern const InsSimFirmware ins_sim_grbl_firmware;
extern const InsSimFirmware ins_sim_grblhal_firmware;
extern const InsSimFirmware ins_sim_marlin_firmware;
extern const InsSimFirmware ins_sim_vxm_firmware;
extern const InsSimFirmware ins_sim_zaber_firmware;

/* Faults fall into a motion: their times count from the first one. To be called whenever one
 * begins. */
void ins_sim_controller_begin_motion (InsSimController *self, double now_s);

/* With speed, acceleration and backlash as configured. @bench: (nullable) */
InsSimAxes *
ins_sim_controller_new_axes (const InsSimController *self, double step_mm, InsSimBench *bench);

/* The load is at a switch, and so is the motor again: what was lost does not count any more. */
void ins_sim_controller_find_switch (InsSimController *self, guint axis, double now_s);

G_END_DECLS
