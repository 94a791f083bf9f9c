/* ins-measure-overlay-private.h - what drawing and pointer share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-measure-overlay.h"

G_BEGIN_DECLS

struct _InsMeasureOverlay
{
  InsCscanView *view;     /* not owned */
  InsMeasureModel *model; /* not owned */
  void (*prepare) (InsMeasure *measure, gpointer data);
  gpointer data;
  gulong handler;
  InsMeasureTool tool;
  gboolean is_visible;

  /* a drag: of a handle, or (G_MAXUINT) of all points from where it was pressed */
  gboolean is_dragging, is_new, has_moved;
  guint handle;
  InsAreaPoint pressed;

  GArray *corners; /* InsAreaPoint: of a polygon that is being drawn */
  InsAreaPoint hover;
};

/* FALSE: there is no picture. */
gboolean ins_measure_overlay_to_px (InsMeasureOverlay *self,
                                    const InsAreaPoint *point,
                                    double *x,
                                    double *y);

/* Corner of a rectangle that is no point of its definition, too. */
guint
ins_measure_overlay_get_handles (const InsMeasure *measure, InsAreaPoint *handles, guint most);

void ins_measure_overlay_draw (const InsDraw *draw, InsCscanView *view, gpointer data);

G_END_DECLS
