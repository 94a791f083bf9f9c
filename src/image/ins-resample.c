/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-resample.h"

static guint
clamp_cell (double cell, guint n_cells)
{
  return cell <= 0 ? 0 : cell >= n_cells ? n_cells : (guint)cell;
}

/* First cell whose centre lies at or right of a data coordinate. */
static double
first_centre (double coordinate)
{
  return ceil (coordinate - 0.5);
}

void
ins_resample_spans (double start, double step, guint n_cells, InsCellSpan *spans, guint n_pixels)
{
  g_return_if_fail (step > 0);

  for (guint i = 0; i < n_pixels; i++)
    {
      double left = start + i * step, right = start + (i + 1) * step;
      double first = i == 0 ? floor (left) : first_centre (left);
      double end = i == n_pixels - 1 ? ceil (right) : first_centre (right);

      if (end <= first)
        {
          first = floor (start + (i + 0.5) * step);
          end = first + 1;
        }
      spans[i].first = clamp_cell (first, n_cells);
      spans[i].end = clamp_cell (end, n_cells);
      /* a sliver of the last cell in a pixel that mostly lies outside */
      if (spans[i].first == spans[i].end && left < n_cells && right > 0)
        {
          spans[i].first = clamp_cell (fmax (floor (left), 0), n_cells - 1);
          spans[i].end = spans[i].first + 1;
        }
    }
}
