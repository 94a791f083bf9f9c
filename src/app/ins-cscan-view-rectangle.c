/* ins-cscan-view-rectangle.c - a rectangle drawn over picture or plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-cscan-view-private.h"

#define REACH 9.0      /* of a side for the pointer, units */
#define HANDLE 7.0     /* side of a handle, units */
#define SMALLEST 5.0   /* drawn smaller than this it was a click, units */
#define LABEL_ROOM 130 /* the layer reaches so far beyond the rectangle, units */

/* It is kept in stage coordinates: another picture of the same axes shows it in the same place. */
static void
to_picture (InsCscanView *self, InsViewRectangle *rectangle)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double u[2], v[2];

  for (guint i = 0; i < 2; i++)
    {
      u[i] = ins_cscan_view_scan_to_u (grid, self->rectangle_mm[i].mm[grid->scan_axis]);
      v[i] = ins_cscan_view_index_to_v (grid, self->rectangle_mm[i].mm[grid->index_axis]);
    }
  *rectangle = (InsViewRectangle){ fmin (u[0], u[1]), fmin (v[0], v[1]), fmax (u[0], u[1]),
                                   fmax (v[0], v[1]) };
}

void
ins_cscan_view_get_rectangle_in_picture (InsCscanView *self, InsViewRectangle *rectangle)
{
  to_picture (self, rectangle);
}

static void
keep (InsCscanView *self, const InsViewRectangle *rectangle)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);

  self->has_rectangle = TRUE;
  self->rectangle_axes[0] = grid->scan_axis;
  self->rectangle_axes[1] = grid->index_axis;
  self->rectangle_mm[0] = self->rectangle_mm[1] = grid->start;
  self->rectangle_mm[0].mm[grid->scan_axis] = ins_cscan_view_u_to_scan (grid, rectangle->u0);
  self->rectangle_mm[1].mm[grid->scan_axis] = ins_cscan_view_u_to_scan (grid, rectangle->u1);
  self->rectangle_mm[0].mm[grid->index_axis] = ins_cscan_view_v_to_index (grid, rectangle->v0);
  self->rectangle_mm[1].mm[grid->index_axis] = ins_cscan_view_v_to_index (grid, rectangle->v1);
  ins_cscan_view_drop_layer (self, INS_LAYER_RECTANGLE);
  if (self->contrast == INS_CONTRAST_RECTANGLE)
    ins_cscan_view_update_later (self);
  g_signal_emit_by_name (self, "rectangle-changed");
}

/* The picture, or what is shown around the plan. */
static void
get_bounds (InsCscanView *self, InsViewRectangle *bounds)
{
  const InsCscanGeometry *geometry = &self->geometry;

  ins_cscan_view_update_geometry (self);
  *bounds = (InsViewRectangle){ geometry->world_u, geometry->world_v,
                                geometry->world_u + geometry->world_width,
                                geometry->world_v + geometry->world_height };
}

gboolean
ins_cscan_view_shows_rectangle (InsCscanView *self)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);

  return self->has_rectangle && grid != NULL && grid->scan_axis == self->rectangle_axes[0] &&
         grid->index_axis == self->rectangle_axes[1];
}

gboolean
ins_cscan_view_get_rectangle (InsCscanView *self, InsAreaPoint *one, InsAreaPoint *other)
{
  InsAxis first, second;

  g_return_val_if_fail (INS_IS_CSCAN_VIEW (self), FALSE);

  if (!ins_cscan_view_shows_rectangle (self) || self->drags_plan)
    return FALSE;
  first = MIN (self->rectangle_axes[0], self->rectangle_axes[1]);
  second = MAX (self->rectangle_axes[0], self->rectangle_axes[1]);
  *one = (InsAreaPoint){ self->rectangle_mm[0].mm[first], self->rectangle_mm[0].mm[second] };
  *other = (InsAreaPoint){ self->rectangle_mm[1].mm[first], self->rectangle_mm[1].mm[second] };

  return TRUE;
}

void
ins_cscan_view_clear_rectangle (InsCscanView *self)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->grab = INS_GRAB_NONE;
  self->is_drawing = FALSE;
  if (!self->has_rectangle)
    return;
  self->has_rectangle = FALSE;
  ins_cscan_view_drop_layer (self, INS_LAYER_RECTANGLE);
  g_signal_emit_by_name (self, "rectangle-changed");
}

