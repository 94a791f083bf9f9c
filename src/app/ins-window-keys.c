/* ins-window-keys.c - the list of keys, made when it is wanted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Not as GTK's help overlay, which is a hidden window from the start: where a screen reader asks
 * for a window that has just gone, GTK 4.8 answers with the last one that there is, and crashes if
 * that was never shown (GtkAtSpiRoot, GetChildAtIndex).
 */
#include "config.h"

#include "app/ins-window-private.h"

static void
on_show_keys (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;

  if (self->keys == NULL)
    {
      g_autoptr (GtkBuilder)
          builder = gtk_builder_new_from_resource ("/io/github/insonify/Insonify/ins-keys.ui");

      g_set_weak_pointer (&self->keys, GTK_WINDOW (gtk_builder_get_object (builder, "keys")));
      gtk_window_set_transient_for (self->keys, GTK_WINDOW (self));
      gtk_window_set_destroy_with_parent (self->keys, TRUE);
    }
  gtk_window_present (self->keys);
}

void
ins_window_add_keys (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "show-help-overlay", on_show_keys, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
