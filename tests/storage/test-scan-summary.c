/* test-scan-summary.c - what a list of scans says of good, unfinished, foreign and bad files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <cairo.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "storage-fixture.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-interrupted.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-words.h"
#include "storage/ins-scan-summary.h"

static InsScanSummary *
read_it (Fixture *fixture, InsScanFileState state)
{
  InsScanSummary *summary = ins_scan_summary_read (fixture->path);

  g_assert_nonnull (summary);
  g_assert_cmpint (summary->state, ==, state);
  g_assert_cmpstr (summary->path, ==, fixture->path);

  return summary;
}

typedef struct
{
  const guint8 *bytes;
  gsize n_left;
} Source;

static cairo_status_t
on_read (void *closure, unsigned char *data, unsigned int n)
{
  Source *source = closure;

  if (n > source->n_left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->bytes, n);
  source->bytes += n;
  source->n_left -= n;

  return CAIRO_STATUS_SUCCESS;
}

/* 7 x 0.5 mm by 5 x 1 mm: 112 x 160 px, and a hole in the third column of the second row. */
static void
assert_thumbnail (GBytes *png)
{
  Source source;
  cairo_surface_t *surface;
  const guint32 *pixels;

  source.bytes = g_bytes_get_data (png, &source.n_left);
  surface = cairo_image_surface_create_from_png_stream (on_read, &source);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 112);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 160);
  pixels = (const guint32 *)(gconstpointer)cairo_image_surface_get_data (surface);
  g_assert_cmpuint (pixels[48 * 112 + 40] >> 24, ==, 0);
  g_assert_cmpuint (pixels[48 * 112 + 8] >> 24, ==, 0xff);
  /* amplitude grows with row and column */
  g_assert_cmpuint (pixels[0] & 0xffffff, !=, pixels[159 * 112 + 111] & 0xffffff);
  cairo_surface_destroy (surface);
}

static void
test_complete (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsScanSummary) summary = NULL;

  fixture_write (fixture, NULL, TRUE);
  summary = read_it (fixture, INS_SCAN_FILE_COMPLETE);
  g_assert_null (summary->sentence);
  g_assert_cmpstr (summary->name, ==, "Täst");
  g_assert_null (summary->part);
  g_assert_cmpfloat_with_epsilon (summary->width_mm, 3.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (summary->height_mm, 5.0, 1e-9);
  g_assert_cmpuint (summary->n_rows, ==, 5);
  g_assert_cmpuint (summary->n_columns, ==, 7);
  g_assert_cmpuint (summary->n_lines_done, ==, 5);
  g_assert_cmpuint (summary->n_holes, ==, 1);
  g_assert_true (summary->is_simulated);
  g_assert_cmpint (summary->created_us, >, 0);
  g_assert_nonnull (summary->thumbnail);
  assert_thumbnail (summary->thumbnail);
}

static void
test_unfinished (void)
{
  const gboolean wanted[] = { TRUE, FALSE, TRUE, FALSE, FALSE };
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsScanSummary) closed = NULL;
  g_autoptr (InsScanSummary) killed = NULL;
  g_autoptr (InsScanSummary) written = NULL;
  int fd;

  fixture_write (fixture, wanted, TRUE);
  closed = read_it (fixture, INS_SCAN_FILE_INCOMPLETE);
  g_assert_cmpuint (closed->n_lines_done, ==, 2);
  g_assert_nonnull (strstr (closed->sentence, "2 of 5"));
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  fixture_write (fixture, wanted, FALSE);
  killed = read_it (fixture, INS_SCAN_FILE_INTERRUPTED);
  g_assert_nonnull (strstr (killed->sentence, "2 of 5"));
  fd = ins_nde_io_open_to_write (fixture->path, 0, NULL);
  g_assert_cmpint (fd, >=, 0);
  written = read_it (fixture, INS_SCAN_FILE_BEING_WRITTEN);
  close (fd);
}

static void
test_bad (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsScanSummary) text = NULL;
  g_autoptr (InsScanSummary) empty = NULL;

  g_assert_null (ins_scan_summary_read (fixture->path));
  g_assert_true (g_file_set_contents (fixture->path, "not a scan", -1, NULL));
  text = read_it (fixture, INS_SCAN_FILE_BAD);
  g_assert_nonnull (text->sentence);
  g_assert_null (strchr (text->sentence, '/')); /* the list has the name */
  g_assert_null (text->thumbnail);
  g_assert_cmpuint (text->n_bytes, ==, 10);
  g_assert_cmpint (text->created_us, ==, text->modified_us);
  g_assert_true (g_file_set_contents (fixture->path, "", -1, NULL));
  empty = read_it (fixture, INS_SCAN_FILE_BAD);
  g_assert_nonnull (empty->sentence);
}

