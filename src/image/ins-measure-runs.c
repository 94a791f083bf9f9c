/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-measure-runs.h"

GArray *
ins_measure_runs_new (const InsMeasurePlane *plane,
                      const InsMeasureRegion *region,
                      double threshold,
                      gboolean below)
{
  guint n = plane->grid->n_columns;
  g_autofree guint8 *wanted = g_malloc (n);
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (InsMeasureRun));

  for (guint row = region->first_row; row < region->end_row; row++)
    {
      guint column = region->first_column;

      ins_measure_region_get_row (region, row, wanted);
      while (column < region->end_column)
        {
          InsMeasureRun run = { .row = row, .first = column, .parent = runs->len };

          while (column < region->end_column && wanted[column] &&
                 ins_measure_is_beyond (plane, (gsize)row * n + column, threshold, below))
            column++;
          run.end = column;
          if (run.end > run.first)
            g_array_append_val (runs, run);
          else
            column++;
        }
    }

  return runs;
}

guint
ins_measure_runs_find (GArray *runs, guint run)
{
  InsMeasureRun *all = (InsMeasureRun *)(void *)runs->data;

  while (all[run].parent != run)
    {
      all[run].parent = all[all[run].parent].parent;
      run = all[run].parent;
    }

  return run;
}

/* The earlier one stands for both, so that the order does not depend on how they were found. */
static void
join (GArray *runs, guint one, guint other)
{
  guint a = ins_measure_runs_find (runs, one), b = ins_measure_runs_find (runs, other);

  g_array_index (runs, InsMeasureRun, MAX (a, b)).parent = MIN (a, b);
}

/* Runs of a row with those of an earlier one (or of the same) that come within @reach columns. */
static void
join_rows (GArray *runs, guint first, guint end, guint other, guint other_end, guint reach)
{
  const InsMeasureRun *all = (const InsMeasureRun *)(const void *)runs->data;

  for (guint i = first; i < end; i++)
    {
      while (other < other_end && (guint64)all[other].end - 1 + reach < all[i].first)
        other++;
      for (guint j = other; j < other_end && all[j].first <= (guint64)all[i].end - 1 + reach; j++)
        join (runs, i, j);
    }
}

/* @starts: first run of each row, one more for the end */
static void
join_at (GArray *runs, const guint *starts, guint n_rows, guint rows_apart, double reach_px)
{
  guint reach = (guint)CLAMP (floor (reach_px + 1e-9), 0.0, (double)(G_MAXUINT / 4));

  for (guint row = rows_apart; row < n_rows; row++)
    join_rows (runs, starts[row], starts[row + 1], starts[row - rows_apart],
               starts[row - rows_apart + 1], reach);
}

void
ins_measure_runs_join (GArray *runs, const InsScanGrid *grid, double merge_mm)
{
  g_autofree guint *starts = g_new (guint, grid->n_rows + 1);
  guint run = 0;

  for (guint row = 0; row <= grid->n_rows; row++)
    {
      while (run < runs->len && g_array_index (runs, InsMeasureRun, run).row < row)
        run++;
      starts[row] = run;
    }
  join_at (runs, starts, grid->n_rows, 1, 1.0);
  for (guint rows_apart = 0; merge_mm > 0.0 && rows_apart < grid->n_rows; rows_apart++)
    {
      double across_mm = rows_apart * grid->index_step_mm;

      if (across_mm > merge_mm * (1.0 + 1e-9))
        break;
      join_at (runs, starts, grid->n_rows, rows_apart,
               sqrt (MAX (merge_mm * merge_mm - across_mm * across_mm, 0.0)) / grid->scan_step_mm);
    }
}

double
ins_measure_edge_px (const InsMeasurePlane *plane,
                     guint row,
                     guint column,
                     int d_row,
                     int d_column,
                     double threshold,
                     gboolean below,
                     gboolean *is_open)
{
  const InsScanGrid *grid = plane->grid;
  gsize pixel = (gsize)row * grid->n_columns + column;
  gsize other = pixel + (gsize)((gssize)d_row * grid->n_columns + d_column);
  gboolean outside = (d_row < 0 && row == 0) || (d_row > 0 && row + 1 == grid->n_rows) ||
                     (d_column < 0 && column == 0) ||
                     (d_column > 0 && column + 1 == grid->n_columns);
  double value = (double)plane->values[pixel];

  if (outside || !ins_measure_plane_has (plane, other))
    {
      *is_open = TRUE;
      return 0.5;
    }
  if (ins_measure_is_beyond (plane, other, threshold, below))
    return 0.5;

  return (value - threshold) / (value - (double)plane->values[other]);
}
