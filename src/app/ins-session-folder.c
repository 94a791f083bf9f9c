/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/ins-file-name.h"
#include "app/ins-session-private.h"
#include "core/ins-error.h"

#define PREVIEW_DAYS 7
#define MAX_NUMBER 99999 /* of scans with one name in one folder */

/* What a task thread does: it gets its own copies. */
typedef struct
{
  char *folder;
  char *pattern, *name, *part, *operator_name;
  GStrv regions; /* a file for each of them; NULL: one file */
  gboolean create;
  /* out */
  char *path;
  gint64 n_free_bytes;
} FolderLook;

static void
folder_look_free (gpointer data)
{
  FolderLook *look = data;

  g_free (look->folder);
  g_free (look->pattern);
  g_free (look->name);
  g_free (look->part);
  g_free (look->operator_name);
  g_strfreev (look->regions);
  g_free (look->path);
  g_free (look);
}

/* Not g_file_test(): a dangling link is a name that is taken, too. */
static gboolean
is_taken (const char *path)
{
  return g_access (path, F_OK) == 0 || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

/* Also if one region's file is. */
static gboolean
is_any_taken (const char *folder, const char *stem, char *const *regions)
{
  for (char *const *region = regions; region != NULL && *region != NULL; region++)
    {
      g_autofree char *base = g_strconcat (stem, "-", *region, ".nde", NULL);
      g_autofree char *path = g_build_filename (folder, base, NULL);

      if (is_taken (path))
        return TRUE;
    }

  return FALSE;
}

static char *
find_free_path (const FolderLook *look)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const InsFileNameParts parts = { look->name, look->part, look->operator_name, now };

  for (guint number = 1; number <= MAX_NUMBER; number++)
    {
      g_autofree char *stem = ins_file_name_make (look->pattern, &parts, number);
      g_autofree char *base = g_strconcat (stem, ".nde", NULL);
      g_autofree char *path = g_build_filename (look->folder, base, NULL);

      if (!is_taken (path) && !is_any_taken (look->folder, stem, look->regions))
        return g_steal_pointer (&path);
    }

  return NULL;
}

/* Room where the folder is, or will be made. */
static gint64
query_free_bytes (const char *folder, GCancellable *cancellable)
{
  g_autoptr (GFile) place = g_file_new_for_path (folder);

  while (place != NULL)
    {
      g_autoptr (GFileInfo) info = g_file_query_filesystem_info (
          place, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, cancellable, NULL);
      GFile *parent = NULL;

      if (info != NULL && g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
        {
          guint64 n_bytes = g_file_info_get_attribute_uint64 (info,
                                                              G_FILE_ATTRIBUTE_FILESYSTEM_FREE);

          return (gint64)MIN (n_bytes, (guint64)G_MAXINT64);
        }
      parent = g_file_get_parent (place);
      g_object_unref (place);
      place = parent;
    }

  return -1;
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FolderLook *look = data;

  if (look->create && g_mkdir_with_parents (look->folder, 0777) != 0)
    {
      g_task_return_new_error (task, INS_FILE_ERROR, INS_FILE_ERROR_IO,
                               _ ("The folder %s cannot be made: %s. Choose another one."),
                               look->folder, g_strerror (errno));
      return;
    }
  look->path = find_free_path (look);
  look->n_free_bytes = query_free_bytes (look->folder, cancellable);
  if (look->path == NULL)
    g_task_return_new_error (task, INS_FILE_ERROR, INS_FILE_ERROR_EXISTS,
                             _ ("%s holds %d scans called “%s”. Give this one another name."),
                             look->folder, MAX_NUMBER, look->name);
  else
    g_task_return_boolean (task, TRUE);
}

static GStrv
dup_regions (const InsRecipe *recipe)
{
  GStrv names = recipe->n_regions > 0 ? g_new0 (char *, recipe->n_regions + 1) : NULL;

  for (guint i = 0; i < recipe->n_regions; i++)
    names[i] = g_strdup (recipe->regions[i].name);

  return names;
}

/* Previews are looked at, not kept. */
static void
remove_old_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gint64 oldest_s = g_get_real_time () / G_USEC_PER_SEC - PREVIEW_DAYS * 24 * 3600;
  const char *base;

  while (dir != NULL && (base = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, base, NULL);
      GStatBuf info;

      if (g_str_has_suffix (base, ".nde") && g_stat (path, &info) == 0 &&
          (gint64)info.st_mtime < oldest_s)
        g_unlink (path);
    }
}

