/* ins-motion-find.c - which stages are there? motion thread only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * On the thread that owns the stage, so that a port is never opened twice, and only while none is
 * connected: looking takes seconds, in which nobody would watch it.
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/stage/ins-stage-finder.h"
#include "scan/ins-motion-private.h"

static void
set_finding (InsMotion *self, gboolean is_finding)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.is_finding = is_finding;
  }
  self->notify (self->notify_data);
}

gboolean
ins_motion_find (InsMotion *self, GError **error)
{
  g_autoptr (GPtrArray) ports = NULL;
  g_autoptr (GPtrArray) offers = NULL;

  if (self->open)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                           _ ("A stage is connected. Disconnect it before you look for others: "
                              "that opens every port."));
      return FALSE;
    }
  set_finding (self, TRUE);
  ports = self->list_ports ();
  offers = ins_stage_offers_find (ports, self->cancellable);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
    GPtrArray *before = self->offers;

    self->offers = g_steal_pointer (&offers);
    self->status.offers_serial++;
    offers = before; /* freed without the lock */
  }
  set_finding (self, FALSE);

  return TRUE;
}

GPtrArray *
ins_motion_dup_offers (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->offers != NULL ? g_ptr_array_ref (self->offers) : NULL;
}
