/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-card-scale.h"

guint32
ins_card_scale_zero (guint32 maxdata)
{
  return maxdata / 2 + 1;
}

guint
ins_card_scale_shift (guint32 maxdata)
{
  guint n_bits = g_bit_storage (maxdata);

  return n_bits > 16 ? n_bits - 16 : 0;
}

double
ins_card_scale_to_v (const InsCardScale *self, double counts)
{
  double v = 0.0;

  if (self->n_terms == 0)
    return (double)NAN;
  for (guint i = self->n_terms; i-- > 0;)
    v = v * (counts - self->origin) + self->coefficients[i];

  return v;
}
