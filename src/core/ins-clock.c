/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "core/ins-clock.h"

double
ins_clock_now_s (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC_RAW, &now);

  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void
ins_clock_sleep_s (double seconds)
{
  struct timespec left;

  if (!(seconds > 0.0))
    return;

  left.tv_sec = (time_t)seconds;
  left.tv_nsec = (long)((seconds - (double)left.tv_sec) * 1e9);

  while (clock_nanosleep (CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
    ;
}

/* CLOCK_MONOTONIC_RAW cannot be slept on; the two clocks differ by parts per million. */
void
ins_clock_sleep_until_s (double time_s)
{
  ins_clock_sleep_s (time_s - ins_clock_now_s ());
}
