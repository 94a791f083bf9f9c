/* ins-cscan-view-overview.c - the whole picture small in a corner while a part is shown, and a
 * scale bar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-cscan-view-private.h"

#define WIDTH 170.0  /* at most, units */
#define HEIGHT 120.0 /* at most, units */
#define LARGEST_SHARE 0.3
#define MARGIN 10.0     /* from the plot's edge, units */
#define LEAST_ZOOM 1.02 /* below it all is in view anyway */

/* ---- overview ---------------------------------------------------------------------------- */

gboolean
ins_cscan_view_get_overview (InsCscanView *self, graphene_rect_t *area)
{
  const InsCscanGeometry *geometry = &self->geometry;
  const double unit = ins_draw_get_unit (GTK_WIDGET (self));
  double scale, width, height;

  if (self->rows.cscan == NULL)
    return FALSE;
  ins_cscan_view_update_geometry (self);
  if (self->zoom < LEAST_ZOOM)
    return FALSE;

  scale = fmin (fmin (WIDTH * unit, LARGEST_SHARE * geometry->width) / geometry->world_width,
                fmin (HEIGHT * unit, LARGEST_SHARE * geometry->height) / geometry->world_height);
  width = fmax (8, round (scale * geometry->world_width));
  height = fmax (8, round (scale * geometry->world_height));
  graphene_rect_init (area, (float)(geometry->x + geometry->width - round (MARGIN * unit) - width),
                      (float)(geometry->y + geometry->height - round (MARGIN * unit) - height),
                      (float)width, (float)height);

  return TRUE;
}

gboolean
ins_cscan_view_is_over_overview (InsCscanView *self, double x, double y)
{
  graphene_rect_t area;

  return ins_cscan_view_get_overview (self, &area) &&
         graphene_rect_contains_point (&area, &GRAPHENE_POINT_INIT ((float)x, (float)y));
}

/* What lies there in the overview comes to the middle of the view. */
void
ins_cscan_view_go_in_overview (InsCscanView *self, double x, double y)
{
  const InsCscanGeometry *geometry = &self->geometry;
  graphene_rect_t area;

  if (!ins_cscan_view_get_overview (self, &area))
    return;
  ins_cscan_view_move_centre (
      self,
      geometry->world_u +
          (x - (double)area.origin.x) / (double)area.size.width * geometry->world_width,
      geometry->world_v +
          (y - (double)area.origin.y) / (double)area.size.height * geometry->world_height);
}

void
ins_cscan_view_drop_overview (InsCscanView *self)
{
  g_clear_pointer (&self->overview, gsk_render_node_unref);
}

static guint32
pixel_of (const GdkRGBA *colour)
{
  return 0xff000000 | (guint32)lroundf (colour->red * 255) << 16 |
         (guint32)lroundf (colour->green * 255) << 8 | (guint32)lroundf (colour->blue * 255);
}

static void
draw_overview (const InsDraw *draw, gpointer data)
{
  InsCscanView *self = data;
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const int scale_factor = gtk_widget_get_scale_factor (draw->widget);
  const guint width = (guint)self->overview_width * scale_factor;
  const guint height = (guint)self->overview_height * scale_factor;
  const InsPyramidView view = { .columns_per_px = (double)grid->n_columns / width,
                                .rows_per_px = (double)grid->n_rows / height,
                                .width = width,
                                .height = height };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width,
                                                         (int)height);
  const gsize stride = (gsize)cairo_image_surface_get_stride (surface) / sizeof (guint32);
  guint32 *pixels = (guint32 *)(void *)cairo_image_surface_get_data (surface);
  g_autofree guint32 *ground = g_new (guint32, width);

  ins_pyramid_render (self->rows.values, &view, 0, height, &self->colouring, pixels, stride);
  for (guint x = 0; x < width; x++)
    ground[x] = pixel_of (&draw->theme->no_data);
  for (guint y = 0; y < height; y++)
    ins_colour_map_fill_blanks (pixels + y * stride, ground, width);
  cairo_surface_mark_dirty (surface);
  cairo_scale (draw->cr, 1.0 / scale_factor, 1.0 / scale_factor);
  cairo_set_source_surface (draw->cr, surface, 0, 0);
  cairo_paint (draw->cr);
  cairo_surface_destroy (surface);
}

