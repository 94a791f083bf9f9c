/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>

#include "call-count.h"

#define NAME_BYTES 16

/* What is watched. Threads are known by their names, which GLib gives them as they start. */
static const char names[][NAME_BYTES] = { "ins-acquisition", "ins-processing" };

#define N_NAMES G_N_ELEMENTS (names)

static struct
{
  atomic_ullong n_allocations, n_locks, n_messages;
} counts[N_NAMES];

/* 1 + place in names; 0 not known (yet). */
static __thread guint known_as __attribute__ ((tls_model ("initial-exec")));

static int (*real_lock) (pthread_mutex_t *);

/* glibc's own, which malloc() here stands before */
void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *__libc_memalign (size_t alignment, size_t size);
void __libc_free (void *memory);

/* -1: a thread that nobody watches. */
static int
find_place (void)
{
  char name[NAME_BYTES] = "";

  if (known_as == 0 && prctl (PR_GET_NAME, name) == 0)
    for (guint i = 0; i < N_NAMES; i++)
      if (strncmp (name, names[i], NAME_BYTES - 1) == 0)
        known_as = i + 1;

  return (int)known_as - 1;
}

static void
count_allocation (void)
{
  int place = find_place ();

  if (place >= 0)
    atomic_fetch_add (&counts[place].n_allocations, 1);
}

void *
malloc (size_t size)
{
  count_allocation ();

  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  count_allocation ();

  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  count_allocation ();

  return __libc_realloc (memory, size);
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  count_allocation ();

  return __libc_memalign (alignment, size);
}

int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  count_allocation ();
  *memory = __libc_memalign (alignment, size);

  return *memory != NULL ? 0 : 12;
}

void
free (void *memory)
{
  if (memory != NULL)
    count_allocation ();
  __libc_free (memory);
}

int
pthread_mutex_lock (pthread_mutex_t *mutex)
{
  int place = find_place ();

  if (real_lock == NULL)
    real_lock = (int (*) (pthread_mutex_t *))dlsym (RTLD_NEXT, "pthread_mutex_lock");
  if (place >= 0)
    atomic_fetch_add (&counts[place].n_locks, 1);

  return real_lock (mutex);
}

static GLogWriterOutput
on_message (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  int place = find_place ();

  if (place >= 0)
    atomic_fetch_add (&counts[place].n_messages, 1);

  return g_log_writer_default (level, fields, n_fields, data);
}

void
call_count_watch_log (void)
{
  g_log_set_writer_func (on_message, NULL, NULL);
}

CallCount
call_count_get (const char *thread_name)
{
  for (guint i = 0; i < N_NAMES; i++)
    if (strncmp (thread_name, names[i], NAME_BYTES - 1) == 0)
      return (CallCount){ .n_allocations = atomic_load (&counts[i].n_allocations),
                          .n_locks = atomic_load (&counts[i].n_locks),
                          .n_messages = atomic_load (&counts[i].n_messages) };
  g_assert_not_reached ();
}
