/* ins-trace.h - frame and scales of a plot over time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-draw.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* A plot area in logical pixels. */
typedef struct
{
  double left, top, width, height;
} InsPlot;

/* Room for axes at the left and below; top is free for labels of the caller's. */
void ins_plot_init (InsPlot *self, const InsDraw *draw, double top_units);

/* A-scans of 16 bits one after the other, as the views have them. */
InsAscanFormat
ins_ascan_format_of (guint n_samples, const InsTiming *timing, int full_scale_counts);

/* Where a gate begins, in s from the pulse; NaN if what it is anchored at was not found. */
double ins_gate_get_position_s (const InsGate *gates, guint gate, const InsGateResult *results);

G_END_DECLS
