/* ins-kernels-narrow.h - the lowest and highest lane of 16 bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

static inline int
get_lowest_of_eight (__m128i all)
{
  all = _mm_min_epi16 (all, _mm_shuffle_epi32 (all, 0x4e));
  all = _mm_min_epi16 (all, _mm_shuffle_epi32 (all, 0xb1));
  all = _mm_min_epi16 (all, _mm_shufflelo_epi16 (all, 0xb1));

  return (gint16)_mm_cvtsi128_si32 (all);
}

static inline int
get_highest_of_eight (__m128i all)
{
  all = _mm_max_epi16 (all, _mm_shuffle_epi32 (all, 0x4e));
  all = _mm_max_epi16 (all, _mm_shuffle_epi32 (all, 0xb1));
  all = _mm_max_epi16 (all, _mm_shufflelo_epi16 (all, 0xb1));

  return (gint16)_mm_cvtsi128_si32 (all);
}

static inline float
get_lowest_of_four (__m128 all)
{
  all = _mm_min_ps (all, _mm_shuffle_ps (all, all, 0x4e));

  return _mm_cvtss_f32 (_mm_min_ps (all, _mm_shuffle_ps (all, all, 0xb1)));
}

static inline float
get_highest_of_four (__m128 all)
{
  all = _mm_max_ps (all, _mm_shuffle_ps (all, all, 0x4e));

  return _mm_cvtss_f32 (_mm_max_ps (all, _mm_shuffle_ps (all, all, 0xb1)));
}
