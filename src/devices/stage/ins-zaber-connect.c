/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/stage/ins-zaber-stage-private.h"

#define WHO_IS_THERE "/\n"
#define N_ATTEMPTS 3
#define FIRST_ANSWER_S 0.4
#define NEXT_ANSWER_S 0.12 /* each device of a chain passes it on */
#define SPEED_WITH_MOVE_VERSION 7.25
#define MM_PER_UM 1e-3

/* ---- who is there -------------------------------------------------------------------------- */

/* Everybody on the line answers. FALSE with an error. */
static gboolean
collect_answers (InsZaberStage *self,
                 gboolean *is_there,
                 guint *n_there,
                 guint *n_other,
                 GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double until_s = ins_clock_now_s () + FIRST_ANSWER_S;
  InsLineOutcome outcome;

  if (!ins_line_link_write (link, WHO_IS_THERE, error))
    return FALSE;
  while ((outcome = ins_line_link_read (link, until_s, error)) == INS_LINE_READ)
    {
      InsZaberMessage message;

      if (!ins_zaber_parse_line (link->line, &message))
        (*n_other)++;
      else if (message.kind == INS_ZABER_REPLY)
        {
          *n_there += !is_there[message.device];
          is_there[message.device] = TRUE;
          until_s = ins_clock_now_s () + NEXT_ANSWER_S;
        }
    }

  return outcome != INS_LINE_FAILED;
}

static gboolean
find_devices (InsZaberStage *self, gboolean *is_there, GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  const char *name = ins_transport_get_name (link->transport);
  guint n_there = 0, n_other = 0;

  for (guint attempt = 0; attempt < N_ATTEMPTS && n_there == 0; attempt++)
    if (!collect_answers (self, is_there, &n_there, &n_other, error))
      return FALSE;
  /* a garbled answer must not leave a device out */
  if (n_there > 0 && n_other > 0 && !collect_answers (self, is_there, &n_there, &n_other, error))
    return FALSE;
  if (n_there > 0)
    return TRUE;
  if (n_other > 0)
    g_set_error (
        error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
        _ ("What answers at %s is no Zaber controller in ASCII protocol. Check the port and "
           "its speed (115200 baud)."),
        name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No Zaber controller answers at %s. Check power, cable and port, and that it "
                    "speaks ASCII at 115200 baud, not the older binary protocol."),
                 name);

  return FALSE;
}

/* ---- the rig's axes ------------------------------------------------------------------------ */

/* How many axes a device has; gaps between them count. */
static gboolean
count_axes (InsZaberStage *self, guint device, double *positions, guint *n_axes, GError **error)
{
  if (!ins_zaber_stage_want_checksums (self, device, error) ||
      !ins_zaber_stage_get_values (self, device, "pos", positions, n_axes, error))
    return FALSE;
  if (*n_axes > 0)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
               _ ("Zaber device %u does not tell its position."), device);

  return FALSE;
}

static gboolean
is_taken (const InsZaberStage *self, guint device, guint number)
{
  for (guint i = 0; i < INS_N_AXES; i++)
    if (self->axes[i].device == device && self->axes[i].number == number)
      return TRUE;

  return FALSE;
}

/* "2": its first axis; "2.3". */
static gboolean
parse_name (const char *name, guint *device, guint *number)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);
  guint64 values[2] = { 0, 1 };

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_ascii_string_to_unsigned (
            parts[i], 10, 1, i == 0 ? INS_ZABER_MAX_DEVICE : INS_ZABER_MAX_AXIS, &values[i], NULL))
      return FALSE;
  *device = (guint)values[0];
  *number = (guint)values[1];

  return TRUE;
}

/* Those that the address names. */
static gboolean
assign_named (InsZaberStage *self, const gboolean *is_there, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));

  for (guint i = 0; i < INS_N_AXES; i++)
    {
      double positions[INS_ZABER_MAX_AXIS];
      guint device, number, n_axes;

      if (!options->has_name[i] || options->name[i][0] == '\0')
        continue;
      if (!parse_name (options->name[i], &device, &number))
        {
          g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                       _ ("“%s” is no axis of a Zaber chain. Write the device's number, or device "
                          "and axis as in 1.2."),
                       options->name[i]);
          return FALSE;
        }
      n_axes = 0;
      if (is_there[device] && !count_axes (self, device, positions, &n_axes, error))
        return FALSE;
      if (number > n_axes || isnan (positions[number - 1]) || is_taken (self, device, number))
        {
          g_set_error (
              error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
              _ ("The %c axis is said to be axis %u of Zaber device %u, which is not there "
                 "(or taken already). Check the stage's address."),
              INS_AXIS_LETTERS[i], number, device);
          return FALSE;
        }
      self->axes[i].device = device;
      self->axes[i].number = number;
    }

  return TRUE;
}

