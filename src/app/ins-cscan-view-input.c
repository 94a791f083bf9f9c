/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"

#define ZOOM_PER_NOTCH 1.25
#define ZOOM_PER_KEY 1.5
#define FAST_STEP 10

/* ---- cross-hair and pan ------------------------------------------------------------------ */

static void
put_cursor_at (InsCscanView *self, double x, double y)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double u, v;

  if (self->rows.cscan == NULL)
    return;

  ins_cscan_view_to_picture (self, x, y, &u, &v);
  ins_cscan_view_place_cursor (self, floor (v / grid->index_step_mm),
                               floor (u / grid->scan_step_mm));
}

static void
begin_pan (InsCscanView *self)
{
  self->drag_u = self->centre_u;
  self->drag_v = self->centre_v;
}

static void
pan_by (InsCscanView *self, double dx, double dy)
{
  if (ins_cscan_view_get_grid (self) == NULL)
    return;

  ins_cscan_view_update_geometry (self);
  ins_cscan_view_move_centre (self, self->drag_u - dx / self->geometry.scale,
                              self->drag_v - dy / self->geometry.scale);
}

static gboolean
point_overlay (InsCscanView *self,
               GtkEventController *controller,
               InsOverlayWhat what,
               double x,
               double y)
{
  const InsOverlayEvent event = { x, y, 0,
                                  gtk_event_controller_get_current_event_state (controller) };

  return ins_cscan_view_point_overlay (self, what, &event);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, InsCscanView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  begin_pan (self);
  self->in_overview = ins_cscan_view_is_over_overview (self, x, y);
  if (self->in_overview)
    ins_cscan_view_go_in_overview (self, x, y);
  else if (ins_cscan_view_begin_plan_drag (self, x, y))
    return;
  else if (self->tool == INS_CSCAN_TOOL_CROSS)
    put_cursor_at (self, x, y);
  else if (self->tool == INS_CSCAN_TOOL_RECTANGLE)
    ins_cscan_view_begin_rectangle (self, x, y);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, InsCscanView *self)
{
  double x, y;

  if (self->in_overview)
    {
      gtk_gesture_drag_get_start_point (gesture, &x, &y);
      ins_cscan_view_go_in_overview (self, x + dx, y + dy);
    }
  else if (self->drags_plan)
    ins_cscan_view_drag_rectangle (self, dx, dy);
  else if (self->tool == INS_CSCAN_TOOL_PAN)
    pan_by (self, dx, dy);
  else if (self->tool == INS_CSCAN_TOOL_RECTANGLE)
    ins_cscan_view_drag_rectangle (self, dx, dy);
  else if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  else if (self->tool == INS_CSCAN_TOOL_OVERLAY)
    point_overlay (self, GTK_EVENT_CONTROLLER (gesture), INS_OVERLAY_DRAG, x + dx, y + dy);
  else
    put_cursor_at (self, x + dx, y + dy);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, InsCscanView *self)
{
  double x, y;

  if (self->drags_plan)
    ins_cscan_view_end_plan_drag (self);
  else if (self->tool == INS_CSCAN_TOOL_RECTANGLE && !self->in_overview)
    ins_cscan_view_end_rectangle (self);
  else if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    point_overlay (self, GTK_EVENT_CONTROLLER (gesture), INS_OVERLAY_RELEASE, x + dx, y + dy);
}

static void
on_pan_begin (GtkGestureDrag *gesture, double x, double y, InsCscanView *self)
{
  begin_pan (self);
}

static void
on_pan_update (GtkGestureDrag *gesture, double dx, double dy, InsCscanView *self)
{
  pan_by (self, dx, dy);
}

/* ---- zoom -------------------------------------------------------------------------------- */

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, InsCscanView *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
  if (ins_cscan_view_point_at_plan (self, x, y))
    return;
  if (self->tool == INS_CSCAN_TOOL_RECTANGLE && self->grab == INS_GRAB_NONE)
    ins_cscan_view_point_at_rectangle (self, x, y);
  else
    point_overlay (self, GTK_EVENT_CONTROLLER (controller), INS_OVERLAY_HOVER, x, y);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, InsCscanView *self)
{
  ins_cscan_view_zoom_at (self, self->pointer_x, self->pointer_y, pow (ZOOM_PER_NOTCH, -dy));

  return GDK_EVENT_STOP;
}

/* ---- keys -------------------------------------------------------------------------------- */

static void
show_cursor (InsCscanView *self)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const InsCscanGeometry *geometry = &self->geometry;
  double u = (self->cursor_column + 0.5) * grid->scan_step_mm;
  double v = (self->cursor_row + 0.5) * grid->index_step_mm;
  double x, y, beyond_x, beyond_y;

  ins_cscan_view_update_geometry (self);
  x = ins_cscan_view_to_x (self, u);
  y = ins_cscan_view_to_y (self, v);
  beyond_x = x - CLAMP (x, geometry->x, geometry->x + geometry->width);
  beyond_y = y - CLAMP (y, geometry->y, geometry->y + geometry->height);
  if (beyond_x != 0 || beyond_y != 0)
    ins_cscan_view_move_centre (self, self->centre_u + beyond_x / geometry->scale,
                                self->centre_v + beyond_y / geometry->scale);
}

static void
move_cursor (InsCscanView *self, int rows, int columns)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double row = grid->n_rows / 2, column = grid->n_columns / 2;

  if (self->has_cursor)
    {
      row = (double)self->cursor_row + rows;
      column = (double)self->cursor_column + columns;
    }
  ins_cscan_view_place_cursor (self, row, column);
  show_cursor (self);
}

