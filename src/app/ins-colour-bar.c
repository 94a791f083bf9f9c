/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-colour-bar-private.h"

#define GRAB 12 /* how near a press must be to a handle, units */

G_DEFINE_FINAL_TYPE (InsColourBar, ins_colour_bar, GTK_TYPE_WIDGET)

/* ---- drawing ----------------------------------------------------------------------------- */

static void
ins_colour_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  InsColourBar *self = INS_COLOUR_BAR (widget);

  if (self->node == NULL)
    self->node = ins_draw_to_node (widget,
                                   &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                        (float)gtk_widget_get_height (widget)),
                                   ins_colour_bar_draw, self);
  gtk_snapshot_append_node (snapshot, self->node);
  ins_draw_snapshot_focus (widget, snapshot);
}

static void
drop_node (GtkWidget *widget)
{
  InsColourBar *self = INS_COLOUR_BAR (widget);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (widget);
}

/* ---- input ------------------------------------------------------------------------------- */

/* The ends never meet: a hundredth of the scale stays between them. */
static void
set_handle (InsColourBar *self, InsHandle handle, double value)
{
  double least = (self->to - self->from) / 100, low, high;

  ins_colour_bar_get_range (self, &low, &high);
  value = CLAMP (value, self->from, self->to);
  if (handle == INS_HANDLE_LOW)
    low = fmin (value, high - least);
  else
    high = fmax (value, low + least);
  ins_cscan_view_set_range (self->view, (float)low, (float)high);
}

/* All between the handles, within the scale. */
static void
move_range (InsColourBar *self, double dy)
{
  double low_y = self->grabbed_low_y, high_y = self->grabbed_high_y;
  double bottom = ins_colour_bar_value_to_y (self, self->from);
  double top = ins_colour_bar_value_to_y (self, self->to);

  dy = CLAMP (dy, top - fmin (low_y, high_y), bottom - fmax (low_y, high_y));
  ins_cscan_view_set_range (self->view, (float)ins_colour_bar_y_to_value (self, low_y + dy),
                            (float)ins_colour_bar_y_to_value (self, high_y + dy));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, InsColourBar *self)
{
  double low, high, to_low, to_high;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->view == NULL)
    return;

  ins_colour_bar_get_range (self, &low, &high);
  to_low = fabs (y - ins_colour_bar_value_to_y (self, low));
  to_high = fabs (y - ins_colour_bar_value_to_y (self, high));
  self->grabbed_low_y = ins_colour_bar_value_to_y (self, low);
  self->grabbed_high_y = ins_colour_bar_value_to_y (self, high);
  self->is_moving = FALSE;
  if (fmin (to_low, to_high) <= GRAB * ins_draw_get_unit (GTK_WIDGET (self)))
    self->active = to_low < to_high ? INS_HANDLE_LOW : INS_HANDLE_HIGH;
  else if ((y > self->grabbed_high_y) == (y < self->grabbed_low_y))
    self->is_moving = TRUE;
  else
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->is_dragging = TRUE;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, InsColourBar *self)
{
  double x, y;

  if (!self->is_dragging || !gtk_gesture_drag_get_start_point (gesture, &x, &y) ||
      (fabs (dy) <= 2 && fabs (dx) <= 2))
    return;
  if (self->is_moving)
    move_range (self, dy);
  else
    set_handle (self, self->active, ins_colour_bar_y_to_value (self, y + dy));
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, InsColourBar *self)
{
  self->is_dragging = FALSE;
  drop_node (GTK_WIDGET (self));
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, InsColourBar *self)
{
  if (n_press == 2 && self->view != NULL)
    ins_cscan_view_set_range (self->view, NAN, NAN);
}

static gboolean
on_move_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsColourBar *self = INS_COLOUR_BAR (widget);
  double step = g_variant_get_double (args), low, high;

  if (self->view == NULL)
    return FALSE;

  ins_colour_bar_get_range (self, &low, &high);
  set_handle (self, self->active,
              (self->active == INS_HANDLE_LOW ? low : high) + step * (self->to - self->from));

  return TRUE;
}

static gboolean
on_other_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsColourBar *self = INS_COLOUR_BAR (widget);

  self->active = self->active == INS_HANDLE_LOW ? INS_HANDLE_HIGH : INS_HANDLE_LOW;
  drop_node (widget);

  return TRUE;
}

