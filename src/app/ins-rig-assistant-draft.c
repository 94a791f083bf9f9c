/* ins-rig-assistant-draft.c - begun, left and gone on with: what was entered is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#include "app/ins-rig-assistant-private.h"
#include "devices/ins-rig-folder.h"

/* ---- the draft ----------------------------------------------------------------------------- */

/* Hidden from the list of rigs, in the folder above. */
static char *
dup_draft_path (void)
{
  g_autofree char *rigs = ins_rig_folder_dup_usual ();
  g_autofree char *folder = g_path_get_dirname (rigs);

  return g_build_filename (folder, "rig-draft", NULL);
}

/* Stage, card and trigger are those of the session. */
void
ins_rig_assistant_keep_draft (InsRigAssistant *self)
{
  const InsRig *rig = ins_session_get_rig (self->session);
  g_autofree char *path = dup_draft_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->active || rig == NULL)
    return;
  g_free (self->draft.stage_uri);
  g_free (self->draft.digitizer_uri);
  self->draft.stage_uri = g_strdup (rig->stage_uri);
  self->draft.digitizer_uri = g_strdup (rig->digitizer_uri);
  self->draft.position_trigger = rig->position_trigger;
  text = ins_rig_draft_to_text (&self->draft);
  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_file_set_contents (path, text, -1, &error))
    g_message ("The draft of the rig was not kept: %s",
               error != NULL ? error->message : "no folder");
}

void
ins_rig_assistant_forget_draft (void)
{
  g_autofree char *path = dup_draft_path ();

  g_remove (path);
}

static gboolean
load_draft (InsRigAssistant *self)
{
  g_autofree char *path = dup_draft_path ();
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_utf8_validate (text, -1, NULL) &&
         ins_rig_draft_load (&self->draft, text);
}

/* ---- beginning and leaving ----------------------------------------------------------------- */

/* As the draft says, by the axes that were answered, and without limits: they are being found. */
static InsRig *
make_rig (InsRigAssistant *self, GError **error)
{
  const InsPosition none = { { (double)NAN, (double)NAN, (double)NAN } };
  g_autoptr (InsRig) rig = ins_rig_new_beside (NULL, self->draft.stage_uri,
                                               self->draft.digitizer_uri, self->before, error);
  g_autoptr (InsRig) mapped = NULL;
  InsAxisMap axes;

  if (rig == NULL)
    return NULL;
  if (!ins_rig_draft_get_axes (&self->draft, INS_N_AXES, &axes, NULL))
    ins_axis_map_init (&axes);
  if (self->before != NULL && ins_axis_map_is_equal (&axes, &self->before->axes) &&
      g_str_equal (rig->stage_uri, self->before->stage_uri) &&
      g_str_equal (rig->digitizer_uri, self->before->digitizer_uri))
    return ins_rig_new_with_limits (self->before, &none, &none); /* nothing is connected anew */
  mapped = ins_axis_map_is_plain (&axes) ? g_steal_pointer (&rig)
                                         : ins_rig_new_with_axes (rig, &axes, error);
  if (mapped != NULL && self->draft.position_trigger)
    {
      InsRig *wired = ins_rig_new_with_trigger (mapped, TRUE, error);

      ins_rig_unref (mapped);
      mapped = wired;
    }

  return mapped != NULL ? ins_rig_new_with_limits (mapped, &none, &none) : NULL;
}

void
ins_rig_assistant_forget_before (InsRigAssistant *self)
{
  g_clear_pointer (&self->before, ins_rig_unref);
  g_clear_pointer (&self->before_path, g_free);
}

gboolean
ins_rig_assistant_begin (InsRigAssistant *self, GError **error)
{
  const InsRig *present = ins_session_get_rig (self->session);
  g_autoptr (InsRig) rig = NULL;

  if (self->active)
    return TRUE;
  ins_rig_assistant_forget_before (self);
  if (present != NULL)
    {
      self->before = ins_engine_dup_rig (ins_session_get_engine (self->session));
      self->before_path = g_strdup (ins_session_get_rig_file (self->session));
    }
  ins_rig_draft_clear (&self->draft);
  if (!load_draft (self) && present != NULL)
    ins_rig_draft_take (&self->draft, present);
  rig = make_rig (self, error);
  if (rig == NULL)
    { /* an address of another version: from the beginning */
      g_clear_error (error);
      ins_rig_draft_clear (&self->draft);
      rig = make_rig (self, error);
    }
  if (rig == NULL || !ins_session_use_rig (self->session, rig, NULL, error))
    return FALSE;
  self->active = TRUE;
  self->axis = 0;
  ins_rig_assistant_load_travel (self);
  ins_rig_assistant_show_step (self, self->draft.step);

  return TRUE;
}

/* The rig before comes back; where there was none the simulated one stays, which does nothing. */
static void
give_back (InsRigAssistant *self)
{
  g_autoptr (InsRig) rig = self->before != NULL ? ins_rig_ref (self->before)
                                                : ins_rig_new (NULL, "sim", "sim", NULL);
  g_autoptr (GError) error = NULL;

  if (!ins_session_use_rig (self->session, rig, self->before_path, &error))
    g_signal_emit_by_name (self->session, "message", error->message, TRUE);
}

void
ins_rig_assistant_end (InsRigAssistant *self)
{
  ins_motion_panel_halt (self->motion_panel);
  ins_engine_stop_finding_stages (ins_session_get_engine (self->session));
  self->active = FALSE;
}

void
ins_rig_assistant_leave (InsRigAssistant *self)
{
  if (!self->active)
    return;
  ins_rig_assistant_keep_draft (self);
  ins_rig_assistant_end (self);
  give_back (self);
  g_signal_emit_by_name (self, "left");
  ins_rig_assistant_forget_before (self);
}
