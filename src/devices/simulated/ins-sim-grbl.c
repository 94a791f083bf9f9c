/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-grbl-private.h"

#define ALARM_HARD_LIMIT 1
#define ALARM_SOFT_LIMIT 2
#define ALARM_RESET_IN_MOTION 3
#define ALARM_RESET_IN_HOMING 6
#define ALARM_HOMING_REQUIRED 11

guint
ins_sim_grbl_get_rx_size (const InsSimGrbl *self)
{
  return self->is_hal ? INS_SIM_GRBLHAL_RX_SIZE : INS_SIM_GRBL_RX_SIZE;
}

guint
ins_sim_grbl_get_n_blocks (const InsSimGrbl *self)
{
  return self->is_hal ? INS_SIM_MOTION_MAX_BLOCKS : INS_SIM_MOTION_N_BLOCKS;
}

static void
get_motion_config (InsSimGrbl *self, InsSimMotionConfig *config)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      config->maximum_speed.mm[axis] = ins_sim_grbl_settings_get (&self->settings, 110 + axis) /
                                       60.0;
      config->acceleration.mm[axis] = ins_sim_grbl_settings_get (&self->settings, 120 + axis);
    }
  config->step_mm = 1.0 / ins_sim_grbl_settings_get (&self->settings, 100);
  config->n_blocks = ins_sim_grbl_get_n_blocks (self);
  config->junction_mm = ins_sim_grbl_settings_get (&self->settings, 11);
  config->backlash_mm = self->parent.config.backlash_mm;
}

void
ins_sim_grbl_apply_settings (InsSimGrbl *self)
{
  InsSimMotionConfig config;

  get_motion_config (self, &config);
  ins_sim_motion_set_config (self->motion, &config);
}

/* The parser goes on from where the machine stands. */
void
ins_sim_grbl_sync_target (InsSimGrbl *self, double now_s)
{
  ins_sim_motion_get_position (self->motion, now_s, &self->target);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->target.mm[axis] += self->counter_zero.mm[axis];
}

static void
reset_parser (InsSimGrbl *self, double now_s)
{
  self->modal_motion = 0;
  self->modal_distance = 90;
  self->modal_units = 21;
  self->feed_mm_min = 0.0;
  self->wco_countdown = 0;
  self->override_countdown = 0;
  self->n_rx = 0;
  self->latched_error = 0;
  self->pending = PENDING_NONE;
  self->critical = FALSE;
  self->cancelling = self->door = FALSE;
  self->report_pending = FALSE;
  ins_sim_grbl_sync_target (self, now_s);
}

/* Power-up: the counters start at 0 wherever the axes are, and homing is wanted. */
static void
forget_position (InsSimGrbl *self, double now_s)
{
  ins_sim_motion_get_position (self->motion, now_s, &self->counter_zero);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->counter_zero.mm[axis] = -self->counter_zero.mm[axis];
  self->state = STATE_ALARM;
  self->alarm_code = ALARM_HOMING_REQUIRED;
  self->homed = FALSE;
}

static void
grbl_init (InsSimController *controller, InsSimBench *bench)
{
  InsSimGrbl *self = (InsSimGrbl *)controller;
  InsSimMotionConfig motion;

  self->is_hal = controller->firmware == &ins_sim_grblhal_firmware;
  self->homed = TRUE;
  ins_sim_grbl_settings_init (&self->settings, self->is_hal, controller->config.maximum_speed_mm_s,
                              controller->config.acceleration_mm_s2);
  get_motion_config (self, &motion);
  self->motion = ins_sim_motion_new (&motion, bench);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->counter_zero.mm[axis] = INS_SIM_GRBL_WCO_MM;
  if (controller->config.fault.alarm)
    forget_position (self, 0.0);
  reset_parser (self, 0.0);
}

static void
grbl_clear (InsSimController *controller)
{
  ins_sim_motion_free (((InsSimGrbl *)controller)->motion);
}

/* TRUE if the planner had room for the move. */
gboolean
ins_sim_grbl_try_pending_move (InsSimGrbl *self, double now_s)
{
  InsPosition target = self->pending_target;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    target.mm[axis] -= self->counter_zero.mm[axis];
  if (!ins_sim_motion_add (self->motion, &target, self->pending_speed_mm_s, now_s))
    return FALSE;

  self->pending = PENDING_NONE;
  if (ins_sim_motion_get_n_blocks (self->motion) == 0)
    return TRUE;
  ins_sim_controller_begin_motion (&self->parent, now_s);
  self->limit_mask = 0; /* a switch is pressed until the axes move again */
  if (self->state == STATE_IDLE)
    self->state = self->pending_jog ? STATE_JOG : STATE_RUN;

  return TRUE;
}

