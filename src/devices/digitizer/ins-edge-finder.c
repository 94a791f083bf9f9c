/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "devices/digitizer/ins-edge-finder.h"

static void
init_band (InsEdgeFinder *self,
           InsSampleBand *band,
           const InsStreamFormat *format,
           guint channel,
           gint64 low,
           gint64 high)
{
  ins_sample_band_init (band, format->n_channels, channel, format->sample_bytes, low, high);
}

/* A bang is the first loud sample after a time of quiet that echoes do not leave between one
 * another. Echoes that are looked at lie before the record's end, and others may come in the first
 * half of the period. */
static void
init_bang (InsEdgeFinder *self,
           const InsStreamFormat *format,
           const InsCutLayout *layout,
           const InsCutTrigger *trigger)
{
  gint64 zero = ins_card_scale_zero (format->maxdata);
  gint64 loud = (gint64)trigger->threshold << ins_card_scale_shift (format->maxdata);
  guint record_end = layout->delay + layout->n_samples;
  guint room = layout->period > record_end ? layout->period - record_end : 0;

  init_band (self, &self->fires, format, format->signal, zero - loud, zero + loud);
  self->hold_off = MAX (MIN (layout->period / 4, room / 2), 1);
  self->blind = MAX (record_end, layout->period / 2);
  self->blind -= MIN (self->blind, self->hold_off);
}

static void
init_edge (InsEdgeFinder *self, const InsStreamFormat *format, const InsCutTrigger *trigger)
{
  guint shift = ins_card_scale_shift (format->maxdata);
  gint64 back = (gint64)MAX (trigger->hysteresis, 1) << shift;
  guint channel = trigger->channel;

  self->level = (gint64)ins_card_scale_zero (format->maxdata) +
                (gint64)trigger->threshold * (1 << shift);
  if (trigger->falling)
    {
      init_band (self, &self->fires, format, channel, self->level + 1, G_MAXINT64);
      init_band (self, &self->arms, format, channel, 0, self->level + back - 1);
    }
  else
    {
      init_band (self, &self->fires, format, channel, 0, self->level - 1);
      init_band (self, &self->arms, format, channel, self->level - back + 1, G_MAXINT64);
    }
}

void
ins_edge_finder_init (InsEdgeFinder *self,
                      const InsStreamFormat *format,
                      const InsCutLayout *layout,
                      const InsCutTrigger *trigger)
{
  *self = (InsEdgeFinder){
    .scan_bytes = (gsize)format->n_channels * format->sample_bytes,
    .is_bang = trigger->is_bang,
  };
  if (trigger->is_bang)
    init_bang (self, format, layout, trigger);
  else
    init_edge (self, format, trigger);
}

void
ins_edge_finder_clear (InsEdgeFinder *self)
{
  ins_sample_band_clear (&self->fires);
  ins_sample_band_clear (&self->arms);
}

/* When the line through the two samples crosses the level; the later one is at @scan. */
static double
interpolate (const InsEdgeFinder *self, guint64 scan, guint32 before, guint32 after)
{
  double share = ((double)self->level - (double)before) / ((double)after - (double)before);

  return (double)scan - 1.0 + share;
}

static gsize
take_edge (InsEdgeFinder *self,
           const guint8 *scans,
           gsize n_scans,
           gboolean *is_edge,
           double *position)
{
  gsize i = 0;

  while (i < n_scans)
    {
      const InsSampleBand *band = self->is_armed ? &self->fires : &self->arms;
      gsize from = i;

      i += ins_sample_band_find (band, scans + i * self->scan_bytes, n_scans - i);
      if (i > from)
        self->before = ins_sample_band_read (band, scans + (i - 1) * self->scan_bytes);
      if (i < n_scans)
        {
          guint32 number = ins_sample_band_read (band, scans + i * self->scan_bytes);

          *is_edge = self->is_armed;
          if (*is_edge)
            *position = interpolate (self, self->n_taken + i, self->before, number);
          self->is_armed = !self->is_armed;
          self->before = number;
          i++;
          if (*is_edge)
            break;
        }
    }

  return i;
}

static gsize
take_bang (InsEdgeFinder *self,
           const guint8 *scans,
           gsize n_scans,
           gboolean *is_edge,
           double *position)
{
  gsize i = 0;

  while (i < n_scans && !*is_edge)
    {
      guint64 now = self->n_taken + i;
      guint64 quiet_until = self->quiet_since + self->hold_off;
      const guint8 *rest = scans + i * self->scan_bytes;
      gsize n = n_scans - i, at;

      if (now < self->blind_until)
        {
          i += MIN (n, self->blind_until - now);
          self->quiet_since = self->n_taken + i;
        }
      else if (now < quiet_until)
        {
          n = MIN (n, quiet_until - now);
          at = ins_sample_band_find_last (&self->fires, rest, n);
          if (at < n)
            self->quiet_since = now + at + 1;
          i += n;
        }
      else if ((at = ins_sample_band_find (&self->fires, rest, n)) < n)
        {
          *is_edge = TRUE;
          *position = (double)(now + at);
          self->quiet_since = now + at + 1;
          self->blind_until = now + at + self->blind;
          i += at + 1;
        }
      else
        i = n_scans;
    }

  return i;
}

gsize
ins_edge_finder_take (InsEdgeFinder *self,
                      const guint8 *scans,
                      gsize n_scans,
                      gboolean *is_edge,
                      double *position)
{
  gsize n;

  *is_edge = FALSE;
  n = self->is_bang ? take_bang (self, scans, n_scans, is_edge, position)
                    : take_edge (self, scans, n_scans, is_edge, position);
  self->n_taken += n;

  return n;
}
