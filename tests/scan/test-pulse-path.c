/* test-pulse-path.c - nothing is allocated, locked or logged for a pulse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "call-count.h"
#include "engine-fixture.h"

/* Between the first line that is counted and the last. */
#define FIRST_LINE 2
#define LAST_LINE 6

/* A block is taken over in two steps, published in one and told of in up to three; the wishes are
 * looked at once a turn, and now and then the card is silent for one. */
#define LOCKS_A_BLOCK 10
/* Rings, the picture, the counters and telling the window. */
#define LOCKS_A_LINE 40
#define ALLOCATIONS_A_LINE 16 /* places of its pulses, and its reports kept for later lines */

typedef struct
{
  CallCount card, processing;
  InsScanAccount account;
  guint n_lines;
} Mark;

typedef struct
{
  MemorySink *sink;
  gboolean (*put_line) (InsLineSink *sink, const InsLineData *data, GError **error);
  InsEngine *engine;
  guint n;
  Mark first, last;
} Counter;

static Counter counter;

static Mark
take_mark (void)
{
  InsSnapshot snapshot;
  Mark mark = { .card = call_count_get ("ins-acquisition"),
                .processing = call_count_get ("ins-processing"),
                .n_lines = counter.n };

  ins_engine_get_snapshot (counter.engine, &snapshot);
  mark.account.count = snapshot.card_count;
  mark.account.figures = snapshot.figures;

  return mark;
}

/* On the writer: acquisition and processing go on meanwhile. */
static gboolean
put_line (InsLineSink *sink, const InsLineData *data, GError **error)
{
  counter.n++;
  if (counter.n == FIRST_LINE)
    counter.first = take_mark ();
  if (counter.n == LAST_LINE)
    counter.last = take_mark ();

  return counter.put_line (sink, data, error);
}

static void
scan (const char *digitizer_uri, InsRecipe *recipe)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", digitizer_uri);
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  counter = (Counter){ .sink = sink, .put_line = sink->parent.put_line, .engine = engine };
  sink->parent.put_line = put_line;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (counter.n, >=, LAST_LINE);
}

static void
assert_nothing_per_pulse (void)
{
  const Mark *first = &counter.first, *last = &counter.last;
  guint64 n_pulses = last->account.count.n_pulses - first->account.count.n_pulses;
  guint64 n_blocks = last->account.figures.costs[INS_TIMING_CLOCK_FIT].n -
                     first->account.figures.costs[INS_TIMING_CLOCK_FIT].n;
  guint64 n_card = last->card.n_locks - first->card.n_locks;
  guint64 n_processing = last->processing.n_locks - first->processing.n_locks;

  g_test_message ("%" G_GUINT64_FORMAT " pulses in %" G_GUINT64_FORMAT
                  " blocks: acquisition %" G_GUINT64_FORMAT " locks, %" G_GUINT64_FORMAT
                  " allocations; processing %" G_GUINT64_FORMAT " locks, %" G_GUINT64_FORMAT
                  " allocations",
                  n_pulses, n_blocks, n_card, last->card.n_allocations - first->card.n_allocations,
                  n_processing, last->processing.n_allocations - first->processing.n_allocations);
  /* enough of them that one each would show */
  g_assert_cmpuint (n_pulses, >, 2 * LOCKS_A_BLOCK * n_blocks);
  g_assert_cmpuint (n_blocks, >, 10);
  g_assert_cmpuint (first->card.n_locks, >, 0);
  g_assert_cmpuint (first->processing.n_locks, >, 0);
  g_assert_cmpuint (first->card.n_allocations, >, 0);

  g_assert_cmpuint (last->card.n_allocations, ==, first->card.n_allocations);
  g_assert_cmpuint (last->processing.n_allocations - first->processing.n_allocations, <=,
                    ALLOCATIONS_A_LINE * (LAST_LINE - FIRST_LINE + 1));
  g_assert_cmpuint (last->card.n_messages, ==, first->card.n_messages);
  g_assert_cmpuint (last->processing.n_messages, ==, first->processing.n_messages);
  g_assert_cmpuint (n_card, <=, LOCKS_A_BLOCK * (n_blocks + 5));
  g_assert_cmpuint (n_processing, <=, LOCKS_A_LINE * (LAST_LINE - FIRST_LINE + 1));
}

static InsRecipe *
recipe_new (void)
{
  InsRecipe *recipe = small_recipe_new ();

  recipe->timing.prf_hz = 10000.0;
  recipe->speed_mm_s = 20.0;

  return recipe;
}

static void
test_stream (void)
{
  g_autoptr (InsRecipe) recipe = recipe_new ();

  scan ("sim:resolution", recipe);
  assert_nothing_per_pulse ();
}

/* Placed by the encoder, and with lost pulses. */
static void
test_encoder_and_lost_pulses (void)
{
  g_autoptr (InsRecipe) recipe = recipe_new ();

  scan ("sim:resolution?encoder_um=5&lost_percent=1", recipe);
  assert_nothing_per_pulse ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  call_count_watch_log ();
  g_test_add_func ("/pulse-path/stream", test_stream);
  g_test_add_func ("/pulse-path/encoder-and-lost-pulses", test_encoder_and_lost_pulses);

  return g_test_run ();
}
