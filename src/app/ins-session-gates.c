/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdatomic.h>

#include "app/ins-gate-set.h"
#include "app/ins-session-correct.h"
#include "app/ins-session-gates.h"
#include "app/ins-session-private.h"

#define REOPEN_US (G_USEC_PER_SEC / 2) /* a file that grows is looked at so often */

/* Between the evaluation's threads and this one; outlives the session if it must. */
struct _InsRegateLink
{
  InsSession *session; /* main thread only; NULL: it went on without */
  InsRegater *regater;
  atomic_bool is_queued;
};

static gboolean
on_news_here (gpointer data)
{
  InsRegateLink *link = data;
  InsSession *self = link->session;
  InsRegaterState state;
  g_autoptr (InsCscan) cscan = NULL;

  atomic_store (&link->is_queued, FALSE);
  if (self == NULL || self->regate_link != link)
    return G_SOURCE_REMOVE;
  ins_regater_get_state (link->regater, &state);
  cscan = ins_regater_dup_cscan (link->regater);
  if (cscan != NULL && cscan != self->cscan && state.is_coarse)
    ins_session_replace_cscan (self, cscan);
  g_signal_emit_by_name (self, "picture-regated");

  return G_SOURCE_REMOVE;
}

static void
link_release (gpointer data)
{
  g_atomic_rc_box_release (data);
}

static void
on_news (gpointer data)
{
  InsRegateLink *link = data;

  if (!atomic_exchange (&link->is_queued, TRUE))
    g_idle_add_full (G_PRIORITY_DEFAULT, on_news_here, g_atomic_rc_box_acquire (link),
                     link_release);
}

/* ---- life ---------------------------------------------------------------------------------- */

static void
free_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  InsRegateLink *link = data;

  g_clear_pointer (&link->regater, ins_regater_free); /* waits for the rows under way */
  g_task_return_boolean (task, TRUE);
}

void
ins_session_drop_regater (InsSession *self)
{
  g_autoptr (GTask) task = NULL;
  InsRegateLink *link = g_steal_pointer (&self->regate_link);

  g_clear_pointer (&self->file_gates, ins_recipe_free);
  g_clear_pointer (&self->plain_cscan, ins_cscan_unref);
  g_cancellable_cancel (self->regate_opening);
  g_clear_object (&self->regate_opening);
  self->regate_file = NULL;
  if (link == NULL)
    return;
  link->session = NULL;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, link, link_release);
  g_task_run_in_thread (task, free_thread);
}

/* The correction stays as it was chosen. */
void
ins_session_replace_cscan (InsSession *self, InsCscan *cscan)
{
  InsRowShift shift;

  ins_cscan_get_shift (self->cscan, &shift);
  ins_cscan_set_shift (cscan, &shift);
  ins_cscan_ref (cscan);
  if (self->plain_cscan == NULL)
    self->plain_cscan = self->cscan;
  else
    ins_cscan_unref (self->cscan);
  self->cscan = cscan;
}

static void
begin (InsSession *self)
{
  g_autoptr (InsCscan) cscan = NULL;

  ins_regater_set_gates (self->regate_link->regater, self->picture_recipe);
  cscan = ins_regater_dup_cscan (self->regate_link->regater);
  /* planes that the old one does not have are looked for in it no longer */
  if (cscan != self->cscan &&
      (ins_cscan_get_n_gates (cscan) != ins_cscan_get_n_gates (self->cscan) ||
       ins_cscan_get_n_derived (cscan) != ins_cscan_get_n_derived (self->cscan) ||
       ins_cscan_get_n_alarms (cscan) != ins_cscan_get_n_alarms (self->cscan)))
    ins_session_replace_cscan (self, cscan);
}

/* The newest view of the picture's file. */
static void
take_file (InsSession *self, InsNdeFile *file)
{
  if (file == self->regate_file)
    return;
  self->regate_file = file;
  if (self->regate_link != NULL)
    {
      ins_regater_set_file (self->regate_link->regater, file);
      return;
    }
  self->regate_link = g_atomic_rc_box_new0 (InsRegateLink);
  self->regate_link->session = self;
  self->regate_link->regater = ins_regater_new (file, on_news, self->regate_link);
  if (self->regate_link->regater == NULL) /* without A-scans: can_regate() says so */
    g_clear_pointer (&self->regate_link, link_release);
  else
    begin (self);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  InsNdeFile *file = ins_nde_file_open (data, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, (GDestroyNotify)ins_nde_file_unref);
  else
    g_task_return_error (task, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  g_autoptr (InsNdeFile) file = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->regate_opening);
  /* a scan whose file is not there yet is looked at again */
  if (file != NULL && self->file_gates != NULL && self->file == NULL)
    take_file (self, file);
}

/* While other gates are wanted for a scan that runs: its file is opened again as it grows. */
void
ins_session_follow_regate (InsSession *self)
{
  const gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GTask) task = NULL;

  if (self->file_gates == NULL)
    return;
  if (self->file != NULL)
    {
      take_file (self, self->file);
      return;
    }
  if (self->regate_opening != NULL || now_us - self->regate_opened_us < REOPEN_US ||
      self->picture_path == NULL)
    return;
  self->regate_opened_us = now_us;
  self->regate_opening = g_cancellable_new ();
  task = g_task_new (self, self->regate_opening, on_opened, NULL);
  g_task_set_task_data (task, g_strdup (self->picture_path), g_free);
  g_task_run_in_thread (task, open_thread);
}

/* ---- for the window ------------------------------------------------------------------------ */

gboolean
ins_session_can_regate (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  return self->cscan != NULL && self->picture_recipe != NULL && self->picture_path != NULL &&
         self->picture_recipe->mode == INS_MODE_WAVEFORM;
}

void
ins_session_set_picture_gates (InsSession *self, const InsRecipe *gates)
{
  InsGateSet set;

  g_return_if_fail (INS_IS_SESSION (self));
  g_return_if_fail (ins_session_can_regate (self));

  if (self->file_gates == NULL)
    self->file_gates = ins_recipe_copy (self->picture_recipe);
  ins_gate_set_take (&set, gates);
  ins_gate_set_give (&set, self->picture_recipe);
  if (self->regate_link != NULL)
    begin (self);
  else
    ins_session_follow_regate (self);
}

const InsRecipe *
ins_session_get_file_gates (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->file_gates != NULL ? self->file_gates : self->picture_recipe;
}

gboolean
ins_session_has_other_gates (InsSession *self)
{
  InsGateSet shown, written;

  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  if (self->file_gates == NULL || self->picture_recipe == NULL)
    return FALSE;
  ins_gate_set_take (&shown, self->picture_recipe);
  ins_gate_set_take (&written, self->file_gates);

  return !ins_gate_set_equal (&shown, &written);
}

gboolean
ins_session_get_regate_state (InsSession *self, InsRegaterState *state)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  if (self->regate_link == NULL)
    return FALSE;
  ins_regater_get_state (self->regate_link->regater, state);

  return TRUE;
}

void
ins_session_save_gates (InsSession *self)
{
  const InsRegate wish = { .gates = self->picture_recipe, .correction = INS_REGATE_KEEP };

  g_return_if_fail (INS_IS_SESSION (self));

  ins_session_save_corrected (self, &wish);
}
