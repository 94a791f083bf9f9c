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

static const char *const maps[] = { "registration", "pulses", "Wall", "alarms" };
static const char *const volumes[] = { "tif", "npy", "csv", "vti" };
static const char *const suffixes[] = { "png", "pdf", "tif", "npy", "gsf", "csv", "vti" };

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

/* A table that goes over several pages, beside what every report has. */
static void
write_report (Fixture *fixture, InsNdeFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strdup_printf ("%s/report.pdf", fixture->folder);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  InsExportTable table = { .title = (char *)"Indications",
                           .columns = (char *[]){ (char *)"Number", (char *)"Area", NULL },
                           .rows = rows };

  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *number = g_strdup_printf ("no%u", i + 1);
      char *cells[] = { number, (char *)"12.5 mm\302\262", NULL };

      g_ptr_array_add (rows, g_strdupv (cells));
    }
  g_ptr_array_add (tables, &table);
  g_assert_true (ins_export (file, path,
                             &(InsExportWish){ .part = "Wing \303\244",
                                               .operator_name = "Nobody",
                                               .notes = "Left side up",
                                               .tables = tables },
                             &error));
  g_assert_no_error (error);
}

static void
test_formats (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE FIXTURE_PLANES);
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

      g_assert_true (ins_export (file, first, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (
          ins_export (file, second, &(InsExportWish){ .plane = "tof", .gate = "A" }, &error));
      g_assert_no_error (error);
      for (guint map = 0; map < G_N_ELEMENTS (maps); map++)
        {
          g_autofree char *path = g_strdup_printf ("%s/%s.%s", fixture->folder, maps[map],
                                                   suffixes[i]);

          g_assert_true (ins_export (file, path, &(InsExportWish){ .plane = maps[map] }, &error));
          g_assert_no_error (error);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (volumes); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/ascans.%s", fixture->folder, volumes[i]);

      g_assert_true (ins_export (file, path, &(InsExportWish){ .plane = "ascans" }, &error));
      g_assert_no_error (error);
    }
  write_report (fixture, file);
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
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_false (ins_export (file, "a.jpg", NULL, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (ins_export (file, path, &(InsExportWish){ .plane = "colour" }, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (ins_export (file, path, &(InsExportWish){ .gate = "B" }, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "I, A"));
  g_clear_error (&error);
  g_assert_false (ins_export (file, path, &(InsExportWish){ .format = "jpg" }, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_false (
      ins_export (file, path, &(InsExportWish){ .format = "png", .plane = "ascans" }, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (ins_export (
      file, path, &(InsExportWish){ .plane = "ascans", .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
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
      done = ins_export (file, path, NULL, &error);
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
