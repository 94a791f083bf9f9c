/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"

/* Room around the plot for axes and gutter, units */
#define LEFT 50
#define RIGHT 14
#define TOP 12
#define BOTTOM 34

/* Closest look: a pixel of the picture is that large */
#define MAX_PIXEL_SIZE 80.0

const InsScanGrid *
ins_cscan_view_get_grid (InsCscanView *self)
{
  if (self->rows.cscan != NULL)
    return ins_cscan_get_grid (self->rows.cscan);

  return self->has_plan ? &self->plan : NULL;
}

double
ins_cscan_view_u_to_scan (const InsScanGrid *grid, double u)
{
  return ins_scan_grid_get_scan_mm (grid, u / grid->scan_step_mm - 0.5);
}

double
ins_cscan_view_v_to_index (const InsScanGrid *grid, double v)
{
  return ins_scan_grid_get_index_mm (grid, v / grid->index_step_mm - 0.5);
}

double
ins_cscan_view_scan_to_u (const InsScanGrid *grid, double mm)
{
  return grid->scan_sign * (mm - grid->start.mm[grid->scan_axis]) + 0.5 * grid->scan_step_mm;
}

double
ins_cscan_view_index_to_v (const InsScanGrid *grid, double mm)
{
  return grid->index_sign * (mm - grid->start.mm[grid->index_axis]) + 0.5 * grid->index_step_mm;
}

static void
set_world (InsCscanView *self, InsCscanGeometry *geometry)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double width = grid->n_columns * grid->scan_step_mm;
  double height = grid->n_rows * grid->index_step_mm;
  InsViewRectangle world = { 0, 0, width, height };
  double margin_u = 0, margin_v = 0;

  if (self->rows.cscan == NULL)
    {
      ins_cscan_view_add_regions (self, &world);
      width = world.u1 - world.u0;
      height = world.v1 - world.v0;
      margin_u = self->runway_mm + 0.05 * fmax (width, height);
      margin_v = fmax (0.07 * fmax (width, height), 0.11 * height);
    }
  geometry->world_u = world.u0 - margin_u;
  geometry->world_v = world.v0 - margin_v;
  geometry->world_width = width + 2 * margin_u;
  geometry->world_height = height + 2 * margin_v;
}

static double
get_fit_scale (const InsCscanGeometry *geometry)
{
  return fmin ((double)geometry->area.size.width / geometry->world_width,
               (double)geometry->area.size.height / geometry->world_height);
}

/* The picture always covers what it covers when all of it is shown. */
static double
keep_covered (double centre, double zoom, double start, double size)
{
  double slack = 0.5 * size * (1 - 1 / zoom);
  double middle = start + 0.5 * size;

  return CLAMP (centre, middle - slack, middle + slack);
}

static void
limit (InsCscanView *self, const InsCscanGeometry *geometry)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  double finest = fmin (grid->scan_step_mm, grid->index_step_mm);
  double most = fmax (1, MAX_PIXEL_SIZE / (get_fit_scale (geometry) * finest));

  self->zoom = CLAMP (self->zoom, 1, most);
  self->centre_u = keep_covered (self->centre_u, self->zoom, geometry->world_u,
                                 geometry->world_width);
  self->centre_v = keep_covered (self->centre_v, self->zoom, geometry->world_v,
                                 geometry->world_height);
}

static void
clip_to_area (double start, double size, double area_start, double area_size, int *at, int *length)
{
  double from = fmax (start, area_start), to = fmin (start + size, area_start + area_size);

  *at = (int)round (from);
  *length = MAX (1, (int)round (to) - *at);
}

