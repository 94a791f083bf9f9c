/* test-engine-suspend.c - the computer is suspended in mid scan, and somebody sets its clock
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "engine-fixture.h"

#define HOUR_S 3600

static atomic_long suspended_s, set_back_s;

/* The program's own takes the library's place. */
int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int failed = (int)syscall (SYS_clock_gettime, clock, now);

  if (clock == CLOCK_BOOTTIME)
    now->tv_sec += atomic_load (&suspended_s);
  else if (clock == CLOCK_REALTIME)
    now->tv_sec -= atomic_load (&set_back_s);

  return failed;
}

static gboolean
is_paused (const InsSnapshot *snapshot)
{
  return snapshot->scan == INS_SCAN_PAUSED || is_over (snapshot);
}

/* The line is void, the stage rests, a sentence says why; then the line is swept again. */
static void
test_suspended (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = slow_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, is_within_a_line);
  atomic_fetch_add (&suspended_s, 2 * HOUR_S);
  snapshot = wait_for (engine, is_paused);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_PAUSED);
  g_assert_nonnull (strstr (snapshot.pause_message, "was suspended for 7200 s during line "));
  g_assert_cmpint (snapshot.stage_link, ==, INS_LINK_READY);
  g_assert_cmpuint (snapshot.n_card_restarts, ==, 1);
  g_assert_cmpuint (memory_sink_get_n_put (sink), <, sink->n_rows);

  ins_engine_resume (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpstr (snapshot.pause_message, ==, "");
  memory_sink_assert_whole (sink);
}

/* Who was away during a pause is not made to wait once more. */
static void
test_suspended_while_paused (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = slow_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, is_within_a_line);
  ins_engine_pause_now (engine);
  wait_for (engine, is_paused);
  atomic_fetch_add (&suspended_s, HOUR_S);
  ins_engine_resume (engine);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  memory_sink_assert_whole (sink);
}

/* A wrong wall clock that is set right is nothing to a scan. */
static void
test_clock_is_set (void)
{
  g_autoptr (InsEngine) engine = connected_engine_new ("sim", "sim");
  g_autoptr (InsRecipe) recipe = slow_recipe_new ();
  g_autoptr (MemorySink) sink = memory_sink_new ();
  InsSnapshot snapshot;

  start_scan (engine, recipe, sink);
  wait_for (engine, is_within_a_line);
  atomic_store (&set_back_s, 24 * HOUR_S);
  snapshot = wait_for (engine, is_over);
  g_assert_cmpint (snapshot.scan, ==, INS_SCAN_COMPLETE);
  g_assert_cmpuint (snapshot.n_card_restarts, ==, 0);
  g_assert_cmpuint (snapshot.n_holes, ==, 0);
  memory_sink_assert_whole (sink);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-suspend/suspended", test_suspended);
  g_test_add_func ("/engine-suspend/suspended-while-paused", test_suspended_while_paused);
  g_test_add_func ("/engine-suspend/clock-is-set", test_clock_is_set);

  return g_test_run ();
}
