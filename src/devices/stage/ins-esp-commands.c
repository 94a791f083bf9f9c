/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-esp-stage-private.h"

#define FRESH_S 0.05    /* after the last answer that all is well */
#define LONGEST_LINE 76 /* of 80 characters (user's manual), the question behind it included */
#define SLOWEST_UNITS_S 0.001 /* of an axis that has next to no way to go */

/* Commands for the axes of @mask; FALSE with @error, or *refusal is what they were refused with. */
static gboolean
command_axes (InsEspStage *self,
              guint mask,
              const char *command,
              gboolean is_motion,
              guint *refusal,
              GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  *refusal = 0;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      ins_esp_append_command (line, self->numbers[axis], command);

  return line->len == 0 || ins_esp_stage_command (self, line->str, is_motion, refusal, error);
}

/* All of them, since one that went off just now may not be known to have. */
static gboolean
switch_on (InsEspStage *self, GError **error)
{
  guint refusal;

  if (!command_axes (self, ins_esp_stage_get_axes (self), "MO", FALSE, &refusal, error))
    return FALSE;
  if (refusal != 0)
    {
      ins_esp_stage_set_code_error (self, "MO", refusal, error);
      return FALSE;
    }
  self->off_mask = 0;

  return TRUE;
}

/* PA in motion must not turn it round (user's manual). */
static gboolean
check_direction (InsEspStage *self, guint axis, double target_mm, GError **error)
{
  double way_mm = target_mm - self->position.mm[axis];

  if ((self->moving_mask & (1u << axis)) == 0 || isnan (self->targets[axis]) ||
      way_mm * (self->targets[axis] - self->position.mm[axis]) >= 0.0)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
               _ ("The %c axis still moves the other way. Wait until it stands, then try again."),
               INS_AXIS_LETTERS[axis]);

  return FALSE;
}

static gboolean
esp_end_jog (InsSerialStage *stage, GError **error)
{
  return ins_line_link_write (ins_serial_stage_get_link (stage),
                              ins_serial_stage_get_traits (stage)->stop_bytes, error);
}

/* Appends what sets the speeds that differ, which are not known any more until note_speeds(). */
static void
append_speeds (InsEspStage *self,
               guint mask,
               const InsPosition *speed,
               double units_s[INS_N_AXES],
               GString *line)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if ((mask & (1u << axis)) == 0)
        continue;
      units_s[axis] = fmax (speed->mm[axis] / self->mm_per_unit[axis], SLOWEST_UNITS_S);
      if (units_s[axis] != self->speeds[axis])
        ins_esp_append_value (line, self->numbers[axis], "VA", units_s[axis]);
      self->speeds[axis] = (double)NAN;
    }
}

static void
note_speeds (InsEspStage *self, guint mask, const double units_s[INS_N_AXES])
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      self->speeds[axis] = units_s[axis];
}

/* A running jog that is not prolonged ends where it was to end: no reason to complain. */
static gboolean
note_refused_extension (InsEspStage *self, guint code)
{
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (self));

  if (ins_esp_is_fault (code) || ins_esp_is_limit (code))
    return FALSE;
  traits->can_extend_jog = FALSE; /* it goes on in pieces, with a halt between */

  return TRUE;
}

/* FALSE with @error also if they were refused. */
static gboolean
write_speeds (InsEspStage *self, const char *line, GError **error)
{
  guint code = 0;

  if (!ins_esp_stage_command (self, line, FALSE, &code, error))
    return FALSE;
  if (code != 0)
    ins_esp_stage_set_code_error (self, line, code, error);

  return code == 0;
}

/* Speeds and targets in one line, if it holds them, and with it one question what became of them:
 * on a slow link the motion costs one answer's time. */
