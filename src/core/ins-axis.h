/* ins-axis.h - stage axes and positions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INS_AXIS_X,
  INS_AXIS_Y,
  INS_AXIS_Z,
} InsAxis;

#define INS_N_AXES 3

/* The letters that users and controllers know the axes by. */
#define INS_AXIS_LETTERS "XYZ"

/* Millimetres in the stage's own coordinates (what its display shows). A target may hold NaN for
 * "leave this axis where it is".
 */
typedef struct
{
  double mm[INS_N_AXES];
} InsPosition;

/* The axis that is neither of the two; the height of the probe over the part in a scan. */
static inline InsAxis
ins_axis_third (InsAxis first, InsAxis second)
{
  g_assert (first != second);

  return (InsAxis)(INS_AXIS_X + INS_AXIS_Y + INS_AXIS_Z - first - second);
}

G_END_DECLS
