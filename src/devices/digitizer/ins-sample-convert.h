/* ins-sample-convert.h - a card's numbers to the counts of a record
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ins_sample_convert:
 * @to: n counts, see ins_card_scale_zero()
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
