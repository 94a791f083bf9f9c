/* ins-window-rigs.c - the rigs to choose from, in the menu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-settings.h"
#include "app/ins-window-private.h"
#include "devices/ins-rig-folder.h"

/* What stands for the rig without a file, in the settings and in the menu. */
#define SIMULATED "sim"

/* ---- one of them --------------------------------------------------------------------------- */

static void
remember (const char *path)
{
  GSettings *settings = ins_settings_get ();

  if (settings == NULL)
    return;
  g_settings_set_string (settings, "rig", path != NULL ? path : SIMULATED);
  if (path != NULL)
    return;
  g_settings_reset (settings, "stage");
  g_settings_reset (settings, "digitizer");
  g_settings_reset (settings, "position-trigger");
}

gboolean
ins_window_use_rig (InsWindow *self, const char *path)
{
  const char *usual = path == NULL ? SIMULATED : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig)
      rig = ins_rig_new_beside (path, usual, usual, ins_session_get_rig (self->session), &error);

  if (rig == NULL || !ins_session_use_rig (self->session, rig, path, &error))
    {
      ins_window_show_note (self, error->message, TRUE);
      ins_window_update_rigs (self);
      return FALSE;
    }
  remember (path);
  ins_window_hide_note (self);
  ins_window_show_main_page (self, "scan");
  ins_window_update_rigs (self);

  return TRUE;
}

static void
on_rig (GSimpleAction *action, GVariant *state, gpointer data)
{
  InsWindow *self = data;
  const char *wanted = g_variant_get_string (state, NULL);
  g_autofree char *path = g_strdup (strcmp (wanted, SIMULATED) != 0 ? wanted : NULL);

  ins_window_use_rig (self, path);
}

static void
on_use_simulated_rig (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_use_rig (data, NULL);
}

/* ---- the assistant ------------------------------------------------------------------------- */

static void
on_set_up_rig (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  g_autoptr (GError) error = NULL;

  if (ins_window_is_on_page (self, "rig"))
    return;
  ins_motion_panel_halt (self->motion_panel);
  self->page_before = self->main_page;
  if (ins_rig_assistant_begin (self->rig_assistant, &error))
    ins_window_show_main_page (self, "rig");
  else
    ins_window_show_note (self, error->message, TRUE);
}

static void
on_assistant_left (InsRigAssistant *assistant, InsWindow *self)
{
  ins_window_show_main_page (self, self->page_before != NULL ? self->page_before : "scan");
}

static void
on_assistant_saved (InsRigAssistant *assistant, const char *path, InsWindow *self)
{
  g_autofree char *text = NULL;

  if (!ins_window_use_rig (self, path))
    return;
  /* Translators: the name of a rig */
  text = g_strdup_printf (_ ("“%s” is saved and in use. Home the stage, frame the part, press "
                             "Start."),
                          ins_session_get_rig (self->session)->name);
  ins_window_show_note (self, text, FALSE);
}

void
ins_window_start_assistant (InsWindow *self)
{
  ins_rig_assistant_set_settings (self->rig_assistant, ins_settings_get ());
  ins_rig_assistant_set_session (self->rig_assistant, self->session);
  g_signal_connect_object (self->rig_assistant, "left", G_CALLBACK (on_assistant_left), self, 0);
  g_signal_connect_object (self->rig_assistant, "saved", G_CALLBACK (on_assistant_saved), self, 0);
}

/* ---- the menu ------------------------------------------------------------------------------ */

static void
append_rig (GMenu *menu, const char *name, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

  g_menu_item_set_action_and_target (item, "win.rig", "s", target);
  g_menu_append_item (menu, item);
}

/* What there is; a rig that cannot be used says why when it is chosen. */
void
ins_window_fill_rig_menu (InsWindow *self)
{
  g_autofree char *folder = ins_rig_folder_dup_usual ();
  g_autoptr (GPtrArray) entries = ins_rig_folder_list (folder);
  g_autoptr (GMenu) rigs = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      const InsRigEntry *entry = entries->pdata[i];
      g_autofree char *label = g_strdup (entry->name);
      g_auto (GStrv) parts = g_strsplit (label, "_", -1); /* no mnemonics in it */
      g_autofree char *plain = g_strjoinv ("__", parts);

      append_rig (rigs, plain, entry->path);
    }
  append_rig (rigs, _ ("Simulated rig"), SIMULATED);
  g_menu_append (more, _ ("_Set Up a Rig…"), "win.set-up-rig");
  g_menu_remove_all (self->rig_menu);
  g_menu_append_section (self->rig_menu, NULL, G_MENU_MODEL (rigs));
  g_menu_append_section (self->rig_menu, NULL, G_MENU_MODEL (more));
}

/* ---- which one it is ----------------------------------------------------------------------- */

/* What the menu ticks. "" none of them: addresses of the command line or of the settings. */
static char *
dup_present (InsWindow *self)
{
  const InsRig *rig = ins_session_get_rig (self->session);
  const char *path = ins_session_get_rig_file (self->session);

  if (rig == NULL)
    return g_strdup ("");
  if (path != NULL)
    return g_canonicalize_filename (path, NULL);

  return g_strdup (strcmp (rig->stage_uri, SIMULATED) == 0 &&
                           g_str_has_prefix (rig->digitizer_uri, SIMULATED)
                       ? SIMULATED
                       : "");
}

void
ins_window_update_rigs (InsWindow *self)
{
  const InsRig *rig = ins_session_get_rig (self->session);
  const char *path = ins_session_get_rig_file (self->session);
  g_autofree char *present = dup_present (self);
  const gboolean assisting = ins_rig_assistant_is_active (self->rig_assistant);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "rig");
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_string (present));
  g_autoptr (GVariant) before = g_action_get_state (action);
  const char *name = rig == NULL                        ? _ ("No rig")
                     : assisting                        ? _ ("New rig")
                     : path != NULL                     ? rig->name
                     : strcmp (present, SIMULATED) == 0 ? _ ("Simulated rig")
                                                        : _ ("Rig without a name");

  if (!g_variant_equal (before, state))
    g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
  if (g_strcmp0 (gtk_label_get_text (self->stat_rig_label), name) != 0)
    {
      gtk_label_set_text (self->stat_rig_label, name);
      /* the button inside has its name from this property only */
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->stat_rig),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               !ins_session_is_scanning (self->session) && !assisting);
}

/* The list is read when somebody wants to see it. */
static void
on_menu_wanted (GtkMenuButton *button, GParamSpec *pspec, InsWindow *self)
{
  gboolean active = FALSE;

  g_object_get (button, "active", &active, NULL);
  if (active && self->session != NULL)
    {
      ins_window_fill_rig_menu (self);
      ins_window_update_rigs (self);
    }
}

void
ins_window_add_rig_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "rig", NULL, "s", "''", on_rig, { 0 } },
    { "set-up-rig", on_set_up_rig, NULL, NULL, NULL, { 0 } },
    { "use-simulated-rig", on_use_simulated_rig, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  ins_window_fill_rig_menu (self);
  gtk_menu_button_set_menu_model (self->stat_rig, G_MENU_MODEL (self->rig_menu));
  g_signal_connect (self->stat_rig, "notify::active", G_CALLBACK (on_menu_wanted), self);
  g_signal_connect (self->menu_button, "notify::active", G_CALLBACK (on_menu_wanted), self);
}
