/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-cscan.h"
#include "image/ins-pyramid-private.h"

static void
add_level (InsPyramid *self,
           const InsPyramidLevel *below,
           gboolean halve_rows,
           gboolean halve_columns)
{
  InsPyramidLevel *level = &self->levels[self->n_levels++];
  gsize n_cells;

  level->row_shift = below->row_shift + (halve_rows ? 1 : 0);
  level->column_shift = below->column_shift + (halve_columns ? 1 : 0);
  level->n_rows = halve_rows ? (below->n_rows + 1) / 2 : below->n_rows;
  level->n_columns = halve_columns ? (below->n_columns + 1) / 2 : below->n_columns;
  n_cells = (gsize)level->n_rows * level->n_columns;
  level->values = g_new (float, n_cells);
  for (gsize i = 0; i < n_cells; i++)
    level->values[i] = INS_NO_DATA;
  level->stale = g_new0 (guint8, level->n_rows);
  level->first_stale = level->n_rows;
}

InsPyramid *
ins_pyramid_new (guint n_rows, guint n_columns, double row_size, double column_size, InsKeep keep)
{
  InsPyramid *self;
  InsPyramidLevel plane = { .n_rows = n_rows, .n_columns = n_columns };

  g_return_val_if_fail (n_rows > 0 && n_columns > 0, NULL);
  g_return_val_if_fail (row_size > 0 && column_size > 0, NULL);

  self = g_new0 (InsPyramid, 1);
  self->keep = keep;
  add_level (self, &plane, FALSE, FALSE);
  while (self->n_levels < INS_PYRAMID_MAX_LEVELS)
    {
      const InsPyramidLevel *top = &self->levels[self->n_levels - 1];
      double height = ldexp (row_size, (int)top->row_shift);
      double width = ldexp (column_size, (int)top->column_shift);
      gboolean halve_rows = top->n_rows > 1 && (height < 1.5 * width || top->n_columns == 1);
      gboolean halve_columns = top->n_columns > 1 && (width < 1.5 * height || top->n_rows == 1);

      if (!halve_rows && !halve_columns)
        break;
      add_level (self, top, halve_rows, halve_columns);
    }

  return self;
}

void
ins_pyramid_free (InsPyramid *self)
{
  for (guint i = 0; i < self->n_levels; i++)
    {
      g_free (self->levels[i].values);
      g_free (self->levels[i].stale);
    }
  g_free (self);
}

/* One row of a level from the one or two rows below it. */
static inline void
fold_pairs (const InsPyramidLevel *below, InsPyramidLevel *level, guint row, gboolean is_signed)
{
  gboolean two_rows = level->row_shift > below->row_shift;
  gboolean two_columns = level->column_shift > below->column_shift;
  guint upper = two_rows ? 2 * row : row;
  guint lower = two_rows ? MIN (upper + 1, below->n_rows - 1) : upper;
  const float *a = below->values + (gsize)upper * below->n_columns;
  const float *b = below->values + (gsize)lower * below->n_columns;
  float *to = level->values + (gsize)row * level->n_columns;
  guint n_pairs = two_columns ? below->n_columns / 2 : 0;

  if (!two_columns)
    {
      for (guint i = 0; i < level->n_columns; i++)
        to[i] = ins_pyramid_more (a[i], b[i], is_signed);
      return;
    }
  for (guint i = 0; i < n_pairs; i++)
    to[i] = ins_pyramid_more (ins_pyramid_more (a[2 * i], a[2 * i + 1], is_signed),
                              ins_pyramid_more (b[2 * i], b[2 * i + 1], is_signed), is_signed);
  if (n_pairs < level->n_columns)
    to[n_pairs] = ins_pyramid_more (a[2 * n_pairs], b[2 * n_pairs], is_signed);
}

static void
update_row (const InsPyramidLevel *below, InsPyramidLevel *level, guint row, InsKeep keep)
{
  if (keep == INS_KEEP_FARTHEST)
    fold_pairs (below, level, row, TRUE);
  else
    fold_pairs (below, level, row, FALSE);
}

/* The level above is made anew there when it is looked at first. */
static void
make_stale (InsPyramid *self, guint level, guint row)
{
  InsPyramidLevel *above = &self->levels[level + 1];

  if (level + 1 >= self->n_levels)
    return;
  row >>= above->row_shift - self->levels[level].row_shift;
  above->stale[row] = 1;
  above->first_stale = MIN (above->first_stale, row);
  above->end_stale = MAX (above->end_stale, row + 1);
}

