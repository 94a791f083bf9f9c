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

/* What a command sets: only axes of which the controller has something else are written. */
typedef struct
{
  const char *command;
  InsPosition wanted;
  InsPosition *written; /* as last written, NaN: not known */
  guint changed;
  char *line; /* NULL: nothing differs */
} Setting;

#define MAX_SETTINGS 3

typedef struct
{
  Setting settings[MAX_SETTINGS];
  guint n;
} Settings;

static void
settings_clear (Settings *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->settings[i].line);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

static void
add_setting (InsGcsStage *self,
             Settings *settings,
             const char *command,
             guint mask,
             const InsPosition *wanted,
             InsPosition *written)
{
  Setting *setting = &settings->settings[settings->n];
  g_autoptr (GString) text = g_string_new (command);

  *setting = (Setting){ .command = command, .wanted = *wanted, .written = written };
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((mask & (1u << axis)) != 0 && isfinite (wanted->mm[axis]) &&
        !is_same (wanted->mm[axis], written->mm[axis]))
      {
        ins_gcs_append_value (text, self->names[axis], wanted->mm[axis]);
        setting->changed |= 1u << axis;
      }
  if (setting->changed == 0)
    return;
  g_string_append_c (text, '\n');
  setting->line = g_string_free (g_steal_pointer (&text), FALSE);
  settings->n++;
}

static void
note_setting (Setting *setting, gboolean is_taken)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (setting->changed & (1u << axis))
      setting->written->mm[axis] = is_taken ? setting->wanted.mm[axis] : (double)NAN;
}

/* One after the other; what was not taken for sure is not known any more. */
static gboolean
write_settings (InsGcsStage *self, Settings *settings, GError **error)
{
  for (guint i = 0; i < settings->n; i++)
    {
      note_setting (&settings->settings[i], FALSE);
      if (!ins_gcs_stage_command (self, settings->settings[i].line, FALSE, error))
        return FALSE;
      note_setting (&settings->settings[i], TRUE);
    }

  return TRUE;
}

static void
add_accelerations (InsGcsStage *self,
                   Settings *settings,
                   guint mask,
                   const InsPosition *up,
                   const InsPosition *down)
{
  if (self->has_acceleration)
    add_setting (self, settings, "ACC", mask, up, &self->acceleration);
  if (self->has_deceleration)
    add_setting (self, settings, "DEC", mask, down, &self->deceleration);
}

static void
add_pace (InsGcsStage *self, Settings *settings, guint mask, const InsPosition *speed)
{
  const InsPosition *accelerations = ins_serial_stage_get_acceleration (INS_SERIAL_STAGE (self));
  InsPosition v = *speed, a = *accelerations;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      v.mm[axis] = fmax (v.mm[axis], SLOWEST_MM_S);
      a.mm[axis] = isfinite (a.mm[axis]) ? fmax (a.mm[axis], SLOWEST_MM_S2) : a.mm[axis];
    }
  add_setting (self, settings, "VEL", mask, &v, &self->speed);
  add_accelerations (self, settings, mask, &a, &a);
}

/* In one write, each command with the question what became of it behind it: on a slow link the
 * motion costs one answer's time instead of one for each. FALSE in @done: the answers did not come
 * as they should; to write it all again does no harm. */
static gboolean
start_at_once (InsGcsStage *self,
               Settings *settings,
               const char *move,
               gboolean *done,
               GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *lines[MAX_SETTINGS + 1];
  int codes[MAX_SETTINGS + 1];
  guint n = 0;

  for (; n < settings->n; n++)
    {
      lines[n] = settings->settings[n].line;
      note_setting (&settings->settings[n], FALSE);
    }
  lines[n++] = move;
  if (!ins_gcs_stage_command_several (self, lines, n, codes, done, error))
    return FALSE;
  for (guint i = 0; *done && i < n; i++)
    {
      if (codes[i] != 0 && codes[i] != INS_GCS_ERROR_STOPPED)
        {
          /* it may move at a speed or with an acceleration that nobody wants */
          if (ins_line_link_write (ins_serial_stage_get_link (INS_SERIAL_STAGE (self)),
                                   INS_GCS_HALT, error))
            ins_gcs_stage_set_code_error (self, lines[i], codes[i], error);
          return FALSE;
        }
      if (i < settings->n)
        note_setting (&settings->settings[i], TRUE);
    }

  return TRUE;
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
  g_auto (Settings) settings = { .n = 0 };
  gboolean done = FALSE;
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

  if (!clear_error (self, error) || !switch_on (self, mask, error))
    return FALSE;
  add_pace (self, &settings, mask, speed);
  if (settings.n > 0 && !start_at_once (self, &settings, command->str, &done, error))
    return FALSE;

  return done || (write_settings (self, &settings, error) &&
                  ins_gcs_stage_command (self, command->str, TRUE, error));
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
  g_auto (Settings) settings = { .n = 0 };
  g_autoptr (GError) error = NULL;

  add_setting (self, &settings, "VEL", axes, &self->first_speed, &self->speed);
  add_accelerations (self, &settings, axes, &self->first_acceleration, &self->first_deceleration);
  if (!ins_gcs_stage_clear_trigger (self, &error) || !write_settings (self, &settings, &error))
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
