/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-settings.h"
#include "app/ins-window-private.h"
#include "storage/ins-export.h"

/* No file dialog is modal: STOP stays within reach. */

typedef void (*Chosen) (InsWindow *self, const char *path);

typedef struct
{
  InsWindow *window;
  Chosen chosen;
} Choice;

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autofree Choice *choice = data;
  g_autoptr (InsWindow) self = choice->window;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        choice->chosen (self, path);
      else
        ins_window_show_note (self, _ ("Only files on this computer can be used."), TRUE);
    }
  g_object_unref (dialog);
}

static GtkFileChooserNative *
choose (InsWindow *self, const char *title, GtkFileChooserAction action, Chosen chosen)
{
  const char *accept = action == GTK_FILE_CHOOSER_ACTION_SAVE ? _ ("_Save") : _ ("_Open");
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action,
                                                              accept, _ ("_Cancel"));
  Choice *choice = g_new0 (Choice, 1);

  choice->window = g_object_ref (self);
  choice->chosen = chosen;
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), choice);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), FALSE);
  /* Keys are about to go elsewhere. */
  ins_motion_panel_halt (self->motion_panel);

  return dialog;
}

static void
add_filter (GtkFileChooserNative *dialog, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (gsize i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
}

static void
start_in_scan_folder (InsWindow *self, GtkFileChooserNative *dialog)
{
  const char *path = ins_session_get_path (self->session);
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autoptr (GFile) file = NULL;

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    return;
  file = g_file_new_for_path (folder);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), file, NULL);
}

/* ---- scans --------------------------------------------------------------------------------- */

static void
open_scan (InsWindow *self, const char *path)
{
  ins_session_open_file (self->session, path);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkFileChooserNative *dialog = choose (data, _ ("Open a Scan"), GTK_FILE_CHOOSER_ACTION_OPEN,
                                         open_scan);
  static const char *const suffixes[] = { "nde", NULL };

  add_filter (dialog, _ ("Scans (.nde)"), suffixes);
  start_in_scan_folder (data, dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
export_picture (InsWindow *self, const char *path)
{
  ins_session_export (self->session, path, self->gate, self->kind);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  GtkFileChooserNative *dialog = choose (self, _ ("Export Picture"), GTK_FILE_CHOOSER_ACTION_SAVE,
                                         export_picture);
  const InsRecipe *recipe = ins_window_get_shown_recipe (self);
  g_autofree char *name = g_strdup_printf ("%s.png", recipe->name != NULL ? recipe->name : "scan");
  const InsExportFormat *formats;
  guint n_formats;

  formats = ins_export_get_formats (&n_formats);
  for (guint i = 0; i < n_formats; i++)
    add_filter (dialog, _ (formats[i].title), (const char *[]){ formats[i].suffix, NULL });
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), g_strdelimit (name, "/", '-'));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ---- recipes ------------------------------------------------------------------------------- */

static void
open_recipe (InsWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_file (path, &error);

  if (recipe == NULL)
    ins_window_show_note (self, error->message, TRUE);
  else
    {
      ins_recipe_keep_operator (recipe, ins_session_get_recipe (self->session));
      ins_session_set_recipe (self->session, recipe);
    }
}

static void
on_open_recipe (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkFileChooserNative *dialog = choose (data, _ ("Open a Recipe"), GTK_FILE_CHOOSER_ACTION_OPEN,
                                         open_recipe);
  static const char *const suffixes[] = { "recipe", "ini", NULL };

  add_filter (dialog, _ ("Recipes"), suffixes);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
save_recipe (InsWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!ins_recipe_save (ins_session_get_recipe (self->session), path, &error))
    {
      ins_window_show_note (self, error->message, TRUE);
    }
  else
    {
      g_autofree char *text = g_strdup_printf (_ ("Saved %s."), path);

      ins_window_show_note (self, text, FALSE);
    }
}

static void
on_save_recipe (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  const InsRecipe *recipe = ins_session_get_recipe (self->session);
  GtkFileChooserNative *dialog = choose (self, _ ("Save Recipe"), GTK_FILE_CHOOSER_ACTION_SAVE,
                                         save_recipe);
  g_autofree char *name = g_strdup_printf ("%s.recipe",
                                           recipe->name != NULL ? recipe->name : "scan");

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), g_strdelimit (name, "/", '-'));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
use_folder (InsWindow *self, const char *path)
{
  GSettings *settings = ins_settings_get ();

  ins_session_set_folder (self->session, path);
  if (settings != NULL)
    g_settings_set_string (settings, "folder", path);
}

