/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-cscan-view-private.h"

#define CURSOR_GAP 10 /* units, so that the point itself stays free */

enum
{
  CURSOR_CHANGED,
  RECTANGLE_CHANGED,
  RANGE_CHANGED,
  PLAN_DRAGGED,
  GO_TO,
  LOOK_CHANGED,
  DATA_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const InsDrawFunc layer_funcs[INS_N_LAYERS] = {
  [INS_LAYER_AXES] = ins_cscan_view_draw_axes,
  [INS_LAYER_PLAN] = ins_cscan_view_draw_plan,
  [INS_LAYER_HOLES] = ins_cscan_view_draw_holes,
  [INS_LAYER_GUTTER] = ins_cscan_view_draw_gutter,
  [INS_LAYER_TO_GO] = ins_cscan_view_draw_to_go,
  [INS_LAYER_PROGRESS] = ins_cscan_view_draw_progress,
  [INS_LAYER_SCALE_BAR] = ins_cscan_view_draw_scale_bar,
  [INS_LAYER_PROBE] = ins_cscan_view_draw_probe,
  [INS_LAYER_RECTANGLE] = ins_cscan_view_draw_rectangle,
  [INS_LAYER_OVERLAY] = ins_cscan_view_draw_overlay,
};

G_DEFINE_FINAL_TYPE (InsCscanView, ins_cscan_view, GTK_TYPE_WIDGET)

/* ---- drawing ----------------------------------------------------------------------------- */

void
ins_cscan_view_drop_layer (InsCscanView *self, InsLayer layer)
{
  g_clear_pointer (&self->layers[layer], gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drop_everything (GtkWidget *widget)
{
  InsCscanView *self = INS_CSCAN_VIEW (widget);

  self->is_geometry_valid = FALSE;
  ins_cscan_view_drop_overview (self);
  ins_cscan_view_drop_strips (self);
  for (guint i = 0; i < INS_N_LAYERS; i++)
    ins_cscan_view_drop_layer (self, i);
}

static void
init_band (const InsCscanGeometry *geometry,
           double x,
           double y,
           double half_width,
           double half_height,
           graphene_rect_t *bounds)
{
  graphene_rect_t plot = GRAPHENE_RECT_INIT ((float)geometry->x, (float)geometry->y,
                                             (float)geometry->width, (float)geometry->height);
  graphene_rect_t band = GRAPHENE_RECT_INIT (
      (float)floor (x - half_width), (float)floor (y - half_height), (float)ceil (2 * half_width),
      (float)ceil (2 * half_height));

  if (!graphene_rect_intersection (&plot, &band, bounds))
    graphene_rect_init (bounds, plot.origin.x, plot.origin.y, 0, 0);
}

/* As small as what the layer draws: a node that changes is painted again whole. */
static void
get_layer_bounds (InsCscanView *self, InsLayer layer, graphene_rect_t *bounds)
{
  const InsCscanGeometry *geometry = &self->geometry;
  double unit = ins_draw_get_unit (GTK_WIDGET (self));
  double middle = geometry->x + geometry->width / 2.0, x, y;

  graphene_rect_init (bounds, (float)geometry->x, (float)geometry->y, 0, 0);
  switch (layer)
    {
    case INS_LAYER_AXES:
      graphene_rect_init (bounds, 0, 0, (float)gtk_widget_get_width (GTK_WIDGET (self)),
                          (float)gtk_widget_get_height (GTK_WIDGET (self)));
      break;
    case INS_LAYER_GUTTER:
      graphene_rect_init (bounds, (float)(geometry->x + geometry->width + 2 * unit),
                          (float)(geometry->y - 6 * unit), (float)(12 * unit),
                          (float)(geometry->height + 12 * unit));
      break;
    case INS_LAYER_TO_GO:
      if (ins_cscan_view_get_to_go_y (self, &y))
        init_band (geometry, middle, y, 160 * unit, 16 * unit, bounds);
      break;
    case INS_LAYER_PROGRESS:
      if (ins_cscan_view_get_progress_y (self, &y))
        init_band (geometry, middle, y, geometry->width / 2.0 + 1,
                   (self->stopped_text != NULL ? 84 : 36) * unit, bounds);
      break;
    case INS_LAYER_SCALE_BAR:
      ins_cscan_view_get_scale_bar_bounds (self, bounds);
      break;
    case INS_LAYER_PROBE:
      ins_cscan_view_get_probe_place (self, &x, &y);
      x = CLAMP (x, geometry->x, geometry->x + geometry->width);
      y = CLAMP (y, geometry->y, geometry->y + geometry->height);
      init_band (geometry, x, y, 160 * unit, 44 * unit, bounds);
      break;
    case INS_LAYER_RECTANGLE:
      ins_cscan_view_get_rectangle_bounds (self, bounds);
      break;
    case INS_LAYER_OVERLAY:
      ins_cscan_view_get_overlay_bounds (self, bounds);
      break;
    case INS_LAYER_PLAN:
    case INS_LAYER_HOLES:
    case INS_N_LAYERS:
    default:
      init_band (geometry, middle, geometry->y + geometry->height / 2.0, geometry->width,
                 geometry->height, bounds);
      break;
    }
}

static void
append_layer (InsCscanView *self, GtkSnapshot *snapshot, InsLayer layer)
{
  graphene_rect_t bounds;

  if (self->layers[layer] == NULL)
    {
      get_layer_bounds (self, layer, &bounds);
      self->layers[layer] = ins_draw_to_node (GTK_WIDGET (self), &bounds, layer_funcs[layer], self);
    }
  gtk_snapshot_append_node (snapshot, self->layers[layer]);
}

static void
append_bar (GtkSnapshot *snapshot, double x, double y, double width, double height)
{
  const GdkRGBA casing = { 0, 0, 0, 0.45F }, core = { 1, 1, 1, 0.95F };
  gboolean is_flat = height == 1;

  if (width <= 0 || height <= 0)
    return;

  gtk_snapshot_append_color (
      snapshot, &casing,
      &GRAPHENE_RECT_INIT ((float)(is_flat ? x : x - 1), (float)(is_flat ? y - 1 : y),
                           (float)(is_flat ? width : 3), (float)(is_flat ? 3 : height)));
  gtk_snapshot_append_color (snapshot, &core,
                             &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

/* Four bars with a gap around the point. */
static void
append_cursor (InsCscanView *self, GtkSnapshot *snapshot)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  const InsCscanGeometry *geometry = &self->geometry;
  double gap = CURSOR_GAP * ins_draw_get_unit (GTK_WIDGET (self));
  double x = floor (ins_cscan_view_to_x (self, (self->cursor_column + 0.5) * grid->scan_step_mm));
  double y = floor (ins_cscan_view_to_y (self, (self->cursor_row + 0.5) * grid->index_step_mm));
  double right = geometry->x + geometry->width, bottom = geometry->y + geometry->height;

  if (y >= geometry->y && y < bottom)
    {
      append_bar (snapshot, geometry->x, y, fmin (x - gap, right) - geometry->x, 1);
      append_bar (snapshot, fmax (x + gap, geometry->x), y, right - fmax (x + gap, geometry->x), 1);
    }
  if (x >= geometry->x && x < right)
    {
      append_bar (snapshot, x, geometry->y, 1, fmin (y - gap, bottom) - geometry->y);
      append_bar (snapshot, x, fmax (y + gap, geometry->y), 1,
                  bottom - fmax (y + gap, geometry->y));
    }
}

static void
append_well (GtkWidget *widget, GtkSnapshot *snapshot, int x, int y, int width, int height)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (
        snapshot, &ins_theme_get (widget)->well,
        &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

/* Around the plot, which covers what lies under it. */
static void
append_margins (InsCscanView *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const InsCscanGeometry *geometry = &self->geometry;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int right = geometry->x + geometry->width, bottom = geometry->y + geometry->height;

  append_well (widget, snapshot, 0, 0, width, geometry->y);
  append_well (widget, snapshot, 0, geometry->y, geometry->x, geometry->height);
  append_well (widget, snapshot, right, geometry->y, width - right, geometry->height);
  append_well (widget, snapshot, 0, bottom, width, height - bottom);
}

static void
append_contents (InsCscanView *self, GtkSnapshot *snapshot)
{
  const InsCscanGeometry *geometry = &self->geometry;

  ins_cscan_view_update_geometry (self);
  append_margins (self, snapshot);
  append_layer (self, snapshot, INS_LAYER_AXES);
  if (self->rows.cscan != NULL)
    append_layer (self, snapshot, INS_LAYER_GUTTER);
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT ((float)geometry->x, (float)geometry->y,
                                               (float)geometry->width, (float)geometry->height));
  if (self->rows.cscan != NULL)
    {
      ins_cscan_view_snapshot_picture (self, snapshot);
      append_layer (self, snapshot, INS_LAYER_HOLES);
      append_layer (self, snapshot, INS_LAYER_SCALE_BAR);
      if (self->has_cursor)
        append_cursor (self, snapshot);
      append_layer (self, snapshot, INS_LAYER_TO_GO);
      append_layer (self, snapshot, INS_LAYER_PROGRESS);
    }
  if (self->rows.cscan == NULL || self->frames_plan)
    append_layer (self, snapshot, INS_LAYER_PLAN);
  if (self->probe_known && (self->rows.cscan == NULL || self->row < 0))
    append_layer (self, snapshot, INS_LAYER_PROBE);
  if (ins_cscan_view_shows_rectangle (self))
    append_layer (self, snapshot, INS_LAYER_RECTANGLE);
  if (self->overlay != NULL)
    append_layer (self, snapshot, INS_LAYER_OVERLAY);
  ins_cscan_view_snapshot_overview (self, snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
ins_cscan_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  InsCscanView *self = INS_CSCAN_VIEW (widget);
  gint64 start_us = g_get_monotonic_time ();

  if (ins_cscan_view_get_grid (self) != NULL)
    append_contents (self, snapshot);
  else
    append_well (widget, snapshot, 0, 0, gtk_widget_get_width (widget),
                 gtk_widget_get_height (widget));
  ins_draw_snapshot_focus (widget, snapshot);
  self->snapshot_s = (double)(g_get_monotonic_time () - start_us) * 1e-6;
}

/* ---- widget ------------------------------------------------------------------------------ */

static void
ins_cscan_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 260;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 420;
}

static void
ins_cscan_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  drop_everything (widget);
}

static void
ins_cscan_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ins_cscan_view_parent_class)->css_changed (widget, change);
  drop_everything (widget);
}

static void
ins_cscan_view_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  gtk_widget_queue_draw (widget);
}

