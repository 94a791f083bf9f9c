/* ins-sample-search.h - the loops over samples that must run at memory speed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Outside of what a gint16 can be, for a side that is not looked for. */
#define INS_SAMPLE_NEVER_LOW (G_MININT16 - 1)
#define INS_SAMPLE_NEVER_HIGH (G_MAXINT16 + 1)

/* Smallest and largest sample; n at least 1. Any thread. */
void ins_samples_get_range (const gint16 *samples, guint n, int *minimum, int *maximum);

/* Index of the first (last) sample that is <= low or >= high; n if there is none. Any thread. */
guint ins_samples_find_first (const gint16 *samples, guint n, int low, int high);
guint ins_samples_find_last (const gint16 *samples, guint n, int low, int high);

G_END_DECLS
