/* ins-esp-stage.h - Newport ESP300 and ESP301, up to three of their axes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-serial-stage.h"

G_BEGIN_DECLS

#define INS_TYPE_ESP_STAGE (ins_esp_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsEspStage, ins_esp_stage, INS, ESP_STAGE, InsSerialStage)

InsStage *ins_esp_stage_new (InsTransport *transport, const InsStageOptions *options);

G_END_DECLS
