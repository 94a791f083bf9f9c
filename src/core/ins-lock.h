/* ins-lock.h - mutex and condition for state that threads share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <math.h>
#include <pthread.h>
#include <time.h>

G_BEGIN_DECLS

/* State shared between threads is guarded by a pthread mutex and not a GMutex: ThreadSanitizer
 * follows the former and takes every use of the latter for a race, because GLib's futex code is
 * not instrumented.
 */
typedef pthread_mutex_t InsLock;
typedef pthread_cond_t InsCondition;

static inline void
ins_lock_init (InsLock *lock)
{
  int failed = pthread_mutex_init (lock, NULL);

  g_assert (failed == 0);
}

static inline void
ins_lock_clear (InsLock *lock)
{
  int failed = pthread_mutex_destroy (lock);

  g_assert (failed == 0);
}

static inline InsLock *
ins_lock_acquire (InsLock *lock)
{
  int failed = pthread_mutex_lock (lock);

  g_assert (failed == 0);

  return lock;
}

static inline void
ins_lock_release (InsLock *lock)
{
  int failed = pthread_mutex_unlock (lock);

  g_assert (failed == 0);
}

/* g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock); holds it to the end
 * of the scope.
 */
typedef InsLock InsLocker;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsLocker, ins_lock_release)

static inline void
ins_condition_init (InsCondition *condition)
{
  pthread_condattr_t attributes;
  int failed = pthread_condattr_init (&attributes);

  failed |= pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  failed |= pthread_cond_init (condition, &attributes);
  failed |= pthread_condattr_destroy (&attributes);
  g_assert (failed == 0);
}

static inline void
ins_condition_clear (InsCondition *condition)
{
  int failed = pthread_cond_destroy (condition);

  g_assert (failed == 0);
}

static inline void
ins_condition_broadcast (InsCondition *condition)
{
  int failed = pthread_cond_broadcast (condition);

  g_assert (failed == 0);
}

/* Waits at most timeout_s seconds; every wait in the program has such a bound. Wakes without
 * cause now and then, so the caller looks at its state again. FALSE: the time is up.
 */
static inline gboolean
ins_condition_wait (InsCondition *condition, InsLock *lock, double timeout_s)
{
  struct timespec until;
  double whole_s = floor (timeout_s);

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_sec += (time_t)whole_s;
  until.tv_nsec += (long)((timeout_s - whole_s) * 1e9);
  if (until.tv_nsec >= 1000000000L)
    {
      until.tv_sec++;
      until.tv_nsec -= 1000000000L;
    }

  return pthread_cond_timedwait (condition, lock, &until) == 0;
}

G_END_DECLS
