/* ins-window-surface.c - the page with the probe's height and the lie of the surface
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-settings.h"
#include "app/ins-surface-page.h"
#include "app/ins-window-private.h"

#define WIDTH 318

static void
on_go_to (InsSurfacePage *page, double x_mm, double y_mm, double z_mm, InsWindow *self)
{
  const InsPosition target = { { x_mm, y_mm, z_mm } };

  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-motion-panel",
                                      g_variant_new_boolean (TRUE));
  ins_motion_panel_ask_go_to (self->motion_panel, &target);
}

/* Made when it is asked for first. */
static GtkWidget *
ensure_page (InsWindow *self)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->side_stack, "surface");

  if (page != NULL)
    return page;
  page = ins_surface_page_new ();
  gtk_widget_set_size_request (page, WIDTH, -1);
  ins_surface_page_set_session (INS_SURFACE_PAGE (page), self->session, ins_settings_get ());
  g_signal_connect_object (page, "go-to", G_CALLBACK (on_go_to), self, 0);
  gtk_stack_add_named (self->side_stack, page, "surface");

  return page;
}

static void
on_surface (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  GtkWidget *page = ensure_page (self);

  if (ins_session_is_scanning (self->session))
    return;
  ins_window_show_ascan (self);
  ins_window_show_live (self);
  ins_window_show_rig_page (self, "surface");
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
on_surface_done (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_show_rig_page (data, NULL);
}

void
ins_window_add_surface_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "surface", on_surface, NULL, NULL, NULL, { 0 } },
    { "surface-done", on_surface_done, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
