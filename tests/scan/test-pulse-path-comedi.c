/* test-pulse-path-comedi.c - nothing is allocated, locked or logged for a pulse of a Comedi card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "call-count.h"
#include "engine-fixture.h"
#include "fake-signal.h"

#define RING_BYTES (8 << 20)
#define N_BLOCKS 100

/* As in test-pulse-path.c; at rest there is no line, and a block is a millisecond. */
#define LOCKS_A_BLOCK 10

static const InsTiming timing = { .sample_rate_hz = 20e6,
                                  .n_samples = 400,
                                  .delay_s = 10e-6,
                                  .prf_hz = 20000 };

static FakeTrace trace = {
  .pulser = { .period_ns = 50e3, .width_ns = 10e3, .sync_v = 4.0, .rise_ns = 200 },
  .sync_channel = 1,
  .bang_v = 0.9,
  .bang_ns = 500,
  .centre_hz = 5e6,
  .n_echoes = 1,
  .echoes = { { 20e3, 0.5 } },
};

/* Samples that cost nothing, as those of a card do. */
static void
install_card (void)
{
  FakeCard *card;

  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", FAKE_PCI_DAS4020);
  card->faults.maximum_bytes = RING_BYTES;
  fake_card_set_buffer (card, 0, RING_BYTES, RING_BYTES);
  fake_card_set_signal (card, fake_trace_signal, &trace);
  fake_card_set_free (card, TRUE);
  fake_comedi_set_real_time (TRUE);
}

static guint64 n_wanted;

static guint64
get_n_blocks (const InsSnapshot *snapshot)
{
  return snapshot->figures.costs[INS_TIMING_CLOCK_FIT].n;
}

static gboolean
has_blocks (const InsSnapshot *snapshot)
{
  return get_n_blocks (snapshot) >= n_wanted;
}

static void
test_stream (void)
{
  g_autoptr (InsEngine) engine = NULL;
  InsSnapshot before, after;
  CallCount first, last;
  guint64 n_blocks, n_pulses, n_locks, n_calls;

  install_card ();
  engine = engine_new ("sim", "comedi:/dev/comedi0?sync=1");
  ins_engine_set_timing (engine, &timing);
  ins_engine_connect (engine);
  n_wanted = N_BLOCKS;
  wait_for (engine, has_blocks);
  n_calls = fake_comedi_get_n_calls ();
  first = call_count_get ("ins-acquisition");
  ins_engine_get_snapshot (engine, &before);
  n_wanted = get_n_blocks (&before) + N_BLOCKS;
  after = wait_for (engine, has_blocks);
  last = call_count_get ("ins-acquisition");
  n_calls = fake_comedi_get_n_calls () - n_calls; /* the fake's own */
  n_locks = last.n_locks - first.n_locks > n_calls ? last.n_locks - first.n_locks - n_calls : 0;
  n_blocks = get_n_blocks (&after) - get_n_blocks (&before);
  n_pulses = after.card_count.n_pulses - before.card_count.n_pulses;

  g_test_message ("%" G_GUINT64_FORMAT " pulses in %" G_GUINT64_FORMAT " blocks: %" G_GUINT64_FORMAT
                  " locks, %" G_GUINT64_FORMAT " allocations",
                  n_pulses, n_blocks, n_locks, last.n_allocations - first.n_allocations);
  g_assert_cmpuint (n_pulses, >, (LOCKS_A_BLOCK + 5) * n_blocks); /* one each would show */
  g_assert_cmpuint (last.n_allocations, ==, first.n_allocations);
  g_assert_cmpuint (last.n_messages, ==, first.n_messages);
  g_assert_cmpuint (n_locks, <=, LOCKS_A_BLOCK * (n_blocks + 20));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  call_count_watch_log ();
  g_test_add_func ("/pulse-path-comedi/stream", test_stream);

  return g_test_run ();
}
