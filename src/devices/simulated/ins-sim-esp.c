/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/simulated/ins-sim-esp-private.h"

#define DEFAULT_SPEED_SHARE 0.5
#define UNIT_MM 2

/* ---- errors and answers --------------------------------------------------------------------- */

void
ins_sim_esp_add_error (InsSimEsp *self, guint code)
{
  if (self->n_errors < INS_SIM_ESP_N_ERRORS)
    self->errors[self->n_errors++] = code;
}

void
ins_sim_esp_add_axis_error (InsSimEsp *self, guint axis, guint code)
{
  ins_sim_esp_add_error (self, 100 * (axis + 1) + code);
}

void
ins_sim_esp_reply (InsSimEsp *self, const char *text, double now_s)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  if (self->unasked != 0)
    {
      g_autofree char *unasked = g_strdup_printf ("E%u\r\n", self->unasked);

      self->unasked = 0;
      ins_sim_wire_send (self->parent.wire, unasked, now_s);
    }
  ins_sim_wire_send (self->parent.wire, line, now_s);
}

/* ---- motion --------------------------------------------------------------------------------- */

double
ins_sim_esp_get_mm (InsSimEsp *self, guint axis, double now_s)
{
  double mm = ins_sim_axes_get_mm (self->axes, axis, now_s);

  return round (mm / INS_SIM_ESP_STEP_MM) * INS_SIM_ESP_STEP_MM + self->zero_mm[axis];
}

gboolean
ins_sim_esp_is_done (InsSimEsp *self, guint axis, double now_s)
{
  return self->home_phase[axis] == 0 && !ins_sim_axes_is_moving (self->axes, axis, now_s);
}

static void
begin (InsSimEsp *self, guint axis, double bench_mm, double speed_mm_s, double now_s)
{
  ins_sim_axes_move (self->axes, axis, bench_mm, speed_mm_s, self->settings[ESP_ACCELERATION][axis],
                     now_s);
  if (!ins_sim_axes_is_moving (self->axes, axis, now_s))
    return;
  self->positive_mask &= ~(1u << axis); /* a switch is pressed until the axis moves again */
  self->negative_mask &= ~(1u << axis);
  ins_sim_controller_begin_motion (&self->parent, now_s);
}

void
ins_sim_esp_move (InsSimEsp *self, guint axis, double target_mm, double now_s)
{
  double low = INS_SIM_MINIMUM_MM - INS_SIM_SWITCH_BEYOND_MM,
         high = INS_SIM_MAXIMUM_MM + INS_SIM_SWITCH_BEYOND_MM;
  double bench_mm = target_mm - self->zero_mm[axis];

  self->target_mm[axis] = target_mm;
  self->will_hit[axis] = bench_mm > high ? 1 : bench_mm < low ? -1 : 0;
  begin (self, axis, CLAMP (bench_mm, low, high), self->settings[ESP_VELOCITY][axis], now_s);
}

/* @mode as OR has it: 0 goes to 0; 1 and 2 to the home switch, 3 and 5 to the upper limit switch,
 * 4 and 6 to the lower one. */
void
ins_sim_esp_search_home (InsSimEsp *self, guint axis, guint mode, double now_s)
{
  double end_mm = 0.0;

  if (mode == 3 || mode == 5)
    end_mm = INS_SIM_MAXIMUM_MM + INS_SIM_SWITCH_BEYOND_MM;
  else if (mode == 4 || mode == 6)
    end_mm = INS_SIM_MINIMUM_MM - INS_SIM_SWITCH_BEYOND_MM;
  self->home_mm[axis] = mode == 0 ? -self->zero_mm[axis] : end_mm;
  self->home_phase[axis] = 1;
  self->will_hit[axis] = 0;
  begin (self, axis, self->home_mm[axis], INS_SIM_HOMING_MM_S, now_s);
  ins_sim_controller_begin_motion (&self->parent, now_s);
}

/* At the switch is 0. */
static void
continue_homing (InsSimEsp *self, guint axis, double now_s)
{
  double to_mm, speed_mm_s;

  if (ins_sim_homing_go_on (&self->home_phase[axis], self->home_mm[axis], &to_mm, &speed_mm_s))
    {
      begin (self, axis, to_mm, speed_mm_s, now_s);
      return;
    }
  self->zero_mm[axis] = -self->home_mm[axis];
  self->target_mm[axis] = 0.0;
}

