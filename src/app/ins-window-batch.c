/* ins-window-batch.c - several scans exported in one go
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-convert-form.h"
#include "app/ins-job.h"
#include "app/ins-window-middle.h"
#include "storage/ins-export-batch.h"

#define LEAST_LIST_HEIGHT 160

/* What there is to choose; names as InsExportWish has them. */
static const struct
{
  const char *plane, *title;
} planes[] = {
  { "amplitude", N_ ("Amplitude") },
  { "tof", N_ ("Time of flight") },
  { "registration", N_ ("Registration uncertainty") },
  { "pulses", N_ ("Pulses per pixel") },
  { INS_EXPORT_ASCANS, N_ ("All A-scans") },
};

#define N_PLANES G_N_ELEMENTS (planes)

typedef struct
{
  InsWindow *window; /* while it waits for a person; no reference: the form goes with it */
  GStrv paths;
  InsChoice *format, *gates;
  GtkCheckButton *checks[N_PLANES];

  /* what is wanted, and what came of it */
  const char *suffix; /* static */
  GPtrArray *chosen;  /* (element-type utf8): of planes, NULL-terminated; static */
  InsBatchGates which;
  char *folder;
  guint n_written;
  GPtrArray *failures;
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_strfreev (batch->paths);
  g_clear_pointer (&batch->chosen, g_ptr_array_unref);
  g_clear_pointer (&batch->failures, g_ptr_array_unref);
  g_free (batch->folder);
  g_free (batch);
}

/* ---- the work ------------------------------------------------------------------------------ */

static gboolean
export_all (InsJob *job, gpointer data, GError **error)
{
  Batch *batch = data;
  const InsExportBatch wish = { .format = batch->suffix,
                                .planes = (const char *const *)batch->chosen->pdata,
                                .gates = batch->which,
                                .folder = batch->folder,
                                .progress = ins_job_set_progress,
                                .progress_data = job,
                                .cancellable = ins_job_get_cancellable (job) };

  return ins_export_batch ((const char *const *)batch->paths, &wish, &batch->n_written,
                           batch->failures, error);
}

static void
append_failure (GtkBox *list, const InsExportFailure *failure)
{
  g_autofree char *base = g_path_get_basename (failure->path);
  g_autofree char *shown = g_utf8_make_valid (base, -1);
  GtkWidget *name = gtk_label_new (shown);
  GtkWidget *sentence = gtk_label_new (failure->sentence);

  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_label_set_xalign (GTK_LABEL (sentence), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (sentence), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (sentence), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (sentence), TRUE);
  gtk_widget_add_css_class (name, "h");
  gtk_widget_add_css_class (sentence, "small");
  gtk_box_append (list, name);
  gtk_box_append (list, sentence);
}

static void
show_failures (InsWindow *window, const Batch *batch, const char *text)
{
  GtkBox *column;
  GtkWindow *form = ins_convert_form_new (GTK_WINDOW (window), _ ("Export"), _ ("_Close"), &column);
  GtkWidget *head = gtk_label_new (text);
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_label_set_xalign (GTK_LABEL (head), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (head), TRUE);
  for (guint i = 0; i < batch->failures->len; i++)
    append_failure (GTK_BOX (list), batch->failures->pdata[i]);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scrolled, -1, LEAST_LIST_HEIGHT);
  gtk_box_append (column, head);
  gtk_box_append (column, scrolled);
  g_signal_connect_swapped (ins_convert_form_get_button (form), "clicked",
                            G_CALLBACK (gtk_window_destroy), form);
  gtk_window_present (form);
}

static void
on_exported (InsWindow *window, gpointer data)
{
  const Batch *batch = data;
  g_autofree char *written = g_strdup_printf (
      ngettext ("%u file is in %s.", "%u files are in %s.", batch->n_written), batch->n_written,
      batch->folder);
  g_autofree char *failed = g_strdup_printf (
      ngettext ("%u file could not be made:", "%u files could not be made:", batch->failures->len),
      batch->failures->len);
  g_autofree char *text = g_strdup_printf ("%s %s", written, failed);

  if (batch->failures->len == 0)
    ins_window_show_note (window, written, FALSE);
  else
    show_failures (window, batch, text);
}

