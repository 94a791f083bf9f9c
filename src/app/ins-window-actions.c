/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-settings.h"
#include "app/ins-window-private.h"

#define ZOOM_STEP 1.25

static void
on_start (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;

  if (ins_window_is_locked (self))
    {
      ins_window_operator_start (self);
      return;
    }
  ins_window_hide_note (self);
  self->failure_seen = FALSE;
  ins_session_start (self->session);
}

static void
on_pause (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_session_pause_or_resume (INS_WINDOW (data)->session);
}

static void
on_pause_now (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_session_pause_now (INS_WINDOW (data)->session);
}

/* Also while the bar with the button is not there yet. */
static void
on_resume_scan (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_resume_button_popup (INS_WINDOW (data)->resume_button);
}

static void
on_stop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_session_stop (INS_WINDOW (data)->session);
}

static void
on_reconnect (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsEngine *engine = ins_session_get_engine (INS_WINDOW (data)->session);

  if (engine != NULL)
    ins_engine_connect (engine);
}

static void
on_fit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_cscan_view_fit (INS_WINDOW (data)->cscan_view);
}

static void
on_one_to_one (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_cscan_view_show_one_to_one (INS_WINDOW (data)->cscan_view);
}

static void
on_zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_cscan_view_zoom (INS_WINDOW (data)->cscan_view, ZOOM_STEP);
}

static void
on_zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_cscan_view_zoom (INS_WINDOW (data)->cscan_view, 1.0 / ZOOM_STEP);
}

static void
on_live (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_show_live (data);
}

static void
on_card (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_show_rig_page (data, "card");
}

static void
on_stage (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_show_rig_page (data, "stage");
}

static void
on_rig_page_done (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_show_rig_page (data, NULL);
}

static void
on_tool (GSimpleAction *action, GVariant *state, gpointer data)
{
  InsWindow *self = data;
  static const char *const names[] = { [INS_CSCAN_TOOL_CROSS] = "cross",
                                       [INS_CSCAN_TOOL_PAN] = "pan",
                                       [INS_CSCAN_TOOL_RECTANGLE] = "rectangle",
                                       [INS_CSCAN_TOOL_OVERLAY] = "measure" };

  for (guint tool = 0; tool < G_N_ELEMENTS (names); tool++)
    if (g_strcmp0 (g_variant_get_string (state, NULL), names[tool]) == 0)
      {
        g_simple_action_set_state (action, state);
        ins_cscan_view_set_tool (self->cscan_view, (InsCscanTool)tool);
        ins_window_update_rectangle (self);
        ins_window_show_measuring (self, tool == INS_CSCAN_TOOL_OVERLAY);
      }
}

static void
on_show_plan (GSimpleAction *action, GVariant *state, gpointer data)
{
  InsWindow *self = data;

  g_simple_action_set_state (action, state);
  self->show_plan = g_variant_get_boolean (state);
  ins_window_update_picture (self);
}

static void
set_panel (GSimpleAction *action, GVariant *state, GtkWidget *panel, const char *key)
{
  GSettings *settings = ins_settings_get ();

  g_simple_action_set_state (action, state);
  gtk_widget_set_visible (panel, g_variant_get_boolean (state));
  if (settings != NULL && key != NULL)
    g_settings_set_boolean (settings, key, g_variant_get_boolean (state));
}

static void
on_show_motion_panel (GSimpleAction *action, GVariant *state, gpointer data)
{
  InsWindow *self = data;

  set_panel (action, state, GTK_WIDGET (self->motion_panel), "show-motion-panel");
  if (self->session != NULL)
    ins_window_update_state (self);
}

static void
on_show_scan_panel (GSimpleAction *action, GVariant *state, gpointer data)
{
  InsWindow *self = data;

  /* Folding for a scan in a small window is not a wish to be remembered. */
  set_panel (action, state, GTK_WIDGET (self->side_stack),
             self->folded_for_scan ? NULL : "show-scan-panel");
}

static void
on_fullscreen (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  if (g_variant_get_boolean (state))
    gtk_window_fullscreen (data);
  else
    gtk_window_unfullscreen (data);
}

static void
restore_states (InsWindow *self)
{
  GSettings *settings = ins_settings_get ();

  if (settings == NULL)
    return;
  g_action_group_change_action_state (
      G_ACTION_GROUP (self), "show-motion-panel",
      g_variant_new_boolean (g_settings_get_boolean (settings, "show-motion-panel")));
  g_action_group_change_action_state (
      G_ACTION_GROUP (self), "show-scan-panel",
      g_variant_new_boolean (g_settings_get_boolean (settings, "show-scan-panel")));
}

