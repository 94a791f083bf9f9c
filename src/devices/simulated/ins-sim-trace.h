/* ins-sim-trace.h - echoes, noise and converter of the simulated card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-specimen.h"

G_BEGIN_DECLS

#define INS_SIM_FULL_SCALE_COUNTS 2048 /* 12 bit */
#define INS_SIM_PROBE_HZ 5e6

/* One thread. */
typedef struct _InsSimTrace InsSimTrace;

/**
 * ins_sim_trace_new:
 * @noise_percent: standard deviation, of full scale
 *
 * An echo is a cosine of 5 MHz under a Gaussian window (60 % bandwidth at -6 dB), its middle at
 * the echo's time. The gain is such that its largest sample is the echo's amplitude exactly,
 * wherever the samples fall on it (from four samples a period on), so that amplitudes do not
 * depend on the distance.
 */
InsSimTrace *
ins_sim_trace_new (double sample_rate_hz, guint n_samples, double noise_percent, guint64 seed);
void ins_sim_trace_free (InsSimTrace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimTrace, ins_sim_trace_free)

/**
 * ins_sim_trace_fill:
 * @delay_s: from the pulse to the first sample
 * @index: of the pulse; the same index gives the same noise
 * @samples: (out): n_samples counts, clipped to 12 bit
 */
void ins_sim_trace_fill (InsSimTrace *self,
                         const InsSimEcho *echoes,
                         guint n_echoes,
                         double delay_s,
                         guint64 index,
                         gint16 *samples);

/* A well-mixed number that depends on both (splitmix64). */
guint64 ins_sim_hash (guint64 seed, guint64 index);

G_END_DECLS
