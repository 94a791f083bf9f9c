/* ins-comedi-stream.h - cuts pulses out of a continuous stream of samples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-digitizer.h"

G_BEGIN_DECLS

/* Where the records lie in the stream, in samples: pulse k happens at sample k * period, its
 * record is the n_samples samples from k * period + delay on. n_samples <= period, so that a sample
 * belongs to one record at most.
 */
typedef struct
{
  guint period;
  guint delay;
  guint n_samples;
} InsComediLayout;

/* Pure: knows bytes and counts, no card. Owned by one thread. */
typedef struct
{
  InsComediLayout layout;
  double sample_rate_hz;
  guint sample_bytes; /* 2 or 4, as the driver stores them */
  guint32 zero;       /* the card's number for the middle of its range */
  guint shift;        /* bits dropped so that a sample fits 16 */
  guint64 n_taken;    /* whole samples since the start */
  guint64 pulse;      /* whose record is being filled, or comes next */
  guint n_partial;    /* bytes of a sample that was split between two reads */
  guint8 partial[4];
  gint16 *record; /* of the pulse that is not complete yet */
} InsComediStream;

/**
 * ins_comedi_stream_init:
 * @sample_bytes: 2 or 4
 * @maxdata: the highest number that the card gives
 *
 * Allocates the only memory that the stream needs; free it with ins_comedi_stream_clear().
 */
void ins_comedi_stream_init (InsComediStream *self,
                             const InsComediLayout *layout,
                             double sample_rate_hz,
                             guint sample_bytes,
                             guint32 maxdata);
void ins_comedi_stream_clear (InsComediStream *self);

/**
 * ins_comedi_stream_feed:
 * @bytes: the next piece of the stream, cut anywhere, also within a sample
 * @block: gets the pulses that became complete; pulses already in it stay
 *
 * Returns: the bytes used; fewer than @n_bytes only if @block is full
 */
gsize ins_comedi_stream_feed (InsComediStream *self,
                              const guint8 *bytes,
                              gsize n_bytes,
                              InsPulseBlock *block);

/* Card time, in s since the start, at which @n_bytes_ahead more bytes than were fed had come. */
double ins_comedi_stream_get_card_s (const InsComediStream *self, gsize n_bytes_ahead);

/* |sample| at the ends of the card's range, after ins_comedi_stream_feed() has scaled it. */
int ins_comedi_stream_full_scale (guint32 maxdata);

G_END_DECLS
