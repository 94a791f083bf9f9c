/* ins-measure-overlay-drawing.c - measurements on the C-scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-measure-overlay-private.h"

#define HANDLE 7.0        /* units */
#define MOST_CLUSTERS 300 /* more are not told apart */
#define MOST_NUMBERS 40

typedef struct
{
  const InsDraw *draw;
  InsMeasureOverlay *self;
  const InsScanGrid *grid;
  graphene_rect_t plot;
  gboolean selected;
} Drawing;

static gboolean
move_to (const Drawing *d, const InsAreaPoint *point, gboolean line)
{
  double x, y;

  if (!ins_measure_overlay_to_px (d->self, point, &x, &y))
    return FALSE;
  if (line)
    cairo_line_to (d->draw->cr, x, y);
  else
    cairo_move_to (d->draw->cr, x, y);

  return TRUE;
}

static void
stroke (const Drawing *d, gboolean dashed)
{
  cairo_t *cr = d->draw->cr;

  if (!d->selected)
    {
      ins_draw_stroke_cased (cr, d->draw->unit, dashed);
      return;
    }
  ins_draw_colour (cr, &ins_draw_white, 0.9);
  cairo_set_line_width (cr, 4.0 * d->draw->unit);
  cairo_stroke_preserve (cr);
  ins_draw_colour (cr, &d->draw->theme->accent, 1.0);
  cairo_set_line_width (cr, 2.0 * d->draw->unit);
  cairo_stroke (cr);
}

static void
draw_path (const Drawing *d, const InsAreaPoint *points, guint n, gboolean closed)
{
  for (guint i = 0; i < n; i++)
    move_to (d, &points[i], i > 0);
  if (closed)
    cairo_close_path (d->draw->cr);
  stroke (d, FALSE);
}

static void
draw_circle (const Drawing *d, const InsAreaPoint *points)
{
  double radius_mm = hypot (points[1].x_mm - points[0].x_mm, points[1].y_mm - points[0].y_mm);

  /* scales of the two axes may differ one day */
  for (guint i = 0; i < 64; i++)
    {
      InsAreaPoint at = { points[0].x_mm + radius_mm * cos (i * G_PI / 32),
                          points[0].y_mm + radius_mm * sin (i * G_PI / 32) };

      move_to (d, &at, i > 0);
    }
  cairo_close_path (d->draw->cr);
  stroke (d, FALSE);
}

static void
draw_cross (const Drawing *d, const InsAreaPoint *at, double size)
{
  double x, y, reach = size * d->draw->unit;

  if (!ins_measure_overlay_to_px (d->self, at, &x, &y))
    return;
  cairo_move_to (d->draw->cr, x - reach, y);
  cairo_line_to (d->draw->cr, x + reach, y);
  cairo_move_to (d->draw->cr, x, y - reach);
  cairo_line_to (d->draw->cr, x, y + reach);
  stroke (d, FALSE);
}

/* Between its edges, which lie between pixels. */
static void
draw_box (const Drawing *d, const InsMeasureCluster *cluster)
{
  const InsAreaPoint corners[] = {
    ins_measure_to_point (d->grid, cluster->low_column, cluster->low_row),
    ins_measure_to_point (d->grid, cluster->high_column, cluster->low_row),
    ins_measure_to_point (d->grid, cluster->high_column, cluster->high_row),
    ins_measure_to_point (d->grid, cluster->low_column, cluster->high_row),
  };

  draw_path (d, corners, G_N_ELEMENTS (corners), TRUE);
}

static void
draw_label (const Drawing *d, const InsAreaPoint *at, const char *text, double dy)
{
  const InsTextStyle style = { .align = 0.5,
                               .bold = d->selected,
                               .colour = &ins_draw_white,
                               .background = d->selected ? &d->draw->theme->accent
                                                         : &ins_draw_dark_plate,
                               .padding = 3 };
  const double left = (double)d->plot.origin.x, top = (double)d->plot.origin.y;
  const double right = left + (double)d->plot.size.width;
  const double bottom = top + (double)d->plot.size.height;
  double x, y, width;

  if (*text == '\0' || !ins_measure_overlay_to_px (d->self, at, &x, &y))
    return;
  /* what is not in sight needs no words at the edge */
  if (x < left || y < top || x > right || y > bottom)
    return;
  width = ins_draw_text_width (d->draw, text, &style);
  x = ins_draw_keep_inside (x, width, left, right);
  y = CLAMP (y + dy * d->draw->unit, top + 10 * d->draw->unit, bottom - 10 * d->draw->unit);
  ins_draw_text (d->draw, x, y, text, &style);
}

static void
draw_clusters (const Drawing *d, const InsMeasureResult *result)
{
  guint n = result->clusters != NULL ? MIN (result->clusters->len, MOST_CLUSTERS) : 0;

  for (guint i = 0; i < n; i++)
    {
      const InsMeasureCluster *cluster = &g_array_index (result->clusters, InsMeasureCluster, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);

      draw_box (d, cluster);
      if (i < MOST_NUMBERS && n > 1)
        draw_label (d, &cluster->centre, number, 0);
    }
}

