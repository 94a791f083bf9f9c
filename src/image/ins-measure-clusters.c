/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-measure-runs.h"
#include "image/ins-measure-statistics.h"

/* What is summed over a cluster's runs. */
typedef struct
{
  InsMeasureCluster cluster;
  double sum_column, sum_row, chords_px;
  gsize peak;
  guint first_row, last_row;
} Sums;

typedef struct
{
  const InsMeasurePlane *plane;
  const InsMeasureThreshold *threshold;
  GArray *runs;
  GArray *sums;   /* Sums, by the run that stands for the cluster: */
  guint *numbers; /* of each run: which sums */
} Search;

static Sums *
get_sums (const Search *search, guint run)
{
  return &g_array_index (search->sums, Sums, search->numbers[run]);
}

static double
edge_px (const Search *search, guint row, guint column, int d_row, int d_column, Sums *sums)
{
  return ins_measure_edge_px (search->plane, row, column, d_row, d_column,
                              search->threshold->threshold, search->threshold->is_below,
                              &sums->cluster.is_open);
}

/* Which cluster each run belongs to, and the rows of each. */
static void
number_runs (Search *search)
{
  for (guint i = 0; i < search->runs->len; i++)
    {
      const InsMeasureRun *run = &g_array_index (search->runs, InsMeasureRun, i);
      guint root = ins_measure_runs_find (search->runs, i);

      if (root == i)
        {
          Sums sums = { .first_row = run->row,
                        .cluster = { .low_column = INFINITY,
                                     .low_row = INFINITY,
                                     .high_column = -INFINITY,
                                     .high_row = -INFINITY } };

          search->numbers[i] = search->sums->len;
          sums.peak = (gsize)run->row * search->plane->grid->n_columns + run->first;
          g_array_append_val (search->sums, sums);
        }
      search->numbers[i] = search->numbers[root];
      get_sums (search, i)->last_row = run->row;
    }
}

static void
add_pixels (const Search *search, const InsMeasureRun *run, Sums *sums)
{
  InsMeasureCluster *cluster = &sums->cluster;
  gsize row_start = (gsize)run->row * search->plane->grid->n_columns;
  const float *values = search->plane->values;

  for (guint column = run->first; column < run->end; column++)
    {
      float value = values[row_start + column];

      if (search->threshold->is_below ? value < values[sums->peak] : value > values[sums->peak])
        sums->peak = row_start + column;
      cluster->n_saturated += ins_measure_plane_is_saturated (search->plane, row_start + column);
      if (run->row == sums->first_row)
        cluster->low_row = MIN (cluster->low_row,
                                run->row - edge_px (search, run->row, column, -1, 0, sums));
      if (run->row == sums->last_row)
        cluster->high_row = MAX (cluster->high_row,
                                 run->row + edge_px (search, run->row, column, 1, 0, sums));
    }
}

static void
add_run (const Search *search, const InsMeasureRun *run, Sums *sums)
{
  InsMeasureCluster *cluster = &sums->cluster;
  guint n = run->end - run->first;
  double low = run->first - edge_px (search, run->row, run->first, 0, -1, sums);
  double high = run->end - 1.0 + edge_px (search, run->row, run->end - 1, 0, 1, sums);

  cluster->n_pixels += n;
  cluster->low_column = MIN (cluster->low_column, low);
  cluster->high_column = MAX (cluster->high_column, high);
  sums->chords_px += high - low;
  sums->sum_column += n * (run->first + run->end - 1.0) / 2.0;
  sums->sum_row += (double)n * run->row;
  add_pixels (search, run, sums);
}

static void
finish (const Search *search, Sums *sums)
{
  const InsMeasurePlane *plane = search->plane;
  const InsScanGrid *grid = plane->grid;
  InsMeasureCluster *cluster = &sums->cluster;
  double n = (double)cluster->n_pixels;

  cluster->centre = ins_measure_to_point (grid, sums->sum_column / n, sums->sum_row / n);
  cluster->peak_at = ins_measure_to_point (grid, (double)(sums->peak % grid->n_columns),
                                           (double)(sums->peak / grid->n_columns));
  cluster->peak = (double)plane->values[sums->peak];
  cluster->depth_mm = ins_measure_plane_get_depth_mm (plane, sums->peak);
  cluster->scan_mm = (cluster->high_column - cluster->low_column) * grid->scan_step_mm;
  cluster->index_mm = (cluster->high_row - cluster->low_row) * grid->index_step_mm;
  cluster->area_mm2 = sums->chords_px * ins_measure_pixel_mm2 (grid);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const InsMeasureCluster *one = a, *other = b;

  if (one->area_mm2 != other->area_mm2)
    return one->area_mm2 > other->area_mm2 ? -1 : 1;
  if (one->low_row != other->low_row)
    return one->low_row < other->low_row ? -1 : 1;

  return one->low_column < other->low_column ? -1 : one->low_column > other->low_column;
}

