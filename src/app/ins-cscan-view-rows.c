/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-cscan-view-private.h"
#include "image/ins-row-fill.h"
#include "scan/ins-plan.h"

/* Taken at once, under the scan's lock: some milliseconds' worth. */
#define N_PIXELS_AT_ONCE (1 << 20)

/* In the histogram: of a larger scan every so many rows, for what is the same at a glance. */
#define N_PIXELS_COUNTED (4U << 20)

static void
clear_rows (InsCscanRows *self)
{
  g_clear_pointer (&self->cscan, ins_cscan_unref);
  g_clear_pointer (&self->values, ins_pyramid_free);
  g_clear_pointer (&self->hole_map, ins_pyramid_free);
  g_clear_pointer (&self->state_map, ins_pyramid_free);
  g_clear_pointer (&self->holes, g_free);
  g_clear_pointer (&self->row_states, g_free);
  g_clear_pointer (&self->row_fill, g_free);
  g_clear_pointer (&self->row_seen, g_free);
  g_clear_pointer (&self->row_low, g_free);
  g_clear_pointer (&self->row_high, g_free);
  g_clear_pointer (&self->scratch, g_free);
  memset (self, 0, sizeof *self);
  self->low = self->high = NAN;
}

/* INS_ROW_TO_GO is 0. */
static void
find_fill (InsCscanRows *self)
{
  ins_row_fill_find (self->row_states, ins_cscan_get_grid (self->cscan)->n_rows,
                     INS_PLAN_FIRST_STRIDE - 1, self->row_fill);
}

static InsPyramid *
new_pyramid (const InsScanGrid *grid, InsKeep keep)
{
  return ins_pyramid_new (grid->n_rows, grid->n_columns, grid->index_step_mm, grid->scan_step_mm,
                          keep);
}

void
ins_cscan_rows_set (InsCscanRows *self, InsCscan *cscan, guint gate, InsPlaneKind kind)
{
  const InsScanGrid *grid;
  gsize n_pixels;

  if (cscan != NULL && cscan == self->cscan && gate == self->gate && kind == self->kind)
    return;
  if (cscan != NULL)
    ins_cscan_ref (cscan);
  clear_rows (self);
  if (cscan == NULL)
    return;

  grid = ins_cscan_get_grid (cscan);
  n_pixels = (gsize)grid->n_rows * grid->n_columns;
  self->cscan = cscan;
  self->gate = gate;
  self->kind = kind;
  self->values = new_pyramid (grid, INS_KEEP_HIGHEST);
  self->holes = g_malloc (n_pixels);
  memset (self->holes, INS_HOLE_TO_GO, n_pixels);
  self->row_states = g_new0 (guint8, grid->n_rows);
  self->row_fill = g_new (guint, grid->n_rows);
  self->row_seen = g_new0 (guint8, grid->n_rows);
  self->row_low = g_new (float, grid->n_rows);
  self->row_high = g_new (float, grid->n_rows);
  for (guint i = 0; i < grid->n_rows; i++)
    self->row_low[i] = self->row_high[i] = NAN;
  self->scratch = g_new (float, grid->n_columns);
  self->histogram_step = (guint)(n_pixels / N_PIXELS_COUNTED) + 1;
  find_fill (self);
}

void
ins_cscan_rows_set_keep (InsCscanRows *self, InsKeep keep)
{
  if (self->values != NULL)
    ins_pyramid_set_keep (self->values, keep);
}

/* Taken as it comes while a scan grows; of rows that come anew it is made when it is looked at. */
static void
count_row (InsCscanRows *self, guint row, const float *values, guint n_columns)
{
  if (self->row_states[row] != INS_ROW_TO_GO)
    self->is_histogram_old = TRUE;
  else if (!self->is_histogram_old && row % self->histogram_step == 0)
    ins_histogram_add (&self->histogram, values, n_columns);
}

