/* saw-tooth.h - what comedi_test records on channel 0, as test-comedi-vm loads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <math.h>
#include <string.h>

/* amplitude=5000000 period=2000: +-5 V on a range of +-10 V, one tooth in 2000 us. Of 5 V the
 * driver makes 16383 counts, and it rounds down (drivers/comedi/drivers/comedi_test.c). */
#define TOOTH_SAMPLES 2000
#define TOOTH_COUNTS 32766
#define TOOTH_LOWEST (-16384) /* around the middle of 16 bits */

static inline gint16
saw_tooth_value (guint phase)
{
  return (gint16)(TOOTH_LOWEST + (int)(phase % TOOTH_SAMPLES) * TOOTH_COUNTS / TOOTH_SAMPLES);
}

/* Which sample of the tooth this is, 0 to TOOTH_SAMPLES - 1; -1: none. */
static inline int
saw_tooth_phase (int sample)
{
  int phase = (int)floor ((sample - TOOTH_LOWEST + 0.5) * TOOTH_SAMPLES / TOOTH_COUNTS + 0.5);

  return phase >= 0 && phase < TOOTH_SAMPLES && sample == saw_tooth_value ((guint)phase) ? phase
                                                                                         : -1;
}

/**
 * saw_tooth_check:
 * @samples: at most TOOTH_SAMPLES
 * @phase: (inout): of the first one, -1 any; then of the one that is to follow
 *
 * Are all of them on the tooth, one after the other? Compares memory, for a floating-point
 * operation a sample is more than an emulated CPU can do at 1 MS/s.
 */
static inline gboolean
saw_tooth_check (const gint16 *samples, guint n_samples, int *phase)
{
  static gint16 teeth[2 * TOOTH_SAMPLES];
  int first = saw_tooth_phase (samples[0]);
  gboolean is_next = first >= 0 && (*phase < 0 || first == *phase);

  if (teeth[0] == 0)
    for (guint i = 0; i < G_N_ELEMENTS (teeth); i++)
      teeth[i] = saw_tooth_value (i);
  *phase = saw_tooth_phase (samples[n_samples - 1]);
  *phase = *phase < 0 ? -1 : (*phase + 1) % TOOTH_SAMPLES;

  return is_next && memcmp (samples, teeth + first, n_samples * sizeof *samples) == 0;
}
