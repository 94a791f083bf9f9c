/* ins-number-array.h - numbers of any type and order in memory, as A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  INS_NUMBER_INT8,
  INS_NUMBER_UINT8,
  INS_NUMBER_INT16,
  INS_NUMBER_UINT16,
  INS_NUMBER_INT32,
  INS_NUMBER_UINT32,
  INS_NUMBER_INT64,
  INS_NUMBER_UINT64,
  INS_NUMBER_FLOAT32,
  INS_NUMBER_FLOAT64,
  INS_N_NUMBER_TYPES,
} InsNumberType;

guint ins_number_type_get_size (InsNumberType type);
gboolean ins_number_type_is_float (InsNumberType type);

/* @n numbers, @stride bytes apart, which need not be aligned; @is_swapped: in the other byte order
 * than the machine's. */
void ins_numbers_read (InsNumberType type,
                       gboolean is_swapped,
                       const guint8 *bytes,
                       gsize stride,
                       guint n,
                       double *values);

/* What 0 and 100 % of the screen height are in the numbers of a file, and in counts. A value. */
typedef struct
{
  double zero, full; /* full: the distance from zero that is 100 % */
  int full_scale_counts;
  gboolean is_exact; /* a count is a number of the file */
} InsNumberScale;

/**
 * ins_number_scale_init:
 * @zero: the number at the zero line
 * @full: distance of 100 % from it, above 0
 * @reach: greatest distance that there is, which may be beyond 100 %
 * @is_whole: all numbers are whole
 *
 * Counts keep whole numbers as they are where these fit; else 16 bits are used up to @reach.
 */
void ins_number_scale_init (InsNumberScale *self,
                            double zero,
                            double full,
                            double reach,
                            gboolean is_whole);

/* Rounded, and clipped to 16 bits. FALSE if one is not a number: then the A-scan is a hole. */
gboolean
ins_number_scale_apply (const InsNumberScale *self, const double *values, guint n, gint16 *counts);

G_END_DECLS
