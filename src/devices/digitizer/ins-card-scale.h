/* ins-card-scale.h - a card's numbers to volts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_CARD_SCALE_MAX_TERMS 4

/* V = sum of coefficients[i] * (counts - origin)^i, counts as in InsPulseBlock: signed around the
 * middle of the range. The form in which Comedi keeps calibrations (comedi_polynomial_t). A value.
 */
typedef struct
{
  guint n_terms; /* 0: not in volts, or not known */
  double origin; /* counts */
  double coefficients[INS_CARD_SCALE_MAX_TERMS];
} InsCardScale;

/* How a driver's numbers, 0 to @maxdata, become counts: (number - zero) >> shift. The middle of the
 * range is 0, and what a card has more than 16 bits is dropped. */
guint32 ins_card_scale_zero (guint32 maxdata);
guint ins_card_scale_shift (guint32 maxdata);

/* NaN where nothing is known. */
double ins_card_scale_to_v (const InsCardScale *self, double counts);

G_END_DECLS
