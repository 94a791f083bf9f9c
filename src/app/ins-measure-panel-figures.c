/* ins-measure-panel-figures.c - figures of the selected measurement, its clusters, its profile
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-draw.h"
#include "app/ins-measure-panel-private.h"
#include "core/ins-number.h"

#define MOST_ROWS 200 /* of clusters; the table that is exported has all */

static void
put (InsMeasurePanel *self, const char *text, int column, int row, const char *class_name)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_add_css_class (label, "small");
  gtk_widget_add_css_class (label, class_name);
  gtk_grid_attach (self->figures, label, column, row, 1, 1);
}

static void
clear (InsMeasurePanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->figures))) != NULL)
    gtk_grid_remove (self->figures, child);
}

static void
put_wide (InsMeasurePanel *self, const char *text, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "small");
  gtk_grid_attach (self->figures, label, 0, row, 5, 1);
}

/* Place, extent on both axes, area, peak. */
static void
show_clusters (InsMeasurePanel *self, const InsMeasureItem *item, int row)
{
  const GArray *clusters = item->result->clusters;
  g_autofree char *peak = g_strdup_printf (_ ("Peak %s"), ins_measure_unit_to_title (item->unit));
  const char *const heading[] = { _ ("x, y mm"), _ ("Size mm"), _ ("mm²"), peak, _ ("Depth") };

  for (guint i = 0; i < G_N_ELEMENTS (heading); i++)
    put (self, heading[i], (int)i, row, "dim");
  for (guint i = 0; i < MIN (clusters->len, MOST_ROWS); i++)
    {
      const InsMeasureCluster *cluster = &g_array_index (clusters, InsMeasureCluster, i);
      const double values[] = { cluster->centre.x_mm, cluster->centre.y_mm, cluster->scan_mm,
                                cluster->index_mm,    cluster->area_mm2,    cluster->peak,
                                cluster->depth_mm };
      char *texts[G_N_ELEMENTS (values)];
      g_autofree char *place = NULL, *size = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        texts[j] = isfinite (values[j]) ? ins_number_format_typed (values[j], j < 5 ? 2 : 1)
                                        : g_strdup ("–");
      place = g_strdup_printf ("%u  %s, %s", i + 1, texts[0], texts[1]);
      size = g_strdup_printf ("%s × %s", texts[2], texts[3]);
      put (self, place, 0, row + 1 + (int)i, "tn");
      put (self, size, 1, row + 1 + (int)i, "tn");
      for (guint j = 4; j < G_N_ELEMENTS (values); j++)
        put (self, texts[j], (int)j - 2, row + 1 + (int)i, "tn");
      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        g_free (texts[j]);
    }
}

void
ins_measure_panel_show_figures (InsMeasurePanel *self, const InsMeasureItem *item)
{
  int row = 0;

  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self->plot),
                          item != NULL && item->result != NULL && item->result->profile != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self->plot));
  if (item == NULL)
    return;
  if (item->reason != NULL)
    put_wide (self, item->reason, row++);
  for (guint i = 0; item->result != NULL && i < item->result->figures->len; i++)
    {
      const InsMeasureFigure *figure = &g_array_index (item->result->figures, InsMeasureFigure, i);
      const char *title = ins_measure_key_to_title (figure->key);
      g_autofree char *value = title != NULL ? ins_measure_figure_dup_text (figure) : NULL;

      if (title == NULL || (isnan (figure->value) && g_str_equal (figure->key, "depth_mm")))
        continue;
      put (self, title, 0, row, "dim");
      put (self, value, 1, row++, "tn");
    }
  if (item->result != NULL && ins_measure_result_get (item->result, "open") == 1.0)
    put_wide (self, _ ("It reaches the border or a hole: it may be bigger."), row++);
  if (item->measure->kind == INS_MEASURE_CLUSTERS && item->result != NULL)
    show_clusters (self, item, row);
}

/* ---- profile ------------------------------------------------------------------------------- */

