/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "core/ins-uri.h"

static gboolean
parse_options (InsUri *self, const char *text, GError **error)
{
  g_auto (GStrv) pairs = g_strsplit (text, "&", -1);

  for (char **pair = pairs; *pair != NULL; pair++)
    {
      const char *equals = strchr (*pair, '=');
      char *value = equals != NULL ? g_uri_unescape_string (equals + 1, NULL) : NULL;

      if (value == NULL || equals == *pair)
        {
          g_free (value);
          g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                       _ ("Option “%s” in the device address “%s” is not of the form name=value."),
                       *pair, self->text);
          return FALSE;
        }
      g_hash_table_replace (self->options, g_strndup (*pair, (gsize)(equals - *pair)), value);
    }

  return TRUE;
}

InsUri *
ins_uri_parse (const char *text, GError **error)
{
  g_autoptr (InsUri) self = g_new0 (InsUri, 1);
  gsize n_address = strcspn (text, "?");
  gsize n_scheme = MIN (strcspn (text, ":"), n_address);

  self->text = g_strdup (text);
  self->scheme = g_strndup (text, n_scheme);
  self->rest = n_scheme < n_address ? g_strndup (text + n_scheme + 1, n_address - n_scheme - 1)
                                    : g_strdup ("");
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (n_scheme == 0 || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("“%s” is not a device address. Examples: sim, "
                      "grbl:serial:/dev/ttyUSB0, comedi:/dev/comedi0."),
                   text);
      return NULL;
    }
  if (text[n_address] == '?' && !parse_options (self, text + n_address + 1, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
ins_uri_free (InsUri *self)
{
  g_free (self->text);
  g_free (self->scheme);
  g_free (self->rest);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_free (self);
}

gboolean
ins_uri_check_options (const InsUri *self, const char *const *allowed, GError **error)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->options);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *known = NULL;

      if (g_strv_contains (allowed, name))
        continue;
      known = g_strjoinv (" ", (char **)allowed);
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("The device address “%s” has an unknown option “%s”. Known ones: %s."),
                   self->text, (const char *)name, known);
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_uri_get_number (const InsUri *self,
                    const char *option,
                    double minimum,
                    double maximum,
                    double *value,
                    GError **error)
{
  const char *text = g_hash_table_lookup (self->options, option);
  double parsed = 0.0;

  if (text == NULL)
    return TRUE;
  if (!ins_number_parse (text, &parsed) || parsed < minimum || parsed > maximum)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("Option “%s=%s” in the device address “%s” takes a number from %g to %g."),
                   option, text, self->text, minimum, maximum);
      return FALSE;
    }

  *value = parsed;

  return TRUE;
}

const char *
ins_uri_get_text (const InsUri *self, const char *option)
{
  return g_hash_table_lookup (self->options, option);
}
