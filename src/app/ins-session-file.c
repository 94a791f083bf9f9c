/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-session-gates.h"
#include "app/ins-session-private.h"
#include "core/ins-error.h"
#include "storage/ins-export.h"
#include "storage/ins-nde-job.h"
#include "storage/ins-nde-registration.h"

/* Files are opened, read and written by GIO's task threads. A thread gets references and copies,
 * never the session. */

void
ins_session_set_picture (InsSession *self,
                         InsCscan *cscan,
                         InsNdeFile *file,
                         const InsRecipe *recipe,
                         const char *path,
                         gboolean is_live)
{
  g_autofree char *path_copy = g_strdup (path);

  ins_session_drop_regater (self);
  if (cscan != NULL)
    ins_cscan_ref (cscan);
  g_clear_pointer (&self->cscan, ins_cscan_unref);
  self->cscan = cscan;
  if (file != NULL)
    ins_nde_file_ref (file);
  g_clear_pointer (&self->file, ins_nde_file_unref);
  self->file = file;
  self->file_registration_mm = (double)NAN;
  g_clear_pointer (&self->live_file, ins_nde_file_unref);
  if (recipe != NULL)
    {
      g_clear_pointer (&self->picture_recipe, ins_recipe_free);
      self->picture_recipe = ins_recipe_copy (recipe);
    }
  g_free (self->picture_path);
  self->picture_path = g_steal_pointer (&path_copy);
  self->picture_is_live = is_live;
  ins_session_emit_picture_changed (self);
}

void
ins_session_clear_files (InsSession *self)
{
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  ins_session_drop_regater (self);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_cancellable_cancel (self->reading_line);
  g_clear_object (&self->reading_line);
  ins_session_forget_column (self);
  g_clear_pointer (&self->cscan, ins_cscan_unref);
  g_clear_pointer (&self->file, ins_nde_file_unref);
  g_clear_pointer (&self->live_file, ins_nde_file_unref);
  g_clear_pointer (&self->picture_recipe, ins_recipe_free);
  g_clear_pointer (&self->picture_path, g_free);
}

InsCscan *
ins_session_get_cscan (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->cscan;
}

InsNdeFile *
ins_session_get_file (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->file;
}

double
ins_session_get_registration_mm (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), (double)NAN);

  if (self->file != NULL && !ins_session_is_scanning (self))
    return self->file_registration_mm;

  return self->snapshot.registration_rms_mm;
}

const InsRecipe *
ins_session_get_picture_recipe (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->picture_recipe;
}

/* ---- opening ------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  gboolean want_cscan;
  InsNdeFile *file;
  InsCscan *cscan;
  double registration_mm;
  guint n_flagged;
  InsRecipe *recipe; /* (nullable): of the form, which may be the file's job's */
  InsScanJob *job;   /* (nullable): it is */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_clear_pointer (&opening->file, ins_nde_file_unref);
  g_clear_pointer (&opening->cscan, ins_cscan_unref);
  g_clear_pointer (&opening->recipe, ins_recipe_free);
  g_clear_pointer (&opening->job, ins_scan_job_free);
  g_free (opening);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  InsRegistrationSummary summary;
  gboolean both_ways;
  GError *error = NULL;

  opening->file = ins_nde_file_open (opening->path, &error);
  if (opening->file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ins_nde_file_summarise_registration (opening->file, &summary, &both_ways);
  opening->registration_mm = 1e-3 * summary.rms_um;
  opening->n_flagged = ins_nde_file_count_flagged (opening->file);
  if (opening->want_cscan)
    opening->cscan = ins_nde_file_dup_cscan (opening->file);
  if (opening->recipe != NULL)
    opening->job = ins_nde_job_find (opening->recipe, opening->file);
  g_task_return_boolean (task, TRUE);
}

static void
start_opening (InsSession *self,
               const char *path,
               gboolean want_cscan,
               GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (path);
  opening->want_cscan = want_cscan;
  if (want_cscan && self->recipe->n_regions > 0)
    opening->recipe = ins_recipe_copy (self->recipe);
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  task = g_task_new (self, self->opening, callback, NULL);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_thread);
}

