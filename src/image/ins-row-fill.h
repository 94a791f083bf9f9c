/* ins-row-fill.h - which line stands in for one that is not measured yet
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_ROW_FILL_NONE G_MAXUINT

/**
 * ins_row_fill_find:
 * @is_there: n_rows; not 0: measured
 * @reach: rows at most to the one that stands in
 * @from: (out caller-allocates): n_rows: the row itself if it is there, the nearest that is, of two
 *   equally near ones the upper; or %INS_ROW_FILL_NONE
 *
 * For the eye only: an interlaced scan is seen coarse at first and then ever finer. Nothing that is
 * measured or written comes from here.
 */
void ins_row_fill_find (const guint8 *is_there, guint n_rows, guint reach, guint *from);

G_END_DECLS
