/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-key-file.h"
#include "core/ins-number.h"

static InsKeyFile *
key_file_new (const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (InsKeyFile) self = g_new0 (InsKeyFile, 1);
  g_autoptr (GError) cause = NULL;

  self->file = g_key_file_new ();
  self->name = g_path_get_basename (name);

  if (!g_utf8_validate (text, (gssize)length, NULL))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX,
                   _ ("%s is not a text file in UTF-8."), self->name);
      return NULL;
    }
  if (length == 0 || !g_key_file_load_from_data (self->file, text, length, G_KEY_FILE_NONE, &cause))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX, _ ("%s cannot be read: %s"),
                   self->name, cause != NULL ? cause->message : _ ("it is empty"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

InsKeyFile *
ins_key_file_new_from_path (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &cause))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_SYNTAX, _ ("%s cannot be read: %s"),
                   path, cause->message);
      return NULL;
    }

  return key_file_new (text, length, path, error);
}

InsKeyFile *
ins_key_file_new_from_text (const char *text, const char *name, GError **error)
{
  return key_file_new (text, strlen (text), name, error);
}

void
ins_key_file_free (InsKeyFile *self)
{
  g_clear_pointer (&self->file, g_key_file_unref);
  g_free (self->name);
  g_free (self);
}

void
ins_key_file_set_error (const InsKeyFile *self,
                        const char *group,
                        const char *key,
                        int code,
                        GError **error,
                        const char *format,
                        ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (key != NULL)
    g_set_error (error, INS_RECIPE_ERROR, code, "%s, [%s] %s: %s", self->name, group, key, what);
  else if (group != NULL)
    g_set_error (error, INS_RECIPE_ERROR, code, "%s, [%s]: %s", self->name, group, what);
  else
    g_set_error (error, INS_RECIPE_ERROR, code, "%s: %s", self->name, what);
}

gboolean
ins_key_file_check_keys (const InsKeyFile *self,
                         const char *group,
                         const char *const *known,
                         GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (self->file, group, NULL, NULL);

  for (char **key = keys; key != NULL && *key != NULL; key++)
    {
      g_autofree char *list = NULL;

      if (g_strv_contains (known, *key))
        continue;
      list = g_strjoinv (" ", (char **)known);
      ins_key_file_set_error (self, group, *key, INS_RECIPE_ERROR_KEY, error,
                              _ ("there is no such key. Known ones: %s."), list);
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_key_file_get_text (const InsKeyFile *self,
                       const char *group,
                       const char *key,
                       char **value,
                       GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *text;

  if (!g_key_file_has_key (self->file, group, key, NULL))
    return TRUE;
  text = g_key_file_get_string (self->file, group, key, &cause);
  if (text == NULL)
    {
      ins_key_file_set_error (self, group, key, INS_RECIPE_ERROR_VALUE, error, "%s",
                              cause->message);
      return FALSE;
    }
  g_free (*value);
  *value = g_strstrip (text);

  return TRUE;
}

gboolean
ins_key_file_get_number (const InsKeyFile *self,
                         const char *group,
                         const char *key,
                         double minimum,
                         double maximum,
                         double *value,
                         GError **error)
{
  g_autofree char *text = NULL;
  double parsed = 0.0;

  if (!ins_key_file_get_text (self, group, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  if (!ins_number_parse (text, &parsed))
    {
      ins_key_file_set_error (self, group, key, INS_RECIPE_ERROR_VALUE, error,
                              _ ("“%s” is not a number (decimals take a point, no unit)."), text);
      return FALSE;
    }
  if (parsed < minimum || parsed > maximum)
    {
      ins_key_file_set_error (self, group, key, INS_RECIPE_ERROR_VALUE, error,
                              _ ("%s is outside %g to %g."), text, minimum, maximum);
      return FALSE;
    }

  *value = parsed;

  return TRUE;
}

gboolean
ins_key_file_get_count (const InsKeyFile *self,
                        const char *group,
                        const char *key,
                        guint minimum,
                        guint maximum,
                        guint *value,
                        GError **error)
{
  double number = (double)*value;

  if (!ins_key_file_get_number (self, group, key, minimum, maximum, &number, error))
    return FALSE;
  if (number != (double)(guint)number)
    {
      ins_key_file_set_error (self, group, key, INS_RECIPE_ERROR_VALUE, error,
                              _ ("%g is not a whole number."), number);
      return FALSE;
    }

  *value = (guint)number;

  return TRUE;
}

gboolean
ins_key_file_get_word (const InsKeyFile *self,
                       const char *group,
                       const char *key,
                       const char *const *words,
                       int *value,
                       GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *list = NULL;

  if (!ins_key_file_get_text (self, group, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  for (int i = 0; words[i] != NULL; i++)
    if (g_strcmp0 (words[i], text) == 0)
      {
        *value = i;
        return TRUE;
      }

  list = g_strjoinv (", ", (char **)words);
  ins_key_file_set_error (self, group, key, INS_RECIPE_ERROR_VALUE, error,
                          _ ("“%s” is not one of %s."), text, list);

  return FALSE;
}

gboolean
ins_key_file_get_numbers (const InsKeyFile *self,
                          const char *group,
                          const char *key,
                          double *values,
                          gsize n,
                          GError **error)
{
  g_autofree char *text = NULL;
  g_autofree double *parsed = g_new0 (double, n);
  g_auto (GStrv) parts = NULL;

  if (!ins_key_file_get_text (self, group, key, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  if (g_str_has_suffix (text, ";"))
    text[strlen (text) - 1] = '\0';
  parts = g_strsplit (text, ";", -1);
  for (gsize i = 0; i < n; i++)
    if (g_strv_length (parts) != n || !ins_number_parse (parts[i], &parsed[i]))
      {
        ins_key_file_set_error (self, group, key, INS_RECIPE_ERROR_VALUE, error,
                                _ ("“%s” is not %u numbers separated by semicolons."), text,
                                (guint)n);
        return FALSE;
      }
  memcpy (values, parsed, n * sizeof *values);

  return TRUE;
}
