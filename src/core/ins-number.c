/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"

#define MINUS_SIGN "\xe2\x88\x92"

gboolean
ins_number_parse (const char *text, double *value)
{
  char *end = NULL;
  double parsed;

  if (text == NULL)
    return FALSE;
  while (g_ascii_isspace (*text))
    text++;
  /* strtod also takes hexadecimal, "inf" and "nan" */
  if (*text == '\0' || strspn (text, "+-.0123456789eE \t") != strlen (text))
    return FALSE;

  parsed = g_ascii_strtod (text, &end);
  if (end == text || !isfinite (parsed))
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  if (*end != '\0')
    return FALSE;

  *value = parsed;

  return TRUE;
}

/* The text with a plain sign and a point, or NULL if it is not digits with at most one separator.
 */
static char *
normalize_typed (const char *text, gboolean *ambiguous)
{
  GString *plain = g_string_new (NULL);
  const char *separator = NULL;

  *ambiguous = FALSE;
  if (g_str_has_prefix (text, MINUS_SIGN))
    {
      g_string_append_c (plain, '-');
      text += strlen (MINUS_SIGN);
    }
  else if (*text == '-' || *text == '+')
    g_string_append_c (plain, *text++);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_isdigit (*at))
        g_string_append_c (plain, *at);
      else if ((*at == '.' || *at == ',') && separator == NULL)
        {
          separator = at;
          g_string_append_c (plain, '.');
        }
      else
        {
          g_string_free (plain, TRUE);
          return NULL;
        }
    }

  if (separator != NULL && *separator == ',' && strlen (separator + 1) == 3)
    *ambiguous = separator > text && strspn (text, "0") != (gsize)(separator - text);

  return g_string_free (plain, FALSE);
}

gboolean
ins_number_parse_typed (const char *text, double *value, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *plain = NULL;
  gboolean ambiguous = FALSE;

  if (*stripped == '\0')
    {
      g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE, _ ("Type a number."));
      return FALSE;
    }

  plain = normalize_typed (stripped, &ambiguous);
  if (ambiguous)
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
                   _ ("“%s” can be read in two ways. Leave out the comma, or use a point."),
                   stripped);
      return FALSE;
    }
  if (plain == NULL || !ins_number_parse (plain, value))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE, _ ("“%s” is not a number."),
                   stripped);
      return FALSE;
    }

  return TRUE;
}

/* Shortest digits that read back; an exponent only where plain digits would need many zeros. */
char *
ins_number_format (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean plain = value == 0.0 || (fabs (value) >= 1e-4 && fabs (value) < 1e15);

  for (int precision = 1; precision <= 17; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value && (!plain || strchr (buffer, 'e') == NULL))
        break;
    }

  return g_strdup (buffer);
}

char *
ins_number_format_fixed (double value, guint n_decimals)
{
  char format[8];
  char buffer[400];

  g_snprintf (format, sizeof format, "%%.%uf", MIN (n_decimals, 9));
  g_ascii_formatd (buffer, sizeof buffer, format, value);
  if (buffer[0] == '-' && strspn (buffer + 1, "0.") == strlen (buffer + 1))
    return g_strdup (buffer + 1);

  return g_strdup (buffer);
}

char *
ins_number_format_typed (double value, guint n_decimals)
{
  g_autofree char *plain = ins_number_format_fixed (value, n_decimals);
  const char *point = localeconv ()->decimal_point;
  GString *text = g_string_new (NULL);

  for (const char *at = plain; *at != '\0'; at++)
    {
      if (*at == '-')
        g_string_append (text, MINUS_SIGN);
      else if (*at == '.')
        g_string_append (text, point);
      else
        g_string_append_c (text, *at);
    }

  return g_string_free (text, FALSE);
}
