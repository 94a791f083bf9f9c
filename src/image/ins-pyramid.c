/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-cscan.h"
#include "image/ins-pyramid.h"
#include "image/ins-resample.h"

#define MAX_LEVELS 64

/* Values are kept so that the one to survive is the greatest: with the sign turned where the
 * lowest is wanted. INS_NO_DATA is then the least of all and needs no test; only where the
 * farthest from 0 is wanted there is one. */
typedef struct
{
  guint n_rows, n_columns;
  guint row_shift, column_shift; /* a cell covers 1 << shift pixels of the plane */
  float *values;
} Level;

struct _InsPyramid
{
  InsKeep keep;
  guint n_levels;
  Level levels[MAX_LEVELS];
};

static inline float
greater (float a, float b)
{
  return a > b ? a : b;
}

/* INS_NO_DATA is farther than nothing. */
static inline float
get_distance (float value)
{
  return value > INS_NO_DATA ? fabsf (value) : -1;
}

static inline float
farther (float a, float b)
{
  return get_distance (a) >= get_distance (b) ? a : b;
}

/* @is_signed is a constant where it matters, so that each loop is one of the two. */
static inline float
more (float a, float b, gboolean is_signed)
{
  return is_signed ? farther (a, b) : greater (a, b);
}

static void
add_level (InsPyramid *self, const Level *below, gboolean halve_rows, gboolean halve_columns)
{
  Level *level = &self->levels[self->n_levels++];
  gsize n_cells;

  level->row_shift = below->row_shift + (halve_rows ? 1 : 0);
  level->column_shift = below->column_shift + (halve_columns ? 1 : 0);
  level->n_rows = halve_rows ? (below->n_rows + 1) / 2 : below->n_rows;
  level->n_columns = halve_columns ? (below->n_columns + 1) / 2 : below->n_columns;
  n_cells = (gsize)level->n_rows * level->n_columns;
  level->values = g_new (float, n_cells);
  for (gsize i = 0; i < n_cells; i++)
    level->values[i] = INS_NO_DATA;
}

InsPyramid *
ins_pyramid_new (guint n_rows, guint n_columns, double row_size, double column_size, InsKeep keep)
{
  InsPyramid *self;
  Level plane = { .n_rows = n_rows, .n_columns = n_columns };

  g_return_val_if_fail (n_rows > 0 && n_columns > 0, NULL);
  g_return_val_if_fail (row_size > 0 && column_size > 0, NULL);

  self = g_new0 (InsPyramid, 1);
  self->keep = keep;
  add_level (self, &plane, FALSE, FALSE);
  while (self->n_levels < MAX_LEVELS)
    {
      const Level *top = &self->levels[self->n_levels - 1];
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
    g_free (self->levels[i].values);
  g_free (self);
}

/* One row of a level from the one or two rows below it. */
static inline void
fold_pairs (const Level *below, Level *level, guint row, gboolean is_signed)
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
        to[i] = more (a[i], b[i], is_signed);
      return;
    }
  for (guint i = 0; i < n_pairs; i++)
    to[i] = more (more (a[2 * i], a[2 * i + 1], is_signed),
                  more (b[2 * i], b[2 * i + 1], is_signed), is_signed);
  if (n_pairs < level->n_columns)
    to[n_pairs] = more (a[2 * n_pairs], b[2 * n_pairs], is_signed);
}

static void
update_row (const Level *below, Level *level, guint row, InsKeep keep)
{
  if (keep == INS_KEEP_FARTHEST)
    fold_pairs (below, level, row, TRUE);
  else
    fold_pairs (below, level, row, FALSE);
}

void
ins_pyramid_set_row (InsPyramid *self, guint row, const float *values)
{
  Level *plane = &self->levels[0];
  float *to = plane->values + (gsize)row * plane->n_columns;

  g_return_if_fail (row < plane->n_rows);

  for (guint i = 0; i < plane->n_columns; i++)
    {
      gboolean none = isnan (values[i]) || values[i] == INS_NO_DATA;

      to[i] = none ? INS_NO_DATA : self->keep == INS_KEEP_LOWEST ? -values[i] : values[i];
    }
  for (guint i = 1; i < self->n_levels; i++)
    update_row (&self->levels[i - 1], &self->levels[i], row >> self->levels[i].row_shift,
                self->keep);
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
  Level *plane = &self->levels[0];
  const gboolean turns = (keep == INS_KEEP_LOWEST) != (self->keep == INS_KEEP_LOWEST);

  if (keep == self->keep)
    return;
  self->keep = keep;
  if (turns)
    turn (plane->values, (gsize)plane->n_rows * plane->n_columns);
  for (guint i = 1; i < self->n_levels; i++)
    for (guint row = 0; row < self->levels[i].n_rows; row++)
      update_row (&self->levels[i - 1], &self->levels[i], row, keep);
}

