/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-ascan-view-private.h"

#define ZOOM_PER_NOTCH 1.25
#define ZOOM_PER_KEY 1.5
#define FAST_STEP 10
#define PAN_STEP 0.1
#define RUN_US (2 * G_USEC_PER_SEC) /* key presses that come faster are one change */

static void
init_trace (InsAscanView *self, InsAscanTrace *trace, InsDraw *draw)
{
  ins_draw_init (draw, GTK_WIDGET (self), NULL);
  ins_ascan_trace_init (trace, draw, self);
}

static InsGatePart
find (InsAscanView *self, double x, double y, guint *gate)
{
  InsAscanGate placed[INS_MAX_GATES];
  InsGateShape shapes[INS_MAX_GATES];
  InsAscanTrace trace;
  InsDraw draw;

  if (!self->is_editable || self->n_samples == 0)
    return INS_GATE_PART_NONE;
  init_trace (self, &trace, &draw);
  ins_ascan_view_place_gates (&trace, placed);
  for (guint i = 0; i < self->n_gates; i++)
    shapes[i] = placed[i].shape;

  return ins_gate_shapes_find (shapes, self->n_gates, (int)self->selected, x, y, draw.unit, gate);
}

static void
show_cursor (InsAscanView *self, InsGatePart part)
{
  static const char *const names[] = { [INS_GATE_PART_NONE] = "crosshair",
                                       [INS_GATE_PART_START] = "ew-resize",
                                       [INS_GATE_PART_END] = "ew-resize",
                                       [INS_GATE_PART_THRESHOLD] = "ns-resize",
                                       [INS_GATE_PART_WHOLE] = "grab" };

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->is_panning ? "grabbing" : names[part]);
}

void
ins_ascan_view_select (InsAscanView *self, guint gate)
{
  g_return_if_fail (INS_IS_ASCAN_VIEW (self));

  if (gate == self->selected || gate >= self->n_gates)
    return;
  self->selected = gate;
  ins_ascan_view_redraw (self);
  g_signal_emit_by_name (self, "gate-selected");
}

static void
edit (InsAscanView *self, guint gate, const InsGate *now)
{
  self->gates[gate] = *now;
  ins_ascan_view_evaluate (self);
  g_signal_emit_by_name (self, "gates-edited");
}

/* Where what the gate is anchored at lies; the last place where it was, if it is not there. */
static double
get_anchor_s (InsAscanView *self, guint gate)
{
  double start_s = ins_gate_get_position_s (self->gates, gate, self->results);

  if (self->gates[gate].anchor == INS_ANCHOR_PULSE)
    return 0;
  if (isnan (start_s))
    start_s = self->last_starts_s[gate];

  return isnan (start_s) ? 0 : start_s - self->gates[gate].start_s;
}

/* ---- pointer ----------------------------------------------------------------------------- */

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, InsAscanView *self)
{
  InsAscanTrace trace;
  InsDraw draw;
  guint gate = 0;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  init_trace (self, &trace, &draw);
  self->grabbed_point = ins_ascan_view_find_gain_point (&trace, x, y);
  if (self->grabbed_point >= 0)
    {
      self->grabbed_gain = self->conditioning.tcg;
      self->gesture++;
      return;
    }
  self->grab = find (self, x, y, &gate);
  self->is_panning = self->grab == INS_GATE_PART_NONE;
  if (self->is_panning)
    {
      ins_ascan_view_get_range (self, &self->pan_from_us, &self->pan_to_us);
      return;
    }
  ins_ascan_view_select (self, gate);
  self->grabbed = gate;
  self->grabbed_gate = self->gates[gate];
  self->grab_anchor_s = get_anchor_s (self, gate);
  self->gesture++;
  self->key_part = INS_GATE_PART_NONE;
  if (self->grab == INS_GATE_PART_WHOLE)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, InsAscanView *self)
{
  InsGate gate = self->grabbed_gate;
  InsAscanTrace trace;
  InsDraw draw;
  double us_per_px;

  init_trace (self, &trace, &draw);
  us_per_px = (trace.to_us - trace.from_us) / trace.plot.width;
  if (self->grabbed_point >= 0)
    {
      ins_ascan_view_drag_gain_point (self, 1e-6 * dx * us_per_px,
                                      -dy / trace.plot.height * (100 - trace.least_percent));
      return;
    }
  if (self->is_panning)
    {
      ins_ascan_view_pan_to (self, self->pan_from_us - dx * us_per_px);
      return;
    }
  if (self->grab == INS_GATE_PART_NONE || self->grabbed >= self->n_gates)
    return;
  ins_gate_drag (&gate, self->grab, 1e-6 * dx * us_per_px,
                 -dy / trace.plot.height * (100 - trace.least_percent), self->grab_anchor_s,
                 &self->timing);
  edit (self, self->grabbed, &gate);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, InsAscanView *self)
{
  gboolean was_dragging = ins_ascan_view_is_dragging (self);

  self->grab = INS_GATE_PART_NONE;
  self->is_panning = FALSE;
  self->grabbed_point = -1;
  show_cursor (self, INS_GATE_PART_NONE);
  if (was_dragging)
    g_signal_emit_by_name (self, "gates-edited");
}

