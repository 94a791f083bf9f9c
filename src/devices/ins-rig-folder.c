/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/ins-rig-folder.h"
#include "devices/ins-rig.h"

#define SUFFIX ".rig"
#define LONGEST_NAME 60 /* letters; a file name holds 255 bytes */

char *
ins_rig_folder_dup_usual (void)
{
  return g_build_filename (g_get_user_config_dir (), "insonify", "rigs", NULL);
}

/* ---- the list ------------------------------------------------------------------------------ */

static void
entry_free (gpointer data)
{
  InsRigEntry *entry = data;

  g_free (entry->path);
  g_free (entry->name);
  g_free (entry->problem);
  g_free (entry);
}

static char *
dup_file_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  if (g_str_has_suffix (base, SUFFIX))
    base[strlen (base) - strlen (SUFFIX)] = '\0';

  return g_utf8_make_valid (base, -1);
}

static InsRigEntry *
entry_new (const char *path)
{
  InsRigEntry *entry = g_new0 (InsRigEntry, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (path, NULL, NULL, &error);

  entry->path = g_strdup (path);
  if (rig == NULL)
    entry->problem = g_strdup (error->message);
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    entry->name = g_key_file_get_string (file, "Rig", "Name", NULL);
  if (entry->name != NULL)
    g_strstrip (entry->name);
  if (entry->name == NULL || entry->name[0] == '\0')
    {
      g_free (entry->name);
      entry->name = dup_file_name (path);
    }

  return entry;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const InsRigEntry *const *first = a, *const *second = b;
  const int order = g_utf8_collate ((*first)->name, (*second)->name);

  return order != 0 ? order : strcmp ((*first)->path, (*second)->path);
}

GPtrArray *
ins_rig_folder_list (const char *folder)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (name[0] != '.' && g_str_has_suffix (name, SUFFIX) &&
          g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (entries, entry_new (path));
    }
  g_ptr_array_sort (entries, compare_entries);

  return entries;
}

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_casefold (a, -1), *second = g_utf8_casefold (b, -1);

  return strcmp (first, second) == 0;
}

/* (nullable) (transfer none) */
static const InsRigEntry *
find_named (GPtrArray *entries, const char *name, const char *except)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const InsRigEntry *entry = entries->pdata[i];
      g_autofree char *file = dup_file_name (entry->path);

      if (g_strcmp0 (entry->path, except) != 0 &&
          (is_same_name (entry->name, name) || is_same_name (file, name)))
        return entry;
    }

  return NULL;
}

char *
ins_rig_folder_resolve (const char *folder, const char *text)
{
  g_autoptr (GPtrArray) entries = NULL;
  const InsRigEntry *entry;

  if (strchr (text, G_DIR_SEPARATOR) != NULL || !g_utf8_validate (text, -1, NULL) ||
      g_file_test (text, G_FILE_TEST_IS_REGULAR))
    return g_strdup (text);
  entries = ins_rig_folder_list (folder);
  entry = find_named (entries, text, NULL);

  return g_strdup (entry != NULL ? entry->path : text);
}

/* ---- names --------------------------------------------------------------------------------- */

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE, text);

  return FALSE;
}

static gboolean
has_control (const char *name)
{
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return TRUE;

  return FALSE;
}

gboolean
ins_rig_folder_check_name (const char *folder, const char *name, const char *except, GError **error)
{
  g_autofree char *stripped = g_strdup (name);
  g_autoptr (GPtrArray) entries = NULL;

  g_strstrip (stripped);
  if (stripped[0] == '\0')
    return refuse (error, _ ("A rig needs a name, such as Tank 2."));
  if (!g_utf8_validate (name, -1, NULL) || has_control (name))
    return refuse (error, _ ("A name is one line of letters and digits."));
  if (g_utf8_strlen (stripped, -1) > LONGEST_NAME)
    return refuse (error, _ ("This name is too long: %d letters at most."), LONGEST_NAME);
  entries = ins_rig_folder_list (folder);
  if (find_named (entries, stripped, except) != NULL)
    return refuse (error, _ ("There is a rig “%s” already. Choose another name."), stripped);

  return TRUE;
}

