/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-clock.h"
#include "core/ins-lock.h"
#include "core/ins-ring.h"

struct _InsRing
{
  InsLock lock;
  InsCondition changed;

  /* set by ins_ring_new(), read-only afterwards */
  guint n_places;

  gpointer *blocks; /* lock */
  guint first;      /* lock */
  guint n_blocks;   /* lock */
  gboolean closed;  /* lock */
};

InsRing *
ins_ring_new (guint n_places)
{
  InsRing *self;

  g_return_val_if_fail (n_places > 0, NULL);

  self = g_new0 (InsRing, 1);
  self->n_places = n_places;
  self->blocks = g_new0 (gpointer, n_places);
  ins_lock_init (&self->lock);
  ins_condition_init (&self->changed);

  return self;
}

void
ins_ring_free (InsRing *self)
{
  ins_condition_clear (&self->changed);
  ins_lock_clear (&self->lock);
  g_free (self->blocks);
  g_free (self);
}

gboolean
ins_ring_push (InsRing *self, gpointer block, double timeout_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + timeout_s;

  while (!self->closed && self->n_blocks == self->n_places)
    {
      double left_s = until_s - ins_clock_now_s ();

      if (left_s <= 0.0)
        return FALSE;
      ins_condition_wait (&self->changed, &self->lock, left_s);
    }
  if (self->closed)
    return FALSE;

  self->blocks[(self->first + self->n_blocks) % self->n_places] = block;
  self->n_blocks++;
  ins_condition_broadcast (&self->changed);

  return TRUE;
}

gpointer
ins_ring_pop (InsRing *self, double timeout_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + timeout_s;
  gpointer block;

  while (self->n_blocks == 0)
    {
      double left_s = until_s - ins_clock_now_s ();

      if (self->closed || left_s <= 0.0)
        return NULL;
      ins_condition_wait (&self->changed, &self->lock, left_s);
    }

  block = self->blocks[self->first];
  self->first = (self->first + 1) % self->n_places;
  self->n_blocks--;
  ins_condition_broadcast (&self->changed);

  return block;
}

void
ins_ring_close (InsRing *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->closed = TRUE;
  ins_condition_broadcast (&self->changed);
}

void
ins_ring_reopen (InsRing *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->closed = FALSE;
}

guint
ins_ring_get_length (InsRing *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->n_blocks;
}
