/* ins-recipe-words.c - what is scanned, who scans, and what there is to say about it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-private.h"

const char *const ins_recipe_word_keys[] = { "Part", "Operator", "Notes", NULL };

static char **
get_word (const InsRecipe *self, guint word)
{
  const char *const *words[] = { (const char *const *)&self->part,
                                 (const char *const *)&self->operator_name,
                                 (const char *const *)&self->notes };

  return (char **)(gsize)words[word];
}

gboolean
ins_recipe_read_words (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  for (guint i = 0; ins_recipe_word_keys[i] != NULL; i++)
    {
      char **word = get_word (self, i);

      if (!ins_key_file_get_text (file, "Scan", ins_recipe_word_keys[i], word, error))
        return FALSE;
      if (*word != NULL && **word == '\0')
        g_clear_pointer (word, g_free);
    }

  return TRUE;
}

void
ins_recipe_write_words (const InsRecipe *self, GKeyFile *file)
{
  for (guint i = 0; ins_recipe_word_keys[i] != NULL; i++)
    {
      g_autofree char *text = g_strdup (*get_word (self, i));

      if (text != NULL && *g_strstrip (text) != '\0')
        g_key_file_set_string (file, "Scan", ins_recipe_word_keys[i], text);
    }
}

void
ins_recipe_copy_words (InsRecipe *self, const InsRecipe *from)
{
  char *words[] = { g_strdup (from->part), g_strdup (from->operator_name), g_strdup (from->notes) };

  self->part = words[0];
  self->operator_name = words[1];
  self->notes = words[2];
}

void
ins_recipe_clear_words (InsRecipe *self)
{
  for (guint i = 0; ins_recipe_word_keys[i] != NULL; i++)
    g_clear_pointer (get_word (self, i), g_free);
}

/* Notes may have several lines. */
static const char *
find_problem (const char *text, gboolean is_notes)
{
  gsize most = is_notes ? INS_RECIPE_MAX_NOTES_BYTES : INS_RECIPE_MAX_WORD_BYTES;

  if (text == NULL)
    return NULL;
  if (!g_utf8_validate (text, -1, NULL))
    return _ ("this is not text in UTF-8.");
  if (strlen (text) > most)
    return _ ("this is too long; shorten it.");
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)) && !(is_notes && (*at == '\n' || *at == '\t')))
      return _ ("this holds a control character; leave it out.");

  return NULL;
}

gboolean
ins_recipe_check_words (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  for (guint i = 0; ins_recipe_word_keys[i] != NULL; i++)
    {
      const char *problem = find_problem (*get_word (self, i), i == 2);

      if (problem == NULL)
        continue;
      ins_key_file_set_error (context, "Scan", ins_recipe_word_keys[i], INS_RECIPE_ERROR_VALUE,
                              error, "%s", problem);
      return FALSE;
    }

  return TRUE;
}

void
ins_recipe_keep_operator (InsRecipe *self, const InsRecipe *before)
{
  if (self->operator_name == NULL)
    self->operator_name = g_strdup (before->operator_name);
}
