/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-whole-text.h"

static gboolean
on_query_tooltip (GtkWidget *widget,
                  int x,
                  int y,
                  gboolean by_keyboard,
                  GtkTooltip *tooltip,
                  gpointer data)
{
  GtkLabel *label = GTK_LABEL (widget);

  if (gtk_widget_get_tooltip_text (widget) != NULL)
    return FALSE; /* it has another one now */
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));

  return TRUE;
}

/* Taking another tooltip away takes this one, too. */
static void
on_has_tooltip_changed (GtkWidget *widget, GParamSpec *pspec, gpointer data)
{
  if (!gtk_widget_get_has_tooltip (widget))
    gtk_widget_set_has_tooltip (widget, TRUE);
}

void
ins_whole_text_add (GtkWidget *top)
{
  if (GTK_IS_LABEL (top) && gtk_label_get_ellipsize (GTK_LABEL (top)) != PANGO_ELLIPSIZE_NONE &&
      !gtk_widget_get_has_tooltip (top))
    {
      gtk_widget_set_has_tooltip (top, TRUE);
      g_signal_connect (top, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
      g_signal_connect (top, "notify::has-tooltip", G_CALLBACK (on_has_tooltip_changed), NULL);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    ins_whole_text_add (child);
}
