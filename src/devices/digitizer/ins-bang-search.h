/* ins-bang-search.h - finds the place of the main bang in a stream of known repetition
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-pulse-cutter.h"

G_BEGIN_DECLS

#define INS_BANG_SEARCH_PERIODS 6

/* Pure; a value; owned by one thread. The first two periods tell how high the bang is, the others
 * where it begins: after a quiet time of a quarter period, the first sample of half its height. */
typedef struct
{
  InsStreamFormat format;
  guint period;    /* scans */
  guint64 n_scans; /* fed */
  guint n_channel; /* sample of the scan that comes next */
  int height;      /* counts: the highest |sample| of the first periods ... */
  double sum;      /* ... and the sum of all of them */
  guint n_quiet;   /* scans since it was last as high as half of that */
  guint n_onsets;
  guint onsets[INS_BANG_SEARCH_PERIODS]; /* scans after a period's beginning */
} InsBangSearch;

void ins_bang_search_init (InsBangSearch *self, const InsStreamFormat *format, guint period);

/* Returns: the bytes used, fewer than @n_bytes only when it is over, after whole periods. */
gsize ins_bang_search_feed (InsBangSearch *self, const guint8 *bytes, gsize n_bytes);

gboolean ins_bang_search_is_over (const InsBangSearch *self);

/* Scans from the beginning of a period to the bang, 0 to period - 1; -1: there is none that comes
 * at the same place each time and stands out of the rest. */
int ins_bang_search_get_place (const InsBangSearch *self);

G_END_DECLS
