/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-shelf.h"

typedef struct
{
  char *top, *folder, *beside;
} Shelf;

static void
set_up (Shelf *shelf, gconstpointer data)
{
  shelf->top = g_dir_make_tmp ("insonify-shelf-XXXXXX", NULL);
  g_assert_nonnull (shelf->top);
  shelf->folder = g_build_filename (shelf->top, "recipes", NULL);
  shelf->beside = g_build_filename (shelf->top, "scans", NULL);
  g_assert_cmpint (g_mkdir (shelf->beside, 0777), ==, 0);
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
tear_down (Shelf *shelf, gconstpointer data)
{
  remove_all (shelf->top);
  g_free (shelf->top);
  g_free (shelf->folder);
  g_free (shelf->beside);
}

static char *
put (Shelf *shelf, const char *name)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  gboolean done;

  g_free (recipe->name);
  recipe->name = g_strdup (name);
  done = ins_recipe_shelf_put (shelf->folder, recipe, FALSE, &path, &error);
  g_assert_no_error (error);
  g_assert_true (done);

  return path;
}

/* "*starred used plain !bad" */
static void
assert_list (Shelf *shelf, const char *expected)
{
  g_autoptr (GPtrArray) entries = ins_recipe_shelf_list (shelf->folder, shelf->beside);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const InsShelfEntry *entry = entries->pdata[i];

      g_assert_true ((entry->recipe == NULL) == (entry->error != NULL));
      g_string_append_printf (names, "%s%s%s%s%s", i > 0 ? ", " : "", entry->is_starred ? "*" : "",
                              entry->error != NULL ? "!" : "", entry->is_kept ? "" : "@",
                              entry->name);
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_order (Shelf *shelf, gconstpointer data)
{
  g_autofree char *a = NULL, *b = NULL, *c = NULL;

  assert_list (shelf, "");
  a = put (shelf, "Axle");
  b = put (shelf, "Bolt/7"); /* no path of its own */
  c = put (shelf, "Coin [1]");
  assert_list (shelf, "Axle, Bolt/7, Coin [1]");
  ins_recipe_shelf_note_use (shelf->folder, b, 1000);
  ins_recipe_shelf_note_use (shelf->folder, c, 2000);
  assert_list (shelf, "Coin [1], Bolt/7, Axle");
  ins_recipe_shelf_set_starred (shelf->folder, a, TRUE);
  assert_list (shelf, "*Axle, Coin [1], Bolt/7");
  ins_recipe_shelf_set_starred (shelf->folder, a, FALSE);
  assert_list (shelf, "Coin [1], Bolt/7, Axle");
}

/* A recipe that nobody can read says why, and does not hide the others. */
static void
test_bad_and_beside (Shelf *shelf, gconstpointer data)
{
  g_autofree char *bad = g_build_filename (shelf->beside, "Broken.recipe", NULL);
  g_autofree char *other = g_build_filename (shelf->beside, "notes.txt", NULL);
  g_autofree char *a = put (shelf, "Axle");
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_true (g_file_set_contents (
      bad, "[Scan]\nScanLengthMm=5\nIndexLengthMm=5\nScanStepMm=fast\n", -1, NULL));
  g_assert_true (g_file_set_contents (other, "x", -1, NULL));
  assert_list (shelf, "Axle, !@Broken");
  entries = ins_recipe_shelf_list (shelf->folder, shelf->beside);
  g_assert_nonnull (strstr (((InsShelfEntry *)entries->pdata[1])->error, "ScanStepMm"));
}

static void
test_names_are_kept_apart (Shelf *shelf, gconstpointer data)
{
  g_autofree char *a = put (shelf, "Axle"), *b = put (shelf, "Bolt");
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (GError) error = NULL;
  gboolean done;

  g_free (recipe->name);
  recipe->name = g_strdup ("Axle");
  g_assert_false (ins_recipe_shelf_put (shelf->folder, recipe, FALSE, NULL, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (ins_recipe_shelf_rename (shelf->folder, b, "Axle", &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_EXISTS);
  g_clear_error (&error);
  done = ins_recipe_shelf_put (shelf->folder, recipe, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  assert_list (shelf, "Axle, Bolt");
}

static void
test_rename (Shelf *shelf, gconstpointer data)
{
  g_autofree char *a = put (shelf, "Axle"), *b = put (shelf, "Bolt");
  g_autoptr (GError) error = NULL;
  gboolean done;

  ins_recipe_shelf_set_starred (shelf->folder, b, TRUE);
  done = ins_recipe_shelf_rename (shelf->folder, b, "Shaft", &error);
  g_assert_no_error (error);
  g_assert_true (done);
  assert_list (shelf, "*Shaft, Axle"); /* the star went along */
}

static void
test_remove_and_restore (Shelf *shelf, gconstpointer data)
{
  g_autofree char *a = put (shelf, "Axle"), *b = put (shelf, "Bolt");
  g_autoptr (GError) error = NULL;

  ins_recipe_shelf_set_starred (shelf->folder, b, TRUE);
  g_assert_true (ins_recipe_shelf_remove (shelf->folder, b, &error));
  assert_list (shelf, "Axle");
  g_assert_true (ins_recipe_shelf_restore (shelf->folder, b, &error));
  assert_list (shelf, "*Bolt, Axle");
  g_assert_true (ins_recipe_shelf_remove (shelf->folder, a, &error));
  g_assert_true (ins_recipe_shelf_remove (shelf->folder, b, &error));
  g_assert_no_error (error);
  g_assert_false (ins_recipe_shelf_restore (shelf->folder, a, &error)); /* only the last one */
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Shelf, NULL, set_up, test, tear_down)
  ADD ("/recipe-shelf/order", test_order);
  ADD ("/recipe-shelf/bad-and-beside", test_bad_and_beside);
  ADD ("/recipe-shelf/names-are-kept-apart", test_names_are_kept_apart);
  ADD ("/recipe-shelf/rename", test_rename);
  ADD ("/recipe-shelf/remove-and-restore", test_remove_and_restore);

  return g_test_run ();
}
