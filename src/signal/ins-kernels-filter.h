/* ins-kernels-filter.h - loops of filters in a shape that the compiler turns into vector code, once
 * a path
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "signal/ins-filter-kernels.h"

#ifdef __AVX512F__
#define FILTER_LANES 16
#define SWAPPED 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14
#define MIRRORED 14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1
#elif defined(__AVX__)
#define FILTER_LANES 8
#define SWAPPED 1, 0, 3, 2, 5, 4, 7, 6
#define MIRRORED 6, 7, 4, 5, 2, 3, 0, 1
#else
#define FILTER_LANES 4
#define SWAPPED 1, 0, 3, 2
#define MIRRORED 2, 3, 0, 1
#endif
#define FILTER_VECTORS 4
#define FILTER_BLOCK (FILTER_VECTORS * FILTER_LANES)

typedef float Floats __attribute__ ((vector_size (FILTER_LANES * sizeof (float))));

/* Half of an equiripple (Parks, McClellan 1972) Hilbert transformer of 31 taps for 0.05 to 0.45 of
 * the sample rate: the gain is 1 +- 0.0028 there. Every second tap is 0, and the other half has
 * the other sign. */
static const float hilbert[] = { 0.63135364F, 0.19683154F, 0.10303764F, 0.05955158F,
                                 0.03440101F, 0.01883580F, 0.00928210F, 0.00419564F };

static void
load (gconstpointer samples, InsSampleType type, guint n, float offset, float *restrict values)
{
  const gint16 *wholes = samples;
  const guint16 *unsigned_ones = samples;
  const float *floats = samples;

  switch (type)
    {
    case INS_SAMPLE_UINT16:
      for (guint i = 0; i < n; i++)
        values[i] = (float)unsigned_ones[i] - offset;
      break;
    case INS_SAMPLE_FLOAT:
      for (guint i = 0; i < n; i++)
        values[i] = floats[i] - offset;
      break;
    case INS_SAMPLE_INT16:
    case INS_N_SAMPLE_TYPES:
    default:
      for (guint i = 0; i < n; i++)
        values[i] = (float)wholes[i] - offset;
      break;
    }
}

static void
get_envelope (const float *restrict values, guint n, float *restrict envelope)
{
  for (guint i = 0; i < n; i++)
    {
      const float *at = values + i;
      float turned = hilbert[0] * (at[1] - at[-1]) + hilbert[1] * (at[3] - at[-3]) +
                     hilbert[2] * (at[5] - at[-5]) + hilbert[3] * (at[7] - at[-7]) +
                     hilbert[4] * (at[9] - at[-9]) + hilbert[5] * (at[11] - at[-11]) +
                     hilbert[6] * (at[13] - at[-13]) + hilbert[7] * (at[15] - at[-15]);

      envelope[i] = sqrtf (at[0] * at[0] + turned * turned);
    }
}

static void
get_magnitude (const float *restrict values,
               const float *restrict turned,
               guint n,
               float *restrict envelope)
{
  for (guint i = 0; i < n; i++)
    envelope[i] = sqrtf (values[i] * values[i] + turned[i] * turned[i]);
}

/* FILTER_BLOCK outputs, whose sums stay in registers while the taps pass. */
static inline void
filter_block (const float *values, const float *taps, guint half, float *filtered)
{
  Floats sums[FILTER_VECTORS], before, after;

  for (guint i = 0; i < FILTER_VECTORS; i++)
    {
      memcpy (&before, values + i * FILTER_LANES, sizeof before);
      sums[i] = taps[0] * before;
    }
  for (int k = 1; k <= (int)half; k++)
    for (guint i = 0; i < FILTER_VECTORS; i++)
      {
        memcpy (&before, values + i * FILTER_LANES - k, sizeof before);
        memcpy (&after, values + i * FILTER_LANES + k, sizeof after);
        sums[i] += taps[k] * (before + after);
      }
  memcpy (filtered, sums, sizeof sums);
}

static void
filter (const float *restrict values,
        guint n,
        const float *restrict taps,
        guint half,
        float *restrict filtered)
{
  guint at = 0;

  for (; n - at >= FILTER_BLOCK; at += FILTER_BLOCK)
    filter_block (values + at, taps, half, filtered + at);
  /* the last block again, in part: the same inputs give the same outputs */
  if (at > 0)
    filter_block (values + n - FILTER_BLOCK, taps, half, filtered + n - FILTER_BLOCK);
  else
    for (; at < n; at++)
      {
        filtered[at] = taps[0] * values[at];
        for (int k = 1; k <= (int)half; k++)
          filtered[at] += taps[k] * (values[(int)at - k] + values[(int)at + k]);
      }
}

static inline void
turn_one (const float *spectrum,
          guint n,
          const float *own,
          const float *mirrored,
          guint k,
          float *turned)
{
  const float *opposite = spectrum + 2 * (n - k);

  turned[2 * k] = own[2 * k] * spectrum[2 * k + 1] + mirrored[2 * k] * opposite[0];
  turned[2 * k + 1] = own[2 * k + 1] * spectrum[2 * k] + mirrored[2 * k + 1] * opposite[1];
}

