/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-gamepad-map.h"

#define CENTRE 0.15     /* worn sticks do not come back to 0 */
#define OTHER_WAY 0.25  /* so much farther along another axis is another wish */
#define HYSTERESIS 0.08 /* a hand trembles */

/* How far a stick is pushed, and what of the speed it gets. */
static const struct
{
  double from, share;
} levels[] = { { 0.3, 0.1 }, { 0.6, 0.35 }, { 0.9, 1.0 } };

static const struct
{
  InsAxis axis;
  int direction; /* of a positive value */
} stick_axes[INS_GAMEPAD_N_STICKS] = { { INS_AXIS_X, 1 }, { INS_AXIS_Y, 1 }, { INS_AXIS_Z, -1 } };

static const struct
{
  InsAxis axis;
  int direction;
} steps[] = {
  [INS_GAMEPAD_UP] = { INS_AXIS_Y, -1 },
  [INS_GAMEPAD_DOWN] = { INS_AXIS_Y, 1 },
  [INS_GAMEPAD_LEFT] = { INS_AXIS_X, -1 },
  [INS_GAMEPAD_RIGHT] = { INS_AXIS_X, 1 },
};

void
ins_gamepad_map_init (InsGamepadMap *self)
{
  *self = (InsGamepadMap){ .waits_for_centre = TRUE };
}

static guint
find_farthest (const InsGamepadMap *self)
{
  guint farthest = 0;

  for (guint i = 1; i < INS_GAMEPAD_N_STICKS; i++)
    if (fabs (self->sticks[i]) > fabs (self->sticks[farthest]))
      farthest = i;

  return farthest;
}

static InsGamepadWish
wish_to_run (const InsGamepadMap *self, InsGamepadVerb verb)
{
  return (InsGamepadWish){ .verb = verb,
                           .axis = stick_axes[self->stick].axis,
                           .direction = self->sign * stick_axes[self->stick].direction,
                           .share = levels[self->level].share };
}

static InsGamepadWish
go_on (InsGamepadMap *self, gboolean is_held, guint farthest)
{
  double pushed = self->sticks[self->stick] * self->sign;
  guint level = self->level;

  if (!is_held || pushed < CENTRE ||
      (farthest != self->stick && fabs (self->sticks[farthest]) > pushed + OTHER_WAY))
    {
      self->runs = FALSE;
      self->waits_for_centre = fabs (self->sticks[farthest]) >= CENTRE;
      return (InsGamepadWish){ .verb = INS_GAMEPAD_LET_GO };
    }
  while (level + 1 < G_N_ELEMENTS (levels) && pushed >= levels[level + 1].from)
    level++;
  while (level > 0 && pushed < levels[level].from - HYSTERESIS)
    level--;
  if (level == self->level)
    return (InsGamepadWish){ .verb = INS_GAMEPAD_NOTHING };
  self->level = level;

  return wish_to_run (self, INS_GAMEPAD_SPEED);
}

static InsGamepadWish
follow (InsGamepadMap *self)
{
  gboolean is_held = self->shoulders[0] || self->shoulders[1];
  guint farthest = find_farthest (self);
  double pushed = fabs (self->sticks[farthest]);

  if (self->runs)
    return go_on (self, is_held, farthest);
  if (pushed < CENTRE)
    self->waits_for_centre = FALSE;
  else if (!is_held)
    self->waits_for_centre = TRUE;
  if (!is_held || self->waits_for_centre || pushed < levels[0].from)
    return (InsGamepadWish){ .verb = INS_GAMEPAD_NOTHING };
  self->runs = TRUE;
  self->stick = farthest;
  self->sign = self->sticks[farthest] > 0.0 ? 1 : -1;
  self->level = 0;
  while (self->level + 1 < G_N_ELEMENTS (levels) && pushed >= levels[self->level + 1].from)
    self->level++;

  return wish_to_run (self, INS_GAMEPAD_START);
}

InsGamepadWish
ins_gamepad_map_take_button (InsGamepadMap *self, InsGamepadButton button, gboolean down)
{
  switch (button)
    {
    case INS_GAMEPAD_LEFT_SHOULDER:
    case INS_GAMEPAD_RIGHT_SHOULDER:
      self->shoulders[button - INS_GAMEPAD_LEFT_SHOULDER] = down;
      return follow (self);
    case INS_GAMEPAD_UP:
    case INS_GAMEPAD_DOWN:
    case INS_GAMEPAD_LEFT:
    case INS_GAMEPAD_RIGHT:
      if (down && !self->runs)
        return (InsGamepadWish){ .verb = INS_GAMEPAD_STEP,
                                 .axis = steps[button].axis,
                                 .direction = steps[button].direction };
      break;
    case INS_GAMEPAD_EAST:
      if (down)
        return (InsGamepadWish){ .verb = INS_GAMEPAD_STOP };
      break;
    default:
      break;
    }

  return (InsGamepadWish){ .verb = INS_GAMEPAD_NOTHING };
}

InsGamepadWish
ins_gamepad_map_take_stick (InsGamepadMap *self, InsGamepadStick stick, double value)
{
  self->sticks[stick] = isfinite (value) ? CLAMP (value, -1.0, 1.0) : 0.0;

  return follow (self);
}
