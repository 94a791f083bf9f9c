/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdatomic.h>

#include "app/ins-convert-form.h"
#include "app/ins-job.h"
#include "app/ins-window-private.h"

#define LOOK_MS 100

/* Main thread, but for what is marked. */
struct _InsJob
{
  InsWindow *window; /* a reference */
  GtkWidget *dialog; /* NULL: closed */
  GtkProgressBar *bar;
  guint source;
  GCancellable *cancellable; /* any thread */
  atomic_int permille;       /* atomic */
  InsJobFunc func;           /* read-only */
  InsJobDone done;
  InsJobFailed failed;
  gpointer data; /* the task thread's until it has ended */
  GDestroyNotify free_data;
};

GCancellable *
ins_job_get_cancellable (InsJob *job)
{
  return job->cancellable;
}

void
ins_job_set_progress (double fraction, gpointer job)
{
  atomic_store (&((InsJob *)job)->permille, (int)(fraction * 1000));
}

static void
job_free (gpointer data)
{
  InsJob *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->free_data != NULL)
    self->free_data (self->data);
  g_object_unref (self->cancellable);
  g_object_unref (self->window);
  g_free (self);
}

static gboolean
on_look (gpointer data)
{
  InsJob *self = data;
  int permille = atomic_load (&self->permille);

  if (permille > 0)
    gtk_progress_bar_set_fraction (self->bar, permille / 1000.0);
  else
    gtk_progress_bar_pulse (self->bar);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_close (GtkWindow *dialog, InsJob *self)
{
  g_cancellable_cancel (self->cancellable);

  return TRUE; /* goes when the work has ended */
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  InsJob *self = data;
  GError *error = NULL;

  if (self->func (self, self->data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  InsJob *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  g_clear_handle_id (&self->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->dialog, self);
  gtk_window_destroy (GTK_WINDOW (self->dialog));
  if (good && self->done != NULL)
    self->done (self->window, self->data);
  else if (!good && self->failed != NULL)
    self->failed (self->window, error, self->data);
  else if (!good && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ins_window_show_note (self->window, error->message, TRUE);
}

static void
on_cancel (GtkButton *button, InsJob *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
show_dialog (InsJob *self, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *cancel = ins_convert_form_new_button (_ ("_Cancel"));

  self->dialog = gtk_window_new ();
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_window_set_title (GTK_WINDOW (self->dialog), title);
  gtk_window_set_transient_for (GTK_WINDOW (self->dialog), GTK_WINDOW (self->window));
  gtk_window_set_default_size (GTK_WINDOW (self->dialog), 360, -1);
  gtk_window_set_resizable (GTK_WINDOW (self->dialog), FALSE);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_halign (cancel, GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_window_set_child (GTK_WINDOW (self->dialog), box);
  g_signal_connect (cancel, "clicked", G_CALLBACK (on_cancel), self);
  g_signal_connect (self->dialog, "close-request", G_CALLBACK (on_close), self);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

void
ins_job_run (InsWindow *window,
             const char *title,
             InsJobFunc func,
             InsJobDone done,
             InsJobFailed failed,
             gpointer data,
             GDestroyNotify free_data)
{
  InsJob *self = g_new0 (InsJob, 1);
  g_autoptr (GTask) task = NULL;

  self->window = g_object_ref (window);
  self->cancellable = g_cancellable_new ();
  self->func = func;
  self->done = done;
  self->failed = failed;
  self->data = data;
  self->free_data = free_data;
  /* Keys are about to go elsewhere. */
  ins_motion_panel_halt (window->motion_panel);
  show_dialog (self, title);
  self->source = g_timeout_add (LOOK_MS, on_look, self);
  task = g_task_new (window, NULL, on_ended, NULL);
  g_task_set_task_data (task, self, job_free);
  g_task_run_in_thread (task, run_thread);
}