char *
ins_rig_folder_free_name (const char *folder, const char *name)
{
  g_autoptr (GPtrArray) entries = ins_rig_folder_list (folder);
  g_autofree char *stem = g_strdup (name);
  char *end;

  if (find_named (entries, name, NULL) == NULL)
    return g_steal_pointer (&stem);
  /* "Tank 2" is followed by "Tank 3" */
  end = strrchr (stem, ' ');
  if (end != NULL && end != stem && end[1] != '\0' &&
      strspn (end + 1, "0123456789") == strlen (end + 1))
    *end = '\0';
  for (guint number = 2;; number++)
    {
      g_autofree char *next = g_strdup_printf ("%s %u", stem, number);

      if (find_named (entries, next, NULL) == NULL)
        return g_steal_pointer (&next);
    }
}

/* A name that every file system takes, and that is no hidden file. */
static char *
dup_path (const char *folder, const char *name)
{
  g_autofree char *base = g_strconcat (name, SUFFIX, NULL);

  g_strdelimit (base, "/\\:*?\"<>|", '-');
  if (base[0] == '.')
    base[0] = '-';

  return g_build_filename (folder, base, NULL);
}

/* ---- changes ------------------------------------------------------------------------------- */

static char *
set_name (const char *text, const char *name, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_data (file, text, (gsize)-1, G_KEY_FILE_KEEP_COMMENTS, error))
    return NULL;
  g_key_file_set_string (file, "Rig", "Name", name);

  return g_key_file_to_data (file, NULL, NULL);
}

char *
ins_rig_folder_write (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *stripped = g_strdup (name);
  g_autofree char *path = NULL, *named = NULL;

  g_strstrip (stripped);
  if (!ins_rig_folder_check_name (folder, stripped, NULL, error))
    return NULL;
  named = set_name (text, stripped, error);
  if (named == NULL)
    return NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (errno),
                   _ ("The folder %s for rigs cannot be made: %s. The rig was not saved."), folder,
                   g_strerror (errno));
      return NULL;
    }
  path = dup_path (folder, stripped);
  if (g_file_test (path, G_FILE_TEST_EXISTS)) /* "a/b" and "a:b" share one */
    {
      refuse (error, _ ("There is a rig “%s” already. Choose another name."), stripped);
      return NULL;
    }
  if (!g_file_set_contents (path, named, -1, error))
    return NULL;

  return g_steal_pointer (&path);
}

char *
ins_rig_folder_rename (const char *path, const char *name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *stripped = g_strdup (name);
  g_autofree char *to = NULL;

  g_strstrip (stripped);
  if (!ins_rig_folder_check_name (folder, stripped, path, error) ||
      !ins_rig_file_set (path, "Rig", "Name", stripped, error))
    return NULL;
  to = dup_path (folder, stripped);
  /* the name in the file is what counts: where the file cannot follow it keeps its own */
  if (strcmp (to, path) == 0 || g_file_test (to, G_FILE_TEST_EXISTS) || g_rename (path, to) != 0)
    return g_strdup (path);

  return g_steal_pointer (&to);
}

char *
ins_rig_folder_duplicate (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL, *file_name = NULL, *name = NULL, *next = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  if (g_key_file_load_from_data (file, text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    name = g_key_file_get_string (file, "Rig", "Name", NULL);
  if (name == NULL || name[0] == '\0')
    {
      g_free (name);
      name = dup_file_name (path);
    }
  next = ins_rig_folder_free_name (folder, name);

  return ins_rig_folder_write (folder, next, text, error);
}

gboolean
ins_rig_folder_remove (const char *path, char **text, GError **error)
{
  g_autofree char *before = NULL;

  if (!g_file_get_contents (path, &before, NULL, error))
    return FALSE;
  if (g_remove (path) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (errno),
                   _ ("The rig cannot be deleted: %s."), g_strerror (errno));
      return FALSE;
    }
  *text = g_steal_pointer (&before);

  return TRUE;
}

gboolean
ins_rig_folder_restore (const char *path, const char *text, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return refuse (error, _ ("Another rig has taken its place meanwhile. Rename that one first."));

  return g_file_set_contents (path, text, -1, error);
}
