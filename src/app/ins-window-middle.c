/* ins-window-middle.c - the pages in the middle: the picture with its plots, the scans in the
 * folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-scan-browser.h"
#include "app/ins-window-middle.h"

/* What stood in the column below the banners becomes a page of its own. The motion panel, banners,
 * the panel at the right and the status row stay, whichever page is shown. */
static GtkWidget *
take_picture_page (InsWindow *self)
{
  GtkWidget *column = gtk_widget_get_parent (GTK_WIDGET (self->plots_paned));
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_widget_get_parent (GTK_WIDGET (self->plane_drop_down));

  while (first != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (first);

      g_object_ref (first);
      gtk_box_remove (GTK_BOX (column), first);
      gtk_box_append (GTK_BOX (page), first);
      g_object_unref (first);
      first = next;
    }

  return page;
}

void
ins_window_make_middle (InsWindow *self)
{
  GtkWidget *column = gtk_widget_get_parent (GTK_WIDGET (self->plots_paned));
  GtkWidget *page = take_picture_page (self);

  self->middle = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->middle, FALSE);
  gtk_stack_set_vhomogeneous (self->middle, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->middle), TRUE);
  gtk_stack_add_named (self->middle, page, "picture");
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->middle));
  ins_window_add_browser_actions (self);
  ins_window_add_words_actions (self);
  ins_window_add_report_actions (self);
}

void
ins_window_show_middle (InsWindow *self, const char *name)
{
  if (ins_window_is_in_middle (self, name))
    return;
  gtk_stack_set_visible_child_name (self->middle, name);
  if (ins_window_is_in_middle (self, "picture"))
    gtk_widget_grab_focus (GTK_WIDGET (self->cscan_view));
}

gboolean
ins_window_is_in_middle (InsWindow *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->middle), name) == 0;
}

/* Another scan, or another file, is to be seen. */
static void
on_picture_changed (InsSession *session, InsWindow *self)
{
  if (ins_session_get_cscan (session) != NULL)
    ins_window_show_middle (self, "picture");
}

void
ins_window_start_middle (InsWindow *self)
{
  g_signal_connect_object (self->session, "picture-changed", G_CALLBACK (on_picture_changed), self,
                           0);
  ins_window_start_recent (self);
  ins_window_start_recovery (self);
}
