/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-gcs-private.h"

#define DEFAULT_SPEED_SHARE 0.5

#define ASK_STATUS 0x04
#define ASK_MOVING 0x05
#define ASK_READY 0x07
#define STOP_ALL 0x18

/* ---- motion --------------------------------------------------------------------------------- */

double
ins_sim_gcs_get_mm (InsSimGcs *self, guint axis, double now_s)
{
  double mm = ins_sim_axes_get_mm (self->axes, axis, now_s);

  return round (mm / INS_SIM_GCS_STEP_MM) * INS_SIM_GCS_STEP_MM + self->zero_mm[axis];
}

gboolean
ins_sim_gcs_is_homing (const InsSimGcs *self)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->home_phase[axis] != 0)
      return TRUE;

  return FALSE;
}

static void
begin (InsSimGcs *self, guint axis, double bench_mm, double speed_mm_s, double now_s)
{
  ins_sim_axes_move (self->axes, axis, bench_mm, speed_mm_s, self->acceleration[axis], now_s);
  if (!ins_sim_axes_is_moving (self->axes, axis, now_s))
    return;
  self->positive_mask &= ~(1u << axis); /* a switch is pressed until the axis moves again */
  self->negative_mask &= ~(1u << axis);
  ins_sim_controller_begin_motion (&self->parent, now_s);
}

void
ins_sim_gcs_move (InsSimGcs *self, guint axis, double target_mm, double now_s)
{
  double bench_mm = target_mm - self->zero_mm[axis];

  self->target_mm[axis] = target_mm;
  begin (self, axis, bench_mm, self->speed[axis], now_s);
}

void
ins_sim_gcs_search (InsSimGcs *self, guint axis, int direction, double now_s)
{
  double home_mm = 0.0, reading_mm = 0.0;

  if (direction > 0)
    {
      reading_mm = INS_SIM_MAXIMUM_MM;
      home_mm = reading_mm + INS_SIM_SWITCH_BEYOND_MM;
    }
  else if (direction < 0)
    {
      reading_mm = INS_SIM_MINIMUM_MM;
      home_mm = reading_mm - INS_SIM_SWITCH_BEYOND_MM;
    }
  self->home_mm[axis] = home_mm;
  self->home_reading_mm[axis] = reading_mm;
  self->home_phase[axis] = 1;
  self->is_referenced[axis] = FALSE;
  begin (self, axis, home_mm, INS_SIM_HOMING_MM_S, now_s);
  ins_sim_controller_begin_motion (&self->parent, now_s);
}

/* At the switch is the reference. */
static void
continue_search (InsSimGcs *self, guint axis, double now_s)
{
  double to_mm, speed_mm_s;

  if (ins_sim_homing_go_on (&self->home_phase[axis], self->home_mm[axis], &to_mm, &speed_mm_s))
    {
      begin (self, axis, to_mm, speed_mm_s, now_s);
      return;
    }
  self->zero_mm[axis] = self->home_reading_mm[axis] - self->home_mm[axis];
  self->target_mm[axis] = self->home_reading_mm[axis];
  self->is_referenced[axis] = TRUE;
}

void
ins_sim_gcs_stop (InsSimGcs *self, guint axis, gboolean at_once, double now_s)
{
  self->home_phase[axis] = 0;
  self->error = GCS_ERROR_STOPPED;
  if (!ins_sim_axes_is_moving (self->axes, axis, now_s))
    return;
  if (at_once)
    ins_sim_axes_halt (self->axes, axis, now_s);
  else
    ins_sim_axes_stop (self->axes, axis, self->deceleration[axis], now_s);
  self->target_mm[axis] = ins_sim_axes_get_end_mm (self->axes, axis) + self->zero_mm[axis];
}

/* ---- single bytes --------------------------------------------------------------------------- */

