/* ins-grbl-settings.h - what Grbl says about itself and its machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-grbl-protocol.h"
#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

#define INS_GRBL_N_SETTINGS 256

/* Answers to "$$" and "$I". A plain value; owned by one thread. */
typedef struct
{
  double values[INS_GRBL_N_SETTINGS]; /* NaN: not said */
  char version[32];                   /* "1.1h" */
  gboolean is_hal;
  gboolean has_forced_origin; /* built so that homing sets machine zero at the switch */
  guint n_axes;
} InsGrblSettings;

void ins_grbl_settings_clear (InsGrblSettings *self);

/* Takes note of settings, of "[VER:", "[OPT:", "[AXS:", "[FIRMWARE:" and of greetings; ignores
 * everything else. */
void ins_grbl_settings_take (InsGrblSettings *self, const InsGrblReply *reply);

/**
 * ins_grbl_settings_combine:
 * @readings: (array length=n): of the same list
 *
 * Takes from them what two agree on; the rest is not said.
 *
 * Returns: %FALSE if a setting that matters is not agreed on: read the list once more
 */
gboolean
ins_grbl_settings_combine (InsGrblSettings *self, const InsGrblSettings *readings, guint n);

/* A flag word such as $22; @missing where the controller does not say. */
guint ins_grbl_settings_get_flags (const InsGrblSettings *self, guint number, guint missing);

gboolean ins_grbl_settings_can_home (const InsGrblSettings *self);

/* It locks itself at power-up until it is homed. grblHAL with homing on does so only if told to. */
gboolean ins_grbl_settings_locks_unhomed (const InsGrblSettings *self);

/* 25.4 where positions are reported in inches ($13). */
double ins_grbl_settings_get_report_unit_mm (const InsGrblSettings *self);

/* Highest speed of an axis; NaN if the controller does not say. */
double ins_grbl_settings_get_speed_mm_s (const InsGrblSettings *self, guint axis);

/* Longest that homing can take, s: then the firmware itself would have given up. */
double ins_grbl_settings_get_homing_time_s (const InsGrblSettings *self);

/* Longest ramp from full speed, s. */
double ins_grbl_settings_get_stopping_time_s (const InsGrblSettings *self);

/* Everything but the travel. */
void ins_grbl_settings_fill_info (const InsGrblSettings *self, InsStageInfo *info);

/**
 * ins_grbl_settings_fill_travel:
 * @wco: (nullable): offset of the work coordinates, mm; without it the travel is not known
 *
 * Machine space is [-travel, 0] of each axis ([0, travel] with forced origin and a switch at the
 * negative end) once homed; in work coordinates it is moved by -WCO. Without homing machine zero
 * is wherever the power came on, and the travel says nothing: NaN.
 */
void ins_grbl_settings_fill_travel (const InsGrblSettings *self,
                                    const InsPosition *wco,
                                    InsStageInfo *info);

G_END_DECLS
