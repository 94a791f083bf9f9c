/* bench.h - how a benchmark counts time and says what it found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdio.h>
#include <time.h>

static inline double
bench_cpu_s (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline int
bench_compare (const void *a, const void *b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0.0) - (difference < 0.0);
}

/* Sorts the values. */
static inline double
bench_quantile (double *values, guint n, double share)
{
  qsort (values, n, sizeof *values, bench_compare);

  return values[(guint)(share * (n - 1) + 0.5)];
}

static inline void
bench_print (const char *name, double value, const char *unit)
{
  printf ("%s\t%.4g\t%s\n", name, value, unit);
  fflush (stdout);
}
