/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "signal/ins-filter-kernels.h"

extern const InsKernels ins_kernels_scalar[INS_N_SAMPLE_TYPES];
extern const InsKernels ins_kernels_portable[INS_N_SAMPLE_TYPES];
extern const InsKernels ins_kernels_sse2[INS_N_SAMPLE_TYPES];
extern const InsKernels ins_kernels_avx2[INS_N_SAMPLE_TYPES];
extern const InsKernels ins_kernels_avx512[INS_N_SAMPLE_TYPES];
extern const InsFilterKernels ins_filter_kernels_portable;
extern const InsFilterKernels ins_filter_kernels_avx2;
extern const InsFilterKernels ins_filter_kernels_avx512;

/* A whole number of @least to @most is a hit if it is < below or > above. Where every one is a hit
 * there are no such bounds: FALSE. */
static inline gboolean
ins_kernels_get_whole_bounds (double low, double high, int least, int most, int *below, int *above)
{
  *below = least;
  *above = most;
  if (low >= most || high <= least)
    return FALSE;
  /* the next whole number above low; in this form NaN is out of reach */
  if (low >= least)
    *below = (int)low + ((double)(int)low > low ? 0 : 1);
  if (high <= most)
    *above = (int)high - ((double)(int)high < high ? 0 : 1);

  return TRUE;
}

/* The floats that lie next to the bounds on the side of the hits: >= above, <= below. */
static inline void
ins_kernels_get_float_bounds (double low, double high, float *below, float *above)
{
  *below = (float)low;
  *above = (float)high;
  if ((double)*below > low)
    *below = __builtin_nextafterf (*below, -__builtin_inff ());
  if ((double)*above < high)
    *above = __builtin_nextafterf (*above, __builtin_inff ());
}
