/* ins-ascan-view-private.h - what the files of the A-scan view share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-gate-drag.h"
#include "app/ins-trace.h"
#include "signal/ins-envelope.h"
#include "signal/ins-gating.h"

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
  gboolean is_conditioned;
  InsConditioning conditioning;
  float *trace;           /* what is drawn, counts */
  InsEnvelope *transform; /* NULL until needed */
  float *envelope;        /* of the trace of an RF signal, counts */

  /* ins-ascan-view-overlay.c */
  gint16 *reference; /* NULL none */
  guint n_reference;
  InsTiming reference_timing;
  gboolean holds_peaks;
  gint16 *least, *greatest; /* since then; NULL: of nothing yet */
  guint n_held;

  /* ins-ascan-view-scale.c */
  double from_us, to_us;  /* shown; 0, 0: the whole record */
  double velocity_m_s;    /* NaN: the axis says us */
  double last_surface_us; /* NaN: not seen yet */

  /* ins-ascan-view-input.c */
  gboolean is_editable;
  guint selected;
  guint gesture;
  InsGatePart key_part; /* of the newest key press */
  gint64 key_us;
  InsGatePart grab; /* what is being dragged */
  gboolean is_panning;
  int grabbed_point; /* of the gain; -1 none */
  InsTcg grabbed_gain;
  guint grabbed;
  InsGate grabbed_gate; /* as it was then */
  double grab_anchor_s;
  double pan_from_us, pan_to_us;
  gboolean has_pointer;
  double pointer_x, pointer_y;
  GtkGesture *drag;
  double tiles_x[INS_MAX_GATES]; /* as drawn */

  guint describe_id;
  GskRenderNode *node; /* NULL: to be drawn anew */
};

/* The plot and its scales. */
typedef struct
{
  const InsDraw *draw;
  InsAscanView *view;
  InsPlot plot;
  double from_us, to_us;
  double origin_us, per_us; /* what the axis says: (us - origin_us) * per_us */
  double step;              /* of its ticks */
  double least_percent;     /* at the lower end; 100 at the upper */
} InsAscanTrace;

/* A gate where it is drawn. */
typedef struct
{
  const InsGate *gate;
  const InsGateResult *result;
  const GdkRGBA *colour;
  InsGateShape shape;
  double left, right; /* of the bar, within the plot */
  double start_s;
  double alpha; /* less where the echo that it follows is not there */
} InsAscanGate;

/* ---- ins-ascan-view-scale.c -------------------------------------------------------------- */

/* @draw: with or without a cr */
void ins_ascan_trace_init (InsAscanTrace *trace, const InsDraw *draw, InsAscanView *view);
double ins_ascan_trace_to_x (const InsAscanTrace *trace, double us);
double ins_ascan_trace_to_y (const InsAscanTrace *trace, double percent);
double ins_ascan_trace_to_us (const InsAscanTrace *trace, double x);
double ins_ascan_trace_to_percent (const InsAscanTrace *trace, double y);
/* The samples that some of which is seen: first and behind the last. */
void ins_ascan_trace_get_samples (const InsAscanTrace *trace, guint *first, guint *end);

/* Surface's echo, us; NaN: there is no gate for it, or none was ever seen. */
double ins_ascan_view_get_surface_us (InsAscanView *self);
void ins_ascan_view_zoom_at (InsAscanView *self, double x, double factor);
void ins_ascan_view_pan_to (InsAscanView *self, double from_us);

/* ---- ins-ascan-view-gates.c -------------------------------------------------------------- */

/* @gates: (out caller-allocates): one for each */
void ins_ascan_view_place_gates (const InsAscanTrace *trace, InsAscanGate *gates);
/* The gates' spans, the samples over them, and everything else of the gates on top. */
typedef void (*InsAscanSamplesFunc) (const InsAscanTrace *trace);
void ins_ascan_view_draw_with_gates (const InsAscanTrace *trace, InsAscanSamplesFunc draw_samples);

/* ---- ins-ascan-view-marks.c: what was measured ------------------------------------------- */

void ins_ascan_view_draw_marks (const InsAscanTrace *trace, const InsAscanGate *gate);

/* ---- ins-ascan-view-overlay.c ------------------------------------------------------------ */

void ins_ascan_view_hold_peaks (InsAscanView *self);
void ins_ascan_view_draw_overlays (const InsAscanTrace *trace);
void ins_ascan_view_clear_overlays (InsAscanView *self);

/* ---- ins-ascan-view-gain.c: the time-corrected gain -------------------------------------- */

void ins_ascan_view_draw_gain (const InsAscanTrace *trace);
/* -1: none is in reach. */
int ins_ascan_view_find_gain_point (const InsAscanTrace *trace, double x, double y);
void ins_ascan_view_drag_gain_point (InsAscanView *self, double by_s, double by_db);

/* ---- ins-ascan-view-input.c -------------------------------------------------------------- */

void ins_ascan_view_add_controllers (InsAscanView *self);
void ins_ascan_view_bind_keys (GtkWidgetClass *class);
void ins_ascan_view_snapshot_hover (InsAscanView *self, GtkSnapshot *snapshot);

/* ---- ins-ascan-view.c, ins-ascan-view-drawing.c ------------------------------------------ */

void ins_ascan_view_redraw (InsAscanView *self);
/* The gates are others now. */
void ins_ascan_view_evaluate (InsAscanView *self);
void ins_ascan_view_draw (const InsDraw *draw, gpointer view);

G_END_DECLS
