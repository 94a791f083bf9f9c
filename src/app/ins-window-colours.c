/* ins-window-colours.c - palette, contrast and scale of the picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-settings.h"
#include "app/ins-window-private.h"
#include "image/ins-colour-map.h"

static const char *const contrast_names[] = { [INS_CONTRAST_DATA] = "data",
                                              [INS_CONTRAST_PERCENTILE] = "percentile",
                                              [INS_CONTRAST_VIEW] = "view",
                                              [INS_CONTRAST_RECTANGLE] = "rectangle",
                                              [INS_CONTRAST_MANUAL] = "manual" };

static void
on_colour_map (GSimpleAction *action, GVariant *state, gpointer data)
{
  GSettings *settings = ins_settings_get ();
  const char *name = g_variant_get_string (state, NULL);

  if (!g_strv_contains (ins_colour_map_list (), name))
    return;
  g_simple_action_set_state (action, state);
  ins_cscan_view_set_colour_map (INS_WINDOW (data)->cscan_view, name);
  if (settings != NULL)
    g_settings_set_string (settings, "colour-map", name);
}

static void
on_invert (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  ins_cscan_view_set_inverted (INS_WINDOW (data)->cscan_view, g_variant_get_boolean (state));
}

static void
on_decibels (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  ins_cscan_view_set_decibels (INS_WINDOW (data)->cscan_view, g_variant_get_boolean (state));
}

static void
on_dscan (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  ins_window_show_dscan (data, g_variant_get_boolean (state));
}

static void
on_contrast (GSimpleAction *action, GVariant *state, gpointer data)
{
  InsWindow *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (contrast_names); i++)
    if (g_strcmp0 (g_variant_get_string (state, NULL), contrast_names[i]) == 0)
      {
        g_simple_action_set_state (action, state);
        if (ins_cscan_view_get_contrast (self->cscan_view) != (InsContrast)i)
          ins_cscan_view_set_contrast (self->cscan_view, (InsContrast)i);
        /* a rectangle is drawn first */
        if (i == INS_CONTRAST_RECTANGLE &&
            !ins_cscan_view_get_rectangle (self->cscan_view, &(InsAreaPoint){ 0 },
                                           &(InsAreaPoint){ 0 }))
          g_action_group_change_action_state (G_ACTION_GROUP (self), "tool",
                                              g_variant_new_string ("rectangle"));
      }
}

/* Pulling at the colour bar makes it manual. */
static void
on_range_changed (InsCscanView *view, InsWindow *self)
{
  const char *name = contrast_names[ins_cscan_view_get_contrast (view)];
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "contrast");
  g_autoptr (GVariant) state = g_action_get_state (action);

  if (g_strcmp0 (g_variant_get_string (state, NULL), name) != 0)
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (name));
}

void
ins_window_add_colour_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "colour-map", NULL, "s", "'deep'", on_colour_map, { 0 } },
    { "contrast", NULL, "s", "'data'", on_contrast, { 0 } },
    { "invert", NULL, NULL, "false", on_invert, { 0 } },
    { "decibels", NULL, NULL, "false", on_decibels, { 0 } },
    { "dscan", NULL, NULL, "false", on_dscan, { 0 } },
  };
  GSettings *settings = ins_settings_get ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->cscan_view, "range-changed", G_CALLBACK (on_range_changed), self,
                           0);
  if (settings != NULL)
    {
      g_autofree char *map = g_settings_get_string (settings, "colour-map");

      g_action_group_change_action_state (G_ACTION_GROUP (self), "colour-map",
                                          g_variant_new_string (map));
    }
}
