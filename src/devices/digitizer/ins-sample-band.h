/* ins-sample-band.h - looks for samples that leave a band, at the speed of memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_SAMPLE_BAND_SCANS 64 /* looked at together */

/* The card's numbers low to high, both within, on one channel of interleaved scans. */
typedef struct
{
  guint n_channels, channel;
  guint sample_bytes; /* 2 or 4 */
  guint32 low, width; /* a number is within if (number - low) <= width, wrapping around */
  /* the same for every sample of INS_SAMPLE_BAND_SCANS scans, where the other channels' band is
   * everything: so any number of channels is one plain loop. Unsigned comparisons are not among
   * the vector instructions, so both numbers have the sign bit turned over. */
  gpointer lows, widths;
} InsSampleBand;

/**
 * ins_sample_band_init:
 * @low, @high: cut off at what a sample can hold; a band that ends before it begins is @low alone
 *
 * Allocates; free it with ins_sample_band_clear().
 */
void ins_sample_band_init (InsSampleBand *self,
                           guint n_channels,
                           guint channel,
                           guint sample_bytes,
                           gint64 low,
                           gint64 high);
void ins_sample_band_clear (InsSampleBand *self);

/* The number of the first or the last of @n_scans scans that is outside; @n_scans: none is. @bytes
 * may lie anywhere, also at odd addresses. */
gsize ins_sample_band_find (const InsSampleBand *self, const guint8 *bytes, gsize n_scans);
gsize ins_sample_band_find_last (const InsSampleBand *self, const guint8 *bytes, gsize n_scans);

/* The channel's number in a scan. */
guint32 ins_sample_band_read (const InsSampleBand *self, const guint8 *scan);

G_END_DECLS
