/* ins-zaber-stage.h - stage on Zaber controllers, ASCII protocol version 7
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-serial-stage.h"

G_BEGIN_DECLS

/* Axes of one device, of several on a chain, or mixed: names are "DEVICE" (its first axis) or
 * "DEVICE.AXIS". Without names the axes that answer become X, Y, Z in their order. Controllers
 * count microsteps and do not say how long they are: that is in the options (x_um_per_step), and
 * nothing moves without it.
 *
 * A device that takes no speed with a move (before firmware 7.25) gets it as its setting; what was
 * set before is given back when the stage is closed.
 */
#define INS_TYPE_ZABER_STAGE (ins_zaber_stage_get_type ())
G_DECLARE_FINAL_TYPE (InsZaberStage, ins_zaber_stage, INS, ZABER_STAGE, InsSerialStage)

InsStage *ins_zaber_stage_new (InsTransport *transport, const InsStageOptions *options);

G_END_DECLS
