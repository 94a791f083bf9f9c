/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/ins-bscan-view-private.h"

enum
{
  CURSOR_MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InsBscanView, ins_bscan_view, GTK_TYPE_WIDGET)

/* ---- drawing ----------------------------------------------------------------------------- */

static void
drop_node (GtkWidget *widget)
{
  /* the picture stays, unless its size is another one */
  g_clear_pointer (&INS_BSCAN_VIEW (widget)->node, gsk_render_node_unref);
  gtk_widget_queue_draw (widget);
}

static void
append_cursor (InsBscanView *self, GtkSnapshot *snapshot)
{
  const GdkRGBA casing = { 0, 0, 0, 0.45F }, core = { 1, 1, 1, 0.95F };
  const InsPlot *plot = &self->plot;
  double x = floor (plot->left + (self->cursor + 0.5) * plot->width / self->n_pixels);
  float top = (float)plot->top, height = (float)plot->height;

  gtk_snapshot_append_color (snapshot, &casing, &GRAPHENE_RECT_INIT ((float)x - 1, top, 3, height));
  gtk_snapshot_append_color (snapshot, &core, &GRAPHENE_RECT_INIT ((float)x, top, 1, height));
}

static void
ins_bscan_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  InsBscanView *self = INS_BSCAN_VIEW (widget);

  if (self->node == NULL)
    self->node = ins_draw_to_node (widget,
                                   &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                        (float)gtk_widget_get_height (widget)),
                                   ins_bscan_view_draw, self);
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->cursor >= 0 && self->cursor < (int)self->n_pixels)
    append_cursor (self, snapshot);
  ins_draw_snapshot_focus (widget, snapshot);
}

/* ---- content ----------------------------------------------------------------------------- */

/* So many of the samples keep a colour of their own, so that a few strong echoes do not leave the
 * rest in the dark; and noise does not get all colours. */
#define DISTINCT_PART 0.995
#define LEAST_BRIGHTEST_PART 0.1

void
ins_bscan_view_find_brightest (InsBscanView *self)
{
  gsize n = (gsize)self->n_pixels * self->n_samples;
  gsize n_above = 0, n_allowed = (gsize)((1 - DISTINCT_PART) * (double)n);
  int least = MAX (1, (int)(LEAST_BRIGHTEST_PART * self->full_scale_counts));
  int magnitude = -(int)G_MININT16;
  g_autofree guint *counts = g_new0 (guint, magnitude + 1);

  for (gsize i = 0; i < n; i++)
    counts[abs (self->shown[i])]++;
  while (magnitude > least && n_above + counts[magnitude] <= n_allowed)
    n_above += counts[magnitude--];
  self->brightest_counts = MIN (magnitude, MAX (least, self->full_scale_counts));
}

static void
describe (InsBscanView *self)
{
  g_autofree char *text = NULL;

  if (self->n_pixels == 0)
    text = g_strdup (_ ("No line yet"));
  else
    text = g_strdup_printf (_ ("Along %c from %.2f to %.2f mm"),
                            INS_AXIS_LETTERS[self->grid.scan_axis],
                            ins_scan_grid_get_scan_mm (&self->grid, 0),
                            ins_scan_grid_get_scan_mm (&self->grid, self->n_pixels - 1));
  ins_draw_describe (GTK_WIDGET (self), text);
}

void
ins_bscan_view_set_line (InsBscanView *self,
                         const gint16 *samples,
                         guint n_pixels,
                         guint n_samples,
                         const InsScanGrid *grid,
                         const InsTiming *timing,
                         int full_scale_counts)
{
  gsize n = (gsize)n_pixels * n_samples;

  g_return_if_fail (INS_IS_BSCAN_VIEW (self));
  g_return_if_fail (n == 0 ||
                    (samples != NULL && grid != NULL && timing != NULL && full_scale_counts > 0));

  if (n > self->n_allocated)
    {
      g_free (self->samples);
      self->samples = g_new (gint16, n);
      self->n_allocated = n;
    }
  self->n_pixels = n > 0 ? n_pixels : 0;
  self->n_samples = n > 0 ? n_samples : 0;
  if (n > 0)
    {
      memcpy (self->samples, samples, n * sizeof *samples);
      self->grid = *grid;
      self->timing = *timing;
      self->full_scale_counts = full_scale_counts;
    }
  ins_bscan_view_update_signal (self);
  describe (self);
  drop_node (GTK_WIDGET (self));
}

