/* ins-nde-record.h - the record that makes a line in the file count
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"

G_BEGIN_DECLS

#define INS_NDE_LINE_DONE 1

/* One per row in /Private/Insonify/Lines, little-endian, no padding, written after the line's data.
 * A record of zeros is a line that has not been measured. Times are those of ins_clock_now_s(),
 * whose origin is the computer's start; started_unix_us is the wall clock.
 */
typedef struct
{
  guint32 state;          /*   0 INS_NDE_LINE_DONE */
  guint32 row;            /*   4 */
  guint32 order;          /*   8 when it was swept, 0 first */
  gint32 direction;       /*  12 +1: from column 0 up, -1: back */
  guint32 n_lost_pulses;  /*  16 */
  guint32 n_reports;      /*  20 kept in Reports */
  guint32 n_reports_used; /*  24 by the fit */
  guint32 interpolated;   /*  28 0 or 1: see InsTrackLine */
  gint64 started_unix_us; /*  32 */
  double started_s;       /*  40 */
  double clock_rate;      /*  48 host seconds per card second */
  double crossing_s;      /*  56 this and the rest: InsTrackLine */
  double speed_mm_s;      /*  64 */
  double alpha;           /*  72 */
  double offset_s;        /*  80 */
  double offset_low_s;    /*  88 */
  double offset_high_s;   /*  96 */
  double sigma_s;         /* 104 */
  guint8 track_state;     /* 112 InsTrackState; 0 before format 3 */
  guint8 verdict;         /* 113 InsTrackVerdict; 0 before format 3 */
  guint16 reserved;       /* 114 0 */
  guint32 planes_crc;     /* 116 CRC-32 of the row in every row-wise dataset but the A-scans */
  guint32 ascans_crc;     /* 120 CRC-32 of the row's A-scans, 0 in gated mode */
  guint32 record_crc;     /* 124 CRC-32 of the 124 bytes before */
} InsNdeRecord;

G_STATIC_ASSERT (sizeof (InsNdeRecord) == 128);
G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

/* CRC-32 as of zlib and PNG, continued from @crc (0 at first) over any number of bytes. */
guint32 ins_nde_crc (guint32 crc, gconstpointer data, gsize n_bytes);

/* Everything but the two CRCs of the data, which the caller sets before ins_nde_record_seal(). */
void ins_nde_record_fill (InsNdeRecord *self, const InsLineData *data, guint n_reports);
void ins_nde_record_seal (InsNdeRecord *self);

/* TRUE if the record is whole, of this row, and says that the line is done. */
gboolean ins_nde_record_is_good (const InsNdeRecord *self, guint row);
void ins_nde_record_get_track (const InsNdeRecord *self, InsTrackLine *track);

G_END_DECLS
