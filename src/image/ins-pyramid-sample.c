/* ins-pyramid-sample.c - what of a pyramid is seen on a screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-pyramid-private.h"
#include "image/ins-resample.h"

/* The coarsest level whose cells are no larger than a screen pixel. */
static guint
choose_level (const InsPyramid *self, const InsPyramidView *view)
{
  guint best = 0;

  for (guint i = 1; i < self->n_levels; i++)
    {
      const InsPyramidLevel *level = &self->levels[i];

      if (ldexp (1, (int)level->row_shift) > fmax (1, view->rows_per_px) ||
          ldexp (1, (int)level->column_shift) > fmax (1, view->columns_per_px))
        break;
      best = i;
    }

  return best;
}

/* The greatest of each column of cells, over rows [first, end). */
static inline void
fold_rows (const InsPyramidLevel *level,
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
        folded[i] = ins_pyramid_more (folded[i], from[i], is_signed);
    }
}

/* Between two levels a pixel has one cell or two: two reads without a branch. */
static inline void
fold_columns (const float *folded,
              const guint *firsts,
              const guint *lasts,
              gboolean is_narrow,
              guint width,
              float *to,
              gboolean is_signed)
{
  for (guint x = 0; x < width; x++)
    to[x] = ins_pyramid_more (folded[firsts[x]], folded[lasts[x]], is_signed);
  for (guint x = 0; x < width && !is_narrow; x++)
    for (guint i = firsts[x] + 1; i < lasts[x]; i++)
      to[x] = ins_pyramid_more (to[x], folded[i], is_signed);
}

typedef struct
{
  const InsPyramidLevel *level;
  gboolean is_signed;
  InsCellSpan *rows, *columns;
  InsCellSpan visible;   /* columns of the level */
  float *folded;         /* INS_NO_DATA behind the last */
  guint *firsts, *lasts; /* of each pixel of the screen, in folded */
  gboolean is_narrow;    /* there is none in between */
} Sampler;

static void
find_ends (Sampler *self, guint width)
{
  const guint n = self->visible.end - self->visible.first;

  self->is_narrow = TRUE;
  for (guint x = 0; x < width; x++)
    {
      const InsCellSpan *span = &self->columns[x];
      const gboolean is_empty = span->end == span->first;

      self->firsts[x] = is_empty ? n : span->first - self->visible.first;
      self->lasts[x] = is_empty ? n : span->end - 1 - self->visible.first;
      self->is_narrow &= self->lasts[x] - self->firsts[x] <= 1;
    }
  self->folded[n] = INS_NO_DATA;
}

static void
sampler_init (Sampler *self, InsPyramid *pyramid, const InsPyramidView *view)
{
  guint chosen = choose_level (pyramid, view);
  const InsPyramidLevel *level = &pyramid->levels[chosen];
  double row_scale = ldexp (1, -(int)level->row_shift);
  double column_scale = ldexp (1, -(int)level->column_shift);

  ins_pyramid_freshen (pyramid, chosen);
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
  self->firsts = g_new (guint, view->width);
  self->lasts = g_new (guint, view->width);
  find_ends (self, view->width);
}

static void
sampler_clear (Sampler *self)
{
  g_free (self->rows);
  g_free (self->columns);
  g_free (self->folded);
  g_free (self->firsts);
  g_free (self->lasts);
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
      fold_columns (self->folded, self->firsts, self->lasts, self->is_narrow, width, values, TRUE);
    }
  else if (rows.end > rows.first)
    {
      fold_rows (self->level, rows, self->visible, self->folded, FALSE);
      fold_columns (self->folded, self->firsts, self->lasts, self->is_narrow, width, values, FALSE);
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

static void
turn_back (float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = values[i] == INS_NO_DATA ? INS_NO_DATA : -values[i];
}

void
ins_pyramid_sample (InsPyramid *self,
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
    turn_back (values, (gsize)n_lines * view->width);
  sampler_clear (&sampler);
}

void
ins_pyramid_render (InsPyramid *self,
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
            turn_back (values, view->width);
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
