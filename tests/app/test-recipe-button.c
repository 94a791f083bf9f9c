/* The list of recipes that a person keeps. Exits with 77 where there is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "app/ins-recipe-button-private.h"
#include "fake-session.h"
#include "panel-test.h"

typedef struct
{
  InsSession *session;
  InsRecipeButton *button;
  GtkWindow *window;
  char *folder;
} List;

static void
set_up (List *list, gconstpointer data)
{
  list->folder = g_dir_make_tmp ("insonify-recipes-XXXXXX", NULL);
  list->session = fake_session_new ();
  list->button = INS_RECIPE_BUTTON (ins_recipe_button_new ());
  ins_recipe_button_set_folder (list->button, list->folder);
  ins_recipe_button_set_session (list->button, list->session);
  list->window = panel_test_show (GTK_WIDGET (list->button));
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *base;

  while (dir != NULL && (base = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, base, NULL);

      remove_all (below);
    }
  g_remove (path);
}

static void
tear_down (List *list, gconstpointer data)
{
  gtk_popover_popdown (list->button->popover);
  panel_test_run_ms (300);
  gtk_window_destroy (list->window);
  panel_test_run_ms (100);
  g_object_unref (list->session);
  remove_all (list->folder);
  g_free (list->folder);
}

/* ---- finding ------------------------------------------------------------------------------- */

static guint wanted_rows;

static gboolean
has_rows (gpointer data)
{
  List *list = data;

  return list->button->entries != NULL && list->button->entries->len == wanted_rows;
}

static void
wait_for_rows (List *list, guint n)
{
  wanted_rows = n;
  panel_test_run_until (has_rows, list);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *tooltip)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, tooltip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
get_row (List *list, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list->button->list, index);

  g_assert_nonnull (row);

  return GTK_WIDGET (row);
}

static void
save_as (List *list, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (list->button->save_name), name);
  g_signal_emit_by_name (list->button->save, "clicked");
}

static gboolean
can_replace (gpointer data)
{
  return ((List *)data)->button->can_replace;
}

static const InsShelfEntry *
get_entry (List *list, guint index)
{
  return list->button->entries->pdata[index];
}

static gboolean
is_starred (gpointer data)
{
  return get_entry (data, 0)->is_starred;
}

static gboolean
is_renamed (gpointer data)
{
  return strcmp (get_entry (data, 0)->name, "Shaft") == 0;
}

/* ---- tests --------------------------------------------------------------------------------- */

/* Saved under two names; one is taken and the form has it; the star puts one first. */
static void
test_save_take_star (List *list, gconstpointer data)
{
  g_autoptr (InsRecipe) other = ins_recipe_copy (ins_session_get_recipe (list->session));

  ins_recipe_button_popup (list->button);
  wait_for_rows (list, 0);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (list->button->message)));
  save_as (list, "Axle");
  wait_for_rows (list, 1);
  other->speed_mm_s = 7;
  ins_session_set_recipe (list->session, other);
  save_as (list, "Bolt");
  wait_for_rows (list, 2);
  g_assert_cmpstr (get_entry (list, 0)->name, ==, "Axle");

  g_signal_emit_by_name (gtk_widget_get_next_sibling (gtk_widget_get_first_child (
                             gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (get_row (list, 0))))),
                         "clicked");
  g_assert_cmpstr (ins_session_get_recipe (list->session)->name, ==, "Axle");
  g_assert_cmpfloat (ins_session_get_recipe (list->session)->speed_mm_s, !=, 7);

  panel_test_run_ms (200);
  ins_recipe_button_popup (list->button);
  panel_test_run_ms (200);
  g_assert_cmpint (get_entry (list, 0)->used_unix_s, >, 0); /* what was used last comes first */
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (find_button (get_row (list, 1), "At the top of the list")), TRUE);
  panel_test_run_until (is_starred, list);
  g_assert_cmpstr (get_entry (list, 0)->name, ==, "Bolt");
}

/* A name that is taken is asked about: nothing is lost by one click. */
static void
test_replace (List *list, gconstpointer data)
{
  ins_recipe_button_popup (list->button);
  wait_for_rows (list, 0);
  save_as (list, "Axle");
  wait_for_rows (list, 1);
  save_as (list, "Axle");
  panel_test_run_until (can_replace, list);
  g_assert_cmpstr (gtk_button_get_label (list->button->save), ==, "Replace");
  g_signal_emit_by_name (list->button->save, "clicked");
  panel_test_run_ms (200);
  g_assert_cmpstr (gtk_button_get_label (list->button->save), ==, "Save");
  save_as (list, "  ");
  g_assert_nonnull (strstr (gtk_label_get_text (list->button->message), "name"));
}

static void
test_rename_remove_put_back (List *list, gconstpointer data)
{
  GtkWidget *entry;

  ins_recipe_button_popup (list->button);
  wait_for_rows (list, 0);
  save_as (list, "Axle");
  wait_for_rows (list, 1);
  g_signal_emit_by_name (find_button (get_row (list, 0), "Rename the recipe"), "clicked");
  entry = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (get_row (list, 0)));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Shaft");
  g_signal_emit_by_name (entry, "activate");
  panel_test_run_until (is_renamed, list);

  g_signal_emit_by_name (find_button (get_row (list, 0), "Remove the recipe"), "clicked");
  wait_for_rows (list, 0);
  g_assert_true (gtk_widget_get_visible (list->button->undo_row));
  g_assert_nonnull (strstr (gtk_label_get_text (list->button->undo_label), "Shaft"));
  g_signal_emit_by_name (gtk_widget_get_last_child (list->button->undo_row), "clicked");
  wait_for_rows (list, 1);
  g_assert_false (gtk_widget_get_visible (list->button->undo_row));
}

/* One that cannot be read says so, and cannot be taken. */
static void
test_bad (List *list, gconstpointer data)
{
  g_autofree char *path = g_build_filename (list->folder, "Broken.recipe", NULL);
  GtkWidget *words;

  g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
  ins_recipe_button_popup (list->button);
  wait_for_rows (list, 1);
  words = gtk_widget_get_next_sibling (gtk_widget_get_first_child (
      gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (get_row (list, 0)))));
  g_assert_false (gtk_widget_get_sensitive (words));
  g_assert_nonnull (get_entry (list, 0)->error);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;
#define ADD(path, test) g_test_add (path, List, NULL, set_up, test, tear_down)
  ADD ("/recipe-button/save-take-star", test_save_take_star);
  ADD ("/recipe-button/replace", test_replace);
  ADD ("/recipe-button/rename-remove-put-back", test_rename_remove_put_back);
  ADD ("/recipe-button/bad", test_bad);

  return g_test_run ();
}
