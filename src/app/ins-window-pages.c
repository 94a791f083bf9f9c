/* ins-window-pages.c - what fills the window below the header: the scan, or a page of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-window-private.h"

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsWindow, name)

void
ins_window_bind_pages (GtkWidgetClass *widget_class)
{
  g_type_ensure (INS_TYPE_FIRST_PAGE);
  g_type_ensure (INS_TYPE_RIG_ASSISTANT);
  BIND (page);
  BIND (first_page);
  BIND (rig_assistant);
  BIND (motion_panel_button);
  BIND (scan_panel_button);
  BIND (menu_button);
  BIND (rig_menu);
  BIND (stat_rig);
  BIND (stat_rig_label);
}

gboolean
ins_window_is_on_page (InsWindow *self, const char *name)
{
  return g_strcmp0 (self->main_page != NULL ? self->main_page : "scan", name) == 0;
}

/* STOP stays where it is on every page; what belongs to the scan alone goes with it. */
void
ins_window_show_main_page (InsWindow *self, const char *name)
{
  const struct
  {
    const char *name;
    GtkWidget *widget;
  } pages[] = {
    { "scan", self->page },
    { "first", GTK_WIDGET (self->first_page) },
    { "rig", GTK_WIDGET (self->rig_assistant) },
  };
  const gboolean is_scan = g_strcmp0 (name, "scan") == 0;

  if (ins_window_is_on_page (self, name))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      if (g_strcmp0 (name, pages[i].name) == 0)
        self->main_page = pages[i].name;
      gtk_widget_set_visible (pages[i].widget, g_strcmp0 (name, pages[i].name) == 0);
    }
  gtk_widget_set_visible (self->motion_panel_button, is_scan);
  gtk_widget_set_visible (self->scan_panel_button, is_scan);
  gtk_widget_set_visible (self->start_button, !ins_window_is_on_page (self, "rig"));
  gtk_widget_set_visible (self->pause_button, !ins_window_is_on_page (self, "rig"));
  ins_first_page_say (self->first_page, NULL);
  if (is_scan)
    gtk_widget_grab_focus (GTK_WIDGET (self->cscan_view));
  else if (ins_window_is_on_page (self, "first"))
    ins_first_page_focus (self->first_page);
  else
    ins_rig_assistant_focus (self->rig_assistant);
  if (self->session == NULL)
    return;
  ins_window_update_state (self);
  ins_window_update_actions (self);
}

void
ins_window_offer_rig (InsWindow *self)
{
  g_return_if_fail (INS_IS_WINDOW (self));

  ins_window_show_main_page (self, "first");
}

/* A picture or a rig has come: there is something to see. */
void
ins_window_leave_first_page (InsWindow *self)
{
  if (ins_window_is_on_page (self, "first") && (ins_session_get_engine (self->session) != NULL ||
                                                ins_session_get_cscan (self->session) != NULL))
    ins_window_show_main_page (self, "scan");
}

void
ins_window_say_on_page (InsWindow *self, const char *text)
{
  if (ins_window_is_on_page (self, "first"))
    ins_first_page_say (self->first_page, text);
  else if (ins_window_is_on_page (self, "rig"))
    ins_rig_assistant_say (self->rig_assistant, text);
}
