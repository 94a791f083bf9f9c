/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-vxm-private.h"

#define LOW_MM INS_SIM_MINIMUM_MM
#define HIGH_MM INS_SIM_MAXIMUM_MM
#define DEFAULT_STEPS_S 2000.0
#define HOME_MM (LOW_MM + 200 * INS_SIM_VXM_STEP_MM)

static gint64
to_steps (double mm)
{
  return llround (mm / INS_SIM_VXM_STEP_MM);
}

gint64
ins_sim_vxm_get_steps (InsSimVxm *self, guint axis, double now_s)
{
  return to_steps (ins_sim_axes_get_mm (self->axes, axis, now_s)) + self->zero_steps[axis];
}

/* ---- the program ---------------------------------------------------------------------------- */

static gboolean
is_moving (InsSimVxm *self, double now_s)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_sim_axes_is_moving (self->axes, axis, now_s))
      return TRUE;

  return FALSE;
}

/* A limit switch stops the motor; the program goes on. */
static void
move_to (InsSimVxm *self, guint axis, gint64 steps, double now_s)
{
  double mm = INS_SIM_VXM_STEP_MM * (double)(steps - self->zero_steps[axis]);

  ins_sim_axes_move (self->axes, axis, CLAMP (mm, LOW_MM, HIGH_MM),
                     self->speed_steps_s[axis] * INS_SIM_VXM_STEP_MM,
                     self->parent.config.acceleration_mm_s2, now_s);
  if (ins_sim_axes_is_moving (self->axes, axis, now_s))
    ins_sim_controller_begin_motion (&self->parent, now_s);
}

static void
execute (InsSimVxm *self, const InsSimVxmCommand *command, double now_s)
{
  guint axis = command->axis;
  gint64 steps = ins_sim_vxm_get_steps (self, axis, now_s);

  switch (command->kind)
    {
    case VXM_SPEED:
      self->speed_steps_s[axis] = (double)command->value;
      return;
    case VXM_INDEX:
      move_to (self, axis, steps + command->value, now_s);
      return;
    case VXM_TO_LIMIT:
      move_to (self, axis,
               to_steps (command->value > 0 ? HIGH_MM : LOW_MM) + self->zero_steps[axis], now_s);
      return;
    case VXM_ABSOLUTE:
      move_to (self, axis, command->value, now_s);
      return;
    case VXM_ZERO:
      self->zero_steps[axis] -= steps;
      return;
    case VXM_NOTHING:
      return;
    default:
      g_return_if_reached ();
    }
}

static void
end_program (InsSimVxm *self, double now_s)
{
  self->is_running = FALSE;
  ins_sim_wire_send (self->parent.wire, "^", now_s);
}

/* The command before, if it led to a switch, has found it. */
static void
note_switch (InsSimVxm *self, double now_s)
{
  const InsSimVxmCommand *done = self->at > 0 ? &self->program[self->at - 1] : NULL;

  if (done != NULL && done->kind == VXM_TO_LIMIT && !self->is_ending)
    ins_sim_controller_find_switch (&self->parent, done->axis, now_s);
}

/* One command after the other, each when the motor of the last one stands. */
static void
run_program (InsSimVxm *self, double now_s)
{
  while (self->is_running && !is_moving (self, now_s))
    {
      note_switch (self, now_s);
      if (self->at == self->n_commands || self->is_ending)
        end_program (self, now_s);
      else
        execute (self, &self->program[self->at++], now_s);
    }
}

void
ins_sim_vxm_run (InsSimVxm *self, double now_s)
{
  self->is_running = TRUE;
  self->is_ending = FALSE;
  self->at = 0;
  run_program (self, now_s);
}

/* Decelerates; what is left of the program is not run. */
void
ins_sim_vxm_stop (InsSimVxm *self, double now_s)
{
  if (!self->is_running)
    return;
  self->is_ending = TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_sim_axes_is_moving (self->axes, axis, now_s))
      ins_sim_axes_stop (self->axes, axis, self->parent.config.acceleration_mm_s2, now_s);
  run_program (self, now_s);
}

