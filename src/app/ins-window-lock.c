/* ins-window-lock.c - what an operator can do in the window, and nothing else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-window-private.h"

/* All others are off, also those that come with a later version. */
static const char *const allowed[] = { "start",      "pause",      "pause-now",         "stop",
                                       "reconnect",  "fit",        "zoom-in",           "zoom-out",
                                       "one-to-one", "fullscreen", "show-help-overlay", NULL };

static GAction *
find (InsWindow *self, const char *name)
{
  return g_action_map_lookup_action (G_ACTION_MAP (self), name);
}

/* Whoever enables it meanwhile means it for afterwards. */
static void
on_action_enabled (GActionGroup *group, const char *name, gboolean enabled, InsWindow *self)
{
  if (self->locked_actions == NULL || !enabled || g_strv_contains (allowed, name))
    return;
  g_hash_table_add (self->locked_actions, g_strdup (name));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (find (self, name)), FALSE);
}

void
ins_window_lock_actions (InsWindow *self)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self));

  if (self->locked_actions != NULL)
    return;
  self->locked_actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (self, "action-enabled-changed", G_CALLBACK (on_action_enabled), self);
  for (char **name = names; *name != NULL; name++)
    if (g_action_get_enabled (find (self, *name)))
      on_action_enabled (G_ACTION_GROUP (self), *name, TRUE, self);
}

void
ins_window_unlock_actions (InsWindow *self)
{
  g_autoptr (GHashTable) names = g_steal_pointer (&self->locked_actions);
  GHashTableIter iter;
  gpointer name;

  if (names == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self, on_action_enabled, self);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_simple_action_set_enabled (G_SIMPLE_ACTION (find (self, name)), TRUE);
}

gboolean
ins_window_is_locked (InsWindow *self)
{
  return self->locked_actions != NULL;
}