static void
send_moving (InsSimGcs *self, double now_s)
{
  guint mask = 0;
  char text[16];

  for (guint axis = 0; axis < self->n_axes; axis++)
    if (self->home_phase[axis] != 0 || ins_sim_axes_is_moving (self->axes, axis, now_s))
      mask |= 1u << axis;
  g_snprintf (text, sizeof text, "%X\n", mask);
  ins_sim_wire_send (self->parent.wire, text, now_s);
}

/* Of C-863 (EPICS motorPIGCS2). */
static void
send_status (InsSimGcs *self, double now_s)
{
  guint status = 0;
  char text[16];

  if (self->negative_mask & 1u)
    status |= 0x0001;
  if (fabs (ins_sim_axes_get_mm (self->axes, 0, now_s)) < INS_SIM_GCS_STEP_MM)
    status |= 0x0002;
  if (self->positive_mask & 1u)
    status |= 0x0004;
  if (self->servo[0])
    status |= 0x1000;
  if (ins_sim_axes_is_moving (self->axes, 0, now_s))
    status |= 0x2000;
  if (self->home_phase[0] != 0)
    status |= 0x4000;
  g_snprintf (text, sizeof text, "0x%04X\n", status);
  ins_sim_wire_send (self->parent.wire, text, now_s);
}

/* FALSE: it belongs to a line. */
static gboolean
take_single (InsSimGcs *self, guint8 byte, double now_s)
{
  switch (byte)
    {
    case ASK_STATUS:
      if (self->has_status)
        send_status (self, now_s);
      return TRUE;
    case ASK_MOVING:
      send_moving (self, now_s);
      return TRUE;
    case ASK_READY:
      ins_sim_wire_send (self->parent.wire, ins_sim_gcs_is_homing (self) ? "\xB0\n" : "\xB1\n",
                         now_s);
      return TRUE;
    case STOP_ALL:
      for (guint axis = 0; axis < self->n_axes; axis++)
        ins_sim_gcs_stop (self, axis, TRUE, now_s);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
gcs_take_byte (InsSimController *controller, guint8 byte, double now_s)
{
  InsSimGcs *self = (InsSimGcs *)controller;

  ins_sim_gcs_give_pulses (self, now_s);
  self->handled_s = now_s;
  if (take_single (self, byte, now_s) || byte == '\r' || byte == '\0')
    return;
  if (byte != '\n')
    {
      self->is_overlong |= self->n_rx + 1 >= sizeof self->rx;
      if (!self->is_overlong)
        self->rx[self->n_rx++] = (char)byte;
      return;
    }
  self->rx[self->n_rx] = '\0';
  self->n_rx = 0;
  if (self->is_overlong)
    self->error = GCS_ERROR_TOO_LONG;
  else
    ins_sim_gcs_execute (self, self->rx, now_s);
  self->is_overlong = FALSE;
}

/* ---- the firmware --------------------------------------------------------------------------- */

/* Counters start at 0 wherever the axes are, servos are off, nothing is said about it. */
static void
switch_on (InsSimGcs *self, double now_s)
{
  const InsSimConfig *config = &self->parent.config;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      ins_sim_axes_halt (self->axes, axis, now_s);
      self->speed[axis] = DEFAULT_SPEED_SHARE * config->maximum_speed_mm_s;
      self->acceleration[axis] = self->deceleration[axis] = config->acceleration_mm_s2;
      self->soft_low[axis] = INS_SIM_MINIMUM_MM;
      self->soft_high[axis] = INS_SIM_MAXIMUM_MM;
      self->has_soft_limits[axis] = FALSE;
      self->zero_mm[axis] = -ins_sim_axes_get_mm (self->axes, axis, now_s);
      self->target_mm[axis] = 0.0;
      self->servo[axis] = self->is_referenced[axis] = FALSE;
      self->reference_mode[axis] = TRUE;
      self->home_phase[axis] = 0;
    }
  self->error = 0;
  self->n_rx = 0;
  self->is_overlong = FALSE;
  ins_sim_gcs_clear_outputs (self);
}

static void
gcs_init (InsSimController *controller, InsSimBench *bench)
{
  InsSimGcs *self = (InsSimGcs *)controller;
  gboolean stayed_powered = !controller->config.fault.alarm;

  self->axes = ins_sim_controller_new_axes (controller, INS_SIM_GCS_STEP_MM, bench);
  self->bench = bench != NULL ? ins_sim_bench_ref (bench) : NULL;
  self->has_status = strcmp (controller->config.variant, "c-863") == 0;
  self->n_axes = self->has_status ? 1 : INS_N_AXES;
  switch_on (self, 0.0);
  for (guint axis = 0; axis < self->n_axes; axis++)
    self->servo[axis] = self->is_referenced[axis] = stayed_powered;
}

static void
gcs_clear (InsSimController *controller)
{
  InsSimGcs *self = (InsSimGcs *)controller;

  ins_sim_axes_free (self->axes);
  g_clear_pointer (&self->bench, ins_sim_bench_unref);
}

static double
gcs_next_event_s (InsSimController *controller)
{
  InsSimGcs *self = (InsSimGcs *)controller;

  for (guint axis = 0; axis < INS_N_AXES; axis++) /* where there was no way to go */
    if (self->home_phase[axis] != 0 && !ins_sim_axes_is_moving (self->axes, axis, self->handled_s))
      return self->handled_s;

  return MIN (ins_sim_axes_next_rest_s (self->axes, self->handled_s),
              ins_sim_gcs_next_pulse_s (self, self->handled_s));
}

static void
gcs_step (InsSimController *controller, double now_s)
{
  InsSimGcs *self = (InsSimGcs *)controller;

  ins_sim_gcs_give_pulses (self, now_s);
  self->handled_s = now_s;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->home_phase[axis] != 0 && !ins_sim_axes_is_moving (self->axes, axis, now_s))
      continue_search (self, axis, now_s);
}