/* The others in the order in which they answer. */
static gboolean
assign_others (InsZaberStage *self, const gboolean *is_there, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));
  guint next = 0;

  for (guint device = 1; device <= INS_ZABER_MAX_DEVICE; device++)
    {
      double positions[INS_ZABER_MAX_AXIS];
      guint n_axes = 0;

      while (next < INS_N_AXES && options->has_name[next])
        next++;
      if (next >= INS_N_AXES)
        return TRUE;
      if (is_there[device] && !count_axes (self, device, positions, &n_axes, error))
        return FALSE;
      for (guint number = 1; number <= n_axes; number++)
        {
          while (next < INS_N_AXES && options->has_name[next])
            next++;
          if (next >= INS_N_AXES || isnan (positions[number - 1]) ||
              is_taken (self, device, number))
            continue;
          self->axes[next].device = device;
          self->axes[next].number = number;
          next++;
        }
    }

  return TRUE;
}

/* ---- what the devices say ------------------------------------------------------------------ */

/* Number in a setting of a device; NaN if it has none. */
static gboolean
get_number (InsZaberStage *self, guint device, const char *setting, double *value, GError **error)
{
  double values[INS_ZABER_MAX_AXIS];
  guint n;

  *value = (double)NAN;
  if (!ins_zaber_stage_get_values (self, device, setting, values, &n, error))
    return FALSE;
  if (n > 0)
    *value = values[0];

  return TRUE;
}

static gboolean
add_device (InsZaberStage *self, guint number, GError **error)
{
  InsZaberDevice *device = &self->devices[self->n_devices];
  double positions[INS_ZABER_MAX_AXIS], id;

  for (guint i = 0; i < self->n_devices; i++)
    if (self->devices[i].number == number)
      return TRUE;
  *device = (InsZaberDevice){ .number = number };
  g_strlcpy (device->warning, "", sizeof device->warning); /* none yet: ask */
  if (!count_axes (self, number, positions, &device->n_axes, error) ||
      !get_number (self, number, "version", &device->version, error) ||
      !get_number (self, number, "deviceid", &id, error))
    return FALSE;
  device->id = id > 0.0 ? (guint)id : 0;
  self->n_devices++;

  return TRUE;
}

static const InsZaberDevice *
find_device (const InsZaberStage *self, guint number)
{
  guint i = 0;

  while (i + 1 < self->n_devices && self->devices[i].number != number)
    i++;

  return &self->devices[i];
}

static gboolean
read_setting (InsZaberStage *self, guint i, const char *setting, double *value, GError **error)
{
  double values[INS_ZABER_MAX_AXIS];
  guint n, number = self->axes[i].number;

  *value = (double)NAN;
  if (!ins_zaber_stage_get_values (self, self->axes[i].device, setting, values, &n, error))
    return FALSE;
  if (number <= n)
    *value = values[number - 1];

  return TRUE;
}

static gboolean
read_axis (InsZaberStage *self, guint i, InsStageInfo *info, GError **error)
{
  const InsStageOptions *options = ins_serial_stage_get_options (INS_SERIAL_STAGE (self));
  InsZaberAxis *axis = &self->axes[i];
  double step_um = options->um_per_step[i], minimum, maximum;

  axis->um_per_step = step_um;
  axis->takes_speed = find_device (self, axis->device)->version >= SPEED_WITH_MOVE_VERSION;
  if (!read_setting (self, i, "limit.min", &minimum, error) ||
      !read_setting (self, i, "limit.max", &maximum, error) ||
      !read_setting (self, i, "maxspeed", &axis->speed_data, error) ||
      !read_setting (self, i, "accel", &axis->acceleration_data, error))
    return FALSE;
  axis->speed_now = axis->speed_data;
  axis->acceleration_now = axis->acceleration_data;
  info->travel_minimum.mm[i] = minimum * step_um * MM_PER_UM;
  info->travel_maximum.mm[i] = maximum * step_um * MM_PER_UM;
  info->maximum_speed.mm[i] = ins_zaber_speed_from_data (axis->speed_data, step_um);
  info->acceleration.mm[i] = axis->acceleration_data > 0.0 ? ins_zaber_acceleration_from_data (
                                                                 axis->acceleration_data, step_um)
                                                           : (double)NAN;
  info->resolution.mm[i] = step_um * MM_PER_UM;

  return TRUE;
}

