/* ins-kernels-types.h - the loops for both types of 16-bit samples on one path
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Included after the path's vectors were named (ins-kernels-loops.h lists them), with LOAD_WHOLE,
 * and FLIP: the highest bit of each lane the other way. Vectors compare signed numbers only, so
 * unsigned ones are moved by half their range on the way in, and the results back.
 */

typedef struct
{
  gint16 below, above;
} WholeBounds;

static inline gboolean
get_bounds_int16 (double low, double high, WholeBounds *bounds)
{
  int below, above;

  if (!ins_kernels_get_whole_bounds (low, high, G_MININT16, G_MAXINT16, &below, &above))
    return FALSE;
  *bounds = (WholeBounds){ (gint16)below, (gint16)above };

  return TRUE;
}

static inline gboolean
get_bounds_uint16 (double low, double high, WholeBounds *bounds)
{
  int below, above;

  if (!ins_kernels_get_whole_bounds (low, high, 0, G_MAXUINT16, &below, &above))
    return FALSE;
  *bounds = (WholeBounds){ (gint16)(below + G_MININT16), (gint16)(above + G_MININT16) };

  return TRUE;
}

#define Bounds WholeBounds

#define NAME(word) word##_int16
#define TYPE INS_SAMPLE_INT16
#define SAMPLE gint16
#define LOAD(p) LOAD_WHOLE (p)
#define VALUE(lane) ((double)(lane))
#include "signal/ins-kernels-loops.h"

#define NAME(word) word##_uint16
#define TYPE INS_SAMPLE_UINT16
#define SAMPLE guint16
#define LOAD(p) FLIP (LOAD_WHOLE (p))
#define VALUE(lane) ((double)((lane)-G_MININT16))
#include "signal/ins-kernels-loops.h"

#undef Bounds
#undef LOAD_WHOLE
#undef FLIP
#include "signal/ins-kernels-undef.h"
