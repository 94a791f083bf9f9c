/* ins-measure-sizing.c - the indication at a point, down to a drop from its peak
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "image/ins-measure-runs.h"

#define NEAR_PX 2 /* a hand is not more exact */

/* Pixels that are to be visited, the farthest beyond first. */
typedef struct
{
  const InsMeasurePlane *plane;
  gboolean below;
  GArray *heap;              /* gsize */
  guint8 *seen;              /* of each pixel */
  guint rows[2], columns[2]; /* first and last that was visited within the level */
} Climb;

/* TRUE if the first is to be visited first. */
static gboolean
comes_first (const Climb *self, gsize one, gsize other)
{
  float a = self->plane->values[one], b = self->plane->values[other];

  if (a == b)
    return one < other;

  return self->below ? a < b : a > b;
}

static void
push (Climb *self, gsize pixel)
{
  guint at = self->heap->len;
  gsize *heap;

  self->seen[pixel] = 1;
  g_array_append_val (self->heap, pixel);
  heap = (gsize *)(void *)self->heap->data;
  for (; at > 0 && comes_first (self, pixel, heap[(at - 1) / 2]); at = (at - 1) / 2)
    heap[at] = heap[(at - 1) / 2];
  heap[at] = pixel;
}

static gsize
pop (Climb *self)
{
  gsize *heap = (gsize *)(void *)self->heap->data;
  gsize top = heap[0], last = heap[self->heap->len - 1];
  guint n = self->heap->len - 1, at = 0;

  g_array_set_size (self->heap, n);
  while (2 * at + 1 < n)
    {
      guint child = 2 * at + 1;

      child += child + 1 < n && comes_first (self, heap[child + 1], heap[child]);
      if (!comes_first (self, heap[child], last))
        break;
      heap[at] = heap[child];
      at = child;
    }
  if (n > 0)
    heap[at] = last;

  return top;
}

static void
push_neighbours (Climb *self, gsize pixel)
{
  const InsScanGrid *grid = self->plane->grid;
  guint row = (guint)(pixel / grid->n_columns), column = (guint)(pixel % grid->n_columns);

  for (guint r = row - (row > 0); r <= row + 1 && r < grid->n_rows; r++)
    for (guint c = column - (column > 0); c <= column + 1 && c < grid->n_columns; c++)
      {
        gsize other = (gsize)r * grid->n_columns + c;

        if (!self->seen[other] && ins_measure_plane_has (self->plane, other))
          push (self, other);
      }
}

static double
get_level (const InsMeasureDrop *drop, double peak)
{
  double from = isnan (drop->reference) ? peak : drop->reference;

  return drop->is_db ? from - drop->drop_db : from * pow (10.0, -drop->drop_db / 20.0);
}

static gboolean
is_within (const Climb *self, gsize pixel, double level)
{
  return ins_measure_is_beyond (self->plane, pixel, level, self->below);
}

/* What is left of the visit is the level's connected part, and more of what came before the peak:
 * the rows and columns are those of all that may belong to it. */
static gsize
climb (Climb *self, gsize start, const InsMeasureDrop *drop, double *level)
{
  guint n = self->plane->grid->n_columns;
  gsize peak = start;

  push (self, start);
  *level = get_level (drop, (double)self->plane->values[start]);
  while (self->heap->len > 0)
    {
      gsize pixel = pop (self);
      guint row = (guint)(pixel / n), column = (guint)(pixel % n);

      if (comes_first (self, pixel, peak))
        {
          peak = pixel;
          *level = get_level (drop, (double)self->plane->values[peak]);
        }
      if (!is_within (self, pixel, *level))
        break;
      self->rows[0] = MIN (self->rows[0], row);
      self->rows[1] = MAX (self->rows[1], row);
      self->columns[0] = MIN (self->columns[0], column);
      self->columns[1] = MAX (self->columns[1], column);
      push_neighbours (self, pixel);
    }

  return peak;
}

/* The best pixel near the point; FALSE if there is none with a value. */
static gboolean
find_start (const InsMeasurePlane *plane, const InsAreaPoint *point, gboolean below, gsize *start)
{
  const InsScanGrid *grid = plane->grid;
  double column, row;
  gboolean found = FALSE;

  ins_measure_to_pixel (grid, point, &column, &row);
  for (double r = rint (row) - NEAR_PX; r <= rint (row) + NEAR_PX; r++)
    for (double c = rint (column) - NEAR_PX; c <= rint (column) + NEAR_PX; c++)
      {
        gsize pixel = (gsize)CLAMP (r, 0.0, grid->n_rows - 1.0) * grid->n_columns +
                      (gsize)CLAMP (c, 0.0, grid->n_columns - 1.0);
        float value = plane->values[pixel];

        if (r < 0.0 || c < 0.0 || r >= grid->n_rows || c >= grid->n_columns ||
            !ins_measure_plane_has (plane, pixel))
          continue;
        if (!found || (below ? value < plane->values[*start] : value > plane->values[*start]))
          *start = pixel;
        found = TRUE;
      }

  return found;
}

