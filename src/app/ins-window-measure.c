/* ins-window-measure.c - measuring in the window: the tool, the panel, the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-measure-overlay.h"
#include "app/ins-window-private.h"
#include "core/ins-error.h"
#include "storage/ins-export.h"
#include "storage/ins-nde-measure.h"

#define SAVE_AFTER_MS 600   /* of quiet */
#define FOLLOW_EVERY_MS 500 /* of a picture that grows */

struct _InsWindowMeasuring
{
  InsMeasureModel *model;
  InsMeasureOverlay *overlay;
  char *path; /* whose measurements these are; NULL: of a scan that has no finished file yet */
  gboolean is_dirty, is_saving;
  guint save_source, follow_source;
};

typedef struct _InsWindowMeasuring Measuring;

/* ---- the file ------------------------------------------------------------------------------ */

typedef struct
{
  char *path;
  GKeyFile *measures; /* to save */
  InsNdeFile *file;   /* to load from */
  GPtrArray *loaded;  /* out */
} Transfer;

static void
transfer_free (gpointer data)
{
  Transfer *transfer = data;

  g_free (transfer->path);
  g_clear_pointer (&transfer->measures, g_key_file_unref);
  g_clear_pointer (&transfer->file, ins_nde_file_unref);
  g_clear_pointer (&transfer->loaded, g_ptr_array_unref);
  g_free (transfer);
}

static void
save_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Transfer *transfer = data;
  GError *error = NULL;

  if (ins_nde_save_measures (transfer->path, transfer->measures, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_saved (GObject *object, GAsyncResult *result, gpointer data)
{
  InsWindow *self = INS_WINDOW (object);
  g_autoptr (GError) error = NULL;

  if (self->measuring != NULL)
    self->measuring->is_saving = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error) || self->measuring == NULL)
    return;
  /* a scan has begun to go on with it: it is tried again when that is through */
  if (g_error_matches (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY))
    self->measuring->is_dirty = TRUE;
  else
    ins_window_show_note (self, error->message, TRUE);
}

static void
save (InsWindow *self)
{
  Measuring *m = self->measuring;
  g_autoptr (GTask) task = NULL;
  Transfer *transfer;

  if (!m->is_dirty || m->is_saving || m->path == NULL || ins_session_is_scanning (self->session))
    return;
  m->is_dirty = FALSE;
  m->is_saving = TRUE;
  transfer = g_new0 (Transfer, 1);
  transfer->path = g_strdup (m->path);
  transfer->measures = ins_measure_model_to_key_file (m->model);
  task = g_task_new (self, NULL, on_saved, NULL);
  g_task_set_task_data (task, transfer, transfer_free);
  g_task_run_in_thread (task, save_thread);
}

static gboolean
on_save_time (gpointer data)
{
  InsWindow *self = data;

  self->measuring->save_source = 0;
  if (self->measuring->is_saving || !ins_measure_model_is_settled (self->measuring->model))
    self->measuring->save_source = g_timeout_add (SAVE_AFTER_MS, on_save_time, self);
  else
    save (self);

  return G_SOURCE_REMOVE;
}

static void
save_soon (InsWindow *self)
{
  g_clear_handle_id (&self->measuring->save_source, g_source_remove);
  self->measuring->save_source = g_timeout_add (SAVE_AFTER_MS, on_save_time, self);
}

static void
load_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Transfer *transfer = data;
  GError *error = NULL;
  g_autoptr (InsKeyFile) file = ins_nde_file_dup_measures (transfer->file, &error);

  if (file != NULL)
    transfer->loaded = ins_measure_read_all (file, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer data)
{
  InsWindow *self = INS_WINDOW (object);
  const Transfer *transfer = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->measuring == NULL || g_strcmp0 (self->measuring->path, transfer->path) != 0 ||
      self->measuring->is_dirty)
    return;
  if (done)
    ins_measure_model_load (self->measuring->model, transfer->loaded);
  else
    ins_window_show_note (self, error->message, TRUE);
}

