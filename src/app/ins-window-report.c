/* ins-window-report.c - the report of the scan that is shown, as a PDF
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-job.h"
#include "app/ins-report-form.h"
#include "app/ins-session-gates.h"
#include "app/ins-window-middle.h"

/* What is to be written: the task thread's once it runs. */
typedef struct
{
  InsNdeFile *file;
  char *path;
  char *plane, *gate, *second_plane, *second_gate;
  InsReportLack lacks;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->file, ins_nde_file_unref);
  g_free (work->path);
  g_free (work->plane);
  g_free (work->gate);
  g_free (work->second_plane);
  g_free (work->second_gate);
  g_free (work);
}

static Work *
work_copy (const Work *from)
{
  Work *work = g_new0 (Work, 1);

  work->file = ins_nde_file_ref (from->file);
  work->plane = g_strdup (from->plane);
  work->gate = g_strdup (from->gate);
  work->second_plane = g_strdup (from->second_plane);
  work->second_gate = g_strdup (from->second_gate);
  work->lacks = from->lacks;

  return work;
}

static gboolean
write_report (InsJob *job, gpointer data, GError **error)
{
  const Work *work = data;
  const InsExportWish wish = { .format = "pdf",
                               .plane = work->plane,
                               .gate = work->gate,
                               .second_plane = work->second_plane,
                               .second_gate = work->second_gate,
                               .lacks = work->lacks,
                               .progress = ins_job_set_progress,
                               .progress_data = job,
                               .cancellable = ins_job_get_cancellable (job) };

  return ins_export (work->file, work->path, &wish, error);
}

static void
on_written (InsWindow *window, gpointer data)
{
  g_autofree char *text = g_strdup_printf (_ ("Saved %s."), ((const Work *)data)->path);

  ins_window_show_note (window, text, FALSE);
}

static void
begin_writing (InsWindow *self, const char *path, gpointer data)
{
  Work *work = work_copy (data);

  work->path = g_strdup (path);
  ins_job_run (self, _ ("Writing the report"), write_report, on_written, NULL, work, work_free);
}

static void
on_save (InsReportForm *form, InsWindow *self)
{
  static const char *const suffixes[] = { "pdf", NULL };
  InsExportWish wish;
  Work *work = g_new0 (Work, 1);
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  work->file = ins_nde_file_ref (ins_report_form_get_file (form));
  ins_report_form_get_wish (form, &wish);
  work->plane = g_strdup (wish.plane);
  work->gate = g_strdup (wish.gate);
  work->second_plane = g_strdup (wish.second_plane);
  work->second_gate = g_strdup (wish.second_gate);
  work->lacks = wish.lacks;
  base = g_path_get_basename (ins_nde_file_get_path (work->file));
  if (g_str_has_suffix (base, ".nde"))
    base[strlen (base) - strlen (".nde")] = '\0';
  name = g_strdup_printf ("%s.pdf", base);
  ins_window_choose_file (self, _ ("Save Report"), name, _ ("Reports (.pdf)"), suffixes,
                          begin_writing, work, work_free);
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
on_report (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  InsNdeFile *file = ins_session_get_file (self->session);
  const InsRecipe *recipe;
  guint index;
  GtkWindow *form;

  if (file == NULL)
    {
      ins_window_show_note (self, _ ("Open a scan first, or wait until the running one has ended."),
                            TRUE);
      return;
    }
  if (ins_session_has_other_gates (self->session))
    {
      ins_window_show_note (self,
                            _ ("The gates were changed. Save them as a new file, open that and "
                               "make its report."),
                            TRUE);
      return;
    }
  recipe = ins_nde_file_get_recipe (file);
  index = ins_window_get_plane_index (self);
  ins_motion_panel_halt (self->motion_panel); /* keys are about to go elsewhere */
  form = ins_report_form_new (GTK_WINDOW (self), file,
                              ins_export_get_plane_name (recipe, self->kind, index),
                              recipe->gates[self->gate].name);
  g_signal_connect_object (form, "save", G_CALLBACK (on_save), self, 0);
  gtk_window_present (form);
}

void
ins_window_add_report_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "report", on_report, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
