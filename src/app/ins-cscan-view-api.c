/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-cscan-view-private.h"

static gboolean
is_same_grid (const InsScanGrid *a, const InsScanGrid *b)
{
  return a->n_rows == b->n_rows && a->n_columns == b->n_columns && a->scan_axis == b->scan_axis &&
         a->index_axis == b->index_axis && a->scan_sign == b->scan_sign &&
         a->index_sign == b->index_sign && a->scan_step_mm == b->scan_step_mm &&
         a->index_step_mm == b->index_step_mm &&
         memcmp (&a->start, &b->start, sizeof a->start) == 0;
}

static void
show_cscan (InsCscanView *self, InsCscan *cscan, guint gate, InsPlaneKind kind, gboolean is_other)
{
  gboolean is_other_kind = self->rows.cscan != NULL && kind != self->rows.kind;

  ins_cscan_rows_set (&self->rows, cscan, gate, kind);
  ins_cscan_view_update_keep (self);
  if (is_other_kind && self->contrast == INS_CONTRAST_MANUAL) /* another unit */
    ins_cscan_view_set_contrast (self, INS_CONTRAST_DATA);
  if (is_other)
    {
      self->has_cursor = FALSE;
      ins_cscan_view_fit (self);
    }
  ins_cscan_view_drop_overview (self);
  ins_cscan_view_drop_strips (self);
  for (guint i = 0; i < INS_N_LAYERS; i++)
    ins_cscan_view_drop_layer (self, i);
  ins_cscan_view_look (self);
  ins_cscan_view_update_range (self);
  ins_cscan_view_update_later (self);
  g_signal_emit_by_name (self, "cursor-changed");
  g_signal_emit_by_name (self, "rectangle-changed");
}

void
ins_cscan_view_set_cscan (InsCscanView *self, InsCscan *cscan, guint gate, InsPlaneKind kind)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  show_cscan (self, cscan, gate, kind, cscan != self->rows.cscan);
}

void
ins_cscan_view_replace_cscan (InsCscanView *self, InsCscan *cscan, guint gate, InsPlaneKind kind)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  if (cscan == self->rows.cscan && gate == self->rows.gate && kind == self->rows.kind)
    ins_cscan_view_look (self);
  else
    show_cscan (self, cscan, gate, kind, FALSE);
}

void
ins_cscan_view_set_plan (InsCscanView *self, const InsScanGrid *grid, double runway_mm)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  if (self->has_plan == (grid != NULL) &&
      (grid == NULL || (is_same_grid (grid, &self->plan) && runway_mm == self->runway_mm)))
    return;

  self->has_plan = grid != NULL;
  if (grid != NULL)
    self->plan = *grid;
  self->runway_mm = runway_mm;
  ins_cscan_view_drop_layer (self, INS_LAYER_PLAN);
  if (self->rows.cscan == NULL)
    ins_cscan_view_fit (self);
}

void
ins_cscan_view_set_frames_plan (InsCscanView *self, gboolean frames)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->frames_plan = frames;
  ins_cscan_view_drop_layer (self, INS_LAYER_PLAN);
}

void
ins_cscan_view_set_fills_rows (InsCscanView *self, gboolean fills)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  if (fills == self->fills_rows)
    return;
  self->fills_rows = fills;
  ins_cscan_view_drop_strips (self);
}

void
ins_cscan_view_set_pattern (InsCscanView *self, InsPattern pattern)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  if (pattern == self->pattern)
    return;

  self->pattern = pattern;
  ins_cscan_view_drop_layer (self, INS_LAYER_PLAN);
}

static void
drop_probe_layers (InsCscanView *self)
{
  ins_cscan_view_drop_layer (self, self->row >= 0 ? INS_LAYER_PROGRESS : INS_LAYER_PROBE);
  if (self->stopped_text != NULL)
    ins_cscan_view_drop_layer (self, INS_LAYER_PROGRESS); /* its words keep off the probe */
}

void
ins_cscan_view_set_probe (InsCscanView *self, const InsPosition *position, gboolean known)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  if (known == self->probe_known &&
      (!known || memcmp (position, &self->probe, sizeof *position) == 0))
    return;

  /* the plan's words give way to a probe that waits there */
  if (self->row < 0)
    ins_cscan_view_drop_layer (self, INS_LAYER_PLAN);
  self->probe_known = known;
  if (known)
    self->probe = *position;
  drop_probe_layers (self);
}

