/* ins-window-convert.c - files made of other files: import, focusing, export of all A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-convert-form.h"
#include "app/ins-import-form.h"
#include "app/ins-job.h"
#include "app/ins-window-private.h"
#include "storage/ins-export.h"
#include "storage/ins-nde-saft.h"

/* What a job needs, whichever it is. */
typedef struct _Work Work;

struct _Work
{
  InsWindow *window; /* while it waits for a person; no reference: the form goes with it */
  InsNdeFile *file;
  InsImport *import;
  InsImportOptions options;
  InsNdeSaft saft;
  char *path; /* to be written */

  InsField *diameter, *angle, *water;
  GtkCheckButton *along_scan;

  GtkWindow *form; /* weak: that an import was typed in */
  Work *of_form;   /* its own, as long as it is there */
};

static void
set_form (Work *self, GtkWindow *form, Work *of_form)
{
  self->of_form = of_form;
  g_set_weak_pointer (&self->form, form);
}

static void
work_free (gpointer data)
{
  Work *self = data;

  g_clear_weak_pointer (&self->form);
  g_clear_pointer (&self->file, ins_nde_file_unref);
  g_clear_pointer (&self->import, ins_import_free);
  g_free (self->path);
  g_free (self);
}

/* The opened scan; NULL after a note. */
static InsNdeFile *
get_file (InsWindow *self)
{
  InsNdeFile *file = ins_session_get_file (self->session);

  if (file == NULL)
    ins_window_show_note (self, _ ("Open a scan first, or wait until the running one has ended."),
                          TRUE);

  return file;
}

static void
show_saved (InsWindow *window, const char *path)
{
  g_autofree char *text = g_strdup_printf (_ ("Saved %s."), path);

  ins_window_show_note (window, text, FALSE);
}

static void
on_written (InsWindow *window, gpointer data)
{
  const Work *work = data;

  show_saved (window, work->path);
  ins_session_open_file (window->session, work->path);
}

/* ---- all A-scans --------------------------------------------------------------------------- */

static gboolean
export_ascans (InsJob *job, gpointer data, GError **error)
{
  const Work *work = data;
  const InsExportWish wish = { .plane = INS_EXPORT_ASCANS,
                               .progress = ins_job_set_progress,
                               .progress_data = job,
                               .cancellable = ins_job_get_cancellable (job) };

  return ins_export (work->file, work->path, &wish, error);
}

static void
on_exported (InsWindow *window, gpointer data)
{
  show_saved (window, ((const Work *)data)->path);
}

static void
begin_export (InsWindow *self, const char *path, gpointer data)
{
  InsNdeFile *file = get_file (self);
  Work *work;

  if (file == NULL)
    return;
  work = g_new0 (Work, 1);
  work->file = ins_nde_file_ref (file);
  work->path = g_strdup (path);
  ins_job_run (self, _ ("Exporting A-scans"), export_ascans, on_exported, NULL, work, work_free);
}

static void
on_export_ascans (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const suffixes[] = { "npy", "tif", "vti", "csv", NULL };

  if (get_file (data) != NULL)
    ins_window_choose_file (data, _ ("Export All A-Scans"), "ascans.npy",
                            _ ("NumPy, TIFF, ParaView, CSV"), suffixes, begin_export, NULL, NULL);
}

/* ---- focusing ------------------------------------------------------------------------------ */

static gboolean
focus (InsJob *job, gpointer data, GError **error)
{
  const Work *work = data;

  return ins_nde_saft (work->file, &work->saft, work->path, TRUE, ins_job_set_progress, job,
                       ins_job_get_cancellable (job), error);
}

static void
begin_focusing (InsWindow *self, const char *path, gpointer data)
{
  Work *work = g_new0 (Work, 1);
  const Work *form = data;

  work->file = ins_nde_file_ref (form->file);
  work->saft = form->saft;
  work->path = g_strdup (path);
  ins_job_run (self, _ ("Focusing"), focus, on_written, NULL, work, work_free);
}

static void
on_focus (GtkButton *button, GtkWindow *form)
{
  static const char *const suffixes[] = { "nde", NULL };
  Work *work = g_object_get_data (G_OBJECT (form), "ins-work");
  Work *copy;

  if (!ins_convert_form_check (form))
    return;
  work->saft = (InsNdeSaft){
    .half_angle_deg = ins_convert_form_get (work->angle, (double)NAN),
    .diameter_mm = ins_convert_form_get (work->diameter, (double)NAN),
    .water_path_mm = ins_convert_form_get (work->water, 0.0),
    .is_flat = gtk_check_button_get_active (work->along_scan),
    .is_windowed = TRUE,
  };
  if (isnan (work->saft.half_angle_deg) && isnan (work->saft.diameter_mm))
    {
      ins_convert_form_set_sentence (form, _ ("Say how wide the beam is: half its angle in the "
                                              "part, or the diameter of the probe."));
      return;
    }
  copy = g_new0 (Work, 1);
  copy->file = ins_nde_file_ref (work->file);
  copy->saft = work->saft;
  ins_window_choose_file (work->window, _ ("Focused Scan"), "focused.nde", _ ("Scans (.nde)"),
                          suffixes, begin_focusing, copy, work_free);
  gtk_window_destroy (form);
}