void
ins_window_add_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "start", on_start, NULL, NULL, NULL, { 0 } },
    { "pause", on_pause, NULL, NULL, NULL, { 0 } },
    { "pause-now", on_pause_now, NULL, NULL, NULL, { 0 } },
    { "resume-scan", on_resume_scan, NULL, NULL, NULL, { 0 } },
    { "stop", on_stop, NULL, NULL, NULL, { 0 } },
    { "reconnect", on_reconnect, NULL, NULL, NULL, { 0 } },
    { "fit", on_fit, NULL, NULL, NULL, { 0 } },
    { "one-to-one", on_one_to_one, NULL, NULL, NULL, { 0 } },
    { "zoom-in", on_zoom_in, NULL, NULL, NULL, { 0 } },
    { "zoom-out", on_zoom_out, NULL, NULL, NULL, { 0 } },
    { "live", on_live, NULL, NULL, NULL, { 0 } },
    { "card", on_card, NULL, NULL, NULL, { 0 } },
    { "card-done", on_rig_page_done, NULL, NULL, NULL, { 0 } },
    { "stage", on_stage, NULL, NULL, NULL, { 0 } },
    { "stage-done", on_rig_page_done, NULL, NULL, NULL, { 0 } },
    { "tool", NULL, "s", "'cross'", on_tool, { 0 } },
    { "show-plan", NULL, NULL, "false", on_show_plan, { 0 } },
    { "show-motion-panel", NULL, NULL, "true", on_show_motion_panel, { 0 } },
    { "show-scan-panel", NULL, NULL, "true", on_show_scan_panel, { 0 } },
    { "fullscreen", NULL, NULL, "false", on_fullscreen, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  ins_window_add_colour_actions (self);
  ins_window_add_rig_actions (self);
  restore_states (self);
}

gboolean
ins_window_take_letter (InsWindow *self, guint keyval, GdkModifierType state)
{
  static const struct
  {
    guint keyval;
    const char *action;
    const char *target;
  } table[] = {
    { GDK_KEY_f, "win.fit", NULL },          { GDK_KEY_plus, "win.zoom-in", NULL },
    { GDK_KEY_KP_Add, "win.zoom-in", NULL }, { GDK_KEY_equal, "win.zoom-in", NULL },
    { GDK_KEY_minus, "win.zoom-out", NULL }, { GDK_KEY_KP_Subtract, "win.zoom-out", NULL },
    { GDK_KEY_p, "win.tool", "pan" },        { GDK_KEY_c, "win.tool", "cross" },
    { GDK_KEY_r, "win.tool", "rectangle" },  { GDK_KEY_m, "win.tool", "measure" },
    { GDK_KEY_1, "win.one-to-one", NULL },   { GDK_KEY_n, "win.invert", NULL },
    { GDK_KEY_d, "win.decibels", NULL },     { GDK_KEY_b, "win.dscan", NULL },
  };

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (gdk_keyval_to_lower (keyval) == table[i].keyval)
      {
        gtk_widget_activate_action (GTK_WIDGET (self), table[i].action,
                                    table[i].target != NULL ? "s" : NULL, table[i].target);
        return GDK_EVENT_STOP;
      }

  return GDK_EVENT_PROPAGATE;
}

static void
set_enabled (InsWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* STOP is not among them: it is never off. */
void
ins_window_update_actions (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  gboolean scanning = ins_session_is_scanning (self->session);
  gboolean has_picture = ins_session_get_cscan (self->session) != NULL;
  gboolean paused = snapshot->scan == INS_SCAN_PAUSED;
  gboolean pausing = snapshot->scan == INS_SCAN_PAUSING;
  guint n_to_go, n_flagged;
  const char *reason = NULL;
  gboolean can_start = ins_session_can_start (self->session, &reason) &&
                       ins_window_is_on_page (self, "scan");
  g_autofree char *tooltip = NULL;

  set_enabled (self, "start", can_start);
  set_enabled (self, "preview", can_start);
  tooltip = g_strdup (can_start || reason == NULL ? _ ("Start the scan (F5)") : reason);
  gtk_widget_set_tooltip_text (self->start_button, tooltip);
  set_enabled (self, "pause", snapshot->scan == INS_SCAN_RUNNING || pausing || paused);
  set_enabled (self, "pause-now", snapshot->scan == INS_SCAN_RUNNING || pausing);
  set_enabled (self, "resume-scan",
               ins_session_get_unfinished (self->session, &n_to_go, &n_flagged));
  gtk_label_set_text (self->pause_label, paused    ? _ ("Resume")
                                         : pausing ? _ ("At Once")
                                                   : _ ("Pause"));
  gtk_image_set_from_icon_name (self->pause_image, paused ? "media-playback-start-symbolic"
                                                          : "media-playback-pause-symbolic");
  set_enabled (self, "open", !scanning && !ins_window_is_on_page (self, "rig"));
  set_enabled (self, "stage", ins_window_is_on_page (self, "scan"));
  set_enabled (self, "card", ins_window_is_on_page (self, "scan"));
  set_enabled (self, "open-recipe", !scanning);
  set_enabled (self, "choose-folder", !scanning);
  set_enabled (self, "export", has_picture);
  set_enabled (self, "show-plan", has_picture && !scanning);
  ins_window_update_rectangle (self);
  ins_window_update_rigs (self);
}
