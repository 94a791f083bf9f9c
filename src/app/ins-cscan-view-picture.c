/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "image/ins-row-fill.h"

/* The picture is cut into strips that are drawn once and kept: a new line costs one strip. */
#define STRIP_HEIGHT 64 /* device pixels */

#define HATCH_PERIOD 9.0 /* units */
#define HATCH_WIDTH 2.1  /* units, along a line: 1.5 across */

static void
clear_strips (InsCscanView *self)
{
  for (guint i = 0; i < self->n_strips; i++)
    g_clear_pointer (&self->strips[i], gsk_render_node_unref);
}

void
ins_cscan_view_drop_strips (InsCscanView *self)
{
  clear_strips (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ins_cscan_view_get_pyramid_view (InsCscanView *self, double px, InsPyramidView *view)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const InsCscanGeometry *geometry = &self->geometry;
  double u = (geometry->x - geometry->origin_x) / geometry->scale;
  double v = (geometry->y - geometry->origin_y) / geometry->scale;

  view->column = u / grid->scan_step_mm;
  view->row = v / grid->index_step_mm;
  view->columns_per_px = px / (geometry->scale * grid->scan_step_mm);
  view->rows_per_px = px / (geometry->scale * grid->index_step_mm);
  view->width = (guint)ceil (geometry->width / px);
  view->height = (guint)ceil (geometry->height / px);
}

void
ins_cscan_view_drop_strips_of_rows (InsCscanView *self, guint first, guint end)
{
  InsPyramidView view;
  guint first_line, end_line, unused;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!self->is_geometry_valid || end <= first)
    return;

  ins_cscan_view_get_pyramid_view (self, 1.0 / gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                   &view);
  ins_pyramid_view_get_lines (&view, first, &first_line, &unused);
  ins_pyramid_view_get_lines (&view, end - 1, &unused, &end_line);
  for (guint i = first_line / STRIP_HEIGHT; i < self->n_strips && i * STRIP_HEIGHT < end_line; i++)
    g_clear_pointer (&self->strips[i], gsk_render_node_unref);
}

static guint32
mix (const GdkRGBA *a, const GdkRGBA *b, double share_of_b)
{
  float t = (float)share_of_b;
  guint32 red = (guint32)lroundf (255 * (a->red + t * (b->red - a->red)));
  guint32 green = (guint32)lroundf (255 * (a->green + t * (b->green - a->green)));
  guint32 blue = (guint32)lroundf (255 * (a->blue + t * (b->blue - a->blue)));

  return 0xff000000 | red << 16 | green << 8 | blue;
}

/* What is not measured yet: a hatch, as a line of it and a period more: other lines begin later. */
static void
make_no_data (InsCscanView *self, double scale, guint width_px)
{
  const InsTheme *theme = ins_theme_get (GTK_WIDGET (self));
  double unit = ins_draw_get_unit (GTK_WIDGET (self)) * scale;
  double width = HATCH_WIDTH * unit;

  self->n_no_data = MAX (4, (guint)lround (HATCH_PERIOD * unit));
  self->no_data = g_renew (guint32, self->no_data, self->n_no_data + width_px);
  for (guint i = 0; i < self->n_no_data; i++)
    {
      double middle = self->n_no_data / 2.0;
      double covered = width / 2 + 0.5 - fabs (i + 0.5 - middle);

      self->no_data[i] = mix (&theme->no_data, &theme->hatch, CLAMP (covered, 0, 1));
    }
  for (guint i = 0; i < width_px; i++)
    self->no_data[self->n_no_data + i] = self->no_data[i];
}

/* The row that stands in for all that a line of the screen shows, if none of them is measured. */
static guint
find_stand_in (InsCscanView *self, const InsPyramidView *view, guint line)
{
  const int n_rows = (int)ins_cscan_view_get_grid (self)->n_rows;
  double top = view->row + line * view->rows_per_px, bottom = top + view->rows_per_px;
  int first = CLAMP ((int)floor (top), 0, n_rows - 1);
  int last = CLAMP ((int)ceil (bottom) - 1, first, n_rows - 1);
  int middle = CLAMP ((int)floor (0.5 * (top + bottom)), first, last);

  if (view->rows_per_px <= 1)
    first = last = middle;
  for (int row = first; row <= last; row++)
    if (self->rows.row_states[row] != INS_ROW_TO_GO)
      return INS_ROW_FILL_NONE;

  return self->rows.row_fill[middle];
}

static guint32
mix_pixels (guint32 a, guint32 b)
{
  return 0xff000000 | (((a & 0xfefefe) >> 1) + ((b & 0xfefefe) >> 1));
}

