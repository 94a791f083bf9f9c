/* ins-kernels-float.h - the loops for floats on one path, once the path's vectors were named
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

typedef struct
{
  float below, above;
} FloatBounds;

static inline gboolean
get_bounds_float (double low, double high, FloatBounds *bounds)
{
  ins_kernels_get_float_bounds (low, high, &bounds->below, &bounds->above);

  return TRUE;
}

#define Bounds FloatBounds

#define NAME(word) word##_float
#define TYPE INS_SAMPLE_FLOAT
#define SAMPLE float
#define LOAD(p) LOAD_FLOAT (p)
#define VALUE(lane) ((double)(lane))
#include "signal/ins-kernels-loops.h"

#undef Bounds
#undef LOAD_FLOAT
#include "signal/ins-kernels-undef.h"