/* ---- what is asked ------------------------------------------------------------------------- */

static void
begin (InsWindow *self, const char *folder, gpointer data)
{
  Batch *form = data;
  Batch *batch = g_new0 (Batch, 1);

  batch->paths = g_strdupv (form->paths);
  batch->suffix = form->suffix;
  batch->which = form->which;
  batch->chosen = g_ptr_array_ref (form->chosen);
  batch->folder = g_strdup (folder);
  batch->failures = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_export_failure_free);
  ins_job_run (self, _ ("Exporting"), export_all, on_exported, NULL, batch, batch_free);
}

/* FALSE, with a sentence: a format takes planes or A-scans, and something has to be chosen. */
static gboolean
take_choice (GtkWindow *window, Batch *form)
{
  guint n_formats;
  const InsExportFormat *formats = ins_export_get_formats (&n_formats);
  const InsExportFormat *format =
      &formats[MIN (ins_choice_get_selected (form->format), n_formats - 1)];

  form->suffix = format->suffix;
  form->which = (InsBatchGates)ins_choice_get_selected (form->gates);
  g_clear_pointer (&form->chosen, g_ptr_array_unref);
  form->chosen = g_ptr_array_new ();
  for (guint i = 0; i < N_PLANES; i++)
    if (gtk_check_button_get_active (form->checks[i]))
      g_ptr_array_add (form->chosen, (gpointer)(gsize)planes[i].plane);
  if (form->chosen->len == 0)
    ins_convert_form_set_sentence (window, _ ("Choose at least one plane."));
  else if (gtk_check_button_get_active (form->checks[N_PLANES - 1]) && !format->takes_ascans)
    ins_convert_form_set_sentence (window, _ ("This format cannot hold A-scans. Choose NumPy, "
                                              "TIFF, ParaView or CSV."));
  else
    {
      g_ptr_array_add (form->chosen, NULL);
      return TRUE;
    }

  return FALSE;
}

static void
on_go_on (GtkButton *button, GtkWindow *window)
{
  Batch *form = g_object_get_data (G_OBJECT (window), "ins-batch");
  Batch *next;

  if (!take_choice (window, form))
    return;
  next = g_new0 (Batch, 1);
  next->paths = g_strdupv (form->paths);
  next->suffix = form->suffix;
  next->which = form->which;
  next->chosen = g_ptr_array_ref (form->chosen);
  ins_window_choose_folder (form->window, _ ("Folder for the Files"), begin, next, batch_free);
  gtk_window_destroy (window);
}

static void
add_choices (Batch *form, GtkBox *column)
{
  const char *const gates[] = { _ ("The last one"), _ ("The first one"), _ ("All of them"), NULL };
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;
  guint n_formats;
  const InsExportFormat *formats = ins_export_get_formats (&n_formats);

  for (guint i = 0; i < n_formats; i++)
    g_strv_builder_add (titles, _ (formats[i].title));
  items = g_strv_builder_end (titles);
  form->format = ins_convert_form_add_choice (column, _ ("Format"), (const char *const *)items, 0);
  form->gates = ins_convert_form_add_choice (column, _ ("Gates"), gates, INS_BATCH_LAST_GATE);
  for (guint i = 0; i < N_PLANES; i++)
    form->checks[i] = ins_convert_form_add_check (column, _ (planes[i].title), i == 0);
}

void
ins_window_export_batch (InsWindow *self, GStrv paths)
{
  Batch *batch = g_new0 (Batch, 1);
  const guint n = g_strv_length (paths);
  g_autofree char *title = g_strdup_printf (ngettext ("Export %u Scan", "Export %u Scans", n), n);
  GtkBox *column;
  GtkWindow *form = ins_convert_form_new (GTK_WINDOW (self), title, _ ("_Export…"), &column);

  batch->window = self;
  batch->paths = g_strdupv (paths);
  add_choices (batch, column);
  g_object_set_data_full (G_OBJECT (form), "ins-batch", batch, batch_free);
  g_signal_connect (ins_convert_form_get_button (form), "clicked", G_CALLBACK (on_go_on), form);
  ins_motion_panel_halt (self->motion_panel); /* keys are about to go elsewhere */
  gtk_window_present (form);
}
