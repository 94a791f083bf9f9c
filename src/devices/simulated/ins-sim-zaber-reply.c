/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/simulated/ins-sim-zaber-private.h"

/* In the order of the bits. */
static const char letters[][3] = { "FH", "FO", "FS", "FE", "WL", "WV", "WR", "NI" };

static const char *
get_gravest (guint warnings)
{
  for (guint bit = 0; bit < G_N_ELEMENTS (letters); bit++)
    if (warnings & (1u << bit))
      return letters[bit];

  return "--";
}

static guint
collect (InsSimZaber *self, const InsSimZaberCommand *command)
{
  guint warnings = 0;

  for (guint i = 0; i < INS_N_AXES; i++)
    if (ins_sim_zaber_is_addressed (&self->axis[i], command))
      warnings |= self->axis[i].warnings;

  return warnings;
}

static const char *
get_busy (InsSimZaber *self, const InsSimZaberCommand *command, double now_s)
{
  for (guint i = 0; i < INS_N_AXES; i++)
    if (ins_sim_zaber_is_addressed (&self->axis[i], command) &&
        ins_sim_zaber_is_moving (self, i, now_s))
      return "BUSY";

  return "IDLE";
}

/* With checksum, if that is set, and line end. */
static void
send (InsSimZaber *self, GString *text, double now_s)
{
  guint8 sum = 0;

  for (gsize i = 1; i < text->len; i++)
    sum = (guint8)(sum + (guint8)text->str[i]);
  if (self->has_checksums)
    g_string_append_printf (text, ":%02X", (guint8)-sum);
  g_string_append (text, "\r\n");
  ins_sim_wire_send (self->parent.wire, text->str, now_s);
}

void
ins_sim_zaber_reply (InsSimZaber *self,
                     const InsSimZaberCommand *command,
                     const char *rejection,
                     const char *data,
                     double now_s)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "@%02u %u", command->device, command->number);
  if (command->id != INS_SIM_ZABER_NO_ID)
    g_string_append_printf (text, " %02d", command->id);
  g_string_append_printf (text, " %s %s %s %s", rejection == NULL ? "OK" : "RJ",
                          get_busy (self, command, now_s), get_gravest (collect (self, command)),
                          rejection == NULL ? data : rejection);
  send (self, text, now_s);
}

void
ins_sim_zaber_send_alert (InsSimZaber *self, const InsSimZaberAxis *axis, double now_s)
{
  InsSimZaberCommand whose = { .device = axis->device, .number = axis->number };
  g_autoptr (GString) text = g_string_new (NULL);

  if (!self->has_alerts)
    return;
  g_string_printf (text, "!%02u %u %s %s", axis->device, axis->number,
                   get_busy (self, &whose, now_s), get_gravest (axis->warnings));
  send (self, text, now_s);
}

char *
ins_sim_zaber_list_warnings (InsSimZaber *self, const InsSimZaberCommand *command)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint warnings = collect (self, command), n = 0;

  for (guint bit = 0; bit < G_N_ELEMENTS (letters); bit++)
    if (warnings & (1u << bit))
      {
        g_string_append_printf (list, " %s", letters[bit]);
        n++;
      }

  return g_strdup_printf ("%02u%s", n, list->str);
}
