/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-shelf.h"

#define INDEX ".shelf"
#define REMOVED ".removed"
#define MAX_ENTRIES 500u

char *
ins_recipe_shelf_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "insonify", "recipes", NULL);
}

/* ---- stars and times ---------------------------------------------------------------------- */

static GKeyFile *
open_index (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, INDEX, NULL);
  GKeyFile *index = g_key_file_new ();

  g_key_file_load_from_file (index, path, G_KEY_FILE_NONE, NULL);

  return index;
}

/* A star is not worth a message. */
static void
save_index (const char *folder, GKeyFile *index)
{
  g_autofree char *path = g_build_filename (folder, INDEX, NULL);

  if (g_mkdir_with_parents (folder, 0777) == 0)
    g_key_file_save_to_file (index, path, NULL);
}

/* A path as the name of a group, which holds no brackets. */
static char *
make_group (const char *path)
{
  return g_uri_escape_string (path, "/ ", TRUE);
}

void
ins_recipe_shelf_set_starred (const char *folder, const char *path, gboolean starred)
{
  g_autoptr (GKeyFile) index = open_index (folder);
  g_autofree char *group = make_group (path);

  g_key_file_set_boolean (index, group, "Starred", starred);
  save_index (folder, index);
}

void
ins_recipe_shelf_note_use (const char *folder, const char *path, gint64 unix_s)
{
  g_autoptr (GKeyFile) index = open_index (folder);
  g_autofree char *group = make_group (path);

  g_key_file_set_int64 (index, group, "UsedUnixS", unix_s);
  save_index (folder, index);
}

static void
move_index (const char *folder, const char *from, const char *to)
{
  g_autoptr (GKeyFile) index = open_index (folder);
  g_autofree char *old = make_group (from), *new = make_group (to);

  if (g_strcmp0 (old, new) == 0 || !g_key_file_has_group (index, old))
    return;
  g_key_file_set_boolean (index, new, "Starred",
                          g_key_file_get_boolean (index, old, "Starred", NULL));
  g_key_file_set_int64 (index, new, "UsedUnixS",
                        g_key_file_get_int64 (index, old, "UsedUnixS", NULL));
  g_key_file_remove_group (index, old, NULL);
  save_index (folder, index);
}

/* ---- the list ----------------------------------------------------------------------------- */

static void
free_entry (gpointer data)
{
  InsShelfEntry *entry = data;

  g_free (entry->path);
  g_free (entry->name);
  g_clear_pointer (&entry->recipe, ins_recipe_free);
  g_free (entry->error);
  g_free (entry);
}

static InsShelfEntry *
read_entry (const char *path, GKeyFile *index, gboolean is_kept)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *group = make_group (path), *base = g_path_get_basename (path);
  InsShelfEntry *entry = g_new0 (InsShelfEntry, 1);

  base[strlen (base) - strlen (INS_RECIPE_SUFFIX)] = '\0';
  entry->path = g_strdup (path);
  entry->is_kept = is_kept;
  entry->is_starred = g_key_file_get_boolean (index, group, "Starred", NULL);
  entry->used_unix_s = g_key_file_get_int64 (index, group, "UsedUnixS", NULL);
  entry->recipe = ins_recipe_new_from_file (path, &error);
  if (entry->recipe == NULL)
    entry->error = g_strdup (error->message);
  entry->name = entry->recipe != NULL && entry->recipe->name[0] != '\0'
                    ? g_strdup (entry->recipe->name)
                    : g_filename_display_name (base);

  return entry;
}

static void
add_folder (GPtrArray *entries, const char *folder, GKeyFile *index, gboolean is_kept)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *base;

  while (dir != NULL && entries->len < MAX_ENTRIES && (base = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, base, NULL);

      if (base[0] != '.' && g_str_has_suffix (base, INS_RECIPE_SUFFIX) &&
          g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (entries, read_entry (path, index, is_kept));
    }
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const InsShelfEntry *one = *(InsShelfEntry *const *)a, *other = *(InsShelfEntry *const *)b;

  if (one->is_starred != other->is_starred)
    return one->is_starred ? -1 : 1;
  if (one->used_unix_s != other->used_unix_s)
    return one->used_unix_s > other->used_unix_s ? -1 : 1;

  return g_utf8_collate (one->name, other->name);
}

