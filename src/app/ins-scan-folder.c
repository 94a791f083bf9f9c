/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "app/ins-scan-folder.h"

#define BATCH_US 80000 /* what was read meanwhile goes to the list at once */
#define SETTLE_MS 700  /* after the last change in the folder */

struct _InsScanFolder
{
  GObject parent_instance;

  char *path;
  GListStore *items;
  GHashTable *by_path; /* (element-type utf8 InsScanItem): keys are the items' */
  GCancellable *look;  /* of the look that counts; NULL none */
  gboolean is_looking;
  gboolean again; /* something changed during the look */
  guint n_looked, n_files;
  char *problem;
  GFileMonitor *monitor;
  guint settle_source;
  atomic_int n_on_the_way; /* atomic: batches; with one on its way the next one waits and grows */
};

G_DEFINE_FINAL_TYPE (InsScanFolder, ins_scan_folder, G_TYPE_OBJECT)

static guint changed_signal;

/* ---- on the task thread -------------------------------------------------------------------- */

/* What a look knows and is told; the task thread's own. */
typedef struct
{
  char *path, *cache;
  GHashTable *known; /* (element-type utf8 InsScanSummary): looked at before, no more than path,
                        time and size */
  GPtrArray *files;  /* (element-type InsScanSummary): likewise, all that are there */
} Look;

/* On its way to the main thread. */
typedef struct
{
  InsScanFolder *folder;
  GCancellable *look;
  gboolean is_list; /* the names of all files; else what is in some */
  GPtrArray *summaries;
} Batch;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->path);
  g_free (look->cache);
  g_hash_table_unref (look->known);
  g_ptr_array_unref (look->files);
  g_free (look);
}

static InsScanSummary *
make_stub (const char *path, gint64 modified_us, guint64 n_bytes)
{
  InsScanSummary *stub = g_new0 (InsScanSummary, 1);

  stub->path = g_strdup (path);
  stub->modified_us = stub->created_us = modified_us;
  stub->n_bytes = n_bytes;
  stub->duration_s = (double)NAN;

  return stub;
}

static gboolean
list_files (Look *look, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (look->path, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autofree char *path = g_build_filename (look->path, name, NULL);
      GStatBuf status;

      if (!g_str_has_suffix (name, ".nde") || g_stat (path, &status) != 0 ||
          !S_ISREG (status.st_mode))
        continue;
      g_ptr_array_add (look->files, make_stub (path,
                                               (gint64)status.st_mtim.tv_sec * G_USEC_PER_SEC +
                                                   status.st_mtim.tv_nsec / 1000,
                                               (guint64)MAX (status.st_size, 0)));
    }

  return TRUE;
}

static gboolean on_batch (gpointer data);
static void batch_free (gpointer data);

static void
send (GTask *task, gboolean is_list, GPtrArray *summaries)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->folder = g_object_ref (g_task_get_source_object (task));
  batch->look = g_object_ref (g_task_get_cancellable (task));
  batch->is_list = is_list;
  batch->summaries = summaries;
  atomic_fetch_add (&batch->folder->n_on_the_way, 1);
  /* before what the window does at rest, after what a person does */
  (void)g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_batch, batch, batch_free);
}

static GPtrArray *
new_batch (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)ins_scan_summary_free);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return ins_scan_summary_compare (*(InsScanSummary *const *)a, *(InsScanSummary *const *)b);
}

static gboolean
is_same_file (const InsScanSummary *a, const InsScanSummary *b)
{
  return a->modified_us == b->modified_us && a->n_bytes == b->n_bytes;
}

static gboolean
is_as_known (const Look *look, const InsScanSummary *file)
{
  const InsScanSummary *known = g_hash_table_lookup (look->known, file->path);

  return known != NULL && is_same_file (known, file);
}

