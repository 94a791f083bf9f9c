/* ins-window-recovery.c - a scan that was interrupted is offered when the program starts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-job.h"
#include "app/ins-scan-row.h"
#include "app/ins-window-middle.h"
#include "storage/ins-interrupted.h"

/* The bar below the header, and what it is about. Lives as long as the window. */
typedef struct
{
  InsWindow *window; /* not owned */
  GtkRevealer *bar;
  GtkPicture *picture;
  GtkLabel *title, *text;
  char *path;        /* of the file that is offered */
  char *resume_path; /* a person wants to go on with it, as soon as it is open */
  GCancellable *looking;
} Recovery;

static void
recovery_free (gpointer data)
{
  Recovery *self = data;

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_free (self->path);
  g_free (self->resume_path);
  g_free (self);
}

static Recovery *
get_recovery (InsWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "ins-recovery");
}

static void
hide (Recovery *self)
{
  gtk_revealer_set_reveal_child (self->bar, FALSE);
  /* assistive technology finds them there, too */
  gtk_label_set_text (self->title, "");
  gtk_label_set_text (self->text, "");
}

/* ---- the three answers --------------------------------------------------------------------- */

static void
on_later (Recovery *self)
{
  hide (self);
}

static void
open_it (InsWindow *window, gpointer path)
{
  ins_session_open_file (window->session, path);
}

static gboolean
close_file (InsJob *job, gpointer path, GError **error)
{
  return ins_interrupted_close (path, error);
}

/* Others can then read it, and it is not offered again; it can still be gone on with. */
static void
on_open (Recovery *self)
{
  hide (self);
  ins_job_run (self->window, _ ("Closing the interrupted scan"), close_file, open_it, NULL,
               g_strdup (self->path), g_free);
}

/* Looks at recipe, stage and card first; what moves is moved from there. */
static void
on_resume (Recovery *self)
{
  hide (self);
  g_free (self->resume_path);
  self->resume_path = g_strdup (self->path);
  ins_session_open_file (self->window->session, self->path);
}

static void
on_changed (InsSession *session, InsWindow *window)
{
  Recovery *self = get_recovery (window);
  InsNdeFile *file = ins_session_get_file (session);
  guint n_to_go, n_flagged;

  if (ins_session_is_scanning (session))
    hide (self);
  if (self->resume_path == NULL || file == NULL ||
      g_strcmp0 (ins_nde_file_get_path (file), self->resume_path) != 0)
    return;
  g_clear_pointer (&self->resume_path, g_free);
  if (ins_session_get_unfinished (session, &n_to_go, &n_flagged))
    ins_resume_button_popup (window->resume_button);
  else
    ins_window_show_note (window, _ ("Connect stage and card, then go on with the scan."), FALSE);
}

/* ---- the offer ----------------------------------------------------------------------------- */

static char *
make_text (const InsScanSummary *summary)
{
  g_autofree char *when = ins_scan_row_format_time (summary->created_us);
  g_autofree char *size = ins_scan_row_format_size (summary);
  g_autofree char *part = summary->part != NULL ? g_strdup_printf (" · %s", summary->part)
                                                : g_strdup ("");

  return g_strdup_printf (
      ngettext ("%s · %s%s. %u of %u line is safe. Nothing moves before you say so.",
                "%s · %s%s. %u of %u lines are safe. Nothing moves before you say so.",
                summary->n_rows),
      when, size, part, summary->n_lines_done, summary->n_rows);
}

static void
show_offer (Recovery *self, const InsScanSummary *summary)
{
  g_autofree char *base = g_path_get_basename (summary->path);
  g_autofree char *shown = g_utf8_make_valid (base, -1);
  g_autofree char *title = g_strdup_printf (_ ("The scan %s was interrupted"), shown);
  g_autofree char *text = make_text (summary);
  g_autoptr (GdkTexture) texture = ins_scan_row_make_texture (summary->thumbnail);

  g_free (self->path);
  self->path = g_strdup (summary->path);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, text);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_revealer_set_reveal_child (self->bar, TRUE);
}

static void
look_thread (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  g_task_return_pointer (task, ins_interrupted_find (folder),
                         (GDestroyNotify)ins_scan_summary_free);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  InsWindow *window = INS_WINDOW (source);
  Recovery *self = get_recovery (window);
  g_autoptr (GError) error = NULL;
  InsScanSummary *summary = g_task_propagate_pointer (G_TASK (result), &error);

  if (summary == NULL)
    return;
  if (self != NULL && window->session != NULL && !ins_session_is_scanning (window->session))
    show_offer (self, summary);
  ins_scan_summary_free (summary);
}

/* ---- the bar ------------------------------------------------------------------------------- */

static void
append_button (Recovery *self, GtkBox *box, const char *label, const char *tooltip, GCallback func)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", func, self);
  gtk_box_append (box, button);
}

static GtkWidget *
make_words (Recovery *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0.0f);
  gtk_label_set_xalign (self->text, 0.0f);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "h");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "ck");
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->text));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);

  return words;
}

static GtkWidget *
make_bar (Recovery *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_alternative_text (self->picture, _ ("What was scanned so far"));
  gtk_box_append (GTK_BOX (box), ins_scan_row_make_frame (self->picture));
  gtk_box_append (GTK_BOX (box), make_words (self));
  append_button (self, GTK_BOX (box), _ ("Later"), _ ("Asks again at the next start"),
                 G_CALLBACK (on_later));
  append_button (self, GTK_BOX (box), _ ("Open What Is There"),
                 _ ("Closes the file with its safe lines and shows it"), G_CALLBACK (on_open));
  append_button (self, GTK_BOX (box), _ ("Resume…"),
                 _ ("Looks at recipe, stage and card first. Nothing moves yet."),
                 G_CALLBACK (on_resume));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "suggested-action");
  gtk_widget_add_css_class (box, "banner");
  gtk_widget_add_css_class (box, "note");
  self->bar = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->bar, box);

  return GTK_WIDGET (self->bar);
}

void
ins_window_start_recovery (InsWindow *window)
{
  Recovery *self = g_new0 (Recovery, 1);
  g_autoptr (GTask) task = NULL;

  self->window = window;
  g_object_set_data_full (G_OBJECT (window), "ins-recovery", self, recovery_free);
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (window->resume_bar))),
                              make_bar (self), GTK_WIDGET (window->note));
  g_signal_connect_object (window->session, "changed", G_CALLBACK (on_changed), window, 0);
  self->looking = g_cancellable_new ();
  task = g_task_new (window, self->looking, on_looked, NULL);
  g_task_set_task_data (task, g_strdup (ins_session_get_folder (window->session)), g_free);
  g_task_run_in_thread (task, look_thread);
}