void
ins_bscan_view_set_gates (InsBscanView *self, const InsGate *gates, guint n_gates)
{
  g_return_if_fail (INS_IS_BSCAN_VIEW (self));
  g_return_if_fail (n_gates <= INS_MAX_GATES);

  self->n_gates = n_gates;
  for (guint i = 0; i < n_gates; i++)
    self->gates[i] = gates[i];
  self->placed_every = 0;
  drop_node (GTK_WIDGET (self));
}

void
ins_bscan_view_set_conditioning (InsBscanView *self, const InsConditioning *conditioning)
{
  const InsConditioning none = { 0 };

  g_return_if_fail (INS_IS_BSCAN_VIEW (self));

  if (self->is_conditioned == (conditioning != NULL) &&
      (conditioning == NULL || memcmp (conditioning, &self->conditioning, sizeof none) == 0))
    return;
  self->is_conditioned = conditioning != NULL;
  self->conditioning = conditioning != NULL ? *conditioning : none;
  ins_bscan_view_update_signal (self);
  drop_node (GTK_WIDGET (self));
}

void
ins_bscan_view_set_cursor (InsBscanView *self, int column)
{
  g_return_if_fail (INS_IS_BSCAN_VIEW (self));

  if (column == self->cursor)
    return;

  self->cursor = column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- input ------------------------------------------------------------------------------- */

static void
point_at (InsBscanView *self, double x)
{
  const InsPlot *plot = &self->plot;
  double pixel = (x - plot->left) / plot->width * self->n_pixels;

  if (self->n_pixels > 0 && plot->width > 0)
    g_signal_emit (self, signals[CURSOR_MOVED], 0,
                   (int)CLAMP (floor (pixel), 0, self->n_pixels - 1.0));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, InsBscanView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  point_at (self, x);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, InsBscanView *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    point_at (self, x + dx);
}

static gboolean
on_arrow (GtkWidget *widget, GVariant *args, gpointer data)
{
  InsBscanView *self = INS_BSCAN_VIEW (widget);
  int last = (int)self->n_pixels - 1;
  int from = self->cursor >= 0 ? self->cursor : last / 2;

  if (self->n_pixels == 0)
    return FALSE;
  g_signal_emit (self, signals[CURSOR_MOVED], 0,
                 CLAMP (from + g_variant_get_int32 (args), 0, last));

  return TRUE;
}

static void
bind_arrow (GtkWidgetClass *class, guint key, guint keypad_key, int by)
{
  gtk_widget_class_add_binding (class, key, 0, on_arrow, "i", by);
  gtk_widget_class_add_binding (class, keypad_key, 0, on_arrow, "i", by);
  gtk_widget_class_add_binding (class, key, GDK_SHIFT_MASK, on_arrow, "i", 10 * by);
  gtk_widget_class_add_binding (class, keypad_key, GDK_SHIFT_MASK, on_arrow, "i", 10 * by);
}

/* ---- widget ------------------------------------------------------------------------------ */

static void
ins_bscan_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 300 : 130;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 180;
}

static void
ins_bscan_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  drop_node (widget);
}

static void
ins_bscan_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ins_bscan_view_parent_class)->css_changed (widget, change);
  drop_node (widget);
}

static void
ins_bscan_view_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  gtk_widget_queue_draw (widget);
}

static void
ins_bscan_view_finalize (GObject *object)
{
  InsBscanView *self = INS_BSCAN_VIEW (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_free (self->samples);
  g_free (self->conditioned);
  g_free (self->gate_starts_s);
  g_clear_pointer (&self->picture, cairo_surface_destroy);

  G_OBJECT_CLASS (ins_bscan_view_parent_class)->finalize (object);
}

static void
ins_bscan_view_class_init (InsBscanViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ins_bscan_view_finalize;
  widget_class->snapshot = ins_bscan_view_snapshot;
  widget_class->measure = ins_bscan_view_measure;
  widget_class->size_allocate = ins_bscan_view_size_allocate;
  widget_class->css_changed = ins_bscan_view_css_changed;
  widget_class->state_flags_changed = ins_bscan_view_state_flags_changed;
  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", G_TYPE_FROM_CLASS (class),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_INT);
  bind_arrow (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1);
  bind_arrow (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1);
  gtk_widget_class_set_css_name (widget_class, "bscan");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ins_bscan_view_init (InsBscanView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->cursor = -1;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("B-scan"), -1);
  ins_draw_watch_theme (GTK_WIDGET (self), drop_node);
}

GtkWidget *
ins_bscan_view_new (void)
{
  return g_object_new (INS_TYPE_BSCAN_VIEW, NULL);
}
