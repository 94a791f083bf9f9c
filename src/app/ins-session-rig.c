/* ins-session-rig.c - the parts of the rig exchanged, and what of it is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-session-private.h"
#include "core/ins-error.h"
#include "core/ins-number.h"

const InsRig *
ins_session_get_rig (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->rig;
}

const char *
ins_session_get_card (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->rig != NULL ? self->rig->digitizer_uri : NULL;
}

const char *
ins_session_get_stage (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->rig != NULL ? self->rig->stage_uri : NULL;
}

gboolean
ins_session_get_position_trigger (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  return self->rig != NULL && self->rig->position_trigger;
}

static gboolean
check_rig (InsSession *self, GError **error)
{
  if (self->engine != NULL)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                       _ ("There is no rig of which this could be a part."));

  return FALSE;
}

/* The engine has another one. */
static void
take_rig (InsSession *self)
{
  ins_rig_unref (self->rig);
  self->rig = ins_engine_dup_rig (self->engine);
  ins_engine_get_snapshot (self->engine, &self->snapshot);
  ins_session_refresh_plan (self, TRUE);
  ins_session_emit_changed (self);
}

gboolean
ins_session_set_card (InsSession *self, const char *address, GError **error)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (!check_rig (self, error) || !ins_engine_set_card (self->engine, address, error))
    return FALSE;
  take_rig (self);

  return TRUE;
}

gboolean
ins_session_set_stage (InsSession *self, const char *address, GError **error)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (!check_rig (self, error) || !ins_engine_set_stage (self->engine, address, error))
    return FALSE;
  take_rig (self);

  return TRUE;
}

gboolean
ins_session_use_rig (InsSession *self, InsRig *rig, const char *path, GError **error)
{
  g_autofree char *copy = g_strdup (path); /* it may be the one that is let go */

  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (rig != NULL, FALSE);

  if (self->engine != NULL && !ins_engine_set_rig (self->engine, rig, error))
    return FALSE;
  ins_session_set_rig_file (self, copy);
  if (self->engine != NULL)
    take_rig (self);
  else
    ins_session_set_rig (self, rig);

  return TRUE;
}

gboolean
ins_session_set_position_trigger (InsSession *self, gboolean on, GError **error)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  if (!check_rig (self, error) || !ins_engine_set_position_trigger (self->engine, on, error))
    return FALSE;
  take_rig (self);

  return TRUE;
}

/* ---- the rig file -------------------------------------------------------------------------- */

typedef struct
{
  char *path, *group, *key, *value;
} RigEntry;

static void
rig_entry_free (gpointer data)
{
  RigEntry *entry = data;

  g_free (entry->path);
  g_free (entry->group);
  g_free (entry->key);
  g_free (entry->value);
  g_free (entry);
}

static void
write_entry (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const RigEntry *entry = data;
  GError *error = NULL;

  if (ins_rig_file_set (entry->path, entry->group, entry->key, entry->value, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void write_next (InsSession *self);

static void
on_entry_written (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ins_session_emit_message (self, TRUE, "%s", error->message);
  self->writing_rig = FALSE;
  write_next (self);
}

/* One after the other: each reads what the one before wrote. */
static void
write_next (InsSession *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->writing_rig || g_queue_is_empty (&self->rig_entries))
    return;
  self->writing_rig = TRUE;
  task = g_task_new (self, NULL, on_entry_written, NULL);
  g_task_set_task_data (task, g_queue_pop_head (&self->rig_entries), rig_entry_free);
  g_task_run_in_thread (task, write_entry);
}

void
ins_session_set_rig_file (InsSession *self, const char *path)
{
  g_return_if_fail (INS_IS_SESSION (self));

  g_free (self->rig_path);
  self->rig_path = g_strdup (path);
}

const char *
ins_session_get_rig_file (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->rig_path;
}

gboolean
ins_session_keep_in_rig (InsSession *self, const char *group, const char *key, const char *value)
{
  RigEntry *entry;

  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  if (self->rig_path == NULL)
    return FALSE;
  entry = g_new (RigEntry, 1);
  entry->path = g_strdup (self->rig_path);
  entry->group = g_strdup (group);
  entry->key = g_strdup (key);
  entry->value = g_strdup (value);
  g_queue_push_tail (&self->rig_entries, entry);
  write_next (self);

  return TRUE;
}

gboolean
ins_session_set_correction (InsSession *self, double latency_ms, double backlash_mm, GError **error)
{
  g_autofree char *latency = ins_number_format (latency_ms);
  g_autofree char *backlash = ins_number_format (backlash_mm);

  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  if (!check_rig (self, error) ||
      !ins_engine_set_correction (self->engine, latency_ms, backlash_mm, error))
    return FALSE;
  take_rig (self);
  ins_session_keep_in_rig (self, "Correction", "LatencyMs", latency);
  ins_session_keep_in_rig (self, "Correction", "BacklashMm", backlash);

  return TRUE;
}

void
ins_session_clear_rig_file (InsSession *self)
{
  g_queue_clear_full (&self->rig_entries, rig_entry_free);
  g_clear_pointer (&self->rig_path, g_free);
}
