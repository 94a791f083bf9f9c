/* ins-vxm-stage.h - Velmex VXM, up to three of its motors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-serial-stage.h"

G_BEGIN_DECLS

#define INS_TYPE_VXM_STAGE (ins_vxm_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsVxmStage, ins_vxm_stage, INS, VXM_STAGE, InsSerialStage)

InsStage *ins_vxm_stage_new (InsTransport *transport, const InsStageOptions *options);

G_END_DECLS
