/* ins-realtime.h - a thread that is woken on time, and memory that stays
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

typedef enum
{
  INS_REALTIME_OFF,     /* not asked for */
  INS_REALTIME_REFUSED, /* asked for, and the system grants nothing */
  INS_REALTIME_REVOKED, /* granted; a thread then ran so long without a pause that it was given up
                         */
  INS_REALTIME_NICE,    /* goes before other programs, but not always */
  INS_REALTIME_FIFO,    /* SCHED_FIFO */
} InsRealtimeState;

/* Threads that may be at it at the same time. */
#define INS_REALTIME_MAX_THREADS 8

/* FALSE where INSONIFY_REALTIME=0 is in the environment. */
gboolean ins_realtime_is_allowed (void);

/**
 * ins_realtime_enter:
 * @priority: of SCHED_FIFO, 1 to 20; a thread with a higher one goes first
 *
 * Asks for the calling thread: the kernel directly (root, or a limit "rtprio"), then RealtimeKit,
 * which gives SCHED_FIFO to a desktop's user; then the same two for a high nice level. At most
 * 0.5 s. What was granted ends with the thread or with ins_realtime_leave().
 *
 * Such a thread has to sleep: one that computes for 0.15 s on end makes the kernel signal
 * (SIGXCPU), and every thread that was granted something is an ordinary one again
 * (%INS_REALTIME_REVOKED). Without that a mistake could stop the whole computer.
 */
InsRealtimeState ins_realtime_enter (int priority);

/* The calling thread is an ordinary one again. */
void ins_realtime_leave (void);

/* Of what a thread was granted: REVOKED once the guard above has struck. Any thread, no wait. */
InsRealtimeState ins_realtime_check (InsRealtimeState granted);

/**
 * ins_realtime_lock_memory:
 *
 * Keeps these bytes in memory, touched now. FALSE, and nothing has changed, if the limit "memlock"
 * does not allow that.
 */
gboolean ins_realtime_lock_memory (gconstpointer bytes, gsize n_bytes);
void ins_realtime_unlock_memory (gconstpointer bytes, gsize n_bytes);

/* A long-lived thread that may be asked to at any time. Others set wanted and read state. */
typedef struct
{
  atomic_bool wanted;
  atomic_int state; /* InsRealtimeState */
} InsRealtimeWorker;

/* The thread itself, now and then: enters or leaves as wanted. TRUE: state has changed. */
gboolean ins_realtime_worker_follow (InsRealtimeWorker *self, int priority);
/* Before the thread ends. */
void ins_realtime_worker_end (InsRealtimeWorker *self);

/* (nullable): for people, what the system has refused and what its administrator can do. NULL: all
 * is well, or nothing was asked for. */
const char *ins_realtime_get_advice (InsRealtimeState state, gboolean is_memory_locked);

G_END_DECLS
