/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-file-name.h"

#define MOST_BYTES 120 /* of a pattern */
#define MOST_NAME_BYTES 200
#define SEPARATORS "-_ ."

static const char *const words[] = { "name", "part", "operator", "date", "time", "number", NULL };

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, sentence);

  return FALSE;
}

static gboolean
check_word (const char *word, GError **error)
{
  if (g_strv_contains (words, word))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
               /* Translators: leave the words in braces as they are */
               _ ("There is no {%s}. Known are {name}, {part}, {operator}, {date}, {time} and "
                  "{number}."),
               word);

  return FALSE;
}

gboolean
ins_file_name_check (const char *pattern, GError **error)
{
  gboolean has_word = FALSE;

  if (strlen (pattern) > MOST_BYTES || !g_utf8_validate (pattern, -1, NULL))
    return fail (error, _ ("The pattern is too long: 120 bytes at most."));
  if (strpbrk (pattern, "/\\") != NULL)
    return fail (error, _ ("A name has no slash in it: folders cannot be made by the pattern."));
  if (pattern[0] == '.')
    return fail (error, _ ("A name that begins with a point would be hidden."));
  for (const char *at = pattern; *at != '\0'; at++)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      g_autofree char *word = end != NULL ? g_strndup (at + 1, (gsize)(end - at) - 1) : NULL;

      if (*at == '}' || (*at == '{' && word == NULL))
        return fail (error, _ ("A brace stands alone: write words as {name}."));
      if (g_ascii_iscntrl (*at))
        return fail (error, _ ("A name has no line breaks or tabs in it."));
      if (word == NULL)
        continue;
      if (!check_word (word, error))
        return FALSE;
      has_word = TRUE;
      at = end;
    }

  return has_word || fail (error, _ ("Every scan would be called the same: take in {name}, {date} "
                                     "or {number}."));
}

/* What a file name cannot have is a dash. */
static char *
dup_clean (const char *text)
{
  char *clean = g_strstrip (g_strdup (text != NULL ? text : ""));

  for (char *c = clean; *c != '\0'; c++)
    if (*c == '/' || *c == '\\' || g_ascii_iscntrl (*c))
      *c = '-';

  return clean;
}

static char *
dup_value (const char *word, const InsFileNameParts *parts, guint number)
{
  if (strcmp (word, "name") == 0)
    return dup_clean (parts->name);
  if (strcmp (word, "part") == 0)
    return dup_clean (parts->part);
  if (strcmp (word, "operator") == 0)
    return dup_clean (parts->operator_name);
  if (strcmp (word, "date") == 0)
    return g_date_time_format (parts->time, "%Y-%m-%d");
  if (strcmp (word, "time") == 0)
    return g_date_time_format (parts->time, "%H-%M-%S");

  return g_strdup_printf ("%03u", number);
}

static gboolean
is_separator (char c)
{
  return c != '\0' && strchr (SEPARATORS, c) != NULL;
}

/* At a whole character. */
static void
shorten (GString *text, gsize most)
{
  while (text->len > most)
    g_string_truncate (
        text, (gsize)(g_utf8_find_prev_char (text->str, text->str + text->len) - text->str));
}

static void
put_in_order (GString *text)
{
  shorten (text, MOST_NAME_BYTES);
  while (text->len > 0 && is_separator (text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
  if (text->len == 0 || text->str[0] == '.')
    g_string_prepend (text, "scan");
}

char *
ins_file_name_make (const char *pattern, const InsFileNameParts *parts, guint number)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *at = pattern; *at != '\0'; at++)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      g_autofree char *word = end != NULL ? g_strndup (at + 1, (gsize)(end - at) - 1) : NULL;
      g_autofree char *value = word != NULL ? dup_value (word, parts, number) : NULL;

      if (value == NULL)
        {
          g_string_append_c (text, *at);
          continue;
        }
      g_string_append (text, value);
      at = end;
      if (*value == '\0' && is_separator (at[1]) &&
          (text->len == 0 || is_separator (text->str[text->len - 1])))
        at++;
    }
  put_in_order (text);
  if (strstr (pattern, "{number}") == NULL && number > 1)
    g_string_append_printf (text, "-%u", number);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
ins_file_name_next_part (const char *part)
{
  gsize end = strlen (part), start;
  g_autofree char *number = NULL;

  while (end > 0 && !g_ascii_isdigit (part[end - 1]))
    end--;
  start = end;
  while (start > 0 && g_ascii_isdigit (part[start - 1]) && end - start < 15)
    start--;
  if (*part == '\0')
    return g_strdup ("");
  if (start == end)
    return g_strdup_printf ("%s 2", part);
  number = g_strndup (part + start, end - start);

  return g_strdup_printf ("%.*s%0*" G_GINT64_FORMAT "%s", (int)start, part, (int)(end - start),
                          g_ascii_strtoll (number, NULL, 10) + 1, part + end);
}