void
ins_pyramid_freshen (InsPyramid *self, guint level)
{
  for (guint i = 1; i <= level; i++)
    {
      InsPyramidLevel *fresh = &self->levels[i];

      for (guint row = fresh->first_stale; row < fresh->end_stale; row++)
        if (fresh->stale[row])
          {
            update_row (&self->levels[i - 1], fresh, row, self->keep);
            fresh->stale[row] = 0;
            make_stale (self, i, row);
          }
      fresh->first_stale = fresh->n_rows;
      fresh->end_stale = 0;
    }
}

void
ins_pyramid_set_row (InsPyramid *self, guint row, const float *values)
{
  InsPyramidLevel *plane = &self->levels[0];
  float *to = plane->values + (gsize)row * plane->n_columns;
  const gboolean turns = self->keep == INS_KEEP_LOWEST;

  g_return_if_fail (row < plane->n_rows);

  /* comparisons that are false for NaN, and no branch */
  for (guint i = 0; i < plane->n_columns; i++)
    {
      float value = values[i] > INS_NO_DATA ? values[i] : INS_NO_DATA;

      to[i] = turns && value > INS_NO_DATA ? -value : value;
    }
  make_stale (self, 0, row);
}

static void
turn (float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = values[i] == INS_NO_DATA ? INS_NO_DATA : -values[i];
}

void
ins_pyramid_set_keep (InsPyramid *self, InsKeep keep)
{
  InsPyramidLevel *plane = &self->levels[0];
  const gboolean turns = (keep == INS_KEEP_LOWEST) != (self->keep == INS_KEEP_LOWEST);

  if (keep == self->keep)
    return;
  self->keep = keep;
  if (turns)
    turn (plane->values, (gsize)plane->n_rows * plane->n_columns);
  for (guint row = 0; row < plane->n_rows; row++)
    make_stale (self, 0, row);
}

InsKeep
ins_pyramid_get_keep (const InsPyramid *self)
{
  return self->keep;
}

/* Several at once: the least of all is not known before the next number's turn. */
#define N_LANES 16

static inline void
widen (float value, float *least, float *most)
{
  float or_much = value > INS_NO_DATA ? value : INFINITY;

  *least = or_much < *least ? or_much : *least;
  *most = value > *most ? value : *most;
}

static void
widen_by_all (const float *values, guint n, float least[N_LANES], float most[N_LANES])
{
  guint i = 0;

  for (; i + N_LANES <= n; i += N_LANES)
    for (guint k = 0; k < N_LANES; k++)
      widen (values[i + k], &least[k], &most[k]);
  for (; i < n; i++)
    widen (values[i], &least[0], &most[0]);
}

void
ins_pyramid_get_extremes (const InsPyramid *self,
                          guint first_row,
                          guint end_row,
                          guint first_column,
                          guint end_column,
                          float *low,
                          float *high)
{
  const InsPyramidLevel *plane = &self->levels[0];
  float least[N_LANES], most[N_LANES];

  end_row = MIN (end_row, plane->n_rows);
  end_column = MIN (end_column, plane->n_columns);
  for (guint k = 0; k < N_LANES; k++)
    {
      least[k] = INFINITY;
      most[k] = -INFINITY;
    }
  for (guint row = first_row; row < end_row && first_column < end_column; row++)
    widen_by_all (plane->values + (gsize)row * plane->n_columns + first_column,
                  end_column - first_column, least, most);
  for (guint k = 1; k < N_LANES; k++)
    {
      least[0] = least[k] < least[0] ? least[k] : least[0];
      most[0] = most[k] > most[0] ? most[k] : most[0];
    }
  *low = self->keep == INS_KEEP_LOWEST ? -most[0] : least[0];
  *high = self->keep == INS_KEEP_LOWEST ? -least[0] : most[0];
  if (least[0] > most[0])
    *low = *high = NAN;
}

float
ins_pyramid_get (const InsPyramid *self, guint row, guint column)
{
  const InsPyramidLevel *plane = &self->levels[0];
  float value;

  g_return_val_if_fail (row < plane->n_rows && column < plane->n_columns, INS_NO_DATA);

  value = plane->values[(gsize)row * plane->n_columns + column];

  return value != INS_NO_DATA && self->keep == INS_KEEP_LOWEST ? -value : value;
}

void
ins_pyramid_get_row (const InsPyramid *self, guint row, float *values)
{
  const InsPyramidLevel *plane = &self->levels[0];

  g_return_if_fail (row < plane->n_rows);

  memcpy (values, plane->values + (gsize)row * plane->n_columns, plane->n_columns * sizeof *values);
  if (self->keep == INS_KEEP_LOWEST)
    turn (values, plane->n_columns);
}