static void
ins_cscan_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ins_cscan_view_parent_class)->map (widget);
  ins_cscan_view_start_looking (INS_CSCAN_VIEW (widget));
}

static void
ins_cscan_view_unmap (GtkWidget *widget)
{
  ins_cscan_view_stop_looking (INS_CSCAN_VIEW (widget));
  GTK_WIDGET_CLASS (ins_cscan_view_parent_class)->unmap (widget);
}

static void
ins_cscan_view_dispose (GObject *object)
{
  InsCscanView *self = INS_CSCAN_VIEW (object);

  ins_cscan_view_stop_looking (self);
  g_clear_handle_id (&self->later_id, g_source_remove);

  G_OBJECT_CLASS (ins_cscan_view_parent_class)->dispose (object);
}

static void
ins_cscan_view_finalize (GObject *object)
{
  InsCscanView *self = INS_CSCAN_VIEW (object);

  for (guint i = 0; i < self->n_strips; i++)
    g_clear_pointer (&self->strips[i], gsk_render_node_unref);
  for (guint i = 0; i < INS_N_LAYERS; i++)
    g_clear_pointer (&self->layers[i], gsk_render_node_unref);
  ins_cscan_rows_set (&self->rows, NULL, 0, INS_PLANE_AMPLITUDE);
  ins_cscan_view_drop_overview (self);
  g_free (self->strips);
  g_free (self->no_data);
  g_free (self->stopped_text);
  ins_cscan_view_clear_regions (self);

  G_OBJECT_CLASS (ins_cscan_view_parent_class)->finalize (object);
}