/* Where its words are: the middle of its topmost edge. */
static InsAreaPoint
find_label_place (const Drawing *d, const InsMeasureItem *item)
{
  const InsMeasure *measure = item->measure;
  InsAreaPoint handles[INS_MEASURE_MAX_POINTS];
  guint n = ins_measure_overlay_get_handles (measure, handles, G_N_ELEMENTS (handles));
  double top = INFINITY;
  guint best = 0;

  if (n == 0)
    return ins_measure_to_point (d->grid, d->grid->n_columns / 2.0, 0.0);
  for (guint i = 0; i < n; i++)
    {
      double x, y;

      if (!ins_measure_overlay_to_px (d->self, &handles[i], &x, &y))
        continue;
      if (y < top)
        {
          top = y;
          best = i;
        }
    }

  return handles[best];
}

static void
draw_handles (const Drawing *d, const InsMeasure *measure)
{
  InsAreaPoint handles[INS_MEASURE_MAX_POINTS];
  guint n = ins_measure_overlay_get_handles (measure, handles, G_N_ELEMENTS (handles));
  double size = HANDLE * d->draw->unit;

  for (guint i = 0; i < n; i++)
    {
      double x, y;

      if (!ins_measure_overlay_to_px (d->self, &handles[i], &x, &y))
        continue;
      cairo_rectangle (d->draw->cr, x - size / 2, y - size / 2, size, size);
      ins_draw_colour (d->draw->cr, &ins_draw_white, 1.0);
      cairo_fill_preserve (d->draw->cr);
      ins_draw_colour (d->draw->cr, &d->draw->theme->accent, 1.0);
      cairo_set_line_width (d->draw->cr, 1.5 * d->draw->unit);
      cairo_stroke (d->draw->cr);
    }
}

static void
draw_shape (const Drawing *d, const InsMeasure *measure)
{
  const InsAreaPoint *points = measure->points;
  InsAreaPoint handles[4];

  if (measure->n_points == 1)
    draw_cross (d, &points[0], measure->kind == INS_MEASURE_NOTE ? 4 : 3);
  else if (measure->n_points == 2 && !ins_measure_has_region (measure))
    draw_path (d, points, 2, FALSE);
  else if (measure->n_points == 0)
    return;
  else if (measure->shape == INS_MEASURE_CIRCLE)
    draw_circle (d, points);
  else if (measure->shape == INS_MEASURE_POLYGON)
    draw_path (d, points, measure->n_points, TRUE);
  else if (ins_measure_overlay_get_handles (measure, handles, 4) == 4)
    draw_path (d, handles, 4, TRUE);
}

static void
draw_item (const Drawing *d, const InsMeasureItem *item)
{
  g_autofree char *value = ins_measure_item_dup_value (item);
  g_autofree char *text = g_strdup_printf ("%s  %s", item->measure->name, value);
  InsAreaPoint place = find_label_place (d, item);

  if (item->result != NULL)
    draw_clusters (d, item->result);
  if (item->measure->kind != INS_MEASURE_SIZING || item->result == NULL)
    draw_shape (d, item->measure);
  if (d->selected)
    draw_handles (d, item->measure);
  if (item->measure->kind == INS_MEASURE_SIZING && item->result != NULL)
    place = ins_measure_to_point (
        d->grid,
        (g_array_index (item->result->clusters, InsMeasureCluster, 0).low_column +
         g_array_index (item->result->clusters, InsMeasureCluster, 0).high_column) /
            2.0,
        g_array_index (item->result->clusters, InsMeasureCluster, 0).low_row);
  draw_label (d, &place,
              item->measure->kind == INS_MEASURE_NOTE       ? value
              : d->selected || item->measure->n_points == 0 ? text
                                                            : value,
              -14);
}

static void
draw_polygon_to_be (const Drawing *d)
{
  const InsMeasureOverlay *self = d->self;

  for (guint i = 0; i < self->corners->len; i++)
    move_to (d, &g_array_index (self->corners, InsAreaPoint, i), i > 0);
  if (self->corners->len > 0)
    move_to (d, &self->hover, TRUE);
  stroke (d, TRUE);
}

void
ins_measure_overlay_draw (const InsDraw *draw, InsCscanView *view, gpointer data)
{
  InsMeasureOverlay *self = data;
  InsCscan *cscan = ins_measure_model_get_cscan (self->model);
  Drawing d = { .draw = draw, .self = self };
  int selected = ins_measure_model_get_selected (self->model);

  if (cscan == NULL || !self->is_visible || !ins_cscan_view_get_plot (view, &d.plot))
    return;
  d.grid = ins_cscan_get_grid (cscan);
  for (guint i = 0; i < ins_measure_model_get_n (self->model); i++)
    if ((int)i != selected)
      draw_item (&d, ins_measure_model_get (self->model, i));
  d.selected = TRUE;
  if (selected >= 0)
    draw_item (&d, ins_measure_model_get (self->model, (guint)selected));
  draw_polygon_to_be (&d);
}
