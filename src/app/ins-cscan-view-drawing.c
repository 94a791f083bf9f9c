/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-cscan-view-private.h"

/* ---- axes -------------------------------------------------------------------------------- */

typedef struct
{
  const InsDraw *draw;
  InsCscanView *view;
  const InsScanGrid *grid;
  double step;
} Axes;

static void
draw_scan_tick (double mm, gboolean is_major, gpointer data)
{
  const Axes *axes = data;
  const InsDraw *draw = axes->draw;
  const InsCscanGeometry *geometry = &axes->view->geometry;
  double x = ins_cscan_view_to_x (axes->view, ins_cscan_view_scan_to_u (axes->grid, mm));
  double y = geometry->y + geometry->height;
  InsTextStyle style = { .align = 0.5, .colour = &draw->theme->dim };
  g_autofree char *label = ins_ticks_format (mm, axes->step);

  ins_draw_colour (draw->cr, &draw->theme->dim, is_major ? 1 : 0.55);
  cairo_move_to (draw->cr, round (x) + 0.5, y + 1);
  cairo_rel_line_to (draw->cr, 0, (is_major ? 6 : 3) * draw->unit);
  cairo_stroke (draw->cr);
  if (is_major && x < geometry->x + geometry->width - 52 * draw->unit)
    ins_draw_text (draw, x, y + 15 * draw->unit, label, &style);
}

static void
draw_index_tick (double mm, gboolean is_major, gpointer data)
{
  const Axes *axes = data;
  const InsDraw *draw = axes->draw;
  const InsCscanGeometry *geometry = &axes->view->geometry;
  double x = geometry->x;
  double y = ins_cscan_view_to_y (axes->view, ins_cscan_view_index_to_v (axes->grid, mm));
  InsTextStyle style = { .align = 1, .colour = &draw->theme->dim };
  g_autofree char *label = ins_ticks_format (mm, axes->step);

  ins_draw_colour (draw->cr, &draw->theme->dim, is_major ? 1 : 0.55);
  cairo_move_to (draw->cr, x - 1, round (y) + 0.5);
  cairo_rel_line_to (draw->cr, (is_major ? -6 : -3) * draw->unit, 0);
  cairo_stroke (draw->cr);
  if (is_major && y > geometry->y + 18 * draw->unit)
    ins_draw_text (draw, x - 10 * draw->unit, y, label, &style);
}

static void
draw_axis_titles (const Axes *axes)
{
  const InsDraw *draw = axes->draw;
  const InsCscanGeometry *geometry = &axes->view->geometry;
  InsTextStyle style = { .align = 1, .bold = TRUE };
  /* Translators: title of an axis of the stage, a letter X, Y or Z and the unit */
  g_autofree char *scan = g_strdup_printf (_ ("%c mm"), INS_AXIS_LETTERS[axes->grid->scan_axis]);
  g_autofree char *index = g_strdup_printf (_ ("%c mm"), INS_AXIS_LETTERS[axes->grid->index_axis]);

  ins_draw_text (draw, geometry->x + geometry->width,
                 geometry->y + geometry->height + 15 * draw->unit, scan, &style);
  ins_draw_text (draw, geometry->x - 8 * draw->unit, geometry->y + 7 * draw->unit, index, &style);
}

void
ins_cscan_view_draw_axes (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const InsCscanGeometry *geometry = &self->geometry;
  double width_mm = geometry->width / geometry->scale;
  Axes axes = { draw, self, grid, ins_ticks_get_step (width_mm, geometry->width, 64 * draw->unit) };
  double left, top, right, bottom;

  ins_cscan_view_to_picture (self, geometry->x, geometry->y, &left, &top);
  ins_cscan_view_to_picture (self, geometry->x + geometry->width, geometry->y + geometry->height,
                             &right, &bottom);
  cairo_set_line_width (draw->cr, 1);
  ins_draw_colour (draw->cr, &draw->theme->line, 1);
  cairo_rectangle (draw->cr, geometry->x - 0.5, geometry->y - 0.5, geometry->width + 1,
                   geometry->height + 1);
  cairo_stroke (draw->cr);

  ins_ticks_foreach (ins_cscan_view_u_to_scan (grid, left), ins_cscan_view_u_to_scan (grid, right),
                     axes.step, 5, draw_scan_tick, &axes);
  ins_ticks_foreach (ins_cscan_view_v_to_index (grid, top),
                     ins_cscan_view_v_to_index (grid, bottom), axes.step, 5, draw_index_tick,
                     &axes);
  draw_axis_titles (&axes);
}

