/* ins-row-shift.h - rows of a picture moved along the scan axis
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far rows stand too far towards higher columns, in columns: those swept from column 0 up
 * (forward) and those swept back. {0, 0} is the picture as it was recorded. */
typedef struct
{
  double forward_px, backward_px;
} InsRowShift;

/* Larger ones are mistakes; a row that is moved further than it is long is all holes. */
#define INS_ROW_SHIFT_MAX_PX 1e6

/* A value is averaged with its neighbour's only if they differ by less: half of one reflector's
 * time and half of another's would be a depth at which there is nothing. */
#define INS_ROW_SHIFT_TIME_STEP_S 0.2e-6

/* Of a row with that direction (+1, -1; 0 was not swept: 0). */
static inline double
ins_row_shift_get (const InsRowShift *self, int direction)
{
  return direction > 0 ? self->forward_px : direction < 0 ? self->backward_px : 0.0;
}

/**
 * ins_row_shift_source:
 *
 * Returns: the column of the recorded row that is shown at @column, the nearest one; -1 if the row
 *   does not reach so far
 */
int ins_row_shift_source (double shift_px, guint n, guint column);

/**
 * ins_row_shift_values:
 * @to: (out caller-allocates) (array length=n): another array than @from
 * @from: (array length=n): NaN or -infinity for none
 * @holes: (array length=n): InsHole of each of @from
 * @shift_px: how far the row stands too far towards higher columns
 * @largest_step: neighbours that differ by more are not averaged; INFINITY: all are
 * @none: what a pixel without value becomes
 *
 * Column c gets what stands at c + shift: between two pixels the straight line between them, where
 * both have a value; else the nearer one's. What has no nearer pixel, or a hole there, has no
 * value: holes stay holes, and none is filled from beside it. A shift of 0 copies every bit. Pure.
 */
void ins_row_shift_values (float *to,
                           const float *from,
                           const guint8 *holes,
                           guint n,
                           double shift_px,
                           float largest_step,
                           float none);

/* The same for what has no values in between: the nearest one; @outside where there is none. */
void ins_row_shift_bytes (guint8 *to, const guint8 *from, guint n, double shift_px, guint8 outside);

G_END_DECLS