/* Paler, and the hatch shows on it: seen, and not taken for a measured line. */
static void
fill_lines_to_go (InsCscanView *self,
                  const InsPyramidView *view,
                  guint first_line,
                  guint n_lines,
                  guint32 *pixels,
                  gsize stride)
{
  for (guint y = 0; y < n_lines; y++)
    {
      guint32 *line = pixels + y * stride;
      guint from = find_stand_in (self, view, first_line + y);
      InsPyramidView one = *view;

      if (from == INS_ROW_FILL_NONE)
        continue;
      one.rows_per_px = fmin (view->rows_per_px, 1);
      one.row = from + 0.5 - 0.5 * one.rows_per_px;
      one.height = 1;
      ins_pyramid_render (self->rows.values, &one, 0, 1, &self->colouring, line, stride);
      for (guint x = 0; x < view->width; x++)
        {
          guint32 hatch = self->no_data[(first_line + y + x) % self->n_no_data];

          if (line[x] != 0)
            line[x] = hatch == self->no_data[0] ? mix_pixels (line[x], hatch) : hatch;
        }
    }
}

/* Saturated ones show where the greatest of several pixels does; where the lowest is what matters
 * they must not cover it. */
static gboolean
covers_values (InsCscanView *self, const InsPyramidView *view)
{
  return ins_pyramid_get_keep (self->rows.values) != INS_KEEP_LOWEST ||
         (view->rows_per_px <= 1 && view->columns_per_px <= 1);
}

/* Flat colours that no palette has. */
static void
fill_states (InsCscanView *self,
             const InsPyramidView *view,
             guint first_line,
             guint n_lines,
             guint32 *pixels,
             gsize stride)
{
  g_autofree float *states = g_new (float, (gsize)view->width *n_lines);
  const gboolean covers = covers_values (self, view);
  guint32 colours[INS_N_PIXEL_STATES];

  for (guint i = 0; i < INS_N_PIXEL_STATES; i++)
    colours[i] = ins_pixel_state_get_colour (i);
  ins_pyramid_sample (self->rows.state_map, view, first_line, n_lines, states);
  for (guint y = 0; y < n_lines; y++)
    for (guint x = 0; x < view->width; x++)
      {
        float state = states[(gsize)y * view->width + x];
        guint32 *pixel = &pixels[y * stride + x];

        if (state != INS_NO_DATA && (*pixel == 0 || (state == INS_PIXEL_SATURATED && covers)))
          *pixel = colours[(guint)state];
      }
}

static void
fill_no_data (InsCscanView *self,
              guint first_line,
              guint n_lines,
              guint width,
              guint32 *pixels,
              gsize stride)
{
  for (guint y = 0; y < n_lines; y++)
    ins_colour_map_fill_blanks (pixels + y * stride,
                                self->no_data + (first_line + y) % self->n_no_data, width);
}

/* Takes the pixels. Cairo's own would be cleared first, for nothing. */
static cairo_surface_t *
create_surface (guint32 *pixels, int width, int height)
{
  static const cairo_user_data_key_t key;
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guchar *)pixels, CAIRO_FORMAT_RGB24, width, height, width * (int)sizeof *pixels);

  cairo_surface_set_user_data (surface, &key, pixels, g_free);

  return surface;
}

static GskRenderNode *
draw_strip (InsCscanView *self, const InsPyramidView *view, guint first_line, double px)
{
  guint n_lines = MIN (STRIP_HEIGHT, view->height - first_line);
  gsize stride = view->width;
  guint32 *pixels = g_new (guint32, stride * n_lines);
  cairo_surface_t *surface = create_surface (pixels, (int)view->width, (int)n_lines);
  double y = self->geometry.y + first_line * px;
  GskRenderNode *node;
  cairo_t *cr;

  ins_pyramid_render (self->rows.values, view, first_line, n_lines, &self->colouring, pixels,
                      stride);
  if (self->rows.state_map != NULL)
    fill_states (self, view, first_line, n_lines, pixels, stride);
  if (self->fills_rows)
    fill_lines_to_go (self, view, first_line, n_lines, pixels, stride);
  fill_no_data (self, first_line, n_lines, view->width, pixels, stride);
  cairo_surface_mark_dirty (surface);

  node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (
      (float)self->geometry.x, (float)y, (float)(view->width * px), (float)(n_lines * px)));
  cr = gsk_cairo_node_get_draw_context (node);
  cairo_translate (cr, self->geometry.x, y);
  cairo_scale (cr, px, px);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_rectangle (cr, 0, 0, view->width, n_lines);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return node;
}

void
ins_cscan_view_snapshot_picture (InsCscanView *self, GtkSnapshot *snapshot)
{
  int scale_factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double px = 1.0 / scale_factor;
  InsPyramidView view;
  guint n_strips;

  ins_cscan_view_get_pyramid_view (self, px, &view);
  n_strips = (view.height + STRIP_HEIGHT - 1) / STRIP_HEIGHT;
  if (n_strips != self->n_strips)
    {
      clear_strips (self);
      self->strips = g_renew (GskRenderNode *, self->strips, n_strips);
      for (guint i = 0; i < n_strips; i++)
        self->strips[i] = NULL;
      self->n_strips = n_strips;
    }
  make_no_data (self, scale_factor, view.width);

  for (guint i = 0; i < n_strips; i++)
    {
      if (self->strips[i] == NULL)
        self->strips[i] = draw_strip (self, &view, i * STRIP_HEIGHT, px);
      gtk_snapshot_append_node (snapshot, self->strips[i]);
    }
}
