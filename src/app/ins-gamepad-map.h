/* ins-gamepad-map.h - what the sticks and buttons of a gamepad mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"

G_BEGIN_DECLS

typedef enum
{
  INS_GAMEPAD_LEFT_SHOULDER, /* either of them has to be held for a stick to move anything */
  INS_GAMEPAD_RIGHT_SHOULDER,
  INS_GAMEPAD_UP,
  INS_GAMEPAD_DOWN,
  INS_GAMEPAD_LEFT,
  INS_GAMEPAD_RIGHT,
  INS_GAMEPAD_EAST, /* stops */
} InsGamepadButton;

typedef enum
{
  INS_GAMEPAD_STICK_X, /* left stick, plus is right */
  INS_GAMEPAD_STICK_Y, /* left stick, plus is down */
  INS_GAMEPAD_STICK_Z, /* right stick, plus is down */
  INS_GAMEPAD_N_STICKS,
} InsGamepadStick;

typedef enum
{
  INS_GAMEPAD_NOTHING,
  INS_GAMEPAD_START, /* to run along an axis in a direction, at a share of the speed */
  INS_GAMEPAD_SPEED, /* of what runs */
  INS_GAMEPAD_LET_GO,
  INS_GAMEPAD_STEP,
  INS_GAMEPAD_STOP,
} InsGamepadVerb;

typedef struct
{
  InsGamepadVerb verb;
  InsAxis axis;
  int direction;
  double share; /* of the chosen speed, 0 to 1 */
} InsGamepadWish;

/* A value; zeros but for waits_for_centre at first: ins_gamepad_map_init(). */
typedef struct
{
  double sticks[INS_GAMEPAD_N_STICKS]; /* -1 to 1 */
  gboolean shoulders[2];
  gboolean waits_for_centre; /* nothing starts before every stick was let go */
  gboolean runs;
  guint stick; /* while it runs */
  int sign;    /* of that stick */
  guint level;
} InsGamepadMap;

void ins_gamepad_map_init (InsGamepadMap *self);

/* A stick runs one axis, the one that it is pushed along most. Nothing starts unless a shoulder
 * button is held, and has been since before the stick left its centre; letting either go ends it,
 * as does a push in a clearly other direction. */
InsGamepadWish
ins_gamepad_map_take_button (InsGamepadMap *self, InsGamepadButton button, gboolean down);
InsGamepadWish
ins_gamepad_map_take_stick (InsGamepadMap *self, InsGamepadStick stick, double value);

G_END_DECLS
