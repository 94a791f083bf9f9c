/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/stage/ins-esp-protocol.h"

#define N_DECIMALS 6

/* Digits only, so that a garbled number is none. */
static gboolean
parse_code (const char *text, gsize n, guint *code)
{
  guint value = 0;

  if (n == 0 || n > 3)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      value = 10 * value + (guint)(text[i] - '0');
    }
  *code = value;

  return TRUE;
}

static gboolean
is_unasked (const char *line, guint *code)
{
  return line[0] == 'E' && parse_code (line + 1, strlen (line + 1), code);
}

/* "0, NO ERROR DETECTED", "108, MOTOR NOT CONNECTED"; the ESP300 has a time stamp between. */
static gboolean
parse_error (const char *line, InsEspReply *reply)
{
  const char *comma = strchr (line, ',');
  const char *text = comma != NULL ? strrchr (line, ',') + 1 : NULL;

  if (comma == NULL || !parse_code (line, (gsize)(comma - line), &reply->code))
    return FALSE;
  while (*text == ' ')
    text++;
  if (!g_ascii_isalpha (*text))
    return FALSE;
  g_strlcpy (reply->text, text, sizeof reply->text);

  return TRUE;
}

/* One word of nPH: hexadecimal, with an H behind it. */
static const char *
parse_hex (const char *text, guint *value)
{
  char *end;
  guint64 number = g_ascii_strtoull (text, &end, 16);

  if (!g_ascii_isxdigit (*text) || end - text > 8 || *end != 'H')
    return NULL;
  *value = (guint)number;

  return end + 1;
}

/* Bits 0 to 5: positive limits, 8 to 13: negative ones; the second word has the home switches. */
static gboolean
parse_switches (const char *line, InsEspReply *reply)
{
  const guint axes = (1u << INS_ESP_MAX_AXIS) - 1;
  guint limits = 0, home = 0;
  const char *rest = parse_hex (line, &limits);

  if (rest == NULL || *rest != ',')
    return FALSE;
  for (rest++; *rest == ' ';)
    rest++;
  rest = parse_hex (rest, &home);
  if (rest == NULL || *rest != '\0')
    return FALSE;
  reply->positive_mask = limits & axes;
  reply->negative_mask = (limits >> 8) & axes;

  return TRUE;
}

static gboolean
parse_form (const char *line, InsEspForm form, InsEspReply *reply)
{
  switch (form)
    {
    case INS_ESP_FORM_IDENTITY:
      g_strlcpy (reply->text, line, sizeof reply->text);
      return strstr (line, "ESP") != NULL;
    case INS_ESP_FORM_NUMBER:
      return ins_number_parse (line, &reply->number);
    case INS_ESP_FORM_CODE:
      reply->number = parse_code (line, strlen (line), &reply->code) ? reply->code : (double)NAN;
      return isfinite (reply->number);
    case INS_ESP_FORM_FLAG:
      reply->code = line[0] == '1';
      reply->number = reply->code;
      return (line[0] == '0' || line[0] == '1') && line[1] == '\0';
    case INS_ESP_FORM_ERROR:
      return parse_error (line, reply);
    case INS_ESP_FORM_SWITCHES:
      return parse_switches (line, reply);
    default:
      g_return_val_if_reached (FALSE);
    }
}

InsEspOutcome
ins_esp_parse (const char *line, InsEspForm form, InsEspReply *reply)
{
  const char *start = line;
  g_autofree char *trimmed = NULL;

  memset (reply, 0, sizeof *reply);
  while (*start == ' ')
    start++;
  trimmed = g_strchomp (g_strdup (start));
  if (!g_str_is_ascii (trimmed))
    return INS_ESP_BAD;
  if (*trimmed == '\0' || is_unasked (trimmed, &reply->code))
    return INS_ESP_NEED_MORE;

  return parse_form (trimmed, form, reply) ? INS_ESP_REPLY : INS_ESP_BAD;
}

gboolean
ins_esp_parse_identity (const char *text, char *name, gsize size)
{
  const char *model = strstr (text, "ESP");
  g_auto (GStrv) words = model != NULL ? g_strsplit (model, " ", 4) : NULL;
  guint n_words = words != NULL ? g_strv_length (words) : 0;

  if (n_words == 0)
    return FALSE;
  if (n_words >= 3 && strcmp (words[1], "Version") == 0)
    g_snprintf (name, size, "Newport %s %s", words[0], words[2]);
  else
    g_snprintf (name, size, "Newport %s", words[0]);

  return TRUE;
}

