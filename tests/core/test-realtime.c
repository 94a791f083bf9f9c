/* test-realtime.c - what the kernel and RealtimeKit grant a thread, and how it is given back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <linux/capability.h>
#include <math.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-realtime.h"
#include "core/ins-rtkit.h"
#include "fake-rtkit.h"

#define LONG_S 20.0

static int
get_policy (void)
{
  return sched_getscheduler (0) & ~SCHED_RESET_ON_FORK;
}

static gboolean
may_be_realtime (void)
{
  const struct sched_param wanted = { .sched_priority = 1 };
  gboolean may = sched_setscheduler (0, SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted) == 0;
  const struct sched_param none = { 0 };

  sched_setscheduler (0, SCHED_OTHER | SCHED_RESET_ON_FORK, &none);
  if (!may)
    g_test_skip ("no right to SCHED_FIFO here");

  return may;
}

/* Of the calling thread only; whoever starts it has them still. */
static void
drop_rights (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct none[2];

  memset (none, 0, sizeof none);
  g_assert_cmpint (syscall (SYS_capset, &header, none), ==, 0);
}

static void
run_in_thread (GThreadFunc body, gpointer data)
{
  g_thread_join (g_thread_new ("test", body, data));
}

static gpointer
enter_and_leave (gpointer data)
{
  struct sched_param param;

  g_assert_cmpint (ins_realtime_enter (7), ==, INS_REALTIME_FIFO);
  g_assert_cmpint (get_policy (), ==, SCHED_FIFO);
  g_assert_cmpint (sched_getparam (0, &param), ==, 0);
  g_assert_cmpint (param.sched_priority, ==, 7);
  ins_realtime_leave ();
  g_assert_cmpint (get_policy (), ==, SCHED_OTHER);

  return NULL;
}

/* And the limit that guards it is as it was. */
static void
test_kernel_grants (void)
{
  struct rlimit before, after;

  if (!may_be_realtime ())
    return;
  g_assert_cmpint (getrlimit (RLIMIT_RTTIME, &before), ==, 0);
  run_in_thread (enter_and_leave, NULL);
  g_assert_cmpint (getrlimit (RLIMIT_RTTIME, &after), ==, 0);
  g_assert_true (before.rlim_cur == after.rlim_cur);
}

static gpointer
run_away (gpointer data)
{
  double until_s = ins_clock_now_s () + LONG_S;
  InsRealtimeState granted = ins_realtime_enter (1);

  g_assert_cmpint (granted, ==, INS_REALTIME_FIFO);
  while (ins_realtime_check (granted) == granted && ins_clock_now_s () < until_s)
    ;
  g_assert_cmpint (ins_realtime_check (granted), ==, INS_REALTIME_REVOKED);
  g_assert_cmpint (get_policy (), ==, SCHED_OTHER);
  g_assert_nonnull (ins_realtime_get_advice (INS_REALTIME_REVOKED, TRUE));
  ins_realtime_leave ();

  return NULL;
}

static void
test_runaway_is_caught (void)
{
  if (!may_be_realtime ())
    return;
  run_in_thread (run_away, NULL);
  run_in_thread (enter_and_leave, NULL);
}

static gpointer
follow (gpointer data)
{
  InsRealtimeWorker worker = { 0 };

  g_assert_false (ins_realtime_worker_follow (&worker, 3));
  g_assert_cmpint (atomic_load (&worker.state), ==, INS_REALTIME_OFF);
  atomic_store (&worker.wanted, TRUE);
  g_assert_true (ins_realtime_worker_follow (&worker, 3));
  g_assert_cmpint (atomic_load (&worker.state), ==, INS_REALTIME_FIFO);
  g_assert_false (ins_realtime_worker_follow (&worker, 3));
  ins_realtime_worker_end (&worker);
  g_assert_cmpint (atomic_load (&worker.state), ==, INS_REALTIME_OFF);
  g_assert_cmpint (get_policy (), ==, SCHED_OTHER);

  return NULL;
}

static void
test_worker_follows_the_wish (void)
{
  if (may_be_realtime ())
    run_in_thread (follow, NULL);
}

static void
test_no_bus (void)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_assert_null (ins_rtkit_new (1.0));
}

static gpointer
enter_without_rights (gpointer state)
{
  drop_rights ();
  *(InsRealtimeState *)state = ins_realtime_enter (90);
  if (*(InsRealtimeState *)state >= INS_REALTIME_NICE)
    ins_realtime_leave ();

  return NULL;
}

