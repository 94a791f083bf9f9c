/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-cscan-view-private.h"

/* Lines of the path that are sketched; the real ones are too many to tell apart. */
#define N_SKETCHED_LINES 9
#define N_ARROWS 2 /* on the first of them: enough to say which way */

/* The frame on the screen. */
typedef struct
{
  const InsDraw *draw;
  InsCscanView *view;
  const InsScanGrid *grid;
  double left, top, right, bottom;
  double runway; /* logical pixels */
} Frame;

static void
draw_scan_grid_line (double mm, gboolean is_major, gpointer data)
{
  const Frame *frame = data;
  const InsCscanGeometry *geometry = &frame->view->geometry;
  double x = ins_cscan_view_to_x (frame->view, ins_cscan_view_scan_to_u (frame->grid, mm));

  cairo_move_to (frame->draw->cr, round (x) + 0.5, geometry->y);
  cairo_rel_line_to (frame->draw->cr, 0, geometry->height);
}

static void
draw_index_grid_line (double mm, gboolean is_major, gpointer data)
{
  const Frame *frame = data;
  const InsCscanGeometry *geometry = &frame->view->geometry;
  double y = ins_cscan_view_to_y (frame->view, ins_cscan_view_index_to_v (frame->grid, mm));

  cairo_move_to (frame->draw->cr, geometry->x, round (y) + 0.5);
  cairo_rel_line_to (frame->draw->cr, geometry->width, 0);
}

static void
draw_field (const Frame *frame)
{
  cairo_t *cr = frame->draw->cr;
  const InsCscanGeometry *geometry = &frame->view->geometry;
  const InsScanGrid *grid = frame->grid;
  double step = ins_ticks_get_step (geometry->width / geometry->scale, geometry->width,
                                    40 * frame->draw->unit);
  double left, top, right, bottom;

  ins_cscan_view_to_picture (frame->view, geometry->x, geometry->y, &left, &top);
  ins_cscan_view_to_picture (frame->view, geometry->x + geometry->width,
                             geometry->y + geometry->height, &right, &bottom);
  ins_draw_colour (cr, &frame->draw->theme->plot, 1);
  cairo_rectangle (cr, geometry->x, geometry->y, geometry->width, geometry->height);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1);
  ins_draw_colour (cr, &frame->draw->theme->grid, 1);
  ins_ticks_foreach (ins_cscan_view_u_to_scan (grid, left), ins_cscan_view_u_to_scan (grid, right),
                     step, 1, draw_scan_grid_line, (gpointer)frame);
  ins_ticks_foreach (ins_cscan_view_v_to_index (grid, top),
                     ins_cscan_view_v_to_index (grid, bottom), step, 1, draw_index_grid_line,
                     (gpointer)frame);
  cairo_stroke (cr);
}