void
ins_cscan_view_update_geometry (InsCscanView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  InsCscanGeometry *geometry = &self->geometry;
  double unit = ins_draw_get_unit (widget);
  graphene_rect_t *area = &geometry->area;
  double x, y, w, h;

  if (self->is_geometry_valid || ins_cscan_view_get_grid (self) == NULL)
    return;

  x = LEFT * unit;
  y = TOP * unit;
  w = fmax (16, gtk_widget_get_width (widget) - (LEFT + RIGHT) * unit);
  h = fmax (16, gtk_widget_get_height (widget) - (TOP + BOTTOM) * unit);
  graphene_rect_init (area, (float)x, (float)y, (float)w, (float)h);
  set_world (self, geometry);
  limit (self, geometry);

  geometry->scale = get_fit_scale (geometry) * self->zoom;
  geometry->origin_x = x + 0.5 * w - self->centre_u * geometry->scale;
  geometry->origin_y = y + 0.5 * h - self->centre_v * geometry->scale;
  clip_to_area (geometry->origin_x + geometry->world_u * geometry->scale,
                geometry->world_width * geometry->scale, x, w, &geometry->x, &geometry->width);
  clip_to_area (geometry->origin_y + geometry->world_v * geometry->scale,
                geometry->world_height * geometry->scale, y, h, &geometry->y, &geometry->height);
  self->is_geometry_valid = TRUE;
}

void
ins_cscan_view_to_picture (InsCscanView *self, double x, double y, double *u, double *v)
{
  ins_cscan_view_update_geometry (self);
  *u = (x - self->geometry.origin_x) / self->geometry.scale;
  *v = (y - self->geometry.origin_y) / self->geometry.scale;
}

double
ins_cscan_view_to_x (InsCscanView *self, double u)
{
  return self->geometry.origin_x + u * self->geometry.scale;
}

double
ins_cscan_view_to_y (InsCscanView *self, double v)
{
  return self->geometry.origin_y + v * self->geometry.scale;
}

static void
drop_view (InsCscanView *self)
{
  self->is_geometry_valid = FALSE;
  ins_cscan_view_drop_strips (self);
  for (guint i = 0; i < INS_N_LAYERS; i++)
    ins_cscan_view_drop_layer (self, i);
  if (self->contrast == INS_CONTRAST_VIEW)
    ins_cscan_view_update_later (self);
}

void
ins_cscan_view_move_centre (InsCscanView *self, double u, double v)
{
  self->centre_u = u;
  self->centre_v = v;
  drop_view (self);
  g_signal_emit_by_name (self, "look-changed");
}

gboolean
ins_cscan_view_get_look (InsCscanView *self, InsPosition *middle, double *px_per_mm)
{
  const InsScanGrid *grid;

  g_return_val_if_fail (INS_IS_CSCAN_VIEW (self), FALSE);

  grid = ins_cscan_view_get_grid (self);
  if (self->rows.cscan == NULL)
    return FALSE;
  ins_cscan_view_update_geometry (self);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    middle->mm[axis] = (double)NAN;
  middle->mm[grid->scan_axis] = ins_cscan_view_u_to_scan (grid, self->centre_u);
  middle->mm[grid->index_axis] = ins_cscan_view_v_to_index (grid, self->centre_v);
  *px_per_mm = self->geometry.scale;

  return TRUE;
}

void
ins_cscan_view_set_look (InsCscanView *self, const InsPosition *middle, double px_per_mm)
{
  const InsScanGrid *grid;
  double u, v;

  g_return_if_fail (INS_IS_CSCAN_VIEW (self));
  g_return_if_fail (px_per_mm > 0);

  grid = ins_cscan_view_get_grid (self);
  if (self->rows.cscan == NULL)
    return;
  u = ins_cscan_view_scan_to_u (grid, middle->mm[grid->scan_axis]);
  v = ins_cscan_view_index_to_v (grid, middle->mm[grid->index_axis]);
  if (isnan (u) || isnan (v))
    return;
  ins_cscan_view_update_geometry (self);
  self->zoom = px_per_mm / get_fit_scale (&self->geometry);
  limit (self, &self->geometry);
  ins_cscan_view_move_centre (self, u, v);
}

void
ins_cscan_view_zoom_at (InsCscanView *self, double x, double y, double factor)
{
  double before = self->zoom, u, v;

  if (ins_cscan_view_get_grid (self) == NULL)
    return;

  ins_cscan_view_to_picture (self, x, y, &u, &v);
  self->zoom *= factor;
  limit (self, &self->geometry);
  factor = self->zoom / before;
  ins_cscan_view_move_centre (self, u + (self->centre_u - u) / factor,
                              v + (self->centre_v - v) / factor);
}