void
ins_cscan_view_set_progress (InsCscanView *self,
                             int row,
                             int direction,
                             guint n_lines_done,
                             const char *stopped_text)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  if (row == self->row && direction == self->direction && n_lines_done == self->n_lines_done &&
      g_strcmp0 (stopped_text, self->stopped_text) == 0)
    return;

  self->row = row;
  self->direction = direction;
  self->n_lines_done = n_lines_done;
  g_free (self->stopped_text);
  self->stopped_text = g_strdup (stopped_text);
  ins_cscan_view_drop_layer (self, INS_LAYER_TO_GO);
  ins_cscan_view_drop_layer (self, INS_LAYER_PROGRESS);
  ins_cscan_view_drop_layer (self, INS_LAYER_PROBE);
}

/* ---- cursor ------------------------------------------------------------------------------ */

gboolean
ins_cscan_view_get_cursor (InsCscanView *self, InsCursor *cursor)
{
  const InsScanGrid *grid;
  float value;

  g_return_val_if_fail (INS_IS_CSCAN_VIEW (self), FALSE);

  if (!self->has_cursor || self->rows.cscan == NULL)
    return FALSE;

  grid = ins_cscan_get_grid (self->rows.cscan);
  value = ins_pyramid_get (self->rows.values, self->cursor_row, self->cursor_column);
  cursor->row = self->cursor_row;
  cursor->column = self->cursor_column;
  cursor->scan_mm = ins_scan_grid_get_scan_mm (grid, self->cursor_column);
  cursor->index_mm = ins_scan_grid_get_index_mm (grid, self->cursor_row);
  cursor->value = value == INS_NO_DATA ? NAN : value;
  cursor->hole = self->rows.holes[(gsize)self->cursor_row * grid->n_columns + self->cursor_column];
  value = self->rows.state_map != NULL
              ? ins_pyramid_get (self->rows.state_map, self->cursor_row, self->cursor_column)
              : INS_NO_DATA;
  cursor->state = value == INS_NO_DATA ? -1 : (int)value;

  return TRUE;
}

void
ins_cscan_view_place_cursor (InsCscanView *self, double row, double column)
{
  const InsScanGrid *grid;
  guint new_row, new_column;

  if (self->rows.cscan == NULL)
    return;

  grid = ins_cscan_get_grid (self->rows.cscan);
  new_row = (guint)CLAMP (row, 0, grid->n_rows - 1);
  new_column = (guint)CLAMP (column, 0, grid->n_columns - 1);
  if (self->has_cursor && new_row == self->cursor_row && new_column == self->cursor_column)
    return;

  self->has_cursor = TRUE;
  self->cursor_row = new_row;
  self->cursor_column = new_column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  ins_cscan_view_update_later (self);
  g_signal_emit_by_name (self, "cursor-changed");
}

void
ins_cscan_view_set_cursor (InsCscanView *self, guint row, guint column)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  ins_cscan_view_place_cursor (self, row, column);
}

InsCscanRows *
ins_cscan_view_get_rows (InsCscanView *self)
{
  return self->rows.cscan != NULL ? &self->rows : NULL;
}

/* ---- zoom and pan ------------------------------------------------------------------------ */

void
ins_cscan_view_set_tool (InsCscanView *self, InsCscanTool tool)
{
  static const char *const pointers[] = { [INS_CSCAN_TOOL_CROSS] = NULL,
                                          [INS_CSCAN_TOOL_PAN] = "grab",
                                          [INS_CSCAN_TOOL_RECTANGLE] = "crosshair",
                                          [INS_CSCAN_TOOL_OVERLAY] = "crosshair" };

  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->tool = tool;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), pointers[tool]);
}

void
ins_cscan_view_zoom (InsCscanView *self, double factor)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));
  g_return_if_fail (factor > 0);

  if (ins_cscan_view_get_grid (self) == NULL)
    return;

  ins_cscan_view_update_geometry (self);
  ins_cscan_view_zoom_at (self, self->geometry.x + self->geometry.width / 2.0,
                          self->geometry.y + self->geometry.height / 2.0, factor);
}

void
ins_cscan_view_fit (InsCscanView *self)
{
  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  self->zoom = 1;
  ins_cscan_view_move_centre (self, 0, 0);
}

void
ins_cscan_view_show_one_to_one (InsCscanView *self)
{
  const InsScanGrid *grid;
  double finest, wanted;

  g_return_if_fail (INS_IS_CSCAN_VIEW (self));

  grid = ins_cscan_view_get_grid (self);
  if (grid == NULL)
    return;
  finest = fmin (grid->scan_step_mm, grid->index_step_mm);
  wanted = 1 / (finest * gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  ins_cscan_view_update_geometry (self);
  ins_cscan_view_zoom (self, wanted / self->geometry.scale);
}

double
ins_cscan_view_get_last_snapshot_s (InsCscanView *self)
{
  g_return_val_if_fail (INS_IS_CSCAN_VIEW (self), 0);

  return self->snapshot_s;
}
