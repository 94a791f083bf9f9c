/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-session-correct.h"
#include "app/ins-session-private.h"
#include "storage/ins-nde-measure.h"

#define SLOW_FACTOR 4.0 /* of the second run, against the first */
#define MOST_NAMES 1000

/* ---- a corrected copy ---------------------------------------------------------------------- */

typedef struct
{
  char *path;
  char *output; /* out */
  InsRegate wish;
  InsRecipe *gates; /* of the wish; NULL: those of the file */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->path);
  g_free (saving->output);
  g_clear_pointer (&saving->gates, ins_recipe_free);
  g_free (saving);
}

static char *
find_name (const char *path, gboolean has_other_gates)
{
  const char *word = has_other_gates ? "gates" : "corrected";
  g_autofree char *stem = g_str_has_suffix (path, ".nde") ? g_strndup (path, strlen (path) - 4)
                                                          : g_strdup (path);

  for (guint i = 1; i < MOST_NAMES; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf ("%s %s.nde", stem, word)
                                     : g_strdup_printf ("%s %s %u.nde", stem, word, i);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }

  return g_strdup_printf ("%s %s.nde", stem, word); /* the error says that it is there */
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;
  InsCorrection correction;
  guint n_lines;

  saving->output = find_name (saving->path, saving->gates != NULL);
  if (ins_nde_regate (saving->path, saving->output, &saving->wish, FALSE, &correction, &n_lines,
                      &error) &&
      ins_nde_carry_measures (saving->path, saving->output, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    ins_session_emit_message (self, FALSE, _ ("Saved %s."), saving->output);
  else
    ins_session_emit_message (self, TRUE, "%s", error->message);
}

void
ins_session_save_corrected (InsSession *self, const InsRegate *wish)
{
  g_autoptr (GTask) task = NULL;
  Saving *saving;

  g_return_if_fail (INS_IS_SESSION (self));

  if (self->file == NULL)
    {
      ins_session_emit_message (self, TRUE,
                                _ ("There is no picture yet. Scan something or open a scan."));
      return;
    }
  saving = g_new0 (Saving, 1);
  saving->path = g_strdup (ins_nde_file_get_path (self->file));
  saving->wish = *wish;
  saving->gates = wish->gates != NULL ? ins_recipe_copy (wish->gates) : NULL;
  saving->wish.gates = saving->gates;
  task = g_task_new (self, NULL, on_saved, NULL);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_thread);
}

/* ---- calibration --------------------------------------------------------------------------- */

typedef struct
{
  InsEngine *engine; /* lives until the thread is through: ins_session_end_calibration() */
  InsRecipe *recipe;
  InsCalibrateResult result; /* out */
} Calibrating;

static void
calibrating_free (gpointer data)
{
  Calibrating *calibrating = data;

  ins_recipe_free (calibrating->recipe);
  g_free (calibrating);
}

static void
calibrate_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  InsSession *self = source;
  Calibrating *calibrating = data;
  GError *error = NULL;
  gboolean done = ins_calibrate (calibrating->engine, calibrating->recipe,
                                 INS_CALIBRATE_DEFAULT_LINES, &calibrating->result, &error);

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->calibration_lock);

    self->is_calibrating = FALSE;
    ins_condition_broadcast (&self->calibration_ended);
  }
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ins_session_calibrate_async (InsSession *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Calibrating *calibrating;
  const char *reason = NULL;

  g_return_if_fail (INS_IS_SESSION (self));

  if (!ins_session_can_start (self, &reason))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", reason);
      return;
    }
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->calibration_lock);

    if (self->is_calibrating)
      {
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "%s",
                                 _ ("A scan is running already."));
        return;
      }
    self->is_calibrating = TRUE;
  }
  calibrating = g_new0 (Calibrating, 1);
  calibrating->engine = self->engine;
  calibrating->recipe = ins_recipe_copy (self->recipe);
  g_task_set_task_data (task, calibrating, calibrating_free);
  g_task_run_in_thread (task, calibrate_thread);
}

gboolean
ins_session_calibrate_finish (InsSession *self,
                              GAsyncResult *result,
                              InsCalibrateResult *calibration,
                              GError **error)
{
  const Calibrating *calibrating;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  calibrating = g_task_get_task_data (G_TASK (result));
  *calibration = calibrating->result;

  return TRUE;
}

/* The engine is about to go, and has been stopped: the thread sees that at once. */
void
ins_session_end_calibration (InsSession *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->calibration_lock);

  while (self->is_calibrating)
    {
      ins_engine_stop (self->engine);
      ins_condition_wait (&self->calibration_ended, &self->calibration_lock, 0.2);
    }
}

double
ins_session_get_calibration_s (InsSession *self)
{
  const InsPlan *plan = ins_session_get_plan (self);
  g_return_val_if_fail (INS_IS_SESSION (self), (double)NAN);

  if (plan == NULL)
    return (double)NAN;

  return MIN (plan->n_lines, (guint)INS_CALIBRATE_DEFAULT_LINES) * (plan->line_s + plan->index_s) *
         (1.0 + SLOW_FACTOR);
}