const InsHistogram *
ins_cscan_rows_get_histogram (InsCscanRows *self)
{
  const InsScanGrid *grid = ins_cscan_get_grid (self->cscan);

  if (!self->is_histogram_old)
    return &self->histogram;
  self->is_histogram_old = FALSE;
  memset (&self->histogram, 0, sizeof self->histogram);
  for (guint row = 0; row < grid->n_rows; row += self->histogram_step)
    if (self->row_states[row] != INS_ROW_TO_GO)
      {
        ins_pyramid_get_row (self->values, row, self->scratch);
        ins_histogram_add (&self->histogram, self->scratch, grid->n_columns);
      }

  return &self->histogram;
}

static void
take_holes (InsCscanRows *self, guint row, const guint8 *holes, const InsScanGrid *grid)
{
  gboolean had_holes = self->row_states[row] == INS_ROW_HAS_HOLES;
  gboolean has_holes = FALSE;

  if (self->row_states[row] != INS_ROW_TO_GO &&
      memcmp (self->holes + (gsize)row * grid->n_columns, holes, grid->n_columns) == 0)
    return;
  memcpy (self->holes + (gsize)row * grid->n_columns, holes, grid->n_columns);
  for (guint i = 0; i < grid->n_columns; i++)
    {
      self->scratch[i] = ins_hole_is_missing (holes[i]) ? 1 : INS_NO_DATA;
      has_holes |= ins_hole_is_missing (holes[i]);
    }
  self->row_states[row] = has_holes ? INS_ROW_HAS_HOLES : INS_ROW_RECORDED;
  if (!has_holes && !had_holes)
    return;

  if (self->hole_map == NULL)
    self->hole_map = new_pyramid (grid, INS_KEEP_HIGHEST);
  ins_pyramid_set_row (self->hole_map, row, self->scratch);
  self->holes_changed = TRUE;
}

static void
take_states (InsCscanRows *self,
             guint row,
             const float *values,
             const guint8 *holes,
             const guint8 *status,
             guint n)
{
  guint seen = ins_pixel_states_find (values, holes, status, n, self->scratch);

  if (seen == 0 && self->row_seen[row] == 0)
    return;
  for (guint i = 0; i < n && seen == 0; i++)
    self->scratch[i] = INS_NO_DATA;
  self->row_seen[row] = (guint8)seen;
  if (self->state_map == NULL)
    self->state_map = new_pyramid (ins_cscan_get_grid (self->cscan), INS_KEEP_HIGHEST);
  ins_pyramid_set_row (self->state_map, row, self->scratch);
}

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  InsCscanRows *self = data;
  const InsScanGrid *grid = ins_cscan_get_grid (self->cscan);

  count_row (self, row, values, grid->n_columns);
  ins_pyramid_set_row (self->values, row, values);
  ins_pyramid_get_extremes (self->values, row, row + 1, 0, grid->n_columns, &self->row_low[row],
                            &self->row_high[row]);
  take_holes (self, row, holes, grid);
  if (!ins_plane_is_map (self->kind))
    take_states (self, row, values, holes, status, grid->n_columns);
  self->first_new = MIN (self->first_new, row);
  self->end_new = MAX (self->end_new, row + 1);
}

gboolean
ins_cscan_rows_collect (InsCscanRows *self)
{
  const InsScanGrid *grid;
  gboolean is_first_part = self->next_row == 0;
  guint64 generation;

  if (self->cscan == NULL ||
      (is_first_part && ins_cscan_get_generation (self->cscan) == self->generation))
    return FALSE;

  grid = ins_cscan_get_grid (self->cscan);
  self->first_new = grid->n_rows;
  self->end_new = 0;
  self->holes_changed = FALSE;
  generation = ins_cscan_collect_some (self->cscan, self->gate, self->kind, self->generation,
                                       &self->next_row, MAX (1, N_PIXELS_AT_ONCE / grid->n_columns),
                                       on_row, self);
  if (is_first_part)
    self->part_generation = generation;
  if (self->next_row >= grid->n_rows)
    {
      self->generation = self->part_generation;
      self->next_row = 0;
    }

  find_fill (self);
  self->low = self->high = NAN;
  self->seen = 0;
  for (guint i = 0; i < grid->n_rows; i++)
    {
      self->seen |= self->row_seen[i];
      self->low = fminf (self->low, self->row_low[i]);
      self->high = fmaxf (self->high, self->row_high[i]);
    }

  return TRUE;
}