static void
read_files (GTask *task, const Look *look, GCancellable *cancellable)
{
  InsScanFolder *folder = g_task_get_source_object (task);
  GPtrArray *batch = new_batch ();
  gint64 sent_us = g_get_monotonic_time ();

  for (guint i = 0; i < look->files->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const InsScanSummary *file = g_ptr_array_index (look->files, i);
      InsScanSummary *summary = is_as_known (look, file)
                                    ? NULL
                                    : ins_scan_summary_look (file->path, look->cache);

      if (summary != NULL)
        g_ptr_array_add (batch, summary);
      if (batch->len == 0 || g_get_monotonic_time () - sent_us < BATCH_US ||
          atomic_load (&folder->n_on_the_way) > 0)
        continue;
      send (task, FALSE, batch);
      batch = new_batch ();
      sent_us = g_get_monotonic_time ();
    }
  send (task, FALSE, batch);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  GPtrArray *list = new_batch ();
  GError *error = NULL;

  if (!list_files (look, cancellable, &error))
    {
      g_ptr_array_unref (list);
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_sort (look->files, compare_files);
  for (guint i = 0; i < look->files->len; i++)
    {
      const InsScanSummary *file = g_ptr_array_index (look->files, i);

      g_ptr_array_add (list, make_stub (file->path, file->modified_us, file->n_bytes));
    }
  send (task, TRUE, list);
  read_files (task, look, cancellable);
  g_task_return_boolean (task, TRUE);
}

/* ---- on the main thread -------------------------------------------------------------------- */

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  atomic_fetch_sub (&batch->folder->n_on_the_way, 1);
  g_object_unref (batch->folder);
  g_object_unref (batch->look);
  g_ptr_array_unref (batch->summaries);
  g_free (batch);
}

/* Items that stay keep their place, so that what is selected stays so. */
static void
drop_gone (InsScanFolder *self, GHashTable *there)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->items)); i > 0; i--)
    {
      g_autoptr (InsScanItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i - 1);
      const char *path = ins_scan_item_get (item)->path;

      if (g_hash_table_contains (there, path))
        continue;
      g_hash_table_remove (self->by_path, path);
      g_list_store_remove (self->items, i - 1);
    }
}

/* A file that was read stays as it was until it has been read again. */
static void
take_list (InsScanFolder *self, GPtrArray *list)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

  self->n_files = list->len;
  self->n_looked = 0;
  for (guint i = 0; i < list->len; i++)
    g_hash_table_add (there, ((InsScanSummary *)g_ptr_array_index (list, i))->path);
  drop_gone (self, there);
  for (guint i = 0; i < list->len; i++)
    {
      InsScanSummary *stub = g_ptr_array_index (list, i);
      InsScanItem *item = g_hash_table_lookup (self->by_path, stub->path);

      if (item != NULL)
        {
          self->n_looked += ins_scan_item_is_looked (item) &&
                            is_same_file (ins_scan_item_get (item), stub);
          continue;
        }
      item = ins_scan_item_new (make_stub (stub->path, stub->modified_us, stub->n_bytes), FALSE);
      g_ptr_array_add (fresh, item);
      g_hash_table_insert (self->by_path, g_strdup (stub->path), item);
    }
  g_list_store_splice (self->items, g_list_model_get_n_items (G_LIST_MODEL (self->items)), 0,
                       fresh->pdata, fresh->len);
}

static void
take_summaries (InsScanFolder *self, GPtrArray *summaries)
{
  while (summaries->len > 0)
    {
      InsScanSummary *summary = g_ptr_array_steal_index_fast (summaries, summaries->len - 1);
      InsScanItem *item = g_hash_table_lookup (self->by_path, summary->path);

      self->n_looked++;
      if (item != NULL)
        ins_scan_item_take (item, summary);
      else
        ins_scan_summary_free (summary);
    }
}

static gboolean
on_batch (gpointer data)
{
  Batch *batch = data;
  InsScanFolder *self = batch->folder;

  if (batch->look != self->look)
    return G_SOURCE_REMOVE;
  if (batch->is_list)
    take_list (self, batch->summaries);
  else
    take_summaries (self, batch->summaries);
  g_signal_emit (self, changed_signal, 0);

  return G_SOURCE_REMOVE;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  InsScanFolder *self = INS_SCAN_FOLDER (source);
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->look)
    return;
  self->is_looking = FALSE;
  g_clear_pointer (&self->problem, g_free);
  /* a folder that is not there yet holds no scans, and is made for the first one */
  if (!good && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    self->problem = g_strdup (error->message);
  if (!good)
    {
      g_hash_table_remove_all (self->by_path);
      g_list_store_remove_all (self->items);
      self->n_files = self->n_looked = 0;
    }
  g_signal_emit (self, changed_signal, 0);
  if (self->again)
    ins_scan_folder_look (self);
}

