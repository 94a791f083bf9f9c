/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-jog-key.h"

struct _InsJogKey
{
  GtkButton parent_instance;

  InsAxis axis;
  int direction;
  GtkArrowType arrow;
  GtkWidget *drawing;
  gboolean held;
};

G_DEFINE_FINAL_TYPE (InsJogKey, ins_jog_key, GTK_TYPE_BUTTON)

enum
{
  PROP_AXIS = 1,
  PROP_DIRECTION,
  PROP_ARROW,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  HELD,
  LET_GO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

#define FONT_PX (11.0 * 96.0 / 72.0) /* the usual one */

static const char axis_letters[] = INS_AXIS_LETTERS;

static char *
get_name (InsJogKey *self)
{
  return g_strdup_printf ("%c%s", axis_letters[self->axis], self->direction > 0 ? "+" : "\u2212");
}

/* How much larger the text is than usual. */
static double
get_unit (GtkWidget *widget)
{
  const PangoFontDescription *font = pango_context_get_font_description (
      gtk_widget_get_pango_context (widget));
  double size = (double)pango_font_description_get_size (font) / PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (gtk_widget_get_pango_context (widget)) / 72.0;

  return size > 0.0 ? size / FONT_PX : 1.0;
}

static void
draw_arrow (cairo_t *cr, GtkArrowType arrow, double x, double y, double unit)
{
  const double turn = arrow == GTK_ARROW_RIGHT  ? G_PI_2
                      : arrow == GTK_ARROW_DOWN ? G_PI
                      : arrow == GTK_ARROW_LEFT ? -G_PI_2
                                                : 0.0;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, turn);
  cairo_scale (cr, unit, unit);
  cairo_move_to (cr, 0.0, -5.0);
  cairo_line_to (cr, 7.5, 4.0);
  cairo_line_to (cr, -7.5, 4.0);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
on_draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  InsJogKey *self = data;
  g_autofree char *name = get_name (self);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (area), name);
  PangoAttrList *bold = pango_attr_list_new ();
  const double unit = get_unit (GTK_WIDGET (area));
  double arrow_x = width / 2.0, arrow_y = height / 2.0;
  double text_x = arrow_x, text_y = arrow_y;
  int text_width = 0, text_height = 0;
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, bold);
  pango_attr_list_unref (bold);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);

  if (self->arrow == GTK_ARROW_UP || self->arrow == GTK_ARROW_DOWN)
    {
      const int sign = self->arrow == GTK_ARROW_UP ? -1 : 1;

      arrow_y += sign * (height / 2.0 - 12.0 * unit);
      text_y -= sign * (height / 2.0 - 11.0 * unit);
    }
  else
    {
      const int sign = self->arrow == GTK_ARROW_LEFT ? -1 : 1;

      arrow_x += sign * (width / 2.0 - 11.0 * unit);
      text_x -= sign * (width / 2.0 - 15.0 * unit);
    }
  draw_arrow (cr, self->arrow, arrow_x, arrow_y, unit);
  cairo_move_to (cr, round (text_x - text_width / 2.0), round (text_y - text_height / 2.0));
  pango_cairo_show_layout (cr, layout);
}

static void
let_go (InsJogKey *self, gboolean completed)
{
  if (!self->held)
    return;
  self->held = FALSE;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "held");
  g_signal_emit (self, signals[LET_GO], 0, completed);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, InsJogKey *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->held = TRUE;
  gtk_widget_add_css_class (GTK_WIDGET (self), "held");
  g_signal_emit (self, signals[HELD], 0);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, InsJogKey *self)
{
  let_go (self, TRUE);
}

static void
on_unpaired_release (GtkGestureClick *gesture,
                     double x,
                     double y,
                     guint button,
                     GdkEventSequence *sequence,
                     InsJogKey *self)
{
  let_go (self, FALSE);
}

static void
on_cancel (GtkGesture *gesture, GdkEventSequence *sequence, InsJogKey *self)
{
  let_go (self, FALSE);
}

