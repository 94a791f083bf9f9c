/* ins-filter.h - band-pass and time-corrected gain: the numbers that records are multiplied with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-filter-kernels.h"

G_BEGIN_DECLS

/* A symmetric filter: its delay is that of its middle, which is where the output is put. */
typedef struct
{
  guint half; /* taps on each side of the middle one; 0: passes everything */
  float taps[INS_FIR_MAX_HALF + 1];
} InsFilter;

/**
 * ins_filter_init_band_pass:
 * @low_hz: -6 dB point, 0: passes the low frequencies too
 * @high_hz: -6 dB point, 0 or at least half the sample rate: passes the high ones too
 *
 * A sinc under a Kaiser window (Kaiser 1974) that attenuates by 50 dB. The transition is half as
 * wide as the narrower of the bands that it stands between, as far as INS_FIR_MAX_HALF lets it; in
 * the middle of the band that passes the gain is 1. A band that is empty passes everything. Pure.
 */
void
ins_filter_init_band_pass (InsFilter *self, double low_hz, double high_hz, double sample_rate_hz);

/* Gain at a frequency. */
double ins_filter_get_gain (const InsFilter *self, double frequency_hz, double sample_rate_hz);

#define INS_MAX_TCG_POINTS 32

/* Time-corrected gain: gain against time from the pulse, straight lines in dB between points, as
 * the first and last point before and after them. Points in the order of time; two at one time are
 * a step. */
typedef struct
{
  guint n_points; /* 0: none */
  struct
  {
    double time_s, gain_db;
  } points[INS_MAX_TCG_POINTS];
} InsTcg;

double ins_tcg_get_gain_db (const InsTcg *self, double time_s);

/* Factors for the samples of a record: @factors: (out caller-allocates) (array length=n). */
void ins_tcg_get_factors (const InsTcg *self,
                          double sample_rate_hz,
                          double delay_s,
                          guint n,
                          float *factors);

G_END_DECLS
