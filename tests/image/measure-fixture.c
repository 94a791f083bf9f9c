/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "measure-fixture.h"

Picture *
picture_new (guint n_rows, guint n_columns, double scan_step_mm, double index_step_mm)
{
  Picture *self = g_new0 (Picture, 1);

  self->grid = (InsScanGrid){ .n_rows = n_rows,
                              .n_columns = n_columns,
                              .scan_axis = INS_AXIS_Y,
                              .index_axis = INS_AXIS_X,
                              .scan_sign = 1,
                              .index_sign = -1,
                              .scan_step_mm = scan_step_mm,
                              .index_step_mm = index_step_mm,
                              .start = { { 50.0, 10.0, 0.0 } } };
  self->values = g_new0 (float, (gsize)n_rows *n_columns);
  self->holes = g_new0 (guint8, (gsize)n_rows * n_columns);
  self->input = (InsMeasureInput){ .plane = { &self->grid, self->values, self->holes, NULL },
                                   .unit = "%FSH",
                                   .is_amplitude = TRUE };

  return self;
}

void
picture_free (Picture *self)
{
  g_free (self->values);
  g_free (self->holes);
  g_free (self);
}

InsAreaPoint
picture_point (const Picture *self, double column, double row)
{
  return ins_measure_to_point (&self->grid, column, row);
}

InsMeasureResult *
picture_measure (const Picture *self, const InsMeasure *measure)
{
  g_autoptr (GError) error = NULL;
  InsMeasureResult *result = ins_measure_evaluate (measure, &self->input, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);

  return result;
}