static GHashTable *
dup_known (InsScanFolder *self)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                             (GDestroyNotify)ins_scan_summary_free);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->by_path);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      const InsScanSummary *summary = ins_scan_item_get (item);
      InsScanSummary *stub;

      /* what was being written is to be looked at again */
      if (!ins_scan_item_is_looked (item) || summary->state == INS_SCAN_FILE_BEING_WRITTEN)
        continue;
      stub = make_stub (summary->path, summary->modified_us, summary->n_bytes);
      g_hash_table_insert (known, stub->path, stub);
    }

  return known;
}

void
ins_scan_folder_look (InsScanFolder *self)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  g_return_if_fail (INS_IS_SCAN_FOLDER (self));

  if (self->path == NULL)
    return;
  self->again = self->is_looking;
  if (self->is_looking)
    return;
  look = g_new0 (Look, 1);
  look->path = g_strdup (self->path);
  look->cache = ins_scan_summary_get_cache ();
  look->known = dup_known (self);
  look->files = new_batch ();
  self->is_looking = TRUE;
  g_clear_object (&self->look);
  self->look = g_cancellable_new ();
  task = g_task_new (self, self->look, on_looked, NULL);
  g_task_set_task_data (task, look, look_free);
  g_task_set_priority (task, G_PRIORITY_LOW); /* its end comes after its batches */
  g_task_run_in_thread (task, look_thread);
}

/* ---- following the folder ------------------------------------------------------------------ */

static gboolean
on_settled (gpointer data)
{
  InsScanFolder *self = data;

  self->settle_source = 0;
  ins_scan_folder_look (self);

  return G_SOURCE_REMOVE;
}

/* Not each write of a running scan. */
static void
on_folder_changed (GFileMonitor *monitor,
                   GFile *file,
                   GFile *other,
                   GFileMonitorEvent event,
                   InsScanFolder *self)
{
  if (event == G_FILE_MONITOR_EVENT_CHANGED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
stop_look (InsScanFolder *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
    }
  g_clear_object (&self->monitor);
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  self->is_looking = self->again = FALSE;
}

void
ins_scan_folder_set_path (InsScanFolder *self, const char *path)
{
  g_autoptr (GFile) file = NULL;

  g_return_if_fail (INS_IS_SCAN_FOLDER (self));

  if (g_strcmp0 (path, self->path) == 0)
    return;
  stop_look (self);
  g_free (self->path);
  self->path = g_strdup (path);
  g_hash_table_remove_all (self->by_path);
  g_list_store_remove_all (self->items);
  self->n_files = self->n_looked = 0;
  g_clear_pointer (&self->problem, g_free);
  if (path != NULL)
    {
      file = g_file_new_for_path (path);
      self->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
      if (self->monitor != NULL)
        g_signal_connect (self->monitor, "changed", G_CALLBACK (on_folder_changed), self);
      ins_scan_folder_look (self);
    }
  g_signal_emit (self, changed_signal, 0);
}

const char *
ins_scan_folder_get_path (InsScanFolder *self)
{
  return self->path;
}

GListModel *
ins_scan_folder_get_items (InsScanFolder *self)
{
  return G_LIST_MODEL (self->items);
}

gboolean
ins_scan_folder_get_progress (InsScanFolder *self, guint *n_looked, guint *n_files)
{
  *n_looked = MIN (self->n_looked, self->n_files);
  *n_files = self->n_files;

  return self->is_looking;
}

const char *
ins_scan_folder_get_problem (InsScanFolder *self)
{
  return self->problem;
}

static void
ins_scan_folder_dispose (GObject *object)
{
  InsScanFolder *self = INS_SCAN_FOLDER (object);

  stop_look (self);
  g_clear_pointer (&self->by_path, g_hash_table_unref);
  g_clear_object (&self->items);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (ins_scan_folder_parent_class)->dispose (object);
}

static void
ins_scan_folder_class_init (InsScanFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_scan_folder_dispose;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
ins_scan_folder_init (InsScanFolder *self)
{
  self->items = g_list_store_new (INS_TYPE_SCAN_ITEM);
  self->by_path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

InsScanFolder *
ins_scan_folder_new (void)
{
  return g_object_new (INS_TYPE_SCAN_FOLDER, NULL);
}