/* The service has the last word on the priority. */
static void
test_service_grants (void)
{
  g_autoptr (FakeRtkit) fake = fake_rtkit_new (FAKE_RTKIT_GRANTS);
  InsRealtimeState state = INS_REALTIME_OFF;
  struct rlimit run_time;

  run_in_thread (enter_without_rights, &state);
  g_assert_cmpint (state, ==, INS_REALTIME_FIFO);
  g_assert_cmpint (fake_rtkit_get_priority (fake), ==, FAKE_RTKIT_HIGHEST);
  g_assert_cmpint (fake_rtkit_get_run_time_us (fake), <=, FAKE_RTKIT_RUN_TIME_US);
  g_assert_cmpint (fake_rtkit_get_run_time_us (fake), >, 0);
  g_assert_cmpint (getrlimit (RLIMIT_RTTIME, &run_time), ==, 0);
  g_assert_true (run_time.rlim_max <= FAKE_RTKIT_RUN_TIME_US);
}

static void
test_service_grants_nice_only (void)
{
  g_autoptr (FakeRtkit) fake = fake_rtkit_new (FAKE_RTKIT_NICE_ONLY);
  InsRealtimeState state = INS_REALTIME_OFF;

  run_in_thread (enter_without_rights, &state);
  g_assert_cmpint (state, ==, INS_REALTIME_NICE);
  g_assert_cmpint (fake_rtkit_get_nice (fake), ==, -11);
  g_assert_nonnull (ins_realtime_get_advice (state, TRUE));
}

static void
test_service_refuses (void)
{
  g_autoptr (FakeRtkit) fake = fake_rtkit_new (FAKE_RTKIT_REFUSES);
  InsRealtimeState state = INS_REALTIME_OFF;

  run_in_thread (enter_without_rights, &state);
  g_assert_cmpint (state, ==, INS_REALTIME_REFUSED);
  g_assert_nonnull (ins_realtime_get_advice (state, TRUE));
}

/* One that never answers is waited for once, not at every question. */
static void
test_silent_service_is_left (void)
{
  g_autoptr (FakeRtkit) fake = fake_rtkit_new (FAKE_RTKIT_SILENT);
  g_autoptr (InsRtkit) service = ins_rtkit_new (0.2);
  int priority, nice_level;
  gint64 run_time_us;

  g_assert_nonnull (service);
  g_assert_false (ins_rtkit_get_limits (service, &priority, &nice_level, &run_time_us));
  g_assert_false (ins_rtkit_make_realtime (service, gettid (), 1));
}

static void
test_memory (void)
{
  const gsize n = 64 * 1024;
  g_autofree guint8 *bytes = g_malloc (n);

  if (!ins_realtime_lock_memory (bytes, n))
    {
      g_test_skip ("no right to lock 64 KiB here");
      return;
    }
  ins_realtime_unlock_memory (bytes, n);
  g_assert_null (ins_realtime_get_advice (INS_REALTIME_FIFO, TRUE));
  g_assert_nonnull (ins_realtime_get_advice (INS_REALTIME_FIFO, FALSE));
}

static void
test_switch (void)
{
  g_setenv ("INSONIFY_REALTIME", "0", TRUE);
  g_assert_false (ins_realtime_is_allowed ());
  g_unsetenv ("INSONIFY_REALTIME");
  g_assert_true (ins_realtime_is_allowed ());
}

int
main (int argc, char **argv)
{
  g_autofree char *bus = g_find_program_in_path ("dbus-daemon");

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/realtime/switch", test_switch);
  g_test_add_func ("/realtime/memory", test_memory);
  g_test_add_func ("/realtime/kernel-grants", test_kernel_grants);
  g_test_add_func ("/realtime/worker-follows-the-wish", test_worker_follows_the_wish);
  g_test_add_func ("/realtime/runaway-is-caught", test_runaway_is_caught);
  if (WITHOUT_BUS)
    return g_test_run ();
  g_test_add_func ("/realtime/no-bus", test_no_bus);
  if (bus != NULL && geteuid () == 0)
    {
      g_test_add_func ("/realtime/service-grants", test_service_grants);
      g_test_add_func ("/realtime/service-grants-nice-only", test_service_grants_nice_only);
      g_test_add_func ("/realtime/service-refuses", test_service_refuses);
    }
  if (bus != NULL)
    g_test_add_func ("/realtime/silent-service-is-left", test_silent_service_is_left);

  return g_test_run ();
}
