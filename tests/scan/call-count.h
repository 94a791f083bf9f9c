/* call-count.h - how often a thread asks for memory, takes a lock or says something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linked into a test program this takes malloc() and its kin and pthread_mutex_lock() for the whole
 * process, the libraries' calls too.
 */
#pragma once

#include <glib.h>

typedef struct
{
  guint64 n_allocations; /* and frees */
  guint64 n_locks;
  guint64 n_messages; /* to GLib's log */
} CallCount;

/* Of all threads that have had this name; at most 15 characters of it count. */
CallCount call_count_get (const char *thread_name);

/* Has log messages counted; before the first one. */
void call_count_watch_log (void);