static void
on_file_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        ins_session_emit_message (self, TRUE, "%s", error->message);
      return;
    }
  /* A scan that was started meanwhile is not covered up. */
  if (ins_session_is_scanning (self))
    return;
  self->n_flagged = opening->n_flagged;
  ins_session_set_picture (self, opening->cscan, opening->file,
                           ins_nde_file_get_recipe (opening->file), opening->path, FALSE);
  self->file_registration_mm = opening->registration_mm;
  ins_session_take_job (self, opening->path, g_steal_pointer (&opening->job));
  ins_session_emit_changed (self);
}

void
ins_session_open_file (InsSession *self, const char *path)
{
  g_return_if_fail (INS_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  if (ins_session_is_scanning (self))
    {
      ins_session_emit_message (
          self, TRUE, _ ("A scan is running. Open the file when it has ended or was stopped."));
      return;
    }
  start_opening (self, path, TRUE, on_file_opened);
}

static void
on_finished_scan_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  Opening *opening = g_task_get_task_data (G_TASK (result));

  /* A scan that failed before its file was made has none; its own message says why. */
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  if (g_strcmp0 (self->picture_path, opening->path) != 0)
    return;
  g_clear_pointer (&self->file, ins_nde_file_unref);
  self->file = g_steal_pointer (&opening->file);
  self->file_registration_mm = opening->registration_mm;
  self->n_flagged = opening->n_flagged;
  g_clear_pointer (&self->live_file, ins_nde_file_unref);
  ins_session_follow_regate (self);
  ins_session_emit_changed (self);
}

void
ins_session_open_finished_scan (InsSession *self)
{
  self->picture_is_live = FALSE;
  start_opening (self, self->picture_path, FALSE, on_finished_scan_opened);
}

/* ---- export -------------------------------------------------------------------------------- */

typedef struct
{
  InsNdeFile *file; /* NULL: open source_path, a scan that still runs */
  char *source_path;
  char *path;
  char *plane;
  char *gate; /* (nullable) */
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_pointer (&export->file, ins_nde_file_unref);
  g_free (export->source_path);
  g_free (export->path);
  g_free (export->plane);
  g_free (export->gate);
  g_free (export);
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data;
  InsExportWish wish = { .plane = export->plane, .gate = export->gate };
  GError *error = NULL;

  if (export->file == NULL)
    export->file = ins_nde_file_open (export->source_path, &error);
  if (export->file == NULL || !ins_export (export->file, export->path, &wish, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  const Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    ins_session_emit_message (self, FALSE, _ ("Saved %s."), export->path);
  else
    ins_session_emit_message (self, TRUE, "%s", error->message);
}

void
ins_session_export (InsSession *self, const char *path, guint gate, InsPlaneKind kind)
{
  const InsRecipe *recipe = self->picture_recipe;
  g_autoptr (GTask) task = NULL;
  Export *export = NULL;

  g_return_if_fail (INS_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  if (self->cscan == NULL || recipe == NULL ||
      gate >= (kind == INS_PLANE_DERIVED ? recipe->n_planes : recipe->n_gates))
    {
      ins_session_emit_message (self, TRUE,
                                _ ("There is no picture yet. Scan something or open a scan."));
      return;
    }
  if (ins_session_has_other_gates (self))
    {
      ins_session_emit_message (self, TRUE,
                                _ ("The gates were changed. Save them as a new file, open that and "
                                   "export its picture."));
      return;
    }
  export = g_new0 (Export, 1);
  export->file = self->file != NULL ? ins_nde_file_ref (self->file) : NULL;
  export->source_path = g_strdup (self->picture_path);
  export->path = g_strdup (path);
  export->plane = g_strdup (ins_export_get_plane_name (recipe, kind, gate));
  export->gate = kind == INS_PLANE_DERIVED ? NULL : g_strdup (recipe->gates[gate].name);
  task = g_task_new (self, NULL, on_exported, NULL);
  g_task_set_task_data (task, export, export_free);
  g_task_run_in_thread (task, export_thread);
}
