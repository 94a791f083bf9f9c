/* measure-fixture.h - pictures to measure on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-measure-result.h"

G_BEGIN_DECLS

/* Scan axis Y upwards, index axis X downwards from 50 mm: so x is the row and runs the other way.
 */
typedef struct
{
  InsScanGrid grid;
  float *values;
  guint8 *holes;
  InsMeasureInput input;
} Picture;

Picture *picture_new (guint n_rows, guint n_columns, double scan_step_mm, double index_step_mm);
void picture_free (Picture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Picture, picture_free)

InsAreaPoint picture_point (const Picture *self, double column, double row);
InsMeasureResult *picture_measure (const Picture *self, const InsMeasure *measure);

G_END_DECLS
