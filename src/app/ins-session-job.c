/* ins-session-job.c - the regions of a recipe, scanned one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-session-private.h"

/* The part's file is free: the session looked before it began. */
static gboolean
start_part (InsSession *self, GError **error)
{
  const InsScanPart *part = &self->job->parts[self->job_part];

  self->writer = ins_nde_writer_new (part->path, FALSE, FALSE);
  g_clear_pointer (&self->earlier_cscan, ins_cscan_unref);
  self->earlier_cscan = ins_engine_dup_cscan (self->engine);
  if (!ins_engine_start_scan (self->engine, part->recipe, ins_nde_writer_get_sink (self->writer),
                              error))
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
  InsRigStatus status;

  g_clear_pointer (&self->job, ins_scan_job_free);
  self->job = ins_scan_job_new (self->recipe);
  self->job_part = 0;
  ins_scan_job_set_output (self->job, path);
  ins_engine_get_rig_status (self->engine, &status);
  ins_scan_job_plan (self->job, &status);

  return start_part (self, error);
}

gboolean
ins_session_go_on_with_job (InsSession *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (self->job == NULL || self->snapshot.scan != INS_SCAN_COMPLETE ||
      self->job_part + 1 >= self->job->n_parts ||
      g_strcmp0 (self->job->parts[self->job_part].path, path) != 0)
    return FALSE;
  self->job_part++;
  if (start_part (self, &error))
    return TRUE;
  ins_session_emit_message (self, TRUE, _ ("Region %s: %s"), self->job->parts[self->job_part].name,
                            error->message);

  return FALSE;
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