typedef struct
{
  double x, y, width, height;
} Area;

static void
find_range (const GArray *samples, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < samples->len; i++)
    {
      double value = g_array_index (samples, InsMeasureSample, i).value;

      if (isnan (value))
        continue;
      *low = fmin (*low, value);
      *high = fmax (*high, value);
    }
  if (*low > *high)
    *low = *high = 0.0;
  if (*high - *low < 1e-9)
    *high = *low + 1.0;
}

/* Gaps where there is no value. */
static void
draw_line (cairo_t *cr, const GArray *samples, const Area *area, double low, double high)
{
  double length_mm = g_array_index (samples, InsMeasureSample, samples->len - 1).distance_mm;
  gboolean is_down = FALSE;

  for (guint i = 0; i < samples->len; i++)
    {
      const InsMeasureSample *sample = &g_array_index (samples, InsMeasureSample, i);
      double x = area->x + area->width * (sample->distance_mm / MAX (length_mm, 1e-9));
      double y = area->y + area->height * (high - sample->value) / (high - low);

      if (isnan (sample->value))
        is_down = FALSE;
      else if (is_down)
        cairo_line_to (cr, x, y);
      else
        {
          cairo_move_to (cr, x, y);
          is_down = TRUE;
        }
    }
}

static void
draw_axes (const InsDraw *draw,
           const Area *area,
           const GArray *samples,
           const char *unit,
           double low,
           double high)
{
  const InsTextStyle left = { .size = 10, .align = 0, .colour = &draw->theme->dim };
  const InsTextStyle right = { .size = 10, .align = 1, .colour = &draw->theme->dim };
  double length_mm = g_array_index (samples, InsMeasureSample, samples->len - 1).distance_mm;
  g_autofree char *top = ins_number_format_typed (high, 2);
  g_autofree char *bottom = ins_number_format_typed (low, 2);
  g_autofree char *end = ins_number_format_typed (length_mm, 2);
  g_autofree char *top_text = g_strdup_printf ("%s %s", top, ins_measure_unit_to_title (unit));
  g_autofree char *end_text = g_strdup_printf (_ ("%s mm"), end);
  double below = area->y + area->height + 9 * draw->unit;

  ins_draw_colour (draw->cr, &draw->theme->line, 1.0);
  cairo_rectangle (draw->cr, area->x + 0.5, area->y + 0.5, area->width - 1, area->height - 1);
  cairo_set_line_width (draw->cr, 1);
  cairo_stroke (draw->cr);
  ins_draw_text (draw, area->x, area->y - 8 * draw->unit, top_text, &left);
  ins_draw_text (draw, area->x, below, bottom, &left);
  ins_draw_text (draw, area->x + area->width, below, end_text, &right);
}

static void
draw_plot (GtkDrawingArea *plot, cairo_t *cr, int width, int height, gpointer data)
{
  InsMeasurePanel *self = data;
  int selected = self->model != NULL ? ins_measure_model_get_selected (self->model) : -1;
  const InsMeasureItem *item = selected >= 0 ? ins_measure_model_get (self->model, (guint)selected)
                                             : NULL;
  InsDraw draw;
  Area area;
  double low, high;

  if (item == NULL || item->result == NULL || item->result->profile == NULL)
    return;
  ins_draw_init (&draw, GTK_WIDGET (plot), cr);
  area = (Area){ 0, 16 * draw.unit, width, height - 34 * draw.unit };
  find_range (item->result->profile, &low, &high);
  draw_axes (&draw, &area, item->result->profile, item->unit, low, high);
  draw_line (cr, item->result->profile, &area, low, high);
  ins_draw_colour (cr, &draw.theme->accent, 1.0);
  cairo_set_line_width (cr, 1.5 * draw.unit);
  cairo_stroke (cr);
}

void
ins_measure_panel_init_plot (InsMeasurePanel *self)
{
  gtk_drawing_area_set_draw_func (self->plot, draw_plot, self, NULL);
}
