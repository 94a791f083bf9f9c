/* ins-bscan-view-private.h - what the files of the B-scan view share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-trace.h"

G_BEGIN_DECLS

struct _InsBscanView
{
  GtkWidget parent_instance;

  gint16 *samples; /* n_pixels x n_samples */
  gsize n_allocated;
  guint n_pixels, n_samples;
  InsScanGrid grid;
  InsTiming timing;
  int full_scale_counts;
  int brightest_counts; /* |sample| of the last colour */
  guint n_gates;
  InsGate gates[INS_MAX_GATES];
  double *gate_starts_s; /* n_gates x n_pixels; NaN: not known where */
  int cursor;
  InsPlot plot;        /* as last drawn */
  GskRenderNode *node; /* NULL: to be drawn anew */
};

void ins_bscan_view_draw (const InsDraw *draw, gpointer view);

G_END_DECLS
