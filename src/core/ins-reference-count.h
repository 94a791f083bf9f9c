/* ins-reference-count.h - how many hold a value that threads share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

/* C11 atomics and not GAtomicRcBox: what one thread did before it let go has been done for the one
 * that frees, and ThreadSanitizer, which cannot see into GLib, knows it.
 */
typedef struct
{
  atomic_int n_holders;
} InsReferenceCount;

/* One holder. Before any other thread sees it. */
static inline void
ins_reference_count_init (InsReferenceCount *self)
{
  atomic_init (&self->n_holders, 1);
}

/* Any thread that holds it. */
static inline void
ins_reference_count_take (InsReferenceCount *self)
{
  int n_before = atomic_fetch_add_explicit (&self->n_holders, 1, memory_order_relaxed);

  g_assert (n_before > 0);
}

/* TRUE: that was the last holder, who frees. Any thread that holds it. */
static inline gboolean
ins_reference_count_drop (InsReferenceCount *self)
{
  int n_before = atomic_fetch_sub_explicit (&self->n_holders, 1, memory_order_acq_rel);

  g_assert (n_before > 0);

  return n_before == 1;
}

G_END_DECLS
