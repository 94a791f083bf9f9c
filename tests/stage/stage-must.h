/* stage-must.h - what a test asks of a stage, and must get
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"

/* It has to open; and is asked. */
InsStageReport stage_must_open (InsStage *stage);

/* For that reason and with these words in the message. */
void stage_must_not_open (InsStage *stage, int code, const char *words);

InsStageReport stage_must_poll (InsStage *stage);

/* At most 30 s, until it has that activity. */
InsStageReport stage_must_become (InsStage *stage, InsStageActivity activity);

/* NAN stays. */
void stage_must_move (InsStage *stage, double x, double y, double z, double speed_mm_s);

/* Homes; its emulator loses its power meanwhile. Without power it stands, too, but that is not the
 * end of homing. */
void stage_must_lose_homing (InsStage *stage);
