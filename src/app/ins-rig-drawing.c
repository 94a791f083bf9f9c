/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-draw.h"
#include "app/ins-rig-drawing.h"

struct _InsRigDrawing
{
  GtkWidget parent_instance;

  gboolean gantry;
  int axis;
};

enum
{
  PROP_GANTRY = 1,
};

G_DEFINE_FINAL_TYPE (InsRigDrawing, ins_rig_drawing, GTK_TYPE_WIDGET)

void
ins_rig_drawing_set_axis (InsRigDrawing *self, int axis)
{
  if (axis == self->axis)
    return;
  self->axis = axis;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- the probe over a part, in a field of 420 x 190 ---------------------------------------- */

static void
draw_part (cairo_t *cr, const InsTheme *theme)
{
  static const double flaws[][3] = {
    { -118, 30, 140 }, { -56, 52, 148 }, { 28, 24, 138 }, { 86, 34, 152 }
  };

  ins_draw_rounded (cr, -150, 128, 300, 34, 4);
  ins_draw_colour (cr, &theme->tile, 1.0);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.5);
  ins_draw_colour (cr, &theme->dim, 0.7);
  cairo_stroke (cr);
  ins_draw_colour (cr, &theme->accent, 1.0);
  for (gsize i = 0; i < G_N_ELEMENTS (flaws); i++)
    {
      ins_draw_rounded (cr, flaws[i][0], flaws[i][2], flaws[i][1], 5, 2.5);
      cairo_fill (cr);
    }
}

static void
draw_sound (cairo_t *cr, const InsTheme *theme)
{
  for (int i = 0; i < 5; i++)
    {
      const double half = 0.62 - 0.05 * i;

      cairo_new_sub_path (cr);
      cairo_arc (cr, -20, 56, 18 + 19 * i, G_PI_2 - half, G_PI_2 + half);
      cairo_set_line_width (cr, 3.2 - 0.4 * i);
      ins_draw_colour (cr, &theme->accent, 1.0 - 0.15 * i);
      cairo_stroke (cr);
    }
}

static void
draw_probe (cairo_t *cr, const InsTheme *theme)
{
  static const double dashes[] = { 6, 5 };

  ins_draw_colour (cr, &theme->ink, 1.0);
  ins_draw_rounded (cr, -36, 4, 32, 46, 5);
  cairo_fill (cr);
  ins_draw_rounded (cr, -42, 46, 44, 9, 3);
  cairo_fill (cr);
  cairo_rectangle (cr, -23, 0, 6, 8);
  cairo_fill (cr);

  ins_draw_colour (cr, &theme->dim, 1.0);
  cairo_set_line_width (cr, 2.5);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, 16, 28);
  cairo_line_to (cr, 122, 28);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, 134, 28);
  cairo_rel_line_to (cr, -13, -7);
  cairo_rel_line_to (cr, 0, 14);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_welcome (const InsDraw *draw, double width, double height)
{
  const double scale = fmin (width / 420, height / 190);

  cairo_save (draw->cr);
  cairo_translate (draw->cr, width / 2, 0);
  cairo_scale (draw->cr, scale, scale);
  draw_part (draw->cr, draw->theme);
  draw_sound (draw->cr, draw->theme);
  draw_probe (draw->cr, draw->theme);
  cairo_restore (draw->cr);
}

/* ---- the rig, in slanting projection ------------------------------------------------------- */

typedef struct
{
  const InsDraw *draw;
  double x, y, scale;
} Slant;

static void
project (const Slant *slant, const double *at, double *x, double *y)
{
  *x = slant->x + (at[0] - at[1]) * 0.82 * slant->scale;
  *y = slant->y + (at[0] + at[1]) * 0.42 * slant->scale - at[2] * slant->scale;
}

static void
draw_face (const Slant *slant, const double corners[4][3], const GdkRGBA *colour, double alpha)
{
  cairo_t *cr = slant->draw->cr;

  for (int i = 0; i < 4; i++)
    {
      double x, y;

      project (slant, corners[i], &x, &y);
      if (i == 0)
        cairo_move_to (cr, x, y);
      else
        cairo_line_to (cr, x, y);
    }
  cairo_close_path (cr);
  ins_draw_colour (cr, colour, alpha);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.25);
  ins_draw_colour (cr, &slant->draw->theme->dim, 0.8);
  cairo_stroke (cr);
}

static void
draw_box (const Slant *slant, const double at[3], const double size[3])
{
  const InsTheme *theme = slant->draw->theme;
  const double x = at[0], y = at[1], z = at[2];
  const double X = x + size[0], Y = y + size[1], Z = z + size[2];
  const double top[4][3] = { { x, y, Z }, { X, y, Z }, { X, Y, Z }, { x, Y, Z } };
  const double front[4][3] = { { x, Y, z }, { X, Y, z }, { X, Y, Z }, { x, Y, Z } };
  const double side[4][3] = { { X, y, z }, { X, Y, z }, { X, Y, Z }, { X, y, Z } };

  draw_face (slant, top, &theme->tile, 1.0);
  draw_face (slant, front, &theme->grid, 1.0);
  draw_face (slant, side, &theme->no_data, 1.0);
}