/* ---- units ---------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  double mm;
} Unit;

/* PyMeasure esp300.py, by code of nSN? */
static const Unit units[] = {
  { N_ ("encoder counts"), 0.0 },
  { N_ ("motor steps"), 0.0 },
  { N_ ("millimetres"), 1.0 },
  { N_ ("micrometres"), 1e-3 },
  { N_ ("inches"), 25.4 },
  { N_ ("thousandths of an inch"), 0.0254 },
  { N_ ("millionths of an inch"), 25.4e-6 },
  { N_ ("degrees"), 0.0 },
};

double
ins_esp_get_unit_mm (guint code)
{
  return code < G_N_ELEMENTS (units) ? units[code].mm : 0.0;
}

const char *
ins_esp_get_unit_name (guint code)
{
  return code < G_N_ELEMENTS (units) ? _ (units[code].name) : _ ("another unit");
}

/* ---- commands ------------------------------------------------------------------------------- */

void
ins_esp_append_command (GString *line, guint axis, const char *command)
{
  g_string_append_printf (line, "%u%s;", axis, command);
}

void
ins_esp_append_value (GString *line, guint axis, const char *command, double value)
{
  g_autofree char *number = ins_number_format_fixed (value, N_DECIMALS);

  g_string_append_printf (line, "%u%s%s;", axis, command, number);
}

/* ---- errors --------------------------------------------------------------------------------- */

/* ESP300 user's manual, appendix A. Half sentences that follow "Axis X: ". */
static const char *const axis_errors[] = {
  [0] = N_ ("no motor type is set for it"),
  [1] = N_ ("a value is out of its range"),
  [2] = N_ ("its amplifier reports a fault"),
  [3] = N_ ("the motor could not follow (following error), so something may be in the way"),
  [4] = N_ ("the limit switch at its upper end was hit"),
  [5] = N_ ("the limit switch at its lower end was hit"),
  [6] = N_ ("its upper soft limit is reached"),
  [7] = N_ ("its lower soft limit is reached"),
  [8] = N_ ("no motor is connected to it"),
  [9] = N_ ("its encoder signal is faulty"),
  [10] = N_ ("the speed is more than it may have"),
  [11] = N_ ("the acceleration is more than it may have"),
  [13] = N_ ("its motor is off"),
  [20] = N_ ("homing was stopped"),
  [24] = N_ ("the homing speed is more than it may have"),
  [29] = N_ ("the interlock is open"),
  [30] = N_ ("it cannot do that while it is homing"),
};

static const char *const general_errors[] = {
  [4] = N_ ("the emergency stop was pressed"),
  [6] = N_ ("it does not know this command"),
  [7] = N_ ("a value is out of range"),
  [8] = N_ ("a cable interlock is open"),
  [9] = N_ ("it has no such axis"),
  [25] = N_ ("a program is being loaded into it"),
  [27] = N_ ("it does not allow that now"),
  [37] = N_ ("the number of the axis is missing"),
  [38] = N_ ("a value is missing"),
};

static const char *
find_text (const char *const *texts, gsize n, guint code)
{
  return code < n ? texts[code] : NULL;
}

guint
ins_esp_get_error_axis (guint code)
{
  return code / 100;
}

const char *
ins_esp_get_error_text (guint code)
{
  const char *text = ins_esp_get_error_axis (code) > 0
                         ? find_text (axis_errors, G_N_ELEMENTS (axis_errors), code % 100)
                         : find_text (general_errors, G_N_ELEMENTS (general_errors), code);

  return text != NULL ? _ (text) : _ ("its manual tells what this code means");
}

gboolean
ins_esp_is_fault (guint code)
{
  static const guint of_axes[] = { 2, 3, 4, 5, 8, 9, 29 };

  if (ins_esp_get_error_axis (code) == 0)
    return code == 4 || code == 8;
  for (gsize i = 0; i < G_N_ELEMENTS (of_axes); i++)
    if (code % 100 == of_axes[i])
      return TRUE;

  return FALSE;
}

gboolean
ins_esp_is_limit (guint code)
{
  guint kind = code % 100;

  return ins_esp_get_error_axis (code) > 0 && kind >= INS_ESP_ERROR_POSITIVE_LIMIT &&
         kind <= INS_ESP_ERROR_NEGATIVE_SOFT_LIMIT;
}
