/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-session-private.h"

static gboolean
is_active (InsScanState state)
{
  switch (state)
    {
    case INS_SCAN_STARTING:
    case INS_SCAN_RUNNING:
    case INS_SCAN_PAUSING:
    case INS_SCAN_PAUSED:
    case INS_SCAN_STOPPING:
      return TRUE;
    case INS_SCAN_NONE:
    case INS_SCAN_COMPLETE:
    case INS_SCAN_STOPPED:
    case INS_SCAN_FAILED:
    default:
      return FALSE;
    }
}

gboolean
ins_session_is_scanning (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  /* The writer: also between two regions, while the snapshot is still that of the first. */
  return self->starting != NULL || self->writer != NULL || is_active (self->snapshot.scan);
}

/* Why not, or NULL. */
static const char *
get_obstacle (InsSession *self)
{
  const InsSnapshot *snapshot = &self->snapshot;

  if (self->engine == NULL)
    return _ ("There is no rig. Start the program with the address of a stage and a card.");
  if (ins_session_is_scanning (self))
    return _ ("A scan is running.");
  if (snapshot->stage_link == INS_LINK_CLOSED)
    return _ ("The stage is not connected. Connect it first.");
  if (snapshot->stage_link != INS_LINK_READY)
    return _ ("The stage does not answer. Reconnect it first.");
  if (snapshot->digitizer_link != INS_LINK_READY)
    return _ ("The card does not answer. Reconnect it first.");
  if (snapshot->report.activity != INS_STAGE_IDLE && snapshot->report.activity != INS_STAGE_ALARM)
    return _ ("The stage is moving. Wait until it stands still.");
  if (self->form_error != NULL)
    return self->form_error;
  if (self->recipe_error != NULL)
    return self->recipe_error->message;
  for (guint i = 0; i < self->checks->len; i++)
    {
      const InsCheck *check = self->checks->pdata[i];

      if (check->level == INS_CHECK_BAD)
        return check->text;
    }

  return NULL;
}

gboolean
ins_session_can_start (InsSession *self, const char **reason)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  /* A copy: checks are replaced while the caller still shows their text. */
  g_free (self->reason);
  self->reason = g_strdup (get_obstacle (self));
  if (reason != NULL)
    *reason = self->reason;

  return self->reason == NULL;
}

/* The folder is there and the name is free. */
static void
on_folder_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ins_session_prepare_folder_finish (self, result, &error);
  gboolean is_current = self->starting == g_task_get_cancellable (G_TASK (result));
  gboolean begun = FALSE;

  if (!is_current) /* stopped meanwhile */
    return;
  g_clear_object (&self->starting);
  if (path != NULL && self->engine != NULL)
    begun = ins_session_begin_job (self, path, &error);
  if (!begun && error != NULL)
    ins_session_emit_message (self, TRUE, "%s", error->message);
  ins_session_emit_changed (self);
}

void
ins_session_start (InsSession *self)
{
  const char *reason = NULL;

  g_return_if_fail (INS_IS_SESSION (self));

  if (!ins_session_can_start (self, &reason))
    {
      ins_session_emit_message (self, TRUE, "%s", reason);
      return;
    }
  self->starting = g_cancellable_new ();
  ins_session_prepare_folder_async (self, self->starting, on_folder_prepared);
  ins_session_emit_changed (self);
}

void
ins_session_pause_or_resume (InsSession *self)
{
  g_return_if_fail (INS_IS_SESSION (self));

  if (self->engine == NULL)
    return;
  if (self->snapshot.scan == INS_SCAN_RUNNING)
    ins_engine_pause (self->engine);
  else if (self->snapshot.scan == INS_SCAN_PAUSING)
    ins_engine_pause_now (self->engine);
  else if (self->snapshot.scan == INS_SCAN_PAUSED)
    ins_engine_resume (self->engine);
}

void
ins_session_pause_now (InsSession *self)
{
  g_return_if_fail (INS_IS_SESSION (self));

  if (self->engine != NULL)
    ins_engine_pause_now (self->engine);
}

void
ins_session_stop (InsSession *self)
{
  g_return_if_fail (INS_IS_SESSION (self));

  self->n_stops++;
  /* The stage first; all else can wait. */
  if (self->engine != NULL)
    ins_engine_stop (self->engine);
  self->job_held = TRUE; /* no other region begins */
  if (self->starting != NULL)
    {
      g_cancellable_cancel (self->starting);
      g_clear_object (&self->starting);
      ins_session_emit_changed (self);
    }
}

guint
ins_session_get_n_stops (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), 0);

  return self->n_stops;
}

void
ins_session_clear_scan (InsSession *self)
{
  g_cancellable_cancel (self->starting);
  g_clear_object (&self->starting);
  g_clear_pointer (&self->writer, ins_nde_writer_free);
  g_clear_pointer (&self->scan_path, g_free);
  g_clear_pointer (&self->earlier_cscan, ins_cscan_unref);
  ins_session_clear_job (self);
}

void
ins_session_follow_scan (InsSession *self)
{
  g_autofree char *path = NULL;

  if (self->writer == NULL)
    return;
  if (self->picture_is_live)
    {
      g_autoptr (InsCscan) cscan = ins_engine_dup_cscan (self->engine);

      if (cscan != NULL && cscan != self->cscan && cscan != self->earlier_cscan &&
          cscan != self->plain_cscan)
        ins_session_set_picture (self, cscan, NULL, NULL, self->scan_path, TRUE);
    }
  if (is_active (self->snapshot.scan))
    return;

  /* The sink has been finished by its worker; what it wrote can be read now. */
  g_clear_pointer (&self->writer, ins_nde_writer_free);
  path = g_steal_pointer (&self->scan_path);
  g_clear_pointer (&self->earlier_cscan, ins_cscan_unref);
  if (self->is_resumed) /* the card goes back to the form's timing */
    ins_session_set_recipe (self, self->recipe);
  self->is_resumed = FALSE;
  if (ins_session_go_on_with_job (self, path))
    return;
  if (self->picture_is_live && self->cscan != NULL)
    {
      ins_session_open_finished_scan (self);
    }
  else if (self->picture_is_live)
    {
      /* It ended before there was a picture. */
      g_clear_pointer (&self->picture_recipe, ins_recipe_free);
      ins_session_set_picture (self, NULL, NULL, NULL, NULL, FALSE);
    }
  ins_session_look_at_folder (self);
}
