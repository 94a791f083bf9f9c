/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/ins-lock.h"
#include "core/ins-realtime.h"
#include "core/ins-rtkit.h"

#define NICE_LEVEL (-11)
#define ASK_S 0.5
#define RUN_TIME_US 150000 /* without a pause; RealtimeKit allows 200 ms */

/* What the signal handler needs. A free place has 0. */
static atomic_int threads[INS_REALTIME_MAX_THREADS];
static atomic_bool is_revoked;

static InsLock lock = PTHREAD_MUTEX_INITIALIZER;
static guint n_entered;              /* lock */
static struct rlimit old_run_time;   /* lock; before the first one entered */
static struct sigaction old_handler; /* lock; likewise */

gboolean
ins_realtime_is_allowed (void)
{
  return g_strcmp0 (g_getenv ("INSONIFY_REALTIME"), "0") != 0;
}

/* Only what a signal handler may: two kernel calls. */
static void
make_ordinary (int thread)
{
  const struct sched_param none = { 0 };

  /* without the flag an ordinary user's call would be refused */
  sched_setscheduler (thread, SCHED_OTHER | SCHED_RESET_ON_FORK, &none);
  setpriority (PRIO_PROCESS, (id_t)thread, 0);
}

/* The kernel may give the signal to any thread, so all are meant. */
static void
on_ran_too_long (int signal_number)
{
  int error_number = errno;

  for (guint i = 0; i < INS_REALTIME_MAX_THREADS; i++)
    {
      int thread = atomic_load (&threads[i]);

      if (thread != 0)
        make_ordinary (thread);
    }
  atomic_store (&is_revoked, TRUE);
  errno = error_number;
}

/* Of the first one: the guard. Where it cannot be had nobody gets anything. */
static gboolean
set_guard_locked (void)
{
  struct sigaction handler = { .sa_handler = on_ran_too_long, .sa_flags = SA_RESTART };
  struct rlimit run_time;

  if (n_entered > 0)
    return TRUE;
  if (getrlimit (RLIMIT_RTTIME, &old_run_time) != 0)
    return FALSE;
  run_time = old_run_time;
  run_time.rlim_cur = MIN (RUN_TIME_US, run_time.rlim_max);
  sigemptyset (&handler.sa_mask);
  if (sigaction (SIGXCPU, &handler, &old_handler) != 0)
    return FALSE;
  if (setrlimit (RLIMIT_RTTIME, &run_time) != 0)
    {
      sigaction (SIGXCPU, &old_handler, NULL);
      return FALSE;
    }
  atomic_store (&is_revoked, FALSE);

  return TRUE;
}

/* A hard limit that was lowered stays so: only root could raise it. */
static void
remove_guard_locked (void)
{
  struct rlimit run_time;

  if (n_entered > 0 || getrlimit (RLIMIT_RTTIME, &run_time) != 0)
    return;
  run_time.rlim_cur = MIN (old_run_time.rlim_cur, run_time.rlim_max);
  setrlimit (RLIMIT_RTTIME, &run_time);
  sigaction (SIGXCPU, &old_handler, NULL);
}

/* Before anything is granted, so that the handler knows of it. FALSE: too many. */
static gboolean
add_thread (int thread)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&lock);

  for (guint i = 0; i < INS_REALTIME_MAX_THREADS; i++)
    if (atomic_load (&threads[i]) == 0)
      {
        if (!set_guard_locked ())
          return FALSE;
        atomic_store (&threads[i], thread);
        n_entered++;
        return TRUE;
      }

  return FALSE;
}

static void
remove_thread (int thread)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&lock);

  for (guint i = 0; i < INS_REALTIME_MAX_THREADS; i++)
    if (atomic_load (&threads[i]) == thread)
      {
        atomic_store (&threads[i], 0);
        n_entered--;
        remove_guard_locked ();
        return;
      }
}

static gboolean
make_realtime (int priority)
{
  const struct sched_param wanted = { .sched_priority = priority };

  return sched_setscheduler (0, SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted) == 0;
}

