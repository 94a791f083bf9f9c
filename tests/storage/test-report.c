/* test-report.c - the report's preview is the report, and has what was asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/ins-error.h"
#include "storage-fixture.h"
#include "storage/ins-export.h"

typedef struct
{
  Fixture *scan;
  InsNdeFile *file;
} Data;

static void
set_up (Data *data, gconstpointer unused)
{
  g_autofree char *text = g_strconcat ("[Scan]\nPart=K-17\nNotes=one\\ntwo\n",
                                       strchr (FIXTURE_RECIPE, '\n') + 1, NULL);

  data->scan = fixture_new (text);
  fixture_write (data->scan, NULL, TRUE);
  data->file = ins_nde_file_open (data->scan->path, NULL);
  g_assert_nonnull (data->file);
}

static void
tear_down (Data *data, gconstpointer unused)
{
  ins_nde_file_unref (data->file);
  fixture_free (data->scan);
}

static cairo_surface_t *
draw (Data *data, const InsExportWish *wish, guint page, guint *n_pages)
{
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = ins_export_draw_report (data->file, wish, page, 0.5, n_pages, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 298);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 421);

  return surface;
}

static guint
count_ink (cairo_surface_t *surface)
{
  const int stride = cairo_image_surface_get_stride (surface);
  const guint8 *pixels = cairo_image_surface_get_data (surface);
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      {
        guint32 pixel;

        memcpy (&pixel, pixels + (gsize)y * (gsize)stride + 4 * (gsize)x, sizeof pixel);
        n += (pixel & 0xffffff) != 0xffffff;
      }

  return n;
}

/* Pages of a PDF: "/Type /Page" with anything but an s behind it */
static guint
count_pdf_pages (const char *path)
{
  g_autofree char *content = NULL;
  gsize length;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  for (const char *at = content;
       (at = memmem (at, length - (gsize)(at - content), "/Type /Page", 11)) != NULL; at += 11)
    n += at[11] != 's';

  return n;
}

static void
test_pages (Data *data, gconstpointer unused)
{
  const InsExportWish all = { .second_plane = "tof", .second_gate = "A" };
  const InsExportWish little = { .lacks = INS_REPORT_NO_PARAMETERS | INS_REPORT_NO_MEASUREMENTS };
  g_autofree char *path = g_build_filename (data->scan->folder, "report.pdf", NULL);
  g_autoptr (GError) error = NULL;
  guint n_all, n_little;

  for (guint page = 0, n_pages = 1; page < n_pages; page++)
    {
      cairo_surface_t *surface = draw (data, &all, page, &n_pages);

      n_all = n_pages;
      g_assert_cmpuint (count_ink (surface), >, 200);
      cairo_surface_destroy (surface);
    }
  cairo_surface_destroy (draw (data, &little, 0, &n_little));
  g_assert_cmpuint (n_all, >, n_little);
  g_assert_true (ins_export (data->file, path, &all, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_pdf_pages (path), ==, n_all);
}

static guint
count_first (Data *data, InsReportLack lacks)
{
  const InsExportWish wish = { .lacks = lacks | INS_REPORT_NO_PARAMETERS };
  guint n_pages;
  cairo_surface_t *surface = draw (data, &wish, 0, &n_pages);
  guint n = count_ink (surface);

  cairo_surface_destroy (surface);

  return n;
}

/* Each thing that is left out leaves paper. */
static void
test_lacks (Data *data, gconstpointer unused)
{
  const guint n = count_first (data, 0);

  g_assert_cmpuint (count_first (data, INS_REPORT_NO_NOTES), <, n);
  g_assert_cmpuint (count_first (data, INS_REPORT_NO_SCALE_BAR), <, n);
  g_assert_cmpuint (count_first (data, INS_REPORT_NO_PICTURE), <, n / 2);
}

static void
test_no_such_plane (Data *data, gconstpointer unused)
{
  const InsExportWish first = { .plane = "nothing" };
  const InsExportWish second = { .second_plane = "nothing" };
  g_autoptr (GError) error = NULL;
  guint n_pages;

  g_assert_null (ins_export_draw_report (data->file, &first, 0, 1.0, &n_pages, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (ins_export_draw_report (data->file, &second, 0, 1.0, &n_pages, &error));
  g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/report/pages", Data, NULL, set_up, test_pages, tear_down);
  g_test_add ("/report/lacks", Data, NULL, set_up, test_lacks, tear_down);
  g_test_add ("/report/no-such-plane", Data, NULL, set_up, test_no_such_plane, tear_down);

  return g_test_run ();
}
