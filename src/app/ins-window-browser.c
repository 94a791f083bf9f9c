/* ins-window-browser.c - the page with the scans in the folder, and what is done with them there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-job.h"
#include "app/ins-scan-browser.h"
#include "app/ins-window-middle.h"

/* (nullable): while it was never wanted */
static InsScanBrowser *
find_browser (InsWindow *self)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->middle, "scans");

  return page != NULL ? INS_SCAN_BROWSER (page) : NULL;
}

void
ins_window_refresh_browser (InsWindow *self)
{
  InsScanBrowser *browser = find_browser (self);

  if (browser != NULL)
    ins_scan_browser_refresh (browser);
}

/* ---- into the trash ------------------------------------------------------------------------ */

typedef struct
{
  InsWindow *window; /* while a person is asked; no reference: the question goes with it */
  GStrv paths;
} Trash;

static void
trash_free (gpointer data)
{
  Trash *trash = data;

  g_strfreev (trash->paths);
  g_free (trash);
}

static gboolean
move_to_trash (InsJob *job, gpointer data, GError **error)
{
  const Trash *trash = data;
  const guint n_paths = g_strv_length (trash->paths);

  for (guint i = 0; i < n_paths; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (trash->paths[i]);

      if (!g_file_trash (file, ins_job_get_cancellable (job), error))
        {
          g_prefix_error (error, _ ("%s stays where it is: "), trash->paths[i]);
          return FALSE;
        }
      ins_job_set_progress ((i + 1.0) / n_paths, job);
    }

  return TRUE;
}

static void
on_trash_answered (GtkDialog *dialog, int response, Trash *trash)
{
  InsWindow *self = trash->window;
  Trash *work = g_new0 (Trash, 1);

  work->paths = g_steal_pointer (&trash->paths);
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (response == GTK_RESPONSE_ACCEPT)
    ins_job_run (self, _ ("Moving to the trash"), move_to_trash, NULL, NULL, work, trash_free);
  else
    trash_free (work);
}

static char *
make_question (GStrv paths)
{
  const guint n = g_strv_length (paths);
  g_autofree char *base = g_path_get_basename (paths[0]);
  g_autofree char *shown = g_utf8_make_valid (base, -1);

  if (n == 1)
    return g_strdup_printf (_ ("Move %s to the trash?"), shown);

  return g_strdup_printf (ngettext ("Move %u scan to the trash?", "Move %u scans to the trash?", n),
                          n);
}

/* Not modal: STOP stays within reach. */
static void
ask_about_trash (InsWindow *self, GStrv paths)
{
  g_autofree char *question = make_question (paths);
  Trash *trash = g_new0 (Trash, 1);
  GtkWidget *dialog;

  if (ins_session_is_scanning (self->session) &&
      g_strv_contains ((const char *const *)paths, ins_session_get_path (self->session)))
    {
      ins_window_show_note (
          self, _ ("One of these files is being scanned. Move it when the scan has ended."), TRUE);
      g_free (trash);
      return;
    }
  trash->window = self;
  trash->paths = g_strdupv (paths);
  dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_DESTROY_WITH_PARENT,
                                   GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", question);
  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (dialog), "%s",
      _ ("It can be brought back from there with the file manager."));
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Move to Trash"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_object_set_data_full (G_OBJECT (dialog), "ins-trash", trash, trash_free);
  g_signal_connect (dialog, "response", G_CALLBACK (on_trash_answered), trash);
  ins_motion_panel_halt (self->motion_panel); /* keys are about to go elsewhere */
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- the page ------------------------------------------------------------------------------ */

static void
on_wish (InsScanBrowser *browser, GStrv paths, int wish, InsWindow *self)
{
  switch ((InsScanWish)wish)
    {
    case INS_SCAN_WISH_OPEN:
      ins_session_open_file (self->session, paths[0]);
      return;
    case INS_SCAN_WISH_WORDS:
      ins_window_edit_words (self, paths[0]);
      return;
    case INS_SCAN_WISH_TRASH:
      ask_about_trash (self, paths);
      return;
    case INS_SCAN_WISH_COMPARE:
      ins_window_compare (self, paths[0], paths[1]);
      return;
    case INS_SCAN_WISH_EXPORT:
      ins_window_export_batch (self, paths);
      return;
    case INS_SCAN_N_WISHES:
    default:
      return;
    }
}

static void
on_done (InsScanBrowser *browser, InsWindow *self)
{
  ins_window_show_middle (self, "picture");
}

static void
look (InsWindow *self)
{
  InsScanBrowser *browser = find_browser (self);

  if (browser != NULL && ins_window_is_in_middle (self, "scans"))
    ins_scan_browser_show (browser, ins_session_get_folder (self->session));
}

/* Another folder may have been chosen; a scan may have begun or ended. */
static void
on_recipe_changed (InsSession *session, InsWindow *self)
{
  InsScanBrowser *browser = find_browser (self);

  if (browser != NULL &&
      g_strcmp0 (ins_session_get_folder (session),
                 ins_scan_folder_get_path (ins_scan_browser_get_folder (browser))) != 0)
    look (self);
}

static void
make_browser (InsWindow *self)
{
  GtkWidget *browser = ins_scan_browser_new ();

  g_signal_connect_object (browser, "wish", G_CALLBACK (on_wish), self, 0);
  g_signal_connect_object (browser, "done", G_CALLBACK (on_done), self, 0);
  g_signal_connect_object (self->session, "recipe-changed", G_CALLBACK (on_recipe_changed), self,
                           0);
  gtk_stack_add_named (self->middle, browser, "scans");
}

static void
on_scans (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;

  if (ins_window_is_in_middle (self, "scans"))
    {
      ins_window_show_middle (self, "picture");
      return;
    }
  if (find_browser (self) == NULL)
    make_browser (self);
  ins_window_show_middle (self, "scans");
  look (self);
  ins_scan_browser_focus (find_browser (self));
}

void
ins_window_add_browser_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "scans", on_scans, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
