/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/simulated/ins-sim-grbl-private.h"

#define RT_RESET 0x18
#define RT_DOOR 0x84
#define RT_JOG_CANCEL 0x85

/* grblHAL/core grbl.h */
#define RT_HAL_STOP 0x19
#define RT_HAL_STATUS 0x80
#define RT_HAL_RESUME 0x81
#define RT_HAL_HOLD 0x82
#define RT_HAL_PARSER_STATE 0x83
#define RT_HAL_FULL_STATUS 0x87
#define HAL_REPORT_IN_HOMING (1u << 12)

static void
feed_hold (InsSimGrbl *self, double now_s)
{
  if (self->state == STATE_JOG)
    {
      ins_sim_motion_cancel (self->motion, now_s);
      self->cancelling = TRUE;
    }
  else if (self->state == STATE_RUN || self->state == STATE_IDLE)
    {
      ins_sim_motion_hold (self->motion, now_s);
      self->state = STATE_HOLD;
    }
}

/* A hold with another name; a jog is cancelled first, and what is left of it dropped. */
static void
open_door (InsSimGrbl *self, double now_s)
{
  if (self->state == STATE_ALARM || self->state == STATE_HOME)
    return;
  feed_hold (self, now_s);
  self->state = STATE_HOLD;
  self->door = TRUE;
}

static void
resume (InsSimGrbl *self, double now_s)
{
  if (self->state != STATE_HOLD || isfinite (ins_sim_motion_next_event_s (self->motion)))
    return;
  ins_sim_motion_resume (self->motion, now_s);
  if (self->cancelling) /* a jog that the door ended */
    ins_sim_grbl_sync_target (self, now_s);
  self->door = self->cancelling = FALSE;
  self->state = ins_sim_motion_get_n_blocks (self->motion) > 0 ? STATE_RUN : STATE_IDLE;
}

/* Ramps down and drops the rest without an alarm. */
static void
hal_stop (InsSimGrbl *self, double now_s)
{
  if (self->state != STATE_RUN && self->state != STATE_JOG && self->state != STATE_HOLD)
    return;
  ins_sim_motion_cancel (self->motion, now_s);
  self->state = STATE_RUN;
  self->door = FALSE;
  self->cancelling = TRUE;
}

/* What grblHAL has on top, in the bytes that all have; 0: swallowed, or dealt with here. */
static guint8
translate_hal (InsSimGrbl *self, guint8 byte, double now_s)
{
  switch (byte)
    {
    case RT_HAL_STOP:
      hal_stop (self, now_s);
      return 0;
    case RT_HAL_STATUS:
      return '?';
    case RT_HAL_RESUME:
      return '~';
    case RT_HAL_HOLD:
      return '!';
    case RT_HAL_PARSER_STATE:
      ins_sim_grbl_send_parser_state (self, now_s);
      return 0;
    case RT_HAL_FULL_STATUS:
      self->wco_countdown = 0;
      self->override_countdown = 0;
      self->full_report = TRUE;
      return '?';
    default:
      return byte;
    }
}

static gboolean
reports_in_homing (InsSimGrbl *self)
{
  return self->is_hal &&
         ((guint)ins_sim_grbl_settings_get (&self->settings, 10) & HAL_REPORT_IN_HOMING) != 0;
}

gboolean
ins_sim_grbl_take_realtime (InsSimGrbl *self, guint8 byte, double now_s)
{
  if (self->is_hal && byte != RT_RESET && !self->critical)
    byte = translate_hal (self, byte, now_s);
  if (byte == 0)
    return TRUE;
  if (byte == RT_RESET)
    ins_sim_grbl_reset (self, now_s);
  else if (byte != '?' && byte != '!' && byte != '~' && byte < 0x80)
    return FALSE;
  else if (self->critical)
    return TRUE;
  else if (byte == '?' && self->state == STATE_HOME && !reports_in_homing (self))
    self->report_pending = TRUE;
  else if (byte == '?')
    ins_sim_grbl_send_status (self, now_s);
  else if (byte == '!')
    feed_hold (self, now_s);
  else if (byte == '~')
    resume (self, now_s);
  else if (byte == RT_DOOR)
    open_door (self, now_s);
  else if (byte == RT_JOG_CANCEL && self->state == STATE_JOG)
    feed_hold (self, now_s);

  return TRUE;
}
