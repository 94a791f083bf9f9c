/* ins-ascan-view.h - one A-scan with the gates over it, which a person can take hold of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

#define INS_TYPE_ASCAN_VIEW (ins_ascan_view_get_type ())
G_DECLARE_FINAL_TYPE (InsAscanView, ins_ascan_view, INS, ASCAN_VIEW, GtkWidget)

/* Axes in us or mm and % of full screen height, gates drawn as in the visual target (letter tile,
 * bar at the threshold, shaded span, marks of what was measured). The wheel zooms in time, a drag
 * beside the gates pans, a double click shows the whole record.
 *
 * Signals: "gates-edited" (): a person moved a gate, see get_gates() and get_gesture();
 * "gain-edited" (): a point of the gain, see get_gain(); "gate-selected" (): see get_selected().
 * Main thread. */
GtkWidget *ins_ascan_view_new (void);

/* Copies. n_samples 0: "no A-scan yet". */
void ins_ascan_view_set_samples (InsAscanView *self,
                                 const gint16 *samples,
                                 guint n_samples,
                                 const InsTiming *timing,
                                 int full_scale_counts);

/* (nullable): what is shown, until something else is. */
const gint16 *ins_ascan_view_get_samples (InsAscanView *self,
                                          guint *n_samples,
                                          InsTiming *timing,
                                          int *full_scale_counts);

void ins_ascan_view_set_gates (InsAscanView *self, const InsGate *gates, guint n_gates);
const InsGate *ins_ascan_view_get_gates (InsAscanView *self, guint *n_gates);
/* FALSE: gates cannot be taken hold of. TRUE at first. */
void ins_ascan_view_set_editable (InsAscanView *self, gboolean editable);
/* The same number, never 0, for all changes of one drag or of one run of key presses. */
guint ins_ascan_view_get_gesture (InsAscanView *self);
gboolean ins_ascan_view_is_dragging (InsAscanView *self);

/* The gate that keys are about, and that wins where several lie over each other. */
guint ins_ascan_view_get_selected (InsAscanView *self);
void ins_ascan_view_select (InsAscanView *self, guint gate);
/* As the keys do; FALSE: there is no such gate. */
gboolean ins_ascan_view_nudge_threshold (InsAscanView *self, int percent);

/* RF (at first): from -100 to 100 % and with its envelope; others: from 0 to 100 %. */
void ins_ascan_view_set_signal (InsAscanView *self, InsSignal signal);

/* What is done to the signal before the gates look: band-pass and gain against time. The trace, its
 * envelope and the results are then those of that; the gain is drawn as a line, 1 dB to 1 %.
 * NULL (at first): nothing. Copied. */
void ins_ascan_view_set_conditioning (InsAscanView *self, const InsConditioning *conditioning);

/* As it is now: a person may have dragged its points ("gain-edited"). */
const InsTcg *ins_ascan_view_get_gain (InsAscanView *self);

/* Depth in mm in place of us, counted from the surface: where the first gate that another one
 * follows hears its echo; from the pulse if there is none. NaN: us. */
void ins_ascan_view_set_velocity (InsAscanView *self, double velocity_m_s);

/* Result of a gate on the shown samples (computed once per set). FALSE: none. */
gboolean ins_ascan_view_get_result (InsAscanView *self, guint gate, InsGateResult *result);
/* Of a time from the pulse, with the velocity given here; NaN: the surface is not seen. */
double ins_ascan_view_get_depth_mm (InsAscanView *self, double time_s, double velocity_m_s);

/* Draws what is shown now under all that comes; FALSE draws it no longer. */
void ins_ascan_view_keep_reference (InsAscanView *self, gboolean keep);
/* Draws the least and the greatest that each sample was since. */
void ins_ascan_view_set_peak_hold (InsAscanView *self, gboolean hold);

/* Shown part of the record, us; 0, 0: all of it. */
void ins_ascan_view_set_range (InsAscanView *self, double from_us, double to_us);
void ins_ascan_view_get_range (InsAscanView *self, double *from_us, double *to_us);

/* (transfer full): time, depth and amplitude under the pointer; NULL: it is elsewhere. */
char *ins_ascan_view_dup_hover (InsAscanView *self);

G_END_DECLS