static void
ins_cscan_view_class_init (InsCscanViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);

  object_class->dispose = ins_cscan_view_dispose;
  object_class->finalize = ins_cscan_view_finalize;
  widget_class->snapshot = ins_cscan_view_snapshot;
  widget_class->measure = ins_cscan_view_measure;
  widget_class->size_allocate = ins_cscan_view_size_allocate;
  widget_class->css_changed = ins_cscan_view_css_changed;
  widget_class->state_flags_changed = ins_cscan_view_state_flags_changed;
  widget_class->map = ins_cscan_view_map;
  widget_class->unmap = ins_cscan_view_unmap;

  signals[CURSOR_CHANGED] = g_signal_new ("cursor-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[RECTANGLE_CHANGED] = g_signal_new ("rectangle-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
  signals[RANGE_CHANGED] = g_signal_new ("range-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[PLAN_DRAGGED] = g_signal_new ("plan-dragged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[GO_TO] = g_signal_new ("go-to", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[LOOK_CHANGED] = g_signal_new ("look-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[DATA_CHANGED] = g_signal_new ("data-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "cscan");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  ins_cscan_view_bind_keys (widget_class);
}

static void
ins_cscan_view_init (InsCscanView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  ins_cscan_rows_set (&self->rows, NULL, 0, INS_PLANE_AMPLITUDE);
  self->row = -1;
  self->pattern = INS_PATTERN_SERPENTINE;
  self->colouring = (InsColouring){ .map = ins_colour_map_get (NULL), .high = 100 };
  self->wanted_low = self->wanted_high = NAN;
  self->zoom = 1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("C-scan"), -1);
  ins_cscan_view_add_controllers (self);
  ins_draw_watch_theme (widget, drop_everything);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (drop_everything), NULL);
}

GtkWidget *
ins_cscan_view_new (void)
{
  return g_object_new (INS_TYPE_CSCAN_VIEW, NULL);
}
