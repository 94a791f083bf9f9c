/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-panel-text.h"
#include "app/ins-recipe-button-private.h"

G_DEFINE_FINAL_TYPE (InsRecipeButton, ins_recipe_button, GTK_TYPE_BOX)

/* ---- what a task thread does -------------------------------------------------------------- */

typedef struct
{
  InsShelfWish wish;
  char *folder, *other; /* the person's; beside the scans */
  char *path, *name;
  InsRecipe *recipe;
  gboolean starred;
  gint64 unix_s;
  GPtrArray *entries; /* out */
  char *error;        /* out; NULL: done */
} ShelfJob;

static void
free_job (gpointer data)
{
  ShelfJob *job = data;

  g_free (job->folder);
  g_free (job->other);
  g_free (job->path);
  g_free (job->name);
  g_clear_pointer (&job->recipe, ins_recipe_free);
  g_clear_pointer (&job->entries, g_ptr_array_unref);
  g_free (job->error);
  g_free (job);
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ShelfJob *job = data;
  g_autoptr (GError) error = NULL;
  gboolean done = TRUE;

  if (job->wish == INS_SHELF_PUT || job->wish == INS_SHELF_REPLACE)
    done = ins_recipe_shelf_put (job->folder, job->recipe, job->wish == INS_SHELF_REPLACE, NULL,
                                 &error);
  else if (job->wish == INS_SHELF_RENAME)
    done = ins_recipe_shelf_rename (job->folder, job->path, job->name, &error);
  else if (job->wish == INS_SHELF_REMOVE)
    done = ins_recipe_shelf_remove (job->folder, job->path, &error);
  else if (job->wish == INS_SHELF_RESTORE)
    done = ins_recipe_shelf_restore (job->folder, job->path, &error);
  else if (job->wish == INS_SHELF_STAR)
    ins_recipe_shelf_set_starred (job->folder, job->path, job->starred);
  else if (job->wish == INS_SHELF_USE)
    ins_recipe_shelf_note_use (job->folder, job->path, job->unix_s);
  if (!done)
    job->error = g_strdup (error->message);
  job->entries = ins_recipe_shelf_list (job->folder, job->other);
  g_task_return_boolean (task, TRUE);
}

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  InsRecipeButton *self = INS_RECIPE_BUTTON (source);
  ShelfJob *job = g_task_get_task_data (G_TASK (result));

  if (self->session == NULL) /* nobody looks any more */
    return;
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_ptr_array_ref (job->entries);
  if (job->error == NULL && job->wish == INS_SHELF_REMOVE)
    {
      g_free (self->removed);
      self->removed = g_strdup (job->path);
    }
  else if (job->wish == INS_SHELF_RESTORE || job->wish == INS_SHELF_PUT)
    g_clear_pointer (&self->removed, g_free);
  self->can_replace = job->error != NULL && job->wish == INS_SHELF_PUT;
  ins_recipe_button_show (self, job->error);
}

void
ins_recipe_button_ask (InsRecipeButton *self, InsShelfWish wish, const char *path, const char *name)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_job_done, NULL);
  ShelfJob *job = g_new0 (ShelfJob, 1);
  const char *scan = self->session != NULL ? ins_session_get_path (self->session) : NULL;

  job->wish = wish;
  job->folder = g_strdup (self->folder);
  job->other = scan != NULL ? g_path_get_dirname (scan) : NULL;
  job->path = g_strdup (path);
  job->name = g_strdup (name);
  job->starred = self->starring;
  job->unix_s = g_get_real_time () / G_USEC_PER_SEC;
  if (wish == INS_SHELF_PUT || wish == INS_SHELF_REPLACE)
    {
      job->recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
      g_free (job->recipe->name);
      job->recipe->name = g_strdup (name);
    }
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, run_job);
}

/* ---- the head and the foot of the list ---------------------------------------------------- */

static void
on_save_clicked (InsRecipeButton *self)
{
  g_autofree char *name = g_strstrip (
      g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->save_name))));

  if (self->session == NULL)
    return;
  if (name[0] == '\0')
    {
      ins_recipe_button_show (self, _ ("Give the recipe a name first."));
      return;
    }
  ins_recipe_button_ask (self, self->can_replace ? INS_SHELF_REPLACE : INS_SHELF_PUT, NULL, name);
}

static void
on_save_name_changed (InsRecipeButton *self)
{
  self->can_replace = FALSE;
  gtk_button_set_label (self->save, _ ("Save"));
}

static void
on_undo_clicked (InsRecipeButton *self)
{
  g_autofree char *path = g_steal_pointer (&self->removed);

  if (path != NULL)
    ins_recipe_button_ask (self, INS_SHELF_RESTORE, path, NULL);
}