InsKeep
ins_pyramid_get_keep (const InsPyramid *self)
{
  return self->keep;
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
  const Level *plane = &self->levels[0];
  float least = INFINITY, most = -INFINITY;

  end_row = MIN (end_row, plane->n_rows);
  end_column = MIN (end_column, plane->n_columns);
  for (guint row = first_row; row < end_row; row++)
    {
      const float *values = plane->values + (gsize)row * plane->n_columns;

      for (guint i = first_column; i < end_column; i++)
        {
          float or_much = values[i] > INS_NO_DATA ? values[i] : INFINITY;

          least = or_much < least ? or_much : least;
          most = values[i] > most ? values[i] : most;
        }
    }
  *low = self->keep == INS_KEEP_LOWEST ? -most : least;
  *high = self->keep == INS_KEEP_LOWEST ? -least : most;
  if (least > most)
    *low = *high = NAN;
}

float
ins_pyramid_get (const InsPyramid *self, guint row, guint column)
{
  const Level *plane = &self->levels[0];
  float value;

  g_return_val_if_fail (row < plane->n_rows && column < plane->n_columns, INS_NO_DATA);

  value = plane->values[(gsize)row * plane->n_columns + column];

  return value != INS_NO_DATA && self->keep == INS_KEEP_LOWEST ? -value : value;
}

/* The coarsest level whose cells are no larger than a screen pixel. */
static const Level *
choose_level (const InsPyramid *self, const InsPyramidView *view)
{
  guint best = 0;

  for (guint i = 1; i < self->n_levels; i++)
    {
      const Level *level = &self->levels[i];

      if (ldexp (1, (int)level->row_shift) > fmax (1, view->rows_per_px) ||
          ldexp (1, (int)level->column_shift) > fmax (1, view->columns_per_px))
        break;
      best = i;
    }

  return &self->levels[best];
}

/* The greatest of each column of cells, over rows [first, end). */
static inline void
fold_rows (const Level *level,
           InsCellSpan rows,
           InsCellSpan columns,
           float *folded,
           gboolean is_signed)
{
  guint n = columns.end - columns.first;
  const float *from = level->values + (gsize)rows.first * level->n_columns + columns.first;

  memcpy (folded, from, n * sizeof *folded);
  for (guint row = rows.first + 1; row < rows.end; row++)
    {
      from += level->n_columns;
      for (guint i = 0; i < n; i++)
        folded[i] = more (folded[i], from[i], is_signed);
    }
}

/* Spans are one to three cells in all but odd views: three reads without a branch. */
static inline void
fold_columns (const float *folded,
              guint offset,
              const InsCellSpan *spans,
              guint width,
              float *to,
              gboolean is_signed)
{
  for (guint x = 0; x < width; x++)
    {
      guint first = spans[x].first - offset, last = spans[x].end - 1 - offset;
      float value;

      if (spans[x].first == spans[x].end)
        {
          to[x] = INS_NO_DATA;
          continue;
        }
      value = more (more (folded[first], folded[last], is_signed), folded[MIN (first + 1, last)],
                    is_signed);
      for (guint i = first + 2; i < last; i++)
        value = more (value, folded[i], is_signed);
      to[x] = value;
    }
}

typedef struct
{
  const Level *level;
  gboolean is_signed;
  InsCellSpan *rows, *columns;
  InsCellSpan visible; /* columns of the level */
  float *folded;
} Sampler;

