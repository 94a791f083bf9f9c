/* Foreign, cut and damaged files are refused with a sentence, or read as far as they hold.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ins-error.h"
#include "storage/ins-nde-measure.h"
#include "storage-fixture.h"

static void
put (const char *path, const char *bytes, gsize size)
{
  FILE *file = fopen (path, "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* Opens, and uses everything that opened. Whatever counts as done must be as it was written. */
static void
exercise (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open_own (path, &error);
  g_autoptr (InsKeyFile) measures = NULL;
  const InsScanGrid *grid;

  if (file == NULL)
    {
      g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
      g_assert_cmpuint (strlen (error->message), >, 20);
      g_assert_null (strchr (error->message, '\n'));
      return;
    }

  grid = ins_nde_file_get_grid (file);
  for (guint row = 0; row < grid->n_rows; row++)
    for (guint column = 0; column < grid->n_columns; column++)
      {
        const gint16 *ascan = ins_nde_file_get_ascan (file, row, column);

        for (guint i = 0; ascan != NULL && i < ins_nde_file_get_timing (file)->n_samples; i++)
          g_assert_cmpint (ascan[i], ==, fixture_get_sample (row, column, i));
      }
  ins_cscan_unref (ins_nde_file_dup_cscan (file));
  measures = ins_nde_file_dup_measures (file, &error);
  if (measures == NULL)
    g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
test_foreign (void)
{
  static const char text[] = "This is a text and not a scan.";
  static const char signature[] = "\211HDF\r\n\032\n\0\0\0\0\0\010\010\0";
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);

  put (fixture->path, text, sizeof text);
  g_assert_null (ins_nde_file_open_own (fixture->path, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (ins_nde_recover (fixture->path, NULL, NULL, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  put (fixture->path, signature, sizeof signature);
  g_assert_null (ins_nde_file_open_own (fixture->path, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  put (fixture->path, "", 0);
  g_assert_null (ins_nde_file_open_own (fixture->path, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (ins_nde_file_open_own (fixture->folder, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
}

static void
test_truncated (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  fixture_write (fixture, NULL, TRUE);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  for (gsize length = 0; length < size; length += 97)
    {
      g_autoptr (GError) error = NULL;

      put (fixture->path, bytes, length);
      g_assert_null (ins_nde_file_open_own (fixture->path, &error));
      g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
    }
}

/* One to eight changed bytes, anywhere or among the tables at the beginning. */
static void
test_flipped (void)
{
  const char *wanted = g_getenv ("INSONIFY_FUZZ_ROUNDS");
  guint n_rounds = wanted != NULL ? (guint)atoi (wanted) : 2000;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *bytes = NULL;
  g_autofree char *damaged = NULL;
  gsize size = 0;

  fixture_write (fixture, NULL, FALSE);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  damaged = g_malloc (size);
  for (guint round = 0; round < n_rounds; round++)
    {
      guint n = (guint)g_rand_int_range (random, 1, 9);

      memcpy (damaged, bytes, size);
      for (guint i = 0; i < n; i++)
        {
          gint32 end = (gint32)(round % 2 == 0 ? size : size / 3);
          gint32 place = g_rand_int_range (random, 0, end);

          damaged[place] = round % 3 == 0 ? (char)0xff : (char)g_rand_int_range (random, 0, 256);
        }
      put (fixture->path, damaged, size);
      exercise (fixture->path);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nde-fuzz/foreign", test_foreign);
  g_test_add_func ("/nde-fuzz/truncated", test_truncated);
  g_test_add_func ("/nde-fuzz/flipped", test_flipped);

  return g_test_run ();
}
