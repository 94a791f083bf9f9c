/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-zaber-private.h"

#define DEVICE_ID 30222
#define CHAIN_DEVICE_ID 50081
#define RESOLUTION 64
#define SPEED_WITH_MOVE_VERSION 7.25

#define LARGEST 1e15

/* ---- words --------------------------------------------------------------------------------- */

static gboolean
is_word (char *const *words, guint at, const char *text)
{
  return at < g_strv_length ((char **)words) && strcmp (words[at], text) == 0;
}

/* A whole number. */
static gboolean
take_number (char *const *words, guint at, double *value)
{
  return at < g_strv_length ((char **)words) && ins_number_parse (words[at], value) &&
         *value == round (*value) && fabs (*value) < LARGEST;
}

/* ---- settings ------------------------------------------------------------------------------ */

static gboolean
get_axis_setting (InsSimZaber *self, guint i, const char *setting, double now_s, double *value)
{
  const InsSimZaberAxis *axis = &self->axis[i];

  if (strcmp (setting, "pos") == 0)
    *value = (double)ins_sim_zaber_get_steps (self, i, now_s);
  else if (strcmp (setting, "limit.min") == 0)
    *value = (double)axis->limit_min;
  else if (strcmp (setting, "limit.max") == 0)
    *value = (double)axis->limit_max;
  else if (strcmp (setting, "maxspeed") == 0)
    *value = axis->speed;
  else if (strcmp (setting, "accel") == 0)
    *value = axis->acceleration;
  else if (strcmp (setting, "resolution") == 0)
    *value = RESOLUTION;
  else
    return FALSE;

  return TRUE;
}

/* (nullable): the whole device's. */
static char *
get_device_setting (InsSimZaber *self, const char *setting)
{
  gboolean is_chain = self->n_devices > 1;

  if (strcmp (setting, "version") == 0)
    return ins_number_format_fixed (self->version, 2);
  if (strcmp (setting, "deviceid") == 0 || strcmp (setting, "device.id") == 0)
    return g_strdup_printf ("%d", is_chain ? CHAIN_DEVICE_ID : DEVICE_ID);
  if (strcmp (setting, "axiscount") == 0 || strcmp (setting, "system.axiscount") == 0)
    return g_strdup_printf ("%d", is_chain ? 1 : INS_N_AXES);
  if (strcmp (setting, "comm.alert") == 0)
    return g_strdup (self->has_alerts ? "1" : "0");
  if (strcmp (setting, "comm.checksum") == 0)
    return g_strdup (self->has_checksums ? "1" : "0");

  return NULL;
}

static const char *
get (InsSimZaber *self, const InsSimZaberCommand *command, double now_s, char **data)
{
  const char *setting = command->words[1];
  g_autoptr (GString) values = g_string_new (NULL);

  if (setting == NULL)
    return "BADCOMMAND";
  *data = get_device_setting (self, setting);
  if (*data != NULL)
    return command->number == 0 ? NULL : "DEVICEONLY";
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      g_autofree char *text = NULL;
      double value;

      if (!ins_sim_zaber_is_addressed (&self->axis[i], command))
        continue;
      if (!get_axis_setting (self, i, setting, now_s, &value))
        return "BADCOMMAND";
      text = ins_number_format_fixed (value, 0);
      g_string_append_printf (values, "%s%s", values->len > 0 ? " " : "", text);
    }
  *data = g_string_free (g_steal_pointer (&values), FALSE);

  return NULL;
}

static const char *
set_axis_setting (InsSimZaber *self, guint i, const char *setting, double value, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];

  if (strcmp (setting, "maxspeed") == 0 && value >= 1.0)
    axis->speed = value;
  else if (strcmp (setting, "accel") == 0 && value >= 0.0)
    axis->acceleration = value;
  else if (strcmp (setting, "limit.min") == 0)
    axis->limit_min = (gint64)value;
  else if (strcmp (setting, "limit.max") == 0)
    axis->limit_max = (gint64)value;
  else if (strcmp (setting, "pos") == 0)
    {
      if (ins_sim_zaber_is_moving (self, i, now_s))
        return "STATUSBUSY";
      axis->zero_mm = ins_sim_axes_get_mm (self->axes, i, now_s) - value * axis->step_mm;
    }
  else
    return strcmp (setting, "maxspeed") == 0 || strcmp (setting, "accel") == 0 ? "BADDATA"
                                                                               : "BADCOMMAND";

  return NULL;
}

