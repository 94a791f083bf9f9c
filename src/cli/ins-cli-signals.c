/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdatomic.h>

#include "cli/ins-cli.h"
#include "core/ins-lock.h"

/* One thread from ins_cli_signals_start() to _end(). Every other thread inherits a mask that
 * leaves the signals to it. SIGUSR1 ends it,
 * SIGUSR2 pauses and goes on. */
static struct
{
  pthread_t thread;
  sigset_t set;              /* read-only after start */
  GCancellable *cancellable; /* read-only after start */
  atomic_bool is_stopped;    /* atomic */

  InsLock lock;
  InsCliStop stop;     /* lock */
  gpointer stop_data;  /* lock */
  InsCliStop pause;    /* lock */
  gpointer pause_data; /* lock */
} signals;

static void
stop_or_pause (int number)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  if (number != SIGUSR2)
    {
      atomic_store (&signals.is_stopped, TRUE);
      g_cancellable_cancel (signals.cancellable);
    }
  locker = ins_lock_acquire (&signals.lock);
  if (number == SIGUSR2 && signals.pause != NULL)
    signals.pause (signals.pause_data);
  else if (number != SIGUSR2 && signals.stop != NULL)
    signals.stop (signals.stop_data);
}

static void *
signals_main (void *data)
{
  int number = 0;

  while (sigwait (&signals.set, &number) == 0 && number != SIGUSR1)
    stop_or_pause (number);

  return NULL;
}

/* As nohup has it, a program that is to outlive its terminal does not hear of its end. */
static gboolean
hears_hangup (void)
{
  struct sigaction action;

  return sigaction (SIGHUP, NULL, &action) == 0 && action.sa_handler != SIG_IGN;
}

void
ins_cli_signals_start (void)
{
  int failed;

  ins_lock_init (&signals.lock);
  signals.cancellable = g_cancellable_new ();
  sigemptyset (&signals.set);
  sigaddset (&signals.set, SIGINT);
  sigaddset (&signals.set, SIGTERM);
  sigaddset (&signals.set, SIGUSR1);
  sigaddset (&signals.set, SIGUSR2);
  if (hears_hangup ())
    sigaddset (&signals.set, SIGHUP);
  failed = pthread_sigmask (SIG_BLOCK, &signals.set, NULL);
  g_assert (failed == 0);
  failed = pthread_create (&signals.thread, NULL, signals_main, NULL);
  g_assert (failed == 0);
}

void
ins_cli_signals_end (void)
{
  pthread_kill (signals.thread, SIGUSR1);
  pthread_join (signals.thread, NULL);
  g_clear_object (&signals.cancellable);
  ins_lock_clear (&signals.lock);
}

void
ins_cli_signals_set_stop (InsCliStop stop, gpointer data)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&signals.lock);

  signals.stop = stop;
  signals.stop_data = data;
  if (stop != NULL && atomic_load (&signals.is_stopped))
    stop (data);
}

void
ins_cli_signals_set_pause (InsCliStop pause, gpointer data)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&signals.lock);

  signals.pause = pause;
  signals.pause_data = data;
}

gboolean
ins_cli_is_stopped (void)
{
  return atomic_load (&signals.is_stopped);
}

GCancellable *
ins_cli_get_cancellable (void)
{
  return signals.cancellable;
}