static gboolean
on_arrow (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsCscanView *self = INS_CSCAN_VIEW (widget);
  int rows, columns;

  g_variant_get (args, "(ii)", &rows, &columns);
  if (self->tool == INS_CSCAN_TOOL_RECTANGLE)
    ins_cscan_view_nudge_rectangle (self, rows, columns, FALSE);
  else if (self->rows.cscan == NULL)
    return FALSE;
  else
    move_cursor (self, rows, columns);

  return TRUE;
}

/* With Control: the far corner of the rectangle. */
static gboolean
on_resize_arrow (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsCscanView *self = INS_CSCAN_VIEW (widget);
  int rows, columns;

  if (self->tool != INS_CSCAN_TOOL_RECTANGLE)
    return FALSE;
  g_variant_get (args, "(ii)", &rows, &columns);
  ins_cscan_view_nudge_rectangle (self, rows, columns, TRUE);

  return TRUE;
}

static gboolean
on_delete_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsCscanView *self = INS_CSCAN_VIEW (widget);

  if (!ins_cscan_view_shows_rectangle (self))
    return FALSE;
  ins_cscan_view_clear_rectangle (self);

  return TRUE;
}

static gboolean
on_zoom_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  ins_cscan_view_zoom (INS_CSCAN_VIEW (widget), g_variant_get_double (args));

  return TRUE;
}

static gboolean
on_fit_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  ins_cscan_view_fit (INS_CSCAN_VIEW (widget));

  return TRUE;
}

static void
bind_arrow (GtkWidgetClass *class, guint key, guint keypad_key, int rows, int columns)
{
  const guint keys[] = { key, keypad_key };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (class, keys[i], 0, on_arrow, "(ii)", rows, columns);
      gtk_widget_class_add_binding (class, keys[i], GDK_SHIFT_MASK, on_arrow, "(ii)",
                                    FAST_STEP * rows, FAST_STEP * columns);
      gtk_widget_class_add_binding (class, keys[i], GDK_CONTROL_MASK, on_resize_arrow, "(ii)", rows,
                                    columns);
      gtk_widget_class_add_binding (class, keys[i], GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                    on_resize_arrow, "(ii)", FAST_STEP * rows, FAST_STEP * columns);
    }
}

void
ins_cscan_view_bind_keys (GtkWidgetClass *class)
{
  const guint closer[] = { GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add };
  const guint farther[] = { GDK_KEY_minus, GDK_KEY_KP_Subtract };

  bind_arrow (class, GDK_KEY_Up, GDK_KEY_KP_Up, -1, 0);
  bind_arrow (class, GDK_KEY_Down, GDK_KEY_KP_Down, 1, 0);
  bind_arrow (class, GDK_KEY_Left, GDK_KEY_KP_Left, 0, -1);
  bind_arrow (class, GDK_KEY_Right, GDK_KEY_KP_Right, 0, 1);
  for (guint i = 0; i < G_N_ELEMENTS (closer); i++)
    gtk_widget_class_add_binding (class, closer[i], 0, on_zoom_key, "d", ZOOM_PER_KEY);
  for (guint i = 0; i < G_N_ELEMENTS (farther); i++)
    gtk_widget_class_add_binding (class, farther[i], 0, on_zoom_key, "d", 1 / ZOOM_PER_KEY);
  gtk_widget_class_add_binding (class, GDK_KEY_plus, GDK_SHIFT_MASK, on_zoom_key, "d",
                                ZOOM_PER_KEY);
  gtk_widget_class_add_binding (class, GDK_KEY_f, 0, on_fit_key, NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_Escape, 0, on_delete_key, NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_Delete, 0, on_delete_key, NULL);
}

/* ---- double click in the plan ------------------------------------------------------------ */

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, InsCscanView *self)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const InsCscanGeometry *geometry = &self->geometry;
  InsPosition to = { { (double)NAN, (double)NAN, (double)NAN } };
  const InsOverlayEvent event = { x, y, (guint)n_press,
                                  gtk_event_controller_get_current_event_state (
                                      GTK_EVENT_CONTROLLER (gesture)) };
  double u, v;

  if (ins_cscan_view_is_over_overview (self, x, y) ||
      ins_cscan_view_point_overlay (self, INS_OVERLAY_PRESS, &event) ||
      self->tool == INS_CSCAN_TOOL_OVERLAY || n_press != 2 || self->rows.cscan != NULL ||
      grid == NULL || self->tool == INS_CSCAN_TOOL_RECTANGLE)
    return;

  ins_cscan_view_to_picture (self, x, y, &u, &v);
  if (x < geometry->x || x > geometry->x + geometry->width || y < geometry->y ||
      y > geometry->y + geometry->height)
    return;

  to.mm[grid->scan_axis] = ins_cscan_view_u_to_scan (grid, u);
  to.mm[grid->index_axis] = ins_cscan_view_v_to_index (grid, v);
  g_signal_emit_by_name (self, "go-to", to.mm[INS_AXIS_X], to.mm[INS_AXIS_Y], to.mm[INS_AXIS_Z]);
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        InsCscanView *self)
{
  return ins_cscan_view_key_overlay (self, keyval, state);
}

void
ins_cscan_view_add_controllers (InsCscanView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new (), *pan = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect (pan, "drag-begin", G_CALLBACK (on_pan_begin), self);
  g_signal_connect (pan, "drag-update", G_CALLBACK (on_pan_update), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pan));

  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_group (drag, click);

  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (widget, motion);

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, key);

  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (widget, scroll);
}
