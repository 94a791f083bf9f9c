/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/stage/ins-zaber-stage-private.h"
#include "devices/stage/ins-zaber-warnings.h"

/* A second "stop" is a hard one; a velocity of 0 ramps down however often it comes. */
#define STOP "/stop\n"
#define STOP_AGAIN "/move vel 0\n"
#define HALT "/estop\n/stop\n/stop\n" /* for firmware that knows no estop */
#define UM_PER_MM 1000.0
#define LEAST_DATA 1.0

G_DEFINE_FINAL_TYPE (InsZaberStage, ins_zaber_stage, INS_TYPE_SERIAL_STAGE)

static double
to_steps (const InsZaberAxis *axis, double mm)
{
  return round (mm * UM_PER_MM / axis->um_per_step);
}

/* ---- motion -------------------------------------------------------------------------------- */

/* Leaves out what is set already. */
static gboolean
set_number (InsZaberStage *self,
            const InsZaberAxis *axis,
            const char *setting,
            double value,
            double *now,
            GError **error)
{
  g_autofree char *number = NULL;
  g_autofree char *command = NULL;

  if (isnan (value) || value == *now)
    return TRUE;
  number = ins_number_format_fixed (value, 0);
  command = g_strdup_printf ("set %s %s", setting, number);
  *now = (double)NAN;
  if (!ins_zaber_stage_tell (self, axis->device, axis->number, command, error))
    return FALSE;
  *now = value;

  return TRUE;
}

/* Full speed and acceleration are what the user has set, to the digit. */
static void
get_data (InsZaberStage *self,
          guint i,
          double speed_mm_s,
          double *speed_data,
          double *acceleration_data)
{
  const InsZaberAxis *axis = &self->axes[i];
  double mm_s2 = ins_serial_stage_get_acceleration (INS_SERIAL_STAGE (self))->mm[i];

  *speed_data = fmax (round (ins_zaber_speed_to_data (speed_mm_s, axis->um_per_step)), LEAST_DATA);
  *speed_data = fmin (*speed_data, axis->speed_data);
  *acceleration_data = axis->acceleration_data;
  if (!isnan (mm_s2))
    *acceleration_data = fmin (
        fmax (round (ins_zaber_acceleration_to_data (mm_s2, axis->um_per_step)), LEAST_DATA),
        axis->acceleration_data);
}

static char *
format_move (const InsZaberAxis *axis,
             double target_mm,
             double speed_data,
             double acceleration_data)
{
  g_autofree char *steps = ins_number_format_fixed (to_steps (axis, target_mm), 0);
  g_autofree char *speed = ins_number_format_fixed (speed_data, 0);
  g_autofree char *acceleration = ins_number_format_fixed (acceleration_data, 0);

  if (!axis->takes_speed)
    return g_strdup_printf ("move abs %s", steps);

  return g_strdup_printf ("move abs %s %s %s", steps, speed, acceleration);
}

static gboolean
set_speed (InsZaberStage *self, guint i, double speed_mm_s, GError **error)
{
  InsZaberAxis *axis = &self->axes[i];
  double speed_data, acceleration_data;

  get_data (self, i, speed_mm_s, &speed_data, &acceleration_data);

  return axis->takes_speed ||
         (set_number (self, axis, "maxspeed", speed_data, &axis->speed_now, error) &&
          set_number (self, axis, "accel", acceleration_data, &axis->acceleration_now, error));
}

/* Its version promised more than it can: what it does not take with the move has to be set. */
static gboolean
may_not_take_speed (const InsZaberRequest *request, gboolean takes_speed)
{
  return takes_speed && (strcmp (request->reply.data, "BADDATA") == 0 ||
                         strcmp (request->reply.data, "BADCOMMAND") == 0);
}