static void
preview_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  remove_old_files (((FolderLook *)data)->folder);
  look_thread (task, source, data, cancellable);
}

void
ins_session_prepare_preview_async (InsSession *self,
                                   const char *folder,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer callback_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, callback_data);
  FolderLook *look = g_new0 (FolderLook, 1);

  look->folder = g_strdup (folder);
  look->pattern = g_strdup (INS_FILE_NAME_USUAL_PATTERN);
  look->name = g_strdup (name);
  look->create = TRUE;
  g_task_set_task_data (task, look, folder_look_free);
  g_task_run_in_thread (task, preview_thread);
}

static void
start_look (InsSession *self,
            gboolean create,
            GCancellable *cancellable,
            GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, NULL);
  FolderLook *look = g_new0 (FolderLook, 1);

  look->folder = g_strdup (self->folder);
  look->pattern = g_strdup (self->file_pattern != NULL ? self->file_pattern
                                                       : INS_FILE_NAME_USUAL_PATTERN);
  look->part = g_strdup (self->recipe->part);
  look->operator_name = g_strdup (self->recipe->operator_name);
  look->name = g_strstrip (g_strdup (self->recipe->name != NULL ? self->recipe->name : ""));
  if (look->name[0] == '\0')
    {
      g_free (look->name);
      look->name = g_strdup ("scan");
    }
  look->regions = dup_regions (self->recipe);
  look->create = create;
  g_task_set_task_data (task, look, folder_look_free);
  g_task_run_in_thread (task, look_thread);
}

static void
on_folder_looked_at (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  FolderLook *look = g_task_get_task_data (G_TASK (result));
  gboolean renamed;

  if (self->folder_look == g_task_get_cancellable (G_TASK (result)))
    g_clear_object (&self->folder_look);
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  renamed = g_strcmp0 (self->path, look->path) != 0;
  g_free (self->path);
  self->path = g_steal_pointer (&look->path);
  self->n_free_bytes = look->n_free_bytes;
  if (!ins_session_is_scanning (self))
    ins_session_refresh_plan (self, renamed);
}

void
ins_session_look_at_folder (InsSession *self)
{
  g_cancellable_cancel (self->folder_look);
  g_clear_object (&self->folder_look);
  self->folder_look = g_cancellable_new ();
  start_look (self, FALSE, self->folder_look, on_folder_looked_at);
}

void
ins_session_prepare_folder_async (InsSession *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback)
{
  start_look (self, TRUE, cancellable, callback);
}

char *
ins_session_prepare_folder_finish (InsSession *self, GAsyncResult *result, GError **error)
{
  FolderLook *look = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_steal_pointer (&look->path);
}

void
ins_session_clear_folder (InsSession *self)
{
  g_clear_handle_id (&self->folder_source, g_source_remove);
  g_cancellable_cancel (self->folder_look);
  g_clear_object (&self->folder_look);
}

const char *
ins_session_get_path (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->scan_path != NULL ? self->scan_path : self->path;
}

void
ins_session_set_folder (InsSession *self, const char *folder)
{
  g_return_if_fail (INS_IS_SESSION (self));
  g_return_if_fail (folder != NULL && folder[0] != '\0');

  g_free (self->folder);
  self->folder = g_strdup (folder);
  ins_session_look_at_folder (self);
}

void
ins_session_set_file_pattern (InsSession *self, const char *pattern)
{
  g_return_if_fail (INS_IS_SESSION (self));

  g_free (self->file_pattern);
  self->file_pattern = ins_file_name_check (pattern, NULL) ? g_strdup (pattern) : NULL;
  ins_session_look_at_folder (self);
}

const char *
ins_session_get_folder (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->folder;
}
