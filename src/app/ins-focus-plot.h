/* ins-focus-plot.h - how large the front echo is over the height of the probe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-focus-curve.h"

G_BEGIN_DECLS

#define INS_TYPE_FOCUS_PLOT (ins_focus_plot_get_type ())
G_DECLARE_FINAL_TYPE (InsFocusPlot, ins_focus_plot, INS, FOCUS_PLOT, GtkDrawingArea)

GtkWidget *ins_focus_plot_new (void);

/* @points: copied, in order of height; those that were not heard are gaps. @focus: (nullable): its
 * best is marked. */
void ins_focus_plot_set (InsFocusPlot *self,
                         const InsFocusPoint *points,
                         guint n_points,
                         const InsFocus *focus);

G_END_DECLS