/* The part that is in view, as a frame: white on dark, which shows on any picture. */
static void
append_frame (InsCscanView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const InsCscanGeometry *geometry = &self->geometry;
  const double to_x = (double)area->size.width / geometry->world_width;
  const double to_y = (double)area->size.height / geometry->world_height;
  const GdkRGBA dark = { 0, 0, 0, 0.72F }, white = ins_draw_white;
  const GdkRGBA darks[4] = { dark, dark, dark, dark }, whites[4] = { white, white, white, white };
  const float one[4] = { 1, 1, 1, 1 }, three[4] = { 3, 3, 3, 3 };
  double u0, v0, u1, v1;
  GskRoundedRect frame;
  graphene_rect_t part;

  ins_cscan_view_to_picture (self, geometry->x, geometry->y, &u0, &v0);
  ins_cscan_view_to_picture (self, geometry->x + geometry->width, geometry->y + geometry->height,
                             &u1, &v1);
  graphene_rect_init (
      &part, (float)floor ((double)area->origin.x + (u0 - geometry->world_u) * to_x),
      (float)floor ((double)area->origin.y + (v0 - geometry->world_v) * to_y),
      (float)fmax (ceil ((u1 - u0) * to_x), 5), (float)fmax (ceil ((v1 - v0) * to_y), 5));
  graphene_rect_inset (&part, -1, -1);
  gsk_rounded_rect_init_from_rect (&frame, &part, 0);
  gtk_snapshot_append_border (snapshot, &frame, three, darks);
  graphene_rect_inset (&part, 1, 1);
  gsk_rounded_rect_init_from_rect (&frame, &part, 0);
  gtk_snapshot_append_border (snapshot, &frame, one, whites);
}

void
ins_cscan_view_snapshot_overview (InsCscanView *self, GtkSnapshot *snapshot)
{
  const InsTheme *theme = ins_theme_get (GTK_WIDGET (self));
  graphene_rect_t area, edge;

  if (!ins_cscan_view_get_overview (self, &area))
    return;
  if (self->overview_width != (int)area.size.width ||
      self->overview_height != (int)area.size.height)
    ins_cscan_view_drop_overview (self);
  self->overview_width = (int)area.size.width;
  self->overview_height = (int)area.size.height;
  if (self->overview == NULL)
    self->overview = ins_draw_to_node (
        GTK_WIDGET (self), &GRAPHENE_RECT_INIT (0, 0, area.size.width, area.size.height),
        draw_overview, self);

  graphene_rect_inset_r (&area, -2, -2, &edge);
  gtk_snapshot_append_color (snapshot, &theme->plot, &edge);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &area.origin);
  gtk_snapshot_append_node (snapshot, self->overview);
  gtk_snapshot_restore (snapshot);
  append_frame (self, snapshot, &area);
}

/* ---- scale bar --------------------------------------------------------------------------- */

#define BAR_LEAST 56.0 /* length, units */
#define BAR_BOUNDS_WIDTH 220.0
#define BAR_BOUNDS_HEIGHT 40.0

void
ins_cscan_view_get_scale_bar_bounds (InsCscanView *self, graphene_rect_t *bounds)
{
  const InsCscanGeometry *geometry = &self->geometry;
  const double unit = ins_draw_get_unit (GTK_WIDGET (self));
  const double height = fmin (BAR_BOUNDS_HEIGHT * unit, geometry->height);

  graphene_rect_init (bounds, (float)geometry->x, (float)(geometry->y + geometry->height - height),
                      (float)fmin (BAR_BOUNDS_WIDTH * unit, geometry->width), (float)height);
}

/* A round length, so that sizes are told at a glance, also where no axis is near. */
void
ins_cscan_view_draw_scale_bar (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  const InsCscanGeometry *geometry = &self->geometry;
  const double unit = draw->unit, margin = MARGIN * unit,
               width_mm = geometry->width / geometry->scale;
  const double mm = ins_ticks_get_step (width_mm, geometry->width, BAR_LEAST * unit);
  const double length = mm * geometry->scale;
  const double left = geometry->x + margin, y = geometry->y + geometry->height - margin - 6 * unit;
  InsTextStyle style = { .bold = TRUE, .align = 0.5, .colour = &ins_draw_white };
  g_autofree char *number = ins_ticks_format (mm, mm);
  /* Translators: length of the scale bar */
  g_autofree char *text = g_strdup_printf (_ ("%s mm"), number);
  double plate = fmax (length, ins_draw_text_width (draw, text, &style)) + 12 * unit;

  if (plate + 2 * margin > fmin (BAR_BOUNDS_WIDTH * unit, geometry->width) ||
      geometry->height < 4 * BAR_BOUNDS_HEIGHT * unit)
    return;
  ins_draw_rounded (draw->cr, left, y - 18 * unit, plate, 25 * unit, 4 * unit);
  ins_draw_colour (draw->cr, &ins_draw_dark_plate, 1);
  cairo_fill (draw->cr);
  ins_draw_text (draw, left + plate / 2, y - 9 * unit, text, &style);
  ins_draw_colour (draw->cr, &ins_draw_white, 1);
  cairo_rectangle (draw->cr, round (left + (plate - length) / 2), round (y), round (length),
                   round (3 * unit));
  cairo_fill (draw->cr);
}
