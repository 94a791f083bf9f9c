/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-focus-plot.h"
#include "core/ins-number.h"

#define LEFT 34.0
#define RIGHT 12.0
#define TOP 10.0
#define BOTTOM 22.0
#define N_LEVELS 4 /* grid lines: 25, 50, 75, 100 % */

struct _InsFocusPlot
{
  GtkDrawingArea parent_instance;

  GArray *points;
  gboolean has_focus;
  InsFocus focus;
};

G_DEFINE_FINAL_TYPE (InsFocusPlot, ins_focus_plot, GTK_TYPE_DRAWING_AREA)

typedef struct
{
  cairo_t *cr;
  GtkWidget *widget;
  GdkRGBA ink, accent;
  double left, right, top, bottom;
  double from_mm, to_mm, most_percent;
} Plot;

static const InsFocusPoint *
get_point (InsFocusPlot *self, guint index)
{
  return &g_array_index (self->points, InsFocusPoint, index);
}

static double
to_x (const Plot *plot, double mm)
{
  return plot->left +
         (mm - plot->from_mm) / (plot->to_mm - plot->from_mm) * (plot->right - plot->left);
}

static double
to_y (const Plot *plot, double percent)
{
  return plot->bottom - percent / plot->most_percent * (plot->bottom - plot->top);
}

static void
set_colour (const Plot *plot, const GdkRGBA *colour, double alpha)
{
  cairo_set_source_rgba (plot->cr, (double)colour->red, (double)colour->green, (double)colour->blue,
                         (double)colour->alpha * alpha);
}

/* @align: 0 left of x, 0.5 around it, 1 before it */
static void
draw_text (const Plot *plot, double x, double y, double align, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (plot->widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  set_colour (plot, &plot->ink, 0.75);
  cairo_move_to (plot->cr, x - align * width, y - height / 2.0);
  pango_cairo_show_layout (plot->cr, layout);
}

static void
draw_grid (const Plot *plot)
{
  g_autofree char *from = ins_number_format_typed (plot->from_mm, 2);
  g_autofree char *to = ins_number_format_typed (plot->to_mm, 2);

  for (guint i = 0; i <= N_LEVELS; i++)
    {
      const double percent = plot->most_percent * i / N_LEVELS;
      g_autofree char *text = ins_number_format_typed (percent, 0);

      set_colour (plot, &plot->ink, i == 0 ? 0.5 : 0.15);
      cairo_set_line_width (plot->cr, 1);
      cairo_move_to (plot->cr, plot->left, round (to_y (plot, percent)) + 0.5);
      cairo_line_to (plot->cr, plot->right, round (to_y (plot, percent)) + 0.5);
      cairo_stroke (plot->cr);
      if (i % 2 == 0)
        draw_text (plot, plot->left - 5, to_y (plot, percent), 1, text);
    }
  draw_text (plot, plot->left, plot->bottom + 11, 0, from);
  draw_text (plot, plot->right, plot->bottom + 11, 1, to);
}

static void
draw_curve (const Plot *plot, InsFocusPlot *self)
{
  gboolean is_down = FALSE;

  set_colour (plot, &plot->accent, 1);
  cairo_set_line_width (plot->cr, 2);
  for (guint i = 0; i < self->points->len; i++)
    {
      const InsFocusPoint *point = get_point (self, i);

      if (!isfinite (point->amplitude_percent))
        is_down = FALSE;
      else if (is_down)
        cairo_line_to (plot->cr, to_x (plot, point->height_mm),
                       to_y (plot, point->amplitude_percent));
      else
        cairo_move_to (plot->cr, to_x (plot, point->height_mm),
                       to_y (plot, point->amplitude_percent));
      is_down = isfinite (point->amplitude_percent);
    }
  cairo_stroke (plot->cr);
  for (guint i = 0; i < self->points->len; i++)
    {
      const InsFocusPoint *point = get_point (self, i);

      if (!isfinite (point->amplitude_percent))
        continue;
      cairo_arc (plot->cr, to_x (plot, point->height_mm), to_y (plot, point->amplitude_percent),
                 2.5, 0, 2 * G_PI);
      cairo_fill (plot->cr);
    }
}

static void
draw_best (const Plot *plot, const InsFocus *focus)
{
  const double x = to_x (plot, focus->best_mm), y = to_y (plot, focus->amplitude_percent);
  const double dash[] = { 4, 3 };

  set_colour (plot, &plot->ink, 0.8);
  cairo_set_line_width (plot->cr, 1.5);
  cairo_set_dash (plot->cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_move_to (plot->cr, x, plot->bottom);
  cairo_line_to (plot->cr, x, y);
  cairo_stroke (plot->cr);
  cairo_set_dash (plot->cr, NULL, 0, 0);
  cairo_arc (plot->cr, x, y, 5, 0, 2 * G_PI);
  cairo_stroke (plot->cr);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  InsFocusPlot *self = INS_FOCUS_PLOT (area);
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (area));
  Plot plot = { .cr = cr,
                .widget = GTK_WIDGET (area),
                .left = LEFT,
                .right = width - RIGHT,
                .top = TOP,
                .bottom = height - BOTTOM };
  double most = 0.0;

  gtk_style_context_get_color (style, &plot.ink);
  if (!gtk_style_context_lookup_color (style, "i_accent", &plot.accent))
    plot.accent = plot.ink;
  if (self->points->len < 2)
    {
      draw_text (&plot, width / 2.0, height / 2.0, 0.5, _ ("No sweep yet"));
      return;
    }
  plot.from_mm = get_point (self, 0)->height_mm;
  plot.to_mm = get_point (self, self->points->len - 1)->height_mm;
  for (guint i = 0; i < self->points->len; i++)
    if (isfinite (get_point (self, i)->amplitude_percent))
      most = MAX (most, get_point (self, i)->amplitude_percent);
  plot.most_percent = MAX (ceil (most / 20.0) * 20.0, 20.0);
  if (plot.from_mm > plot.to_mm)
    {
      const double swap = plot.from_mm;

      plot.from_mm = plot.to_mm;
      plot.to_mm = swap;
    }
  draw_grid (&plot);
  draw_curve (&plot, self);
  if (self->has_focus)
    draw_best (&plot, &self->focus);
}

void
ins_focus_plot_set (InsFocusPlot *self,
                    const InsFocusPoint *points,
                    guint n_points,
                    const InsFocus *focus)
{
  g_array_set_size (self->points, 0);
  g_array_append_vals (self->points, points, n_points);
  self->has_focus = focus != NULL;
  if (focus != NULL)
    self->focus = *focus;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ins_focus_plot_finalize (GObject *object)
{
  g_array_unref (INS_FOCUS_PLOT (object)->points);

  G_OBJECT_CLASS (ins_focus_plot_parent_class)->finalize (object);
}

static void
ins_focus_plot_class_init (InsFocusPlotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_focus_plot_finalize;
}

static void
ins_focus_plot_init (InsFocusPlot *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (InsFocusPoint));
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self), 170);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), draw, NULL, NULL);
}

GtkWidget *
ins_focus_plot_new (void)
{
  return g_object_new (INS_TYPE_FOCUS_PLOT, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
}
