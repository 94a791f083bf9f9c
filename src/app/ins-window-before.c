/* ins-window-before.c - what is done before a scan: the area taught by corners, checks mended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-session-preview.h"
#include "app/ins-window-private.h"
#include "scan/ins-preflight-fix.h"

/* ---- two corners -------------------------------------------------------------------------- */

static void
show_plan (InsWindow *self)
{
  if (!self->show_plan && !ins_session_shows_preview (self->session) &&
      ins_session_get_cscan (self->session) != NULL)
    g_action_group_change_action_state (G_ACTION_GROUP (self), "show-plan",
                                        g_variant_new_boolean (TRUE));
}

/* The frame grows with the probe. */
static void
on_frame_changed (InsScanForm *form, InsWindow *self)
{
  InsScanGrid grid;

  if (ins_scan_form_get_frame (form, &grid))
    {
      show_plan (self);
      ins_cscan_view_set_plan (self->cscan_view, &grid, 0.0);
    }
  else
    ins_window_update_plan (self);
}

static void
show_form (InsWindow *self)
{
  ins_window_show_rig_page (self, NULL);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-scan-panel",
                                      g_variant_new_boolean (TRUE));
}

static void
on_corner (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;

  if (ins_session_is_scanning (self->session))
    return;
  show_form (self);
  ins_scan_form_take_corner (self->scan_form);
}

static void
on_corner_cancel (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_scan_form_cancel_corner (INS_WINDOW (data)->scan_form);
}

/* ---- a quick look ------------------------------------------------------------------------- */

static void
on_preview (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;

  ins_window_hide_note (self);
  self->failure_seen = FALSE;
  ins_session_start_preview (self->session);
}

static void
on_recipes (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_form (data);
  ins_scan_form_show_recipes (INS_WINDOW (data)->scan_form);
}

/* ---- what mends a check ------------------------------------------------------------------- */

/* Asks, as the button in the motion panel does; nothing moves before a person says so. */
static void
ask_home (InsWindow *self)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-motion-panel",
                                      g_variant_new_boolean (TRUE));
  ins_motion_panel_ask_home (self->motion_panel);
}

static void
switch_trigger_off (InsWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (!ins_session_set_position_trigger (self->session, FALSE, &error))
    ins_window_show_note (self, error->message, TRUE);
}

static void
on_fix (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  const InsFix fix = (InsFix)g_variant_get_int32 (parameter);
  static const char *const actions[] = {
    [INS_FIX_CONNECT] = "reconnect",
    [INS_FIX_STAGE_PAGE] = "stage",
    [INS_FIX_CARD_PAGE] = "card",
    [INS_FIX_FOLDER] = "choose-folder",
    [INS_N_FIXES] = NULL,
  };

  if (fix >= INS_N_FIXES || ins_session_is_scanning (self->session))
    return;
  if (fix == INS_FIX_HOME)
    ask_home (self);
  else if (fix == INS_FIX_TRIGGER_OFF)
    switch_trigger_off (self);
  else if (ins_fix_is_in_recipe (fix))
    ins_session_apply_fix (self->session, fix);
  else if (actions[fix] != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self), actions[fix], NULL);
}

/* ---- keys and actions --------------------------------------------------------------------- */

gboolean
ins_window_take_before_key (InsWindow *self, guint keyval, GdkModifierType state)
{
  const GdkModifierType other = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;

  if ((state & other) == 0 && gdk_keyval_to_lower (keyval) == GDK_KEY_a)
    return gtk_widget_activate_action (GTK_WIDGET (self), "win.auto-gates", NULL);
  if ((state & other) != 0 || gdk_keyval_to_lower (keyval) != GDK_KEY_k)
    return FALSE;

  return gtk_widget_activate_action (
      GTK_WIDGET (self), (state & GDK_SHIFT_MASK) != 0 ? "win.corner-cancel" : "win.corner", NULL);
}

void
ins_window_add_before_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "corner", on_corner, NULL, NULL, NULL, { 0 } },
    { "corner-cancel", on_corner_cancel, NULL, NULL, NULL, { 0 } },
    { "preview", on_preview, NULL, NULL, NULL, { 0 } },
    { "recipes", on_recipes, NULL, NULL, NULL, { 0 } },
    { "fix", on_fix, "i", NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  ins_window_add_auto_gates (self);
  ins_window_add_surface_actions (self);
  g_signal_connect_object (self->scan_form, "frame-changed", G_CALLBACK (on_frame_changed), self,
                           0);
}
