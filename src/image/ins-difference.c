/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "image/ins-difference.h"

#define TINY 1e-6 /* of a pixel: places are sums of steps */

/* Pixels of B along one axis that a pixel of A is compared with: [first, end); empty: none. */
typedef struct
{
  guint first, end;
} Span;

/* How pixels lie along one axis of the stage. */
typedef struct
{
  double start_mm, step_mm; /* the step has the sign */
  guint n;
} Line;

static gboolean
get_line (const InsScanGrid *grid, InsAxis axis, Line *line)
{
  if (axis == grid->scan_axis)
    *line = (Line){ grid->start.mm[axis], grid->scan_sign * grid->scan_step_mm, grid->n_columns };
  else if (axis == grid->index_axis)
    *line = (Line){ grid->start.mm[axis], grid->index_sign * grid->index_step_mm, grid->n_rows };
  else
    return FALSE;

  return TRUE;
}

static double
to_pixel (const Line *line, double mm)
{
  return (mm - line->start_mm) / line->step_mm;
}

static Span
find_span (const Line *a, guint pixel, const Line *b, gboolean averages)
{
  const double at = to_pixel (b, a->start_mm + pixel * a->step_mm);
  const double nearest = floor (at + 0.5 + TINY);
  const double half = 0.5 * fabs (a->step_mm / b->step_mm);
  Span span = { 0, 0 };

  if (averages && half > 0.5 + TINY)
    {
      const double first = ceil (at - half - TINY), end = ceil (at + half - TINY);

      span.first = (guint)CLAMP (first, 0.0, (double)b->n);
      span.end = (guint)CLAMP (end, 0.0, (double)b->n);
    }
  if (span.first >= span.end && nearest >= 0.0 && nearest < b->n)
    span = (Span){ (guint)nearest, (guint)nearest + 1 };

  return span;
}

static Span *
find_spans (const Line *a, const Line *b, gboolean averages)
{
  Span *spans = g_new (Span, a->n);

  for (guint i = 0; i < a->n; i++)
    spans[i] = find_span (a, i, b, averages);

  return spans;
}

/* NaN without any. */
static double
get_mean (const InsDifferenceInput *b, Span rows, Span columns)
{
  double sum = 0.0;
  guint n = 0;

  for (guint row = rows.first; row < rows.end; row++)
    for (guint column = columns.first; column < columns.end; column++)
      {
        const float value = b->values[(gsize)row * b->grid->n_columns + column];

        if (isfinite (value))
          {
            sum += (double)value;
            n++;
          }
      }

  return n > 0 ? sum / n : (double)NAN;
}

static void
count (InsDifferenceFigures *figures, double value, guint row, guint column)
{
  const double farthest = fmax (fabs (figures->least), fabs (figures->greatest));
  double step;

  if (figures->n_compared == 0 || fabs (value) > farthest)
    {
      figures->row = row;
      figures->column = column;
    }
  figures->least = fmin (figures->least, value);
  figures->greatest = fmax (figures->greatest, value);
  figures->n_compared++;
  /* Welford: mean, and in deviation the sum of squares about it */
  step = value - figures->mean;
  figures->mean += step / (double)figures->n_compared;
  figures->deviation += step * (value - figures->mean);
  figures->rms += value * value;
}

static void
finish (InsDifferenceFigures *figures)
{
  const double n = (double)figures->n_compared;

  if (figures->n_compared == 0)
    {
      figures->mean = figures->rms = figures->least = figures->greatest = (double)NAN;
      figures->deviation = (double)NAN;
      return;
    }
  figures->rms = sqrt (figures->rms / n);
  figures->deviation = sqrt (figures->deviation / n);
}

InsDifferenceOutcome
ins_difference_make (const InsDifferenceInput *a,
                     const InsDifferenceInput *b,
                     gboolean averages,
                     float *values,
                     InsDifferenceFigures *figures)
{
  const gboolean is_turned = b->grid->scan_axis != a->grid->scan_axis;
  Line scan_a, index_a, scan_b, index_b;
  g_autofree Span *scan_spans = NULL;
  g_autofree Span *index_spans = NULL;

  *figures = (InsDifferenceFigures){ .least = INFINITY, .greatest = -INFINITY };
  for (gsize i = 0; i < (gsize)a->grid->n_rows * a->grid->n_columns; i++)
    values[i] = NAN;
  if (!get_line (b->grid, a->grid->scan_axis, &scan_b) ||
      !get_line (b->grid, a->grid->index_axis, &index_b))
    {
      finish (figures);
      return INS_DIFFERENCE_OTHER_AXES;
    }
  (void)get_line (a->grid, a->grid->scan_axis, &scan_a);
  (void)get_line (a->grid, a->grid->index_axis, &index_a);
  scan_spans = find_spans (&scan_a, &scan_b, averages);
  index_spans = find_spans (&index_a, &index_b, averages);
  for (guint row = 0; row < a->grid->n_rows; row++)
    for (guint column = 0; column < a->grid->n_columns; column++)
      {
        const Span along = scan_spans[column], across = index_spans[row];
        const gsize place = (gsize)row * a->grid->n_columns + column;
        double value;

        if (along.first >= along.end || across.first >= across.end)
          continue;
        figures->n_places++;
        value = get_mean (b, is_turned ? along : across, is_turned ? across : along) -
                (double)a->values[place];
        if (!isfinite (value))
          continue;
        values[place] = (float)value;
        count (figures, value, row, column);
      }
  finish (figures);

  return figures->n_places > 0 ? INS_DIFFERENCE_MADE : INS_DIFFERENCE_APART;
}

gboolean
ins_difference_map_place (const InsScanGrid *a,
                          double row,
                          double column,
                          const InsScanGrid *b,
                          double *row_b,
                          double *column_b)
{
  const double scan_mm = ins_scan_grid_get_scan_mm (a, column);
  const double index_mm = ins_scan_grid_get_index_mm (a, row);
  const gboolean is_turned = b->scan_axis != a->scan_axis;
  Line scan_b, index_b;

  if (!get_line (b, a->scan_axis, &scan_b) || !get_line (b, a->index_axis, &index_b))
    return FALSE;
  *(is_turned ? row_b : column_b) = to_pixel (&scan_b, scan_mm);
  *(is_turned ? column_b : row_b) = to_pixel (&index_b, index_mm);

  return TRUE;
}