static void
turn (const float *restrict spectrum,
      guint n,
      const float *restrict own,
      const float *restrict mirrored,
      float *restrict turned)
{
  guint k = 1;

  for (; n - k >= FILTER_LANES / 2; k += FILTER_LANES / 2)
    {
      Floats here, opposite, by_own, by_mirrored;

      memcpy (&here, spectrum + 2 * k, sizeof here);
      memcpy (&opposite, spectrum + 2 * (n - k) - (FILTER_LANES - 2), sizeof opposite);
      memcpy (&by_own, own + 2 * k, sizeof by_own);
      memcpy (&by_mirrored, mirrored + 2 * k, sizeof by_mirrored);
      here = by_own * __builtin_shufflevector (here, here, SWAPPED) +
             by_mirrored * __builtin_shufflevector (opposite, opposite, MIRRORED);
      memcpy (turned + 2 * k, &here, sizeof here);
    }
  for (; k < n; k++)
    turn_one (spectrum, n, own, mirrored, k, turned);
  turned[0] = turned[1] = 0.0F;
}

static void
multiply (float *restrict values, const float *restrict factors, guint n)
{
  for (guint i = 0; i < n; i++)
    values[i] *= factors[i];
}

static void
rectify (const float *restrict values, guint n, float sign, float *restrict rectified)
{
  if (sign == 0.0F)
    for (guint i = 0; i < n; i++)
      rectified[i] = fabsf (values[i]);
  else
    for (guint i = 0; i < n; i++)
      rectified[i] = sign * values[i] > 0.0F ? sign * values[i] : 0.0F;
}

static inline void
add_one (const gint16 *samples, float at, float weight, float *sum, float *total)
{
  guint whole = (guint)at;
  float part = at - (float)whole;

  *sum += weight * ((1.0F - part) * samples[whole] + part * samples[whole + 1]);
  *total += weight;
}

#ifdef __AVX2__
/* Eight places that follow each other by a sample at most lie in eight samples that do: they are
 * picked from these. FALSE: not here, or too near to the end. */
static inline gboolean
add_eight (const gint16 *samples,
           guint n_samples,
           const float *at,
           const float *weights,
           float *sums,
           float *totals)
{
  __m256 place = _mm256_loadu_ps (at), weight = _mm256_loadu_ps (weights);
  __m256i whole = _mm256_cvttps_epi32 (place);
  int base = _mm_cvtsi128_si32 (_mm256_castsi256_si128 (whole));
  __m256i away = _mm256_sub_epi32 (whole, _mm256_set1_epi32 (base));
  __m128i narrow = _mm_packs_epi32 (_mm256_castsi256_si128 (away),
                                    _mm256_extracti128_si256 (away, 1));
  __m128i outside = _mm_or_si128 (_mm_cmpgt_epi16 (narrow, _mm_set1_epi16 (7)),
                                  _mm_cmplt_epi16 (narrow, _mm_setzero_si128 ()));
  __m128i bytes = _mm_add_epi16 (_mm_mullo_epi16 (narrow, _mm_set1_epi16 (0x0202)),
                                 _mm_set1_epi16 (0x0100));
  __m128i first, second;
  __m256 part, here, next, value;

  if ((guint)base + 9 > n_samples || _mm_movemask_epi8 (outside) != 0)
    return FALSE;
  first = _mm_loadu_si128 ((const __m128i *)(const void *)(samples + base));
  second = _mm_loadu_si128 ((const __m128i *)(const void *)(samples + base + 1));
  here = _mm256_cvtepi32_ps (_mm256_cvtepi16_epi32 (_mm_shuffle_epi8 (first, bytes)));
  next = _mm256_cvtepi32_ps (_mm256_cvtepi16_epi32 (_mm_shuffle_epi8 (second, bytes)));
  part = _mm256_sub_ps (place, _mm256_cvtepi32_ps (whole));
  value = _mm256_add_ps (_mm256_mul_ps (_mm256_sub_ps (_mm256_set1_ps (1.0F), part), here),
                         _mm256_mul_ps (part, next));
  _mm256_storeu_ps (sums, _mm256_add_ps (_mm256_loadu_ps (sums), _mm256_mul_ps (weight, value)));
  _mm256_storeu_ps (totals, _mm256_add_ps (_mm256_loadu_ps (totals), weight));

  return TRUE;
}
#endif

static void
add_delayed (const gint16 *samples,
             guint n_samples,
             const float *restrict at,
             const float *restrict weights,
             guint n,
             float *restrict sums,
             float *restrict totals)
{
  guint i = 0;

#ifdef __AVX2__
  for (; i + 8 <= n; i += 8)
    if (!add_eight (samples, n_samples, at + i, weights + i, sums + i, totals + i))
      for (guint k = i; k < i + 8; k++)
        add_one (samples, at[k], weights[k], &sums[k], &totals[k]);
#endif
  for (; i < n; i++)
    add_one (samples, at[i], weights[i], &sums[i], &totals[i]);
}

#define FILTER_KERNELS                                                                             \
  {                                                                                                \
    load, get_envelope, get_magnitude, turn, filter, multiply, rectify, add_delayed                \
  }
