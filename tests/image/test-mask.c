/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "image/ins-area.h"
#include "image/ins-mask.h"

static char *folder;

/* (transfer full): path of a picture of these pixels, 0xAARRGGBB. */
static char *
write_png (const guint32 *pixels, int width, int height)
{
  char *path = g_build_filename (folder, "mask.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  int stride = cairo_image_surface_get_stride (surface);
  guchar *data = cairo_image_surface_get_data (surface);

  for (int y = 0; y < height; y++)
    memcpy (data + y * stride, pixels + y * width, (gsize)width * 4);
  cairo_surface_mark_dirty (surface);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);

  return path;
}

/* White and light grey are wanted; black, dark grey and what is transparent are not. An asymmetric
 * picture comes out the way it is. */
static void
test_png (void)
{
  static const guint32 pixels[] = {
    0xffffffff, 0xff000000, 0xff909090, 0xff606060, /**/
    0x00000000, 0xffffffff, 0xff000000, 0xff000000, /**/
  };
  g_autofree char *path = write_png (pixels, 4, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsMask) mask = ins_mask_new_from_png (path, &error);
  guint width, height;

  g_assert_no_error (error);
  ins_mask_get_size (mask, &width, &height);
  g_assert_cmpuint (width, ==, 4);
  g_assert_cmpuint (height, ==, 2);
  g_assert_true (ins_mask_get (mask, 0, 0));
  g_assert_false (ins_mask_get (mask, 1, 0));
  g_assert_true (ins_mask_get (mask, 2, 0));
  g_assert_false (ins_mask_get (mask, 3, 0));
  g_assert_false (ins_mask_get (mask, 0, 1));
  g_assert_true (ins_mask_get (mask, 1, 1));
  g_assert_false (ins_mask_get (mask, -1, 0));
  g_assert_false (ins_mask_get (mask, 4, 0));
  g_assert_false (ins_mask_get (mask, 1, 2));
  g_unlink (path);
}

static void
test_bad_png (void)
{
  static const guint32 pixels[] = { 0xffffffff, 0xff000000, 0xffffffff, 0xff000000 };
  g_autofree char *path = write_png (pixels, 2, 2);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize n = 0; n + 12 < length; n += 7) /* cut off anywhere before its end */
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsMask) mask = NULL;

      g_assert_true (g_file_set_contents (path, bytes, (gssize)n, NULL));
      mask = ins_mask_new_from_png (path, &error);
      g_assert_null (mask);
      g_assert_nonnull (error);
    }
  g_unlink (path);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (InsMask) mask = ins_mask_new_from_png (path, &error);

    g_assert_null (mask);
    g_assert_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO);
  }
}

/* The picture is laid over the whole area, whatever its size. */
static void
test_over_area (void)
{
  static const guint8 wanted[] = { 1, 0, 0, 1 };
  g_autoptr (InsMask) mask = ins_mask_new_from_pixels (2, 2, wanted);
  const InsScanGrid grid = { .n_rows = 6,
                             .n_columns = 10,
                             .scan_axis = INS_AXIS_Y,
                             .index_axis = INS_AXIS_X,
                             .scan_sign = -1,
                             .index_sign = 1,
                             .scan_step_mm = 0.5,
                             .index_step_mm = 1 };
  g_autoptr (InsArea) area = ins_area_new (&grid, NULL, 0, mask);
  guint8 row[10];

  for (guint i = 0; i < grid.n_rows; i++)
    {
      g_assert_cmpuint (ins_area_get_row (area, i, row), ==, 5);
      for (guint column = 0; column < grid.n_columns; column++)
        g_assert_cmpuint (row[column], ==, (column < 5) == (i < 3));
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("insonify-mask-XXXXXX", NULL);
  g_test_add_func ("/mask/png", test_png);
  g_test_add_func ("/mask/bad-png", test_bad_png);
  g_test_add_func ("/mask/over-area", test_over_area);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
