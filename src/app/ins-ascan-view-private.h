/* ins-ascan-view-private.h - what the files of the A-scan view share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-trace.h"
#include "signal/ins-envelope.h"

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
  double last_starts_s[INS_MAX_GATES];  /* where a gate was seen last; NaN: not yet */
  InsSignal signal;
  InsEnvelope *transform; /* NULL until needed */
  float *envelope;        /* of the samples of an RF signal, counts */
  guint describe_id;
  GskRenderNode *node; /* NULL: to be drawn anew */
};

/* The plot and its scales. */
typedef struct
{
  const InsDraw *draw;
  InsAscanView *view;
  InsPlot plot;
  double from_us, to_us, step_us;
  double least_percent; /* at the lower end; 100 at the upper */
} InsAscanTrace;

double ins_ascan_trace_to_x (const InsAscanTrace *trace, double us);
double ins_ascan_trace_to_y (const InsAscanTrace *trace, double percent);

/* The gates' spans, the samples over them, and everything else of the gates on top. */
typedef void (*InsAscanSamplesFunc) (const InsAscanTrace *trace);
void ins_ascan_view_draw_with_gates (const InsAscanTrace *trace, InsAscanSamplesFunc draw_samples);

void ins_ascan_view_draw (const InsDraw *draw, gpointer view);

G_END_DECLS