static void
load (InsWindow *self, InsNdeFile *file)
{
  Transfer *transfer = g_new0 (Transfer, 1);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_loaded, NULL);

  transfer->path = g_strdup (ins_nde_file_get_path (file));
  transfer->file = ins_nde_file_ref (file);
  g_task_set_task_data (task, transfer, transfer_free);
  g_task_run_in_thread (task, load_thread);
}

/* ---- the picture --------------------------------------------------------------------------- */

static const char *
get_plane (const InsWindow *self)
{
  const InsRecipe *recipe = ins_session_get_picture_recipe (self->session);

  if (recipe == NULL || (self->kind == INS_PLANE_DERIVED && self->gate >= recipe->n_planes))
    return "amplitude";

  return ins_export_get_plane_name (recipe, self->kind, self->gate);
}

static const char *
get_gate (InsWindow *self)
{
  const InsRecipe *recipe = ins_session_get_picture_recipe (self->session);

  return recipe != NULL && self->kind != INS_PLANE_DERIVED && self->gate < recipe->n_gates
             ? recipe->gates[self->gate].name
             : NULL;
}

static void
prepare (InsMeasure *measure, gpointer data)
{
  InsWindow *self = data;

  ins_measure_panel_prepare (self->measure_panel, measure, get_plane (self), get_gate (self));
}

static gboolean
is_same_grid (InsCscan *one, InsCscan *other)
{
  return one != NULL && other != NULL &&
         memcmp (ins_cscan_get_grid (one), ins_cscan_get_grid (other), sizeof (InsScanGrid)) == 0;
}

/* Another picture has other measurements; the scan's own file, when it is there, keeps those that
 * were made meanwhile. */
static void
follow_picture (InsWindow *self)
{
  Measuring *m = self->measuring;
  InsCscan *cscan = self->show_plan ? NULL : ins_session_get_cscan (self->session);
  InsCscan *before = ins_measure_model_get_cscan (m->model);
  const InsRecipe *recipe = ins_session_get_picture_recipe (self->session);

  if (cscan == before || (cscan == NULL && self->show_plan))
    return;
  if (!(m->path == NULL && m->is_dirty && is_same_grid (cscan, before)))
    {
      if (m->is_dirty && m->path != NULL)
        save (self);
      ins_measure_model_load (m->model, NULL);
      g_clear_pointer (&m->path, g_free);
      m->is_dirty = FALSE;
    }
  ins_measure_model_set_picture (m->model, recipe != NULL ? cscan : NULL, recipe);
}

static void
follow_file (InsWindow *self)
{
  Measuring *m = self->measuring;
  InsNdeFile *file = ins_session_get_file (self->session);

  if (file == NULL || ins_session_is_scanning (self->session) ||
      g_strcmp0 (m->path, ins_nde_file_get_path (file)) == 0)
    return;
  g_free (m->path);
  m->path = g_strdup (ins_nde_file_get_path (file));
  if (m->is_dirty)
    save_soon (self);
  else
    load (self, file);
}

void
ins_window_update_measuring (InsWindow *self)
{
  if (self->measuring == NULL)
    return;
  follow_picture (self);
  follow_file (self);
  ins_measure_panel_set_plane (self->measure_panel, get_plane (self), get_gate (self));
  if (self->measuring->is_dirty && self->measuring->save_source == 0)
    save_soon (self);
}

/* A scan that runs, or gates that are dragged, change what was measured. */
static gboolean
on_follow_time (gpointer data)
{
  ins_measure_model_follow_picture (INS_WINDOW (data)->measuring->model);

  return G_SOURCE_CONTINUE;
}

/* ---- actions ------------------------------------------------------------------------------- */

static void
on_edited (InsMeasureModel *model, InsWindow *self)
{
  self->measuring->is_dirty = TRUE;
  save_soon (self);
}

