/* ins-area.h - which pixels of a scan are wanted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-cscan.h"
#include "image/ins-mask.h"

G_BEGIN_DECLS

/* A point of the picture's plane in stage coordinates, mm: x on the axis that comes first in the
 * order X, Y, Z, y on the other. */
typedef struct
{
  double x_mm, y_mm;
} InsAreaPoint;

/* Grid, outline and mask together. A pixel is wanted if its centre lies inside the outline (edges
 * may cross: what an odd number of them encloses is inside) and on a wanted part of the mask, which
 * is stretched over the whole grid. Immutable, ref-counted; any thread. */
typedef struct _InsArea InsArea;

/* @corners: (nullable): of the outline; @mask: (nullable) */
InsArea *
ins_area_new (const InsScanGrid *grid, const InsAreaPoint *corners, guint n_corners, InsMask *mask);
InsArea *ins_area_ref (InsArea *self);
void ins_area_unref (InsArea *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsArea, ins_area_unref)

/**
 * ins_area_get_row:
 * @wanted: (out caller-allocates) (array): n_columns, 1 or 0
 *
 * No allocation. Returns: how many are wanted
 */
guint ins_area_get_row (const InsArea *self, guint row, guint8 *wanted);

G_END_DECLS
