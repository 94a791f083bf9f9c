/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-zaber-private.h"

#define VERSION 7.14
#define CHAIN_VERSION 7.38
#define STEP_MM 47.625e-6
#define Z_STEP_MM 124.0234375e-6
#define UNITS 1.6384
#define HOME_FAST_MM_S 60.0
#define HOME_SLOW_MM_S 5.0
#define HOME_BACK_MM 1.0
#define ROUNDED_MM 1e-9 /* targets are microsteps already */

#define MAX_HOMING_PHASE 3 /* to the sensor, off it, slowly to it again */

/* ---- counters ------------------------------------------------------------------------------ */

gboolean
ins_sim_zaber_is_addressed (const InsSimZaberAxis *axis, const InsSimZaberCommand *command)
{
  return axis->device == command->device &&
         (command->number == 0 || command->number == axis->number);
}

gint64
ins_sim_zaber_get_steps (InsSimZaber *self, guint i, double now_s)
{
  const InsSimZaberAxis *axis = &self->axis[i];

  return (gint64)llround ((ins_sim_axes_get_mm (self->axes, i, now_s) - axis->zero_mm) /
                          axis->step_mm);
}

gboolean
ins_sim_zaber_is_moving (InsSimZaber *self, guint i, double now_s)
{
  return self->axis[i].homing_phase > 0 || ins_sim_axes_is_moving (self->axes, i, now_s);
}

/* Power-up: the counters begin at 0 wherever the axes are, and nobody knows where that is. */
static void
forget_reference (InsSimZaber *self, double now_s)
{
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsSimZaberAxis *axis = &self->axis[i];

      axis->zero_mm = ins_sim_axes_get_mm (self->axes, i, now_s);
      axis->warnings = INS_SIM_ZABER_WR;
    }
}

/* ---- motion -------------------------------------------------------------------------------- */

static void
begin (InsSimZaber *self, guint i, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];

  /* what was under way is replaced */
  if (ins_sim_zaber_is_moving (self, i, now_s))
    axis->warnings |= INS_SIM_ZABER_NI;
  else
    axis->warnings &= ~(guint)INS_SIM_ZABER_NI;
  axis->homing_phase = 0;
  axis->is_stopping = FALSE;
  axis->ends_on_switch = FALSE;
}

static void
note_motion (InsSimZaber *self, guint i, double now_s)
{
  if (!ins_sim_zaber_is_moving (self, i, now_s))
    return;
  self->axis[i].was_moving = TRUE;
  ins_sim_controller_begin_motion (&self->parent, now_s);
}

/* The rail is as long as it is, whatever the counters believe. */
void
ins_sim_zaber_move (InsSimZaber *self,
                    guint i,
                    gint64 target_steps,
                    double speed,
                    double acceleration,
                    double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];
  double target_mm = (double)target_steps * axis->step_mm + axis->zero_mm;
  double end_mm = CLAMP (target_mm, INS_SIM_MINIMUM_MM, INS_SIM_MAXIMUM_MM);

  begin (self, i, now_s);
  axis->ends_on_switch = fabs (end_mm - target_mm) > axis->step_mm;
  ins_sim_axes_move (
      self->axes, i, end_mm, speed / UNITS * axis->step_mm,
      acceleration > 0.0 ? acceleration * 1e4 / UNITS * axis->step_mm : (double)INFINITY, now_s);
  note_motion (self, i, now_s);
}

static void
go_on_homing (InsSimZaber *self, guint i, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];
  gboolean is_back = axis->homing_phase == 2;

  ins_sim_axes_move (self->axes, i, INS_SIM_MINIMUM_MM + (is_back ? HOME_BACK_MM : 0.0),
                     axis->homing_phase == 1 ? HOME_FAST_MM_S : HOME_SLOW_MM_S, (double)INFINITY,
                     now_s);
}

void
ins_sim_zaber_home (InsSimZaber *self, guint i, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];

  begin (self, i, now_s);
  axis->homing_phase = 1;
  go_on_homing (self, i, now_s);
  note_motion (self, i, now_s);
}

