/* ins-average.h - the mean of several A-scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ins_average_add:
 * @sums: (inout) (array length=n): the samples are added; of up to 65535 A-scans none overflows
 * @lowest: (out): of the samples, or 0 if that is less
 * @highest: (out): of the samples, or 0 if that is more
 */
void ins_average_add (gint32 *restrict sums,
                      const gint16 *restrict samples,
                      guint n,
                      int *lowest,
                      int *highest);

/* The sums divided by @count, at least 1; halves round away from zero. */
void ins_average_divide (const gint32 *restrict sums, guint n, guint count, gint16 *restrict means);

G_END_DECLS
