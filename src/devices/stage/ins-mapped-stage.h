/* ins-mapped-stage.h - a stage whose axes are called, and counted, as on the rig
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-axis-map.h"
#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/**
 * ins_mapped_stage_new:
 * @stage: (transfer none): does everything
 * @map: copied; valid
 *
 * Everything that goes in or comes out is in the rig's axes: targets, jogs, triggers, reports,
 * travel and the machine coordinates of the zero. Targets outside the travel are refused by the
 * rig's name of the axis. What a controller says in words of its own (an alarm) names its own axes.
 * The order of homing stays the controller's. Threads as any stage.
 */
InsStage *ins_mapped_stage_new (InsStage *stage, const InsAxisMap *map);

G_END_DECLS
