/* ins-marlin-settings.h - what Marlin says about itself and its machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-marlin-protocol.h"
#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/* Answers to M115, M503 and M211. A plain value; owned by one thread. NaN: not said. */
typedef struct
{
  char name[96];                    /* "Marlin 2.1.2"; "" nothing was heard */
  InsPosition steps_per_mm;         /* M92 */
  InsPosition maximum_speed;        /* M203, mm/s */
  InsPosition maximum_acceleration; /* M201, mm/s^2 */
  double travel_acceleration;       /* M204 T, mm/s^2 */
  InsPosition minimum, maximum;     /* M211, mm */
  gboolean has_emergency_parser;    /* hears M410 while a command is in progress */
  gboolean has_position_report;     /* M154 */
} InsMarlinSettings;

void ins_marlin_settings_clear (InsMarlinSettings *self);
void ins_marlin_settings_take (InsMarlinSettings *self, const InsMarlinReply *reply);

/* The numbers, so that they are heard anew. */
void ins_marlin_settings_forget_numbers (InsMarlinSettings *self);

/**
 * ins_marlin_settings_combine:
 * @readings: (array length=n): of the same lists
 *
 * Takes the numbers that two of them agree on.
 *
 * Returns: %FALSE if there are others: read once more
 */
gboolean
ins_marlin_settings_combine (InsMarlinSettings *self, const InsMarlinSettings *readings, guint n);

/* mm/s^2; NaN if it does not say. A move without extrusion is limited by both. */
double ins_marlin_settings_get_acceleration (const InsMarlinSettings *self, guint axis);

void ins_marlin_settings_fill_info (const InsMarlinSettings *self, InsStageInfo *info);

/**
 * ins_marlin_settings_get_duration_s:
 * @from: where it stands
 * @to: NaN for axes that stay
 * @speed_mm_s: along the path
 *
 * Returns: how long the move takes by speed and acceleration
 */
double ins_marlin_settings_get_duration_s (const InsMarlinSettings *self,
                                           const InsPosition *from,
                                           const InsPosition *to,
                                           double speed_mm_s);

G_END_DECLS
