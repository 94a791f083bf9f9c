/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdatomic.h>

#include "at-once.h"

#define MAX_THREADS 128

typedef struct
{
  GFunc run;
  const GPtrArray *items;
  gpointer data;
  atomic_uint next;
} Work;

static gpointer
worker_main (gpointer data)
{
  Work *work = data;
  guint at;

  while ((at = atomic_fetch_add (&work->next, 1)) < work->items->len)
    work->run (work->items->pdata[at], work->data);

  return NULL;
}

void
run_at_once (GFunc run, const GPtrArray *items, guint n_threads, gpointer data)
{
  Work work = { .run = run, .items = items, .data = data };
  GThread *threads[MAX_THREADS];

  n_threads = MIN (MIN (n_threads, items->len), MAX_THREADS);
  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("at-once", worker_main, &work);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}
