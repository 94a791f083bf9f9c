/* test-engine-faults.c - a scan on a card that loses samples, waits in vain, or runs free
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "engine-fixture.h"
#include "faulty-digitizer.h"

static gboolean
is_pulse_missing (const InsSnapshot *snapshot)
{
  return snapshot->pulse_missing;
}

static gboolean
has_pulse (const InsSnapshot *snapshot)
{
  return is_connected (snapshot) && !snapshot->pulse_missing;
}

static gboolean
has_lost_card (const InsSnapshot *snapshot)
{
  return snapshot->digitizer_link == INS_LINK_LOST;
}

static guint
count_holes (const MemorySink *sink, InsHole reason)
{
  guint n = 0;

  for (gsize i = 0; i < (gsize)sink->n_rows * sink->n_columns; i++)
    n += sink->holes[i] == reason;

  return n;
}

/* What is no hole has a value, and the other way round. */
static void
assert_values_or_holes (const MemorySink *sink)
{
  for (gsize i = 0; i < (gsize)sink->n_rows * sink->n_columns; i++)
    {
      g_assert_true (sink->holes[i] == INS_HOLE_NONE || sink->holes[i] == INS_HOLE_LOST_PULSES);
      g_assert_true ((sink->holes[i] == INS_HOLE_NONE) == (isfinite (sink->amplitude[i]) != 0));
    }
}

/* Twice in the scan samples are lost: those lines are swept again and nothing is missing. */
static void
test_overrun_now_and_then (void)
{
  FaultyDigitizer *card;
  g_autoptr (InsEngine) engine = faulty_engine_new ("sim", "sim:resolution", &card);
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  card->n_good_reads = 150;
  atomic_store (&card->n_overruns_left, 2);
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  recipe->index_length_mm = 1.6;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_cmpuint (atomic_load (&card->n_overruns_left), ==, 0);
  g_assert_cmpuint (snapshot.account.n_restarts, <=, 2);
  g_assert_cmpuint (sink->account.n_restarts, ==, snapshot.account.n_restarts);
}

/* It loses samples in every sweep, about once in a tenth of a second: every line is kept with what
 * is good, what is missing is a hole that says why, and the scan goes on to its end. */
static void
test_overrun_in_every_line (void)
{
  FaultyDigitizer *card;
  g_autoptr (InsEngine) engine = faulty_engine_new ("sim", "sim:resolution", &card);
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;
  guint n_overruns = 0;

  card->n_good_reads = 12; /* blocks of 4 ms; a line takes 0.18 s */
  atomic_store (&card->n_overruns_left, 100000);
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  recipe->index_length_mm = 0.4;
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_lines_written, ==, 4);
  assert_values_or_holes (sink);
  g_assert_cmpuint (snapshot.n_holes, ==, count_holes (sink, INS_HOLE_LOST_PULSES));
  /* most of it is good */
  g_assert_cmpuint (count_holes (sink, INS_HOLE_NONE), >, sink->n_rows * sink->n_columns / 2);
  for (guint row = 0; row < 4; row++)
    n_overruns += sink->cards[row].n_overruns;
  g_assert_cmpuint (n_overruns, >=, 4);
  g_assert_cmpuint (snapshot.account.n_restarts, >=, n_overruns);
  g_assert_cmpuint (snapshot.account.count.n_pulses, >, 500);
}

/* Nothing but overruns: the card is given up with its own words, in bounded time. */
static void
test_nothing_but_overruns (void)
{
  FaultyDigitizer *card;
  g_autoptr (InsEngine) engine = faulty_engine_new ("sim", "sim", &card);
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  InsSnapshot snapshot;

  card->n_good_reads = 1;
  atomic_store (&card->n_overruns_left, 100000);
  ins_engine_set_timing (engine, &recipe->timing);
  atomic_store (&card->silent, TRUE);
  card->n_reads = 1;
  ins_engine_connect (engine);
  snapshot = wait_for (engine, has_lost_card);
  g_assert_cmpstr (snapshot.digitizer_message, !=, "");
}

/* The cable to the trigger is off: the card stays connected and says what to check; once pulses
 * come it is well again. */
static void
test_waits_for_pulse (void)
{
  FaultyDigitizer *card;
  g_autoptr (InsEngine) engine = faulty_engine_new ("sim", "sim", &card);
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  card->hint = "Check the cable to input PFI0.";
  atomic_store (&card->silent, TRUE);
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  snapshot = wait_for (engine, is_pulse_missing);
  g_assert_cmpint (snapshot.digitizer_link, ==, INS_LINK_READY);
  g_assert_nonnull (strstr (snapshot.digitizer_message, "Check the cable to input PFI0."));
  atomic_store (&card->silent, FALSE);
  snapshot = wait_for (engine, has_pulse);
  g_assert_cmpstr (snapshot.digitizer_message, ==, "");

  start_scan (engine, recipe, sink);
  wait_for (engine, has_a_line);
  atomic_store (&card->silent, TRUE);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
  g_assert_cmpint (snapshot.error_code, ==, INS_DEVICE_ERROR_LOST);
  g_assert_nonnull (strstr (snapshot.scan_message, "Check the cable to input PFI0."));
  g_assert_cmpint (snapshot.digitizer_link, ==, INS_LINK_READY);
  g_assert_cmpuint (snapshot.n_lines_written, >=, 2);
}

/* A card that streams by itself and falls silent is lost. */
static void
test_silent_card_is_lost (void)
{
  FaultyDigitizer *card;
  g_autoptr (InsEngine) engine = faulty_engine_new ("sim", "sim", &card);
  g_autoptr (InsRecipe) recipe = small_recipe_new ();
  InsSnapshot snapshot;

  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  atomic_store (&card->silent, TRUE);
  snapshot = wait_for (engine, has_lost_card);
  g_assert_false (snapshot.pulse_missing);
}

/* A pulser that runs 13 % fast and triggers the card: the scan waits until its rate is known, and
 * the picture has no hole and is in register: the rate is no crystal's, so nothing is said of that.
 */
static void
test_free_pulser (void)
{
  FaultyDigitizer *card;
  g_autoptr (InsEngine) engine = faulty_engine_new ("sim", "sim:resolution?noise_percent=0", &card);
  g_autoptr (InsRecipe) recipe = bars_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  card->frequency = 1.13;
  ins_engine_set_timing (engine, &recipe->timing);
  ins_engine_connect (engine);
  wait_for (engine, is_connected);
  start_scan (engine, recipe, sink);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpstr (snapshot.scan_message, ==, "");
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  g_assert_true (isnan (snapshot.account.clock_ppm));
  g_assert_cmpfloat_with_epsilon (snapshot.account.count.prf_hz, 1.13 * recipe->timing.prf_hz, 5.0);
  for (guint row = 0; row < sink->n_rows; row++)
    {
      g_test_message ("row %u: %.3f mm", row, get_bars_shift_mm (sink, row));
      g_assert_cmpfloat (fabs (get_bars_shift_mm (sink, row)), <, 0.1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-faults/overrun-now-and-then", test_overrun_now_and_then);
  g_test_add_func ("/engine-faults/overrun-in-every-line", test_overrun_in_every_line);
  g_test_add_func ("/engine-faults/nothing-but-overruns", test_nothing_but_overruns);
  g_test_add_func ("/engine-faults/waits-for-pulse", test_waits_for_pulse);
  g_test_add_func ("/engine-faults/silent-card-is-lost", test_silent_card_is_lost);
  g_test_add_func ("/engine-faults/free-pulser", test_free_pulser);

  return g_test_run ();
}
