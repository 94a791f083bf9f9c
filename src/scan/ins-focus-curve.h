/* ins-focus-curve.h - how large the front echo is at each height, and how the surface lies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-axis.h"

G_BEGIN_DECLS

/* ---- a sweep of the height ---------------------------------------------------------------- */

typedef struct
{
  double height_mm;         /* of the probe */
  double amplitude_percent; /* of the front echo; NaN: none was heard */
  double time_s;            /* of it, from the pulse; NaN likewise */
} InsFocusPoint;

typedef struct
{
  double best_mm;           /* where the echo is largest */
  double amplitude_percent; /* there */
  gboolean is_at_end;       /* it still grew at an end of the sweep: the best lies beyond */
  double low_mm, high_mm;   /* where it falls to half; NaN: not within the sweep */
} InsFocus;

/* Points in order of height, up or down. The best is the top of a parabola through the three
 * largest neighbours. FALSE: fewer than three echoes were heard. Pure. */
gboolean ins_focus_find (const InsFocusPoint *points, guint n_points, InsFocus *focus);

/* How many heights from @from to @to, both included, and which. */
guint ins_focus_count_steps (double from_mm, double to_mm, double step_mm);
double ins_focus_get_height (double from_mm, double to_mm, guint n_steps, guint index);

/* ---- levelling ---------------------------------------------------------------------------- */

#define INS_LEVEL_POINTS 3

typedef struct
{
  InsPosition place; /* of the probe, mm */
  double time_s;     /* of the front echo, from the pulse */
} InsLevelPoint;

typedef struct
{
  InsAxis first, second;            /* of the surface, X before Y before Z */
  double first_slope, second_slope; /* mm/mm: how the surface rises towards plus */
  double first_degrees, second_degrees;
} InsLevel;

/**
 * ins_level_find:
 * @points: (array fixed-size=3): measured with any heights of the probe
 * @height: the axis that counts away from the part
 * @couplant_m_s: velocity in the water
 *
 * The plane through the surface below the three. FALSE: they lie on one line, or nearly. Pure.
 */
gboolean
ins_level_find (const InsLevelPoint *points, InsAxis height, double couplant_m_s, InsLevel *level);

G_END_DECLS