/* From edge to edge on the line through the peak. */
static double
chord_px (const InsMeasurePlane *plane,
          gsize peak,
          int d_row,
          int d_column,
          double level,
          gboolean below)
{
  const InsScanGrid *grid = plane->grid;
  double length_px = 0.0;

  for (int side = -1; side <= 1; side += 2)
    {
      gint64 row = (gint64)(peak / grid->n_columns), column = (gint64)(peak % grid->n_columns);
      gboolean open = FALSE;

      for (;;)
        {
          gint64 r = row + side * d_row, c = column + side * d_column;

          if (r < 0 || c < 0 || r >= grid->n_rows || c >= grid->n_columns ||
              !ins_measure_is_beyond (plane, (gsize)r * grid->n_columns + (gsize)c, level, below))
            break;
          row = r;
          column = c;
          length_px += 1.0;
        }
      length_px += ins_measure_edge_px (plane, (guint)row, (guint)column, side * d_row,
                                        side * d_column, level, below, &open);
    }

  return length_px;
}

/* The cluster that has the peak, among those of the part of the picture that was visited. */
static void
take_cluster (const Climb *climb, gsize peak, double level, InsMeasureCluster *cluster)
{
  const InsScanGrid *grid = climb->plane->grid;
  InsMeasureRegion region;
  InsMeasureThreshold threshold = { .threshold = level,
                                    .is_below = climb->below,
                                    .least_pixels = 1 };
  g_autoptr (GArray) clusters = NULL;
  InsAreaPoint at = ins_measure_to_point (grid, (double)(peak % grid->n_columns),
                                          (double)(peak / grid->n_columns));

  ins_measure_region_init (&region, grid, INS_MEASURE_ALL, NULL, 0);
  region.first_row = climb->rows[0];
  region.end_row = climb->rows[1] + 1;
  region.first_column = climb->columns[0];
  region.end_column = climb->columns[1] + 1;
  clusters = ins_measure_clusters (climb->plane, &region, &threshold);
  for (guint i = 0; i < clusters->len; i++)
    {
      *cluster = g_array_index (clusters, InsMeasureCluster, i);
      if (cluster->peak_at.x_mm == at.x_mm && cluster->peak_at.y_mm == at.y_mm)
        return;
    }
}

gboolean
ins_measure_sizing (const InsMeasurePlane *plane,
                    const InsAreaPoint *point,
                    const InsMeasureDrop *drop,
                    InsMeasureSizing *self,
                    GError **error)
{
  const InsScanGrid *grid = plane->grid;
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree guint8 *seen = g_malloc0 ((gsize)grid->n_rows * grid->n_columns);
  Climb way = { plane, drop->is_below, heap, seen, { G_MAXUINT, 0 }, { G_MAXUINT, 0 } };
  gsize peak = 0;

  if (!find_start (plane, point, drop->is_below, &peak))
    {
      g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
                   _ ("There is no value at %.3f; %.3f mm. Point at an indication."), point->x_mm,
                   point->y_mm);
      return FALSE;
    }
  peak = climb (&way, peak, drop, &self->level);
  if (way.rows[0] > way.rows[1] ||
      (!drop->is_db && isnan (drop->reference) && plane->values[peak] <= 0.0F))
    {
      g_set_error (
          error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
          _ ("There is no indication at %.3f; %.3f mm: the value is %.4g, the level %.4g."),
          point->x_mm, point->y_mm, (double)plane->values[peak], self->level);
      return FALSE;
    }
  take_cluster (&way, peak, self->level, &self->cluster);
  self->peak_scan_mm = chord_px (plane, peak, 0, 1, self->level, drop->is_below) *
                       grid->scan_step_mm;
  self->peak_index_mm = chord_px (plane, peak, 1, 0, self->level, drop->is_below) *
                        grid->index_step_mm;
  self->diameter_mm = 2.0 * sqrt (self->cluster.area_mm2 / G_PI);

  return TRUE;
}
