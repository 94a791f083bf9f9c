/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-timing.h"

/* The fewest of a ring that only one of both parts may know. */
static guint32
get_fewest (guint32 n_places, guint32 fewest, guint32 n_earlier_places, guint32 earlier)
{
  if (n_places == 0)
    return earlier;

  return n_earlier_places == 0 ? fewest : MIN (fewest, earlier);
}

void
ins_nde_timing_fill (InsNdeTiming *self,
                     const InsTimingFigures *figures,
                     const InsNdeTiming *earlier)
{
  *self = *earlier;
  for (guint step = 0; step < INS_N_TIMING_STEPS; step++)
    {
      InsNdeTimingCost *cost = &self->costs[step];

      cost->n += figures->costs[step].n;
      cost->sum_s += figures->costs[step].sum_s;
      cost->longest_s = MAX (cost->longest_s, figures->costs[step].longest_s);
    }
  self->elapsed_s += figures->elapsed_s;
  self->latest_block_s = MAX (self->latest_block_s, figures->latest_block_s);
  self->longest_away_s = MAX (self->longest_away_s, figures->longest_away_s);
  self->swept_s += figures->swept_s;
  self->dead_s += figures->dead_s;
  self->longest_dead_s = MAX (self->longest_dead_s, figures->longest_dead_s);
  self->n_lines += figures->n_lines;
  self->fewest_free_buffers = get_fewest (figures->n_buffers, figures->fewest_free_buffers,
                                          earlier->n_buffers, earlier->fewest_free_buffers);
  self->fewest_free_lines = get_fewest (figures->n_file_lines, figures->fewest_free_lines,
                                        earlier->n_file_lines, earlier->fewest_free_lines);
  self->n_buffers = MAX (figures->n_buffers, earlier->n_buffers);
  self->n_file_lines = MAX (figures->n_file_lines, earlier->n_file_lines);
}

gboolean
ins_nde_timing_get (const InsNdeTiming *self, InsTimingFigures *figures)
{
  *figures = (InsTimingFigures){
    .elapsed_s = self->elapsed_s,
    .latest_block_s = self->latest_block_s,
    .longest_away_s = self->longest_away_s,
    .swept_s = self->swept_s,
    .dead_s = self->dead_s,
    .longest_dead_s = self->longest_dead_s,
    .n_lines = (guint)MIN (self->n_lines, G_MAXUINT),
    .n_buffers = self->n_buffers,
    .fewest_free_buffers = self->fewest_free_buffers,
    .n_file_lines = self->n_file_lines,
    .fewest_free_lines = self->fewest_free_lines,
  };
  for (guint step = 0; step < INS_N_TIMING_STEPS; step++)
    figures->costs[step] = (InsTimingCost){ .n = self->costs[step].n,
                                            .sum_s = self->costs[step].sum_s,
                                            .longest_s = self->costs[step].longest_s };

  return self->elapsed_s > 0.0;
}

gboolean
ins_nde_file_get_timing_figures (InsNdeFile *self, InsTimingFigures *figures)
{
  const InsNdeDataset *dataset = &ins_nde_file_get_layout (self)->datasets[INS_NDE_TIMING];
  InsNdeTiming record;

  *figures = (InsTimingFigures){ 0 };
  if (dataset->n_bytes == 0)
    return FALSE;
  memcpy (&record, ins_nde_file_get_single (self, INS_NDE_TIMING), sizeof record);

  return ins_nde_timing_get (&record, figures);
}
