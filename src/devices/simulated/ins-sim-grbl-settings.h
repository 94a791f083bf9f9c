/* ins-sim-grbl-settings.h - the "$" settings of the Grbl emulator
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_SIM_GRBL_N_SETTINGS 34

typedef struct
{
  double values[INS_SIM_GRBL_N_SETTINGS]; /* in the order of "$$" */
} InsSimGrblSettings;

void ins_sim_grbl_settings_init (InsSimGrblSettings *self,
                                 gboolean is_hal,
                                 double maximum_speed_mm_s,
                                 double acceleration_mm_s2);

/* @number as in "$110". It has to exist. */
double ins_sim_grbl_settings_get (const InsSimGrblSettings *self, guint number);

/* 0, or Grbl's number of the error; nothing is changed then. */
guint ins_sim_grbl_settings_set (InsSimGrblSettings *self, guint number, double value);

/* Appends what "$$" prints. */
void ins_sim_grbl_settings_print (const InsSimGrblSettings *self, GString *text);

G_END_DECLS