/* RealtimeKit refuses programs whose threads could run on for ever. */
static gboolean
limit_run_time (gint64 most_us)
{
  struct rlimit run_time;

  if (most_us <= 0 || getrlimit (RLIMIT_RTTIME, &run_time) != 0)
    return FALSE;
  run_time.rlim_max = MIN (run_time.rlim_max, (rlim_t)most_us);
  run_time.rlim_cur = MIN (run_time.rlim_cur, 3 * run_time.rlim_max / 4);

  return setrlimit (RLIMIT_RTTIME, &run_time) == 0;
}

static InsRealtimeState
ask_service (int thread, int priority)
{
  g_autoptr (InsRtkit) service = ins_rtkit_new (ASK_S);
  int highest, lowest_nice;
  gint64 run_time_us;

  if (service == NULL || !ins_rtkit_get_limits (service, &highest, &lowest_nice, &run_time_us))
    return INS_REALTIME_REFUSED;
  if (highest > 0 && limit_run_time (run_time_us) &&
      ins_rtkit_make_realtime (service, thread, MIN (priority, highest)))
    return INS_REALTIME_FIFO;

  return ins_rtkit_make_nice (service, thread, MAX (NICE_LEVEL, lowest_nice))
             ? INS_REALTIME_NICE
             : INS_REALTIME_REFUSED;
}

InsRealtimeState
ins_realtime_enter (int priority)
{
  int thread = gettid ();
  InsRealtimeState state = INS_REALTIME_REFUSED;

  if (!add_thread (thread))
    return state;
  if (make_realtime (priority))
    return INS_REALTIME_FIFO;
  state = ask_service (thread, priority);
  if (state == INS_REALTIME_REFUSED && setpriority (PRIO_PROCESS, (id_t)thread, NICE_LEVEL) == 0)
    state = INS_REALTIME_NICE;
  if (state == INS_REALTIME_REFUSED)
    remove_thread (thread);

  return state;
}

void
ins_realtime_leave (void)
{
  int thread = gettid ();

  make_ordinary (thread);
  remove_thread (thread);
}

InsRealtimeState
ins_realtime_check (InsRealtimeState granted)
{
  return granted >= INS_REALTIME_NICE && atomic_load (&is_revoked) ? INS_REALTIME_REVOKED : granted;
}

gboolean
ins_realtime_worker_follow (InsRealtimeWorker *self, int priority)
{
  const InsRealtimeState before = atomic_load (&self->state);
  InsRealtimeState state = ins_realtime_check (before);
  const gboolean is_wanted = atomic_load (&self->wanted);

  if (is_wanted && state == INS_REALTIME_OFF)
    state = ins_realtime_enter (priority);
  else if (!is_wanted && state != INS_REALTIME_OFF)
    {
      if (state != INS_REALTIME_REFUSED)
        ins_realtime_leave ();
      state = INS_REALTIME_OFF;
    }
  atomic_store (&self->state, state);

  return state != before;
}

void
ins_realtime_worker_end (InsRealtimeWorker *self)
{
  atomic_store (&self->wanted, FALSE);
  ins_realtime_worker_follow (self, 0);
}

gboolean
ins_realtime_lock_memory (gconstpointer bytes, gsize n_bytes)
{
  return mlock (bytes, n_bytes) == 0;
}

void
ins_realtime_unlock_memory (gconstpointer bytes, gsize n_bytes)
{
  munlock (bytes, n_bytes);
}

const char *
ins_realtime_get_advice (InsRealtimeState state, gboolean is_memory_locked)
{
  switch (state)
    {
    case INS_REALTIME_REFUSED:
      return _ ("The system does not let this program run in real time: on a busy computer lines "
                "may have to be repeated. Its administrator can install rtkit, or allow it (see "
                "docs/realtime.md).");
    case INS_REALTIME_REVOKED:
      return _ ("Real time was given up, because a worker computed for 0.15 s without a pause: the "
                "pulse rate or the record is more than this computer can do.");
    case INS_REALTIME_NICE:
      return _ ("This program goes before others, but not in real time: on a busy computer lines "
                "may have to be repeated. The administrator can allow it (see docs/realtime.md).");
    case INS_REALTIME_FIFO:
      if (!is_memory_locked)
        return _ ("The buffers of a scan are not locked in memory: the limit “memlock” is too "
                  "small. Its administrator can raise it (see docs/realtime.md).");
      return NULL;
    case INS_REALTIME_OFF:
    default:
      return NULL;
    }
}
