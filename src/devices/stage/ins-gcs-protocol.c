/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/stage/ins-gcs-protocol.h"

#define READY_BYTE 0xB1
#define BUSY_BYTE 0xB0
#define N_DECIMALS 6 /* nanometres; commands are read as plain decimal numbers */

/* Length of the answer without the LF at its end; -1 if that has not come. */
static gssize
find_end (const char *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != ' '))
      return (gssize)i;

  return -1;
}

/* A line without blanks around it. */
static gboolean
copy_text (char *target, gsize size, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return g_utf8_validate (stripped, -1, NULL) && g_strlcpy (target, stripped, size) < size;
}

/* "1=10.000000", "1 2=X": what stands before the sign is the key. */
static gboolean
parse_item (const char *line, gboolean wants_number, InsGcsItem *item)
{
  const char *equals = strchr (line, '=');
  g_autofree char *key = equals != NULL ? g_strndup (line, (gsize)(equals - line)) : NULL;

  item->number = (double)NAN;
  if (key == NULL || !copy_text (item->key, sizeof item->key, key) || item->key[0] == '\0' ||
      !copy_text (item->text, sizeof item->text, equals + 1))
    return FALSE;

  return ins_number_parse (item->text, &item->number) || (!wants_number && item->text[0] != '\0');
}

static gboolean
parse_name (const char *line, InsGcsItem *item)
{
  *item = (InsGcsItem){ .number = (double)NAN };
  if (!copy_text (item->key, sizeof item->key, line) || item->key[0] == '\0')
    return FALSE;
  for (const char *at = item->key; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;

  return TRUE;
}

static gboolean
parse_items (char **lines, InsGcsForm form, InsGcsReply *reply)
{
  for (char **line = lines; *line != NULL; line++)
    {
      InsGcsItem *item = &reply->items[reply->n];

      if (reply->n == INS_GCS_MAX_ITEMS)
        return FALSE;
      if (form == INS_GCS_FORM_NAMES ? !parse_name (*line, item)
                                     : !parse_item (*line, form == INS_GCS_FORM_VALUES, item))
        return FALSE;
      reply->n++;
    }

  return reply->n > 0;
}

static gboolean
parse_whole (const char *text, int base, gint64 minimum, gint64 maximum, gint64 *value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *end = stripped;

  *value = g_ascii_strtoll (stripped, &end, base);

  return end != stripped && *end == '\0' && *value >= minimum && *value <= maximum;
}

/* Some say who made them with a copyright sign of another alphabet. */
static gboolean
take_text (const char *line, InsGcsReply *reply)
{
  g_autofree char *ascii = g_strdup (line);

  for (char *at = ascii; *at != '\0'; at++)
    if (!g_ascii_isprint (*at))
      *at = '?';

  return copy_text (reply->text, sizeof reply->text, ascii) && reply->text[0] != '\0';
}

static gboolean
parse_line (const char *line, InsGcsForm form, InsGcsReply *reply)
{
  gint64 value = 0;

  switch (form)
    {
    case INS_GCS_FORM_TEXT:
      return take_text (line, reply);
    case INS_GCS_FORM_CODE:
      if (!parse_whole (line, 10, G_MININT, G_MAXINT, &value))
        return FALSE;
      reply->code = (int)value;
      return TRUE;
    case INS_GCS_FORM_MASK:
      if (!parse_whole (line, 16, 0, G_MAXUINT, &value))
        return FALSE;
      reply->mask = (guint)value;
      return TRUE;
    case INS_GCS_FORM_READY:
      reply->is_ready = (guchar)line[0] == READY_BYTE;
      return line[0] != '\0' && line[1] == '\0' &&
             (reply->is_ready || (guchar)line[0] == BUSY_BYTE);
    case INS_GCS_FORM_NAMES:
    case INS_GCS_FORM_VALUES:
    case INS_GCS_FORM_SETTINGS:
    default:
      return FALSE;
    }
}

InsGcsOutcome
ins_gcs_parse (const char *bytes, gsize n_bytes, InsGcsForm form, InsGcsReply *reply)
{
  gssize n = find_end (bytes, n_bytes);
  g_autoptr (GString) text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean is_list = form == INS_GCS_FORM_NAMES || form == INS_GCS_FORM_VALUES ||
                     form == INS_GCS_FORM_SETTINGS;

  memset (reply, 0, sizeof *reply);
  if (n < 0)
    return INS_GCS_NEED_MORE;
  if (memchr (bytes, '\0', (gsize)n) != NULL)
    return INS_GCS_BAD;
  text = g_string_new_len (bytes, n);
  g_string_replace (text, "\r", "", 0);
  lines = g_strsplit (text->str, "\n", -1);
  if (is_list ? parse_items (lines, form, reply)
              : g_strv_length (lines) == 1 && parse_line (lines[0], form, reply))
    return INS_GCS_REPLY;

  return INS_GCS_BAD;
}

const InsGcsItem *
ins_gcs_reply_find (const InsGcsReply *self, const char *key)
{
  for (guint i = 0; i < self->n; i++)
    if (strcmp (self->items[i].key, key) == 0)
      return &self->items[i];

  return NULL;
}

gboolean
ins_gcs_parse_identity (const char *text, char *name, gsize size)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint n = g_strv_length (parts);

  if (strstr (text, "Physik Instrumente") == NULL || n < 2)
    return FALSE;
  g_snprintf (name, size, "PI %s%s%s", g_strstrip (parts[1]), n > 3 ? " " : "",
              n > 3 ? g_strstrip (parts[3]) : "");

  return TRUE;
}

void
ins_gcs_append_value (GString *command, const char *axis, double value)
{
  g_autofree char *number = ins_number_format_fixed (value, N_DECIMALS);

  g_string_append_printf (command, " %s %s", axis, number);
}

static const struct
{
  int code;
  const char *text;
} errors[] = {
  { -1008, N_ ("it is busy, as while it homes") },
  { 0, N_ ("no error") },
  { 1, N_ ("a parameter is not understood") },
  { 2, N_ ("it does not know this command") },
  { 3, N_ ("the command is too long") },
  { 5, N_ ("the axis has not been homed, or its servo is off") },
  { 7, N_ ("the target lies outside the travel") },
  { 8, N_ ("the axis cannot go that fast") },
  { 10, N_ ("it was stopped by a command") },
  { 15, N_ ("there is no such axis") },
  { 17, N_ ("a parameter is out of range") },
  { 23, N_ ("there is no such axis") },
  { 24, N_ ("the number of parameters is wrong") },
  { 26, N_ ("a parameter is missing") },
  { 27, N_ ("the target lies outside the controller's soft limits") },
  { 31, N_ ("the axis has no reference switch, or it was not found") },
  { 216, N_ ("the axis stands on a limit switch") },
  { 500, N_ ("the emergency stop is pressed") },
  { 501, N_ ("the emergency stop was pressed and has not been reset since") },
  { 1024,
    N_ ("the axis could not follow (blocked, overloaded or too fast) and its servo has let go") },
};

const char *
ins_gcs_get_error_text (int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].code == code)
      return _ (errors[i].text);

  return _ ("it gives no reason that this program knows; see its manual");
}

gboolean
ins_gcs_is_fault (int code)
{
  return code == 216 || code == 500 || code == 501 || code == INS_GCS_ERROR_MOTION;
}

gboolean
ins_gcs_is_limit (int code)
{
  return code == 7 || code == 27 || code == 216;
}