static void
gcs_get_position (InsSimController *controller, double now_s, InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = ins_sim_gcs_get_mm ((InsSimGcs *)controller, axis, now_s);
}

static void
gcs_power_cycle (InsSimController *controller, double now_s)
{
  switch_on ((InsSimGcs *)controller, now_s);
}

static void
gcs_hit_limit (InsSimController *controller, guint axis, double now_s)
{
  InsSimGcs *self = (InsSimGcs *)controller;
  gboolean down = ins_sim_axes_get_speed_mm_s (self->axes, axis, now_s) < 0.0;

  ins_sim_axes_halt (self->axes, axis, now_s);
  self->home_phase[axis] = 0;
  *(down ? &self->negative_mask : &self->positive_mask) |= 1u << axis;
  self->error = GCS_ERROR_LIMIT_SWITCH;
}

/* The servo is off; the other axes go on. */
static void
gcs_let_go (InsSimController *controller, guint axis, double now_s)
{
  InsSimGcs *self = (InsSimGcs *)controller;

  ins_sim_axes_halt (self->axes, axis, now_s);
  self->home_phase[axis] = 0;
  self->servo[axis] = FALSE;
  self->target_mm[axis] = ins_sim_gcs_get_mm (self, axis, now_s);
  self->error = GCS_ERROR_MOTION;
}

static const char *const variants[] = { "c-863", NULL };

const InsSimFirmware ins_sim_gcs_firmware = {
  .protocol = "pi-gcs",
  .variants = variants,
  .size = sizeof (InsSimGcs),
  .init = gcs_init,
  .clear = gcs_clear,
  .take_byte = gcs_take_byte,
  .step = gcs_step,
  .next_event_s = gcs_next_event_s,
  .get_position = gcs_get_position,
  .power_cycle = gcs_power_cycle,
  .hit_limit = gcs_hit_limit,
  .let_go = gcs_let_go,
  .is_closed_loop = TRUE,
};
