/* ins-ring.h - bounded hand-over of preallocated blocks between two threads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A queue of pointers with a fixed number of places, behind a pthread lock. A block has exactly
 * one owner at any time: push hands it over, pop takes it. Two rings make the usual circuit, one
 * with full blocks there and one with empty blocks back. Nothing is allocated after ins_ring_new().
 */
typedef struct _InsRing InsRing;

InsRing *ins_ring_new (guint n_places);

/* Frees the ring, not the blocks in it. No thread may still use it. */
void ins_ring_free (InsRing *self);

/* FALSE if the ring is full for timeout_s seconds, or closed; the caller then still owns @block. */
gboolean ins_ring_push (InsRing *self, gpointer block, double timeout_s);

/* NULL if the ring is empty for timeout_s seconds, or closed and empty. */
gpointer ins_ring_pop (InsRing *self, double timeout_s);

/* After closing, pushes fail and pops drain what is left; waiting threads wake. */
void ins_ring_close (InsRing *self);

/* Makes a closed ring usable again. Blocks left in it stay. */
void ins_ring_reopen (InsRing *self);

guint ins_ring_get_length (InsRing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsRing, ins_ring_free)

G_END_DECLS