void
ins_sim_vxm_kill (InsSimVxm *self, double now_s)
{
  self->is_ending = TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (ins_sim_axes_is_moving (self->axes, axis, now_s))
      ins_sim_axes_halt (self->axes, axis, now_s);
  run_program (self, now_s);
}

/* ---- the firmware --------------------------------------------------------------------------- */

/* With its joystick, and every counter at 0. */
static void
switch_on (InsSimVxm *self, double now_s)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (ins_sim_axes_is_moving (self->axes, axis, now_s))
        ins_sim_axes_halt (self->axes, axis, now_s);
      self->zero_steps[axis] = -to_steps (ins_sim_axes_get_mm (self->axes, axis, now_s));
      self->speed_steps_s[axis] = DEFAULT_STEPS_S;
    }
  self->is_on_line = self->has_echo = self->is_running = FALSE;
  self->n_commands = self->n_rx = 0;
}

static void
vxm_init (InsSimController *controller, InsSimBench *bench)
{
  InsSimVxm *self = (InsSimVxm *)controller;

  self->axes = ins_sim_controller_new_axes (controller, INS_SIM_VXM_STEP_MM, bench);
  self->is_mute = strcmp (controller->config.variant, "mute") == 0;
  switch_on (self, 0.0);
  for (guint axis = 0; axis < INS_N_AXES && !controller->config.fault.alarm; axis++)
    self->zero_steps[axis] = -to_steps (HOME_MM);
}

static void
vxm_clear (InsSimController *controller)
{
  ins_sim_axes_free (((InsSimVxm *)controller)->axes);
}

static void
vxm_take_byte (InsSimController *controller, guint8 byte, double now_s)
{
  InsSimVxm *self = (InsSimVxm *)controller;
  const char echo[] = { (char)byte, '\0' };

  self->handled_s = now_s;
  if (self->has_echo && byte != '\r')
    ins_sim_wire_send (controller->wire, echo, now_s);
  if (byte != '\r' && byte != ',')
    {
      if (byte != '\n' && self->n_rx + 1 < sizeof self->rx)
        self->rx[self->n_rx++] = (char)byte;
      return;
    }
  self->rx[self->n_rx] = '\0';
  self->n_rx = 0;
  ins_sim_vxm_execute (self, self->rx, now_s);
}

static void
vxm_step (InsSimController *controller, double now_s)
{
  InsSimVxm *self = (InsSimVxm *)controller;

  self->handled_s = now_s;
  run_program (self, now_s);
}

static double
vxm_next_event_s (InsSimController *controller)
{
  InsSimVxm *self = (InsSimVxm *)controller;

  return ins_sim_axes_next_rest_s (self->axes, self->handled_s);
}

static void
vxm_get_position (InsSimController *controller, double now_s, InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = HOME_MM + INS_SIM_VXM_STEP_MM * (double)ins_sim_vxm_get_steps (
                                                             (InsSimVxm *)controller, axis, now_s);
}

static void
vxm_power_cycle (InsSimController *controller, double now_s)
{
  switch_on ((InsSimVxm *)controller, now_s);
}

/* The motor stands, the program goes on, and nobody is told. */
static void
vxm_hit_limit (InsSimController *controller, guint axis, double now_s)
{
  InsSimVxm *self = (InsSimVxm *)controller;

  ins_sim_axes_halt (self->axes, axis, now_s);
  run_program (self, now_s);
}

static const char *const variants[] = { "mute", NULL };

const InsSimFirmware ins_sim_vxm_firmware = {
  .protocol = "vxm",
  .variants = variants,
  .address_options = "x_um_per_step=5&y_um_per_step=5&z_um_per_step=5&x_travel_mm=-25;225"
                     "&y_travel_mm=-25;225&z_travel_mm=-25;225",
  .size = sizeof (InsSimVxm),
  .init = vxm_init,
  .clear = vxm_clear,
  .take_byte = vxm_take_byte,
  .step = vxm_step,
  .next_event_s = vxm_next_event_s,
  .get_position = vxm_get_position,
  .power_cycle = vxm_power_cycle,
  .hit_limit = vxm_hit_limit,
};
