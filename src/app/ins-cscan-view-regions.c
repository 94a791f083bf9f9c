/* ins-cscan-view-regions.c - the other rectangles of a plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-cscan-view-private.h"

void
ins_cscan_view_clear_regions (InsCscanView *self)
{
  for (guint i = 0; i < self->n_regions; i++)
    g_free (self->regions[i].name);
  g_clear_pointer (&self->regions, g_free);
  self->n_regions = 0;
}

static gboolean
is_same (InsCscanView *self, const InsScanGrid *grids, const char *const *names, guint n_regions)
{
  if (n_regions != self->n_regions)
    return FALSE;
  for (guint i = 0; i < n_regions; i++)
    if (g_strcmp0 (self->regions[i].name, names[i]) != 0 ||
        memcmp (&self->regions[i].grid, &grids[i], sizeof grids[i]) != 0)
      return FALSE;

  return TRUE;
}

void
ins_cscan_view_set_regions (InsCscanView *self,
                            const InsScanGrid *grids,
                            const char *const *names,
                            guint n_regions)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  if (is_same (self, grids, names, n_regions))
    return;
  ins_cscan_view_clear_regions (self);
  self->n_regions = n_regions;
  self->regions = g_new (InsViewRegion, n_regions);
  for (guint i = 0; i < n_regions; i++)
    self->regions[i] = (InsViewRegion){ grids[i], g_strdup (names[i]) };
  if (self->rows.cscan == NULL)
    ins_cscan_view_fit (self);
}

/* In picture coordinates of @grid, whose axes it has. */
static void
get_rectangle (const InsScanGrid *grid, const InsScanGrid *region, InsViewRectangle *rectangle)
{
  double u = ins_cscan_view_scan_to_u (grid, region->start.mm[grid->scan_axis]);
  double v = ins_cscan_view_index_to_v (grid, region->start.mm[grid->index_axis]);

  rectangle->u0 = u - 0.5 * region->scan_step_mm;
  rectangle->v0 = v - 0.5 * region->index_step_mm;
  rectangle->u1 = rectangle->u0 + region->n_columns * region->scan_step_mm;
  rectangle->v1 = rectangle->v0 + region->n_rows * region->index_step_mm;
}

gboolean
ins_cscan_view_get_plan_rectangle (InsCscanView *self, InsViewRectangle *rectangle)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);

  if (!self->has_plan || (self->rows.cscan != NULL && !self->frames_plan) ||
      grid->scan_axis != self->plan.scan_axis || grid->index_axis != self->plan.index_axis ||
      grid->scan_sign != self->plan.scan_sign || grid->index_sign != self->plan.index_sign)
    return FALSE;
  get_rectangle (grid, &self->plan, rectangle);

  return TRUE;
}

void
ins_cscan_view_add_regions (InsCscanView *self, InsViewRectangle *world)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);

  for (guint i = 0; i < self->n_regions; i++)
    {
      InsViewRectangle region;

      get_rectangle (grid, &self->regions[i].grid, &region);
      world->u0 = fmin (world->u0, region.u0);
      world->v0 = fmin (world->v0, region.v0);
      world->u1 = fmax (world->u1, region.u1);
      world->v1 = fmax (world->v1, region.v1);
    }
}

void
ins_cscan_view_draw_regions (const InsDraw *draw, InsCscanView *self)
{
  const InsScanGrid *grid = ins_cscan_view_get_grid (self);
  InsTextStyle style = { .size = 13,
                         .bold = TRUE,
                         .align = 0.5,
                         .colour = &draw->theme->accent,
                         .background = &draw->theme->plot,
                         .padding = 4 };

  cairo_set_line_width (draw->cr, 1);
  for (guint i = 0; i < self->n_regions; i++)
    {
      InsViewRectangle region;
      double left, top, right, bottom;

      get_rectangle (grid, &self->regions[i].grid, &region);
      left = round (ins_cscan_view_to_x (self, region.u0));
      top = round (ins_cscan_view_to_y (self, region.v0));
      right = round (ins_cscan_view_to_x (self, region.u1));
      bottom = round (ins_cscan_view_to_y (self, region.v1));
      ins_draw_colour (draw->cr, &draw->theme->accent, 0.07);
      cairo_rectangle (draw->cr, left + 0.5, top + 0.5, right - left, bottom - top);
      cairo_fill_preserve (draw->cr);
      ins_draw_colour (draw->cr, &draw->theme->accent, 1);
      cairo_stroke (draw->cr);
      ins_draw_text (draw, (left + right) / 2, (top + bottom) / 2, self->regions[i].name, &style);
    }
}