gboolean
ins_ascan_view_is_dragging (InsAscanView *self)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), FALSE);

  return self->grab != INS_GATE_PART_NONE;
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, InsAscanView *self)
{
  guint gate;

  if (n_press == 2 && find (self, x, y, &gate) == INS_GATE_PART_NONE)
    ins_ascan_view_set_range (self, 0, 0);
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, InsAscanView *self)
{
  guint gate;

  self->has_pointer = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  if (!ins_ascan_view_is_dragging (self))
    show_cursor (self, find (self, x, y, &gate));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (GtkEventControllerMotion *controller, InsAscanView *self)
{
  self->has_pointer = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, InsAscanView *self)
{
  double from_us, to_us;

  if (fabs (dx) > fabs (dy))
    {
      ins_ascan_view_get_range (self, &from_us, &to_us);
      ins_ascan_view_pan_to (self, from_us + dx * PAN_STEP * (to_us - from_us));
    }
  else
    ins_ascan_view_zoom_at (self, self->pointer_x, pow (ZOOM_PER_NOTCH, -dy));

  return GDK_EVENT_STOP;
}

void
ins_ascan_view_add_controllers (InsAscanView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->drag = gtk_gesture_drag_new ();
  g_signal_connect (self->drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (self->drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (self->drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (self->drag));
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_group (self->drag, click);
  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (widget, scroll);
}

/* ---- keys -------------------------------------------------------------------------------- */

static gboolean
nudge (InsAscanView *self, InsGatePart part, int steps)
{
  const gint64 now_us = g_get_monotonic_time ();
  InsGate gate;

  if (!self->is_editable || self->selected >= self->n_gates || self->timing.sample_rate_hz <= 0)
    return FALSE;
  if (part != self->key_part || now_us - self->key_us > RUN_US)
    self->gesture++;
  self->key_part = part;
  self->key_us = now_us;
  gate = self->gates[self->selected];
  ins_gate_drag (&gate, part, steps * ins_gate_drag_get_step_s (&self->timing), steps,
                 get_anchor_s (self, self->selected), &self->timing);
  edit (self, self->selected, &gate);

  return TRUE;
}

gboolean
ins_ascan_view_nudge_threshold (InsAscanView *self, int percent)
{
  g_return_val_if_fail (INS_IS_ASCAN_VIEW (self), FALSE);

  if (self->selected < self->n_gates &&
      self->gates[self->selected].polarity == INS_POLARITY_NEGATIVE)
    percent = -percent;

  return nudge (self, INS_GATE_PART_THRESHOLD, percent);
}

static gboolean
on_nudge_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  int part, steps;

  g_variant_get (args, "(ii)", &part, &steps);

  return nudge (INS_ASCAN_VIEW (widget), (InsGatePart)part, steps);
}

static gboolean
on_threshold_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  return ins_ascan_view_nudge_threshold (INS_ASCAN_VIEW (widget), g_variant_get_int32 (args));
}

static gboolean
on_next_gate_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsAscanView *self = INS_ASCAN_VIEW (widget);

  if (self->n_gates == 0)
    return FALSE;
  ins_ascan_view_select (
      self, (self->selected + self->n_gates + (guint)g_variant_get_int32 (args)) % self->n_gates);

  return TRUE;
}