static void
draw_arrow (const Slant *slant, const double from[3], const double to[3], gboolean lit)
{
  cairo_t *cr = slant->draw->cr;
  double x0, y0, x1, y1, angle;

  project (slant, from, &x0, &y0);
  project (slant, to, &x1, &y1);
  angle = atan2 (y1 - y0, x1 - x0);
  ins_draw_colour (cr, lit ? &slant->draw->theme->accent : &slant->draw->theme->dim, 1.0);
  cairo_set_line_width (cr, lit ? 4.5 : 3.0);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  cairo_stroke (cr);
  cairo_move_to (cr, x1 + cos (angle) * 13, y1 + sin (angle) * 13);
  cairo_line_to (cr, x1 + cos (angle + 2.3) * 9, y1 + sin (angle + 2.3) * 9);
  cairo_line_to (cr, x1 + cos (angle - 2.3) * 9, y1 + sin (angle - 2.3) * 9);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_axes (const Slant *slant, int lit)
{
  static const double ways[INS_N_AXES][2][3] = {
    { { -50, 74, -15 }, { 60, 74, -15 } },
    { { 98, -52, -15 }, { 98, 40, -15 } },
    { { 92, -70, 10 }, { 92, -70, 66 } },
  };
  static const double label_shift[INS_N_AXES][2] = { { 20, 20 }, { -20, 20 }, { 0, -26 } };

  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      const InsTheme *theme = slant->draw->theme;
      const char name[] = { INS_AXIS_LETTERS[axis], '+', '\0' };
      const InsTextStyle style = {
        .size = 17, .bold = TRUE, .align = 0.5, .colour = axis == lit ? &theme->accent : &theme->dim
      };
      double x, y;

      draw_arrow (slant, ways[axis][0], ways[axis][1], axis == lit);
      project (slant, ways[axis][1], &x, &y);
      ins_draw_text (slant->draw, x + label_shift[axis][0], y + label_shift[axis][1], name, &style);
    }
}

static void
draw_gantry (const InsDraw *draw, double width, double height, int axis)
{
  static const double boxes[][2][3] = {
    { { -34, -16, -15 }, { 62, 40, 5 } }, { { -74, -58, -15 }, { 10, 10, 78 } },
    { { 66, -58, -15 }, { 10, 10, 78 } }, { { -78, -58, 58 }, { 156, 11, 9 } },
    { { -6, -48, 56 }, { 22, 60, 8 } },   { { -1, 2, 14 }, { 12, 9, 56 } },
  };
  static const double water[4][3] = {
    { -74, -54, -15 }, { 74, -54, -15 }, { 74, 54, -15 }, { -74, 54, -15 }
  };
  static const double tank[2][3] = { { -80, -60, -30 }, { 160, 120, 14 } };
  static const double probe[2][3] = { { 5, 7, 14 }, { 5, 7, -6 } };
  const Slant slant = { draw, width * 0.5, height * 0.56, fmin (width / 300, height / 250) };
  double x, y;

  draw_box (&slant, tank[0], tank[1]);
  draw_face (&slant, water, &draw->theme->accent, 0.13);
  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    draw_box (&slant, boxes[i][0], boxes[i][1]);
  ins_draw_colour (draw->cr, &draw->theme->ink, 1.0);
  cairo_set_line_width (draw->cr, 7 * slant.scale);
  project (&slant, probe[0], &x, &y);
  cairo_move_to (draw->cr, x, y);
  project (&slant, probe[1], &x, &y);
  cairo_line_to (draw->cr, x, y);
  cairo_stroke (draw->cr);
  draw_axes (&slant, axis);
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
ins_rig_drawing_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  InsRigDrawing *self = INS_RIG_DRAWING (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  InsDraw draw;

  ins_draw_init (&draw, widget, cr);
  if (self->gantry)
    draw_gantry (&draw, width, height, self->axis);
  else
    draw_welcome (&draw, width, height);
  cairo_destroy (cr);
}

static void
ins_rig_drawing_set_property (GObject *object,
                              guint property,
                              const GValue *value,
                              GParamSpec *pspec)
{
  InsRigDrawing *self = INS_RIG_DRAWING (object);

  if (property == PROP_GANTRY)
    self->gantry = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
ins_rig_drawing_class_init (InsRigDrawingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = ins_rig_drawing_set_property;
  widget_class->snapshot = ins_rig_drawing_snapshot;
  g_object_class_install_property (
      object_class, PROP_GANTRY,
      g_param_spec_boolean ("gantry", NULL, NULL, FALSE,
                            G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ins_rig_drawing_init (InsRigDrawing *self)
{
  self->axis = -1;
  ins_draw_watch_theme (GTK_WIDGET (self), gtk_widget_queue_draw);
}
