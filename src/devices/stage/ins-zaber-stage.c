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

/* Its version promised more than it can: what it does not take with the move has to be set. */
static gboolean
may_not_take_speed (const InsZaberRequest *request, gboolean takes_speed)
{
  return takes_speed && (strcmp (request->reply.data, "BADDATA") == 0 ||
                         strcmp (request->reply.data, "BADCOMMAND") == 0);
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

/* One exchange: what differs from what is set already, and behind it the moves. */
typedef struct
{
  InsZaberRequest requests[3 * INS_N_AXES];
  char *commands[3 * INS_N_AXES];
  double *known[3 * INS_N_AXES]; /* of a setting; NULL: a move */
  double values[3 * INS_N_AXES];
  guint axes[3 * INS_N_AXES];
  guint n, n_settings;
} Start;

static void
add_request (Start *start, InsZaberAxis *axis, guint i, char *command)
{
  start->commands[start->n] = command;
  start->axes[start->n] = i;
  start->requests[start->n++] = (InsZaberRequest){ .device = axis->device,
                                                   .axis = axis->number,
                                                   .command = command };
}

static void
add_setting (Start *start,
             InsZaberAxis *axis,
             guint i,
             const char *setting,
             double value,
             double *known)
{
  g_autofree char *number = ins_number_format_fixed (value, 0);

  if (isnan (value) || value == *known)
    return;
  start->known[start->n] = known;
  start->values[start->n] = value;
  *known = (double)NAN; /* until it is known to have been taken */
  add_request (start, axis, i, g_strdup_printf ("set %s %s", setting, number));
  start->n_settings++;
}

static void
collect (InsZaberStage *self, const InsPosition *target, const InsPosition *speed, Start *start)
{
  double speed_data, acceleration_data;

  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsZaberAxis *axis = &self->axes[i];

      if (isnan (target->mm[i]) || axis->takes_speed)
        continue;
      get_data (self, i, speed->mm[i], &speed_data, &acceleration_data);
      add_setting (start, axis, i, "maxspeed", speed_data, &axis->speed_now);
      add_setting (start, axis, i, "accel", acceleration_data, &axis->acceleration_now);
    }
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsZaberAxis *axis = &self->axes[i];

      if (isnan (target->mm[i]))
        continue;
      get_data (self, i, speed->mm[i], &speed_data, &acceleration_data);
      add_request (start, axis, i,
                   format_move (axis, target->mm[i], speed_data, acceleration_data));
      start->requests[start->n - 1].is_motion = TRUE;
    }
}

static void
clear_start (Start *start)
{
  for (guint k = 0; k < start->n; k++)
    g_free (start->commands[k]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Start, clear_start)

/* A setting that had to be sent again may have come behind the move, which then is given again:
 * a new one takes the running one's place. */
static gboolean
exchange_start (InsZaberStage *self, Start *start, GError **error)
{
  double until_s = ins_clock_now_s () + INS_ZABER_ANSWER_S;
  gboolean is_late = FALSE;

  if (!ins_zaber_stage_exchange (self, start->requests, start->n, until_s, error))
    return FALSE;
  for (guint k = 0; k < start->n_settings; k++)
    {
      is_late |= start->requests[k].n_sent > 1;
      if (start->requests[k].reply.is_accepted)
        *start->known[k] = start->values[k];
    }

  return !is_late || ins_zaber_stage_exchange (self, start->requests + start->n_settings,
                                               start->n - start->n_settings,
                                               ins_clock_now_s () + INS_ZABER_ANSWER_S, error);
}

/* FALSE without an error: an axis takes no speed with its move and is to be told before it. */
static gboolean
start_once (InsZaberStage *self,
            const InsPosition *target,
            const InsPosition *speed,
            GError **error)
{
  g_auto (Start) start = { 0 };
  guint n_started = 0;
  gboolean all = TRUE, is_told = FALSE;

  collect (self, target, speed, &start);
  if (!exchange_start (self, &start, error))
    return FALSE;
  for (guint k = 0; k < start.n; k++)
    {
      const InsZaberRequest *request = &start.requests[k];
      InsZaberAxis *axis = &self->axes[start.axes[k]];

      all &= request->reply.is_accepted;
      if (request->reply.is_accepted)
        n_started += request->is_motion;
      else if (request->is_motion && may_not_take_speed (request, axis->takes_speed))
        axis->takes_speed = FALSE;
      else if (!is_told) /* the first one */
        {
          ins_zaber_stage_set_refusal (self, request, error);
          is_told = TRUE;
        }
    }
  if (!all)
    end_half (self, n_started);

  return all;
}

/* All axes by one exchange, so that a slow link is waited for once. */
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

  while (!start_once (self, target, speed, &failure)) /* one axis less takes it each time */
    if (failure != NULL)
      {
        g_propagate_error (error, g_steal_pointer (&failure));
        return FALSE;
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
