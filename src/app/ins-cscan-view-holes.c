/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-cscan-view-private.h"

/* Holes closer than this are marked together, units */
#define CELL 8.0

/* A cluster over more of the plot than this gets no mark: it would hide what was measured, and its
 * pixels are hatched anyway. */
#define LARGEST_SHARE 0.25

typedef struct
{
  guint n_columns, n_rows;
  float *cells; /* INS_NO_DATA: no hole, or marked already */
  guint *stack; /* cells still to look at */
} Clusters;

/* Extent of a cluster, in cells, ends excluded. */
typedef struct
{
  guint left, top, right, bottom;
} Extent;

/* Takes a cell and all that touch it out of the map. */
static Extent
take_cluster (Clusters *self, guint cell)
{
  Extent extent = { G_MAXUINT, G_MAXUINT, 0, 0 };
  guint n_stack = 0;

  self->stack[n_stack++] = cell;
  self->cells[cell] = INS_NO_DATA;
  while (n_stack > 0)
    {
      guint at = self->stack[--n_stack], x = at % self->n_columns, y = at / self->n_columns;

      extent.left = MIN (extent.left, x);
      extent.top = MIN (extent.top, y);
      extent.right = MAX (extent.right, x + 1);
      extent.bottom = MAX (extent.bottom, y + 1);
      for (guint j = y > 0 ? y - 1 : 0; j <= y + 1 && j < self->n_rows; j++)
        for (guint i = x > 0 ? x - 1 : 0; i <= x + 1 && i < self->n_columns; i++)
          if (self->cells[j * self->n_columns + i] != INS_NO_DATA)
            {
              self->cells[j * self->n_columns + i] = INS_NO_DATA;
              self->stack[n_stack++] = j * self->n_columns + i;
            }
    }

  return extent;
}

/* The pixels of the screen that really hold holes, within an extent. */
static graphene_rect_t
refine (InsCscanView *self, const InsPyramidView *coarse, const Extent *extent, double cell)
{
  double to_px = 1 / cell;
  InsPyramidView view = { .column = coarse->column + extent->left * coarse->columns_per_px,
                          .row = coarse->row + extent->top * coarse->rows_per_px,
                          .columns_per_px = coarse->columns_per_px * to_px,
                          .rows_per_px = coarse->rows_per_px * to_px,
                          .width = (guint)ceil ((extent->right - extent->left) * cell),
                          .height = (guint)ceil ((extent->bottom - extent->top) * cell) };
  g_autofree float *values = g_new (float, (gsize)view.width *view.height);
  guint left = view.width, top = view.height, right = 0, bottom = 0;

  ins_pyramid_sample (self->rows.hole_map, &view, 0, view.height, values);
  for (guint y = 0; y < view.height; y++)
    for (guint x = 0; x < view.width; x++)
      if (values[(gsize)y * view.width + x] != INS_NO_DATA)
        {
          left = MIN (left, x);
          top = MIN (top, y);
          right = MAX (right, x + 1);
          bottom = MAX (bottom, y + 1);
        }
  if (right <= left || bottom <= top)
    left = top = 0, right = view.width, bottom = view.height;

  return GRAPHENE_RECT_INIT ((float)(self->geometry.x + extent->left * cell + left),
                             (float)(self->geometry.y + extent->top * cell + top),
                             (float)(right - left), (float)(bottom - top));
}

/* A crossed box: never mistaken for a value. */
static void
draw_box (const InsDraw *draw, const graphene_rect_t *area)
{
  double width = fmax ((double)area->size.width, 7 * draw->unit) + 4;
  double height = fmax ((double)area->size.height + 2, 9 * draw->unit);
  double x = round ((double)area->origin.x + ((double)area->size.width - width) / 2) - 0.5;
  double y = round ((double)area->origin.y + ((double)area->size.height - height) / 2) - 0.5;
  double right, bottom;

  width = round (width);
  height = round (height);
  right = x + width - 1.5;
  bottom = y + height - 1.5;
  cairo_rectangle (draw->cr, x, y, width, height);
  ins_draw_stroke_cased (draw->cr, 1.25, FALSE);
  cairo_move_to (draw->cr, x + 1.5, y + 1.5);
  cairo_line_to (draw->cr, right, bottom);
  cairo_move_to (draw->cr, x + 1.5, bottom);
  cairo_line_to (draw->cr, right, y + 1.5);
  ins_draw_stroke_cased (draw->cr, 1, FALSE);
}

void
ins_cscan_view_draw_holes (const InsDraw *draw, gpointer view)
{
  InsCscanView *self = view;
  double cell = CELL * draw->unit;
  double largest = LARGEST_SHARE * self->geometry.width * self->geometry.height;
  InsPyramidView coarse;
  Clusters clusters;

  if (self->rows.hole_map == NULL)
    return;

  ins_cscan_view_get_pyramid_view (self, cell, &coarse);
  clusters.n_columns = coarse.width;
  clusters.n_rows = coarse.height;
  clusters.cells = g_new (float, (gsize)coarse.width *coarse.height);
  clusters.stack = g_new (guint, (gsize)coarse.width * coarse.height);
  ins_pyramid_sample (self->rows.hole_map, &coarse, 0, coarse.height, clusters.cells);
  for (guint i = 0; i < coarse.width * coarse.height; i++)
    if (clusters.cells[i] != INS_NO_DATA)
      {
        Extent extent = take_cluster (&clusters, i);
        graphene_rect_t area = refine (self, &coarse, &extent, cell);

        if ((double)(area.size.width * area.size.height) <= largest)
          draw_box (draw, &area);
      }
  g_free (clusters.cells);
  g_free (clusters.stack);
}
