/* ins-marlin-stage.h - a stage behind Marlin
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-serial-stage.h"

G_BEGIN_DECLS

#define INS_TYPE_MARLIN_STAGE (ins_marlin_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsMarlinStage, ins_marlin_stage, INS, MARLIN_STAGE, InsSerialStage)

/* Speaks with Marlin 1.1 to 2.1.
 *
 * Plain M114 tells where the queue will end, never where the stage is. Only builds with
 * M114_REALTIME do, by "M114 R", and others ignore the R without a word. Which of the two it is
 * shows when the first move has begun, so info says TRUE for reports_in_motion until then. Without
 * it the position is unknown in motion, and a move has ended when M400 says so.
 *
 * Nor does Marlin say whether it has been homed. So that a later session knows, the coordinate of
 * the extruder, which does not exist here, is set to a number of our own after homing; a restart
 * forgets it. */
InsStage *ins_marlin_stage_new (InsTransport *transport, const InsStageOptions *options);

G_END_DECLS