static const char *
set (InsSimZaber *self, const InsSimZaberCommand *command, double now_s)
{
  const char *rejection = NULL;
  double value;

  if (command->words[1] == NULL)
    return "BADCOMMAND";
  if (!take_number (command->words, 2, &value))
    return "BADDATA";
  if (strcmp (command->words[1], "comm.alert") == 0)
    self->has_alerts = value > 0.0;
  else if (strcmp (command->words[1], "comm.checksum") == 0)
    self->has_checksums = value > 0.0;
  else
    for (guint i = 0; i < INS_N_AXES && rejection == NULL; i++)
      if (ins_sim_zaber_is_addressed (&self->axis[i], command))
        rejection = set_axis_setting (self, i, command->words[1], value, now_s);

  return rejection;
}

/* ---- motion -------------------------------------------------------------------------------- */

/* Where "move abs N", "rel N", "min", "max" leads. FALSE: no number. */
static gboolean
find_target (InsSimZaber *self, guint i, char *const *words, double now_s, double *target)
{
  const InsSimZaberAxis *axis = &self->axis[i];

  if (is_word (words, 1, "min"))
    *target = (double)axis->limit_min;
  else if (is_word (words, 1, "max"))
    *target = (double)axis->limit_max;
  else if (!take_number (words, 2, target))
    return FALSE;
  else if (is_word (words, 1, "rel"))
    *target += (double)ins_sim_zaber_get_steps (self, i, now_s);

  return TRUE;
}

/* Behind the target of abs and rel, from 7.25 on. FALSE: not what it takes. */
static gboolean
take_speed (const InsSimZaber *self, char *const *words, double *speed, double *acceleration)
{
  guint n = g_strv_length ((char **)words);
  guint first = is_word (words, 1, "min") || is_word (words, 1, "max") ? 2 : 3;

  if (n == first)
    return TRUE;
  if (self->version < SPEED_WITH_MOVE_VERSION || n > first + 2)
    return FALSE;
  if (!take_number (words, first, speed) || *speed < 1.0)
    return FALSE;

  return n == first + 1 || (take_number (words, first + 1, acceleration) && *acceleration >= 0.0);
}

/* Runs on until told otherwise; 0 ramps down. */
static const char *
move_at_velocity (InsSimZaber *self, guint i, char *const *words, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];
  gboolean was_stopping = axis->is_stopping;
  double velocity;

  if (!take_number (words, 2, &velocity))
    return "BADDATA";
  if (velocity == 0.0)
    {
      axis->is_stopping = FALSE;
      ins_sim_zaber_stop (self, i, FALSE, now_s);
      axis->is_stopping = was_stopping;
      return NULL;
    }
  ins_sim_zaber_move (self, i, velocity < 0.0 ? axis->limit_min : axis->limit_max, fabs (velocity),
                      axis->acceleration, now_s);

  return NULL;
}

static const char *
move_axis (InsSimZaber *self, guint i, char *const *words, double now_s)
{
  InsSimZaberAxis *axis = &self->axis[i];
  double target, speed = axis->speed, acceleration = axis->acceleration;

  if (is_word (words, 1, "vel"))
    return move_at_velocity (self, i, words, now_s);
  if (!is_word (words, 1, "abs") && !is_word (words, 1, "rel") && !is_word (words, 1, "min") &&
      !is_word (words, 1, "max"))
    return "BADCOMMAND";
  if (!find_target (self, i, words, now_s, &target) ||
      !take_speed (self, words, &speed, &acceleration) || target < (double)axis->limit_min ||
      target > (double)axis->limit_max)
    return "BADDATA";
  ins_sim_zaber_move (self, i, (gint64)target, speed, acceleration, now_s);

  return NULL;
}

/* move, home, stop and estop: every axis that is meant. */
static const char *
run_axes (InsSimZaber *self, const InsSimZaberCommand *command, double now_s)
{
  const char *rejection = NULL;

  for (guint i = 0; i < INS_N_AXES && rejection == NULL; i++)
    {
      if (!ins_sim_zaber_is_addressed (&self->axis[i], command))
        continue;
      if (is_word (command->words, 0, "move"))
        rejection = move_axis (self, i, command->words, now_s);
      else if (is_word (command->words, 0, "home"))
        ins_sim_zaber_home (self, i, now_s);
      else
        ins_sim_zaber_stop (self, i, is_word (command->words, 0, "estop"), now_s);
    }

  return rejection;
}

/* ---- the rest ------------------------------------------------------------------------------ */

