/* Every format, read back by other programs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "core/ins-error.h"
#include "storage-fixture.h"
#include "storage/ins-export.h"

static const char *const maps[] = { "registration", "pulses" };
static const char *const suffixes[] = { "png", "tif", "npy", "gsf", "csv", "vti" };

static InsNdeFile *
write_and_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  const gboolean wanted[] = { TRUE, TRUE, TRUE, TRUE, FALSE };
  InsNdeFile *file;

  fixture_write (fixture, wanted, TRUE);
  file = ins_nde_file_open (fixture->path, &error);
  g_assert_no_error (error);

  return file;
}

static void
test_formats (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = write_and_open (fixture);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "storage", "check-export.py", NULL);
  g_autofree char *out = NULL;
  g_autofree char *complaints = NULL;
  char *arguments[] = { (char *)PYTHON, script, fixture->folder, NULL };
  int status = -1;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *first = g_strdup_printf ("%s/first.%s", fixture->folder, suffixes[i]);
      g_autofree char *second = g_strdup_printf ("%s/second.%s", fixture->folder, suffixes[i]);

      g_assert_true (ins_export (file, first, NULL, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (ins_export (file, second, "tof", "A", &error));
      g_assert_no_error (error);
      for (guint map = 0; map < G_N_ELEMENTS (maps); map++)
        {
          g_autofree char *path = g_strdup_printf ("%s/%s.%s", fixture->folder, maps[map],
                                                   suffixes[i]);

          g_assert_true (ins_export (file, path, maps[map], NULL, &error));
          g_assert_no_error (error);
        }
    }
  g_assert_true (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out,
                               &complaints, &status, &error));
  g_test_message ("%s%s", out, complaints);
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

static void
test_wrong_calls (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = write_and_open (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "a.npy", NULL);

  g_assert_false (ins_export (file, "a.jpg", NULL, NULL, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (ins_export (file, path, "colour", NULL, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (ins_export (file, path, NULL, "B", &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "I, A"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A full disk leaves what was there, and no half file. */
static void
test_full_disk (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = write_and_open (fixture);
  struct rlimit before, small;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_strdup_printf ("%s/a.%s", fixture->folder, suffixes[i]);
      g_autofree char *text = NULL;
      g_autoptr (GDir) dir = NULL;
      guint n_files = 0;
      gboolean done;

      g_assert_true (g_file_set_contents (path, "old", -1, NULL));
      small = before;
      small.rlim_cur = 100;
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      done = ins_export (file, path, NULL, NULL, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
      g_assert_false (done);
      g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FULL);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "old");
      g_assert_cmpint (g_unlink (path), ==, 0);
      dir = g_dir_open (fixture->folder, 0, NULL);
      while (g_dir_read_name (dir) != NULL)
        n_files++;
      g_assert_cmpuint (n_files, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_add_func ("/export/formats", test_formats);
  g_test_add_func ("/export/wrong-calls", test_wrong_calls);
  g_test_add_func ("/export/full-disk", test_full_disk);

  return g_test_run ();
}