static gboolean
start_axis (InsZaberStage *self, guint i, double target_mm, double speed_mm_s, GError **error)
{
  InsZaberAxis *axis = &self->axes[i];
  g_autoptr (GError) refusal = NULL;
  g_autofree char *command = NULL;
  InsZaberRequest request = { .device = axis->device, .axis = axis->number, .is_motion = TRUE };
  double speed_data, acceleration_data;

  get_data (self, i, speed_mm_s, &speed_data, &acceleration_data);
  command = format_move (axis, target_mm, speed_data, acceleration_data);
  request.command = command;
  if (ins_zaber_stage_command (self, &request, &refusal))
    return TRUE;
  if (request.is_done && !request.reply.is_accepted &&
      may_not_take_speed (&request, axis->takes_speed))
    {
      axis->takes_speed = FALSE;
      if (!set_speed (self, i, speed_mm_s, error) ||
          !start_axis (self, i, target_mm, speed_mm_s, error))
        return FALSE;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static gboolean
zaber_end_jog (InsSerialStage *stage, GError **error)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);

  for (guint i = 0; i < self->n_devices; i++)
    {
      InsZaberRequest request = { .device = self->devices[i].number,
                                  .command = "stop",
                                  .only_once = TRUE };

      if (!ins_zaber_stage_command (self, &request, error))
        return FALSE;
    }

  return TRUE;
}

/* Half a motion is none. */
static void
end_half (InsZaberStage *self, guint n_started)
{
  if (n_started > 0 && !zaber_end_jog (INS_SERIAL_STAGE (self), NULL))
    ins_stage_stop (INS_STAGE (self));
}

/* What differs from what is set already, for all axes in one exchange: a slow link is waited for
 * once. */
static gboolean
set_speeds (InsZaberStage *self,
            const InsPosition *target,
            const InsPosition *speed,
            GError **error)
{
  InsZaberRequest requests[2 * INS_N_AXES] = { 0 };
  double *now[2 * INS_N_AXES], values[2 * INS_N_AXES];
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsZaberAxis *axis = &self->axes[i];
      double data[2];

      if (isnan (target->mm[i]) || axis->takes_speed)
        continue;
      get_data (self, i, speed->mm[i], &data[0], &data[1]);
      for (guint k = 0; k < 2; k++)
        {
          double *known = k == 0 ? &axis->speed_now : &axis->acceleration_now;
          g_autofree char *number = ins_number_format_fixed (data[k], 0);

          if (isnan (data[k]) || data[k] == *known)
            continue;
          g_ptr_array_add (commands,
                           g_strdup_printf ("set %s %s", k == 0 ? "maxspeed" : "accel", number));
          requests[n] = (InsZaberRequest){ .device = axis->device,
                                           .axis = axis->number,
                                           .command = commands->pdata[n] };
          *known = (double)NAN; /* until it is known to have been taken */
          now[n] = known;
          values[n++] = data[k];
        }
    }
  if (n > 0 &&
      !ins_zaber_stage_exchange (self, requests, n, ins_clock_now_s () + INS_ZABER_ANSWER_S, error))
    return FALSE;
  for (guint k = 0; k < n; k++)
    {
      if (!requests[k].reply.is_accepted)
        {
          ins_zaber_stage_set_refusal (self, &requests[k], error);
          return FALSE;
        }
      *now[k] = values[k];
    }

  return TRUE;
}

/* All axes by one exchange. FALSE without an error: there is but one, or one that takes no speed
 * with its move; then they are started one by one. */
static gboolean
start_together (InsZaberStage *self,
                const InsPosition *target,
                const InsPosition *speed,
                GError **error)
{
  InsZaberRequest requests[INS_N_AXES] = { 0 };
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_free);
  gboolean takes_speed[INS_N_AXES];
  guint n = 0, n_started = 0;

  for (guint i = 0; i < INS_N_AXES; i++)
    {
      const InsZaberAxis *axis = &self->axes[i];
      double speed_data, acceleration_data;

      if (isnan (target->mm[i]))
        continue;
      get_data (self, i, speed->mm[i], &speed_data, &acceleration_data);
      g_ptr_array_add (commands, format_move (axis, target->mm[i], speed_data, acceleration_data));
      requests[n] = (InsZaberRequest){ .device = axis->device,
                                       .axis = axis->number,
                                       .command = commands->pdata[n],
                                       .is_motion = TRUE };
      takes_speed[n++] = axis->takes_speed;
    }
  if (n < 2) /* one by itself */
    return FALSE;
  if (!ins_zaber_stage_exchange (self, requests, n, ins_clock_now_s () + INS_ZABER_ANSWER_S, error))
    return FALSE;
  for (guint k = 0; k < n; k++)
    {
      n_started += requests[k].reply.is_accepted;
      if (!requests[k].reply.is_accepted && !may_not_take_speed (&requests[k], takes_speed[k]))
        {
          ins_zaber_stage_set_refusal (self, &requests[k], error);
          error = NULL; /* the first one is told */
        }
    }
  if (n_started < n)
    end_half (self, n_started);

  return n_started == n;
}

