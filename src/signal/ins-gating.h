/* ins-gating.h - a tree of gates over many A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-conditioner.h"
#include "signal/ins-gate.h"

G_BEGIN_DECLS

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
 * @conditioning: (nullable): copied; NULL: gates look at the samples as recorded, but for their
 *   detection
 *
 * A gate's status says "saturated" of what was recorded there, whatever was done to it then.
 * Any thread. Free with ins_gating_free().
 */
InsGating *ins_gating_new (const InsGate *gates,
                           guint n_gates,
                           const InsAscanFormat *format,
                           const InsConditioning *conditioning);
void ins_gating_free (InsGating *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsGating, ins_gating_free)

/**
 * ins_gating_evaluate:
 * @ascans: so many A-scans as the format says they lie, for example a line of a mapped file
 * @leaves_out: (nullable) (array length=n_ascans): where it is not 0, nothing is measured: NaN, and
 *   no status bit. Holes may contain anything
 * @planes: what is measured, as ins_gates_evaluate() says
 *
 * Allocates nothing but at first what a gate's detection needs. Several threads share the work with
 * an InsGating each.
 */
void ins_gating_evaluate (InsGating *self,
                          gconstpointer ascans,
                          guint n_ascans,
                          const guint8 *leaves_out,
                          const InsGatePlanes *planes);

/* Bytes from the start of one A-scan to that of the next. */
gsize ins_gating_get_step (const InsGating *self);

/* One A-scan, with the anchors' times too. @results: (out caller-allocates): one for each gate. */
void ins_gating_evaluate_one (InsGating *self, gconstpointer ascan, InsGateResult *results);

/* What that gate looked at in the last A-scan, after its detection: no sample where it lay outside
 * of the record or had no interface. Valid until the next A-scan. For ins-feature.h. */
const InsSamples *ins_gating_get_samples (const InsGating *self, guint gate);

G_END_DECLS
