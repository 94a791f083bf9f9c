/* 16 bytes at once: every x86-64 processor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "signal/ins-kernels-private.h"

#ifdef __x86_64__
#include <emmintrin.h>

#include "signal/ins-kernels-narrow.h"
#include "signal/ins-kernels-sums.h"

#define SHORTER ins_kernels_scalar

#define LANES 8
#define BITS 2
#define Vector __m128i
#define LOWER _mm_min_epi16
#define HIGHER _mm_max_epi16
#define MASK(hits) ((guint64)(guint)_mm_movemask_epi8 (hits))
#define HITS(all) _mm_or_si128 (_mm_cmplt_epi16 (all, below), _mm_cmpgt_epi16 (all, above))
#define FILL(value) _mm_set1_epi16 (value)
#define GET_LOWEST get_lowest_of_eight
#define GET_HIGHEST get_highest_of_eight
#define LOAD_WHOLE(p) _mm_loadu_si128 ((const __m128i *)(const void *)(p))
#define FLIP(all) _mm_xor_si128 (all, _mm_set1_epi16 (G_MININT16))
#include "signal/ins-kernels-types.h"

#define LANES 4
#define BITS 1
#define Vector __m128
#define LOWER _mm_min_ps
#define HIGHER _mm_max_ps
#define MASK(hits) ((guint64)(guint)_mm_movemask_ps (hits))
#define HITS(all) _mm_or_ps (_mm_cmple_ps (all, below), _mm_cmpge_ps (all, above))
#define FILL(value) _mm_set1_ps (value)
#define GET_LOWEST get_lowest_of_four
#define GET_HIGHEST get_highest_of_four
#define LOAD_FLOAT(p) _mm_loadu_ps (p)
#include "signal/ins-kernels-float.h"

const InsKernels ins_kernels_sse2[] = {
  { get_range_int16, find_first_int16, find_last_int16, get_sums_int16, get_sum_int16 },
  { get_range_uint16, find_first_uint16, find_last_uint16, get_sums_uint16, get_sum_uint16 },
  { get_range_float, find_first_float, find_last_float, get_sums_float, get_sum_float },
};
#endif
