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

/* What stands at @from also in @n columns from @first on. */
static void
spread (InsRegateRow *self, guint from, guint first, guint n)
{
  InsEvaluation *values = &self->values;

  for (guint gate = 0; gate < self->recipe->n_gates; gate++)
    for (guint i = first; i < first + n; i++)
      {
        gsize at = (gsize)gate * self->n_columns;

        values->amplitude_percent[at + i] = values->amplitude_percent[at + from];
        values->tof_s[at + i] = values->tof_s[at + from];
        values->gate_status[at + i] = values->gate_status[at + from];
      }
  for (guint plane = 0; plane < self->recipe->n_planes; plane++)
    for (guint i = first; i < first + n; i++)
      {
        gsize at = (gsize)plane * self->n_columns;

        values->derived[at + i] = values->derived[at + from];
      }
}

void
ins_regate_row_evaluate_some (InsRegateRow *self, guint row, guint step)
{
  const guint8 *holes = get_row (self, INS_NDE_HOLES, row);
  const guint8 *ascans = get_row (self, INS_NDE_ASCANS, row);
  gsize ascan_bytes = ins_nde_layout_get_row_bytes (ins_nde_file_get_layout (self->file),
                                                    INS_NDE_ASCANS) /
                      self->n_columns;

  for (guint first = 0; first < self->n_columns; first += step)
    {
      guint n = MIN (step, self->n_columns - first), from = first;

      while (from < first + n - 1 && holes[from] != INS_HOLE_NONE)
        from++;
      ins_evaluator_measure (self->evaluator, ascans + from * ascan_bytes, holes, from, 1,
                             self->n_columns, &self->values);
      spread (self, from, first, n);
    }
  derive (self, row);
}

void
ins_regate_row_put (const InsRegateRow *self, guint row, InsCscan *cscan)
{
  const InsEvaluation *values = &self->values;

  ins_cscan_set_direction (cscan, row, ins_nde_file_get_direction (self->file, row));
  ins_nde_file_put_maps (self->file, row, cscan);
  ins_cscan_put_states (cscan, row, values->gate_status, values->derived, values->alarms);
  ins_cscan_put_row (cscan, row, values->amplitude_percent, values->tof_s,
                     get_row (self, INS_NDE_HOLES, row));
}
