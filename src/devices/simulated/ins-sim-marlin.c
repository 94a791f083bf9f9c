/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-marlin-private.h"

#define STEPS_PER_MM 400.0
#define MARK_MM (-77.13) /* it was homed by this program's driver before */
#define BUSY_S 2.0
#define STOP_S 1.0 /* planner.cpp quick_stop(): cleaning_buffer_counter */
#define HOMING_MM_S 50.0
#define BUMP_MM_S 5.0
#define BUMP_MM 2.0
#define DEFAULT_FEED_MM_MIN 1500.0

#define GREETING                                                                                   \
  "start\necho:Marlin bugfix-2.1.x\necho: Last Updated: 2023-01-01 | Author: (none, default "      \
  "config)\necho:Hardcoded Default Settings Loaded\n"
#define KILLED "Error:Printer halted. kill() called!\n"

void
ins_sim_marlin_apply_settings (InsSimMarlin *self)
{
  InsSimMotionConfig config = { .maximum_speed = self->maximum_speed,
                                .step_mm = 1.0 / self->steps_per_mm.mm[INS_AXIS_X],
                                .backlash_mm = self->parent.config.backlash_mm };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    config.acceleration.mm[axis] = fmin (self->acceleration.mm[axis], self->travel_acceleration);
  ins_sim_motion_set_config (self->motion, &config);
}

/* The queue begins anew where the steppers are. */
void
ins_sim_marlin_sync_target (InsSimMarlin *self, double now_s)
{
  ins_sim_motion_get_position (self->motion, now_s, &self->target);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double steps = self->steps_per_mm.mm[axis];

      self->target.mm[axis] = round ((self->target.mm[axis] + self->offset.mm[axis]) * steps) /
                              steps;
    }
}

/* Power-up: counters at 0 wherever the axes are. */
static void
forget_everything (InsSimMarlin *self, double now_s)
{
  ins_sim_motion_get_position (self->motion, now_s, &self->offset);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->offset.mm[axis] = -self->offset.mm[axis];
  self->homed_mask = self->homing_mask = 0;
  self->extruder_mm = 0.0;
  self->feed_mm_min = DEFAULT_FEED_MM_MIN;
  self->is_relative = FALSE;
  self->scale = 1.0;
  self->last_number = 0;
  self->ok_number = -1;
  self->busy_s = BUSY_S;
  self->next_busy_s = self->stop_end_s = (double)INFINITY;
  self->n_rx = self->n_spied = self->n_late_oks = 0;
  self->killed = FALSE;
  self->wait = MARLIN_READY;
  ins_sim_marlin_sync_target (self, now_s);
}

static void
marlin_init (InsSimController *controller, InsSimBench *bench)
{
  InsSimMarlin *self = (InsSimMarlin *)controller;
  const char *variant = controller->config.variant;
  InsSimMotionConfig motion = { .step_mm = 1.0 / STEPS_PER_MM };

  self->is_realtime = variant[0] == '\0';
  self->has_parser = self->has_advanced_ok = strcmp (variant, "stock") != 0;
  self->soft_endstops = TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      self->steps_per_mm.mm[axis] = STEPS_PER_MM;
      self->maximum_speed.mm[axis] = controller->config.maximum_speed_mm_s;
      self->acceleration.mm[axis] = controller->config.acceleration_mm_s2;
    }
  self->travel_acceleration = controller->config.acceleration_mm_s2;
  self->motion = ins_sim_motion_new (&motion, bench);
  ins_sim_marlin_apply_settings (self);
  forget_everything (self, 0.0);
  if (controller->config.fault.alarm)
    return;
  self->homed_mask = (1u << INS_N_AXES) - 1;
  self->extruder_mm = MARK_MM;
}

static void
marlin_clear (InsSimController *controller)
{
  ins_sim_motion_free (((InsSimMarlin *)controller)->motion);
}

void
ins_sim_marlin_begin_wait (InsSimMarlin *self, InsSimMarlinWait wait, double now_s)
{
  self->wait = wait;
  self->next_busy_s = self->busy_s > 0.0 ? now_s + self->busy_s : (double)INFINITY;
}

static void
end_wait (InsSimMarlin *self)
{
  self->wait = MARLIN_READY;
  self->next_busy_s = (double)INFINITY;
}

/* TRUE if the planner had room for the move. */
gboolean
ins_sim_marlin_try_move (InsSimMarlin *self, double now_s)
{
  InsPosition target = self->pending_target;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    target.mm[axis] -= self->offset.mm[axis];
  if (!ins_sim_motion_add (self->motion, &target, self->feed_mm_min / 60.0, now_s))
    return FALSE;
  if (ins_sim_motion_get_n_blocks (self->motion) > 0)
    ins_sim_controller_begin_motion (&self->parent, now_s);

  return TRUE;
}

