/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-clock.h"

static void
test_never_backwards (void)
{
  double last_s = ins_clock_now_s ();

  for (guint i = 0; i < 10000; i++)
    {
      double now_s = ins_clock_now_s ();

      g_assert_true (now_s >= last_s);
      last_s = now_s;
    }
}

static void
test_sleep_is_not_short (void)
{
  double start_s = ins_clock_now_s ();

  ins_clock_sleep_s (0.02);
  /* the sleeping clock is slewed against the raw one by at most 500 ppm */
  g_assert_cmpfloat (ins_clock_now_s () - start_s, >=, 0.0199);
  ins_clock_sleep_s (-1.0);
  ins_clock_sleep_s ((double)NAN);
  ins_clock_sleep_until_s (start_s);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/never-backwards", test_never_backwards);
  g_test_add_func ("/clock/sleep-is-not-short", test_sleep_is_not_short);

  return g_test_run ();
}