static void
on_saft (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  InsNdeFile *file = get_file (self);
  GtkWindow *form;
  GtkBox *column;
  Work *work;

  if (file == NULL)
    return;
  work = g_new0 (Work, 1);
  work->window = self;
  work->file = ins_nde_file_ref (file);
  form = ins_convert_form_new (GTK_WINDOW (self), _ ("Focus by Synthetic Aperture"), _ ("_Focus…"),
                               &column);
  work->diameter = ins_convert_form_add_field (column, _ ("Diameter of the probe"), "mm", 0.01, 200,
                                               (double)NAN);
  work->angle = ins_convert_form_add_field (column, _ ("or half the beam’s angle in the part"), "°",
                                            0.1, 80, (double)NAN);
  work->water = ins_convert_form_add_field (column, _ ("Water path"), "mm", 0, 1e4, 0.0);
  work->along_scan = ins_convert_form_add_check (
      column, _ ("Along the scan only: each line by itself, much faster"), TRUE);
  g_object_set_data_full (G_OBJECT (form), "ins-work", work, work_free);
  g_signal_connect (ins_convert_form_get_button (form), "clicked", G_CALLBACK (on_focus), form);
  gtk_window_present (form);
}

/* ---- import -------------------------------------------------------------------------------- */

static gboolean
write_import (InsJob *job, gpointer data, GError **error)
{
  Work *work = data;

  return ins_import_set_options (work->import, &work->options, ins_job_get_cancellable (job),
                                 error) &&
         ins_import_write (work->import, work->path, TRUE, ins_job_set_progress, job,
                           ins_job_get_cancellable (job), error);
}

static void
on_imported (InsWindow *window, gpointer data)
{
  Work *work = data;

  if (work->form != NULL)
    gtk_window_destroy (work->form);
  on_written (window, work);
}

/* What was typed is still there, with what is wrong with it. */
static void
on_import_failed (InsWindow *window, const GError *error, gpointer data)
{
  Work *work = data;
  const gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (work->form == NULL)
    {
      if (!is_cancelled)
        ins_window_show_note (window, error->message, TRUE);
      return;
    }
  work->of_form->import = g_steal_pointer (&work->import);
  gtk_widget_set_sensitive (gtk_window_get_child (work->form), TRUE);
  ins_convert_form_set_sentence (work->form, is_cancelled ? NULL : error->message);
  gtk_window_present (work->form);
}

/* The opened file is the job's meanwhile. */
static void
begin_import (InsWindow *self, const char *path, gpointer data)
{
  Work *wish = data;
  Work *work;

  if (wish->form == NULL || wish->of_form->import == NULL) /* closed, or begun already */
    return;
  work = g_new0 (Work, 1);
  set_form (work, wish->form, wish->of_form);
  work->import = g_steal_pointer (&wish->of_form->import);
  work->options = wish->options;
  work->path = g_strdup (path);
  gtk_widget_set_sensitive (gtk_window_get_child (wish->form), FALSE);
  ins_job_run (self, _ ("Importing"), write_import, on_imported, on_import_failed, work, work_free);
}

static void
on_import_form_done (GtkWindow *form, const InsImportOptions *options, gpointer data)
{
  static const char *const suffixes[] = { "nde", NULL };
  Work *work = data;
  Work *wish = g_new0 (Work, 1);
  g_autofree char *name = g_strdup_printf ("%s.nde", options->volume.name);

  set_form (wish, form, work);
  wish->options = *options;
  ins_window_choose_file (work->window, _ ("Imported Scan"), name, _ ("Scans (.nde)"), suffixes,
                          begin_import, wish, work_free);
}

static gboolean
open_import (InsJob *job, gpointer data, GError **error)
{
  Work *work = data;

  work->import = ins_import_open (work->path, error);

  return work->import != NULL;
}

static void
on_import_opened (InsWindow *window, gpointer data)
{
  Work *work = data;
  Work *form = g_new0 (Work, 1);

  form->window = window;
  form->import = g_steal_pointer (&work->import);
  gtk_window_present (ins_import_form_new (GTK_WINDOW (window), form->import, on_import_form_done,
                                           form, work_free));
}

void
ins_window_import (InsWindow *self, const char *path)
{
  Work *work = g_new0 (Work, 1);

  work->path = g_strdup (path);
  ins_job_run (self, _ ("Opening"), open_import, on_import_opened, NULL, work, work_free);
}

static void
begin_opening (InsWindow *self, const char *path, gpointer data)
{
  ins_window_import (self, path);
}

static void
on_import (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const suffixes[] = { "csv", "txt", "tsv", "dat", "asc", "npy", NULL };

  ins_window_choose_file (data, _ ("Import A-Scans"), NULL, _ ("Tables and NumPy arrays"), suffixes,
                          begin_opening, NULL, NULL);
}

void
ins_window_add_convert_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "export-ascans", on_export_ascans, NULL, NULL, NULL, { 0 } },
    { "focus", on_saft, NULL, NULL, NULL, { 0 } },
    { "import", on_import, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