/* Z first, then X and Y: to the switch, off it, slowly to it again, off it. */
void
ins_sim_grbl_start_homing (InsSimGrbl *self, double now_s)
{
  static const guint masks[] = { 1u << INS_AXIS_Z, 1u << INS_AXIS_X | 1u << INS_AXIS_Y };
  guint downwards = (guint)ins_sim_grbl_settings_get (&self->settings, 23);
  double pull_off_mm = ins_sim_grbl_settings_get (&self->settings, 27);
  InsPosition target;

  ins_sim_motion_get_position (self->motion, now_s, &target);
  self->state = STATE_HOME;
  self->pending = PENDING_HOMING;
  self->limit_mask = 0;
  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    for (guint step = 0; step < 4; step++)
      {
        double speed_mm_min = ins_sim_grbl_settings_get (&self->settings, step < 2 ? 25 : 24);

        for (guint axis = 0; axis < INS_N_AXES; axis++)
          {
            gboolean down = (downwards & (1u << axis)) != 0;
            double end_mm = down ? INS_SIM_MINIMUM_MM : INS_SIM_MAXIMUM_MM;

            if (masks[i] & (1u << axis))
              target.mm[axis] = step % 2 == 0 ? end_mm
                                              : end_mm + (down ? pull_off_mm : -pull_off_mm);
          }
        if (!ins_sim_motion_add (self->motion, &target, speed_mm_min / 60.0, now_s))
          g_warn_if_reached ();
      }
  ins_sim_controller_begin_motion (&self->parent, now_s);
}

/* The switches say where the axes are. */
static void
finish_homing (InsSimGrbl *self, double now_s)
{
  guint downwards = (guint)ins_sim_grbl_settings_get (&self->settings, 23);
  double pull_off_mm = ins_sim_grbl_settings_get (&self->settings, 27);
  InsPosition position;

  ins_sim_motion_get_position (self->motion, now_s, &position);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double machine_mm = -pull_off_mm;

      if (downwards & (1u << axis))
        machine_mm = pull_off_mm - ins_sim_grbl_settings_get (&self->settings, 130 + axis);
      self->counter_zero.mm[axis] = machine_mm - position.mm[axis];
      ins_sim_controller_find_switch (&self->parent, axis, now_s);
    }
  self->pending = PENDING_NONE;
  self->homed = TRUE;
  if (self->report_pending)
    ins_sim_grbl_send_status (self, now_s);
  self->report_pending = FALSE;
  self->state = STATE_IDLE;
  ins_sim_grbl_sync_target (self, now_s);
  ins_sim_grbl_send_result (self, 0, now_s);
}

/* Alarms 1 and 2 are critical: deaf until a reset. */
void
ins_sim_grbl_raise_alarm (InsSimGrbl *self, guint number, double now_s)
{
  self->critical = number == ALARM_HARD_LIMIT || number == ALARM_SOFT_LIMIT;
  ins_sim_motion_stop (self->motion, now_s);
  self->state = STATE_ALARM;
  self->alarm_code = number;
  ins_sim_grbl_sync_target (self, now_s);
  ins_sim_grbl_send_alarm (self, number, now_s);
}

void
ins_sim_grbl_reset (InsSimGrbl *self, double now_s)
{
  gboolean moves = isfinite (ins_sim_motion_next_event_s (self->motion));
  gboolean unanswered = self->pending != PENDING_NONE;

  if (self->state == STATE_HOME)
    ins_sim_grbl_raise_alarm (self, ALARM_RESET_IN_HOMING, now_s);
  else if (moves && self->state != STATE_ALARM)
    ins_sim_grbl_raise_alarm (self, ALARM_RESET_IN_MOTION, now_s);
  else
    ins_sim_motion_stop (self->motion, now_s);
  if (self->state != STATE_ALARM)
    self->state = STATE_IDLE;

  if (unanswered)
    ins_sim_grbl_send_result (self, 0, now_s);
  reset_parser (self, now_s);
  ins_sim_grbl_send_greeting (self, now_s);
}

static void
grbl_power_cycle (InsSimController *controller, double now_s)
{
  InsSimGrbl *self = (InsSimGrbl *)controller;

  ins_sim_motion_stop (self->motion, now_s);
  forget_position (self, now_s);
  self->limit_mask = 0;
  reset_parser (self, now_s);
  ins_sim_grbl_send_greeting (self, now_s);
}

static void
grbl_hit_limit (InsSimController *controller, guint axis, double now_s)
{
  InsSimGrbl *self = (InsSimGrbl *)controller;

  self->limit_mask = 1u << axis;
  if (self->pending != PENDING_NONE)
    self->pending = PENDING_RESET;
  ins_sim_grbl_raise_alarm (self, ALARM_HARD_LIMIT, now_s);
}

