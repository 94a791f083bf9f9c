/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-comedi-stream.h"

#define N_STREAM 20000 /* samples */

/* A saw tooth of an odd length, so that no pulse looks like another. */
static guint32
reading (gsize sample, guint32 maxdata)
{
  return (guint32)((guint64)(sample * 2654435761u) % ((guint64)maxdata + 1));
}

static GByteArray *
stream_bytes (guint sample_bytes, guint32 maxdata)
{
  GByteArray *bytes = g_byte_array_new ();

  for (gsize i = 0; i < N_STREAM; i++)
    {
      guint32 wide = reading (i, maxdata);
      guint16 narrow = (guint16)wide;

      g_byte_array_append (bytes, sample_bytes == 2 ? (guint8 *)&narrow : (guint8 *)&wide,
                           sample_bytes);
    }

  return bytes;
}

/* Each pulse must be the very samples that the layout says. */
static void
check_pulses (const InsPulseBlock *block,
              const InsComediLayout *layout,
              guint32 maxdata,
              int shift,
              guint64 *next)
{
  for (guint i = 0; i < block->n_pulses; i++)
    {
      gsize start = (*next) * layout->period + layout->delay;

      g_assert_cmpuint (block->pulses[i].index, ==, *next);
      g_assert_cmpfloat (block->pulses[i].card_s, ==, (double)(*next * layout->period) / 1e6);
      for (guint k = 0; k < layout->n_samples; k++)
        g_assert_cmpint (block->samples[(gsize)i * layout->n_samples + k], ==,
                         ((gint64)reading (start + k, maxdata) - ((gint64)maxdata + 1) / 2) >>
                             shift);
      (*next)++;
    }
}

/* Feeds the whole stream in pieces of random length and drains the block when it is full. */
static void
run (const InsComediLayout *layout, guint sample_bytes, guint32 maxdata, int shift, int most)
{
  g_autoptr (GByteArray) bytes = stream_bytes (sample_bytes, maxdata);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (3, layout->n_samples);
  g_autoptr (GRand) random = g_rand_new_with_seed (most);
  InsComediStream stream;
  guint64 next = 0;
  gsize done = 0;

  ins_comedi_stream_init (&stream, layout, 1e6, sample_bytes, maxdata);
  while (done < bytes->len)
    {
      gsize asked = (gsize)g_rand_int_range (random, 1, most + 1);
      gsize piece = MIN (asked, bytes->len - done);
      gsize used = ins_comedi_stream_feed (&stream, bytes->data + done, piece, block);
      double card_s = ins_comedi_stream_get_card_s (&stream, bytes->len - done - used);

      g_assert_cmpfloat (fabs (card_s - N_STREAM / 1e6), <, 1e-12);
      g_assert_true (used == piece || block->n_pulses == block->capacity);
      done += used;
      if (block->n_pulses == block->capacity || done == bytes->len)
        {
          check_pulses (block, layout, maxdata, shift, &next);
          block->n_pulses = 0;
        }
    }
  g_assert_cmpuint (next, ==, (N_STREAM - layout->delay - layout->n_samples) / layout->period + 1);
  ins_comedi_stream_clear (&stream);
}

static void
test_cuts (void)
{
  static const InsComediLayout layouts[] = {
    { .period = 100, .delay = 0, .n_samples = 100 }, /* nothing between the records */
    { .period = 101, .delay = 7, .n_samples = 93 },  /* odd, one sample between */
    { .period = 1, .delay = 0, .n_samples = 1 },     /* gated: every sample is a pulse */
    { .period = 3333, .delay = 3000, .n_samples = 333 },
    { .period = 50, .delay = 120, .n_samples = 50 }, /* delay longer than the period */
  };
  static const int most[] = { 1, 2, 3, 5, 7, 1000, 70000 };

  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (most); k++)
      {
        run (&layouts[i], 2, 65535, 0, most[k]);
        run (&layouts[i], 2, 4095, 0, most[k]);
        run (&layouts[i], 4, 65535, 0, most[k]);
        run (&layouts[i], 4, 0xffffff, 8, most[k]);
        run (&layouts[i], 4, 0xffffffff, 16, most[k]);
      }
}

static void
test_full_block_takes_nothing (void)
{
  static const InsComediLayout layout = { .period = 4, .delay = 0, .n_samples = 2 };
  guint8 bytes[32] = { 0 };
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (1, 2);
  InsComediStream stream;

  ins_comedi_stream_init (&stream, &layout, 1e6, 2, 65535);
  g_assert_cmpuint (ins_comedi_stream_feed (&stream, bytes, sizeof bytes, block), ==, 4);
  g_assert_cmpuint (block->n_pulses, ==, 1);
  g_assert_cmpuint (ins_comedi_stream_feed (&stream, bytes, sizeof bytes, block), ==, 0);
  ins_comedi_stream_clear (&stream);
}

static void
test_full_scale (void)
{
  g_assert_cmpint (ins_comedi_stream_full_scale (4095), ==, 2048);
  g_assert_cmpint (ins_comedi_stream_full_scale (65535), ==, 32768);
  g_assert_cmpint (ins_comedi_stream_full_scale (0xffffff), ==, 32768);
  g_assert_cmpint (ins_comedi_stream_full_scale (0xffffffff), ==, 32768);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-stream/cuts", test_cuts);
  g_test_add_func ("/comedi-stream/full-block-takes-nothing", test_full_block_takes_nothing);
  g_test_add_func ("/comedi-stream/full-scale", test_full_scale);

  return g_test_run ();
}
