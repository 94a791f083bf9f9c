/* ins-edge-finder.h - the moments at which a channel says that the pulser fired
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-pulse-cutter.h"
#include "devices/digitizer/ins-sample-band.h"

G_BEGIN_DECLS

/* Pure; owned by one thread; no allocation after init. */
typedef struct
{
  InsSampleBand fires, arms; /* is fired or armed by what lies outside */
  gsize scan_bytes;
  gboolean is_bang;
  gint64 level;    /* in the card's numbers: the threshold of the edge */
  guint64 n_taken; /* scans */
  gboolean is_armed;
  guint32 before; /* the channel's number in the newest scan taken */

  guint64 blind_until; /* bang: nothing is looked at before ... */
  guint64 quiet_since; /* ... and it was quiet since, that is from this scan on */
  guint blind, hold_off;
} InsEdgeFinder;

/* Free it with ins_edge_finder_clear(). */
void ins_edge_finder_init (InsEdgeFinder *self,
                           const InsStreamFormat *format,
                           const InsCutLayout *layout,
                           const InsCutTrigger *trigger);
void ins_edge_finder_clear (InsEdgeFinder *self);

/**
 * ins_edge_finder_take:
 * @scans: the next @n_scans whole scans
 * @position: (out): if an edge was found, when: in scans since the start, interpolated
 *
 * Ends with the scan in which an edge was found, or with the last one.
 *
 * Returns: the scans taken; @is_edge says what ended it
 */
gsize ins_edge_finder_take (InsEdgeFinder *self,
                            const guint8 *scans,
                            gsize n_scans,
                            gboolean *is_edge,
                            double *position);

G_END_DECLS
