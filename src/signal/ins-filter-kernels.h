/* ins-filter-kernels.h - the loops over floats that filters are made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-kernels.h"

G_BEGIN_DECLS

/* Samples before the first and after the last one that ins-filter-kernels need beside a record. */
#define INS_HILBERT_HALF 15
#define INS_FIR_MAX_HALF 127

/* Each number comes out of the same operations in the same order on every path, none of them
 * fused: to the bit the same on every processor. Pure; any thread. */
typedef struct
{
  /* Samples as floats, less @offset. */
  void (*load) (gconstpointer samples, InsSampleType type, guint n, float offset, float *values);
  /* Envelope by a Hilbert filter; @values has INS_HILBERT_HALF more on both sides. */
  void (*get_envelope) (const float *values, guint n, float *envelope);
  /* sqrt (values^2 + turned^2) */
  void (*get_magnitude) (const float *values, const float *turned, guint n, float *envelope);
  /* Of @n complex numbers (real and imaginary part by turns) number k becomes own * i * number k +
   * mirrored * the conjugate of number n - k, where both factors stand with the signs that this
   * gives each part: see ins-envelope.c. Number 0 becomes 0. */
  void (*turn) (const float *spectrum,
                guint n,
                const float *own,
                const float *mirrored,
                float *turned);
  /* A symmetric filter: taps[0] in the middle, taps[k] for both samples k away up to @half;
   * @values has @half more on both sides and does not overlap @filtered. */
  void (*filter) (const float *values, guint n, const float *taps, guint half, float *filtered);
  void (*multiply) (float *values, const float *factors, guint n);
  /* What is positive of @sign times the values, else 0; @sign 0: their size. */
  void (*rectify) (const float *values, guint n, float sign, float *rectified);
  /* sums[i] += weights[i] * the sample at at[i], between two along a straight line; totals[i] +=
   * weights[i]. at[i] is not below 0 and below n_samples - 1. */
  void (*add_delayed) (const gint16 *samples,
                       guint n_samples,
                       const float *at,
                       const float *weights,
                       guint n,
                       float *sums,
                       float *totals);
} InsFilterKernels;

/* Of the path that ins_kernels_get() gives, too. Any thread. */
const InsFilterKernels *ins_filter_kernels_get (void);

G_END_DECLS