/* ---- what each line is ------------------------------------------------------------------- */

typedef struct
{
  const InsDraw *draw;
  double x, width;
  double start, end; /* of the run of recorded lines that is not drawn yet */
} Gutter;

static void
draw_run (const Gutter *gutter)
{
  if (gutter->end <= gutter->start)
    return;

  ins_draw_colour (gutter->draw->cr, &gutter->draw->theme->ok, 1);
  cairo_rectangle (gutter->draw->cr, gutter->x, gutter->start, gutter->width,
                   gutter->end - gutter->start);
  cairo_fill (gutter->draw->cr);
}

static void
draw_hole_mark (const Gutter *gutter, double y)
{
  const InsDraw *draw = gutter->draw;

  ins_draw_colour (draw->cr, &draw->theme->warn, 1);
  cairo_move_to (draw->cr, gutter->x + 8 * draw->unit, y);
  cairo_rel_line_to (draw->cr, -9 * draw->unit, -5 * draw->unit);
  cairo_rel_line_to (draw->cr, 0, 10 * draw->unit);
  cairo_close_path (draw->cr);
  cairo_fill (draw->cr);
}

static void
draw_recorded_rows (InsCscanView *self, Gutter *gutter)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double plot_top = self->geometry.y, plot_bottom = plot_top + self->geometry.height;

  for (guint row = 0; row < grid->n_rows; row++)
    {
      double top = ins_cscan_view_to_y (self, row * grid->index_step_mm);
      double bottom = ins_cscan_view_to_y (self, (row + 1) * grid->index_step_mm);

      if (self->rows.row_states[row] == INS_ROW_TO_GO || bottom <= plot_top || top >= plot_bottom)
        continue;

      top = fmax (floor (top), plot_top);
      bottom = fmin (fmax (round (bottom), top + 1), plot_bottom);
      if (top > gutter->end)
        {
          draw_run (gutter);
          gutter->start = top;
        }
      gutter->end = fmax (gutter->end, bottom);
    }
  draw_run (gutter);
}

void
ins_cscan_view_draw_gutter (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const InsCscanGeometry *geometry = &self->geometry;
  double last_mark = -G_MAXDOUBLE;
  Gutter gutter = { .draw = draw,
                    .x = geometry->x + geometry->width + 5 * draw->unit,
                    .width = 5 * draw->unit,
                    .start = geometry->y,
                    .end = geometry->y };

  ins_draw_colour (draw->cr, &draw->theme->line, 1);
  cairo_rectangle (draw->cr, gutter.x, geometry->y, gutter.width, geometry->height);
  cairo_fill (draw->cr);
  draw_recorded_rows (self, &gutter);
  for (guint row = 0; row < grid->n_rows; row++)
    {
      double y = ins_cscan_view_to_y (self, (row + 0.5) * grid->index_step_mm);

      if (self->rows.row_states[row] == INS_ROW_HAS_HOLES && y - last_mark >= 4 * draw->unit &&
          y >= geometry->y && y <= geometry->y + geometry->height)
        {
          draw_hole_mark (&gutter, y);
          last_mark = y;
        }
    }
}

/* ---- the line being swept ---------------------------------------------------------------- */