void
ins_sim_zaber_stop (InsSimZaber *self, guint i, gboolean at_once, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];

  if (!ins_sim_zaber_is_moving (self, i, now_s))
    return;
  at_once |= axis->is_stopping;
  axis->warnings |= INS_SIM_ZABER_NI;
  axis->homing_phase = 0;
  axis->ends_on_switch = FALSE;
  axis->is_stopping = TRUE;
  if (at_once)
    ins_sim_axes_halt (self->axes, i, now_s);
  else
    ins_sim_axes_stop (self->axes, i, axis->acceleration * 1e4 / UNITS * axis->step_mm, now_s);
}

/* The sensor says where the axis is. */
static void
finish_homing (InsSimZaberAxis *axis)
{
  axis->homing_phase = 0;
  axis->zero_mm = INS_SIM_MINIMUM_MM - (double)axis->home_pos * axis->step_mm;
  axis->warnings &= ~(guint)(INS_SIM_ZABER_WR | INS_SIM_ZABER_WL);
}

static void
settle (InsSimZaber *self, guint i, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];

  if (!axis->was_moving || ins_sim_axes_is_moving (self->axes, i, now_s))
    return;
  if (axis->homing_phase > 0 && axis->homing_phase < MAX_HOMING_PHASE)
    {
      axis->homing_phase++;
      go_on_homing (self, i, now_s);
      return;
    }
  if (axis->homing_phase == MAX_HOMING_PHASE)
    {
      finish_homing (axis);
      ins_sim_controller_find_switch (&self->parent, i, now_s);
    }
  if (axis->ends_on_switch)
    axis->warnings |= INS_SIM_ZABER_WL;
  axis->was_moving = axis->is_stopping = axis->ends_on_switch = FALSE;
  ins_sim_zaber_send_alert (self, axis, now_s);
}

/* ---- the firmware -------------------------------------------------------------------------- */

static void
init_axis (InsSimZaber *self, guint i)
{
  const InsSimConfig *config = &self->parent.config;
  InsSimZaberAxis *axis = &self->axis[i];

  axis->device = self->n_devices == 1 ? 1 : i + 1;
  axis->number = self->n_devices == 1 ? i + 1 : 1;
  axis->step_mm = i == INS_AXIS_Z ? Z_STEP_MM : STEP_MM;
  axis->limit_min = llround (INS_SIM_MINIMUM_MM / axis->step_mm);
  axis->limit_max = llround (INS_SIM_MAXIMUM_MM / axis->step_mm);
  axis->home_pos = axis->limit_min;
  axis->speed = round (config->maximum_speed_mm_s / axis->step_mm * UNITS);
  axis->acceleration = round (config->acceleration_mm_s2 / axis->step_mm * UNITS / 1e4);
}

static void
zaber_init (InsSimController *controller, InsSimBench *bench)
{
  InsSimZaber *self = (InsSimZaber *)controller;
  InsSimMotionConfig motion = { .step_mm = ROUNDED_MM,
                                .backlash_mm = controller->config.backlash_mm };

  self->n_devices = strcmp (controller->config.variant, "chain") == 0 ? INS_N_AXES : 1;
  self->version = self->n_devices == 1 ? VERSION : CHAIN_VERSION;
  self->has_alerts = TRUE;
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      init_axis (self, i);
      /* settings are rounded: what they may mean at most */
      motion.maximum_speed.mm[i] = 1.001 * controller->config.maximum_speed_mm_s;
      motion.acceleration.mm[i] = 1.01 * controller->config.acceleration_mm_s2;
    }
  self->axes = ins_sim_axes_new (&motion, bench);
  self->bench = bench != NULL ? ins_sim_bench_ref (bench) : NULL;
  if (controller->config.fault.alarm)
    forget_reference (self, 0.0);
}

static void
zaber_clear (InsSimController *controller)
{
  InsSimZaber *self = (InsSimZaber *)controller;

  ins_sim_axes_free (self->axes);
  g_clear_pointer (&self->bench, ins_sim_bench_unref);
}

