/* ins-grbl-stage.h - stages driven by Grbl 1.1 or grblHAL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"
#include "devices/transport/ins-transport.h"

G_BEGIN_DECLS

#define INS_TYPE_GRBL_STAGE (ins_grbl_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsGrblStage, ins_grbl_stage, INS, GRBL_STAGE, GObject)

/* @transport: (transfer none): not yet open */
InsStage *ins_grbl_stage_new (InsTransport *transport);

G_END_DECLS