static guint
find_first_to_go (InsCscanView *self, guint n_rows)
{
  guint row = 0;

  while (row < n_rows && self->rows.row_states[row] != INS_ROW_TO_GO)
    row++;

  return row;
}

/* A scan that stopped waits at the first line that is not there, in whatever order they come. */
gboolean
ins_cscan_view_get_progress_y (InsCscanView *self, double *y)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  guint row;

  if (self->rows.cscan == NULL || (self->row < 0 && self->stopped_text == NULL))
    return FALSE;

  row = self->row >= 0 ? (guint)self->row : find_first_to_go (self, grid->n_rows);
  if (row >= grid->n_rows)
    return FALSE;

  *y = ins_cscan_view_to_y (self, row * grid->index_step_mm);

  return TRUE;
}

/* Middle of what is not scanned yet at the end of the picture. */
gboolean
ins_cscan_view_get_to_go_y (InsCscanView *self, double *y)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double unit = ins_draw_get_unit (GTK_WIDGET (self));
  double bottom = self->geometry.y + self->geometry.height, from;
  guint first = grid->n_rows;

  if (self->stopped_text != NULL || !ins_cscan_view_get_progress_y (self, &from) ||
      self->n_lines_done >= grid->n_rows)
    return FALSE;

  while (first > 0 && self->rows.row_states[first - 1] == INS_ROW_TO_GO)
    first--;
  from = fmax (from, ins_cscan_view_to_y (self, first * grid->index_step_mm));
  *y = (from + bottom) / 2 + 8 * unit;

  return bottom - from > 70 * unit;
}

void
ins_cscan_view_draw_to_go (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  guint n_to_go = grid->n_rows - MIN (self->n_lines_done, grid->n_rows);
  InsTextStyle style = { .size = 14,
                         .align = 0.5,
                         .colour = &draw->theme->dim,
                         .background = &draw->theme->no_data,
                         .padding = 8 };
  g_autofree char *text = g_strdup_printf (ngettext ("%u line to go", "%u lines to go", n_to_go),
                                           n_to_go);
  double y;

  if (ins_cscan_view_get_to_go_y (self, &y))
    ins_draw_text (draw, self->geometry.x + self->geometry.width / 2.0, y, text, &style);
}

/* Arrow head where the stage was last reported, and which line it is. */
static void
draw_sweep (const InsDraw *draw, InsCscanView *self, double y)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const InsCscanGeometry *geometry = &self->geometry;
  double left = geometry->x, right = geometry->x + geometry->width, unit = draw->unit;
  gboolean below = y + 26 * unit < geometry->y + geometry->height;
  double way = below ? unit : -unit, x = (left + right) / 2, width, tag_x;
  InsTextStyle style = { .size = 13,
                         .bold = TRUE,
                         .colour = &ins_draw_white,
                         .background = &ins_draw_dark_plate,
                         .padding = 6 };
  /* Translators: tag at the line being measured; the arrow says which way */
  g_autofree char *text = self->direction < 0
                              ? g_strdup_printf (_ ("\u2190 line %u"), self->n_lines_done + 1)
                              : g_strdup_printf (_ ("line %u \u2192"), self->n_lines_done + 1);

  if (self->probe_known)
    x = ins_cscan_view_to_x (self,
                             ins_cscan_view_scan_to_u (grid, self->probe.mm[grid->scan_axis]));
  x = CLAMP (x, left, right);
  cairo_move_to (draw->cr, x - 8 * unit, y + 13 * way);
  cairo_line_to (draw->cr, x + 8 * unit, y + 13 * way);
  cairo_line_to (draw->cr, x, y + 2 * way);
  cairo_close_path (draw->cr);
  ins_draw_colour (draw->cr, &ins_draw_dark_plate, 1);
  cairo_fill_preserve (draw->cr);
  cairo_set_line_width (draw->cr, 1.5);
  ins_draw_colour (draw->cr, &ins_draw_white, 1);
  cairo_stroke (draw->cr);

  width = ins_draw_text_width (draw, text, &style);
  tag_x = x + 16 * unit;
  if (tag_x + width + 8 * unit > right)
    tag_x = x - 16 * unit - width;
  ins_draw_text (draw, tag_x, y + 14 * way, text, &style);
}