/* ---- pointer ----------------------------------------------------------------------------- */

static InsViewGrab
find_grab (InsCscanView *self, double x, double y)
{
  InsViewRectangle rectangle;
  double u, v;

  if (!ins_cscan_view_shows_rectangle (self))
    return INS_GRAB_NONE;
  ins_cscan_view_to_picture (self, x, y, &u, &v);
  to_picture (self, &rectangle);

  return ins_view_rectangle_find_grab (
      &rectangle, u, v, REACH * ins_draw_get_unit (GTK_WIDGET (self)) / self->geometry.scale);
}

void
ins_cscan_view_point_at_rectangle (InsCscanView *self, double x, double y)
{
  const char *name = ins_view_rectangle_get_pointer (find_grab (self, x, y));
  GdkCursor *now = gtk_widget_get_cursor (GTK_WIDGET (self));

  if (now == NULL || g_strcmp0 (gdk_cursor_get_name (now), name) != 0)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

void
ins_cscan_view_begin_rectangle (InsCscanView *self, double x, double y)
{
  InsViewRectangle bounds;
  double u, v;

  if (ins_cscan_view_get_grid (self) == NULL)
    return;
  self->grab = find_grab (self, x, y);
  self->is_drawing = self->grab == INS_GRAB_NONE;
  if (!self->is_drawing)
    {
      to_picture (self, &self->dragged);
      return;
    }
  get_bounds (self, &bounds);
  ins_cscan_view_to_picture (self, x, y, &u, &v);
  u = CLAMP (u, bounds.u0, bounds.u1);
  v = CLAMP (v, bounds.v0, bounds.v1);
  self->dragged = (InsViewRectangle){ u, v, u, v };
  self->grab = INS_GRAB_RIGHT | INS_GRAB_BOTTOM;
}

void
ins_cscan_view_drag_rectangle (InsCscanView *self, double dx, double dy)
{
  InsViewRectangle bounds, rectangle;

  if (self->grab == INS_GRAB_NONE || ins_cscan_view_get_grid (self) == NULL)
    return;
  get_bounds (self, &bounds);
  ins_view_rectangle_drag (&self->dragged, self->grab, dx / self->geometry.scale,
                           dy / self->geometry.scale, &bounds, &rectangle);
  keep (self, &rectangle);
}

/* A click beside the rectangle takes it away. */
void
ins_cscan_view_end_rectangle (InsCscanView *self)
{
  InsViewRectangle rectangle;
  gboolean was_drawing = self->is_drawing;
  double least = SMALLEST * ins_draw_get_unit (GTK_WIDGET (self)) / self->geometry.scale;

  if (self->grab == INS_GRAB_NONE)
    return;
  self->grab = INS_GRAB_NONE;
  self->is_drawing = FALSE;
  if (!ins_cscan_view_shows_rectangle (self))
    return;
  to_picture (self, &rectangle);
  if ((was_drawing && rectangle.u0 == self->dragged.u0 && rectangle.u1 == self->dragged.u0) ||
      rectangle.u1 - rectangle.u0 < least || rectangle.v1 - rectangle.v0 < least)
    ins_cscan_view_clear_rectangle (self);
}

/* ---- keys -------------------------------------------------------------------------------- */

/* By so many pixels of the picture; @resize: its far corner only. The first key makes one. */
void
ins_cscan_view_nudge_rectangle (InsCscanView *self, int rows, int columns, gboolean resize)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  InsViewRectangle bounds, rectangle, result;
  double width, height;

  if (grid == NULL)
    return;
  get_bounds (self, &bounds);
  width = bounds.u1 - bounds.u0;
  height = bounds.v1 - bounds.v0;
  if (ins_cscan_view_shows_rectangle (self))
    {
      to_picture (self, &rectangle);
      ins_view_rectangle_drag (&rectangle, resize ? INS_GRAB_RIGHT | INS_GRAB_BOTTOM : INS_GRAB_ALL,
                               columns * grid->scan_step_mm, rows * grid->index_step_mm, &bounds,
                               &result);
    }
  else
    {
      result = (InsViewRectangle){ bounds.u0 + 0.25 * width, bounds.v0 + 0.25 * height,
                                   bounds.u1 - 0.25 * width, bounds.v1 - 0.25 * height };
    }
  if (result.u1 - result.u0 >= grid->scan_step_mm && result.v1 - result.v0 >= grid->index_step_mm)
    keep (self, &result);
}

