/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/stage/ins-zaber-protocol.h"

#define UNITS_PER_STEP_PER_S 1.6384
#define ACCELERATION_DIVISOR 10000.0
#define UM_PER_MM 1000.0
#define N_CHECKSUM_BYTES 3 /* ":CC" */

/* ---- commands ------------------------------------------------------------------------------ */

guint8
ins_zaber_checksum (const char *text, gsize n_bytes)
{
  guint sum = 0;

  for (gsize i = 0; i < n_bytes; i++)
    sum += (guint8)text[i];

  return (guint8)(0x100 - (sum & 0xff));
}

char *
ins_zaber_format (guint device, guint axis, int id, const char *command)
{
  g_autoptr (GString) text = g_string_new ("/");
  gboolean has_id = id != INS_ZABER_NO_ID;

  if (device > 0 || axis > 0 || has_id)
    g_string_append_printf (text, "%u", device);
  if (axis > 0 || has_id)
    g_string_append_printf (text, " %u", axis);
  if (has_id)
    g_string_append_printf (text, " %02d", id);
  if (command[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 1 ? " " : "", command);
  g_string_append_printf (text, ":%02X\n", ins_zaber_checksum (text->str + 1, text->len - 1));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- messages ------------------------------------------------------------------------------ */

/* The next word: up to a blank or the end; @at goes behind the blank. FALSE: there is none. */
static gboolean
take_word (const char **at, char *word, gsize size)
{
  gsize n = strcspn (*at, " ");

  if (n == 0 || n >= size)
    return FALSE;
  memcpy (word, *at, n);
  word[n] = '\0';
  *at += n;
  if (**at == ' ')
    (*at)++;

  return TRUE;
}

static gboolean
parse_digits (const char *word, guint n_least, guint n_most, guint most, guint *value)
{
  gsize n = strlen (word);

  *value = 0;
  if (n < n_least || n > n_most)
    return FALSE;
  for (const char *digit = word; *digit != '\0'; digit++)
    {
      if (!g_ascii_isdigit (*digit))
        return FALSE;
      *value = 10 * *value + (guint)(*digit - '0');
    }

  return *value <= most;
}

/* "07" or "--"; anything else is the next field. */
static void
take_id (const char **at, int *id)
{
  const char *behind = *at;
  char word[8];
  guint value;

  *id = INS_ZABER_NO_ID;
  if (!take_word (&behind, word, sizeof word))
    return;
  if (parse_digits (word, 2, 2, INS_ZABER_N_IDS - 1, &value))
    *id = (int)value;
  else if (strcmp (word, "--") != 0)
    return;
  *at = behind;
}

/* One of two words. */
static gboolean
take_flag (const char **at, const char *yes, const char *no, gboolean *value)
{
  char word[8];

  if (!take_word (at, word, sizeof word))
    return FALSE;
  *value = strcmp (word, yes) == 0;

  return *value || strcmp (word, no) == 0;
}

static gboolean
take_warning (const char **at, InsZaberMessage *message)
{
  if (!take_word (at, message->warning, sizeof message->warning))
    return FALSE;

  return strcmp (message->warning, INS_ZABER_NO_WARNING) == 0 ||
         (g_ascii_isupper (message->warning[0]) && g_ascii_isupper (message->warning[1]));
}

static gboolean
take_kind (char character, InsZaberKind *kind)
{
  static const char characters[] = "@#!";
  const char *found = character != '\0' ? strchr (characters, character) : NULL;

  if (found == NULL)
    return FALSE;
  *kind = (InsZaberKind)(found - characters);

  return TRUE;
}

static gboolean
take_data (const char *at, InsZaberMessage *message)
{
  for (const char *character = at; *character != '\0'; character++)
    if (!g_ascii_isprint (*character))
      return FALSE;

  return g_strlcpy (message->data, at, sizeof message->data) < sizeof message->data;
}

/* Copies the line up to its checksum, if it has one. FALSE: it does not fit. */
static gboolean
take_checksum (const char *line, char *text, gsize size, gboolean *has_checksum)
{
  gsize n = strlen (line);
  const char *colon = n > N_CHECKSUM_BYTES ? line + n - N_CHECKSUM_BYTES : NULL;

  *has_checksum = colon != NULL && *colon == ':' && g_ascii_isxdigit (colon[1]) &&
                  g_ascii_isxdigit (colon[2]);
  if (*has_checksum)
    {
      guint said = (guint)(16 * g_ascii_xdigit_value (colon[1]) + g_ascii_xdigit_value (colon[2]));

      n = (gsize)(colon - line);
      if (said != ins_zaber_checksum (line + 1, n - 1))
        return FALSE;
    }
  if (n >= size)
    return FALSE;
  memcpy (text, line, n);
  text[n] = '\0';

  return TRUE;
}

gboolean
ins_zaber_parse_line (const char *line, InsZaberMessage *message)
{
  char text[INS_ZABER_DATA_BYTES + 32], word[8];
  const char *at = text + 1;

  memset (message, 0, sizeof *message);
  message->id = INS_ZABER_NO_ID;
  g_strlcpy (message->warning, INS_ZABER_NO_WARNING, sizeof message->warning);
  if (!take_kind (line[0], &message->kind) ||
      !take_checksum (line, text, sizeof text, &message->has_checksum))
    return FALSE;
  if (!take_word (&at, word, sizeof word) ||
      !parse_digits (word, 2, 2, INS_ZABER_MAX_DEVICE, &message->device) || message->device == 0 ||
      !take_word (&at, word, sizeof word) ||
      !parse_digits (word, 1, 1, INS_ZABER_MAX_AXIS, &message->axis))
    return FALSE;
  switch (message->kind)
    {
    case INS_ZABER_REPLY:
      take_id (&at, &message->id);
      return take_flag (&at, "OK", "RJ", &message->is_accepted) &&
             take_flag (&at, "BUSY", "IDLE", &message->is_busy) && take_warning (&at, message) &&
             *at != '\0' && take_data (at, message);
    case INS_ZABER_INFO:
      take_id (&at, &message->id);
      return take_data (at, message);
    case INS_ZABER_ALERT:
      return take_flag (&at, "BUSY", "IDLE", &message->is_busy) && take_warning (&at, message) &&
             *at == '\0';
    }

  return FALSE;
}

guint
ins_zaber_parse_values (const char *data, double *values, guint n_max)
{
  guint n = 0;
  char word[32];

  while (*data != '\0')
    {
      if (n == n_max || !take_word (&data, word, sizeof word))
        return 0;
      values[n] = (double)NAN;
      if (strcmp (word, "NA") != 0 && !ins_number_parse (word, &values[n]))
        return 0;
      n++;
    }

  return n;
}

/* ---- units --------------------------------------------------------------------------------- */

double
ins_zaber_speed_to_data (double mm_s, double um_per_step)
{
  return UM_PER_MM * mm_s / um_per_step * UNITS_PER_STEP_PER_S;
}

double
ins_zaber_speed_from_data (double data, double um_per_step)
{
  return data / UNITS_PER_STEP_PER_S * um_per_step / UM_PER_MM;
}

double
ins_zaber_acceleration_to_data (double mm_s2, double um_per_step)
{
  return ins_zaber_speed_to_data (mm_s2, um_per_step) / ACCELERATION_DIVISOR;
}

double
ins_zaber_acceleration_from_data (double data, double um_per_step)
{
  return ins_zaber_speed_from_data (data, um_per_step) * ACCELERATION_DIVISOR;
}
