/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "image/ins-row-shift.h"

int
ins_row_shift_source (double shift_px, guint n, guint column)
{
  double place = floor (column + shift_px + 0.5);

  return place >= 0.0 && place < n ? (int)place : -1;
}

void
ins_row_shift_values (float *to,
                      const float *from,
                      const guint8 *holes,
                      guint n,
                      double shift_px,
                      float largest_step,
                      float none)
{
  double whole = floor (shift_px + 0.5), rest = shift_px - whole; /* -0.5 ... 0.5 */
  float share = (float)fabs (rest);
  gint64 offset = (gint64)CLAMP (whole, -INS_ROW_SHIFT_MAX_PX, INS_ROW_SHIFT_MAX_PX);
  gint64 beside = rest < 0.0 ? -1 : 1;

  if (shift_px == 0.0)
    {
      memcpy (to, from, n * sizeof *to);
      return;
    }
  for (gint64 column = 0; column < n; column++)
    {
      gint64 at = column + offset, next = at + beside;

      if (at < 0 || at >= n || holes[at] != 0)
        {
          to[column] = none;
          continue;
        }
      to[column] = isfinite (from[at]) ? from[at] : none;
      /* comparisons are false where one has no value */
      if (next >= 0 && next < n && holes[next] == 0 &&
          fabsf (from[next] - from[at]) <= largest_step && isfinite (from[next] - from[at]))
        to[column] += share * (from[next] - from[at]);
    }
}

void
ins_row_shift_bytes (guint8 *to, const guint8 *from, guint n, double shift_px, guint8 outside)
{
  for (guint column = 0; column < n; column++)
    {
      int at = ins_row_shift_source (shift_px, n, column);

      to[column] = at < 0 ? outside : from[at];
    }
}