GArray *
ins_measure_clusters (const InsMeasurePlane *plane,
                      const InsMeasureRegion *region,
                      const InsMeasureThreshold *threshold)
{
  g_autoptr (GArray)
      runs = ins_measure_runs_new (plane, region, threshold->threshold, threshold->is_below);
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (Sums));
  g_autofree guint *numbers = g_new (guint, runs->len);
  g_autofree guint8 *is_part = g_new0 (guint8, runs->len);
  GArray *clusters = g_array_new (FALSE, TRUE, sizeof (InsMeasureCluster));
  Search search = { plane, threshold, runs, sums, numbers };

  ins_measure_runs_join (runs, plane->grid, 0.0);
  for (guint i = 0; i < runs->len; i++)
    is_part[i] = ins_measure_runs_find (runs, i) == i;
  if (threshold->merge_mm > 0.0)
    ins_measure_runs_join (runs, plane->grid, threshold->merge_mm);
  number_runs (&search);
  for (guint i = 0; i < runs->len; i++)
    {
      add_run (&search, &g_array_index (runs, InsMeasureRun, i), get_sums (&search, i));
      get_sums (&search, i)->cluster.n_parts += is_part[i];
    }
  for (guint i = 0; i < sums->len; i++)
    {
      Sums *sum = &g_array_index (sums, Sums, i);

      if (sum->cluster.n_pixels < threshold->least_pixels)
        continue;
      finish (&search, sum);
      g_array_append_val (clusters, sum->cluster);
    }
  g_array_sort (clusters, compare);

  return clusters;
}

/* ---- void and bond ------------------------------------------------------------------------- */

/* Shares of the four quarters of the region's bounding box, of all void pixels. */
static void
add_quadrants (const InsMeasurePlane *plane,
               const InsMeasureRegion *region,
               const InsMeasureThreshold *threshold,
               guint64 n_valid[4],
               guint64 n_void[4])
{
  g_autofree guint8 *wanted = g_malloc (plane->grid->n_columns);
  double middle_row = (region->first_row + region->end_row) / 2.0 - 0.5;
  double middle_column = (region->first_column + region->end_column) / 2.0 - 0.5;

  for (guint row = region->first_row; row < region->end_row; row++)
    {
      ins_measure_region_get_row (region, row, wanted);
      for (guint column = region->first_column; column < region->end_column; column++)
        {
          gsize pixel = (gsize)row * plane->grid->n_columns + column;
          guint quadrant = (row > middle_row ? 2 : 0) + (column > middle_column ? 1 : 0);

          if (!wanted[column] || !ins_measure_plane_has (plane, pixel))
            continue;
          n_valid[quadrant]++;
          n_void[quadrant] += ins_measure_is_beyond (plane, pixel, threshold->threshold,
                                                     threshold->is_below);
        }
    }
}

void
ins_measure_voids (const InsMeasurePlane *plane,
                   const InsMeasureRegion *region,
                   const InsMeasureThreshold *threshold,
                   InsMeasureVoids *self)
{
  g_autoptr (GArray) clusters = ins_measure_clusters (plane, region, threshold);
  InsMeasureStatistics statistics;
  guint64 n_valid[4] = { 0 }, n_void[4] = { 0 };

  ins_measure_statistics (plane, region, (double)NAN, FALSE, &statistics);
  *self = (InsMeasureVoids){ .n_pixels = statistics.n_pixels,
                             .n_valid = statistics.n_valid,
                             .n_holes = statistics.n_holes,
                             .n_left_out = statistics.n_left_out,
                             .n_no_value = statistics.n_no_value,
                             .n_saturated = statistics.n_saturated,
                             .n_voids = clusters->len,
                             .valid_area_mm2 = statistics.valid_area_mm2 };
  for (guint i = 0; i < clusters->len; i++)
    {
      const InsMeasureCluster *cluster = &g_array_index (clusters, InsMeasureCluster, i);

      self->n_void += cluster->n_pixels;
      if (i == 0 || cluster->n_pixels > self->largest.n_pixels)
        self->largest = *cluster;
    }
  add_quadrants (plane, region, threshold, n_valid, n_void);
  for (guint i = 0; i < 4; i++)
    self->quadrant_percent[i] = 100.0 * (double)n_void[i] / (double)n_valid[i];
  self->void_percent = 100.0 * (double)self->n_void / (double)self->n_valid;
  self->bond_percent = 100.0 - self->void_percent;
  self->largest_percent = 100.0 * (double)self->largest.n_pixels / (double)self->n_valid;
  self->void_area_mm2 = (double)self->n_void * ins_measure_pixel_mm2 (plane->grid);
}
