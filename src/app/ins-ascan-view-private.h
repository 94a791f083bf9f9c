/* ins-ascan-view-private.h - what the files of the A-scan view share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-trace.h"

G_BEGIN_DECLS

struct _InsAscanView
{
  GtkWidget parent_instance;

  gint16 *samples;
  guint n_samples, n_allocated;
  InsTiming timing;
  int full_scale_counts;
  guint n_gates;
  InsGate gates[INS_MAX_GATES];
  InsGateResult results[INS_MAX_GATES]; /* of the samples, where there are any */
  guint describe_id;
  GskRenderNode *node; /* NULL: to be drawn anew */
};

void ins_ascan_view_draw (const InsDraw *draw, gpointer view);

G_END_DECLS