static gboolean
on_zoom_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsAscanView *self = INS_ASCAN_VIEW (widget);

  ins_ascan_view_zoom_at (self,
                          self->has_pointer ? self->pointer_x : gtk_widget_get_width (widget) / 2.0,
                          g_variant_get_double (args));

  return TRUE;
}

static gboolean
on_pan_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsAscanView *self = INS_ASCAN_VIEW (widget);
  double from_us, to_us;

  ins_ascan_view_get_range (self, &from_us, &to_us);
  ins_ascan_view_pan_to (self, from_us + g_variant_get_double (args) * (to_us - from_us));

  return TRUE;
}

static gboolean
on_fit_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  ins_ascan_view_set_range (INS_ASCAN_VIEW (widget), 0, 0);

  return TRUE;
}

static void
bind_nudge (GtkWidgetClass *class, guint key, GdkModifierType with, InsGatePart part, int steps)
{
  gtk_widget_class_add_binding (class, key, with, on_nudge_key, "(ii)", (int)part, steps);
  gtk_widget_class_add_binding (class, key, with | GDK_SHIFT_MASK, on_nudge_key, "(ii)", (int)part,
                                FAST_STEP * steps);
}

static void
bind_zoom (GtkWidgetClass *class, guint key, double factor)
{
  gtk_widget_class_add_binding (class, key, 0, on_zoom_key, "d", factor);
  gtk_widget_class_add_binding (class, key, GDK_SHIFT_MASK, on_zoom_key, "d", factor);
}

/* Arrows move the gate and its threshold, with Control its end, with Alt its start. */
void
ins_ascan_view_bind_keys (GtkWidgetClass *class)
{
  const guint closer[] = { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add };
  const guint farther[] = { GDK_KEY_minus, GDK_KEY_KP_Subtract };

  bind_nudge (class, GDK_KEY_Left, 0, INS_GATE_PART_WHOLE, -1);
  bind_nudge (class, GDK_KEY_Right, 0, INS_GATE_PART_WHOLE, 1);
  bind_nudge (class, GDK_KEY_Left, GDK_CONTROL_MASK, INS_GATE_PART_END, -1);
  bind_nudge (class, GDK_KEY_Right, GDK_CONTROL_MASK, INS_GATE_PART_END, 1);
  bind_nudge (class, GDK_KEY_Left, GDK_ALT_MASK, INS_GATE_PART_START, -1);
  bind_nudge (class, GDK_KEY_Right, GDK_ALT_MASK, INS_GATE_PART_START, 1);
  bind_nudge (class, GDK_KEY_Up, 0, INS_GATE_PART_THRESHOLD, 1);
  bind_nudge (class, GDK_KEY_Down, 0, INS_GATE_PART_THRESHOLD, -1);
  gtk_widget_class_add_binding (class, GDK_KEY_bracketright, 0, on_threshold_key, "i", 1);
  gtk_widget_class_add_binding (class, GDK_KEY_bracketleft, 0, on_threshold_key, "i", -1);
  gtk_widget_class_add_binding (class, GDK_KEY_g, 0, on_next_gate_key, "i", 1);
  gtk_widget_class_add_binding (class, GDK_KEY_g, GDK_SHIFT_MASK, on_next_gate_key, "i", -1);
  gtk_widget_class_add_binding (class, GDK_KEY_Page_Up, 0, on_pan_key, "d", -0.5);
  gtk_widget_class_add_binding (class, GDK_KEY_Page_Down, 0, on_pan_key, "d", 0.5);
  for (guint i = 0; i < G_N_ELEMENTS (closer); i++)
    bind_zoom (class, closer[i], ZOOM_PER_KEY);
  for (guint i = 0; i < G_N_ELEMENTS (farther); i++)
    bind_zoom (class, farther[i], 1 / ZOOM_PER_KEY);
  gtk_widget_class_add_binding (class, GDK_KEY_f, 0, on_fit_key, NULL);
}