/* ---- homing --------------------------------------------------------------------------------- */

static double
get_home_mm (guint axis)
{
  return axis == INS_AXIS_Z ? INS_SIM_MAXIMUM_MM : INS_SIM_MINIMUM_MM;
}

/* One axis after the other: to the switch, off it, slowly to it again (G28.cpp homeaxis()). */
void
ins_sim_marlin_start_homing (InsSimMarlin *self, guint mask, double now_s)
{
  static const guint order[INS_N_AXES] = { INS_AXIS_X, INS_AXIS_Y, INS_AXIS_Z };
  InsPosition target;

  ins_sim_motion_get_end (self->motion, &target);
  self->homing_mask = mask;
  self->homed_mask &= ~mask;
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      double home_mm = get_home_mm (order[i]);

      if ((mask & (1u << order[i])) == 0)
        continue;
      for (guint step = 0; step < 3; step++)
        {
          target.mm[order[i]] = step != 1 ? home_mm
                                          : home_mm + (order[i] == INS_AXIS_Z ? -BUMP_MM : BUMP_MM);
          if (!ins_sim_motion_add (self->motion, &target, step < 2 ? HOMING_MM_S : BUMP_MM_S,
                                   now_s))
            g_debug ("the planner is full");
        }
    }
  ins_sim_controller_begin_motion (&self->parent, now_s);
  ins_sim_marlin_begin_wait (self, MARLIN_WAITS_FOR_HOMING, now_s);
}

static void
finish_homing (InsSimMarlin *self, double now_s)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (self->homing_mask & (1u << axis))
      {
        self->offset.mm[axis] = 0.0;
        ins_sim_controller_find_switch (&self->parent, axis, now_s);
      }
  self->homed_mask |= self->homing_mask;
  self->homing_mask = 0;
  ins_sim_marlin_sync_target (self, now_s);
  end_wait (self);
  ins_sim_marlin_send_position (self, FALSE, now_s);
  ins_sim_marlin_send_ok (self, now_s);
}

/* ---- stops ---------------------------------------------------------------------------------- */

/* It stands still at once and hears nothing more. */
void
ins_sim_marlin_kill (InsSimMarlin *self, const char *why, double now_s)
{
  ins_sim_motion_stop (self->motion, now_s);
  ins_sim_marlin_send (self, why, now_s);
  ins_sim_marlin_send (self, KILLED, now_s);
  self->killed = TRUE;
  self->n_rx = self->n_late_oks = 0;
  self->stop_end_s = (double)INFINITY;
  end_wait (self);
}

/* M410: no ramp, the queue is dropped and refilled by nothing for a second, and every command waits
 * for that. A homing move that does not end at its switch is a failed one. */
void
ins_sim_marlin_quick_stop (InsSimMarlin *self, double now_s)
{
  gboolean was_waiting = self->wait != MARLIN_READY && self->wait != MARLIN_WAITS_FOR_STOP;

  if (self->wait == MARLIN_WAITS_FOR_HOMING)
    {
      ins_sim_marlin_kill (self, "echo:Homing Failed\n", now_s);
      return;
    }
  ins_sim_motion_stop (self->motion, now_s);
  ins_sim_marlin_sync_target (self, now_s);
  self->n_late_oks = MIN (self->n_late_oks + (was_waiting ? 2 : 1), 2);
  self->stop_end_s = now_s + STOP_S;
  self->wait = MARLIN_WAITS_FOR_STOP;
  self->next_busy_s = (double)INFINITY;
}

static void
finish_stop (InsSimMarlin *self, double now_s)
{
  self->stop_end_s = (double)INFINITY;
  self->ok_number = -1;
  end_wait (self);
  for (; self->n_late_oks > 0; self->n_late_oks--)
    ins_sim_marlin_send_ok (self, now_s);
}

/* ---- the clockwork -------------------------------------------------------------------------- */

static void
continue_wait (InsSimMarlin *self, double now_s)
{
  gboolean is_empty = ins_sim_motion_get_n_blocks (self->motion) == 0;

  if (self->wait == MARLIN_WAITS_FOR_STOP && self->stop_end_s <= now_s)
    finish_stop (self, now_s);
  else if (self->wait == MARLIN_WAITS_FOR_HOMING && is_empty)
    finish_homing (self, now_s);
  else if ((self->wait == MARLIN_WAITS_FOR_REST && is_empty) ||
           (self->wait == MARLIN_WAITS_FOR_PLANNER && ins_sim_marlin_try_move (self, now_s)))
    {
      end_wait (self);
      ins_sim_marlin_send_ok (self, now_s);
    }
  if (self->wait != MARLIN_READY && self->next_busy_s <= now_s)
    {
      ins_sim_marlin_send (self, "echo:busy: processing\n", now_s);
      self->next_busy_s = now_s + self->busy_s;
    }
}

