/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image/ins-row-fill.h"

void
ins_row_fill_find (const guint8 *is_there, guint n_rows, guint reach, guint *from)
{
  guint last = INS_ROW_FILL_NONE;

  for (guint row = 0; row < n_rows; row++)
    {
      if (is_there[row] != 0)
        last = row;
      from[row] = last != INS_ROW_FILL_NONE && row - last <= reach ? last : INS_ROW_FILL_NONE;
    }
  last = INS_ROW_FILL_NONE;
  for (guint row = n_rows; row-- > 0;)
    {
      if (is_there[row] != 0)
        last = row;
      if (last == INS_ROW_FILL_NONE || last - row > reach)
        continue;
      if (from[row] == INS_ROW_FILL_NONE || last - row < row - from[row])
        from[row] = last;
    }
}