/* ---- where a scan stopped ---------------------------------------------------------------- */

static const InsTextStyle stopped_style = { .size = 14,
                                            .bold = TRUE,
                                            .align = 0.5,
                                            .colour = &ins_draw_white,
                                            .background = &ins_draw_dark_plate,
                                            .padding = 10 };

/* The probe's mark and its name beside it. */
static gboolean
get_probe_room (InsCscanView *self, double unit, graphene_rect_t *room)
{
  double x, y;

  if (!self->probe_known)
    return FALSE;

  ins_cscan_view_get_probe_place (self, &x, &y);
  graphene_rect_init (room, (float)(x - 26 * unit), (float)(y - 24 * unit), (float)(110 * unit),
                      (float)(48 * unit));

  return TRUE;
}

/* Below the line, where nothing is measured yet, and not on the probe. */
gboolean
ins_cscan_view_get_stopped_plate (InsCscanView *self, graphene_rect_t *plate)
{
  const InsCscanGeometry *geometry = &self->geometry;
  float left = (float)geometry->x, width = (float)geometry->width, plate_width, height, line;
  graphene_rect_t probe;
  InsDraw draw;
  double y;

  if (self->stopped_text == NULL || !ins_cscan_view_get_progress_y (self, &y) ||
      y < geometry->y - 1 || y > geometry->y + geometry->height + 1)
    return FALSE;

  ins_draw_init (&draw, GTK_WIDGET (self), NULL);
  plate_width = (float)(ins_draw_text_width (&draw, self->stopped_text, &stopped_style) +
                        2 * stopped_style.padding * draw.unit);
  height = (float)(24 * draw.unit);
  line = fminf ((float)(y + 6 * draw.unit), (float)(geometry->y + geometry->height) - height);
  graphene_rect_init (plate, left + (width - plate_width) / 2, line, plate_width, height);
  if (!get_probe_room (self, draw.unit, &probe) ||
      !graphene_rect_intersection (plate, &probe, NULL))
    return TRUE;

  plate->origin.x = left + (float)(8 * draw.unit);
  if (!graphene_rect_intersection (plate, &probe, NULL))
    return TRUE;
  plate->origin.x = left + width - plate_width - (float)(8 * draw.unit);
  if (!graphene_rect_intersection (plate, &probe, NULL))
    return TRUE;
  plate->origin.x = left + (width - plate_width) / 2;
  line = probe.origin.y + probe.size.height;
  if (line + height < (float)(geometry->y + geometry->height))
    plate->origin.y = line;

  return TRUE;
}

static void
draw_stopped (const InsDraw *draw, InsCscanView *self)
{
  graphene_rect_t plate;
  graphene_point_t centre;

  if (!ins_cscan_view_get_stopped_plate (self, &plate))
    return;

  graphene_rect_get_center (&plate, &centre);
  ins_draw_text (draw, (double)centre.x, (double)centre.y, self->stopped_text, &stopped_style);
}

void
ins_cscan_view_draw_progress (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  const InsCscanGeometry *geometry = &self->geometry;
  double y;

  if (!ins_cscan_view_get_progress_y (self, &y) || y < geometry->y - 1 ||
      y > geometry->y + geometry->height + 1)
    return;

  y = CLAMP (round (y), geometry->y + 1, geometry->y + geometry->height - 1);
  cairo_move_to (draw->cr, geometry->x, y);
  cairo_rel_line_to (draw->cr, geometry->width, 0);
  ins_draw_stroke_cased (draw->cr, 2, self->stopped_text != NULL);
  if (self->stopped_text != NULL)
    draw_stopped (draw, self);
  else
    draw_sweep (draw, self, y);
}
