/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-line-profile.h"
#include "core/ins-number.h"

#define HEIGHT 84
#define TEXT_ROOM 18.0
#define SIDE 4.0
#define LEAST_LENGTH_MM 1e-6

struct _InsLineProfile
{
  GtkWidget parent_instance;

  double start_mm, end_mm, runway_mm; /* along the sweep; end may be less */
  double speed_mm_s, position_mm;
  InsAxis axis;
};

G_DEFINE_FINAL_TYPE (InsLineProfile, ins_line_profile, GTK_TYPE_WIDGET)

static void
set_colour (InsLineProfile *self, cairo_t *cr, const char *name, double alpha)
{
  GdkRGBA colour = { 0.5F, 0.5F, 0.5F, 1.0F };

  (void)gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name,
                                        &colour);
  colour.alpha = (float)alpha;
  gdk_cairo_set_source_rgba (cr, &colour);
}

/* Coordinates grow to the right, whichever way it is swept. */
static double
to_x (const InsLineProfile *self, double mm, double width)
{
  const double low = MIN (self->start_mm, self->end_mm);

  return SIDE + (mm - low) / fabs (self->end_mm - self->start_mm) * (width - 2.0 * SIDE);
}

static void
draw_profile (InsLineProfile *self, cairo_t *cr, double width, double top, double bottom)
{
  const double low = MIN (self->start_mm, self->end_mm), high = MAX (self->start_mm, self->end_mm);
  const double ramp = MIN (self->runway_mm, (high - low) / 2.0);
  const double left = to_x (self, low + ramp, width), right = to_x (self, high - ramp, width);

  set_colour (self, cr, "i_accent", 0.16);
  cairo_rectangle (cr, left, top, right - left, bottom - top);
  cairo_fill (cr);
  set_colour (self, cr, "i_accent", 1.0);
  cairo_set_line_width (cr, 2.0);
  cairo_move_to (cr, to_x (self, low, width), bottom);
  cairo_line_to (cr, left, top);
  cairo_line_to (cr, right, top);
  cairo_line_to (cr, to_x (self, high, width), bottom);
  cairo_stroke (cr);
}

static void
draw_position (InsLineProfile *self, cairo_t *cr, double width, double top, double bottom)
{
  const double x = CLAMP (to_x (self, self->position_mm, width), SIDE, width - SIDE);
  const double way = self->end_mm > self->start_mm ? 1.0 : -1.0;

  set_colour (self, cr, "i_ink", 1.0);
  cairo_set_line_width (cr, 2.0);
  cairo_move_to (cr, x, top - 4.0);
  cairo_line_to (cr, x, bottom);
  cairo_stroke (cr);
  cairo_move_to (cr, x, top - 8.0);
  cairo_line_to (cr, x + 9.0 * way, top - 3.0);
  cairo_line_to (cr, x, top + 2.0);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_text (InsLineProfile *self, cairo_t *cr, const char *text, double x, double y, double align)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width = 0;

  pango_layout_get_pixel_size (layout, &width, NULL);
  set_colour (self, cr, "i_dim", 1.0);
  cairo_move_to (cr, x - align * width, y);
  pango_cairo_show_layout (cr, layout);
}

static void
ins_line_profile_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  InsLineProfile *self = INS_LINE_PROFILE (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const double top = TEXT_ROOM + 6.0, bottom = height - TEXT_ROOM - 2.0;
  const double low = MIN (self->start_mm, self->end_mm), high = MAX (self->start_mm, self->end_mm);
  g_autofree char *low_text = NULL, *high_text = NULL, *number = NULL, *speed = NULL;
  cairo_t *cr;

  if (!(high - low > LEAST_LENGTH_MM) || bottom <= top)
    return;
  low_text = ins_number_format_typed (low, 1);
  high_text = ins_number_format_typed (high, 1);
  number = ins_number_format_typed (self->speed_mm_s, 0);
  speed = g_strdup_printf ("%c  %s mm/s", INS_AXIS_LETTERS[self->axis], number);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  draw_profile (self, cr, width, top, bottom);
  if (isfinite (self->position_mm))
    draw_position (self, cr, width, top, bottom);
  draw_text (self, cr, low_text, SIDE, bottom + 2.0, 0.0);
  draw_text (self, cr, high_text, width - SIDE, bottom + 2.0, 1.0);
  draw_text (self, cr, speed, width / 2.0, bottom + 2.0, 0.5);
  cairo_destroy (cr);
}

static void
ins_line_profile_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 120;
}

static gboolean
is_same (double one, double other)
{
  return one == other || (isnan (one) && isnan (other));
}

void
ins_line_profile_show (InsLineProfile *self,
                       const InsLine *line,
                       InsAxis axis,
                       double speed_mm_s,
                       double position_mm)
{
  if (is_same (self->start_mm, line->start.mm[axis]) &&
      is_same (self->end_mm, line->end.mm[axis]) && is_same (self->position_mm, position_mm) &&
      self->speed_mm_s == speed_mm_s)
    return;
  self->start_mm = line->start.mm[axis];
  self->end_mm = line->end.mm[axis];
  self->runway_mm = line->runway_mm;
  self->speed_mm_s = speed_mm_s;
  self->position_mm = position_mm;
  self->axis = axis;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GtkWidget *
ins_line_profile_new (void)
{
  return g_object_new (INS_TYPE_LINE_PROFILE, NULL);
}

static void
ins_line_profile_class_init (InsLineProfileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = ins_line_profile_snapshot;
  widget_class->measure = ins_line_profile_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ins_line_profile_init (InsLineProfile *self)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Motion of this line"),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("Speed over the way: ramp, pixels at constant speed, ramp; and where the stage is"), -1);
}
