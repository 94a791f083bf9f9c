/* ins-cscan-view-overlay.c - hands drawing and pointer to an overlay
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-cscan-view-private.h"

void
ins_cscan_view_set_overlay (InsCscanView *self, const InsCscanOverlay *overlay, gpointer data)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->overlay = overlay;
  self->overlay_data = data;
  self->overlay_has_pointer = FALSE;
  ins_cscan_view_queue_overlay (self);
}

void
ins_cscan_view_queue_overlay (InsCscanView *self)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  ins_cscan_view_drop_layer (self, INS_LAYER_OVERLAY);
}

gboolean
ins_cscan_view_place_to_px (InsCscanView *self, InsCscanPlace place, double *x, double *y)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);

  if (grid == NULL)
    return FALSE;
  ins_cscan_view_update_geometry (self);
  *x = ins_cscan_view_to_x (self, ins_cscan_view_scan_to_u (grid, place.scan_mm));
  *y = ins_cscan_view_to_y (self, ins_cscan_view_index_to_v (grid, place.index_mm));

  return TRUE;
}

gboolean
ins_cscan_view_px_to_place (InsCscanView *self, double x, double y, InsCscanPlace *place)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double u, v;

  if (grid == NULL)
    return FALSE;
  ins_cscan_view_to_picture (self, x, y, &u, &v);
  place->scan_mm = ins_cscan_view_u_to_scan (grid, u);
  place->index_mm = ins_cscan_view_v_to_index (grid, v);

  return TRUE;
}

gboolean
ins_cscan_view_get_plot (InsCscanView *self, graphene_rect_t *plot)
{
  const InsCscanGeometry *geometry = &self->geometry;

  if (ins_cscan_view_get_grid (self) == NULL)
    return FALSE;
  ins_cscan_view_update_geometry (self);
  graphene_rect_init (plot, (float)geometry->x, (float)geometry->y, (float)geometry->width,
                      (float)geometry->height);

  return TRUE;
}

/* ---- for the view ------------------------------------------------------------------------ */

void
ins_cscan_view_draw_overlay (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;

  if (self->overlay != NULL && self->overlay->draw != NULL)
    self->overlay->draw (draw, self, self->overlay_data);
}

void
ins_cscan_view_get_overlay_bounds (InsCscanView *self, graphene_rect_t *bounds)
{
  graphene_rect_t plot, wanted;

  graphene_rect_init (bounds, 0, 0, 0, 0);
  if (self->overlay == NULL || !ins_cscan_view_get_plot (self, &plot))
    return;
  *bounds = plot;
  if (self->overlay->get_bounds == NULL)
    return;
  self->overlay->get_bounds (self, &wanted, self->overlay_data);
  graphene_rect_round_extents (&wanted, &wanted);
  if (!graphene_rect_intersection (&plot, &wanted, bounds))
    graphene_rect_init (bounds, plot.origin.x, plot.origin.y, 0, 0);
}

static gboolean
init_pointer (InsCscanView *self, InsCscanPointer *pointer, const InsOverlayEvent *event)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double u, v;

  if (grid == NULL || !ins_cscan_view_px_to_place (self, event->x, event->y, &pointer->place))
    return FALSE;
  ins_cscan_view_to_picture (self, event->x, event->y, &u, &v);
  pointer->column = u / grid->scan_step_mm;
  pointer->row = v / grid->index_step_mm;
  pointer->x = event->x;
  pointer->y = event->y;
  pointer->mm_per_px = 1 / self->geometry.scale;
  pointer->n_press = event->n_press;
  pointer->state = event->state;

  return TRUE;
}

/* A press begins in the picture; what follows may leave it. */
gboolean
ins_cscan_view_point_overlay (InsCscanView *self, InsOverlayWhat what, const InsOverlayEvent *event)
{
  const InsCscanOverlay *overlay = self->overlay;
  InsCscanPointer pointer;
  graphene_rect_t plot;
  gboolean had_pointer = self->overlay_has_pointer;

  if (overlay == NULL || self->tool != INS_CSCAN_TOOL_OVERLAY ||
      !init_pointer (self, &pointer, event))
    return FALSE;

  switch (what)
    {
    case INS_OVERLAY_PRESS:
      ins_cscan_view_get_plot (self, &plot);
      self->overlay_has_pointer = overlay->press != NULL &&
                                  graphene_rect_contains_point (
                                      &plot,
                                      &GRAPHENE_POINT_INIT ((float)event->x, (float)event->y)) &&
                                  overlay->press (self, &pointer, self->overlay_data);
      break;
    case INS_OVERLAY_DRAG:
      if (had_pointer && overlay->drag != NULL)
        overlay->drag (self, &pointer, self->overlay_data);
      break;
    case INS_OVERLAY_RELEASE:
      self->overlay_has_pointer = FALSE;
      if (had_pointer && overlay->release != NULL)
        overlay->release (self, &pointer, self->overlay_data);
      break;
    case INS_OVERLAY_HOVER:
    default:
      if (!had_pointer && overlay->hover != NULL)
        overlay->hover (self, &pointer, self->overlay_data);
      break;
    }

  return self->overlay_has_pointer;
}

gboolean
ins_cscan_view_key_overlay (InsCscanView *self, guint keyval, GdkModifierType state)
{
  return self->overlay != NULL && self->tool == INS_CSCAN_TOOL_OVERLAY &&
         self->overlay->key != NULL && self->overlay->key (self, keyval, state, self->overlay_data);
}