static void
sampler_init (Sampler *self, const InsPyramid *pyramid, const InsPyramidView *view)
{
  const Level *level = choose_level (pyramid, view);
  double row_scale = ldexp (1, -(int)level->row_shift);
  double column_scale = ldexp (1, -(int)level->column_shift);

  self->level = level;
  self->is_signed = pyramid->keep == INS_KEEP_FARTHEST;
  self->rows = g_new (InsCellSpan, view->height);
  self->columns = g_new (InsCellSpan, view->width);
  ins_resample_spans (view->row * row_scale, view->rows_per_px * row_scale, level->n_rows,
                      self->rows, view->height);
  ins_resample_spans (view->column * column_scale, view->columns_per_px * column_scale,
                      level->n_columns, self->columns, view->width);
  self->visible.first = level->n_columns;
  self->visible.end = 0;
  for (guint x = 0; x < view->width; x++)
    if (self->columns[x].end > self->columns[x].first)
      {
        self->visible.first = MIN (self->visible.first, self->columns[x].first);
        self->visible.end = MAX (self->visible.end, self->columns[x].end);
      }
  self->visible.first = MIN (self->visible.first, self->visible.end);
  self->folded = g_new (float, self->visible.end - self->visible.first + 1);
}

static void
sampler_clear (Sampler *self)
{
  g_free (self->rows);
  g_free (self->columns);
  g_free (self->folded);
}

/* TRUE: the line is the same as the one before and was left alone. */
static gboolean
sampler_get_line (Sampler *self, guint line, gboolean is_first, guint width, float *values)
{
  InsCellSpan rows = self->rows[line];

  if (!is_first && rows.first == self->rows[line - 1].first && rows.end == self->rows[line - 1].end)
    return TRUE;

  if (rows.end > rows.first && self->is_signed)
    {
      fold_rows (self->level, rows, self->visible, self->folded, TRUE);
      fold_columns (self->folded, self->visible.first, self->columns, width, values, TRUE);
    }
  else if (rows.end > rows.first)
    {
      fold_rows (self->level, rows, self->visible, self->folded, FALSE);
      fold_columns (self->folded, self->visible.first, self->columns, width, values, FALSE);
    }
  else
    for (guint x = 0; x < width; x++)
      values[x] = INS_NO_DATA;

  return FALSE;
}

static gboolean
is_view_good (const InsPyramidView *view, guint first_line, guint n_lines)
{
  return view->columns_per_px > 0 && view->rows_per_px > 0 && view->width > 0 &&
         first_line <= view->height && n_lines <= view->height - first_line;
}

void
ins_pyramid_sample (const InsPyramid *self,
                    const InsPyramidView *view,
                    guint first_line,
                    guint n_lines,
                    float *values)
{
  Sampler sampler;

  g_return_if_fail (is_view_good (view, first_line, n_lines));

  sampler_init (&sampler, self, view);
  for (guint i = 0; i < n_lines; i++)
    {
      float *to = values + (gsize)i * view->width;

      if (sampler_get_line (&sampler, first_line + i, i == 0, view->width, to))
        memcpy (to, to - view->width, view->width * sizeof *to);
    }
  if (self->keep == INS_KEEP_LOWEST)
    turn (values, (gsize)n_lines * view->width);
  sampler_clear (&sampler);
}

void
ins_pyramid_render (const InsPyramid *self,
                    const InsPyramidView *view,
                    guint first_line,
                    guint n_lines,
                    const InsColouring *colouring,
                    guint32 *pixels,
                    gsize stride)
{
  g_autofree float *values = g_new (float, view->width);
  Sampler sampler;

  g_return_if_fail (is_view_good (view, first_line, n_lines));

  sampler_init (&sampler, self, view);
  for (guint i = 0; i < n_lines; i++)
    {
      guint32 *to = pixels + i * stride;

      if (sampler_get_line (&sampler, first_line + i, i == 0, view->width, values))
        memcpy (to, to - stride, view->width * sizeof *to);
      else
        {
          if (self->keep == INS_KEEP_LOWEST)
            turn (values, view->width);
          ins_colouring_apply (colouring, values, view->width, to);
        }
    }
  sampler_clear (&sampler);
}

void
ins_pyramid_view_get_lines (const InsPyramidView *view, guint row, guint *first, guint *end)
{
  /* a cell of a coarser level is at most a screen pixel high and lies around the row */
  double top = (row - view->row) / view->rows_per_px - 2;
  double bottom = (row + 1 - view->row) / view->rows_per_px + 2;

  *first = (guint)CLAMP (floor (top), 0, view->height);
  *end = (guint)CLAMP (ceil (bottom), 0, view->height);
}
