/* ins-gamepad.h - a gamepad as a jog pad, once a person has armed the keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-gamepad-map.h"
#include "app/ins-jog-keys.h"

G_BEGIN_DECLS

#define INS_TYPE_GAMEPAD (ins_gamepad_get_type ())
G_DECLARE_FINAL_TYPE (InsGamepad, ins_gamepad, INS, GAMEPAD, GObject)

/* Main thread only. Moves something only while the keys are armed, and by the same ways as they:
 * whatever disarms or stops them stops it. One pad at a time: the first whose button is pressed. A
 * pad that is unplugged has let go. Stop works at any time.
 *
 * Signals: "stop" (): the stop button; "changed" (): get_name() is new.
 */
InsGamepad *ins_gamepad_new (InsJogControl *control, InsJogKeys *keys);

/* Begins to listen to the pads of this computer; nothing happens in a build without libmanette. */
void ins_gamepad_listen (InsGamepad *self);

/* Of a pad that is plugged in; NULL: there is none. */
const char *ins_gamepad_get_name (InsGamepad *self);

/* What a pad does; @pad tells pads apart. */
void ins_gamepad_plug (InsGamepad *self, gconstpointer pad, const char *name);
void ins_gamepad_unplug (InsGamepad *self, gconstpointer pad);
void
ins_gamepad_press (InsGamepad *self, gconstpointer pad, InsGamepadButton button, gboolean down);
void ins_gamepad_push (InsGamepad *self, gconstpointer pad, InsGamepadStick stick, double value);

G_END_DECLS