static void
on_choose_folder (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkFileChooserNative *dialog = choose (data, _ ("Folder for Scans"),
                                         GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, use_folder);

  start_in_scan_folder (data, dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
ins_window_add_file_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "open", on_open, NULL, NULL, NULL, { 0 } },
    { "export", on_export, NULL, NULL, NULL, { 0 } },
    { "open-recipe", on_open_recipe, NULL, NULL, NULL, { 0 } },
    { "save-recipe", on_save_recipe, NULL, NULL, NULL, { 0 } },
    { "choose-folder", on_choose_folder, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  ins_window_add_convert_actions (self);
}

/* ---- for others ---------------------------------------------------------------------------- */

typedef struct
{
  InsWindow *window;
  void (*chosen) (InsWindow *self, const char *path, gpointer data);
  gpointer data;
  GDestroyNotify free_data;
} OtherChoice;

static void
on_other_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  OtherChoice *choice = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    choice->chosen (choice->window, path, choice->data);
  else if (file != NULL)
    ins_window_show_note (choice->window, _ ("Only files on this computer can be used."), TRUE);
  if (choice->free_data != NULL)
    choice->free_data (choice->data);
  g_object_unref (choice->window);
  g_free (choice);
  g_object_unref (dialog);
}

/* Not shown yet. */
static GtkFileChooserNative *
make_other_dialog (InsWindow *self,
                   const char *title,
                   GtkFileChooserAction action,
                   void (*chosen) (InsWindow *self, const char *path, gpointer data),
                   gpointer data,
                   GDestroyNotify free_data)
{
  const char *accept = action == GTK_FILE_CHOOSER_ACTION_SAVE ? _ ("_Save") : _ ("_Open");
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action,
                                                              accept, _ ("_Cancel"));
  OtherChoice *choice = g_new0 (OtherChoice, 1);

  choice->window = g_object_ref (self);
  choice->chosen = chosen;
  choice->data = data;
  choice->free_data = free_data;
  g_signal_connect (dialog, "response", G_CALLBACK (on_other_response), choice);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), FALSE);
  ins_motion_panel_halt (self->motion_panel);
  start_in_scan_folder (self, dialog);

  return dialog;
}

void
ins_window_choose_folder (InsWindow *self,
                          const char *title,
                          void (*chosen) (InsWindow *self, const char *path, gpointer data),
                          gpointer data,
                          GDestroyNotify free_data)
{
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (make_other_dialog (
      self, title, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, chosen, data, free_data)));
}

void
ins_window_choose_file (InsWindow *self,
                        const char *title,
                        const char *save_name,
                        const char *filter_name,
                        const char *const *suffixes,
                        void (*chosen) (InsWindow *self, const char *path, gpointer data),
                        gpointer data,
                        GDestroyNotify free_data)
{
  GtkFileChooserNative *dialog = make_other_dialog (
      self, title, save_name != NULL ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN,
      chosen, data, free_data);

  add_filter (dialog, filter_name, suffixes);
  if (save_name != NULL)
    {
      g_autofree char *name = g_strdup (save_name);

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), g_strdelimit (name, "/", '-'));
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ---- dropped on the window ----------------------------------------------------------------- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, InsWindow *self)
{
  GSList *files = g_value_get_boxed (value);
  g_autofree char *path = files != NULL ? g_file_get_path (files->data) : NULL;

  if (path == NULL || ins_window_is_locked (self))
    return FALSE;
  if (g_str_has_suffix (path, ".csv") || g_str_has_suffix (path, ".npy"))
    ins_window_import (self, path);
  else
    ins_session_open_file (self->session, path);

  return TRUE;
}

void
ins_window_accept_drops (InsWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