static void
on_popover_shown (InsRecipeButton *self)
{
  if (self->session == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->save_name),
                         ins_session_get_recipe (self->session)->name);
  self->can_replace = FALSE;
  ins_recipe_button_show (self, NULL);
  ins_recipe_button_ask (self, INS_SHELF_LOOK, NULL, NULL);
}

void
ins_recipe_button_take (InsRecipeButton *self, const InsShelfEntry *entry)
{
  g_autoptr (InsRecipe) recipe = NULL;

  if (self->session == NULL || entry->recipe == NULL || ins_session_is_scanning (self->session))
    return;
  recipe = ins_recipe_copy (entry->recipe);
  ins_recipe_keep_operator (recipe, ins_session_get_recipe (self->session));
  ins_session_set_recipe (self->session, recipe);
  ins_recipe_button_ask (self, INS_SHELF_USE, entry->path, NULL);
  gtk_popover_popdown (self->popover);
}

/* ---- made --------------------------------------------------------------------------------- */

static GtkWidget *
make_save_row (InsRecipeButton *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = gtk_entry_new (), *save = gtk_button_new_with_label (_ ("Save"));

  self->save_name = GTK_ENTRY (entry);
  self->save = GTK_BUTTON (save);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_entry_set_placeholder_text (self->save_name, _ ("Name"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Save the recipe as"), -1);
  gtk_widget_set_tooltip_text (save, _ ("Keep what the form says as a recipe of this name"));
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_save_clicked), self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_save_name_changed), self);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (on_save_clicked), self);
  gtk_box_append (GTK_BOX (row), entry);
  gtk_box_append (GTK_BOX (row), save);

  return row;
}

static GtkWidget *
make_undo_row (InsRecipeButton *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL), *undo = gtk_button_new_with_label (_ ("Put Back"));

  self->undo_row = row;
  self->undo_label = GTK_LABEL (label);
  gtk_label_set_xalign (self->undo_label, 0);
  gtk_label_set_ellipsize (self->undo_label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (undo, "mini");
  g_signal_connect_swapped (undo, "clicked", G_CALLBACK (on_undo_clicked), self);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), undo);
  gtk_widget_set_visible (row, FALSE);

  return row;
}

static GtkWidget *
make_list (InsRecipeButton *self)
{
  GtkWidget *list = gtk_list_box_new (), *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "cards");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Recipes"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);

  return scroller;
}

static void
make_popover (InsRecipeButton *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *message = gtk_label_new (NULL);

  self->popover = GTK_POPOVER (popover);
  self->message = GTK_LABEL (message);
  gtk_label_set_xalign (self->message, 0);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_max_width_chars (self->message, 40);
  gtk_widget_add_css_class (message, "small");
  gtk_widget_set_size_request (box, 340, -1);
  gtk_box_append (GTK_BOX (box), make_save_row (self));
  gtk_box_append (GTK_BOX (box), message);
  gtk_box_append (GTK_BOX (box), make_list (self));
  gtk_box_append (GTK_BOX (box), make_undo_row (self));
  gtk_popover_set_child (self->popover, box);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (on_popover_shown), self);
}

static void
ins_recipe_button_dispose (GObject *object)
{
  InsRecipeButton *self = INS_RECIPE_BUTTON (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (ins_recipe_button_parent_class)->dispose (object);
}

static void
ins_recipe_button_finalize (GObject *object)
{
  InsRecipeButton *self = INS_RECIPE_BUTTON (object);

  g_free (self->folder);
  g_free (self->removed);

  G_OBJECT_CLASS (ins_recipe_button_parent_class)->finalize (object);
}

static void
ins_recipe_button_class_init (InsRecipeButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_recipe_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_recipe_button_finalize;
}

static void
ins_recipe_button_init (InsRecipeButton *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->folder = ins_recipe_shelf_get_folder ();
  make_popover (self);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Recipes"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (self->popover));
  gtk_widget_set_tooltip_text (button, _ ("Recipes that you keep: take one, or save this one"));
  self->button = GTK_MENU_BUTTON (button);
  gtk_box_append (GTK_BOX (self), button);
}

GtkWidget *
ins_recipe_button_new (void)
{
  return g_object_new (INS_TYPE_RECIPE_BUTTON, NULL);
}

void
ins_recipe_button_set_session (InsRecipeButton *self, InsSession *session)
{
  g_set_object (&self->session, session);
}

void
ins_recipe_button_set_folder (InsRecipeButton *self, const char *folder)
{
  g_free (self->folder);
  self->folder = folder != NULL ? g_strdup (folder) : ins_recipe_shelf_get_folder ();
}

void
ins_recipe_button_popup (InsRecipeButton *self)
{
  gtk_menu_button_popup (self->button);
}
