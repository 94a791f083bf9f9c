/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#include "image/ins-pyramid.h"
#include "image/ins-thumbnail.h"

#define LEAST_PX 8.0 /* of the shorter side: a single line can still be seen */

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  ins_pyramid_set_row (data, row, values);
}

static cairo_status_t
on_write (void *closure, const unsigned char *data, unsigned int n)
{
  g_byte_array_append (closure, data, n);

  return CAIRO_STATUS_SUCCESS;
}

static void
get_view (const InsScanGrid *grid, guint most_px, InsPyramidView *view)
{
  double width_mm = grid->n_columns * grid->scan_step_mm;
  double height_mm = grid->n_rows * grid->index_step_mm;
  double px_per_mm = most_px / fmax (width_mm, height_mm);

  view->column = view->row = 0.0;
  view->width = (guint)fmin (most_px, fmax (LEAST_PX, round (width_mm * px_per_mm)));
  view->height = (guint)fmin (most_px, fmax (LEAST_PX, round (height_mm * px_per_mm)));
  view->columns_per_px = (double)grid->n_columns / view->width;
  view->rows_per_px = (double)grid->n_rows / view->height;
}

/* Of what is seen, which is few thousand values. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const float x = *(const float *)a, y = *(const float *)b;

  return x < y ? -1 : x > y;
}

static void
find_range (const float *values, gsize n, InsPlaneKind kind, float *low, float *high)
{
  g_autofree float *sorted = g_new (float, n);
  gsize n_finite = 0;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      sorted[n_finite++] = values[i];
  *low = 0.0f;
  *high = 1.0f;
  if (n_finite == 0)
    return;
  qsort (sorted, n_finite, sizeof *sorted, compare);
  *low = sorted[n_finite / 100];
  *high = sorted[n_finite - 1 - n_finite / 100];
  ins_plane_widen_range (kind, low, high);
}

static GBytes *
write_png (const InsPyramidView *view, const guint32 *pixels)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guchar *)(gsize)pixels, CAIRO_FORMAT_ARGB32, (int)view->width, (int)view->height,
      (int)(view->width * sizeof *pixels));
  GByteArray *bytes = g_byte_array_new ();
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, on_write, bytes);

  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);

  return NULL;
}

GBytes *
ins_thumbnail_new (InsCscan *cscan, guint gate, InsPlaneKind kind, guint most_px)
{
  const InsScanGrid *grid = ins_cscan_get_grid (cscan);
  InsKeep keep = kind == INS_PLANE_TOF ? INS_KEEP_LOWEST : INS_KEEP_HIGHEST;
  g_autoptr (InsPyramid) pyramid = ins_pyramid_new (grid->n_rows, grid->n_columns,
                                                    grid->index_step_mm, grid->scan_step_mm, keep);
  g_autofree float *values = NULL;
  g_autofree guint32 *pixels = NULL;
  InsPyramidView view;
  InsColouring colouring = { .map = ins_colour_map_get (NULL) };
  gsize n;

  g_return_val_if_fail (most_px >= LEAST_PX, NULL);

  (void)ins_cscan_collect (cscan, gate, kind, 0, on_row, pyramid);
  get_view (grid, most_px, &view);
  n = (gsize)view.width * view.height;
  values = g_new (float, n);
  pixels = g_new (guint32, n);
  ins_pyramid_sample (pyramid, &view, 0, view.height, values);
  find_range (values, n, kind, &colouring.low, &colouring.high);
  ins_colouring_apply (&colouring, values, n, pixels);

  return write_png (&view, pixels);
}
