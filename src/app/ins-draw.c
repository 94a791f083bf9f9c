/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-draw.h"

/* Size of body text that the units are made for: 11 points at 96 dots per inch. */
#define BODY_PX (11.0 * 96.0 / 72.0)
#define DEFAULT_DPI 96.0

const GdkRGBA ins_draw_white = { 1, 1, 1, 1 };
const GdkRGBA ins_draw_dark_plate = { 0, 0, 0, 0.8F };

double
ins_draw_get_unit (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double)pango_font_description_get_size (font) / PANGO_SCALE;
  double dpi = pango_cairo_context_get_resolution (context);

  if (!pango_font_description_get_size_is_absolute (font))
    size *= (dpi > 0 ? dpi : DEFAULT_DPI) / 72.0;

  return size > 0 ? size / BODY_PX : 1;
}

void
ins_draw_init (InsDraw *self, GtkWidget *widget, cairo_t *cr)
{
  self->widget = widget;
  self->cr = cr;
  self->theme = ins_theme_get (widget);
  self->unit = ins_draw_get_unit (widget);
}

void
ins_draw_watch_theme (GtkWidget *widget, void (*func) (GtkWidget *widget))
{
  g_signal_connect_object (gtk_widget_get_settings (widget),
                           "notify::gtk-application-prefer-dark-theme", G_CALLBACK (func), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (widget), "notify::gtk-theme-name",
                           G_CALLBACK (func), widget, G_CONNECT_SWAPPED);
}

void
ins_draw_colour (cairo_t *cr, const GdkRGBA *colour, double alpha)
{
  cairo_set_source_rgba (cr, (double)colour->red, (double)colour->green, (double)colour->blue,
                         (double)colour->alpha * alpha);
}

static PangoLayout *
create_layout (const InsDraw *self, const char *text, const InsTextStyle *style)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();
  double size = (style->size > 0 ? style->size : 12) * self->unit;

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int)(size * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (style->bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);

  return layout;
}

double
ins_draw_text (const InsDraw *self, double x, double y, const char *text, const InsTextStyle *style)
{
  g_autoptr (PangoLayout) layout = create_layout (self, text, style);
  double padding = style->padding * self->unit;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  x -= width * style->align;
  y -= height * 0.5;
  if (style->background != NULL)
    {
      ins_draw_rounded (self->cr, x - padding, y - 1, width + 2 * padding, height + 2,
                        4 * self->unit);
      ins_draw_colour (self->cr, style->background, 1);
      cairo_fill (self->cr);
    }
  cairo_move_to (self->cr, round (x), round (y));
  ins_draw_colour (self->cr, style->colour != NULL ? style->colour : &self->theme->ink, 1);
  pango_cairo_show_layout (self->cr, layout);
  cairo_new_path (self->cr);

  return width;
}

double
ins_draw_text_width (const InsDraw *self, const char *text, const InsTextStyle *style)
{
  g_autoptr (PangoLayout) layout = create_layout (self, text, style);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);

  return width;
}

double
ins_draw_keep_inside (double x, double width, double left, double right)
{
  return fmax (left + width / 2, fmin (x, right - width / 2));
}

void
ins_draw_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  double right = x + width - radius, bottom = y + height - radius;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right, bottom, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, bottom, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

void
ins_draw_stroke_cased (cairo_t *cr, double width, gboolean dashed)
{
  const double dashes[] = { 7, 5 };

  cairo_set_line_width (cr, width + 2);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.72);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, width);
  cairo_set_source_rgb (cr, 1, 1, 1);
  if (dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

void
ins_draw_hatch (cairo_t *cr,
                const graphene_rect_t *area,
                const GdkRGBA *colour,
                double step,
                double width)
{
  double x = (double)area->origin.x, y = (double)area->origin.y;
  double w = (double)area->size.width, h = (double)area->size.height;

  cairo_save (cr);
  cairo_rectangle (cr, x, y, w, h);
  cairo_clip (cr);
  cairo_set_line_width (cr, width);
  ins_draw_colour (cr, colour, 1);
  for (double k = -h; k < w + h; k += step)
    {
      cairo_move_to (cr, x + k, y + h);
      cairo_line_to (cr, x + k + h, y);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

double
ins_ticks_get_step (double span, double px, double min_px)
{
  const double mantissas[] = { 1, 2, 5, 10 };
  double least = span / fmax (px, 1) * min_px;
  double decade = pow (10, floor (log10 (fmax (least, 1e-12))));

  for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
    if (mantissas[i] * decade >= least * (1 - 1e-9))
      return mantissas[i] * decade;

  return 10 * decade;
}

char *
ins_ticks_format (double value, double step)
{
  int n_decimals = (int)CLAMP (ceil (-log10 (step) - 1e-9), 0, 9);
  double rounded = fabs (value) < step * 1e-6 ? 0 : value;

  return g_strdup_printf ("%s%.*f", rounded < 0 ? "\u2212" : "", n_decimals, fabs (rounded));
}

void
ins_ticks_foreach (double from,
                   double to,
                   double step,
                   guint minor,
                   InsTickFunc func,
                   gpointer data)
{
  double low = fmin (from, to), high = fmax (from, to), fine = step / minor;

  for (double k = ceil (low / fine - 1e-6); k * fine <= high + fine * 1e-6; k++)
    func (k * fine, fabs (remainder (k, minor)) < 0.5, data);
}

void
ins_draw_snapshot_focus (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const GdkRGBA *accent = &ins_theme_get (widget)->accent;
  const GdkRGBA colours[4] = { *accent, *accent, *accent, *accent };
  const float widths[4] = { 2, 2, 2, 2 };
  GskRoundedRect ring;

  if (!gtk_widget_has_visible_focus (widget))
    return;

  gsk_rounded_rect_init_from_rect (&ring,
                                   &GRAPHENE_RECT_INIT (1, 1,
                                                        (float)gtk_widget_get_width (widget) - 2,
                                                        (float)gtk_widget_get_height (widget) - 2),
                                   4);
  gtk_snapshot_append_border (snapshot, &ring, widths, colours);
}

GskRenderNode *
ins_draw_to_node (GtkWidget *widget, const graphene_rect_t *bounds, InsDrawFunc func, gpointer data)
{
  GskRenderNode *node = gsk_cairo_node_new (bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  InsDraw draw;

  ins_draw_init (&draw, widget, cr);
  func (&draw, data);
  cairo_destroy (cr);

  return node;
}

void
ins_draw_describe (GtkWidget *widget, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
}
