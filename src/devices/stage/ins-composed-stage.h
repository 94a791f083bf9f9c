/* ins-composed-stage.h - one stage out of several controllers, each with some of the axes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

#define INS_COMPOSED_MAXIMUM INS_N_AXES
#define INS_COMPOSED_NO_AXIS (-1)

typedef struct
{
  InsStage *stage;      /* (transfer none) */
  int axis[INS_N_AXES]; /* which axis of that stage is the rig's axis n; INS_COMPOSED_NO_AXIS */
  int sign[INS_N_AXES]; /* -1: turned round */
} InsComposedPart;

/**
 * ins_composed_stage_new:
 * @parts: copied; each rig axis belongs to one part at most
 * @home_masks: order of homing, bit n: axis n; a part is homed whole as soon as one of its axes is
 *   due
 *
 * A move is split among the parts, each at its share of the speed. Reports are joined: the position
 * is known if all parts know theirs, and what was asked first and answered last is the bracket, of
 * the parts that move while some do. An axis that no part has stands at 0. A stop is written to all
 * parts at once. A part that is lost, or goes into alarm, stops all of them.
 */
InsStage *ins_composed_stage_new (const InsComposedPart *parts,
                                  guint n_parts,
                                  const guint *home_masks,
                                  guint n_home_masks);

G_END_DECLS