InsAxis
ins_jog_key_get_axis (InsJogKey *self)
{
  return self->axis;
}

int
ins_jog_key_get_direction (InsJogKey *self)
{
  return self->direction;
}

static void
ins_jog_key_unmap (GtkWidget *widget)
{
  let_go (INS_JOG_KEY (widget), FALSE);

  GTK_WIDGET_CLASS (ins_jog_key_parent_class)->unmap (widget);
}

static void
ins_jog_key_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  if (!gtk_widget_is_sensitive (widget))
    let_go (INS_JOG_KEY (widget), FALSE);
  if (GTK_WIDGET_CLASS (ins_jog_key_parent_class)->state_flags_changed != NULL)
    GTK_WIDGET_CLASS (ins_jog_key_parent_class)->state_flags_changed (widget, previous);
}

static void
ins_jog_key_constructed (GObject *object)
{
  InsJogKey *self = INS_JOG_KEY (object);
  g_autofree char *name = NULL;
  g_autofree char *accessible = NULL;

  G_OBJECT_CLASS (ins_jog_key_parent_class)->constructed (object);
  name = g_strdup_printf ("%c%c", axis_letters[self->axis], self->direction > 0 ? '+' : '-');
  /* Translators: axis and direction, "Jog X+" */
  accessible = g_strdup_printf (_ ("Jog %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible,
                                  -1);
}

static void
ins_jog_key_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  InsJogKey *self = INS_JOG_KEY (object);

  if (id == PROP_AXIS)
    g_value_set_int (value, (int)self->axis);
  else if (id == PROP_DIRECTION)
    g_value_set_int (value, self->direction);
  else
    g_value_set_enum (value, self->arrow);
}

static void
ins_jog_key_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  InsJogKey *self = INS_JOG_KEY (object);

  if (id == PROP_AXIS)
    self->axis = (InsAxis)g_value_get_int (value);
  else if (id == PROP_DIRECTION)
    self->direction = g_value_get_int (value) < 0 ? -1 : 1;
  else
    self->arrow = g_value_get_enum (value);
}

static void
ins_jog_key_class_init (InsJogKeyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = ins_jog_key_constructed;
  object_class->get_property = ins_jog_key_get_property;
  object_class->set_property = ins_jog_key_set_property;
  widget_class->unmap = ins_jog_key_unmap;
  widget_class->state_flags_changed = ins_jog_key_state_flags_changed;

  properties[PROP_AXIS] = g_param_spec_int ("axis", NULL, NULL, INS_AXIS_X, INS_AXIS_Z, INS_AXIS_X,
                                            flags);
  properties[PROP_DIRECTION] = g_param_spec_int ("direction", NULL, NULL, -1, 1, 1, flags);
  properties[PROP_ARROW] = g_param_spec_enum ("arrow", NULL, NULL, GTK_TYPE_ARROW_TYPE,
                                              GTK_ARROW_UP, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[HELD] = g_signal_new ("held", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[LET_GO] = g_signal_new ("let-go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

/* Else "clicked" would follow each press of the pointer, and move once more. */
static void
silence_button_gesture (InsJogKey *self)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static void
ins_jog_key_init (InsJogKey *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  silence_button_gesture (self);

  self->drawing = gtk_drawing_area_new ();
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->drawing), on_draw, self, NULL);
  gtk_widget_set_size_request (self->drawing, 44, 40);
  gtk_button_set_child (GTK_BUTTON (self), self->drawing);
  gtk_widget_add_css_class (GTK_WIDGET (self), "jog");

  gtk_event_controller_set_name (GTK_EVENT_CONTROLLER (click), "jog");
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect (click, "unpaired-release", G_CALLBACK (on_unpaired_release), self);
  g_signal_connect (click, "cancel", G_CALLBACK (on_cancel), self);
  /* after the class handler, which emits "released" */
  g_signal_connect_after (click, "end", G_CALLBACK (on_cancel), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
