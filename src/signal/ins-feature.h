/* ins-feature.h - what a gate's samples say beside amplitude and time
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure; any thread. In counts from the zero line. ins_gating_get_samples() has the samples.
 */
#pragma once

#include "signal/ins-gate.h"

G_BEGIN_DECLS

/**
 * ins_samples_get_noise:
 * @rms_counts: (out): standard deviation: an offset does not count. NaN of no sample
 * @peak_counts: (out): largest distance from the zero line. NaN of no sample
 */
void ins_samples_get_noise (const InsSamples *self, double *rms_counts, double *peak_counts);

/**
 * ins_samples_count_echoes:
 * @gap: samples over the threshold that have at most so many between them that are not, belong to
 *   the same echo: about a period of the probe's frequency where the signal is not an envelope
 */
guint ins_samples_count_echoes (const InsSamples *self,
                                InsPolarity polarity,
                                double threshold_counts,
                                guint gap);

/* Whether an echo is the other way up, as it is where sound meets a gap: what is softer than the
 * layer above it reflects with the other sign. */
typedef enum
{
  INS_PHASE_UNKNOWN, /* too weak to say */
  INS_PHASE_SOUND,
  INS_PHASE_INVERTED,
  INS_PHASE_CLEARLY_INVERTED, /* the second threshold says so, too */
  INS_N_PHASES,
} InsPhase;

/* Thresholds relative to the largest sample of either sign, after the published method of relative
 * threshold gates (RTG). */
typedef struct
{
  InsPolarity sound;         /* positive or negative: which half wave a sound echo begins with */
  double consider_counts;    /* a smaller absolute peak says nothing */
  double sound_share;        /* of the absolute peak, on the sound echo's side */
  double inverted_shares[2]; /* on the other side: the first is the one that is easier to reach */
} InsPhaseThresholds;

/**
 * ins_samples_get_phase:
 *
 * Inverted is what passes a threshold of the other side before it passes that of the sound echo's
 * side, or without ever doing so.
 */
InsPhase ins_samples_get_phase (const InsSamples *self, const InsPhaseThresholds *thresholds);

/* What has to speak for an inversion in ins_samples_get_signed_range(). */
typedef enum
{
  INS_PHASE_RULE_PEAKS, /* the peak on the other side is the larger one */
  INS_PHASE_RULE_ORDER, /* it comes first */
  INS_PHASE_RULE_BOTH,
} InsPhaseRule;

/**
 * ins_samples_get_signed_range:
 * @sound: positive or negative: the larger peak of a sound echo, and the one that comes first
 *
 * The second published method: peak to peak, for a palette with two sides.
 *
 * Returns: peak to peak, below zero where the echo is inverted; NaN of no sample
 */
double ins_samples_get_signed_range (const InsSamples *self, InsPolarity sound, InsPhaseRule rule);

G_END_DECLS
