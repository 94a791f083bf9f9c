/* ins-bscan-view-private.h - what the files of the B-scan view share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-trace.h"
#include "signal/ins-gating.h"

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
  gboolean is_conditioned;
  InsConditioning conditioning;
  gint16 *conditioned; /* samples as the gates see them, to a count */
  gsize n_conditioned;
  const gint16 *shown;  /* those or the samples */
  int brightest_counts; /* |sample| of the last colour */
  guint n_gates;
  InsGate gates[INS_MAX_GATES];
  guint placed_every;    /* gates lie over every so many pixels; 0: to be placed anew */
  double *gate_starts_s; /* n_gates x n_pixels, of those that are drawn; NaN: not known where */
  int cursor;
  InsPlot plot;             /* as last drawn */
  cairo_surface_t *picture; /* without axes and gates; NULL: to be drawn anew */
  GskRenderNode *node;      /* NULL: to be drawn anew */
};

/* ---- ins-bscan-view-signal.c */
/* After another line or conditioning. */
void ins_bscan_view_update_signal (InsBscanView *self);
/* Of every so many pixels. */
void ins_bscan_view_place_gates (InsBscanView *self, guint every);

void ins_bscan_view_find_brightest (InsBscanView *self);

void ins_bscan_view_draw (const InsDraw *draw, gpointer view);

G_END_DECLS
