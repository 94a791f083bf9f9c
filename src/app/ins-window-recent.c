/* ins-window-recent.c - files that were opened or scanned last, in the menu
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-settings.h"
#include "app/ins-window-middle.h"

#define KEY "recent-scans"
#define N_MOST 10

static GStrv
dup_recent (void)
{
  GSettings *settings = ins_settings_get ();

  return settings != NULL ? g_settings_get_strv (settings, KEY) : g_new0 (char *, 1);
}

/* A name may hold what menus take for a key. */
static char *
make_label (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *shown = g_utf8_make_valid (base, -1);
  g_auto (GStrv) parts = g_strsplit (shown, "_", -1);

  return g_strjoinv ("__", parts);
}

/* What is gone is left out, but kept: a disk may be away. */
static void
fill_menu (InsWindow *self)
{
  g_auto (GStrv) recent = dup_recent ();

  g_menu_remove_all (self->recent_menu);
  for (guint i = 0; recent[i] != NULL; i++)
    {
      g_autofree char *label = make_label (recent[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.open-recent", "s", recent[i]);
      g_menu_append_item (self->recent_menu, item);
    }
  if (recent[0] == NULL)
    g_menu_append (self->recent_menu, _ ("None yet"), "win.none");
}

static void
remember (const char *path)
{
  GSettings *settings = ins_settings_get ();
  g_auto (GStrv) old = dup_recent ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) recent = NULL;
  guint n = 1;

  if (settings == NULL || g_strcmp0 (old[0], path) == 0 || !g_utf8_validate (path, -1, NULL))
    return;
  g_strv_builder_add (builder, path);
  for (guint i = 0; old[i] != NULL && n < N_MOST; i++)
    if (!g_str_equal (old[i], path))
      {
        g_strv_builder_add (builder, old[i]);
        n++;
      }
  recent = g_strv_builder_end (builder);
  (void)g_settings_set_strv (settings, KEY, (const char *const *)recent);
}

static void
on_changed (InsSession *session, InsWindow *self)
{
  InsNdeFile *file = ins_session_get_file (session);
  g_autofree char *absolute = NULL;

  if (file == self->recent_file)
    return;
  self->recent_file = file;
  if (file == NULL)
    return;
  absolute = g_canonicalize_filename (ins_nde_file_get_path (file), NULL);
  remember (absolute);
  fill_menu (self);
}

static void
on_open_recent (GSimpleAction *action, GVariant *path, gpointer data)
{
  ins_session_open_file (INS_WINDOW (data)->session, g_variant_get_string (path, NULL));
}

void
ins_window_start_recent (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "open-recent", on_open_recent, "s", NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->session, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (self->session, "picture-changed", G_CALLBACK (on_changed), self, 0);
  fill_menu (self);
}
