/* ins-session-job.c - the regions of a recipe, scanned one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-session-private.h"
#include "storage/ins-nde-reference.h"

/* The part's file is free, because the session looked before it began, or one that it began. */
static gboolean
start_part (InsSession *self, GError **error)
{
  InsScanPart *part = &self->job->parts[self->job_part];

  self->writer = ins_nde_writer_new (part->path, part->exists, FALSE);
  g_clear_pointer (&self->earlier_cscan, ins_cscan_unref);
  self->earlier_cscan = ins_engine_dup_cscan (self->engine);
  if (!ins_engine_start_scan_with (self->engine, part->recipe, &self->job_how,
                                   ins_nde_writer_get_sink (self->writer), error))
    {
      g_clear_pointer (&self->writer, ins_nde_writer_free);
      return FALSE;
    }
  self->scan_path = g_strdup (part->path);
  ins_engine_get_snapshot (self->engine, &self->snapshot);
  ins_session_set_picture (self, NULL, NULL, part->recipe, self->scan_path, TRUE);

  return TRUE;
}

gboolean
ins_session_begin_job (InsSession *self, const char *path, GError **error)
{
  return ins_session_begin_job_with (self, self->recipe, path, error);
}

gboolean
ins_session_begin_job_with (InsSession *self,
                            const InsRecipe *recipe,
                            const char *path,
                            GError **error)
{
  InsRigStatus status;

  g_clear_pointer (&self->job, ins_scan_job_free);
  self->job = ins_scan_job_new (recipe);
  self->job_part = 0;
  self->job_held = FALSE;
  self->job_how = (InsScanOptions){ 0 };
  ins_scan_job_set_output (self->job, path);
  ins_engine_get_rig_status (self->engine, &status);
  ins_scan_job_plan (self->job, &status);

  return start_part (self, error);
}

/* (nullable): what the job keeps of the file at @path. */
static InsScanPart *
find_part (InsSession *self, const char *path)
{
  for (guint i = 0; self->job != NULL && path != NULL && i < self->job->n_parts; i++)
    if (g_strcmp0 (self->job->parts[i].path, path) == 0)
      return &self->job->parts[i];

  return NULL;
}

/* In the order of the recipe; those before @index that are not done come last. */
static gboolean
find_next (InsSession *self, guint index)
{
  guint next = ins_scan_job_find_next (self->job, index);

  if (next >= self->job->n_parts)
    next = ins_scan_job_find_next (self->job, 0);
  if (next >= self->job->n_parts)
    return FALSE;
  self->job_part = next;

  return TRUE;
}

gboolean
ins_session_go_on_with_job (InsSession *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  InsScanPart *part = find_part (self, path);

  if (part == NULL)
    return FALSE;
  part->exists = part->exists || self->snapshot.n_lines > 0;
  part->is_done = part->is_done || self->snapshot.scan == INS_SCAN_COMPLETE;
  if (self->snapshot.scan != INS_SCAN_COMPLETE || self->job_held ||
      !find_next (self, self->job_part + 1))
    return FALSE;
  if (start_part (self, &error))
    return TRUE;
  ins_session_emit_message (self, TRUE, _ ("Region %s: %s"), self->job->parts[self->job_part].name,
                            error->message);

  return FALSE;
}

static gboolean
get_reference (InsSession *self, InsReference *reference)
{
  InsNdeReference record;

  return self->file != NULL && ins_nde_file_get_reference (self->file, &record) &&
         ins_nde_reference_get (&record, reference);
}

gboolean
ins_session_take_up_job (InsSession *self, const char *path, const InsScanOptions *how)
{
  InsScanPart *part = find_part (self, path);

  if (part == NULL)
    return FALSE;
  self->job_part = (guint)(part - self->job->parts);
  self->job_how = *how;
  /* what is begun now has the coordinates of what was begun before */
  self->job_how.has_reference = get_reference (self, &self->job_how.reference);
  self->job_held = how->accept_shift && !self->job_how.has_reference;

  return TRUE;
}

gboolean
ins_session_resume_job (InsSession *self,
                        const char *path,
                        const InsScanOptions *how,
                        GError **error)
{
  if (!ins_session_take_up_job (self, path, how) || !find_next (self, self->job_part + 1))
    return FALSE;
  self->job_held = FALSE;

  return start_part (self, error);
}

/* (transfer full) (nullable): names of the parts but the one that is shown */
static char *
dup_regions (InsSession *self, gboolean is_done)
{
  const char *path = self->file != NULL ? ins_nde_file_get_path (self->file) : NULL;
  const InsScanPart *shown = find_part (self, path);
  g_autoptr (GString) names = g_string_new (NULL);

  if (shown == NULL)
    return NULL;
  for (guint i = 0; i < self->job->n_parts; i++)
    {
      const InsScanPart *part = &self->job->parts[i];

      if (part != shown && part->name != NULL && part->is_done == is_done)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", part->name);
    }

  return names->len > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

char *
ins_session_dup_regions_to_go (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return dup_regions (self, FALSE);
}

char *
ins_session_dup_regions_done (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return dup_regions (self, TRUE);
}

void
ins_session_take_job (InsSession *self, const char *path, InsScanJob *job)
{
  InsRigStatus status;

  if (job == NULL || find_part (self, path) != NULL) /* this one knows more */
    {
      g_clear_pointer (&job, ins_scan_job_free);
      return;
    }
  g_clear_pointer (&self->job, ins_scan_job_free);
  self->job = job;
  self->job_part = (guint)(find_part (self, path) - job->parts);
  if (self->engine == NULL)
    return;
  ins_engine_get_rig_status (self->engine, &status);
  ins_scan_job_plan (self->job, &status);
}

void
ins_session_clear_job (InsSession *self)
{
  g_clear_pointer (&self->job, ins_scan_job_free);
}

const InsScanPart *
ins_session_get_part (InsSession *self, guint *number, guint *n_parts)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  if (self->job == NULL || self->job->n_parts < 2)
    return NULL;
  *number = self->job_part + 1;
  *n_parts = self->job->n_parts;

  return &self->job->parts[self->job_part];
}

void
ins_session_get_progress (InsSession *self, InsScanJobProgress *progress)
{
  const InsSnapshot *snapshot = &self->snapshot;

  g_return_if_fail (INS_IS_SESSION (self));

  if (self->job != NULL)
    ins_scan_job_get_progress (self->job, self->job_part, snapshot->n_lines_done, snapshot->n_lines,
                               snapshot->remaining_s, progress);
  else
    *progress = (InsScanJobProgress){
      .fraction = snapshot->n_lines > 0 ? (double)snapshot->n_lines_done / snapshot->n_lines : 0.0,
      .remaining_s = snapshot->remaining_s
    };
}