GPtrArray *
ins_recipe_shelf_list (const char *folder, const char *other)
{
  g_autoptr (GKeyFile) index = open_index (folder);
  GPtrArray *entries = g_ptr_array_new_with_free_func (free_entry);

  add_folder (entries, folder, index, TRUE);
  if (other != NULL && g_strcmp0 (folder, other) != 0)
    add_folder (entries, other, index, FALSE);
  g_ptr_array_sort (entries, compare_entries);

  return entries;
}

/* ---- changes ------------------------------------------------------------------------------ */

static char *
make_path (const char *folder, const char *name)
{
  g_autofree char *stem = g_strstrip (g_strdup (name != NULL ? name : ""));
  g_autofree char *base = NULL;

  for (char *c = stem; *c != '\0'; c++)
    if (*c == '/' || *c == '\\' || g_ascii_iscntrl (*c))
      *c = '-';
  base = g_strconcat (stem[0] == '\0' || stem[0] == '.' ? "recipe" : "", stem, INS_RECIPE_SUFFIX,
                      NULL);

  return g_build_filename (folder, base, NULL);
}

static gboolean
fail (GError **error, const char *what, const char *path, int code)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, "%s: %s (%s)", path, what,
               g_strerror (code));

  return FALSE;
}

static gboolean
check_free (const char *path, const char *name, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_EXISTS,
               _ ("There is a recipe called “%s” already. Choose another name."), name);

  return FALSE;
}

gboolean
ins_recipe_shelf_put (const char *folder,
                      const InsRecipe *recipe,
                      gboolean replaces,
                      char **path,
                      GError **error)
{
  g_autofree char *to = make_path (folder, recipe->name);

  if (!replaces && !check_free (to, recipe->name, error))
    return FALSE;
  if (g_mkdir_with_parents (folder, 0777) != 0)
    return fail (error, _ ("the folder cannot be made"), folder, errno);
  if (!ins_recipe_save (recipe, to, error))
    return FALSE;
  if (path != NULL)
    *path = g_steal_pointer (&to);

  return TRUE;
}

gboolean
ins_recipe_shelf_rename (const char *folder, const char *path, const char *name, GError **error)
{
  g_autofree char *to = make_path (folder, name);
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_file (path, error);

  if (recipe == NULL)
    return FALSE;
  if (g_strcmp0 (to, path) != 0 && !check_free (to, name, error))
    return FALSE;
  g_free (recipe->name);
  recipe->name = g_strdup (name);
  if (!ins_recipe_save (recipe, to, error))
    return FALSE;
  if (g_strcmp0 (to, path) != 0 && g_unlink (path) != 0)
    return fail (error, _ ("the old file cannot be removed"), path, errno);
  move_index (folder, path, to);

  return TRUE;
}

static char *
make_removed_path (const char *folder, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_build_filename (folder, REMOVED, base, NULL);
}

/* Whatever was removed before goes for good. */
static void
empty_removed (const char *folder)
{
  g_autofree char *removed = g_build_filename (folder, REMOVED, NULL);
  g_autoptr (GDir) dir = g_dir_open (removed, 0, NULL);
  const char *base;

  while (dir != NULL && (base = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (removed, base, NULL);

      g_unlink (path);
    }
}

gboolean
ins_recipe_shelf_remove (const char *folder, const char *path, GError **error)
{
  g_autofree char *to = make_removed_path (folder, path);
  g_autofree char *removed = g_path_get_dirname (to);

  if (g_mkdir_with_parents (removed, 0777) != 0)
    return fail (error, _ ("the folder cannot be made"), removed, errno);
  empty_removed (folder);
  if (g_rename (path, to) != 0)
    return fail (error, _ ("cannot be removed"), path, errno);

  return TRUE;
}

gboolean
ins_recipe_shelf_restore (const char *folder, const char *path, GError **error)
{
  g_autofree char *from = make_removed_path (folder, path);
  g_autofree char *base = g_path_get_basename (path);

  if (!check_free (path, base, error))
    return FALSE;
  if (g_rename (from, path) != 0)
    return fail (error, _ ("cannot be put back"), path, errno);

  return TRUE;
}
