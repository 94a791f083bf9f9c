/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-picture.h"

static InsScanGrid
make_grid (guint n_rows, guint n_columns, double scan_step_mm, double index_step_mm)
{
  return (InsScanGrid){ .n_rows = n_rows,
                        .n_columns = n_columns,
                        .scan_axis = INS_AXIS_Y,
                        .index_axis = INS_AXIS_X,
                        .scan_sign = 1,
                        .index_sign = -1,
                        .scan_step_mm = scan_step_mm,
                        .index_step_mm = index_step_mm };
}

/* Equal scales, whole factors of the finer step, between 800 and 1600 px on the longer side. */
static void
test_size (void)
{
  static const struct
  {
    guint n_rows, n_columns;
    double scan_step_mm, index_step_mm;
    guint width, height;
  } cases[] = {
    { 400, 400, 0.05, 0.05, 800, 800 },    { 300, 200, 0.1, 0.1, 600, 900 },
    { 1000, 1200, 0.1, 0.1, 1200, 1000 },  { 100, 100, 0.1, 0.2, 400, 800 },
    { 1000, 4000, 0.05, 0.05, 1600, 400 }, { 1, 1, 0.5, 0.5, 800, 800 },
    { 5, 100000, 0.01, 0.01, 1600, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      InsScanGrid grid = make_grid (cases[i].n_rows, cases[i].n_columns, cases[i].scan_step_mm,
                                    cases[i].index_step_mm);
      InsPictureSize size;

      ins_picture_get_size (&grid, &size);
      g_assert_cmpuint (size.width, ==, cases[i].width);
      g_assert_cmpuint (size.height, ==, cases[i].height);
    }
}

/* Every value fills its whole rectangle, the same way round as in the array. */
static void
test_magnified (void)
{
  const float values[] = { 1, 2, NAN, 4, INS_NO_DATA, 6 };
  InsScanGrid grid = make_grid (2, 3, 1.0, 1.0);
  InsPictureSize size;
  g_autofree float *scaled = NULL;

  ins_picture_get_size (&grid, &size);
  g_assert_cmpuint (size.width, ==, 801);
  g_assert_cmpuint (size.height, ==, 534);
  scaled = g_new (float, (gsize)size.width *size.height);
  ins_picture_scale (&grid, values, &size, scaled);
  for (guint y = 0; y < size.height; y++)
    for (guint x = 0; x < size.width; x++)
      {
        float value = values[y / 267 * 3 + x / 267];

        g_assert_cmpfloat (scaled[(gsize)y * size.width + x], ==,
                           isnan (value) ? INS_NO_DATA : value);
      }
}

/* A single echo survives being reduced, a hole beside values does not spread. */
static void
test_reduced (void)
{
  const guint n_rows = 3000, n_columns = 4001;
  InsScanGrid grid = make_grid (n_rows, n_columns, 0.05, 0.05);
  g_autofree float *values = g_new (float, n_rows *n_columns);
  g_autofree float *scaled = NULL;
  InsPictureSize size;
  guint n_peaks = 0;

  for (gsize i = 0; i < (gsize)n_rows * n_columns; i++)
    values[i] = 1.0f;
  values[(gsize)2999 * n_columns + 4000] = 50.0f;
  values[(gsize)1234 * n_columns + 777] = 70.0f;
  values[(gsize)10 * n_columns + 10] = INS_NO_DATA;
  ins_picture_get_size (&grid, &size);
  g_assert_cmpuint (size.width, ==, 1600);
  scaled = g_new (float, (gsize)size.width *size.height);
  ins_picture_scale (&grid, values, &size, scaled);
  for (gsize i = 0; i < (gsize)size.width * size.height; i++)
    {
      g_assert_cmpfloat (scaled[i], >=, 1.0f);
      n_peaks += scaled[i] > 1.0f;
    }
  g_assert_cmpuint (n_peaks, ==, 2);
  g_assert_cmpfloat (scaled[(gsize)size.width * size.height - 1], ==, 50.0f);
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  guint32 pixel;

  memcpy (&pixel,
          cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) +
              4 * x,
          sizeof pixel);

  return pixel & 0xffffff;
}

static void
test_draw (void)
{
  const float values[] = { 0, 100, 50, NAN };
  InsScanGrid grid = make_grid (2, 2, 1.0, 1.0);
  const InsPicture plain = { .grid = &grid,
                             .values = values,
                             .low = 0,
                             .high = 100,
                             .unit = "%",
                             .colour_map = ins_colour_map_get (NULL),
                             .title = "A title that is far too long to fit into one line of the "
                                      "picture, whatever the font may be on this computer" };
  const guint32 *entries = plain.colour_map->entries;
  InsPicture simulated = plain;
  cairo_surface_t *surface = ins_picture_draw (&plain);
  cairo_surface_t *marked;
  int width = cairo_image_surface_get_width (surface), n_different = 0;

  g_assert_cmphex (get_pixel (surface, 84 + 200, 84 + 200), ==, entries[0] & 0xffffff);
  g_assert_cmphex (get_pixel (surface, 84 + 600, 84 + 200), ==, entries[1023] & 0xffffff);
  g_assert_cmphex (get_pixel (surface, 84 + 200, 84 + 600), ==, entries[512] & 0xffffff);
  /* no data: grey */
  g_assert_cmphex (get_pixel (surface, 84 + 600, 84 + 600) & 0xff, ==,
                   get_pixel (surface, 84 + 600, 84 + 600) >> 16);

  simulated.is_simulated = TRUE;
  marked = ins_picture_draw (&simulated);
  for (int y = 0; y < 80; y++)
    for (int x = width - 120; x < width; x++)
      n_different += get_pixel (surface, x, y) != get_pixel (marked, x, y);
  g_assert_cmpint (n_different, >, 50);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (marked);
}

/* Nothing measured at all, and one value everywhere. */
static void
test_draw_little (void)
{
  const float none[] = { NAN, NAN }, same[] = { 7, 7 };
  InsScanGrid grid = make_grid (1, 2, 0.5, 0.25);
  InsPicture picture = { .grid = &grid,
                         .values = none,
                         .low = NAN,
                         .high = NAN,
                         .unit = "µs",
                         .colour_map = ins_colour_map_get ("grey") };
  cairo_surface_t *surface = ins_picture_draw (&picture);

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  picture.values = same;
  surface = ins_picture_draw (&picture);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/size", test_size);
  g_test_add_func ("/picture/magnified", test_magnified);
  g_test_add_func ("/picture/reduced", test_reduced);
  g_test_add_func ("/picture/draw", test_draw);
  g_test_add_func ("/picture/draw-little", test_draw_little);

  return g_test_run ();
}
