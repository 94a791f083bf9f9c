/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "devices/digitizer/ins-comedi-ring.h"
#include "fake-comedi.h"

#define BUFFER 65536
#define NS_PER_SAMPLE 1000.0

static FakeCard *card;
static comedi_t *device;
static guint chanlist[1];

static void
start (InsComediRing *ring)
{
  comedi_cmd command = { .start_src = TRIG_NOW,
                         .scan_begin_src = TRIG_FOLLOW,
                         .convert_src = TRIG_TIMER,
                         .convert_arg = 1000,
                         .scan_end_src = TRIG_COUNT,
                         .scan_end_arg = 1,
                         .stop_src = TRIG_NONE,
                         .chanlist = chanlist,
                         .chanlist_len = 1 };

  g_assert_cmpint (comedi_command (device, &command), ==, 0);
  ins_comedi_ring_restart (ring);
}

static void
open_ring (InsComediRing *ring)
{
  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", FAKE_COMEDI_TEST);
  fake_card_set_counts (card, fake_counts_ramp, NULL);
  fake_card_set_buffer (card, 0, BUFFER, BUFFER);
  card->faults.maximum_bytes = BUFFER;
  device = comedi_open ("/dev/comedi0");
  g_assert_true (ins_comedi_ring_open (ring, device, 0, 2e6));
  g_assert_cmpuint (ring->n_bytes, ==, BUFFER);
  start (ring);
}

static void
close_ring (InsComediRing *ring)
{
  ins_comedi_ring_close (ring);
  comedi_close (device);
}

/* Uses what is there and checks that sample follows sample; returns the one that comes next. */
static guint64
drain (InsComediRing *ring, guint64 next, gsize most)
{
  const guint8 *bytes;
  gsize n;

  while ((bytes = ins_comedi_ring_peek (ring, &n)) != NULL)
    {
      n = MIN (n, most);
      for (gsize i = 0; i < n; i += 2, next++)
        {
          guint16 sample;

          memcpy (&sample, bytes + i, sizeof sample);
          g_assert_cmpuint (sample, ==, (guint16)next);
        }
      g_assert_true (ins_comedi_ring_skip (ring, n));
    }

  return next;
}

static void
test_wraps (void)
{
  static const gsize most[] = { 2, 6, 1000, G_MAXSIZE };

  for (gsize i = 0; i < G_N_ELEMENTS (most); i++)
    {
      InsComediRing ring;
      guint64 next = 0;

      open_ring (&ring);
      for (guint k = 0; k < 12; k++)
        {
          ins_comedi_ring_wait (&ring, 0.1);
          fake_comedi_advance (9000 * NS_PER_SAMPLE);
          g_assert_cmpint (ins_comedi_ring_look (&ring), >, 0);
          next = drain (&ring, next, most[i]);
        }
      g_assert_cmpuint (next, >, 100000);
      close_ring (&ring);
    }
}

/* Every good sample comes, then the overrun, as often as one asks. */
static void
test_overrun (void)
{
  InsComediRing ring;

  open_ring (&ring);
  fake_comedi_advance (50000 * NS_PER_SAMPLE);
  g_assert_cmpint (ins_comedi_ring_look (&ring), ==, BUFFER);
  g_assert_cmpuint (drain (&ring, 0, G_MAXSIZE), ==, BUFFER / 2);
  for (guint i = 0; i < 3; i++)
    {
      errno = 0;
      g_assert_cmpint (ins_comedi_ring_look (&ring), ==, -1);
      g_assert_cmpint (errno, ==, EPIPE);
    }
  start (&ring);
  fake_comedi_advance (9000 * NS_PER_SAMPLE);
  g_assert_cmpint (ins_comedi_ring_look (&ring), >, 0);
  g_assert_cmpuint (drain (&ring, 0, G_MAXSIZE), >=, 8000);
  close_ring (&ring);
}

/* A piece is given back before it is looked at: a program that is kept waiting in between hears
 * that it was written over. */
static void
test_written_over (void)
{
  InsComediRing ring;
  gsize n;

  open_ring (&ring);
  fake_comedi_advance (20000 * NS_PER_SAMPLE);
  g_assert_cmpint (ins_comedi_ring_look (&ring), >, 0);
  g_assert_nonnull (ins_comedi_ring_peek (&ring, &n));
  g_assert_cmpuint (n, ==, BUFFER / 8);
  fake_comedi_advance (30000 * NS_PER_SAMPLE);
  g_assert_false (ins_comedi_ring_skip (&ring, n));
  g_assert_cmpint (ins_comedi_ring_look (&ring), ==, -1);
  g_assert_cmpint (errno, ==, EPIPE);
  close_ring (&ring);
}

/* Of a buffer that is nearly full nothing is given back early: every good sample comes. */
static void
test_nearly_full (void)
{
  InsComediRing ring;
  gsize n;

  open_ring (&ring);
  fake_comedi_advance (32000 * NS_PER_SAMPLE);
  g_assert_cmpint (ins_comedi_ring_look (&ring), ==, 64000);
  g_assert_nonnull (ins_comedi_ring_peek (&ring, &n));
  fake_comedi_advance (8000 * NS_PER_SAMPLE); /* too much: the driver stops */
  g_assert_cmpint (ins_comedi_ring_look (&ring), ==, BUFFER);
  g_assert_cmpuint (drain (&ring, 0, 1000), ==, BUFFER / 2);
  g_assert_cmpint (ins_comedi_ring_look (&ring), ==, -1);
  g_assert_cmpint (errno, ==, EPIPE);
  close_ring (&ring);
}

static void
test_unplug (void)
{
  InsComediRing ring;

  open_ring (&ring);
  fake_comedi_advance (20000 * NS_PER_SAMPLE);
  g_assert_cmpint (ins_comedi_ring_look (&ring), >, 0);
  fake_card_unplug (card);
  g_assert_cmpuint (drain (&ring, 0, G_MAXSIZE), >=, 16000);
  g_assert_cmpint (ins_comedi_ring_look (&ring), ==, -1);
  g_assert_cmpint (errno, ==, ENODEV);
  close_ring (&ring);
}

/* Mapped, the buffer cannot be changed; afterwards it can. */
static void
test_maps (void)
{
  InsComediRing ring;

  open_ring (&ring);
  comedi_cancel (device, 0);
  g_assert_cmpint (comedi_set_buffer_size (device, 0, 4096), ==, -1);
  g_assert_cmpint (errno, ==, EBUSY);
  ins_comedi_ring_close (&ring);
  g_assert_cmpint (comedi_set_buffer_size (device, 0, 4096), ==, 4096);
  ins_comedi_ring_close (&ring);
  comedi_close (device);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-ring/wraps", test_wraps);
  g_test_add_func ("/comedi-ring/overrun", test_overrun);
  g_test_add_func ("/comedi-ring/written-over", test_written_over);
  g_test_add_func ("/comedi-ring/nearly-full", test_nearly_full);
  g_test_add_func ("/comedi-ring/unplug", test_unplug);
  g_test_add_func ("/comedi-ring/maps", test_maps);

  return g_test_run ();
}