/* No reference is no matter of clearing. */
static const char *
run_warnings (InsSimZaber *self, const InsSimZaberCommand *command, char **data)
{
  if (command->words[1] != NULL && !is_word (command->words, 1, "clear"))
    return "BADCOMMAND";
  *data = ins_sim_zaber_list_warnings (self, command);
  if (command->words[1] == NULL)
    return NULL;
  for (guint i = 0; i < INS_N_AXES; i++)
    if (ins_sim_zaber_is_addressed (&self->axis[i], command))
      self->axis[i].warnings &= INS_SIM_ZABER_WR;

  return NULL;
}

static const char *
run_io (InsSimZaber *self, const InsSimZaberCommand *command, double now_s, char **data)
{
  double value;

  if (command->number != 0)
    return "DEVICEONLY";
  if (is_word (command->words, 1, "get") && is_word (command->words, 2, "do"))
    {
      *data = g_strdup (self->output ? "1" : "0");
      return NULL;
    }
  if (!is_word (command->words, 1, "set") || !is_word (command->words, 2, "do") ||
      !is_word (command->words, 3, "1"))
    return "BADCOMMAND";
  if (!take_number (command->words, 4, &value))
    return "BADDATA";
  ins_sim_zaber_set_output (self, value > 0.0, now_s);

  return NULL;
}

static const char *
run (InsSimZaber *self, const InsSimZaberCommand *command, double now_s, char **data)
{
  static const char *const moving[] = { "move", "home", "stop", "estop", NULL };
  char *const *words = command->words;

  if (words[0] == NULL)
    return NULL;
  if (g_strv_contains (moving, words[0]))
    return run_axes (self, command, now_s);
  if (is_word (words, 0, "get"))
    return get (self, command, now_s, data);
  if (is_word (words, 0, "set"))
    return set (self, command, now_s);
  if (is_word (words, 0, "warnings"))
    return run_warnings (self, command, data);
  if (is_word (words, 0, "io"))
    return run_io (self, command, now_s, data);
  if (is_word (words, 0, "trigger"))
    return command->number != 0
               ? "DEVICEONLY"
               : ins_sim_zaber_set_trigger (self, command->device, words + 1, now_s);
  if (is_word (words, 0, "tools") && is_word (words, 1, "echo"))
    {
      *data = g_strjoinv (" ", (char **)words + 2);
      return NULL;
    }

  return "BADCOMMAND";
}

void
ins_sim_zaber_execute (InsSimZaber *self, const InsSimZaberCommand *command, double now_s)
{
  g_autofree char *data = NULL;
  guint n_axes = self->n_devices == 1 ? INS_N_AXES : 1;
  const char *rejection = command->number <= n_axes ? run (self, command, now_s, &data) : "BADAXIS";

  ins_sim_zaber_reply (self, command, rejection, data != NULL && *data != '\0' ? data : "0", now_s);
}

/* FALSE: there is a checksum and it does not fit. Cuts it off. */
static gboolean
check (char *line)
{
  char *colon = strrchr (line, ':');
  guint8 sum = 0;

  if (colon == NULL || strlen (colon) != 3)
    return TRUE;
  for (const char *at = line; at < colon; at++)
    sum = (guint8)(sum + (guint8)*at);
  *colon = '\0';

  return (guint8)-sum == g_ascii_strtoull (colon + 1, NULL, 16);
}

/* Up to three numbers before the command: device, axis, id. Returns how many. */
static guint
take_address (char *const *words, guint *numbers)
{
  guint n = 0;

  while (n < 3 && words[n] != NULL &&
         (g_ascii_isdigit (words[n][0]) || (n == 2 && strcmp (words[n], "--") == 0)))
    {
      numbers[n] = (guint)g_ascii_strtoull (words[n], NULL, 10);
      n++;
    }

  return n;
}

void
ins_sim_zaber_take_line (InsSimZaber *self, const char *line, double now_s)
{
  g_autofree char *text = g_strdup (line);
  g_auto (GStrv) all = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  guint numbers[3] = { 0, 0, 0 }, n;
  InsSimZaberCommand command;

  if (!check (text))
    return;
  all = g_strsplit (text, " ", -1);
  for (char **word = all; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (words, *word);
  g_ptr_array_add (words, NULL);
  n = take_address ((char *const *)words->pdata, numbers);
  command = (InsSimZaberCommand){ .number = numbers[1],
                                  .id = n == 3 ? (int)numbers[2] : INS_SIM_ZABER_NO_ID,
                                  .words = (char *const *)words->pdata + n };
  for (guint device = 1; device <= self->n_devices; device++)
    if (numbers[0] == 0 || numbers[0] == device)
      {
        command.device = device;
        ins_sim_zaber_execute (self, &command, now_s);
      }
}
