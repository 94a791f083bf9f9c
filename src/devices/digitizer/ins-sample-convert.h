/* ins-sample-convert.h - a card's numbers to the counts of a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The card's number for the middle of its range. */
guint32 ins_sample_zero (guint32 maxdata);

/* Bits to drop so that a card of more than 16 bits fits. */
guint ins_sample_shift (guint32 maxdata);

/**
 * ins_sample_convert:
 * @to: n counts, signed around the middle of the range, of 16 bits at most
 * @from: the first sample; may lie anywhere, also at an odd address
 * @sample_bytes: 2 or 4, as the driver stores them
 * @stride: samples from one to the next
 *
 * @to and @from must not overlap.
 */
void ins_sample_convert (gint16 *to,
                         const guint8 *from,
                         gsize n,
                         guint sample_bytes,
                         guint stride,
                         guint32 maxdata);

G_END_DECLS
