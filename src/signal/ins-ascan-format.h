/* ins-ascan-format.h - how A-scans lie in memory and what their numbers mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "signal/ins-kernels.h"

G_BEGIN_DECLS

typedef struct
{
  InsSampleType type;
  double zero_counts; /* the number that stands for the zero line: 0 for signed samples */
  guint n_samples;
  gsize stride; /* samples from the start of one A-scan to that of the next; at least n_samples */
  double sample_rate_hz;
  double delay_s;        /* pulse to sample 0 */
  int full_scale_counts; /* distance from the zero line at 100 %; what reaches it is saturated, and
                          * of whole numbers one less above */
} InsAscanFormat;

/* Some of an A-scan, for example what lies in a gate. */
typedef struct
{
  InsSampleType type;
  gconstpointer samples;
  guint n;
  double zero_counts;
} InsSamples;

/* Which signal is looked at. */
typedef enum
{
  INS_DETECTION_RF, /* as recorded */
  INS_DETECTION_POSITIVE_HALF_WAVE,
  INS_DETECTION_NEGATIVE_HALF_WAVE, /* upwards */
  INS_DETECTION_FULL_WAVE,
  INS_DETECTION_ENVELOPE,
  INS_DETECTION_QUICK_ENVELOPE, /* by a short filter: see ins_conditioner_get() */
  INS_N_DETECTIONS,
} InsDetection;

/* Keys of the recipe, in the order of the enumeration, NULL-terminated. */
extern const char *const ins_detection_words[];

G_END_DECLS
