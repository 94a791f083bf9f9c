/* ins-stage-travel.h - targets against the ends of the axes; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/* FALSE with %INS_DEVICE_ERROR_LIMIT that names axis, end and excess; a target within a micrometre
 * of the end is put on it. NaN ends hold nothing. */
gboolean ins_stage_travel_check (const InsStageInfo *info,
                                 InsPosition *target,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Shortens a relative move so that it ends inside the travel. FALSE with %INS_DEVICE_ERROR_LIMIT
 * where nothing is left of it. An axis that stands outside may come back in. */
gboolean ins_stage_travel_clip (const InsStageInfo *info,
                                const InsPosition *position,
                                InsAxis axis,
                                double *distance_mm,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
