/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "devices/digitizer/ins-card-scale.h"
#include "devices/digitizer/ins-sample-convert.h"

#define TOGETHER 64 /* a constant number of rounds is made vector instructions at any level */

static inline void
convert_narrow (gint16 *restrict to,
                const guint8 *restrict from,
                gsize n,
                guint stride,
                guint16 zero)
{
  for (gsize i = 0; i < n; i++)
    {
      guint16 raw;

      memcpy (&raw, from + 2 * i * stride, sizeof raw);
      to[i] = (gint16)(raw - zero);
    }
}

static inline void
convert_wide (gint16 *restrict to,
              const guint8 *restrict from,
              gsize n,
              guint stride,
              guint32 zero,
              guint shift)
{
  for (gsize i = 0; i < n; i++)
    {
      guint32 raw;

      memcpy (&raw, from + 4 * i * stride, sizeof raw);
      to[i] = (gint16)((gint32)(raw - zero) >> shift);
    }
}

/* Inlined where the stride is a constant. */
static inline void
convert (gint16 *to, const guint8 *from, gsize n, guint sample_bytes, guint stride, guint32 maxdata)
{
  guint32 zero = ins_card_scale_zero (maxdata);
  guint shift = ins_card_scale_shift (maxdata);
  gsize step = (gsize)sample_bytes * stride;

  for (; n >= TOGETHER; n -= TOGETHER, to += TOGETHER, from += TOGETHER * step)
    if (sample_bytes == 2)
      convert_narrow (to, from, TOGETHER, stride, (guint16)zero);
    else
      convert_wide (to, from, TOGETHER, stride, zero, shift);
  if (sample_bytes == 2)
    convert_narrow (to, from, n, stride, (guint16)zero);
  else
    convert_wide (to, from, n, stride, zero, shift);
}

void
ins_sample_convert (gint16 *to,
                    const guint8 *from,
                    gsize n,
                    guint sample_bytes,
                    guint stride,
                    guint32 maxdata)
{
  switch (stride)
    {
    case 1:
      convert (to, from, n, sample_bytes, 1, maxdata);
      break;
    case 2:
      convert (to, from, n, sample_bytes, 2, maxdata);
      break;
    default:
      convert (to, from, n, sample_bytes, stride, maxdata);
    }
}
