/* ins-cscan-view-colours.c - which colours the values get
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"
#include "image/ins-plane-look.h"

/* Left out at either end by INS_CONTRAST_PERCENTILE */
#define TAIL 0.01

/* ---- range ------------------------------------------------------------------------------- */

static float
get_usual_high (InsPlaneKind kind)
{
  switch (kind)
    {
    case INS_PLANE_TOF:
      return 1e-6F;
    case INS_PLANE_REGISTRATION:
    case INS_PLANE_PULSES:
      return 10;
    case INS_PLANE_STATUS:
    case INS_PLANE_DERIVED:
    case INS_PLANE_ALARMS:
    case INS_PLANE_AMPLITUDE:
    default:
      return 100;
    }
}

/* Rows or columns of which anything lies within. */
static void
clip (double from, double to, double step, guint n, guint *first, guint *end)
{
  *first = (guint)CLAMP (floor (from / step), 0, n);
  *end = (guint)CLAMP (ceil (to / step), 0, n);
}

static void
get_extremes_within (InsCscanView *self, const InsViewRectangle *part, float *low, float *high)
{
  const InsScanGrid *grid = ins_cscan_get_grid (self->rows.cscan);
  guint first_row, end_row, first_column, end_column;

  clip (part->v0, part->v1, grid->index_step_mm, grid->n_rows, &first_row, &end_row);
  clip (part->u0, part->u1, grid->scan_step_mm, grid->n_columns, &first_column, &end_column);
  ins_pyramid_get_extremes (self->rows.values, first_row, end_row, first_column, end_column, low,
                            high);
}

static void
get_visible (InsCscanView *self, InsViewRectangle *part)
{
  const InsCscanGeometry *geometry = &self->geometry;

  ins_cscan_view_to_picture (self, geometry->x, geometry->y, &part->u0, &part->v0);
  ins_cscan_view_to_picture (self, geometry->x + geometry->width, geometry->y + geometry->height,
                             &part->u1, &part->v1);
}

static void
get_wanted_part (InsCscanView *self, float *low, float *high)
{
  InsViewRectangle part;

  *low = self->rows.low;
  *high = self->rows.high;
  if (self->rows.cscan == NULL)
    return;
  if (self->contrast == INS_CONTRAST_PERCENTILE)
    {
      const InsHistogram *histogram = ins_cscan_rows_get_histogram (&self->rows);

      *low = (float)ins_histogram_get_quantile (histogram, TAIL);
      *high = (float)ins_histogram_get_quantile (histogram, 1 - TAIL);
    }
  else if (self->contrast == INS_CONTRAST_VIEW && gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    {
      ins_cscan_view_update_geometry (self);
      get_visible (self, &part);
      get_extremes_within (self, &part, low, high);
    }
  else if (self->contrast == INS_CONTRAST_RECTANGLE && ins_cscan_view_shows_rectangle (self))
    {
      ins_cscan_view_get_rectangle_in_picture (self, &part);
      get_extremes_within (self, &part, low, high);
    }
}

static void
get_data_range (InsCscanView *self, float *low, float *high)
{
  get_wanted_part (self, low, high);
  if (self->rows.cscan == NULL || isnan (*low) || isnan (*high))
    {
      *low = 0;
      *high = get_usual_high (self->rows.kind);
    }
  else if (self->colouring.map->is_diverging && *low < 0)
    {
      *high = fmaxf (-*low, *high);
      *low = -*high;
    }
  else
    ins_plane_widen_range (self->rows.kind, low, high);
}

void
ins_cscan_view_update_range (InsCscanView *self)
{
  InsColouring *colouring = &self->colouring;
  float low, high;

  get_data_range (self, &low, &high);
  low = isnan (self->wanted_low) ? low : self->wanted_low;
  high = isnan (self->wanted_high) ? high : self->wanted_high;
  if (low == colouring->low && high == colouring->high)
    return;

  colouring->low = low;
  colouring->high = high;
  ins_cscan_view_drop_overview (self);
  ins_cscan_view_drop_strips (self);
  g_signal_emit_by_name (self, "range-changed");
}

void
ins_cscan_view_update_keep (InsCscanView *self)
{
  self->colouring.is_db = self->decibels && self->rows.kind == INS_PLANE_AMPLITUDE;
  ins_cscan_rows_set_keep (&self->rows, ins_plane_get_keep (self->rows.kind, &self->colouring));
}

/* ---- what a person chooses ---------------------------------------------------------------- */

void
ins_cscan_view_set_contrast (InsCscanView *self, InsContrast contrast)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->contrast = contrast;
  if (contrast != INS_CONTRAST_MANUAL)
    self->wanted_low = self->wanted_high = NAN;
  else
    ins_cscan_view_get_range (self, &self->wanted_low, &self->wanted_high);
  ins_cscan_view_update_range (self);
  g_signal_emit_by_name (self, "range-changed");
}

InsContrast
ins_cscan_view_get_contrast (InsCscanView *self)
{
  g_return_val_if_fail (INS_IS_CSCAN_VIEW (self), INS_CONTRAST_DATA);

  return self->contrast;
}

void
ins_cscan_view_set_range (InsCscanView *self, float low, float high)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->contrast = isnan (low) && isnan (high) ? INS_CONTRAST_DATA : INS_CONTRAST_MANUAL;
  self->wanted_low = low;
  self->wanted_high = high;
  ins_cscan_view_update_range (self);
}

void
ins_cscan_view_get_range (InsCscanView *self, float *low, float *high)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  *low = self->colouring.low;
  *high = self->colouring.high;
}

static void
apply_look (InsCscanView *self)
{
  ins_cscan_view_update_keep (self);
  ins_cscan_view_update_range (self);
  ins_cscan_view_drop_overview (self);
  ins_cscan_view_drop_strips (self);
  g_signal_emit_by_name (self, "range-changed");
}

void
ins_cscan_view_set_colour_map (InsCscanView *self, const char *name)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->colouring.map = ins_colour_map_get (name);
  apply_look (self);
}

void
ins_cscan_view_set_inverted (InsCscanView *self, gboolean inverted)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->colouring.is_inverted = inverted;
  apply_look (self);
}

void
ins_cscan_view_set_decibels (InsCscanView *self, gboolean decibels)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->decibels = decibels;
  apply_look (self);
}

const InsColouring *
ins_cscan_view_get_colouring (InsCscanView *self)
{
  return &self->colouring;
}
