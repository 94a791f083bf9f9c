/* test-export-batch.c - several scans are exported in one go, whatever is wrong with some
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "storage-fixture.h"
#include "storage/ins-export-batch.h"

typedef struct
{
  Fixture *scan;
  char *folder, *second, *bad;
  double last;
  guint n_steps;
} Data;

static void
on_progress (double fraction, gpointer user_data)
{
  Data *data = user_data;

  g_assert_cmpfloat (fraction, >=, data->last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  data->last = fraction;
  data->n_steps++;
}

static void
set_up (Data *data, gconstpointer unused)
{
  g_autofree char *content = NULL;
  gsize length;

  data->scan = fixture_new (FIXTURE_RECIPE);
  fixture_write (data->scan, NULL, TRUE);
  data->folder = g_build_filename (data->scan->folder, "out", NULL);
  data->second = g_build_filename (data->scan->folder, "second", NULL);
  data->bad = g_build_filename (data->scan->folder, "bad.nde", NULL);
  g_assert_true (g_file_get_contents (data->scan->path, &content, &length, NULL));
  g_assert_true (g_file_set_contents (data->second, content, (gssize)length, NULL));
  g_assert_true (g_file_set_contents (data->bad, "x", 1, NULL));
}

static void
tear_down (Data *data, gconstpointer unused)
{
  GDir *dir = g_dir_open (data->folder, 0, NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL;
       name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (data->folder, name, NULL);

      g_unlink (path);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_rmdir (data->folder);
  fixture_free (data->scan);
  g_free (data->folder);
  g_free (data->second);
  g_free (data->bad);
}

static void
assert_there (Data *data, const char *name, gboolean is_there)
{
  g_autofree char *path = g_build_filename (data->folder, name, NULL);

  g_assert_cmpint (g_access (path, F_OK) == 0, ==, is_there);
}

static guint
run (Data *data, const InsExportBatch *wish, GPtrArray *failures)
{
  const char *const paths[] = { data->scan->path, data->bad, data->second, NULL };
  g_autoptr (GError) error = NULL;
  guint n_written;

  g_assert_true (ins_export_batch (paths, wish, &n_written, failures, &error));
  g_assert_no_error (error);

  return n_written;
}

static void
test_some_fail (Data *data, gconstpointer unused)
{
  static const char *const planes[] = { "amplitude", "pulses", "no such", NULL };
  g_autoptr (GPtrArray)
      failures = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_export_failure_free);
  InsExportBatch wish = { .format = "npy",
                          .planes = planes,
                          .gates = INS_BATCH_ALL_GATES,
                          .folder = data->folder,
                          .progress = on_progress,
                          .progress_data = data };
  const InsExportFailure *failure;

  g_assert_cmpuint (run (data, &wish, failures), ==, 6);
  assert_there (data, "scan-I-amplitude.npy", TRUE);
  assert_there (data, "scan-A-amplitude.npy", TRUE);
  assert_there (data, "second-A-amplitude.npy", TRUE);
  assert_there (data, "second-pulses.npy", TRUE);
  g_assert_cmpuint (failures->len, ==, 3);
  failure = failures->pdata[1];
  g_assert_cmpstr (failure->path, ==, data->bad);
  g_assert_cmpuint (strlen (failure->sentence), >, 10);
  failure = failures->pdata[2];
  g_assert_cmpstr (failure->path, ==, data->second);
  g_assert_nonnull (strstr (failure->sentence, "no such"));
  g_assert_cmpuint (data->n_steps, >, 6);
}

/* What was there before stays. */
static void
test_names_taken (Data *data, gconstpointer unused)
{
  static const char *const planes[] = { "amplitude", NULL };
  g_autoptr (GPtrArray)
      failures = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_export_failure_free);
  InsExportBatch wish = { .format = "csv", .planes = planes, .folder = data->folder };

  g_assert_cmpuint (run (data, &wish, failures), ==, 2);
  assert_there (data, "scan-A-amplitude.csv", TRUE);
  assert_there (data, "scan-I-amplitude.csv", FALSE);
  assert_there (data, "scan-A-amplitude-2.csv", FALSE);
  g_assert_cmpuint (run (data, &wish, failures), ==, 2);
  assert_there (data, "scan-A-amplitude-2.csv", TRUE);
  wish.gates = INS_BATCH_FIRST_GATE;
  g_assert_cmpuint (run (data, &wish, failures), ==, 2);
  assert_there (data, "scan-I-amplitude.csv", TRUE);
}

static void
test_cancelled (Data *data, gconstpointer unused)
{
  static const char *const planes[] = { "amplitude", NULL };
  const char *const paths[] = { data->scan->path, NULL };
  g_autoptr (GPtrArray)
      failures = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_export_failure_free);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  InsExportBatch wish = {
    .format = "png", .planes = planes, .folder = data->folder, .cancellable = cancellable
  };
  guint n_written = 7;

  g_cancellable_cancel (cancellable);
  g_assert_false (ins_export_batch (paths, &wish, &n_written, failures, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n_written, ==, 0);
  g_assert_cmpuint (failures->len, ==, 0);
}

static void
test_no_folder (Data *data, gconstpointer unused)
{
  static const char *const planes[] = { "amplitude", NULL };
  const char *const paths[] = { data->scan->path, NULL };
  g_autoptr (GPtrArray)
      failures = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_export_failure_free);
  g_autofree char *nowhere = g_build_filename (data->bad, "under-a-file", NULL);
  g_autoptr (GError) error = NULL;
  InsExportBatch wish = { .format = "png", .planes = planes, .folder = nowhere };
  guint n_written;

  g_assert_false (ins_export_batch (paths, &wish, &n_written, failures, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/export-batch/some-fail", Data, NULL, set_up, test_some_fail, tear_down);
  g_test_add ("/export-batch/names-taken", Data, NULL, set_up, test_names_taken, tear_down);
  g_test_add ("/export-batch/cancelled", Data, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/export-batch/no-folder", Data, NULL, set_up, test_no_folder, tear_down);

  return g_test_run ();
}
