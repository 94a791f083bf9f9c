/* saw-tooth.h - what comedi_test records on channel 0, as test-comedi-vm loads it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <math.h>

/* amplitude=5000000 period=2000: +-5 V on a range of +-10 V, one tooth in 2000 us. Of 5 V the
 * driver makes 16383 counts, and it rounds down (drivers/comedi/drivers/comedi_test.c). */
#define TOOTH_SAMPLES 2000
#define TOOTH_COUNTS 32766
#define TOOTH_LOWEST (-16384) /* around the middle of 16 bits */

/* Which sample of the tooth this is, 0 to TOOTH_SAMPLES - 1; -1: none. */
static inline int
saw_tooth_phase (int sample)
{
  int phase = (int)floor ((sample - TOOTH_LOWEST + 0.5) * TOOTH_SAMPLES / TOOTH_COUNTS + 0.5);
  int wanted = TOOTH_LOWEST + phase * TOOTH_COUNTS / TOOTH_SAMPLES;

  return phase >= 0 && phase < TOOTH_SAMPLES && sample == wanted ? phase : -1;
}

/* Is @after the sample that comes @n_samples after @before? */
static inline gboolean
saw_tooth_follows (int before, int after, guint n_samples)
{
  int from = saw_tooth_phase (before), to = saw_tooth_phase (after);

  return from >= 0 && to >= 0 && (from + (int)n_samples) % TOOTH_SAMPLES == to;
}