static void
run_lines (InsSimMarlin *self, double now_s)
{
  while (self->wait == MARLIN_READY && !self->killed)
    {
      char *end = memchr (self->rx, '\n', self->n_rx);
      char line[INS_SIM_MARLIN_LINE_SIZE] = "";
      gsize n;

      if (end == NULL)
        break;
      n = (gsize)(end - self->rx);
      memcpy (line, self->rx, MIN (n, sizeof line - 1));
      self->n_rx -= (guint)n + 1;
      memmove (self->rx, end + 1, self->n_rx);
      ins_sim_marlin_execute_line (self, line, now_s);
      continue_wait (self, now_s);
    }
}

/* The emergency parser looks at each byte as it comes. TRUE: the line is an M410 or M112, and what
 * was waiting in front of it is dropped. */
static gboolean
spy (InsSimMarlin *self, char byte, double now_s)
{
  gboolean is_end = byte == '\n';

  if (!is_end)
    {
      if (self->n_spied + 1 < sizeof self->spy)
        self->spy[self->n_spied++] = byte;
      return FALSE;
    }
  self->spy[self->n_spied] = '\0';
  self->n_spied = 0;
  if (!self->has_parser)
    return FALSE;
  if (strcmp (self->spy, "M112") == 0)
    ins_sim_marlin_kill (self, "echo:M112 Shutdown\n", now_s);
  else if (strcmp (self->spy, "M410") == 0)
    ins_sim_marlin_quick_stop (self, now_s);
  else
    return FALSE;
  self->n_rx = 0;

  return TRUE;
}

static void
marlin_take_byte (InsSimController *controller, guint8 byte, double now_s)
{
  InsSimMarlin *self = (InsSimMarlin *)controller;

  if (self->killed)
    return;
  byte = byte == '\r' ? '\n' : byte;
  if (!spy (self, (char)byte, now_s) && self->n_rx < INS_SIM_MARLIN_RX_SIZE)
    self->rx[self->n_rx++] = (char)byte;
  run_lines (self, now_s);
}

static void
marlin_step (InsSimController *controller, double now_s)
{
  InsSimMarlin *self = (InsSimMarlin *)controller;

  ins_sim_motion_advance (self->motion, now_s);
  continue_wait (self, now_s);
  run_lines (self, now_s);
}

static double
marlin_next_event_s (InsSimController *controller)
{
  InsSimMarlin *self = (InsSimMarlin *)controller;

  return fmin (ins_sim_motion_next_event_s (self->motion),
               fmin (self->next_busy_s, self->stop_end_s));
}

static void
marlin_get_position (InsSimController *controller, double now_s, InsPosition *position)
{
  InsSimMarlin *self = (InsSimMarlin *)controller;

  ins_sim_motion_get_position (self->motion, now_s, position);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    position->mm[axis] = round ((position->mm[axis] + self->offset.mm[axis]) *
                                self->steps_per_mm.mm[axis]) /
                         self->steps_per_mm.mm[axis];
}

static void
marlin_power_cycle (InsSimController *controller, double now_s)
{
  InsSimMarlin *self = (InsSimMarlin *)controller;

  ins_sim_motion_stop (self->motion, now_s);
  forget_everything (self, now_s);
  ins_sim_marlin_send (self, GREETING, now_s);
}

/* The block of the axis that ran into its switch is dropped; the position is not corrected. */
static void
marlin_hit_limit (InsSimController *controller, guint axis, double now_s)
{
  InsSimMarlin *self = (InsSimMarlin *)controller;
  InsPosition position;
  g_autofree char *number = NULL, *text = NULL;

  marlin_get_position (controller, now_s, &position);
  number = ins_number_format_fixed (position.mm[axis], 2);
  text = g_strdup_printf ("echo:endstops hit:  %c:%s\n", INS_AXIS_LETTERS[axis], number);
  ins_sim_motion_stop (self->motion, now_s);
  ins_sim_marlin_sync_target (self, now_s);
  ins_sim_marlin_send (self, text, now_s);
}

static const char *const variants[] = { "projected", "stock", NULL };

const InsSimFirmware ins_sim_marlin_firmware = {
  .protocol = "marlin",
  .variants = variants,
  .size = sizeof (InsSimMarlin),
  .init = marlin_init,
  .clear = marlin_clear,
  .take_byte = marlin_take_byte,
  .step = marlin_step,
  .next_event_s = marlin_next_event_s,
  .get_position = marlin_get_position,
  .power_cycle = marlin_power_cycle,
  .hit_limit = marlin_hit_limit,
};