static void
draw_arrow_head (const Frame *frame, double x, double y, double way)
{
  cairo_t *cr = frame->draw->cr;

  cairo_move_to (cr, x - 6 * way, y - 5 * frame->draw->unit);
  cairo_line_to (cr, x + 6 * way, y);
  cairo_line_to (cr, x - 6 * way, y + 5 * frame->draw->unit);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* The first line runs from the first pixel on, whichever way the stage's coordinate goes. */
static void
draw_path (const Frame *frame)
{
  cairo_t *cr = frame->draw->cr;
  double unit = frame->draw->unit;
  guint n = MIN (N_SKETCHED_LINES, frame->grid->n_rows);
  double pitch = (frame->bottom - frame->top) / n;
  gboolean is_serpentine = frame->view->pattern == INS_PATTERN_SERPENTINE;
  const double dots[] = { 2, 5 };

  ins_draw_colour (cr, &frame->draw->theme->accent, 0.55);
  cairo_set_line_width (cr, 1.25);
  for (guint i = 0; i < n && pitch > 6 * unit; i++)
    {
      double y = round (frame->top + pitch * (i + 0.5)) + 0.5;

      cairo_set_dash (cr, dots, G_N_ELEMENTS (dots), 0);
      cairo_move_to (cr, frame->left, y);
      cairo_line_to (cr, frame->right, y);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  ins_draw_colour (cr, &frame->draw->theme->accent, 1);
  for (guint i = 0; i < MIN (n, N_ARROWS) && pitch > 12 * unit; i++)
    draw_arrow_head (frame, (frame->left + frame->right) / 2,
                     round (frame->top + pitch * (i + 0.5)) + 0.5,
                     i % 2 == 1 && is_serpentine ? -unit : unit);
}

static void
draw_runways (const Frame *frame)
{
  const InsDraw *draw = frame->draw;
  float height = (float)(frame->bottom - frame->top), width = (float)frame->runway;
  graphene_rect_t before = GRAPHENE_RECT_INIT ((float)(frame->left - frame->runway),
                                               (float)frame->top, width, height);
  graphene_rect_t after = GRAPHENE_RECT_INIT ((float)frame->right, (float)frame->top, width,
                                              height);
  InsTextStyle style = { .colour = &draw->theme->dim,
                         .background = &draw->theme->plot,
                         .padding = 2 };
  GdkRGBA faint = draw->theme->accent;
  g_autofree char *text = g_strdup_printf (_ ("Runway %.1f mm"), frame->view->runway_mm);

  if (frame->view->runway_mm <= 0)
    return;

  faint.alpha = 0.4F;
  ins_draw_hatch (draw->cr, &before, &faint, 6 * draw->unit, 1);
  ins_draw_hatch (draw->cr, &after, &faint, 6 * draw->unit, 1);
  ins_draw_text (draw, frame->left - frame->runway, frame->bottom + 14 * draw->unit, text, &style);
}

/* The probe often waits at the first corner, where its mark and its name hide what stands there. */
static gboolean
is_probe_at_start (const Frame *frame, double start_width)
{
  const double reach = 21 * frame->draw->unit; /* of the mark's cross */
  const double name = 90 * frame->draw->unit;
  const InsCscanGeometry *geometry = &frame->view->geometry;
  double x, y;

  if (!frame->view->probe_known)
    return FALSE;
  ins_cscan_view_get_probe_place (frame->view, &x, &y);
  x = CLAMP (x, geometry->x, geometry->x + geometry->width);
  y = CLAMP (y, geometry->y, geometry->y + geometry->height);

  return x > frame->left - name && x < frame->left + start_width + reach &&
         y > frame->top - 28 * frame->draw->unit - reach && y < frame->top + reach;
}

static void
draw_lengths (const Frame *frame)
{
  const InsDraw *draw = frame->draw;
  const InsScanGrid *grid = frame->grid;
  double unit = draw->unit, width = frame->right - frame->left;
  InsTextStyle style = { .size = 13,
                         .bold = TRUE,
                         .align = 0.5,
                         .colour = &draw->theme->accent,
                         .background = &draw->theme->plot,
                         .padding = 6 };
  g_autofree char *scan = g_strdup_printf (_ ("%.2f mm"), grid->n_columns * grid->scan_step_mm);
  g_autofree char *index = g_strdup_printf (_ ("%.2f mm"), grid->n_rows * grid->index_step_mm);
  double scan_width = ins_draw_text_width (draw, scan, &style);
  double start_width = ins_draw_text_width (draw, _ ("Start"), &style);

  ins_draw_text (draw, (frame->left + frame->right) / 2, frame->top - 14 * unit, scan, &style);
  if (width / 2 > start_width + scan_width / 2 + 16 * unit)
    {
      const gboolean inside = is_probe_at_start (frame, start_width);

      style.align = 0;
      style.padding = 2;
      ins_draw_text (draw, frame->left + (inside ? 8 * unit : -2),
                     frame->top + (inside ? 32 : -14) * unit, _ ("Start"), &style);
    }
  style.align = 1;
  style.padding = 6;
  if (frame->bottom - frame->top > 60 * unit)
    ins_draw_text (draw, frame->right - 12 * unit, (frame->top + frame->bottom) / 2 - 22 * unit,
                   index, &style);
}

static void
draw_hint (const Frame *frame)
{
  const InsDraw *draw = frame->draw;
  const char *text = frame->view->n_regions == 0
                         ? _ ("Drag the frame or its corners. Double-click: go there.")
                         : _ ("Double-click: go there.");
  InsTextStyle style = {
    .size = 13, .align = 0.5, .background = &draw->theme->plot, .padding = 10
  };
  double width = ins_draw_text_width (draw, text, &style) + 40 * draw->unit;

  if (frame->bottom - frame->top > 90 * draw->unit && frame->right - frame->left > width)
    ins_draw_text (draw, (frame->left + frame->right) / 2, frame->bottom - 18 * draw->unit, text,
                   &style);
}

/* Over a picture only the frame, which is for pulling. */
static void
draw_plan_over (const InsDraw *draw, InsCscanView *self)
{
  InsViewRectangle rectangle;
  double left, top, right, bottom;

  if (!ins_cscan_view_get_plan_rectangle (self, &rectangle))
    return;
  left = round (ins_cscan_view_to_x (self, rectangle.u0));
  top = round (ins_cscan_view_to_y (self, rectangle.v0));
  right = round (ins_cscan_view_to_x (self, rectangle.u1));
  bottom = round (ins_cscan_view_to_y (self, rectangle.v1));
  cairo_rectangle (draw->cr, left, top, right - left, bottom - top);
  ins_draw_stroke_cased (draw->cr, 2, FALSE);
  if (self->n_regions == 0)
    ins_cscan_view_draw_handles (draw, left, top, right, bottom);
}

void
ins_cscan_view_draw_plan (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  const InsScanGrid *grid = &self->plan;
  Frame frame = { .draw = draw, .view = self, .grid = grid };
  const gboolean can_drag = self->tool == INS_CSCAN_TOOL_CROSS;

  if (self->rows.cscan != NULL)
    {
      draw_plan_over (draw, self);
      return;
    }
  frame.left = ins_cscan_view_to_x (self, 0);
  frame.top = ins_cscan_view_to_y (self, 0);
  frame.right = ins_cscan_view_to_x (self, grid->n_columns * grid->scan_step_mm);
  frame.bottom = ins_cscan_view_to_y (self, grid->n_rows * grid->index_step_mm);
  frame.runway = self->runway_mm * self->geometry.scale;

  cairo_save (draw->cr);
  draw_field (&frame);
  draw_runways (&frame);
  ins_draw_colour (draw->cr, &draw->theme->accent, 0.07);
  cairo_rectangle (draw->cr, frame.left, frame.top, frame.right - frame.left,
                   frame.bottom - frame.top);
  cairo_fill (draw->cr);
  draw_path (&frame);
  cairo_rectangle (draw->cr, round (frame.left), round (frame.top),
                   round (frame.right) - round (frame.left),
                   round (frame.bottom) - round (frame.top));
  cairo_set_line_width (draw->cr, 2);
  ins_draw_colour (draw->cr, &draw->theme->accent, 1);
  cairo_stroke (draw->cr);
  ins_cscan_view_draw_regions (draw, self);
  draw_lengths (&frame);
  if (self->n_regions == 0 && can_drag)
    ins_cscan_view_draw_handles (draw, frame.left, frame.top, frame.right, frame.bottom);
  if (self->probe_known && can_drag) /* nobody can send a stage from nowhere */
    draw_hint (&frame);
  cairo_restore (draw->cr);
}

/* ---- the probe --------------------------------------------------------------------------- */

static void
draw_cross (cairo_t *cr, double x, double y, double from, double to)
{
  const int ways[4][2] = { { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      cairo_move_to (cr, x + ways[i][0] * from, y + ways[i][1] * from);
      cairo_line_to (cr, x + ways[i][0] * to, y + ways[i][1] * to);
    }
  cairo_stroke (cr);
}

static void
draw_probe_at (const InsDraw *draw, double x, double y)
{
  cairo_t *cr = draw->cr;
  double unit = draw->unit;

  cairo_set_line_width (cr, 6 * unit);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.75);
  cairo_arc (cr, x, y, 13 * unit, 0, 2 * G_PI);
  cairo_stroke (cr);
  draw_cross (cr, x, y, 6 * unit, 21 * unit);
  ins_draw_colour (cr, &ins_draw_white, 1);
  cairo_set_line_width (cr, 2.5 * unit);
  cairo_arc (cr, x, y, 13 * unit, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 2 * unit);
  draw_cross (cr, x, y, 6 * unit, 20 * unit);
  cairo_arc (cr, x, y, 2.2 * unit, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* Out of the view: an arrow head at the edge that points to it. */
static void
draw_probe_beyond (const InsDraw *draw, double x, double y, double angle)
{
  cairo_t *cr = draw->cr;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  cairo_scale (cr, draw->unit, draw->unit);
  cairo_move_to (cr, -2, 0);
  cairo_line_to (cr, -16, -9);
  cairo_line_to (cr, -16, 9);
  cairo_close_path (cr);
  cairo_restore (cr);
  ins_draw_colour (cr, &ins_draw_white, 1);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 2);
  ins_draw_colour (cr, &ins_draw_dark_plate, 1);
  cairo_stroke (cr);
}

void
ins_cscan_view_get_probe_place (InsCscanView *self, double *x, double *y)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);

  *x = ins_cscan_view_to_x (self, ins_cscan_view_scan_to_u (grid, self->probe.mm[grid->scan_axis]));
  *y = ins_cscan_view_to_y (self,
                            ins_cscan_view_index_to_v (grid, self->probe.mm[grid->index_axis]));
}

static void
get_probe_style (InsCscanView *self, const InsDraw *draw, InsTextStyle *style)
{
  *style = (InsTextStyle){ .size = 13,
                           .bold = TRUE,
                           .background = self->rows.cscan != NULL ? &draw->theme->tile
                                                                  : &draw->theme->plot,
                           .padding = 6 };
}

void
ins_cscan_view_get_probe_plate (InsCscanView *self, graphene_rect_t *plate)
{
  const InsCscanGeometry *geometry = &self->geometry;
  const graphene_rect_t plot = GRAPHENE_RECT_INIT ((float)geometry->x, (float)geometry->y,
                                                   (float)geometry->width, (float)geometry->height);
  const int ways[4][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };
  graphene_rect_t stopped;
  gboolean is_stopped = ins_cscan_view_get_stopped_plate (self, &stopped);
  InsTextStyle style;
  InsDraw draw;
  double x, y, width, height;

  ins_draw_init (&draw, GTK_WIDGET (self), NULL);
  get_probe_style (self, &draw, &style);
  width = ins_draw_text_width (&draw, _ ("Probe"), &style) + 2 * style.padding * draw.unit;
  height = 20 * draw.unit;
  ins_cscan_view_get_probe_place (self, &x, &y);
  x = CLAMP (x, geometry->x, geometry->x + geometry->width);
  y = CLAMP (y, geometry->y, geometry->y + geometry->height);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      double at_x = x + ways[i][0] * (24 * draw.unit + width / 2);
      double at_y = y + ways[i][1] * (24 * draw.unit + height / 2);

      if (ways[i][0] != 0) /* beside it there is room to give way */
        at_y = CLAMP (at_y, geometry->y + 14 * draw.unit,
                      geometry->y + geometry->height - 14 * draw.unit);
      graphene_rect_init (plate, (float)(at_x - width / 2), (float)(at_y - height / 2),
                          (float)width, (float)height);
      if (graphene_rect_contains_rect (&plot, plate) &&
          !(is_stopped && graphene_rect_intersection (plate, &stopped, NULL)))
        return;
    }
}

void
ins_cscan_view_draw_probe (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  const InsCscanGeometry *geometry = &self->geometry;
  double x, y, at_x, at_y;
  graphene_rect_t plate;
  gboolean is_inside;
  InsTextStyle style;

  ins_cscan_view_get_probe_place (self, &x, &y);
  at_x = CLAMP (x, geometry->x, geometry->x + geometry->width);
  at_y = CLAMP (y, geometry->y, geometry->y + geometry->height);
  is_inside = at_x == x && at_y == y;
  if (!is_inside && self->rows.cscan != NULL)
    return; /* a picture shows the part, not the way to it */
  if (is_inside)
    draw_probe_at (draw, x, y);
  else
    draw_probe_beyond (draw, at_x, at_y, atan2 (y - at_y, x - at_x));
  get_probe_style (self, draw, &style);
  ins_cscan_view_get_probe_plate (self, &plate);
  ins_draw_text (draw, (double)plate.origin.x + style.padding * draw->unit,
                 (double)(plate.origin.y + plate.size.height / 2), _ ("Probe"), &style);
}
