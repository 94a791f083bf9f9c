/* ins-conditioner.h - what is done to an A-scan before a gate looks at it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-ascan-format.h"
#include "signal/ins-filter.h"

G_BEGIN_DECLS

/* For all gates: first the band-pass, then the gain, then each gate's own detection. */
typedef struct
{
  double low_hz, high_hz; /* of ins_filter_init_band_pass(); 0, 0: none */
  InsTcg tcg;
} InsConditioning;

/* Ready for A-scans of one format. One thread at a time may use it. */
typedef struct _InsConditioner InsConditioner;

/* @conditioning: (nullable): copied. Any thread. */
InsConditioner *ins_conditioner_new (const InsAscanFormat *format,
                                     const InsConditioning *conditioning);
void ins_conditioner_free (InsConditioner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsConditioner, ins_conditioner_free)

/* TRUE if ins_conditioner_get() would give nothing but the recorded samples. */
gboolean ins_conditioner_passes (const InsConditioner *self, InsDetection detection);

/* The A-scan that ins_conditioner_get() is about from now on. */
void ins_conditioner_set_ascan (InsConditioner *self, gconstpointer ascan);

/**
 * ins_conditioner_get:
 *
 * Returns: (transfer none) (array): the record's samples, counts from the zero line, sample for
 *   sample at the recorded times; worked out when it is asked for first, valid until the next
 *   ins_conditioner_set_ascan(). Allocates only what it asks for first.
 *
 * INS_DETECTION_ENVELOPE is the magnitude of the analytic signal (ins-envelope.h).
 * INS_DETECTION_QUICK_ENVELOPE takes a Hilbert filter of 31 taps in its place: the envelope of a
 * steady tone of 0.05 to 0.45 of the sample rate is right to 0.3 %, and ripples by no more. Above
 * and below that band it falls short, and so it does within 15 samples of the record's ends.
 * The mean is taken off first in both. Before the first and after the last sample the band-pass
 * sees that sample.
 */
const float *ins_conditioner_get (InsConditioner *self, InsDetection detection);

G_END_DECLS
