/* ins-measure-overlay.h - measurements on the C-scan, and the tools that make them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-cscan-overlay.h"
#include "app/ins-measure-model.h"

G_BEGIN_DECLS

typedef enum
{
  INS_MEASURE_TOOL_SELECT,
  INS_MEASURE_TOOL_DISTANCE,
  INS_MEASURE_TOOL_RECTANGLE,
  INS_MEASURE_TOOL_POLYGON,
  INS_MEASURE_TOOL_CIRCLE,
  INS_MEASURE_TOOL_PROFILE,
  INS_MEASURE_TOOL_SIZE,
  INS_MEASURE_TOOL_NOTE,
  INS_MEASURE_N_TOOLS,
} InsMeasureTool;

/* Main thread. Draws the model's measurements on a view and makes new ones with the pointer: drags
 * for two points, clicks for one, clicks for corners with a double click at the last. Whatever the
 * tool is, handles can be pulled, and a click on a measurement selects it. */
typedef struct _InsMeasureOverlay InsMeasureOverlay;

/* @prepare: fills in what a new measurement is about besides its points (plane, gate, purpose of a
 * region), and may change its kind. Both are borrowed and outlive it. */
InsMeasureOverlay *ins_measure_overlay_new (InsCscanView *view,
                                            InsMeasureModel *model,
                                            void (*prepare) (InsMeasure *measure, gpointer data),
                                            gpointer data);
void ins_measure_overlay_free (InsMeasureOverlay *self);

void ins_measure_overlay_set_tool (InsMeasureOverlay *self, InsMeasureTool tool);
/* FALSE: nothing is drawn. */
void ins_measure_overlay_set_visible (InsMeasureOverlay *self, gboolean visible);

/* What the tool makes, a fifth of the visible picture around @centre; for the keyboard. */
void ins_measure_overlay_add_at (InsMeasureOverlay *self, const InsAreaPoint *centre);

/* Taken by the tests as well: the view's own calls. */
extern const InsCscanOverlay ins_measure_cscan_overlay;

G_END_DECLS