/* An HDF5 file without our directory. */
static void
test_foreign (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  static const char bytes[64] = "\x89HDF\r\n\x1a\n";
  g_autoptr (InsScanSummary) summary = NULL;

  g_assert_true (g_file_set_contents (fixture->path, bytes, sizeof bytes, NULL));
  summary = read_it (fixture, INS_SCAN_FILE_FOREIGN);
  g_assert_nonnull (summary->sentence);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* (transfer full): the only file in the folder */
static char *
find_only (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *name = g_strdup (g_dir_read_name (dir));

  g_assert_nonnull (name);
  g_assert_null (g_dir_read_name (dir));

  return g_build_filename (folder, name, NULL);
}

/* What was read before counts as long as the file is the same, and is not believed if damaged. */
static void
test_cache (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autofree char *top = g_dir_make_tmp ("insonify-cache-XXXXXX", NULL);
  g_autofree char *cache = g_build_filename (top, "scans", NULL);
  g_autofree char *place = NULL;
  g_autofree char *content = NULL;
  const InsScanWords words = { .part = (char *)"K-17" };
  gsize length;

  fixture_write (fixture, NULL, TRUE);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (InsScanSummary) summary = ins_scan_summary_look (fixture->path, cache);

      g_assert_cmpint (summary->state, ==, INS_SCAN_FILE_COMPLETE);
      g_assert_null (summary->sentence);
      g_assert_null (summary->part);
      g_assert_cmpstr (summary->name, ==, "Täst");
      g_assert_cmpfloat_with_epsilon (summary->height_mm, 5.0, 1e-9);
      g_assert_cmpuint (summary->n_holes, ==, 1);
      assert_thumbnail (summary->thumbnail);
    }
  place = find_only (cache);
  g_assert_true (g_file_get_contents (place, &content, &length, NULL));
  for (gsize cut = 0; cut < length; cut += 1 + length / 50)
    {
      g_autoptr (InsScanSummary) summary = NULL;

      g_assert_true (g_file_set_contents (place, content, (gssize)cut, NULL));
      summary = ins_scan_summary_look (fixture->path, cache);
      g_assert_cmpuint (summary->n_lines_done, ==, 5);
    }
  g_assert_true (ins_nde_save_words (fixture->path, &words, NULL));
  {
    g_autoptr (InsScanSummary) summary = ins_scan_summary_look (fixture->path, cache);

    g_assert_cmpstr (summary->part, ==, "K-17");
  }
  remove_all (cache);
  g_assert_cmpint (g_rmdir (top), ==, 0);
}

/* Only a scan that nobody has closed, and its safe lines only; closing it is the end of it. */
static void
test_interrupted (void)
{
  const gboolean wanted[] = { TRUE, TRUE, TRUE, FALSE, FALSE };
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsScanSummary) found = NULL;
  g_autoptr (GError) error = NULL;
  guint64 offset;
  int fd;

  g_assert_null (ins_interrupted_find (fixture->folder));
  fixture_write (fixture, wanted, TRUE);
  g_assert_null (ins_interrupted_find (fixture->folder));
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  fixture_write (fixture, wanted, FALSE);
  {
    g_autoptr (InsNdeFile) file = ins_nde_file_open (fixture->path, NULL);
    const InsNdeLayout *layout = ins_nde_file_get_layout (file);

    offset = ins_nde_layout_get_row_offset (layout, INS_NDE_ASCANS, 1);
  }
  fd = ins_nde_io_open_to_write (fixture->path, 0, NULL);
  g_assert_null (ins_interrupted_find (fixture->folder)); /* a scan writes it */
  g_assert_cmpint (pwrite (fd, "x", 1, (off_t)offset), ==, 1);
  close (fd);
  found = ins_interrupted_find (fixture->folder);
  g_assert_nonnull (found);
  g_assert_cmpstr (found->path, ==, fixture->path);
  g_assert_cmpuint (found->n_lines_done, ==, 2);
  g_assert_nonnull (found->thumbnail);
}

static void
test_interrupted_closed (void)
{
  const gboolean wanted[] = { TRUE, TRUE, TRUE, FALSE, FALSE };
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsScanSummary) closed = NULL;
  g_autoptr (GError) error = NULL;

  fixture_write (fixture, wanted, FALSE);
  g_assert_true (ins_interrupted_close (fixture->path, &error));
  g_assert_no_error (error);
  g_assert_null (ins_interrupted_find (fixture->folder));
  closed = read_it (fixture, INS_SCAN_FILE_INCOMPLETE);
  g_assert_cmpuint (closed->n_lines_done, ==, 3);
}

static void
test_matches (void)
{
  InsScanSummary summary = { .path = (char *)"/a/Coin-003.nde",
                             .name = (char *)"Münze",
                             .part = (char *)"K-17",
                             .operator_name = (char *)"Möwe",
                             .notes = (char *)"second side" };
  InsScanSummary older = { .path = (char *)"/a/b", .created_us = -5 };

  g_assert_true (ins_scan_summary_matches (&summary, ""));
  g_assert_true (ins_scan_summary_matches (&summary, "  münZE "));
  g_assert_true (ins_scan_summary_matches (&summary, "k-17 SIDE"));
  g_assert_true (ins_scan_summary_matches (&summary, "coin-003"));
  g_assert_false (ins_scan_summary_matches (&summary, "k-17 third"));
  g_assert_false (ins_scan_summary_matches (&summary, "/a/"));
  g_assert_cmpint (ins_scan_summary_compare (&summary, &older), <, 0);
  g_assert_cmpint (ins_scan_summary_compare (&older, &summary), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-summary/complete", test_complete);
  g_test_add_func ("/scan-summary/unfinished", test_unfinished);
  g_test_add_func ("/scan-summary/bad", test_bad);
  g_test_add_func ("/scan-summary/foreign", test_foreign);
  g_test_add_func ("/scan-summary/cache", test_cache);
  g_test_add_func ("/scan-summary/interrupted", test_interrupted);
  g_test_add_func ("/scan-summary/interrupted-closed", test_interrupted_closed);
  g_test_add_func ("/scan-summary/matches", test_matches);

  return g_test_run ();
}
