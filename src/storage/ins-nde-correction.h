/* ins-nde-correction.h - what the file keeps about the comb and its correction
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-correction.h"
#include "storage/ins-nde-layout.h"

G_BEGIN_DECLS

/* Who decides what is in force. */
typedef enum
{
  INS_NDE_CORRECT_NOTHING, /* the rig file says CombCorrection=off */
  INS_NDE_CORRECT_PICTURE, /* what the picture says, measured anew whenever the file is finished */
  INS_NDE_CORRECT_VALUES,  /* a person gave latency and backlash */
} InsNdePolicy;

/* The only one in /Private/Insonify/Correction, little-endian, no padding; from format 3 on. The
 * public planes are corrected by it; the rows under Planes and the A-scans are as recorded. */
typedef struct
{
  double placed_latency_s;   /*   0 what the rows were placed with */
  double placed_backlash_mm; /*   8 */
  double backlash_limit_mm;  /*  16 more was not believed */
  double comb_px;            /*  24 in the rows as recorded, forward less back; NaN not known */
  double comb_se_px;         /*  32 one standard error; NaN */
  double low_mm;             /*  40 combs that delay and backlash can make; NaN not known */
  double high_mm;            /*  48 */
  double latency_s;          /*  56 in force */
  double backlash_mm;        /*  64 */
  double forward_px;         /*  72 rows swept forward stand too far towards higher columns by it */
  double backward_px;        /*  80 rows swept back */
  guint32 n_lines;           /*  88 rows that were compared */
  guint32 verdict;           /*  92 InsCombVerdict */
  guint32 gate;              /*  96 the plane that told */
  guint32 kind;              /* 100 InsPlaneKind */
  guint32 source;            /* 104 InsCorrectionSource */
  guint32 policy;            /* 108 InsNdePolicy */
  guint32 reserved;          /* 112 0 */
  guint32 crc;               /* 116 CRC-32 of the 116 bytes before */
} InsNdeCorrection;

G_STATIC_ASSERT (sizeof (InsNdeCorrection) == 120);

void ins_nde_correction_fill (InsNdeCorrection *self,
                              const InsCorrection *correction,
                              InsNdePolicy policy,
                              double backlash_limit_mm);

/* FALSE if it is not whole, or makes no sense: nothing is corrected then. */
gboolean ins_nde_correction_get (const InsNdeCorrection *self, InsCorrection *correction);

/**
 * ins_nde_correct:
 * @fd: open for reading and writing, locked
 * @good: (array): one per row
 * @directions: (out caller-allocates) (array): of each row, 0 where the place of its pulses is not
 *   open to correction (encoder, trigger)
 * @shift: (out): what the public planes are to be corrected by
 *
 * Measures the comb of all rows that are there and decides by the file's policy; writes both into
 * its record. A second time gives the same. Files before format 3: nothing is corrected.
 */
gboolean ins_nde_correct (int fd,
                          const char *path,
                          const InsNdeLayout *layout,
                          const guint8 *good,
                          gint8 *directions,
                          InsRowShift *shift,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