/* ---- drawing ----------------------------------------------------------------------------- */

void
ins_cscan_view_get_rectangle_bounds (InsCscanView *self, graphene_rect_t *bounds)
{
  double unit = ins_draw_get_unit (GTK_WIDGET (self));
  InsViewRectangle rectangle;
  double x0, y0, x1, y1;

  to_picture (self, &rectangle);
  x0 = ins_cscan_view_to_x (self, rectangle.u0);
  y0 = ins_cscan_view_to_y (self, rectangle.v0);
  x1 = ins_cscan_view_to_x (self, rectangle.u1);
  y1 = ins_cscan_view_to_y (self, rectangle.v1);
  graphene_rect_init (bounds, (float)floor (x0 - LABEL_ROOM * unit), (float)floor (y0 - 40 * unit),
                      (float)ceil (x1 - x0 + 2 * LABEL_ROOM * unit),
                      (float)ceil (y1 - y0 + 80 * unit));
}

void
ins_cscan_view_draw_handles (const InsDraw *draw, double x0, double y0, double x1, double y1)
{
  const double xs[] = { x0, (x0 + x1) / 2, x1 }, ys[] = { y0, (y0 + y1) / 2, y1 };
  double size = HANDLE * draw->unit;

  for (guint i = 0; i < 9; i++)
    {
      if (i == 4) /* its middle */
        continue;
      cairo_rectangle (draw->cr, round (xs[i % 3] - size / 2) + 0.5,
                       round (ys[i / 3] - size / 2) + 0.5, round (size), round (size));
      ins_draw_colour (draw->cr, &ins_draw_white, 1);
      cairo_fill_preserve (draw->cr);
      cairo_set_line_width (draw->cr, 1.25);
      ins_draw_colour (draw->cr, &ins_draw_dark_plate, 1);
      cairo_stroke (draw->cr);
    }
}

static void
draw_size (const InsDraw *draw,
           InsCscanView *self,
           const InsViewRectangle *rectangle,
           double x,
           double y0,
           double y1)
{
  const InsCscanGeometry *geometry = &self->geometry;
  InsTextStyle style = { .size = 13,
                         .bold = TRUE,
                         .align = 0.5,
                         .colour = &ins_draw_white,
                         .background = &ins_draw_dark_plate,
                         .padding = 6 };
  /* Translators: width and height of a rectangle */
  g_autofree char *text = g_strdup_printf (_ ("%.2f × %.2f mm"), rectangle->u1 - rectangle->u0,
                                           rectangle->v1 - rectangle->v0);
  double width = ins_draw_text_width (draw, text, &style) + 2 * style.padding * draw->unit;
  double y = y0 - 20 * draw->unit;

  if (y < geometry->y + 12 * draw->unit)
    y = y1 + 20 * draw->unit;
  if (y > geometry->y + geometry->height - 12 * draw->unit)
    y = (fmax (y0, geometry->y) + fmin (y1, geometry->y + geometry->height)) / 2;
  x = ins_draw_keep_inside (x, width, geometry->x, geometry->x + geometry->width);
  ins_draw_text (draw, x, y, text, &style);
}

void
ins_cscan_view_draw_rectangle (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  InsViewRectangle rectangle;
  double x0, y0, x1, y1;

  to_picture (self, &rectangle);
  x0 = ins_cscan_view_to_x (self, rectangle.u0);
  y0 = ins_cscan_view_to_y (self, rectangle.v0);
  x1 = ins_cscan_view_to_x (self, rectangle.u1);
  y1 = ins_cscan_view_to_y (self, rectangle.v1);
  cairo_rectangle (draw->cr, round (x0), round (y0), round (x1) - round (x0),
                   round (y1) - round (y0));
  ins_draw_stroke_cased (draw->cr, 2, FALSE);
  ins_cscan_view_draw_handles (draw, x0, y0, x1, y1);
  draw_size (draw, self, &rectangle, (x0 + x1) / 2, y0, y1);
}
