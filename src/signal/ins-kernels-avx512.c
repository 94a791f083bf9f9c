/* 64 bytes at once; compiled for AVX-512 (BW, VL), run where that is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "signal/ins-kernels-private.h"

#ifdef __x86_64__
#include <immintrin.h>

#include "signal/ins-kernels-narrow.h"
#include "signal/ins-kernels-filter.h"
#include "signal/ins-kernels-sums.h"

#define SHORTER ins_kernels_avx2

static inline __m128i
get_quarter (__m512i all, gboolean lower)
{
  __m256i one = _mm512_castsi512_si256 (all), other = _mm512_extracti64x4_epi64 (all, 1);
  __m256i half = lower ? _mm256_min_epi16 (one, other) : _mm256_max_epi16 (one, other);
  __m128i low = _mm256_castsi256_si128 (half), high = _mm256_extracti128_si256 (half, 1);

  return lower ? _mm_min_epi16 (low, high) : _mm_max_epi16 (low, high);
}

#define LANES 32
#define BITS 1
#define Vector __m512i
#define LOWER _mm512_min_epi16
#define HIGHER _mm512_max_epi16
#define MASK(hits) ((guint64)(hits))
#define HITS(all) (_mm512_cmplt_epi16_mask (all, below) | _mm512_cmpgt_epi16_mask (all, above))
#define FILL(value) _mm512_set1_epi16 (value)
#define GET_LOWEST(all) get_lowest_of_eight (get_quarter (all, TRUE))
#define GET_HIGHEST(all) get_highest_of_eight (get_quarter (all, FALSE))
#define LOAD_WHOLE(p) _mm512_loadu_si512 (p)
#define FLIP(all) _mm512_xor_si512 (all, _mm512_set1_epi16 (G_MININT16))
#include "signal/ins-kernels-types.h"

#define LANES 16
#define BITS 1
#define Vector __m512
#define LOWER _mm512_min_ps
#define HIGHER _mm512_max_ps
#define MASK(hits) ((guint64)(hits))
#define HITS(all)                                                                                  \
  ((__mmask16)(_mm512_cmp_ps_mask (all, below, _CMP_LE_OQ) |                                       \
               _mm512_cmp_ps_mask (all, above, _CMP_GE_OQ)))
#define FILL(value) _mm512_set1_ps (value)
#define GET_LOWEST(all) _mm512_reduce_min_ps (all)
#define GET_HIGHEST(all) _mm512_reduce_max_ps (all)
#define LOAD_FLOAT(p) _mm512_loadu_ps (p)
#include "signal/ins-kernels-float.h"

const InsKernels ins_kernels_avx512[] = {
  { get_range_int16, find_first_int16, find_last_int16, get_sums_int16, get_sum_int16 },
  { get_range_uint16, find_first_uint16, find_last_uint16, get_sums_uint16, get_sum_uint16 },
  { get_range_float, find_first_float, find_last_float, get_sums_float, get_sum_float },
};

const InsFilterKernels ins_filter_kernels_avx512 = FILTER_KERNELS;
#endif
