/* ins-view-rectangle.h - a rectangle that a person draws and pulls at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* u0 <= u1, v0 <= v1; mm, to the right and downwards. */
typedef struct
{
  double u0, v0, u1, v1;
} InsViewRectangle;

/* What a pointer has hold of: sides, two of them at a corner, all to move it. */
typedef enum
{
  INS_GRAB_NONE = 0,
  INS_GRAB_LEFT = 1 << 0,
  INS_GRAB_RIGHT = 1 << 1,
  INS_GRAB_TOP = 1 << 2,
  INS_GRAB_BOTTOM = 1 << 3,
  INS_GRAB_ALL = INS_GRAB_LEFT | INS_GRAB_RIGHT | INS_GRAB_TOP | INS_GRAB_BOTTOM,
} InsViewGrab;

/* @reach: how far a side may be taken hold of, mm */
InsViewGrab
ins_view_rectangle_find_grab (const InsViewRectangle *self, double u, double v, double reach);

/**
 * ins_view_rectangle_drag:
 * @self: as it was when the drag began
 * @bounds: it stays within; a move keeps its size
 * @result: (out): with its sides in order, also if one was pulled over the other
 */
void ins_view_rectangle_drag (const InsViewRectangle *self,
                              InsViewGrab grab,
                              double du,
                              double dv,
                              const InsViewRectangle *bounds,
                              InsViewRectangle *result);

/* Name of the pointer that says what a drag would do; for a grab of nothing a cross. */
const char *ins_view_rectangle_get_pointer (InsViewGrab grab);

G_END_DECLS