static void
abort_homing (InsSimEsp *self, guint axis)
{
  if (self->home_phase[axis] != 0)
    ins_sim_esp_add_axis_error (self, axis, ESP_ERROR_HOMING_ABORTED);
  self->home_phase[axis] = 0;
  self->will_hit[axis] = 0;
}

void
ins_sim_esp_stop (InsSimEsp *self, guint axis, double now_s)
{
  abort_homing (self, axis);
  if (ins_sim_axes_is_moving (self->axes, axis, now_s))
    ins_sim_axes_stop (self->axes, axis, self->settings[ESP_DECELERATION][axis], now_s);
}

/* Emergency: every axis stands at once and its motor is off. */
void
ins_sim_esp_abort (InsSimEsp *self, double now_s)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      abort_homing (self, axis);
      ins_sim_axes_halt (self->axes, axis, now_s);
      self->is_on[axis] = FALSE;
    }
}

/* @direction: +1, -1: which of the two switches */
static void
stop_at_limit (InsSimEsp *self, guint axis, int direction, double now_s)
{
  guint code = direction > 0 ? ESP_ERROR_POSITIVE_LIMIT : ESP_ERROR_NEGATIVE_LIMIT;

  ins_sim_axes_halt (self->axes, axis, now_s);
  self->home_phase[axis] = 0;
  self->will_hit[axis] = 0;
  *(direction > 0 ? &self->positive_mask : &self->negative_mask) |= 1u << axis;
  ins_sim_esp_add_axis_error (self, axis, code);
  self->unasked = 100 * (axis + 1) + code;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static gboolean
is_waiting (InsSimEsp *self, double now_s)
{
  if (self->wait_axis >= 0)
    {
      if (!ins_sim_esp_is_done (self, (guint)self->wait_axis, now_s))
        return TRUE;
      self->wait_axis = -1;
      self->wait_until_s = now_s + self->wait_s;
    }

  return self->wait_until_s > now_s;
}

static void
run_pending (InsSimEsp *self, double now_s)
{
  while (self->pending->len > 0 && !is_waiting (self, now_s))
    {
      const char *end = strchr (self->pending->str, ';');
      g_autofree char *command = g_strndup (self->pending->str, (gsize)(end - self->pending->str));

      g_string_erase (self->pending, 0, end + 1 - self->pending->str);
      ins_sim_esp_execute (self, command, now_s);
    }
}

/* A line that stops something does not stand in the queue. */
static void
take_line (InsSimEsp *self, double now_s)
{
  const char *command = self->rx;

  self->rx[self->n_rx] = '\0';
  self->n_rx = 0;
  while (g_ascii_isdigit (*command))
    command++;
  if (self->pending->len > 0 && (strcmp (command, "ST") == 0 || strcmp (command, "AB") == 0))
    {
      g_string_truncate (self->pending, 0);
      self->wait_axis = -1;
      self->wait_until_s = -(double)INFINITY;
    }
  g_string_append_printf (self->pending, "%s;", self->rx);
  run_pending (self, now_s);
}

static void
esp_take_byte (InsSimController *controller, guint8 byte, double now_s)
{
  InsSimEsp *self = (InsSimEsp *)controller;

  self->handled_s = now_s;
  if (byte == '\r')
    take_line (self, now_s);
  else if (byte != '\n' && byte != '\0' && self->n_rx + 1 < sizeof self->rx)
    self->rx[self->n_rx++] = (char)byte;
}

/* ---- the firmware --------------------------------------------------------------------------- */

static void
set_defaults (InsSimEsp *self, double speed_mm_s, double acceleration_mm_s2)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      self->settings[ESP_VELOCITY][axis] = DEFAULT_SPEED_SHARE * speed_mm_s;
      self->settings[ESP_ACCELERATION][axis] = acceleration_mm_s2;
      self->settings[ESP_DECELERATION][axis] = acceleration_mm_s2;
      self->settings[ESP_MAX_VELOCITY][axis] = speed_mm_s;
      self->settings[ESP_MAX_ACCELERATION][axis] = acceleration_mm_s2;
      self->settings[ESP_LEFT_LIMIT][axis] = INS_SIM_MINIMUM_MM;
      self->settings[ESP_RIGHT_LIMIT][axis] = INS_SIM_MAXIMUM_MM;
      self->settings[ESP_RESOLUTION][axis] = INS_SIM_ESP_STEP_MM;
      self->units[axis] = UNIT_MM;
    }
}