/* Any mix of CR and LF ends a line; a '/' begins one. */
static void
zaber_take_byte (InsSimController *controller, guint8 byte, double now_s)
{
  InsSimZaber *self = (InsSimZaber *)controller;

  self->now_s = now_s;
  if (byte == '/')
    {
      self->is_in_line = TRUE;
      self->n_line = 0;
    }
  else if (byte == '\r' || byte == '\n')
    {
      gboolean is_line = self->is_in_line;

      self->is_in_line = FALSE;
      self->line[self->n_line] = '\0';
      if (is_line)
        ins_sim_zaber_take_line (self, self->line, now_s);
    }
  else if (self->n_line + 1 < sizeof self->line)
    self->line[self->n_line++] = (char)byte;
  else
    self->is_in_line = FALSE;
}

static void
zaber_step (InsSimController *controller, double now_s)
{
  InsSimZaber *self = (InsSimZaber *)controller;

  ins_sim_zaber_run_trigger (self, now_s);
  self->now_s = now_s;
  for (guint i = 0; i < INS_N_AXES; i++)
    settle (self, i, now_s);
}

static double
zaber_next_event_s (InsSimController *controller)
{
  InsSimZaber *self = (InsSimZaber *)controller;
  double next_s = ins_sim_zaber_next_trigger_s (self);

  for (guint i = 0; i < INS_N_AXES; i++)
    if (self->axis[i].was_moving)
      next_s = MIN (next_s, MAX (ins_sim_axes_get_end_s (self->axes, i), self->now_s));

  return next_s;
}

static void
zaber_get_position (InsSimController *controller, double now_s, InsPosition *position)
{
  InsSimZaber *self = (InsSimZaber *)controller;

  for (guint i = 0; i < INS_N_AXES; i++)
    position->mm[i] = (double)ins_sim_zaber_get_steps (self, i, now_s) * self->axis[i].step_mm;
}

static void
zaber_power_cycle (InsSimController *controller, double now_s)
{
  InsSimZaber *self = (InsSimZaber *)controller;

  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsSimZaberAxis *axis = &self->axis[i];

      ins_sim_axes_halt (self->axes, i, now_s);
      axis->was_moving = axis->is_stopping = axis->ends_on_switch = FALSE;
      axis->homing_phase = 0;
    }
  self->now_s = now_s;
  self->n_line = 0;
  self->is_in_line = self->trigger_is_on = self->trigger_has_action = self->output = FALSE;
  forget_reference (self, now_s);
}

static void
zaber_hit_limit (InsSimController *controller, guint axis, double now_s)
{
  InsSimZaber *self = (InsSimZaber *)controller;

  ins_sim_axes_halt (self->axes, axis, now_s);
  self->axis[axis].homing_phase = 0;
  self->axis[axis].ends_on_switch = self->axis[axis].was_moving = TRUE;
  self->now_s = now_s;
  settle (self, axis, now_s);
}

/* Its encoder saw the motor slip. */
static void
zaber_let_go (InsSimController *controller, guint axis, double now_s)
{
  InsSimZaber *self = (InsSimZaber *)controller;

  ins_sim_axes_halt (self->axes, axis, now_s);
  self->axis[axis].homing_phase = 0;
  self->axis[axis].ends_on_switch = FALSE;
  self->axis[axis].was_moving = TRUE;
  self->axis[axis].warnings |= INS_SIM_ZABER_FS;
  self->now_s = now_s;
  settle (self, axis, now_s);
}

static const char *const variants[] = { "chain", NULL };

const InsSimFirmware ins_sim_zaber_firmware = {
  .protocol = "zaber",
  .variants = variants,
  .address_options = "x_um_per_step=0.047625&y_um_per_step=0.047625&z_um_per_step=0.1240234375",
  .size = sizeof (InsSimZaber),
  .init = zaber_init,
  .clear = zaber_clear,
  .take_byte = zaber_take_byte,
  .step = zaber_step,
  .next_event_s = zaber_next_event_s,
  .get_position = zaber_get_position,
  .power_cycle = zaber_power_cycle,
  .hit_limit = zaber_hit_limit,
  .let_go = zaber_let_go,
};