static gboolean
write_motion (InsEspStage *self,
              guint mask,
              const InsPosition *target,
              const InsPosition *speed,
              gboolean is_jog,
              GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL), targets = g_string_new (NULL);
  gboolean is_extension = is_jog && (self->moving_mask & mask) != 0, sets_speed;
  double units_s[INS_N_AXES];
  guint code = 0;

  append_speeds (self, mask, speed, units_s, line);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      ins_esp_append_value (targets, self->numbers[axis], "PA",
                            target->mm[axis] / self->mm_per_unit[axis]);
  if (line->len + targets->len > LONGEST_LINE)
    {
      if (!write_speeds (self, line->str, error))
        return FALSE;
      g_string_truncate (line, 0);
    }
  sets_speed = line->len > 0;
  g_string_append (line, targets->str);
  if (!ins_esp_stage_command (self, line->str, TRUE, &code, error))
    return FALSE;
  if (code != 0)
    {
      if (is_extension && note_refused_extension (self, code))
        return TRUE;
      /* it may be the speed that was refused, and not the motion */
      if (!sets_speed || esp_end_jog (INS_SERIAL_STAGE (self), error))
        ins_esp_stage_set_code_error (self, line->str, code, error);
      return FALSE;
    }
  note_speeds (self, mask, units_s);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      self->targets[axis] = target->mm[axis];

  return TRUE;
}

/* Of a motion of several axes each starts by itself; they arrive at about the same time. */
static gboolean
esp_start (InsSerialStage *stage,
           const InsPosition *target,
           const InsPosition *speed,
           double path_mm_s,
           gboolean is_jog,
           GError **error)
{
  InsEspStage *self = INS_ESP_STAGE (stage);
  guint mask = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (isnan (target->mm[axis]) || target->mm[axis] == self->position.mm[axis])
        continue;
      if (!check_direction (self, axis, target->mm[axis], error))
        return FALSE;
      mask |= 1u << axis;
    }
  if (mask == 0)
    return TRUE;
  /* complaints of earlier times are not about this; on a slow link each question counts */
  if (ins_clock_now_s () - self->clear_s > FRESH_S && !ins_esp_stage_take_errors (self, error))
    return FALSE;
  if (self->fault_code != 0)
    {
      ins_esp_stage_set_code_error (self, "PA", self->fault_code, error);
      return FALSE;
    }

  return write_motion (self, mask, target, speed, is_jog, error);
}

/* As the controller is set up for (OM); one that wants to be told searches for the home switch and
 * the index (PyMeasure: OR1). */
static gboolean
esp_home (InsSerialStage *stage, guint mask, GError **error)
{
  InsEspStage *self = INS_ESP_STAGE (stage);
  guint refusal = 0;

  mask &= ins_esp_stage_get_axes (self);
  if (!ins_esp_stage_take_errors (self, error))
    return FALSE;
  self->fault_code = 0;
  if (!switch_on (self, error))
    return FALSE;
  self->homed_mask &= ~mask;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      {
        self->still_s[axis] = 0.0;
        self->targets[axis] = (double)NAN;
      }
  self->homing_mask |= mask; /* first: what is refused takes it back */
  if (!command_axes (self, mask, "OR", TRUE, &refusal, error))
    return FALSE;
  if (refusal == INS_ESP_ERROR_NO_PARAMETER &&
      !command_axes (self, mask, "OR1", TRUE, &refusal, error))
    return FALSE;
  if (refusal == 0)
    return TRUE;
  self->homing_mask &= ~mask;
  ins_esp_stage_set_code_error (self, "OR", refusal, error);

  return FALSE;
}

/* Motors are switched on by a person's word only. */
static gboolean
esp_unlock (InsSerialStage *stage, GError **error)
{
  InsEspStage *self = INS_ESP_STAGE (stage);

  if (!ins_esp_stage_take_errors (self, error))
    return FALSE;
  self->fault_code = 0;
  self->lost_mask = 0;

  return switch_on (self, error);
}

/* What the stop has left in the memory of errors ("homing aborted") is no news. */
static gboolean
esp_after_stop (InsSerialStage *stage, GError **error)
{
  INS_ESP_STAGE (stage)->homing_mask = 0;

  return ins_esp_stage_take_errors (INS_ESP_STAGE (stage), error);
}

void
ins_esp_stage_commands_init (InsSerialStageClass *klass)
{
  klass->start = esp_start;
  klass->end_jog = esp_end_jog;
  klass->home = esp_home;
  klass->unlock = esp_unlock;
  klass->after_stop = esp_after_stop;
}
