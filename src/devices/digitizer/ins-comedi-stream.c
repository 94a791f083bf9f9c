/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/digitizer/ins-comedi-stream.h"

static guint32
zero_of (guint32 maxdata)
{
  return maxdata / 2 + 1;
}

/* Bits to drop so that a card of more than 16 bits fits. */
static guint
shift_of (guint32 maxdata)
{
  guint n_bits = g_bit_storage (maxdata);

  return n_bits > 16 ? n_bits - 16 : 0;
}

int
ins_comedi_stream_full_scale (guint32 maxdata)
{
  return (int)(zero_of (maxdata) >> shift_of (maxdata));
}

void
ins_comedi_stream_init (InsComediStream *self,
                        const InsComediLayout *layout,
                        double sample_rate_hz,
                        guint sample_bytes,
                        guint32 maxdata)
{
  g_return_if_fail (sample_bytes == 2 || sample_bytes == 4);
  g_return_if_fail (layout->n_samples > 0 && layout->n_samples <= layout->period);

  *self = (InsComediStream){
    .layout = *layout,
    .sample_rate_hz = sample_rate_hz,
    .sample_bytes = sample_bytes,
    .zero = zero_of (maxdata),
    .shift = shift_of (maxdata),
    .record = g_new (gint16, layout->n_samples),
  };
}

void
ins_comedi_stream_clear (InsComediStream *self)
{
  g_clear_pointer (&self->record, g_free);
}

/* A record can be unaligned in the stream, hence memcpy(), which compilers make a plain load. */
static void
convert (const InsComediStream *self, gint16 *to, const guint8 *from, gsize n)
{
  if (self->sample_bytes == 2)
    for (gsize i = 0; i < n; i++)
      {
        guint16 raw;

        memcpy (&raw, from + 2 * i, sizeof raw);
        to[i] = (gint16)((gint32)raw - (gint32)self->zero);
      }
  else
    for (gsize i = 0; i < n; i++)
      {
        guint32 raw;

        memcpy (&raw, from + 4 * i, sizeof raw);
        to[i] = (gint16)(((gint64)raw - (gint64)self->zero) >> self->shift);
      }
}

static void
finish_record (InsComediStream *self, InsPulseBlock *block)
{
  guint n_samples = self->layout.n_samples;
  guint n = block->n_pulses++;

  memcpy (block->samples + (gsize)n * n_samples, self->record, n_samples * sizeof *self->record);
  block->pulses[n] = (InsPulse){
    .index = self->pulse,
    .card_s = (double)(self->pulse * self->layout.period) / self->sample_rate_hz,
    .encoder_mm = (double)NAN,
  };
  self->pulse++;
}

/* Takes whole samples; returns how many, all of them unless the block is full. */
static gsize
take_samples (InsComediStream *self, const guint8 *bytes, gsize n, InsPulseBlock *block)
{
  gsize used = 0;

  while (used < n && block->n_pulses < block->capacity)
    {
      guint64 start = self->pulse * self->layout.period + self->layout.delay;
      gsize take;

      if (self->n_taken < start)
        take = MIN (n - used, start - self->n_taken);
      else
        {
          gsize filled = self->n_taken - start;

          take = MIN (n - used, self->layout.n_samples - filled);
          convert (self, self->record + filled, bytes + used * self->sample_bytes, take);
          if (filled + take == self->layout.n_samples)
            finish_record (self, block);
        }
      self->n_taken += take;
      used += take;
    }

  return used;
}

gsize
ins_comedi_stream_feed (InsComediStream *self,
                        const guint8 *bytes,
                        gsize n_bytes,
                        InsPulseBlock *block)
{
  gsize used = 0;

  g_return_val_if_fail (block->n_samples == self->layout.n_samples, n_bytes);

  if (block->n_pulses == block->capacity)
    return 0;

  while (self->n_partial > 0 && used < n_bytes)
    {
      self->partial[self->n_partial++] = bytes[used++];
      if (self->n_partial == self->sample_bytes)
        {
          take_samples (self, self->partial, 1, block);
          self->n_partial = 0;
        }
    }

  used += self->sample_bytes *
          take_samples (self, bytes + used, (n_bytes - used) / self->sample_bytes, block);
  if (block->n_pulses < block->capacity)
    while (used < n_bytes)
      self->partial[self->n_partial++] = bytes[used++];

  return used;
}

double
ins_comedi_stream_get_card_s (const InsComediStream *self, gsize n_bytes_ahead)
{
  guint64 n_ahead = (self->n_partial + n_bytes_ahead) / self->sample_bytes;

  return (double)(self->n_taken + n_ahead) / self->sample_rate_hz;
}
