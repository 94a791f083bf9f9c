/* ins-period-search.h - the period behind moments that are late, and with gaps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_PERIOD_SEARCH_MAX 32

/**
 * ins_period_search:
 * @times_s: @n of them (3 to %INS_PERIOD_SEARCH_MAX), ascending; each some time after a tick of a
 *   periodic clock, most within half a period
 * @low_s, @high_s: between which the period is
 * @numbers: (out) (array length=n): of the tick before each, 0 for the first; a few of the
 * promptest may get the one before, but what came very late does not get the next one
 *
 * Tries all periods: the right one gathers the times behind the ticks. (The idea is that of
 * folding a light curve, as in Stellingwerf 1978; here the spread is the shortest stretch that
 * holds most of the phases, so that a few very late ones do not matter.)
 *
 * Returns: the period, or NaN if none gathers them or if two do so that number them differently
 */
double
ins_period_search (const double *times_s, guint n, double low_s, double high_s, gint64 *numbers);

G_END_DECLS
