/* 32 bytes at once; compiled for AVX2, run where it is there.
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

#define SHORTER ins_kernels_sse2

static inline __m128i
get_half (__m256i all, gboolean lower)
{
  __m128i one = _mm256_castsi256_si128 (all), other = _mm256_extracti128_si256 (all, 1);

  return lower ? _mm_min_epi16 (one, other) : _mm_max_epi16 (one, other);
}

static inline __m128
get_float_half (__m256 all, gboolean lower)
{
  __m128 one = _mm256_castps256_ps128 (all), other = _mm256_extractf128_ps (all, 1);

  return lower ? _mm_min_ps (one, other) : _mm_max_ps (one, other);
}

#define LANES 16
#define BITS 2
#define Vector __m256i
#define LOWER _mm256_min_epi16
#define HIGHER _mm256_max_epi16
#define MASK(hits) ((guint64)(guint)_mm256_movemask_epi8 (hits))
#define HITS(all) _mm256_or_si256 (_mm256_cmpgt_epi16 (below, all), _mm256_cmpgt_epi16 (all, above))
#define FILL(value) _mm256_set1_epi16 (value)
#define GET_LOWEST(all) get_lowest_of_eight (get_half (all, TRUE))
#define GET_HIGHEST(all) get_highest_of_eight (get_half (all, FALSE))
#define LOAD_WHOLE(p) _mm256_loadu_si256 ((const __m256i *)(const void *)(p))
#define FLIP(all) _mm256_xor_si256 (all, _mm256_set1_epi16 (G_MININT16))
#include "signal/ins-kernels-types.h"

#define LANES 8
#define BITS 1
#define Vector __m256
#define LOWER _mm256_min_ps
#define HIGHER _mm256_max_ps
#define MASK(hits) ((guint64)(guint)_mm256_movemask_ps (hits))
#define HITS(all)                                                                                  \
  _mm256_or_ps (_mm256_cmp_ps (all, below, _CMP_LE_OQ), _mm256_cmp_ps (all, above, _CMP_GE_OQ))
#define FILL(value) _mm256_set1_ps (value)
#define GET_LOWEST(all) get_lowest_of_four (get_float_half (all, TRUE))
#define GET_HIGHEST(all) get_highest_of_four (get_float_half (all, FALSE))
#define LOAD_FLOAT(p) _mm256_loadu_ps (p)
#include "signal/ins-kernels-float.h"

const InsKernels ins_kernels_avx2[] = {
  { get_range_int16, find_first_int16, find_last_int16, get_sums_int16, get_sum_int16 },
  { get_range_uint16, find_first_uint16, find_last_uint16, get_sums_uint16, get_sum_uint16 },
  { get_range_float, find_first_float, find_last_float, get_sums_float, get_sum_float },
};

const InsFilterKernels ins_filter_kernels_avx2 = FILTER_KERNELS;
#endif
