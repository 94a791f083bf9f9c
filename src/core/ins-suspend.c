/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include "core/ins-suspend.h"

#define LEAST_S 0.05
#define TOGETHER_S 1e-3 /* in which both clocks are read, unless the computer is busy */
#define N_TRIES 5

static double
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);

  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The look in which they were read closest together. */
double
ins_suspend_get_s (void)
{
  double apart_s = G_MAXDOUBLE, suspended_s = 0.0;

  for (guint i = 0; i < N_TRIES && apart_s > TOGETHER_S; i++)
    {
      double before_s = read_clock (CLOCK_MONOTONIC), boot_s = read_clock (CLOCK_BOOTTIME);
      double after_s = read_clock (CLOCK_MONOTONIC);

      if (after_s - before_s >= apart_s)
        continue;
      apart_s = after_s - before_s;
      suspended_s = boot_s - 0.5 * (before_s + after_s);
    }

  return suspended_s;
}

double
ins_suspend_watch_look (InsSuspendWatch *self, double suspended_s)
{
  double slept_s = suspended_s - self->suspended_s;

  if (self->has_looked && slept_s < LEAST_S)
    return 0.0;
  if (!self->has_looked)
    slept_s = 0.0;
  self->has_looked = TRUE;
  self->suspended_s = suspended_s;

  return slept_s;
}
