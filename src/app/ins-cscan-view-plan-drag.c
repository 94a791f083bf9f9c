/* ins-cscan-view-plan-drag.c - the plan's frame pulled at its sides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-cscan-view-private.h"

#define REACH 8.0 /* of a side for the pointer, units */

static InsViewGrab
find_grab (InsCscanView *self, double x, double y, InsViewRectangle *frame)
{
  InsViewGrab grab;
  double u, v;

  if (self->n_regions > 0 || self->tool != INS_CSCAN_TOOL_CROSS ||
      !ins_cscan_view_get_plan_rectangle (self, frame))
    return INS_GRAB_NONE;
  ins_cscan_view_to_picture (self, x, y, &u, &v);
  grab = ins_view_rectangle_find_grab (
      frame, u, v, REACH * ins_draw_get_unit (GTK_WIDGET (self)) / self->geometry.scale);

  /* its inside is for double clicks */
  return grab == INS_GRAB_ALL ? INS_GRAB_NONE : grab;
}

gboolean
ins_cscan_view_begin_plan_drag (InsCscanView *self, double x, double y)
{
  InsViewRectangle frame;
  InsViewGrab grab = find_grab (self, x, y, &frame);

  if (grab == INS_GRAB_NONE)
    return FALSE;
  self->drags_plan = TRUE;
  self->grab = grab;
  self->dragged = frame;

  return TRUE;
}

/* The rectangle is the window's for as long as the signal lasts. */
void
ins_cscan_view_end_plan_drag (InsCscanView *self)
{
  gboolean has_moved = self->has_rectangle;

  self->drags_plan = FALSE;
  self->grab = INS_GRAB_NONE;
  if (has_moved && ins_cscan_view_shows_rectangle (self))
    g_signal_emit_by_name (self, "plan-dragged");
  ins_cscan_view_clear_rectangle (self);
}

gboolean
ins_cscan_view_point_at_plan (InsCscanView *self, double x, double y)
{
  InsViewRectangle frame;
  InsViewGrab grab;
  const char *name;
  GdkCursor *now = gtk_widget_get_cursor (GTK_WIDGET (self));

  if ((self->rows.cscan != NULL && !self->frames_plan) || self->tool != INS_CSCAN_TOOL_CROSS ||
      self->drags_plan)
    return self->drags_plan;
  grab = find_grab (self, x, y, &frame);
  name = grab != INS_GRAB_NONE ? ins_view_rectangle_get_pointer (grab) : NULL;
  if (g_strcmp0 (now != NULL ? gdk_cursor_get_name (now) : NULL, name) != 0)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);

  return FALSE;
}
