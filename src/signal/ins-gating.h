/* ins-gating.h - a tree of gates over many A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-gate.h"
#include "signal/ins-kernels.h"

G_BEGIN_DECLS

/* How A-scans lie in memory and what their numbers mean. */
typedef struct
{
  InsSampleType type;
  double zero_counts; /* the number that stands for the zero line: 0 for signed samples */
  guint n_samples;
  gsize stride; /* samples from the start of one A-scan to that of the next; at least n_samples */
  double sample_rate_hz;
  double delay_s;        /* pulse to sample 0 */
  int full_scale_counts; /* distance from the zero line at 100 %; what reaches it is saturated */
} InsAscanFormat;

/* One number for each gate and A-scan, gate after gate. Each may be NULL: not wanted. */
typedef struct
{
  float *amplitude_percent, *tof_s; /* as in InsGateResult */
  guint8 *status;
  gsize stride; /* numbers from the start of one gate to that of the next */
} InsGatePlanes;

/* Gates made ready for A-scans of one format. One thread at a time may use it. */
typedef struct _InsGating InsGating;

/**
 * ins_gating_new:
 * @gates: (array length=n_gates): at most INS_MAX_GATES; copied; anchors point to earlier ones only
 * @format: copied
 *
 * Any thread. Free with ins_gating_free().
 */
InsGating *ins_gating_new (const InsGate *gates, guint n_gates, const InsAscanFormat *format);
void ins_gating_free (InsGating *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsGating, ins_gating_free)

/**
 * ins_gating_evaluate:
 * @ascans: so many A-scans as the format says they lie, for example a line of a mapped file
 * @leaves_out: (nullable) (array length=n_ascans): where it is not 0, nothing is measured: NaN, and
 *   no status bit. Holes may contain anything
 * @planes: what is measured, as ins_gates_evaluate() says
 *
 * Allocates nothing. Several threads share the work with an InsGating each.
 */
void ins_gating_evaluate (InsGating *self,
                          gconstpointer ascans,
                          guint n_ascans,
                          const guint8 *leaves_out,
                          const InsGatePlanes *planes);

/* One A-scan, with the anchors' times too. @results: (out caller-allocates): one for each gate. */
void ins_gating_evaluate_one (InsGating *self, gconstpointer ascan, InsGateResult *results);

G_END_DECLS
