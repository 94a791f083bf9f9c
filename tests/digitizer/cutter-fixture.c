/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "cutter-fixture.h"

static const struct
{
  guint sample_bytes;
  guint32 maxdata;
} widths[N_WIDTHS] = {
  { 2, 65535 }, { 2, 4095 }, { 4, 4095 }, { 4, 65535 }, { 4, 0xffffff }, { 4, 0xffffffff },
};

double
cutter_stream_middle (const CutterStream *self)
{
  return ((double)self->format.maxdata + 1) / 2;
}

double
cutter_stream_unit (const CutterStream *self)
{
  return MAX (1.0, ((double)self->format.maxdata + 1) / 65536);
}

/* Numbers that no shift or mix-up leaves alike; a test may draw something over them. */
CutterStream *
cutter_stream_new (guint n_channels, guint signal, guint width)
{
  CutterStream *self = g_new0 (CutterStream, 1);
  guint64 n_numbers = (guint64)widths[width].maxdata + 1;

  self->format = (InsStreamFormat){
    .n_channels = n_channels,
    .signal = signal,
    .sample_bytes = widths[width].sample_bytes,
    .maxdata = widths[width].maxdata,
    .scan_rate_hz = RATE_HZ,
  };
  self->numbers = g_new (guint32, (gsize)N_SCANS * n_channels);
  for (gsize i = 0; i < (gsize)N_SCANS * n_channels; i++)
    self->numbers[i] = (guint32)((i * 2654435761u) % n_numbers);

  return self;
}

void
cutter_stream_free (CutterStream *self)
{
  g_free (self->numbers);
  g_free (self->bytes);
  g_free (self);
}

void
cutter_stream_store (CutterStream *self)
{
  gsize n = (gsize)N_SCANS * self->format.n_channels;

  self->n_bytes = n * self->format.sample_bytes;
  self->bytes = g_malloc (self->n_bytes);
  for (gsize i = 0; i < n; i++)
    if (self->format.sample_bytes == 2)
      ((guint16 *)self->bytes)[i] = (guint16)self->numbers[i];
    else
      ((guint32 *)self->bytes)[i] = self->numbers[i];
}

guint32 *
cutter_stream_at (const CutterStream *self, gsize scan, guint channel)
{
  return &self->numbers[scan * self->format.n_channels + channel];
}

/* Draws a channel's number from a share of the range: -1 lowest, 0 middle, 1 highest. */
void
cutter_stream_draw (CutterStream *self, gsize scan, guint channel, double share)
{
  double middle = cutter_stream_middle (self);

  *cutter_stream_at (self, scan, channel) = (guint32)CLAMP (round (middle + share * middle), 0,
                                                            self->format.maxdata);
}

static void
check_pulse (const CutterStream *stream,
             const InsPulseBlock *block,
             guint i,
             const ExpectedPulse *pulse)
{
  g_assert_cmpuint (block->pulses[i].index, ==, pulse->index);
  g_assert_cmpfloat_with_epsilon (block->pulses[i].card_s, pulse->position / RATE_HZ, 1e-12);
  g_assert_true (isnan (block->pulses[i].encoder_mm));
  for (guint k = 0; k < block->n_samples; k++)
    {
      double from_middle = *cutter_stream_at (stream, pulse->start + k, stream->format.signal) -
                           cutter_stream_middle (stream);

      g_assert_cmpint (block->samples[(gsize)i * block->n_samples + k], ==,
                       (int)floor (from_middle / cutter_stream_unit (stream)));
    }
}

/* Feeds the whole stream in pieces of random length and drains the block when it is full. */
static void
check_cuts (const CutterStream *stream,
            const InsCutLayout *layout,
            const InsCutTrigger *trigger,
            const ExpectedPulses *expected,
            int most)
{
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (3, layout->n_samples);
  g_autoptr (GRand) random = g_rand_new_with_seed (most);
  g_autoptr (InsPulseCutter) cutter = ins_pulse_cutter_new (&stream->format, layout, trigger);
  guint n = 0;
  gsize done = 0;
  InsDigitizerCount count;

  while (done < stream->n_bytes)
    {
      gsize asked = (gsize)g_rand_int_range (random, 1, most + 1);
      gsize piece = MIN (asked, stream->n_bytes - done);
      gsize used = ins_pulse_cutter_feed (cutter, stream->bytes + done, piece, block);
      double card_s = ins_pulse_cutter_get_card_s (cutter, stream->n_bytes - done - used);

      g_assert_cmpfloat_with_epsilon (card_s, N_SCANS / RATE_HZ, 1e-12);
      g_assert_true (used == piece || block->n_pulses == block->capacity);
      done += used;
      ins_pulse_cutter_get_count (cutter, &count);
      g_assert_cmpuint (count.n_samples, ==, done / stream->format.sample_bytes);
      if (block->n_pulses == block->capacity || done == stream->n_bytes)
        {
          for (guint i = 0; i < block->n_pulses; i++, n++)
            {
              g_assert_cmpuint (n, <, expected->n);
              check_pulse (stream, block, i, &expected->pulses[n]);
            }
          block->n_pulses = 0;
        }
    }
  g_assert_cmpuint (n, ==, expected->n);
  g_assert_cmpuint (count.n_pulses, ==, n);
  g_assert_cmpuint (count.n_missed, ==, expected->n_missed);
}

void
cutter_check (const CutterStream *stream,
              const InsCutLayout *layout,
              const InsCutTrigger *trigger,
              const ExpectedPulses *expected)
{
  static const int most[] = { 1, 3, 7, 1000, 70000, G_MAXINT - 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (most); i++)
    check_cuts (stream, layout, trigger, expected, most[i]);
}