/* The device counts microsteps, how long they are is known to its data sheet only. */
static gboolean
ask_for_scale (InsZaberStage *self, guint i, GError **error)
{
  InsSerialTraits *traits = ins_serial_stage_get_traits (INS_SERIAL_STAGE (self));
  char letter = (char)g_ascii_tolower (INS_AXIS_LETTERS[i]);
  g_autofree char *resolution = NULL;
  double microsteps;

  if (!isnan (self->axes[i].um_per_step))
    return TRUE;
  if (!read_setting (self, i, "resolution", &microsteps, error))
    return FALSE;
  resolution = isnan (microsteps) ? g_strdup ("?") : ins_number_format_fixed (microsteps, 0);
  g_snprintf (
      traits->refusal, sizeof traits->refusal,
      _ ("The length of a microstep of the %c axis is not known (%s per step). Take it from "
         "the data sheet and add %c_um_per_step=… to the stage's address."),
      INS_AXIS_LETTERS[i], resolution, letter);

  return TRUE;
}

static void
name_stage (const InsZaberStage *self, InsStageInfo *info)
{
  g_autoptr (GString) name = g_string_new ("Zaber");

  for (guint i = 0; i < self->n_devices; i++)
    {
      g_autofree char *version = ins_number_format_fixed (self->devices[i].version, 2);

      g_string_append_printf (name, "%s %u (%s)", i > 0 ? " +" : "", self->devices[i].id, version);
    }
  g_strlcpy (info->name, name->str, sizeof info->name);
}

/* Commands carry numbers, so that no late reply is taken for the answer to another one. */
static gboolean
check_ids (InsZaberStage *self, const gboolean *is_there, GError **error)
{
  double value;
  g_autoptr (GError) silence = NULL;
  guint device = 1;

  while (device < INS_ZABER_MAX_DEVICE && !is_there[device])
    device++;
  if (get_number (self, device, "version", &value, &silence))
    return TRUE;
  if (!g_error_matches (silence, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
    {
      g_propagate_error (error, g_steal_pointer (&silence));
      return FALSE;
    }
  g_set_error (
      error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
      _ ("Zaber device %u is there, but does not answer commands with a number. Firmware 7 "
         "is needed."),
      device);

  return FALSE;
}

gboolean
ins_zaber_stage_connect (InsSerialStage *stage, InsStageInfo *info, GError **error)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);
  InsSerialTraits *traits = ins_serial_stage_get_traits (stage);
  gboolean is_there[INS_ZABER_MAX_DEVICE + 1] = { FALSE };

  memset (self->axes, 0, sizeof self->axes);
  memset (self->sums, INS_ZABER_UNASKED, sizeof self->sums);
  self->n_devices = 0;
  self->trigger_device = 0;
  traits->missing_mask = 0;
  traits->refusal[0] = '\0';
  if (!find_devices (self, is_there, error) || !check_ids (self, is_there, error) ||
      !assign_named (self, is_there, error) || !assign_others (self, is_there, error))
    return FALSE;
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      if (self->axes[i].device == 0)
        traits->missing_mask |= 1u << i;
      else if (!add_device (self, self->axes[i].device, error) ||
               !read_axis (self, i, info, error) || !ask_for_scale (self, i, error))
        return FALSE;
    }
  if (self->n_devices == 0)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                           _ ("The Zaber controllers have no axis with a stage on it. Plug one in, "
                              "switch them off and on, then connect again."));
      return FALSE;
    }
  name_stage (self, info);
  info->can_home = TRUE;
  info->axes_independent = info->starts_together = info->preempts = TRUE;
  info->coordinated_axes = TRUE; /* by speeds and accelerations that are shared out */
  info->can_trigger = find_device (self, self->axes[INS_AXIS_X].device)->version >= 7.06;

  return TRUE;
}