/* At the cross-hair, or in the middle. */
static void
on_put_one (InsMeasurePanel *panel, InsWindow *self)
{
  InsCscan *cscan = ins_measure_model_get_cscan (self->measuring->model);
  InsCursor cursor;
  InsAreaPoint at;

  if (cscan == NULL)
    return;
  at = ins_measure_to_point (ins_cscan_get_grid (cscan),
                             ins_cscan_get_grid (cscan)->n_columns / 2.0,
                             ins_cscan_get_grid (cscan)->n_rows / 2.0);
  if (ins_cscan_view_get_cursor (self->cscan_view, &cursor))
    at = ins_measure_to_point (ins_cscan_get_grid (cscan), cursor.column, cursor.row);
  ins_measure_overlay_add_at (self->measuring->overlay, &at);
}

static void
on_done (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_action_group_change_action_state (G_ACTION_GROUP (data), "tool",
                                      g_variant_new_string ("cross"));
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (InsWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    ins_window_show_note (self, error->message, TRUE);
}

static void
on_export_chosen (GtkNativeDialog *dialog, int response, InsWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    {
      g_autoptr (InsMeasureTable) table = ins_measure_panel_dup_table (self->measure_panel);
      g_autofree char *text = ins_measure_table_to_csv (table);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                           on_written, g_object_ref (self));
    }
  g_object_unref (dialog);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Export Table"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  /* Translators: name of a file of measurements */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), _ ("measurements.csv"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_export_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
ins_window_show_measuring (InsWindow *self, gboolean show)
{
  gboolean shown = g_strcmp0 (self->rig_page, "measure") == 0;

  if (self->measuring == NULL || show == shown)
    return;
  ins_window_show_rig_page (self, show ? "measure" : NULL);
}

void
ins_window_start_measuring (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "measure-done", on_done, NULL, NULL, NULL, { 0 } },
    { "measure-export", on_export, NULL, NULL, NULL, { 0 } },
  };
  Measuring *m = g_new0 (Measuring, 1);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  self->measuring = m;
  m->model = ins_measure_model_new ();
  m->overlay = ins_measure_overlay_new (self->cscan_view, m->model, prepare, self);
  ins_measure_panel_set_model (self->measure_panel, m->model, m->overlay);
  g_signal_connect_object (m->model, "edited", G_CALLBACK (on_edited), self, 0);
  g_signal_connect_object (self->measure_panel, "put-one", G_CALLBACK (on_put_one), self, 0);
  m->follow_source = g_timeout_add (FOLLOW_EVERY_MS, on_follow_time, self);
}

/* The application waits for it. */
static void
on_last_saved (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GApplication) application = data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("%s", error->message);
  g_application_release (application);
}

/* What was measured in the last moment, by a task that needs no window. */
static void
save_last (Measuring *m)
{
  GApplication *application = g_application_get_default ();
  g_autoptr (GTask) task = NULL;
  Transfer *transfer;

  if (!m->is_dirty || m->path == NULL || application == NULL)
    return;
  transfer = g_new0 (Transfer, 1);
  transfer->path = g_strdup (m->path);
  transfer->measures = ins_measure_model_to_key_file (m->model);
  g_application_hold (application);
  task = g_task_new (NULL, NULL, on_last_saved, g_object_ref (application));
  g_task_set_task_data (task, transfer, transfer_free);
  g_task_run_in_thread (task, save_thread);
}

void
ins_window_stop_measuring (InsWindow *self)
{
  Measuring *m = g_steal_pointer (&self->measuring);

  if (m == NULL)
    return;
  g_clear_handle_id (&m->save_source, g_source_remove);
  g_clear_handle_id (&m->follow_source, g_source_remove);
  save_last (m);
  ins_measure_panel_set_model (self->measure_panel, NULL, NULL);
  ins_measure_overlay_free (m->overlay);
  g_object_unref (m->model);
  g_free (m->path);
  g_free (m);
}
