/* ins-encoder-track.h - an encoder's positions on the stage's coordinates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* An encoder counts from an origin of its own. Where the stage rests before a line, its coordinate
 * is known, and with it the offset; the first line that has it gives it for the whole scan. A
 * value; owned by one thread. */
typedef struct
{
  gboolean has_offset;
  double offset_mm; /* stage = encoder + offset */
} InsEncoderTrack;

/* Where and when the stage rested before the sweep. */
typedef struct
{
  double position_mm;
  double from_s, until_s; /* on ins_clock_now_s() */
  double acceleration_mm_s2;
} InsEncoderRest;

/**
 * ins_encoder_track_add_line:
 * @pulses: (array length=n_pulses): of one line
 * @times_s: (array length=n_pulses): when they were heard
 * @allowance_mm: a difference at rest that is no slip
 * @speed_mm_s: of the stage in mid sweep, signed
 * @positions_mm: (out caller-allocates) (array length=n_pulses): on the stage's coordinates; single
 *   gaps between neighbours are bridged, NaN where there is none
 * @slip_mm: (out): how far the encoder is off at rest, or NaN if no pulse was heard then
 */
InsEncoderVerdict ins_encoder_track_add_line (InsEncoderTrack *self,
                                              const InsPulse *pulses,
                                              const double *times_s,
                                              guint n_pulses,
                                              const InsEncoderRest *rest,
                                              double allowance_mm,
                                              double speed_mm_s,
                                              double *positions_mm,
                                              double *slip_mm);

G_END_DECLS
