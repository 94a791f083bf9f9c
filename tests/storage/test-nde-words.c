/* test-nde-words.c - part, operator and notes are in the file, and can be written anew
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage-fixture.h"
#include "storage/ins-export.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-measure.h"
#include "storage/ins-nde-places.h"
#include "storage/ins-nde-words.h"

#define WORDS "Part=K-17 #2\nOperator=Möwe\nNotes=one\\ntwo\n"

static Fixture *
fixture_new_with_words (void)
{
  g_autofree char *text = g_strconcat ("[Scan]\n" WORDS, strchr (FIXTURE_RECIPE, '\n') + 1, NULL);

  return fixture_new (text);
}

static void
assert_words (const char *path, const char *part, const char *operator_name, const char *notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (path, &error);
  g_auto (InsScanWords) words = { 0 };

  g_assert_no_error (error);
  ins_nde_file_get_words (file, &words);
  g_assert_cmpstr (words.part, ==, part);
  g_assert_cmpstr (words.operator_name, ==, operator_name);
  g_assert_cmpstr (words.notes, ==, notes);
}

static void
save (const char *path, const char *part, const char *operator_name, const char *notes)
{
  const InsScanWords words = { (char *)part, (char *)operator_name, (char *)notes };
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_nde_save_words (path, &words, &error));
  g_assert_no_error (error);
}

static void
test_of_the_recipe (void)
{
  g_autoptr (Fixture) fixture = fixture_new_with_words ();
  g_autofree char *content = NULL;
  gsize length;

  fixture_write (fixture, NULL, TRUE);
  assert_words (fixture->path, "K-17 #2", "Möwe", "one\ntwo");
  /* the public part has them, too */
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  g_assert_nonnull (memmem (content, length,
                            "Part: K-17 #2. Operator: M\\u00f6we. Notes: one\\ntwo.",
                            strlen ("Part: K-17 #2. Operator: M\\u00f6we. Notes: one\\ntwo.")));
}

static void
test_written_anew (void)
{
  g_autoptr (Fixture) fixture = fixture_new_with_words ();
  g_autoptr (InsNdeFile) file = NULL;

  fixture_write (fixture, NULL, TRUE);
  save (fixture->path, "K-18", NULL, "three\n\"four\"; #5");
  assert_words (fixture->path, "K-18", NULL, "three\n\"four\"; #5");
  save (fixture->path, NULL, " ", NULL);
  assert_words (fixture->path, NULL, NULL, NULL);
  file = ins_nde_file_open (fixture->path, NULL);
  g_assert_true (ins_nde_file_takes_words (file));
  g_assert_cmpstr (ins_nde_file_get_recipe (file)->part, ==, "K-17 #2");
  for (guint row = 0; row < 5; row++)
    fixture_assert_line (file, row);
}

/* Wherever a later writing is cut short the one before it is still there. */
static void
test_cut_short (void)
{
  g_autoptr (Fixture) fixture = fixture_new_with_words ();
  guint64 offset;
  int fd;

  fixture_write (fixture, NULL, TRUE);
  save (fixture->path, "one", NULL, NULL);
  save (fixture->path, "two", NULL, NULL);
  {
    g_autoptr (InsNdeFile) file = ins_nde_file_open (fixture->path, NULL);

    offset = ins_nde_file_get_layout (file)->datasets[INS_NDE_WORDS].offset;
  }
  fd = open (fixture->path, O_RDWR | O_CLOEXEC);
  for (guint n = 0; n < sizeof (InsNdePlaceHead) + 8; n++)
    {
      const guint8 byte = (guint8)(0x5a + n);

      g_assert_cmpint (pwrite (fd, &byte, 1, (off_t)(offset + n)), ==, 1);
      assert_words (fixture->path, "two", NULL, NULL);
    }
  close (fd);
}

static void
test_refused (void)
{
  g_autoptr (Fixture) fixture = fixture_new_with_words ();
  g_autofree char *much = g_strnfill (INS_RECIPE_MAX_NOTES_BYTES + 1, 'x');
  g_autofree char *most = g_strnfill (INS_RECIPE_MAX_NOTES_BYTES, '\n');
  InsScanWords words = { .notes = much };
  g_autoptr (GError) error = NULL;
  int fd;

  most[0] = most[INS_RECIPE_MAX_NOTES_BYTES - 1] = 'x';
  fixture_write (fixture, NULL, TRUE);
  g_assert_false (ins_nde_save_words (fixture->path, &words, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL);
  g_clear_error (&error);
  save (fixture->path, NULL, NULL, most);
  assert_words (fixture->path, NULL, NULL, most);
  words.notes = NULL;
  fd = ins_nde_io_open_to_write (fixture->path, 0, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_assert_false (ins_nde_save_words (fixture->path, &words, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  close (fd);
}

/* A copy with other gates has what was written, with or without measurements. */
static void
test_carried (void)
{
  g_autoptr (Fixture) fixture = fixture_new_with_words ();
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.nde", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;

  fixture_write (fixture, NULL, TRUE);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  g_assert_true (g_file_set_contents (copy, content, (gssize)length, NULL));
  g_assert_true (ins_nde_carry_measures (fixture->path, copy, &error));
  g_assert_no_error (error);
  assert_words (copy, "K-17 #2", "Möwe", "one\ntwo");
  save (fixture->path, "K-19", "Storch", NULL);
  g_assert_true (ins_nde_carry_measures (fixture->path, copy, &error));
  g_assert_no_error (error);
  assert_words (copy, "K-19", "Storch", NULL);
}

/* What is passed on says whose it is. */
static void
test_exported (void)
{
  g_autoptr (Fixture) fixture = fixture_new_with_words ();
  g_autoptr (InsNdeFile) file = NULL;
  static const char *const formats[] = { "gsf", "tif" };
  static const char *const expected[] = { "Part = K-17 #2\nOperator = Möwe\n",
                                          "part=K-17 #2\noperator=Möwe\n" };

  fixture_write (fixture, NULL, TRUE);
  file = ins_nde_file_open (fixture->path, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/out.%s", fixture->folder, formats[i]);
      g_autofree char *content = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;

      g_assert_true (ins_export (file, path, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      g_assert_nonnull (memmem (content, length, expected[i], strlen (expected[i])));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-words/of-the-recipe", test_of_the_recipe);
  g_test_add_func ("/nde-words/written-anew", test_written_anew);
  g_test_add_func ("/nde-words/cut-short", test_cut_short);
  g_test_add_func ("/nde-words/refused", test_refused);
  g_test_add_func ("/nde-words/carried", test_carried);
  g_test_add_func ("/nde-words/exported", test_exported);

  return g_test_run ();
}
