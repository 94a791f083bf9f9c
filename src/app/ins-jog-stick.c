/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-jog-control-private.h"

static void
change_speed (InsJogControl *self, double share)
{
  double speed_mm_s;

  self->share = share;
  speed_mm_s = ins_jog_control_get_hold_speed (self);
  if (speed_mm_s == self->held_speed_mm_s)
    return;
  self->held_speed_mm_s = speed_mm_s;
  if (!ins_jog_control_may_run_on (self)) /* it brakes longer from there */
    {
      ins_jog_control_halt (self);
      return;
    }
  ins_engine_jog_hold (ins_jog_control_get_engine (self), self->axis, self->direction, speed_mm_s);
}

void
ins_jog_control_push (InsJogControl *self, InsAxis axis, int direction, double share)
{
  if (self->state == INS_JOG_RUNNING && self->axis == axis && self->direction == direction)
    {
      change_speed (self, share);
      return;
    }
  if (self->state != INS_JOG_UP)
    {
      /* something else is pressed as well: no clear wish */
      ins_jog_control_halt (self);
      return;
    }
  ins_jog_control_say (self, "");
  ins_jog_control_reset (self);
  if (ins_jog_control_get_reason (self) != NULL)
    return;
  self->axis = axis;
  self->direction = direction;
  self->fast = FALSE;
  self->share = share;
  ins_jog_control_start_hold (self);
}
