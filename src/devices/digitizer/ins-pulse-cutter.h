/* ins-pulse-cutter.h - finds the pulses in a continuous stream of samples and cuts their records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-digitizer.h"

G_BEGIN_DECLS

/* What the stream is made of: scans of n_channels samples each, as the driver stores them. */
typedef struct
{
  guint n_channels;   /* interleaved */
  guint signal;       /* which of them has the echoes */
  guint sample_bytes; /* 2 or 4 */
  guint32 maxdata;    /* the card's highest number */
  double scan_rate_hz;
} InsStreamFormat;

/* Where a record lies, in scans of the stream: it begins delay after the pulse. */
typedef struct
{
  guint n_samples; /* of the record */
  guint delay;
  guint period; /* between pulses: exact without edges, the expected one with edges */
} InsCutLayout;

/* What counts as a pulse. */
typedef struct
{
  gboolean by_edge; /* FALSE: pulse k at scan k * period */
  guint channel;    /* that has the edge; the signal's own for the main bang */
  gboolean is_bang; /* |sample| over the threshold, whatever its sign */
  gboolean falling; /* else the edge rises */
  int threshold;    /* counts around the middle of the range, of the edge; > 0 for a bang */
  int hysteresis;   /* counts by which it must fall back first, >= 0 */
} InsCutTrigger;

/* Pure: knows bytes and counts, no card. Owned by one thread. Opaque so that the record in work can
 * grow. */
typedef struct _InsPulseCutter InsPulseCutter;

/**
 * ins_pulse_cutter_new:
 *
 * Allocates all the memory that it will need. With edges: a pulse is the crossing of the threshold,
 * interpolated between two samples where the edge is on a channel of its own; the search goes on
 * after the record has ended, so records never overlap; pulses missing at the expected period are
 * counted in the indices of those that come (a gap is lost pulses), where the period is tracked as
 * it really is.
 */
InsPulseCutter *ins_pulse_cutter_new (const InsStreamFormat *format,
                                      const InsCutLayout *layout,
                                      const InsCutTrigger *trigger);
void ins_pulse_cutter_free (InsPulseCutter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsPulseCutter, ins_pulse_cutter_free)

/**
 * ins_pulse_cutter_feed:
 * @bytes: the next piece of the stream, cut anywhere between samples
 * @block: gets the pulses that became complete; pulses already in it stay
 *
 * Returns: the bytes used; fewer than @n_bytes only if @block is full
 */
gsize ins_pulse_cutter_feed (InsPulseCutter *self,
                             const guint8 *bytes,
                             gsize n_bytes,
                             InsPulseBlock *block);

/* Card time, in s since the start, at which @n_bytes_ahead more bytes than were fed had come. */
double ins_pulse_cutter_get_card_s (const InsPulseCutter *self, gsize n_bytes_ahead);

/* Samples fed, pulses found, pulses missed and the pulser's real rate (NaN before two edges). */
void ins_pulse_cutter_get_count (const InsPulseCutter *self, InsDigitizerCount *count);

/* |sample| at the ends of the card's range, in the counts that records have. */
int ins_pulse_cutter_full_scale (guint32 maxdata);

G_END_DECLS
