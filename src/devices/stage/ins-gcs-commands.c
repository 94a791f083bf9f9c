/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-gcs-stage-private.h"

#define SLOWEST_MM_S 0.001 /* of an axis that has next to no way to go */
#define SLOWEST_MM_S2 0.01
#define SAME 1e-6    /* relative */
#define FRESH_S 0.05 /* after the last answer that all is well */

static gboolean
is_same (double a, double b)
{
  return fabs (a - b) <= SAME * fabs (b);
}

/* "SVO 1 1 2 1\n" */
static gboolean
command_axes (InsGcsStage *self, const char *command, guint mask, int value, GError **error)
{
  g_autoptr (GString) text = g_string_new (command);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      g_string_append_printf (text, " %s %d", self->names[axis], value);
  g_string_append_c (text, '\n');

  return mask == 0 || ins_gcs_stage_command (self, text->str, FALSE, error);
}

/* Those of @wanted that differ from what was written last, which is then brought up to date. */
static gboolean
command_values (InsGcsStage *self,
                const char *command,
                guint mask,
                const InsPosition *wanted,
                InsPosition *written,
                GError **error)
{
  g_autoptr (GString) text = g_string_new (command);
  guint changed = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((mask & (1u << axis)) != 0 && isfinite (wanted->mm[axis]) &&
        !is_same (wanted->mm[axis], written->mm[axis]))
      {
        ins_gcs_append_value (text, self->names[axis], wanted->mm[axis]);
        written->mm[axis] = (double)NAN; /* until it is known to have been taken */
        changed |= 1u << axis;
      }
  g_string_append_c (text, '\n');
  if (changed == 0)
    return TRUE;
  if (!ins_gcs_stage_command (self, text->str, FALSE, error))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (changed & (1u << axis))
      written->mm[axis] = wanted->mm[axis];

  return TRUE;
}

static gboolean
write_accelerations (InsGcsStage *self,
                     guint mask,
                     const InsPosition *up,
                     const InsPosition *down,
                     GError **error)
{
  return (!self->has_acceleration ||
          command_values (self, "ACC", mask, up, &self->acceleration, error)) &&
         (!self->has_deceleration ||
          command_values (self, "DEC", mask, down, &self->deceleration, error));
}

static gboolean
write_pace (InsGcsStage *self, guint mask, const InsPosition *speed, GError **error)
{
  const InsPosition *accelerations = ins_serial_stage_get_acceleration (INS_SERIAL_STAGE (self));
  InsPosition v = *speed, a = *accelerations;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      v.mm[axis] = fmax (v.mm[axis], SLOWEST_MM_S);
      a.mm[axis] = isfinite (a.mm[axis]) ? fmax (a.mm[axis], SLOWEST_MM_S2) : a.mm[axis];
    }

  return command_values (self, "VEL", mask, &v, &self->speed, error) &&
         write_accelerations (self, mask, &a, &a, error);
}

/* Complaints of earlier times are not about what comes now; on a slow link each question counts. */
static gboolean
clear_error (InsGcsStage *self, GError **error)
{
  int code = 0;

  if (ins_clock_now_s () - self->clear_s > FRESH_S &&
      !ins_gcs_stage_take_error (self, &code, error))
    return FALSE;
  if (self->fault_code == 0)
    return TRUE;
  ins_gcs_stage_set_code_error (self, "MOV", self->fault_code, error);

  return FALSE;
}

static gboolean
switch_on (InsGcsStage *self, guint mask, GError **error)
{
  if (!command_axes (self, "SVO", mask & ~self->servo_mask, 1, error))
    return FALSE;
  self->servo_mask |= mask;

  return TRUE;
}

/* All axes of one MOV start together. A new one takes a running one's place without a halt. */
static gboolean
gcs_start (InsSerialStage *stage,
           const InsPosition *target,
           const InsPosition *speed,
           double path_mm_s,
           gboolean is_jog,
           GError **error)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  g_autoptr (GString) command = g_string_new ("MOV");
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]) && ins_gcs_stage_has_axis (self, axis))
      {
        ins_gcs_append_value (command, self->names[axis], target->mm[axis]);
        mask |= 1u << axis;
      }
  g_string_append_c (command, '\n');
  if (mask == 0)
    return TRUE;

  return clear_error (self, error) && switch_on (self, mask, error) &&
         write_pace (self, mask, speed, error) &&
         ins_gcs_stage_command (self, command->str, TRUE, error);
}

static gboolean
gcs_end_jog (InsSerialStage *stage, GError **error)
{
  return ins_line_link_write (ins_serial_stage_get_link (stage), INS_GCS_HALT, error);
}

