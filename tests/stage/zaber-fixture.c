/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "zaber-fixture.h"

#define N_SETTINGS 6

static const struct
{
  const char *name;
  int value;
} settings[N_SETTINGS] = {
  { "limit.min", 0 },   { "limit.max", 200000 }, { "maxspeed", 327680 }, /* 100 mm/s at 0.5 um */
  { "accel", 163 },                                                      /* 497.4 mm/s^2 */
  { "resolution", 64 },
};

static void
append_values (const ZaberDevice *device, const char *name, GString *data)
{
  for (guint axis = 0; axis < device->n_axes; axis++)
    {
      int value = (int)device->steps[axis];

      for (guint i = 0; i < N_SETTINGS; i++)
        if (g_strcmp0 (settings[i].name, name) == 0)
          value = settings[i].value;
      if (device->is_there[axis])
        g_string_append_printf (data, " %d", value);
      else
        g_string_append (data, " NA");
    }
}

static void
append_data (ZaberDevice *device, const char *command, GString *data)
{
  if (g_str_has_prefix (command, "set comm.checksum"))
    device->gives_sums = g_str_has_suffix (command, " 1");
  if (g_str_has_prefix (command, "get version"))
    g_string_append_printf (data, " %s", device->version);
  else if (g_str_has_prefix (command, "get deviceid"))
    g_string_append (data, " 30222");
  else if (strcmp (command, "get comm.checksum") == 0)
    g_string_append_printf (data, " %d", device->gives_sums);
  else if (g_str_has_prefix (command, "get "))
    append_values (device, command + 4, data);
  else if (strcmp (command, "warnings") == 0)
    g_string_append_printf (data, " %s", device->list);
  else
    g_string_append (data, " 0");
}

/* A line has to be one that its sum fits. */
static char *
take_off_checksum (const char *line)
{
  g_autofree char *text = g_strdup (line);
  char *colon = strrchr (text, ':');
  guint8 sum = 0;

  if (colon == NULL)
    return g_steal_pointer (&text);
  for (const char *at = text + 1; at < colon; at++)
    sum = (guint8)(sum + (guint8)*at);
  g_assert_cmpuint (g_ascii_strtoull (colon + 1, NULL, 16), ==, (guint8)-sum);
  *colon = '\0';

  return g_steal_pointer (&text);
}

/* Over all behind the '@'. */
static void
append_checksum (GString *line)
{
  guint8 sum = 0;

  for (gsize i = 1; i < line->len; i++)
    sum = (guint8)(sum + (guint8)line->str[i]);
  g_string_append_printf (line, ":%02X", (guint8)-sum);
}

/* What may happen to a line on its way; its end is put to it. */
static void
spoil (ZaberFixture *f, const char *command, GString *line)
{
  if (f->n_no_signs > 0 && strcmp (command, "get pos") == 0)
    {
      f->n_no_signs--;
      g_string_replace (line, " -- -", " -- ", 0);
    }
  if (f->n_garbled > 0)
    {
      f->n_garbled--;
      line->str[1] = '?';
    }
  if (f->n_merged > 0)
    f->n_merged--;
  else
    g_string_append (line, "\r\n");
}

static void
answer_device (ZaberFixture *f,
               guint number,
               guint axis,
               const char *id,
               const char *command,
               GString *answer)
{
  ZaberDevice *device = &f->devices[number - 1];
  gboolean is_rejected = f->n_rejections > 0 && g_str_has_prefix (command, f->reject);
  gboolean is_unknown = !device->knows_sums && strstr (command, "comm.checksum") != NULL;
  g_autoptr (GString) data = g_string_new (NULL);
  g_autoptr (GString) line = g_string_new (NULL);

  if (strcmp (command, "warnings clear") == 0 && !is_rejected)
    device->warning = device->list = "--";
  if (is_rejected || is_unknown)
    g_string_append_printf (data, " %s", is_rejected ? f->reason : "BADCOMMAND");
  else
    append_data (device, command, data);
  g_string_append_printf (line, "@%02u %u%s%s %s %s %s%s", number, axis, *id != '\0' ? " " : "", id,
                          is_rejected || is_unknown ? "RJ" : "OK",
                          device->is_busy ? "BUSY" : "IDLE", device->warning, data->str);
  f->n_rejections -= is_rejected;
  if (device->gives_sums)
    append_checksum (line);
  spoil (f, command, line);
  g_string_append_printf (answer, "%s%s", f->before, line->str);
}

static char *
answer (LinePeer *peer, const char *line, gpointer user_data)
{
  ZaberFixture *f = user_data;
  g_autofree char *text = take_off_checksum (line);
  g_autoptr (GString) reply = g_string_new (NULL);
  guint device = 0, axis = 0;
  int n_read = 0;
  char id[4] = "";
  const char *command = text + 1;

  if (sscanf (command, "%u %u %3[0-9]%n", &device, &axis, id, &n_read) == 3)
    command += n_read + (command[n_read] == ' ');
  if (f->delay_s > 0.0)
    ins_clock_sleep_s (f->delay_s);
  if (f->keep != NULL && g_str_has_prefix (command, f->keep))
    return NULL;
  for (guint number = 1; number <= ZABER_MAX_DEVICES; number++)
    if (f->devices[number - 1].n_axes > 0 && (device == 0 || device == number))
      answer_device (f, number, axis, id, command, reply);

  return g_string_free (g_steal_pointer (&reply), FALSE);
}

void
zaber_fixture_set_up (ZaberFixture *f, gconstpointer data)
{
  for (guint i = 0; i < ZABER_MAX_DEVICES; i++)
    {
      ZaberDevice *device = &f->devices[i];

      device->version = "7.14";
      device->knows_sums = TRUE;
      device->warning = device->list = "--";
      for (guint axis = 0; axis < ZABER_MAX_AXES; axis++)
        {
          device->is_there[axis] = TRUE;
          device->steps[axis] = 1000.0 * (10 * i + axis + 1);
        }
    }
  f->devices[0].n_axes = 3;
  f->reject = f->reason = f->before = "";
  f->peer = line_peer_new (answer, f);
}

void
zaber_fixture_tear_down (ZaberFixture *f, gconstpointer data)
{
  g_clear_object (&f->stage);
  line_peer_free (f->peer);
}

void
zaber_fixture_make (ZaberFixture *f, const char *options)
{
  g_autofree char *address = g_strdup_printf (
      "zaber:x?%s%s%s",
      *options == '!' ? "" : "x_um_per_step=0.5&y_um_per_step=0.5&z_um_per_step=0.25",
      *options == '!' || *options == '\0' ? "" : "&", *options == '!' ? options + 1 : options);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (address, &error);
  InsStageOptions parsed;

  g_assert_no_error (error);
  g_assert_true (ins_stage_options_parse (&parsed, uri, &error));
  f->stage = ins_zaber_stage_new (f->peer->near_end, &parsed);
}

void
zaber_fixture_open (ZaberFixture *f, const char *options)
{
  g_autoptr (GError) error = NULL;

  zaber_fixture_make (f, options);
  g_assert_true (ins_stage_open (f->stage, NULL, &error) || error != NULL);
  g_assert_no_error (error);
}

InsStageReport
zaber_fixture_poll (ZaberFixture *f)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;
  gboolean done = ins_stage_poll (f->stage, &report, &error);

  g_assert_no_error (error);
  g_assert_true (done);

  return report;
}

void
zaber_fixture_assert_move_fails (ZaberFixture *f, double x, double z, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  const InsPosition target = { { x, (double)NAN, z } };

  g_assert_false (ins_stage_move (f->stage, &target, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
}
