/* ins-gamepad-devices.h - the gamepads of this computer, as libmanette sees them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-gamepad.h"

G_BEGIN_DECLS

/* Tells an InsGamepad what the pads do, from new to free. */
typedef struct _InsGamepadDevices InsGamepadDevices;

/* @gamepad: must outlive it. (nullable): NULL in a build without libmanette */
InsGamepadDevices *ins_gamepad_devices_new (InsGamepad *gamepad);
void ins_gamepad_devices_free (InsGamepadDevices *self);

G_END_DECLS