/* ---- homing --------------------------------------------------------------------------------- */

static gboolean
begin_search (InsGcsStage *self, const char *command, guint mask, GError **error)
{
  g_autofree char *text = ins_gcs_stage_make_question (self, command, mask);

  self->still_s = 0.0;

  return ins_gcs_stage_command (self, text, TRUE, error);
}

gboolean
ins_gcs_stage_find_limits (InsGcsStage *self, guint mask, GError **error)
{
  self->next_mask &= ~mask;

  return begin_search (self, "FNL", mask, error);
}

/* To the reference switch, or to the lower limit switch where there is none. */
static gboolean
gcs_home (InsSerialStage *stage, guint mask, GError **error)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  guint references = mask & self->reference_mask;

  self->fault_code = 0;
  if (!clear_error (self, error) || !ins_gcs_stage_look (self, error) ||
      !switch_on (self, mask, error) ||
      !command_axes (self, "RON", mask & self->forced_mask, 1, error))
    return FALSE;
  self->forced_mask &= ~mask;
  self->homed_mask &= ~mask;
  self->homing_mask = mask;
  self->next_mask = mask & ~references;
  ins_serial_stage_set_stops_hard (stage, TRUE);
  if (references != 0 ? begin_search (self, "FRF", references, error)
                      : ins_gcs_stage_find_limits (self, mask, error))
    return TRUE;
  self->homing_mask = self->next_mask = 0;
  self->look_s = 0.0;
  ins_serial_stage_set_stops_hard (stage, FALSE);

  return FALSE;
}

/* ---- a person's word ------------------------------------------------------------------------ */

/* EPICS motorPIGCS2: with the reference mode off, POS sets where the axis counts from. Where that
 * does not last when the mode is on again, it stays off until the axis is homed. */
static gboolean
force_position (InsGcsStage *self, guint mask, gboolean leave_off, GError **error)
{
  g_autoptr (GString) command = g_string_new ("POS");

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      ins_gcs_append_value (command, self->names[axis], self->position.mm[axis]);
  g_string_append_c (command, '\n');
  if (!command_axes (self, "RON", mask, 0, error) ||
      !ins_gcs_stage_command (self, command->str, FALSE, error) ||
      (!leave_off && !command_axes (self, "RON", mask, 1, error)))
    return FALSE;
  if (leave_off)
    self->forced_mask |= mask;

  return ins_gcs_stage_look (self, error);
}

static gboolean
gcs_unlock (InsSerialStage *stage, GError **error)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  guint axes = ins_gcs_stage_get_axes (self), mask;

  if (!ins_gcs_stage_look (self, error))
    return FALSE;
  self->fault_code = 0;
  mask = axes & ~self->homed_mask;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (isnan (self->position.mm[axis]))
      mask &= ~(1u << axis);
  if (mask != 0 && !force_position (self, mask, FALSE, error))
    return FALSE;
  mask &= ~self->homed_mask;

  return mask == 0 || force_position (self, mask, TRUE, error);
}

/* ---- the end -------------------------------------------------------------------------------- */

/* What a stop leaves is error 10. Pulses at positions belong to what was stopped. */
static gboolean
gcs_after_stop (InsSerialStage *stage, GError **error)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  int code = 0;

  self->homing_mask = self->next_mask = 0;
  ins_serial_stage_set_stops_hard (stage, FALSE);

  return ins_gcs_stage_take_error (self, &code, error) && ins_gcs_stage_clear_trigger (self, error);
}

/* Speeds and accelerations are as they were found; if that fails nobody is there to be told. */
static void
gcs_disconnect (InsSerialStage *stage)
{
  InsGcsStage *self = INS_GCS_STAGE (stage);
  guint axes = ins_gcs_stage_get_axes (self);
  g_autoptr (GError) error = NULL;

  if (!ins_gcs_stage_clear_trigger (self, &error) ||
      !command_values (self, "VEL", axes, &self->first_speed, &self->speed, &error) ||
      !write_accelerations (self, axes, &self->first_acceleration, &self->first_deceleration,
                            &error))
    g_debug ("settings are not as they were found: %s", error->message);
}

void
ins_gcs_stage_commands_init (InsSerialStageClass *klass)
{
  klass->start = gcs_start;
  klass->end_jog = gcs_end_jog;
  klass->home = gcs_home;
  klass->unlock = gcs_unlock;
  klass->after_stop = gcs_after_stop;
  klass->disconnect = gcs_disconnect;
}
