/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "storage/ins-number-array.h"

#define MOST_COUNTS 32767.0

/* Full scale where every number of a file fits below it: a little room for what is beyond 100 %. */
#define USED_COUNTS 32000.0

guint
ins_number_type_get_size (InsNumberType type)
{
  static const guint sizes[INS_N_NUMBER_TYPES] = { 1, 1, 2, 2, 4, 4, 8, 8, 4, 8 };

  return type < INS_N_NUMBER_TYPES ? sizes[type] : 1;
}

gboolean
ins_number_type_is_float (InsNumberType type)
{
  return type == INS_NUMBER_FLOAT32 || type == INS_NUMBER_FLOAT64;
}

static guint64
load (const guint8 *bytes, guint size, gboolean is_swapped)
{
  guint16 two;
  guint32 four;
  guint64 eight;

  switch (size)
    {
    case 1:
      return *bytes;
    case 2:
      memcpy (&two, bytes, sizeof two);
      return is_swapped ? GUINT16_SWAP_LE_BE (two) : two;
    case 4:
      memcpy (&four, bytes, sizeof four);
      return is_swapped ? GUINT32_SWAP_LE_BE (four) : four;
    default:
      memcpy (&eight, bytes, sizeof eight);
      return is_swapped ? GUINT64_SWAP_LE_BE (eight) : eight;
    }
}

static double
to_double (InsNumberType type, guint64 bits)
{
  float single;
  double number;
  guint32 half = (guint32)bits;

  switch (type)
    {
    case INS_NUMBER_INT8:
      return (gint8)bits;
    case INS_NUMBER_INT16:
      return (gint16)bits;
    case INS_NUMBER_INT32:
      return (gint32)bits;
    case INS_NUMBER_INT64:
      return (double)(gint64)bits;
    case INS_NUMBER_FLOAT32:
      memcpy (&single, &half, sizeof single);
      return (double)single;
    case INS_NUMBER_FLOAT64:
      memcpy (&number, &bits, sizeof number);
      return number;
    case INS_NUMBER_UINT8:
    case INS_NUMBER_UINT16:
    case INS_NUMBER_UINT32:
    case INS_NUMBER_UINT64:
    case INS_N_NUMBER_TYPES:
    default:
      return (double)bits;
    }
}

void
ins_numbers_read (InsNumberType type,
                  gboolean is_swapped,
                  const guint8 *bytes,
                  gsize stride,
                  guint n,
                  double *values)
{
  guint size = ins_number_type_get_size (type);

  for (guint i = 0; i < n; i++)
    values[i] = to_double (type, load (bytes + i * stride, size, is_swapped));
}

void
ins_number_scale_init (InsNumberScale *self,
                       double zero,
                       double full,
                       double reach,
                       gboolean is_whole)
{
  double most = fmax (full, reach);

  *self = (InsNumberScale){ .zero = zero, .full = full };
  self->is_exact = is_whole && zero == round (zero) && full == round (full) && full >= 1.0 &&
                   most <= MOST_COUNTS;
  if (self->is_exact)
    self->full_scale_counts = (int)full;
  else
    self->full_scale_counts = (int)CLAMP (floor (USED_COUNTS * full / most), 1.0, USED_COUNTS);
}

gboolean
ins_number_scale_apply (const InsNumberScale *self, const double *values, guint n, gint16 *counts)
{
  double factor = self->full_scale_counts / self->full;

  for (guint i = 0; i < n; i++)
    {
      double count = round ((values[i] - self->zero) * factor);

      if (isnan (count))
        return FALSE;
      counts[i] = (gint16)CLAMP (count, -MOST_COUNTS, MOST_COUNTS);
    }

  return TRUE;
}
