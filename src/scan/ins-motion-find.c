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
#include "devices/transport/ins-serial-ports.h"
#include "scan/ins-motion-private.h"

/* "/dev/ttyUSB0 (2 of 4)"; NULL: it is over. */
static void
tell_progress (InsMotion *self, const char *place)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->status.is_finding = place != NULL;
    g_strlcpy (self->status.finding_at, place != NULL ? place : "", sizeof self->status.finding_at);
  }
  self->notify (self->notify_data);
}

/* Those looked at before it was given up. */
static GPtrArray *
look_at_ports (InsMotion *self, const GPtrArray *ports)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_stage_offer_free);

  for (guint i = 0; i < ports->len; i++)
    {
      const InsSerialPort *port = ports->pdata[i];
      /* Translators: a port, its number, and how many there are */
      g_autofree char *place = g_strdup_printf (_ ("%s (%u of %u)"), port->path, i + 1, ports->len);
      InsStageOffer *offer;

      tell_progress (self, place);
      offer = ins_stage_offer_find (ports, i, self->find_cancellable);
      if (offer == NULL)
        break;
      g_ptr_array_add (offers, offer);
    }

  return offers;
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
  tell_progress (self, "");
  ports = self->list_ports ();
  offers = look_at_ports (self, ports);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
    GPtrArray *before = self->offers;

    self->offers = g_steal_pointer (&offers);
    self->status.offers_serial++;
    offers = before; /* freed without the lock */
  }
  tell_progress (self, NULL);

  return TRUE;
}

/* One that comes before the look has begun is not for the next. */
void
ins_motion_cancel_find (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->status.busy && self->slot.verb == INS_MOTION_FIND)
    g_cancellable_cancel (self->find_cancellable);
}

GPtrArray *
ins_motion_dup_offers (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->offers != NULL ? g_ptr_array_ref (self->offers) : NULL;
}
