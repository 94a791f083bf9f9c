/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-nde-file-private.h"
#include "storage/ins-regate-row.h"

void
ins_regate_row_init (InsRegateRow *self, InsNdeFile *file, const InsRecipe *recipe)
{
  InsAscanFormat format;

  *self = (InsRegateRow){ .file = file,
                          .recipe = recipe,
                          .n_columns = ins_nde_file_get_grid (file)->n_columns };
  ins_nde_file_get_format (file, &format);
  self->evaluator = ins_evaluator_new (recipe, &format);
  ins_evaluation_init (&self->values, recipe, self->n_columns);
}

void
ins_regate_row_clear (InsRegateRow *self)
{
  ins_evaluation_clear (&self->values);
  g_clear_pointer (&self->evaluator, ins_evaluator_free);
  ins_evaluation_clear (&self->some_values);
  g_clear_pointer (&self->some, ins_evaluator_free);
  g_clear_pointer (&self->some_holes, g_free);
}

static const guint8 *
get_row (const InsRegateRow *self, guint dataset, guint row)
{
  return ins_nde_file_get_row (self->file, dataset, row);
}

static void
derive (InsRegateRow *self, guint row)
{
  const guint8 *n_pulses = get_row (self, INS_NDE_PULSES, row);

  ins_evaluator_add_saturation (self->evaluator, (const guint16 *)(const void *)n_pulses,
                                get_row (self, INS_NDE_ASCAN_STATUS, row), self->n_columns,
                                &self->values);
  ins_evaluator_derive (self->evaluator, self->n_columns, &self->values);
}

void
ins_regate_row_evaluate (InsRegateRow *self, guint row)
{
  ins_evaluator_measure (self->evaluator, get_row (self, INS_NDE_ASCANS, row),
                         get_row (self, INS_NDE_HOLES, row), 0, self->n_columns, self->n_columns,
                         &self->values);
  derive (self, row);
}

/* Pixel @from of @few, which has @n_few of them, goes to @n columns from @first on. */
static void
spread (InsRegateRow *self, const InsEvaluation *few, guint n_few, guint from, guint first, guint n)
{
  InsEvaluation *values = &self->values;

  for (guint gate = 0; gate < self->recipe->n_gates; gate++)
    for (guint i = first; i < first + n; i++)
      {
        gsize to = (gsize)gate * self->n_columns + i, at = (gsize)gate * n_few + from;

        values->amplitude_percent[to] = few->amplitude_percent[at];
        values->tof_s[to] = few->tof_s[at];
        values->gate_status[to] = few->gate_status[at];
      }
  for (guint plane = 0; plane < self->recipe->n_planes; plane++)
    for (guint i = first; i < first + n; i++)
      values->derived[(gsize)plane * self->n_columns + i] =
          few->derived[(gsize)plane * n_few + from];
}

static void
make_some (InsRegateRow *self, guint step)
{
  InsAscanFormat format;

  g_clear_pointer (&self->some, ins_evaluator_free);
  ins_evaluation_clear (&self->some_values);
  g_free (self->some_holes);
  ins_nde_file_get_format (self->file, &format);
  format.stride *= step;
  self->step = step;
  self->some = ins_evaluator_new (self->recipe, &format);
  ins_evaluation_init (&self->some_values, self->recipe, (self->n_columns + step - 1) / step);
  self->some_holes = g_new0 (guint8, (self->n_columns + step - 1) / step);
}

/* The first pixel of a block may be a hole, and another one not. */
static void
evaluate_block (InsRegateRow *self, guint row, guint first, guint n)
{
  const guint8 *holes = get_row (self, INS_NDE_HOLES, row);
  gsize ascan_bytes = ins_nde_layout_get_row_bytes (ins_nde_file_get_layout (self->file),
                                                    INS_NDE_ASCANS) /
                      self->n_columns;

  for (guint from = first + 1; from < first + n; from++)
    if (holes[from] == INS_HOLE_NONE)
      {
        ins_evaluator_measure (self->evaluator,
                               get_row (self, INS_NDE_ASCANS, row) + from * ascan_bytes, NULL, from,
                               1, self->n_columns, &self->values);
        spread (self, &self->values, self->n_columns, from, first, n);
        return;
      }
}

void
ins_regate_row_evaluate_some (InsRegateRow *self, guint row, guint step)
{
  const guint8 *holes = get_row (self, INS_NDE_HOLES, row);
  guint n_blocks = (self->n_columns + step - 1) / step;

  if (self->some == NULL || self->step != step)
    make_some (self, step);
  for (guint i = 0; i < n_blocks; i++)
    self->some_holes[i] = holes[i * step];
  ins_evaluator_measure (self->some, get_row (self, INS_NDE_ASCANS, row), self->some_holes, 0,
                         n_blocks, n_blocks, &self->some_values);
  for (guint i = 0; i < n_blocks; i++)
    {
      guint n = MIN (step, self->n_columns - i * step);

      spread (self, &self->some_values, n_blocks, i, i * step, n);
      if (self->some_holes[i] != INS_HOLE_NONE)
        evaluate_block (self, row, i * step, n);
    }
  derive (self, row);
}

void
ins_regate_row_put (const InsRegateRow *self, guint row, gboolean with_maps, InsCscan *cscan)
{
  const InsEvaluation *values = &self->values;

  if (with_maps)
    {
      ins_cscan_set_direction (cscan, row, ins_nde_file_get_direction (self->file, row));
      ins_nde_file_put_maps (self->file, row, cscan);
    }
  ins_cscan_put_states (cscan, row, values->gate_status, values->derived, values->alarms);
  ins_cscan_put_row (cscan, row, values->amplitude_percent, values->tof_s,
                     get_row (self, INS_NDE_HOLES, row));
}