/* Run and Jog end by themselves; Hold waits for a person. */
static void
settle_state (InsSimGrbl *self, double now_s)
{
  gboolean empty = ins_sim_motion_get_n_blocks (self->motion) == 0;

  if (!empty || (self->state != STATE_RUN && self->state != STATE_JOG))
    return;
  if (self->cancelling)
    ins_sim_grbl_sync_target (self, now_s);
  self->cancelling = FALSE;
  self->state = STATE_IDLE;
}

static void
continue_pending (InsSimGrbl *self, double now_s)
{
  gboolean empty = ins_sim_motion_get_n_blocks (self->motion) == 0;

  if (self->pending == PENDING_PLANNER && ins_sim_grbl_try_pending_move (self, now_s))
    ins_sim_grbl_send_result (self, 0, now_s);
  else if (self->pending == PENDING_HOMING && empty)
    finish_homing (self, now_s);
  else if (self->pending == PENDING_SOFT_LIMIT && empty)
    {
      self->pending = PENDING_RESET;
      ins_sim_grbl_raise_alarm (self, ALARM_SOFT_LIMIT, now_s);
    }

  if (self->pending == PENDING_SYNC && empty)
    {
      self->pending = PENDING_DWELL;
      self->dwell_end_s = now_s + self->dwell_s;
    }
  if (self->pending == PENDING_DWELL && self->dwell_end_s <= now_s)
    {
      self->pending = PENDING_NONE;
      ins_sim_grbl_send_result (self, 0, now_s);
    }
}

/* Takes lines out of the receive buffer as long as none is in progress. */
static void
run_lines (InsSimGrbl *self, double now_s)
{
  while (self->pending == PENDING_NONE && !self->critical)
    {
      char line[INS_SIM_GRBLHAL_RX_SIZE + 1];
      guint n_line = 0;

      while (n_line < self->n_rx && self->rx[n_line] != '\n' && self->rx[n_line] != '\r')
        n_line++;
      if (n_line == self->n_rx)
        break;
      memcpy (line, self->rx, n_line);
      line[n_line] = '\0';
      self->n_rx -= n_line + 1;
      memmove (self->rx, self->rx + n_line + 1, self->n_rx);
      ins_sim_grbl_execute_line (self, line, now_s);
      continue_pending (self, now_s);
    }
}

static double
grbl_next_event_s (InsSimController *controller)
{
  InsSimGrbl *self = (InsSimGrbl *)controller;
  double next_s = ins_sim_motion_next_event_s (self->motion);

  return self->pending == PENDING_DWELL ? MIN (next_s, self->dwell_end_s) : next_s;
}

static void
grbl_step (InsSimController *controller, double now_s)
{
  InsSimGrbl *self = (InsSimGrbl *)controller;

  ins_sim_motion_advance (self->motion, now_s);
  settle_state (self, now_s);
  continue_pending (self, now_s);
  run_lines (self, now_s);
}

static void
grbl_take_byte (InsSimController *controller, guint8 byte, double now_s)
{
  InsSimGrbl *self = (InsSimGrbl *)controller;

  if (!ins_sim_grbl_take_realtime (self, byte, now_s) &&
      self->n_rx < ins_sim_grbl_get_rx_size (self))
    self->rx[self->n_rx++] = (char)byte; /* what does not fit is lost, as on the AVR */
  settle_state (self, now_s);
  run_lines (self, now_s);
}

void
ins_sim_grbl_get_position (InsSimGrbl *self, double now_s, InsPosition *position)
{
  double step_mm = 1.0 / ins_sim_grbl_settings_get (&self->settings, 100);

  ins_sim_motion_get_position (self->motion, now_s, position);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = round (position->mm[axis] / step_mm) * step_mm +
                         self->counter_zero.mm[axis] - INS_SIM_GRBL_WCO_MM;
}

static void
grbl_get_position (InsSimController *controller, double now_s, InsPosition *position)
{
  ins_sim_grbl_get_position ((InsSimGrbl *)controller, now_s, position);
}

const InsSimFirmware ins_sim_grblhal_firmware = {
  .protocol = "grblhal",
  .family = "grbl",
  .size = sizeof (InsSimGrbl),
  .init = grbl_init,
  .clear = grbl_clear,
  .take_byte = grbl_take_byte,
  .step = grbl_step,
  .next_event_s = grbl_next_event_s,
  .get_position = grbl_get_position,
  .power_cycle = grbl_power_cycle,
  .hit_limit = grbl_hit_limit,
  .has_frames = TRUE,
};

const InsSimFirmware ins_sim_grbl_firmware = {
  .protocol = "grbl",
  .size = sizeof (InsSimGrbl),
  .init = grbl_init,
  .clear = grbl_clear,
  .take_byte = grbl_take_byte,
  .step = grbl_step,
  .next_event_s = grbl_next_event_s,
  .get_position = grbl_get_position,
  .power_cycle = grbl_power_cycle,
  .hit_limit = grbl_hit_limit,
  .has_frames = TRUE,
};
