/* ins-window-preferences.c - the preferences, and what follows them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-preferences.h"
#include "app/ins-settings.h"
#include "app/ins-window-private.h"

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  GSettings *settings = ins_settings_get ();

  if (settings == NULL)
    return;
  if (self->preferences == NULL)
    {
      self->preferences = ins_preferences_new (GTK_WINDOW (self), settings);
      g_object_add_weak_pointer (G_OBJECT (self->preferences), (gpointer *)&self->preferences);
    }
  ins_motion_panel_halt (self->motion_panel); /* keys are about to go elsewhere */
  gtk_window_present (GTK_WINDOW (self->preferences));
}

static void
follow_pattern (InsWindow *self, GSettings *settings)
{
  g_autofree char *pattern = g_settings_get_string (settings, "file-name-pattern");

  ins_session_set_file_pattern (self->session, pattern);
}

static void
follow_state (InsWindow *self, const char *action, GVariant *state)
{
  g_autoptr (GVariant) wished = g_variant_ref_sink (state);
  g_autoptr (GVariant) now = g_action_group_get_action_state (G_ACTION_GROUP (self), action);

  if (!g_variant_equal (now, wished))
    g_action_group_change_action_state (G_ACTION_GROUP (self), action, wished);
}

static void
on_changed (GSettings *settings, const char *key, InsWindow *self)
{
  if (self->session == NULL)
    return;
  if (g_str_equal (key, "folder"))
    {
      g_autofree char *folder = ins_preferences_dup_folder (settings);

      ins_session_set_folder (self->session, folder);
    }
  else if (g_str_equal (key, "file-name-pattern"))
    follow_pattern (self, settings);
  else if (g_str_equal (key, "colour-map"))
    follow_state (self, "colour-map",
                  g_variant_new_take_string (g_settings_get_string (settings, key)));
  else if (g_str_equal (key, "ascan-depth"))
    follow_state (self, key, g_variant_new_boolean (g_settings_get_boolean (settings, key)));
}

void
ins_window_add_preferences (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "preferences", on_preferences, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
ins_window_follow_preferences (InsWindow *self)
{
  GSettings *settings = ins_settings_get ();

  if (settings == NULL)
    return;
  follow_pattern (self, settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (on_changed), self, 0);
}
