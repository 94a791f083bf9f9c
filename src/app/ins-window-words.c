/* ins-window-words.c - part, operator and notes of a scan that is saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-convert-form.h"
#include "app/ins-job.h"
#include "app/ins-window-middle.h"
#include "app/ins-words-form.h"
#include "storage/ins-nde-words.h"

/* A file's words, on their way from the disk or to it. */
typedef struct
{
  InsWindow *window; /* while it waits for a person; no reference: the form goes with it */
  InsWordsForm *form;
  char *path;
  InsScanWords words;
  gboolean takes_words;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  ins_scan_words_clear (&work->words);
  g_free (work->path);
  g_free (work);
}

static gboolean
save (InsJob *job, gpointer data, GError **error)
{
  const Work *work = data;

  return ins_nde_save_words (work->path, &work->words, error);
}

static void
on_saved (InsWindow *window, gpointer data)
{
  const Work *work = data;
  g_autofree char *text = g_strdup_printf (_ ("Saved %s."), work->path);

  ins_window_refresh_browser (window);
  ins_window_show_note (window, text, FALSE);
}

static void
on_save_clicked (GtkButton *button, GtkWindow *window)
{
  Work *form = g_object_get_data (G_OBJECT (window), "ins-work");
  Work *work = g_new0 (Work, 1);

  work->path = g_strdup (form->path);
  ins_words_form_get (form->form, &work->words);
  ins_job_run (form->window, _ ("Saving"), save, on_saved, NULL, work, work_free);
  gtk_window_destroy (window);
}

static gboolean
load (InsJob *job, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (work->path, error);

  if (file == NULL)
    return FALSE;
  ins_nde_file_get_words (file, &work->words);
  work->takes_words = ins_nde_file_takes_words (file);

  return TRUE;
}

static void
on_loaded (InsWindow *window, gpointer data)
{
  Work *loaded = data;
  Work *work = g_new0 (Work, 1);
  g_autofree char *base = g_path_get_basename (loaded->path);
  g_autofree char *title = g_utf8_make_valid (base, -1);
  GtkBox *column;
  GtkWindow *form = ins_convert_form_new (GTK_WINDOW (window), title, _ ("_Save"), &column);

  work->window = window;
  work->path = g_strdup (loaded->path);
  work->form = INS_WORDS_FORM (ins_words_form_new ());
  ins_words_form_set (work->form, &loaded->words);
  gtk_box_append (column, GTK_WIDGET (work->form));
  gtk_widget_set_sensitive (GTK_WIDGET (ins_convert_form_get_button (form)), loaded->takes_words);
  if (!loaded->takes_words)
    ins_convert_form_set_sentence (form, _ ("This file has no room for notes: another program or "
                                            "an older version made it."));
  g_object_set_data_full (G_OBJECT (form), "ins-work", work, work_free);
  g_signal_connect (ins_convert_form_get_button (form), "clicked", G_CALLBACK (on_save_clicked),
                    form);
  gtk_window_present (form);
}

void
ins_window_edit_words (InsWindow *self, const char *path)
{
  Work *work = g_new0 (Work, 1);

  work->path = g_strdup (path);
  ins_job_run (self, _ ("Opening"), load, on_loaded, NULL, work, work_free);
}

static void
on_words (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  InsNdeFile *file = ins_session_get_file (self->session);

  if (file == NULL)
    ins_window_show_note (self, _ ("Open a scan first, or wait until the running one has ended."),
                          TRUE);
  else
    ins_window_edit_words (self, ins_nde_file_get_path (file));
}

void
ins_window_add_words_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "words", on_words, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
