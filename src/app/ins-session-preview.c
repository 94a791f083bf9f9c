/* ins-session-preview.c - a quick coarse scan of the area, kept aside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-session-preview.h"
#include "app/ins-session-private.h"
#include "scan/ins-recipe-preview.h"

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "insonify", "preview", NULL);
}

static InsRecipe *
make_recipe (InsSession *self)
{
  InsRigStatus status;

  ins_session_get_rig_status (self, &status);

  return ins_recipe_new_for_preview (self->recipe, self->shown_region, &status);
}

static void
on_folder_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  InsSession *self = INS_SESSION (source);
  g_autoptr (InsRecipe) recipe = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ins_session_prepare_folder_finish (self, result, &error);
  gboolean begun = FALSE;

  if (self->starting != g_task_get_cancellable (G_TASK (result))) /* stopped meanwhile */
    return;
  g_clear_object (&self->starting);
  if (path != NULL && self->engine != NULL)
    begun = ins_session_begin_job_with (self, recipe, path, &error);
  if (!begun && error != NULL)
    ins_session_emit_message (self, TRUE, "%s", error->message);
  ins_session_emit_changed (self);
}

void
ins_session_start_preview (InsSession *self)
{
  g_autofree char *folder = get_folder ();
  const char *reason = NULL;
  InsRecipe *recipe = NULL;

  g_return_if_fail (INS_IS_SESSION (self));

  if (!ins_session_can_start (self, &reason))
    {
      ins_session_emit_message (self, TRUE, "%s", reason);
      return;
    }
  recipe = make_recipe (self);
  self->starting = g_cancellable_new ();
  ins_session_prepare_preview_async (self, folder, recipe->name, self->starting, on_folder_prepared,
                                     recipe);
  ins_session_emit_changed (self);
}

gboolean
ins_session_shows_preview (InsSession *self)
{
  g_autofree char *folder = get_folder ();
  const char *path = NULL;

  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  if (self->cscan == NULL)
    return FALSE;
  path = self->file != NULL ? ins_nde_file_get_path (self->file) : self->picture_path;

  return path != NULL && g_str_has_prefix (path, folder);
}
