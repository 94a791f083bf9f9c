/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-zaber-stage-private.h"
#include "devices/stage/ins-zaber-warnings.h"

#define UM_PER_MM 1000.0

static gboolean
is_warning_code (const char *word)
{
  return strlen (word) == 2 && g_ascii_isupper (word[0]) && g_ascii_isupper (word[1]);
}

/* All of an axis' warnings: its reply's own, and the list, in which numbers are how many. */
static void
take_warnings (InsZaberAxis *axis, const InsZaberMessage *reply)
{
  g_auto (GStrv) words = g_strsplit (reply->data, " ", -1);

  axis->n_warnings = 0;
  if (strcmp (reply->warning, INS_ZABER_NO_WARNING) != 0)
    g_strlcpy (axis->warnings[axis->n_warnings++], reply->warning, sizeof axis->warnings[0]);
  for (char **word = words; reply->is_accepted && *word != NULL; word++)
    if (is_warning_code (*word) && strcmp (*word, reply->warning) != 0 &&
        axis->n_warnings < INS_ZABER_MAX_WARNINGS)
      g_strlcpy (axis->warnings[axis->n_warnings++], *word, sizeof axis->warnings[0]);
}

static gboolean
is_grave (const char *warning)
{
  return warning[0] == 'F' || warning[0] == 'W';
}

/* Notes are the device's; graver ones are asked for axis by axis when the gravest has changed, and
 * at rest as long as there is one. */
static gboolean
update_warnings (InsZaberStage *self,
                 InsZaberDevice *device,
                 const InsZaberMessage *reply,
                 double until_s,
                 GError **error)
{
  gboolean is_new = strcmp (device->warning, reply->warning) != 0;

  if (!is_new && (!is_grave (reply->warning) || reply->is_busy))
    return TRUE;
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      InsZaberAxis *axis = &self->axes[i];
      InsZaberRequest request = { .device = device->number,
                                  .axis = axis->number,
                                  .command = "warnings" };

      if (axis->device != device->number)
        continue;
      if (is_grave (reply->warning))
        {
          if (!ins_zaber_stage_exchange (self, &request, 1, until_s, error))
            return FALSE;
          take_warnings (axis, &request.reply);
          continue;
        }
      axis->n_warnings = strcmp (reply->warning, INS_ZABER_NO_WARNING) != 0;
      g_strlcpy (axis->warnings[0], reply->warning, sizeof axis->warnings[0]);
    }
  g_strlcpy (device->warning, reply->warning, sizeof device->warning);

  return TRUE;
}

gboolean
ins_zaber_axis_has_alarm (const InsZaberAxis *axis)
{
  for (guint i = 0; i < axis->n_warnings; i++)
    if (ins_zaber_warning_gravity (axis->warnings[i]) == INS_ZABER_ALARM)
      return TRUE;

  return FALSE;
}

static void
tell_warning (const InsZaberAxis *axis, const char *code, InsSerialState *state)
{
  InsZaberGravity gravity = ins_zaber_warning_gravity (code);
  g_autofree char *text = ins_zaber_warning_text (code);
  char *place = gravity == INS_ZABER_ALARM ? state->alarm_message : state->notice;

  if (gravity != INS_ZABER_NOTE && place[0] == '\0')
    g_strlcpy (place, text, sizeof state->notice);
}

static void
fill_axis (const InsZaberStage *self, guint i, InsSerialState *state)
{
  const InsZaberAxis *axis = &self->axes[i];
  guint bit = 1u << i;

  state->homed_mask |= bit;
  for (guint k = 0; k < axis->n_warnings; k++)
    {
      const char *code = axis->warnings[k];

      tell_warning (axis, code, state);
      if (ins_zaber_warning_is_unhomed (code))
        state->homed_mask &= ~bit;
      if (ins_zaber_warning_is_lost (code))
        state->lost_mask |= bit;
      if (ins_zaber_warning_is_limit (code))
        state->limit_mask |= bit;
    }
}

static gboolean
fill_positions (const InsZaberStage *self,
                const InsZaberDevice *device,
                const InsZaberMessage *reply,
                InsSerialState *state)
{
  double steps[INS_ZABER_MAX_AXIS];
  guint n = reply->is_accepted ? ins_zaber_parse_values (reply->data, steps, INS_ZABER_MAX_AXIS)
                               : 0;

  if (n != device->n_axes)
    return FALSE;
  for (guint i = 0; i < INS_N_AXES; i++)
    {
      const InsZaberAxis *axis = &self->axes[i];

      if (axis->device != device->number)
        continue;
      state->position.mm[i] = steps[axis->number - 1] * axis->um_per_step / UM_PER_MM;
      if (reply->is_busy)
        state->moving_mask |= 1u << i;
    }

  return TRUE;
}

/* Position and state of all axes in one reply per device. */
static gboolean
ask_positions (InsZaberStage *self, InsSerialState *state, double until_s, GError **error)
{
  InsZaberRequest requests[INS_N_AXES] = { 0 };
  gboolean is_good;

  do
    {
      for (guint i = 0; i < self->n_devices; i++)
        requests[i] = (InsZaberRequest){ .device = self->devices[i].number, .command = "get pos" };
      state->moving_mask = 0;
      state->asked_s = ins_clock_now_s ();
      if (!ins_zaber_stage_exchange (self, requests, self->n_devices, until_s, error))
        return FALSE;
      state->answered_s = ins_serial_stage_get_link (INS_SERIAL_STAGE (self))->heard_s;
      is_good = TRUE;
      for (guint i = 0; i < self->n_devices; i++)
        is_good = fill_positions (self, &self->devices[i], &requests[i].reply, state) && is_good;
    }
  while (!is_good && ins_clock_now_s () < until_s);
  if (!is_good)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                   _ ("The Zaber controller answers “%s” instead of its position. Connect to it "
                      "again."),
                   requests[0].reply.data);
      return FALSE;
    }
  for (guint i = 0; i < self->n_devices; i++)
    if (!update_warnings (self, &self->devices[i], &requests[i].reply, until_s, error))
      return FALSE;

  return TRUE;
}

gboolean
ins_zaber_stage_query (InsSerialStage *stage, InsSerialState *state, double until_s, GError **error)
{
  InsZaberStage *self = INS_ZABER_STAGE (stage);

  if (!ask_positions (self, state, until_s, error))
    return FALSE;
  for (guint i = 0; i < INS_N_AXES; i++)
    if (self->axes[i].device != 0)
      fill_axis (self, i, state);

  return TRUE;
}