/* ---- widget ------------------------------------------------------------------------------ */

static void
ins_colour_bar_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  double unit = ins_draw_get_unit (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? (int)ceil (INS_COLOUR_BAR_WIDTH * unit)
                                                       : 160;
  *natural = *minimum;
}

static void
ins_colour_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  drop_node (widget);
}

static void
ins_colour_bar_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ins_colour_bar_parent_class)->css_changed (widget, change);
  drop_node (widget);
}

static void
ins_colour_bar_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  drop_node (widget);
}

static void
ins_colour_bar_dispose (GObject *object)
{
  ins_colour_bar_set_view (INS_COLOUR_BAR (object), NULL);

  G_OBJECT_CLASS (ins_colour_bar_parent_class)->dispose (object);
}

static void
ins_colour_bar_finalize (GObject *object)
{
  InsColourBar *self = INS_COLOUR_BAR (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_free (self->title);
  g_free (self->unit);

  G_OBJECT_CLASS (ins_colour_bar_parent_class)->finalize (object);
}

static void
ins_colour_bar_class_init (InsColourBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ins_colour_bar_dispose;
  G_OBJECT_CLASS (class)->finalize = ins_colour_bar_finalize;
  widget_class->snapshot = ins_colour_bar_snapshot;
  widget_class->measure = ins_colour_bar_measure;
  widget_class->size_allocate = ins_colour_bar_size_allocate;
  widget_class->css_changed = ins_colour_bar_css_changed;
  widget_class->state_flags_changed = ins_colour_bar_state_flags_changed;
  gtk_widget_class_set_css_name (widget_class, "colourbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, on_move_key, "d", 0.01);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, on_move_key, "d", -0.01);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_SHIFT_MASK, on_move_key, "d", 0.1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_SHIFT_MASK, on_move_key, "d", -0.1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, on_other_key, NULL);
}

static void
ins_colour_bar_init (InsColourBar *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();

  self->to = 100;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour scale"), -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  ins_draw_watch_theme (widget, drop_node);
}

GtkWidget *
ins_colour_bar_new (void)
{
  return g_object_new (INS_TYPE_COLOUR_BAR, NULL);
}

static void
describe (InsColourBar *self)
{
  double factor = ins_colour_bar_get_factor (self), low, high;
  g_autofree char *text = NULL;

  ins_colour_bar_get_range (self, &low, &high);
  switch (ins_colour_bar_get_kind (self))
    {
    case INS_PLANE_TOF:
      text = g_strdup_printf (_ ("From %.2f to %.2f µs"), low * factor, high * factor);
      break;
    case INS_PLANE_REGISTRATION:
      text = g_strdup_printf (_ ("From %.1f to %.1f µm"), low, high);
      break;
    case INS_PLANE_PULSES:
      text = g_strdup_printf (_ ("From %.0f to %.0f pulses"), low, high);
      break;
    case INS_PLANE_STATUS:
    case INS_PLANE_DERIVED:
    case INS_PLANE_ALARMS:
    case INS_PLANE_AMPLITUDE:
    default:
      text = g_strdup_printf (_ ("From %.0f to %.0f %%"), low, high);
      break;
    }
  ins_draw_describe (GTK_WIDGET (self), text);
  drop_node (GTK_WIDGET (self));
}

void
ins_colour_bar_set_view (InsColourBar *self, InsCscanView *view)
{
  g_return_if_fail (INS_IS_COLOUR_BAR (self));

  if (view == self->view)
    return;

  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_set_object (&self->view, view);
  if (view == NULL)
    return;

  g_signal_connect_swapped (view, "range-changed", G_CALLBACK (describe), self);
  g_signal_connect_swapped (view, "data-changed", G_CALLBACK (drop_node), self);
  describe (self);
}

void
ins_colour_bar_set_title (InsColourBar *self, const char *title, const char *unit)
{
  g_return_if_fail (INS_IS_COLOUR_BAR (self));

  g_free (self->title);
  g_free (self->unit);
  self->title = g_strdup (title);
  self->unit = g_strdup (unit);
  drop_node (GTK_WIDGET (self));
}
