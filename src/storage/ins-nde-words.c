/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-places.h"
#include "storage/ins-nde-words.h"

#define GROUP "Words"

static const char magic[] = "InsWord1";

void
ins_scan_words_clear (InsScanWords *self)
{
  g_clear_pointer (&self->part, g_free);
  g_clear_pointer (&self->operator_name, g_free);
  g_clear_pointer (&self->notes, g_free);
}

/* (nullable): nothing rather than an empty text */
static char *
dup_text (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  return *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

static char *
read_text (GKeyFile *file, const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, key, NULL);

  return dup_text (text);
}

void
ins_nde_file_get_words (InsNdeFile *self, InsScanWords *words)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self);
  g_autofree char *text = ins_nde_places_dup (self, INS_NDE_WORDS, magic);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text != NULL && *text != '\0' &&
      g_key_file_load_from_data (file, text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    *words = (InsScanWords){ read_text (file, "Part"), read_text (file, "Operator"),
                             read_text (file, "Notes") };
  else
    *words = (InsScanWords){ g_strdup (recipe->part), g_strdup (recipe->operator_name),
                             g_strdup (recipe->notes) };
}

gboolean
ins_nde_file_takes_words (InsNdeFile *self)
{
  return !ins_nde_file_is_foreign (self) &&
         ins_nde_file_get_layout (self)->datasets[INS_NDE_WORDS].n_bytes > 0;
}

static gboolean
check_length (const char *path, const char *text, gsize most, GError **error)
{
  if (text == NULL || strlen (text) <= most)
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL,
               _ ("%s: there is room for %zu bytes of this text, and it has %zu. Shorten it."),
               path, most, strlen (text));

  return FALSE;
}

static void
put_text (GKeyFile *file, const char *key, const char *text)
{
  g_autofree char *stripped = dup_text (text);

  g_key_file_set_string (file, GROUP, key, stripped != NULL ? stripped : "");
}

static gboolean
write_words (int fd,
             const char *path,
             const InsNdeDataset *dataset,
             const InsScanWords *words,
             GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  gsize length = 0;

  if (dataset->n_bytes == 0)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("%s was written by an older version and has no room for notes. "
                      "“insonify-cli regate FILE --comb auto -o NEW.nde” makes a copy that has."),
                   path);
      return FALSE;
    }
  put_text (file, "Part", words->part);
  put_text (file, "Operator", words->operator_name);
  put_text (file, "Notes", words->notes);
  text = g_key_file_to_data (file, &length, NULL);

  return ins_nde_places_write (fd, path, dataset, magic, text, length, error);
}

gboolean
ins_nde_save_words (const char *path, const InsScanWords *words, GError **error)
{
  InsNdeLayout layout;
  gboolean done;
  int fd;

  if (!check_length (path, words->part, INS_RECIPE_MAX_WORD_BYTES, error) ||
      !check_length (path, words->operator_name, INS_RECIPE_MAX_WORD_BYTES, error) ||
      !check_length (path, words->notes, INS_RECIPE_MAX_NOTES_BYTES, error))
    return FALSE;
  fd = ins_nde_places_open (path, &layout, error);
  if (fd < 0)
    return FALSE;
  done = write_words (fd, path, &layout.datasets[INS_NDE_WORDS], words, error);
  close (fd);

  return done;
}

gboolean
ins_nde_carry_words (InsNdeFile *from, const char *to, GError **error)
{
  g_autofree char *text = ins_nde_places_dup (from, INS_NDE_WORDS, magic);
  g_auto (InsScanWords) words = { 0 };

  if (text == NULL)
    return TRUE;
  ins_nde_file_get_words (from, &words);

  return ins_nde_save_words (to, &words, error);
}
