/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "core/ins-suspend.h"

/* What the computer's clocks are moved by. */
static double boot_s, wall_s, monotonic_s;
static guint n_busy; /* so many looks at the clock are far apart */

/* The program's own takes the library's place. */
int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int failed = (int)syscall (SYS_clock_gettime, clock, now);
  double more_s = clock == CLOCK_BOOTTIME ? boot_s + monotonic_s : monotonic_s;

  if (clock == CLOCK_REALTIME)
    more_s = wall_s;
  if (clock == CLOCK_BOOTTIME && n_busy > 0)
    {
      n_busy--;
      monotonic_s += 0.5;
    }
  now->tv_sec += (time_t)more_s;

  return failed;
}

static void
test_suspended (void)
{
  InsSuspendWatch watch = { 0 };

  g_assert_cmpfloat (ins_suspend_watch_look (&watch, 1000.0), ==, 0.0);
  g_assert_cmpfloat (ins_suspend_watch_look (&watch, 1000.0), ==, 0.0);
  /* two clocks read one after the other */
  g_assert_cmpfloat (ins_suspend_watch_look (&watch, 1000.04), ==, 0.0);
  g_assert_cmpfloat (ins_suspend_watch_look (&watch, 999.97), ==, 0.0);
  g_assert_cmpfloat_with_epsilon (ins_suspend_watch_look (&watch, 1007.5), 7.5, 1e-9);
  g_assert_cmpfloat (ins_suspend_watch_look (&watch, 1007.5), ==, 0.0);
  g_assert_cmpfloat_with_epsilon (ins_suspend_watch_look (&watch, 1007.6), 0.1, 1e-9);
}

static void
test_clocks (void)
{
  double before_s = ins_suspend_get_s ();

  wall_s = -86400.0; /* a wrong clock is set right */
  g_assert_cmpfloat_with_epsilon (ins_suspend_get_s (), before_s, 0.05);
  monotonic_s = 100.0; /* time goes by */
  g_assert_cmpfloat_with_epsilon (ins_suspend_get_s (), before_s, 0.05);
  boot_s = 3600.0;
  g_assert_cmpfloat_with_epsilon (ins_suspend_get_s (), before_s + 3600.0, 0.05);
  n_busy = 2; /* another program ran in between */
  g_assert_cmpfloat_with_epsilon (ins_suspend_get_s (), before_s + 3600.0, 0.05);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suspend/suspended", test_suspended);
  g_test_add_func ("/suspend/clocks", test_clocks);

  return g_test_run ();
}
