/* test-rig-folder.c - rigs by name: listed, renamed, copied, deleted and brought back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/ins-rig-folder.h"
#include "devices/ins-rig.h"

static const char rig_text[] = "# mind the cable\n\n[Rig]\nName=x\nStage=sim\n";

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("insonify-rigs-XXXXXX", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
}

static char *
write_rig (Fixture *f, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = ins_rig_folder_write (f->folder, name, rig_text, &error);

  g_assert_no_error (error);

  return path;
}

/* "name, name!" with ! for one that cannot be used */
static char *
list (Fixture *f)
{
  g_autoptr (GPtrArray) entries = ins_rig_folder_list (f->folder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const InsRigEntry *entry = entries->pdata[i];

      g_string_append_printf (text, "%s%s%s", i > 0 ? ", " : "", entry->name,
                              entry->problem != NULL ? "!" : "");
    }

  return g_string_free (text, FALSE);
}

#define assert_list(expected)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *names = list (f);                                                             \
                                                                                                   \
    g_assert_cmpstr (names, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autofree char *tank = write_rig (f, "  Tank ");
  g_autofree char *bench = write_rig (f, "Bench a/b: 2");
  g_autofree char *broken = g_build_filename (f->folder, "broken.rig", NULL);
  g_autofree char *other = g_build_filename (f->folder, "notes.txt", NULL);
  g_autofree char *hidden = g_build_filename (f->folder, ".draft.rig", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (broken, "[Rig]\nStage=nonsense\n", -1, NULL));
  g_assert_true (g_file_set_contents (other, "x", -1, NULL));
  g_assert_true (g_file_set_contents (hidden, rig_text, -1, NULL));
  assert_list ("Bench a/b: 2, Tank, broken!");
  g_assert_true (g_str_has_suffix (bench, "/Bench a-b- 2.rig"));
  g_assert_true (g_file_get_contents (tank, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "# mind the cable\n\n[Rig]\nName=Tank\nStage=sim\n");
}

static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (f->folder, "not", "there", NULL);
  g_autoptr (GPtrArray) entries = ins_rig_folder_list (missing);
  g_autofree char *text = ins_rig_folder_resolve (missing, "Tank");

  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpstr (text, ==, "Tank");
}

static void
test_resolve (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_rig (f, "Tank 2");
  g_autofree char *named = ins_rig_folder_resolve (f->folder, "tank 2");
  g_autofree char *given = ins_rig_folder_resolve (f->folder, "./Tank 2");
  g_autofree char *unknown = ins_rig_folder_resolve (f->folder, "Tank 3");

  g_assert_cmpstr (named, ==, path);
  g_assert_cmpstr (given, ==, "./Tank 2");
  g_assert_cmpstr (unknown, ==, "Tank 3");
}

static void
test_names (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name, *says;
  } cases[] = {
    { "", "needs a name" },
    { " \t ", "needs a name" },
    { "tank", "“tank” already" },
    { "TANK", "already" },
    { "two\nlines", "one line" },
    { "bad \xff", "one line" },
    { "0123456789012345678901234567890123456789012345678901234567890", "60 letters" },
  };
  g_autofree char *path = write_rig (f, "Tank");
  g_autofree char *next = ins_rig_folder_free_name (f->folder, "Tank");
  g_autofree char *second = write_rig (f, next);
  g_autofree char *third = ins_rig_folder_free_name (f->folder, "Tank 2");

  g_assert_cmpstr (next, ==, "Tank 2");
  g_assert_cmpstr (third, ==, "Tank 3");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ins_rig_folder_write (f->folder, cases[i].name, rig_text, &error));
      g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("“%s”: %s", cases[i].name, error->message);
    }
  assert_list ("Tank, Tank 2");
}

static void
test_rename (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_rig (f, "Tank");
  g_autofree char *other = write_rig (f, "Bench");
  g_autofree char *same = ins_rig_folder_rename (path, "TANK", &error);
  g_autofree char *refused = NULL, *renamed = NULL, *text = NULL;

  g_assert_no_error (error); /* its own name, in capitals */
  refused = ins_rig_folder_rename (same, "bench", &error);
  g_assert_null (refused);
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  assert_list ("Bench, TANK");
  g_clear_error (&error);
  renamed = ins_rig_folder_rename (same, "Basin", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (renamed, "/Basin.rig"));
  g_assert_false (g_file_test (same, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (renamed, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "# mind the cable\n\n[Rig]\nName=Basin\nStage=sim\n");
}

static void
test_copy_and_delete (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_rig (f, "Tank");
  g_autofree char *copy = ins_rig_folder_duplicate (path, &error);
  g_autofree char *text = NULL, *again = NULL;

  g_assert_no_error (error);
  assert_list ("Tank, Tank 2");
  g_assert_true (ins_rig_folder_remove (path, &text, &error));
  assert_list ("Tank 2");
  g_assert_true (ins_rig_folder_restore (path, text, &error));
  assert_list ("Tank, Tank 2");
  g_assert_false (ins_rig_folder_restore (copy, text, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (copy, &again, NULL, NULL));
  g_assert_nonnull (strstr (again, "Name=Tank 2\n"));
  g_remove (path);
  g_assert_null (ins_rig_folder_duplicate (path, &error));
  g_assert_nonnull (error);
}

/* Whatever stands in a file, the list holds it with a sentence, and nothing crashes. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (31);
  g_autofree char *path = g_build_filename (f->folder, "damaged.rig", NULL);
  const char whole[] = "[Rig]\nName=Tank\nStage=sim\nDigitizer=sim:coin\n[Axes]\nX=-Y\nY=X\nZ=Z\n"
                       "[Limits]\nMinimumMm=0;0;0\nMaximumMm=10;20;30\n[Correction]\nLatencyMs=1\n";

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup (whole);
      g_autoptr (GPtrArray) entries = NULL;
      const guint n = (guint)g_rand_int_range (rand, 1, 4);

      for (guint k = 0; k < n; k++)
        text[g_rand_int_range (rand, 0, (gint32)strlen (whole))] = (char)g_rand_int_range (rand, 1,
                                                                                           256);
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      entries = ins_rig_folder_list (f->folder);
      g_assert_cmpuint (entries->len, ==, 1);
      g_assert_true (g_utf8_validate (((InsRigEntry *)entries->pdata[0])->name, -1, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/rig-folder/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("list", test_list);
  ADD ("no-folder", test_no_folder);
  ADD ("resolve", test_resolve);
  ADD ("names", test_names);
  ADD ("rename", test_rename);
  ADD ("copy-and-delete", test_copy_and_delete);
  ADD ("damaged", test_damaged);

  return g_test_run ();
}
