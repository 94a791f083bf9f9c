/* bench-realtime.c - how late a thread is woken on a busy computer, with real time and without
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "core/ins-realtime.h"

#define N_ROUNDS 5
#define N_WAKES 1500 /* a round */
#define PERIOD_NS 1000000
#define PRIORITY 20

typedef struct
{
  gboolean in_real_time;
  InsRealtimeState granted;
  double late_us[N_WAKES];
} Sleeper;

static atomic_bool ends;

static gpointer
keep_busy (gpointer data)
{
  volatile guint64 n = 0;

  while (!atomic_load (&ends))
    n += 1;

  return NULL;
}

static gpointer
sleep_and_wake (gpointer data)
{
  Sleeper *self = data;
  struct timespec due, now;

  self->granted = self->in_real_time ? ins_realtime_enter (PRIORITY) : INS_REALTIME_OFF;
  clock_gettime (CLOCK_MONOTONIC, &due);
  for (guint i = 0; i < N_WAKES; i++)
    {
      due.tv_nsec += PERIOD_NS;
      if (due.tv_nsec >= 1000000000L)
        {
          due.tv_nsec -= 1000000000L;
          due.tv_sec++;
        }
      while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
        ;
      clock_gettime (CLOCK_MONOTONIC, &now);
      self->late_us[i] = 1e6 * (double)(now.tv_sec - due.tv_sec) +
                         1e-3 * (double)(now.tv_nsec - due.tv_nsec);
    }
  if (self->granted > INS_REALTIME_REVOKED)
    ins_realtime_leave ();

  return NULL;
}

static double
measure (gboolean in_real_time, InsRealtimeState *granted)
{
  g_autofree Sleeper *sleeper = g_new0 (Sleeper, 1);

  sleeper->in_real_time = in_real_time;
  g_thread_join (g_thread_new ("sleeper", sleep_and_wake, sleeper));
  *granted = sleeper->granted;

  return bench_quantile (sleeper->late_us, N_WAKES, 0.99);
}

int
main (void)
{
  guint n_busy = 2 * (guint)MAX (sysconf (_SC_NPROCESSORS_ONLN), 1);
  g_autofree GThread **busy = g_new (GThread *, n_busy);
  double normal_us[N_ROUNDS], fifo_us[N_ROUNDS];
  InsRealtimeState granted;

  for (guint i = 0; i < n_busy; i++)
    busy[i] = g_thread_new ("busy", keep_busy, NULL);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      normal_us[i] = measure (FALSE, &granted);
      fifo_us[i] = measure (TRUE, &granted);
    }
  atomic_store (&ends, TRUE);
  for (guint i = 0; i < n_busy; i++)
    g_thread_join (busy[i]);

  bench_print ("realtime.wakeup_p99_us_normal", bench_quantile (normal_us, N_ROUNDS, 0.5), "us");
  if (granted != INS_REALTIME_FIFO)
    {
      g_printerr ("%s\n", ins_realtime_get_advice (granted, TRUE));
      return 0;
    }
  bench_print ("realtime.wakeup_p99_us_fifo", bench_quantile (fifo_us, N_ROUNDS, 0.5), "us");
  bench_print ("realtime.wakeup_normal_over_fifo",
               bench_quantile (normal_us, N_ROUNDS, 0.5) / bench_quantile (fifo_us, N_ROUNDS, 0.5),
               "x");

  return 0;
}
