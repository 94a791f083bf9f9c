/* ins-pyramid-private.h - the levels of a pyramid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <math.h>

#include "image/ins-cscan.h"
#include "image/ins-pyramid.h"

G_BEGIN_DECLS

#define INS_PYRAMID_MAX_LEVELS 64

/* Values are kept so that the one to survive is the greatest: with the sign turned where the
 * lowest is wanted. INS_NO_DATA is then the least of all and needs no test; only where the
 * farthest from 0 is wanted there is one. */
typedef struct
{
  guint n_rows, n_columns;
  guint row_shift, column_shift; /* a cell covers 1 << shift pixels of the plane */
  float *values;
  guint8 *stale;                /* rows that are still to be made of the level below */
  guint first_stale, end_stale; /* none outside */
} InsPyramidLevel;

struct _InsPyramid
{
  InsKeep keep;
  guint n_levels;
  InsPyramidLevel levels[INS_PYRAMID_MAX_LEVELS];
};

static inline float
ins_pyramid_greater (float a, float b)
{
  return a > b ? a : b;
}

/* INS_NO_DATA is farther than nothing. */
static inline float
ins_pyramid_distance (float value)
{
  return value > INS_NO_DATA ? fabsf (value) : -1;
}

static inline float
ins_pyramid_farther (float a, float b)
{
  return ins_pyramid_distance (a) >= ins_pyramid_distance (b) ? a : b;
}

/* @is_signed is a constant where it matters, so that each loop is one of the two. */
static inline float
ins_pyramid_more (float a, float b, gboolean is_signed)
{
  return is_signed ? ins_pyramid_farther (a, b) : ins_pyramid_greater (a, b);
}

/* Levels up to that one are as the values are. */
void ins_pyramid_freshen (InsPyramid *self, guint level);

G_END_DECLS
