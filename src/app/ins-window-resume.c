/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-window-private.h"

void
ins_window_update_resume_bar (InsWindow *self)
{
  InsNdeFile *file = ins_session_get_file (self->session);
  g_autofree char *regions = ins_session_dup_regions_to_go (self->session);
  guint n_to_go = 0, n_flagged = 0;
  gboolean shown = !self->show_plan &&
                   ins_session_get_unfinished (self->session, &n_to_go, &n_flagged);

  if (shown)
    {
      g_autofree char *base = g_path_get_basename (ins_nde_file_get_path (file));
      g_autoptr (GString) text = g_string_new (base);
      guint n_rows = ins_nde_file_get_grid (file)->n_rows;

      if (n_to_go > 0)
        g_string_append_printf (text,
                                ngettext (": %u of %u line is still to be swept.",
                                          ": %u of %u lines are still to be swept.", n_rows),
                                n_to_go, n_rows);
      else
        g_string_append (text, _ (": every line is there."));
      if (n_flagged > 0)
        g_string_append_printf (text,
                                ngettext (" %u line has holes or is in doubt.",
                                          " %u lines have holes or are in doubt.", n_flagged),
                                n_flagged);
      if (regions != NULL)
        /* Translators: names of regions, "rim, hub" */
        g_string_append_printf (text, _ (" Still to be scanned: %s."), regions);
      if (g_strcmp0 (gtk_label_get_text (self->resume_label), text->str) != 0)
        gtk_label_set_text (self->resume_label, text->str);
    }
  else
    gtk_label_set_text (self->resume_label, ""); /* assistive technology finds it there, too */
  gtk_revealer_set_reveal_child (self->resume_bar, shown);
}
