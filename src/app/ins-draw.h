/* ins-draw.h - drawing that the picture widgets share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-view.h"

G_BEGIN_DECLS

/* All sizes below are in units of 1/12 of the height of small text, about one pixel at the usual
 * font size: the user's font size wins. */
typedef struct
{
  GtkWidget *widget;
  cairo_t *cr;
  const InsTheme *theme;
  double unit; /* logical pixels */
} InsDraw;

void ins_draw_init (InsDraw *self, GtkWidget *widget, cairo_t *cr);
double ins_draw_get_unit (GtkWidget *widget);

/* Calls func when the theme's colours change. */
void ins_draw_watch_theme (GtkWidget *widget, void (*func) (GtkWidget *widget));

void ins_draw_colour (cairo_t *cr, const GdkRGBA *colour, double alpha);

typedef struct
{
  double size; /* units; 0: 12 */
  gboolean bold;
  double align;              /* 0: x is the left end, 0.5 the middle, 1 the right end */
  const GdkRGBA *colour;     /* NULL: ink */
  const GdkRGBA *background; /* NULL: none; else a rounded plate */
  double padding;            /* of the plate, units */
} InsTextStyle;

/* Centred on y, which like x is in logical pixels. Tabular figures. Returns the text's width. */
double ins_draw_text (const InsDraw *self,
                      double x,
                      double y,
                      const char *text,
                      const InsTextStyle *style);
double ins_draw_text_width (const InsDraw *self, const char *text, const InsTextStyle *style);

/* Where a plate of that width lies entirely within [left, right]; for align 0.5. */
double ins_draw_keep_inside (double x, double width, double left, double right);

void ins_draw_rounded (cairo_t *cr, double x, double y, double width, double height, double radius);

/* Strokes the path so that it shows on any picture: dark casing, light core. */
void ins_draw_stroke_cased (cairo_t *cr, double width, gboolean dashed);

/* Diagonal lines in a rectangle. */
void ins_draw_hatch (cairo_t *cr,
                     const graphene_rect_t *area,
                     const GdkRGBA *colour,
                     double step,
                     double width);

/* Two colours of light and dark plates over pictures. */
extern const GdkRGBA ins_draw_white, ins_draw_dark_plate;

/* Step of ticks, 1, 2 or 5 times a power of ten, at least min_px apart. */
double ins_ticks_get_step (double span, double px, double min_px);

/* (transfer full): a tick's label with as many decimals as the step needs, with a true minus. */
char *ins_ticks_format (double value, double step);

/* Positions along one axis: value at pixel = start + (pixel - px) * per_px. */
typedef void (*InsTickFunc) (double value, gboolean is_major, gpointer data);
void ins_ticks_foreach (double from,
                        double to,
                        double step,
                        guint minor,
                        InsTickFunc func,
                        gpointer data);

/* Ring just inside the widget's edge when it has the keyboard. */
void ins_draw_snapshot_focus (GtkWidget *widget, GtkSnapshot *snapshot);

/* A node that holds what func draws, and its bounds. */
typedef void (*InsDrawFunc) (const InsDraw *draw, gpointer data);
GskRenderNode *ins_draw_to_node (GtkWidget *widget,
                                 const graphene_rect_t *bounds,
                                 InsDrawFunc func,
                                 gpointer data);

/* Announces a picture's words; not more often than people can listen. */
void ins_draw_describe (GtkWidget *widget, const char *description);

G_END_DECLS
