/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-area.h"

struct _InsArea
{
  gatomicrefcount ref_count;
  InsScanGrid grid;
  guint n_corners;
  double *columns, *rows; /* of the corners, not rounded */
  InsMask *mask;          /* (nullable) */
};

/* Corner in columns and rows of the grid. */
static void
place_corner (InsArea *self, guint i, const InsAreaPoint *point)
{
  const InsScanGrid *grid = &self->grid;
  gboolean scan_is_x = grid->scan_axis < grid->index_axis;
  double scan_mm = scan_is_x ? point->x_mm : point->y_mm;
  double index_mm = scan_is_x ? point->y_mm : point->x_mm;

  self->columns[i] = (scan_mm - grid->start.mm[grid->scan_axis]) * grid->scan_sign /
                     grid->scan_step_mm;
  self->rows[i] = (index_mm - grid->start.mm[grid->index_axis]) * grid->index_sign /
                  grid->index_step_mm;
}

InsArea *
ins_area_new (const InsScanGrid *grid, const InsAreaPoint *corners, guint n_corners, InsMask *mask)
{
  InsArea *self = g_new0 (InsArea, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->grid = *grid;
  self->n_corners = n_corners;
  self->columns = g_new (double, n_corners);
  self->rows = g_new (double, n_corners);
  for (guint i = 0; i < n_corners; i++)
    place_corner (self, i, &corners[i]);
  self->mask = mask != NULL ? ins_mask_ref (mask) : NULL;

  return self;
}

InsArea *
ins_area_ref (InsArea *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
ins_area_unref (InsArea *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->columns);
  g_free (self->rows);
  g_clear_pointer (&self->mask, ins_mask_unref);
  g_free (self);
}

/* An edge that crosses the row turns everything behind the crossing over. An end that lies on the
 * row counts with one of its two edges only, so that a corner is not counted twice. */
static void
cross_edges (const InsArea *self, guint row, guint8 *wanted)
{
  for (guint i = 0; i < self->n_corners; i++)
    {
      guint j = i + 1 < self->n_corners ? i + 1 : 0;
      double y = row, y1 = self->rows[i], y2 = self->rows[j], crossing;

      if ((y1 <= y) == (y2 <= y))
        continue;
      crossing = ceil (self->columns[i] +
                       (y - y1) / (y2 - y1) * (self->columns[j] - self->columns[i]));
      if (crossing < self->grid.n_columns)
        wanted[(guint)MAX (crossing, 0.0)] ^= 1;
    }
  for (guint column = 1; column < self->grid.n_columns; column++)
    wanted[column] ^= wanted[column - 1];
}

static void
apply_mask (const InsArea *self, guint row, guint8 *wanted)
{
  const InsScanGrid *grid = &self->grid;
  guint width, height;
  gint64 y;

  ins_mask_get_size (self->mask, &width, &height);
  y = (gint64)(((double)row + 0.5) * height / grid->n_rows);
  for (guint column = 0; column < grid->n_columns; column++)
    if (!ins_mask_get (self->mask, (gint64)(((double)column + 0.5) * width / grid->n_columns), y))
      wanted[column] = 0;
}

guint
ins_area_get_row (const InsArea *self, guint row, guint8 *wanted)
{
  guint n = 0;

  memset (wanted, self->n_corners > 0 ? 0 : 1, self->grid.n_columns);
  if (self->n_corners > 0)
    cross_edges (self, row, wanted);
  if (self->mask != NULL)
    apply_mask (self, row, wanted);
  for (guint column = 0; column < self->grid.n_columns; column++)
    n += wanted[column];

  return n;
}
