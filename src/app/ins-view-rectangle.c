/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-view-rectangle.h"

InsViewGrab
ins_view_rectangle_find_grab (const InsViewRectangle *self, double u, double v, double reach)
{
  double left = fabs (u - self->u0), right = fabs (u - self->u1);
  double top = fabs (v - self->v0), bottom = fabs (v - self->v1);
  guint grab = INS_GRAB_NONE;

  if (u < self->u0 - reach || u > self->u1 + reach || v < self->v0 - reach || v > self->v1 + reach)
    return INS_GRAB_NONE;
  if (fmin (left, right) <= reach)
    grab |= left < right ? INS_GRAB_LEFT : INS_GRAB_RIGHT;
  if (fmin (top, bottom) <= reach)
    grab |= top < bottom ? INS_GRAB_TOP : INS_GRAB_BOTTOM;

  return grab != INS_GRAB_NONE ? (InsViewGrab)grab : INS_GRAB_ALL;
}

static void
put_in_order (double *low, double *high)
{
  double swap = *low;

  if (*low <= *high)
    return;
  *low = *high;
  *high = swap;
}

/* One side or both of one direction. */
static void
pull (gboolean low_side,
      gboolean high_side,
      double by,
      double minimum,
      double maximum,
      double *low,
      double *high)
{
  if (low_side && high_side)
    by = CLAMP (by, fmin (minimum - *low, 0.0), fmax (maximum - *high, 0.0));
  if (low_side)
    *low += by;
  if (high_side)
    *high += by;
  if (low_side && high_side)
    return;
  if (low_side)
    *low = CLAMP (*low, minimum, maximum);
  if (high_side)
    *high = CLAMP (*high, minimum, maximum);
  put_in_order (low, high);
}

void
ins_view_rectangle_drag (const InsViewRectangle *self,
                         InsViewGrab grab,
                         double du,
                         double dv,
                         const InsViewRectangle *bounds,
                         InsViewRectangle *result)
{
  *result = *self;
  pull ((grab & INS_GRAB_LEFT) != 0, (grab & INS_GRAB_RIGHT) != 0, du, bounds->u0, bounds->u1,
        &result->u0, &result->u1);
  pull ((grab & INS_GRAB_TOP) != 0, (grab & INS_GRAB_BOTTOM) != 0, dv, bounds->v0, bounds->v1,
        &result->v0, &result->v1);
}

const char *
ins_view_rectangle_get_pointer (InsViewGrab grab)
{
  switch ((guint)grab)
    {
    case INS_GRAB_LEFT:
    case INS_GRAB_RIGHT:
      return "ew-resize";
    case INS_GRAB_TOP:
    case INS_GRAB_BOTTOM:
      return "ns-resize";
    case INS_GRAB_LEFT | INS_GRAB_TOP:
    case INS_GRAB_RIGHT | INS_GRAB_BOTTOM:
      return "nwse-resize";
    case INS_GRAB_RIGHT | INS_GRAB_TOP:
    case INS_GRAB_LEFT | INS_GRAB_BOTTOM:
      return "nesw-resize";
    case INS_GRAB_ALL:
      return "move";
    default:
      return "crosshair";
    }
}