/* Counters start at 0 wherever the axes are, motors are off, nothing is said about it. */
static void
switch_on (InsSimEsp *self, double now_s)
{
  const InsSimConfig *config = &self->parent.config;

  set_defaults (self, config->maximum_speed_mm_s, config->acceleration_mm_s2);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      ins_sim_axes_halt (self->axes, axis, now_s);
      self->zero_mm[axis] = -ins_sim_axes_get_mm (self->axes, axis, now_s);
      self->target_mm[axis] = 0.0;
      self->is_on[axis] = FALSE;
      self->home_phase[axis] = 0;
      self->will_hit[axis] = 0;
    }
  self->n_errors = self->n_rx = self->unasked = 0;
  g_string_truncate (self->pending, 0);
  self->wait_axis = -1;
  self->wait_until_s = -(double)INFINITY;
}

static void
esp_init (InsSimController *controller, InsSimBench *bench)
{
  InsSimEsp *self = (InsSimEsp *)controller;

  self->axes = ins_sim_controller_new_axes (controller, INS_SIM_ESP_STEP_MM, bench);
  self->pending = g_string_new (NULL);
  self->is_strict = strcmp (controller->config.variant, "strict") == 0;
  switch_on (self, 0.0);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->is_on[axis] = !controller->config.fault.alarm;
}

static void
esp_clear (InsSimController *controller)
{
  InsSimEsp *self = (InsSimEsp *)controller;

  ins_sim_axes_free (self->axes);
  g_string_free (self->pending, TRUE);
}

static double
esp_next_event_s (InsSimController *controller)
{
  InsSimEsp *self = (InsSimEsp *)controller;
  double next_s = ins_sim_axes_next_rest_s (self->axes, self->handled_s);

  for (guint axis = 0; axis < INS_N_AXES; axis++) /* where there was no way to go */
    if ((self->home_phase[axis] != 0 || self->will_hit[axis] != 0) &&
        !ins_sim_axes_is_moving (self->axes, axis, self->handled_s))
      return self->handled_s;

  return self->pending->len > 0 && self->wait_axis < 0 ? MIN (next_s, self->wait_until_s) : next_s;
}

static void
esp_step (InsSimController *controller, double now_s)
{
  InsSimEsp *self = (InsSimEsp *)controller;

  self->handled_s = now_s;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (ins_sim_axes_is_moving (self->axes, axis, now_s))
        continue;
      if (self->will_hit[axis] != 0)
        stop_at_limit (self, axis, self->will_hit[axis], now_s);
      else if (self->home_phase[axis] != 0)
        continue_homing (self, axis, now_s);
    }
  run_pending (self, now_s);
}

static void
esp_get_position (InsSimController *controller, double now_s, InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = ins_sim_esp_get_mm ((InsSimEsp *)controller, axis, now_s);
}

static void
esp_power_cycle (InsSimController *controller, double now_s)
{
  switch_on ((InsSimEsp *)controller, now_s);
}

static void
esp_hit_limit (InsSimController *controller, guint axis, double now_s)
{
  InsSimEsp *self = (InsSimEsp *)controller;
  double speed_mm_s = ins_sim_axes_get_speed_mm_s (self->axes, axis, now_s);

  stop_at_limit (self, axis, speed_mm_s < 0.0 ? -1 : 1, now_s);
}

/* The motor is off; the other axes go on. */
static void
esp_let_go (InsSimController *controller, guint axis, double now_s)
{
  InsSimEsp *self = (InsSimEsp *)controller;

  ins_sim_axes_halt (self->axes, axis, now_s);
  self->home_phase[axis] = 0;
  self->will_hit[axis] = 0;
  self->is_on[axis] = FALSE;
  ins_sim_esp_add_axis_error (self, axis, ESP_ERROR_FOLLOWING);
  self->unasked = 100 * (axis + 1) + ESP_ERROR_FOLLOWING;
}

static const char *const variants[] = { "strict", NULL };

const InsSimFirmware ins_sim_esp_firmware = {
  .protocol = "esp301",
  .variants = variants,
  .size = sizeof (InsSimEsp),
  .init = esp_init,
  .clear = esp_clear,
  .take_byte = esp_take_byte,
  .step = esp_step,
  .next_event_s = esp_next_event_s,
  .get_position = esp_get_position,
  .power_cycle = esp_power_cycle,
  .hit_limit = esp_hit_limit,
  .let_go = esp_let_go,
  .is_closed_loop = TRUE,
};