static gboolean
zaber_start (InsSerialStage *stage,
             const InsPosition *target,
             const InsPosition *speed,
             double path_mm_s,
             gboolean is_jog,
             GError **error)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);
  g_autoptr (GError) failure = NULL;
  guint n_started = 0;

  if (!set_speeds (self, target, speed, error))
    return FALSE;
  if (start_together (self, target, speed, &failure))
    return TRUE;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      if (isnan (target->mm[i]))
        continue;
      if (!start_axis (self, i, target->mm[i], speed->mm[i], error))
        {
          end_half (self, n_started);
          return FALSE;
        }
      n_started++;
    }

  return TRUE;
}

/* ---- homing and alarms --------------------------------------------------------------------- */

static gboolean
clear_warnings (InsZaberStage *self, GError **error)
{
  for (guint i = 0; i < self->n_devices; i++)
    {
      if (!ins_zaber_stage_tell (self, self->devices[i].number, 0, "warnings clear", error))
        return FALSE;
      self->devices[i].warning[0] = '\0';
    }

  return TRUE;
}

static gboolean
has_warning (const InsZaberAxis *axis, const char *code)
{
  for (guint i = 0; i < axis->n_warnings; i++)
    if (strcmp (axis->warnings[i], code) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
zaber_unlock (InsSerialStage *stage, GError **error)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);

  for (guint i = 0; i < INS_N_AXES; i++)
    {
      const InsZaberAxis *axis = &self->axes[i];

      if ((has_warning (axis, "FO") || has_warning (axis, "FD")) &&
          !ins_zaber_stage_tell (self, axis->device, axis->number, "driver enable", error))
        return FALSE;
    }

  return clear_warnings (self, error);
}

static gboolean
zaber_home (InsSerialStage *stage, guint mask, GError **error)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);
  guint n_started = 0;

  for (guint i = 0; i < INS_N_AXES; i++)
    if (ins_zaber_axis_has_alarm (&self->axes[i]))
      {
        if (!zaber_unlock (stage, error))
          return FALSE;
        break;
      }
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsZaberRequest request = { .device = self->axes[i].device,
                                  .axis = self->axes[i].number,
                                  .command = "home",
                                  .is_motion = TRUE };

      if ((mask & (1u << i)) == 0)
        continue;
      if (!ins_zaber_stage_command (self, &request, error))
        {
          end_half (self, n_started);
          return FALSE;
        }
      n_started++;
    }

  return TRUE;
}

/* What start() has set goes back to what it was. */
static void
zaber_disconnect (InsSerialStage *stage)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);

  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsZaberAxis *axis = &self->axes[i];
      g_autoptr (GError) error = NULL;

      if (axis->device != 0 &&
          (!set_number (self, axis, "maxspeed", axis->speed_data, &axis->speed_now, &error) ||
           !set_number (self, axis, "accel", axis->acceleration_data, &axis->acceleration_now,
                        &error)))
        g_debug ("speed could not be given back: %s", error->message);
    }
  ins_zaber_stage_give_up_checksums (self);
}

/* ---- the object ---------------------------------------------------------------------------- */

static void
ins_zaber_stage_class_init (InsZaberStageClass *klass)
{
  InsSerialStageClass *stage_class = INS_SERIAL_STAGE_CLASS (klass);

  stage_class->protocol = "zaber";
  stage_class->connect = ins_zaber_stage_connect;
  stage_class->query = ins_zaber_stage_query;
  stage_class->start = zaber_start;
  stage_class->end_jog = zaber_end_jog;
  stage_class->home = zaber_home;
  stage_class->unlock = zaber_unlock;
  stage_class->disconnect = zaber_disconnect;
  stage_class->set_trigger = ins_zaber_stage_set_trigger;
}

static void
ins_zaber_stage_init (InsZaberStage *self)
{
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (self));

  traits->can_extend_jog = TRUE;
  g_strlcpy (traits->stop_bytes, STOP, sizeof traits->stop_bytes);
  g_strlcpy (traits->stop_again_bytes, STOP_AGAIN, sizeof traits->stop_again_bytes);
  g_strlcpy (traits->halt_bytes, HALT, sizeof traits->halt_bytes);
}

InsStage *
ins_zaber_stage_new (InsTransport *transport, const InsStageOptions *options)
{
  return ins_serial_stage_new (INS_TYPE_ZABER_STAGE, transport, options);
}
