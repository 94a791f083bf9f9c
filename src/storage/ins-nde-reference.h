/* ins-nde-reference.h - what the file keeps about the stage's zero
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* The only one in /Private/Insonify/Reference, little-endian, no padding; from format 3 on. */
typedef struct
{
  double home_mm[INS_N_AXES]; /*   0 where the stage stood after homing, its own coordinates; NaN */
  double zero_mm[INS_N_AXES]; /*  24 machine coordinates of its position 0; NaN not told */
  gint64 homed_unix_us;       /*  48 wall clock; 0 it was not homed before the scan */
  double shift_mm[INS_N_AXES]; /*  56 agreed to when the scan was last gone on with: what lay at p
                                *     lay at p + shift then. Lines and reports have the first
                                *     coordinates all the same */
  guint32 n_resumed;           /*  80 times */
  guint32 n_shifted;           /*  84 of these, with a shift or without a comparison */
  guint32 verdict;             /*  88 InsReferenceVerdict of the last time */
  guint32 crc;                 /*  92 CRC-32 of the 92 bytes before */
} InsNdeReference;

G_STATIC_ASSERT (sizeof (InsNdeReference) == 96);

/* Of a scan that begins. */
void ins_nde_reference_fill (InsNdeReference *self, const InsReference *reference);

/* It is gone on with. */
void ins_nde_reference_note (InsNdeReference *self, const InsReferenceCheck *check);

/* FALSE if it is not whole: then @reference knows nothing. */
gboolean ins_nde_reference_get (const InsNdeReference *self, InsReference *reference);

/* FALSE where the file does not tell (before format 3). */
gboolean ins_nde_file_get_reference (InsNdeFile *self, InsNdeReference *record);

G_END_DECLS
