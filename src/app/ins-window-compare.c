/* ins-window-compare.c - the page where two scans are compared
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-compare-view.h"
#include "app/ins-window-middle.h"

static void
on_done (InsCompareView *view, InsWindow *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "scans", NULL);
}

/* Two pictures beside each other need the room of the panel at the right, but for a wide window.
 * The files are let go of when another page is shown. */
static void
on_page_changed (GtkStack *stack, GParamSpec *pspec, InsWindow *self)
{
  const gboolean is_shown = ins_window_is_in_middle (self, "compare");
  const gboolean hides = is_shown && (self->size_class & INS_SIZE_ROOMY) == 0;
  GtkWidget *view = gtk_stack_get_child_by_name (stack, "compare");
  g_autoptr (GVariant)
      shows_panel = g_action_group_get_action_state (G_ACTION_GROUP (self), "show-scan-panel");

  gtk_widget_set_visible (GTK_WIDGET (self->side_stack),
                          !hides && g_variant_get_boolean (shows_panel));
  if (!is_shown)
    ins_compare_view_close (INS_COMPARE_VIEW (view));
}

void
ins_window_compare (InsWindow *self, const char *path_a, const char *path_b)
{
  GtkWidget *view = gtk_stack_get_child_by_name (self->middle, "compare");

  if (view == NULL)
    {
      view = ins_compare_view_new ();
      g_signal_connect_object (view, "done", G_CALLBACK (on_done), self, 0);
      gtk_stack_add_named (self->middle, view, "compare");
      g_signal_connect_object (self->middle, "notify::visible-child", G_CALLBACK (on_page_changed),
                               self, 0);
    }
  ins_window_show_middle (self, "compare");
  ins_compare_view_open (INS_COMPARE_VIEW (view), path_a, path_b);
}
