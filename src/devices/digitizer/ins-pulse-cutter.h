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
  guint channel;    /* that has the edge */
  gboolean is_bang; /* by edge: |sample| of the signal over the threshold, whatever its sign */
  gboolean falling; /* else the edge rises */
  int threshold;    /* counts around the middle of the range, of the edge; > 0 for a bang */
  int hysteresis;   /* counts by which it must fall back first, >= 0 */
} InsCutTrigger;

/* Pure: knows bytes and counts, no card. Owned by one thread. */
typedef struct _InsPulseCutter InsPulseCutter;

/**
 * ins_pulse_cutter_new:
 * @layout: n_samples at most period if the repetition is fixed, so that a sample belongs to one
 *   record at most
 *
 * Allocates all the memory that it will need. An edge on a channel of its own is the moment at
 * which the line through two samples crosses the threshold; the record begins @layout->delay after
 * the scan that is nearest. A bang is the first sample over the threshold after it was quiet for a
 * quarter of the period, or for half the time that a record leaves of it if that is shorter; it is
 * not looked for before the record has ended, nor in the first half of the period. Of edges, see
 * ins_pulse_grid_add() for what is a pulse and how it is numbered. Pulse 0 is the first one seen.
 */
InsPulseCutter *ins_pulse_cutter_new (const InsStreamFormat *format,
                                      const InsCutLayout *layout,
                                      const InsCutTrigger *trigger);
void ins_pulse_cutter_free (InsPulseCutter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsPulseCutter, ins_pulse_cutter_free)

/**
 * ins_pulse_cutter_feed:
 * @bytes: the next piece of the stream, cut anywhere, also within a sample
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

/* Samples fed, records cut; by edge also the pulses without a record (none came at its place, or it
 * came before the record of the one before had ended) and the pulser's real rate, NaN before it has
 * been seen. */
void ins_pulse_cutter_get_count (const InsPulseCutter *self, InsDigitizerCount *count);

/* |sample| at the ends of the card's range, in the counts that records have. */
int ins_pulse_cutter_full_scale (guint32 maxdata);

G_END_DECLS
