/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ins-engine"

#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "scan/ins-engine-private.h"

InsRig *
ins_engine_dup_rig (InsEngine *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return ins_rig_ref (self->rig);
}

/* (transfer none) rig: the present one with another card, or with the same one wired otherwise. */
static gboolean
take_card (InsEngine *self, InsRig *rig, GError **error)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (ins_engine_is_scanning_locked (self))
      {
        g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                     _ ("A scan is using the card. Wait for its end, or stop it, before you change "
                        "the card."));
        return FALSE;
      }
    ins_rig_unref (self->rig);
    self->rig = ins_rig_ref (rig);
    /* under the lock: a scan that starts now finds the wish before its own */
    ins_acquisition_set_digitizer (self->acquisition, rig->digitizer);
    ins_acquisition_set_by_position (self->acquisition, rig->position_trigger);
  }
  ins_engine_tell (self);

  return TRUE;
}

gboolean
ins_engine_set_card (InsEngine *self, const char *digitizer_uri, GError **error)
{
  g_autoptr (InsRig) old = ins_engine_dup_rig (self);
  g_autoptr (InsRig) rig = ins_rig_new_with_digitizer (old, digitizer_uri, error);

  return rig != NULL && take_card (self, rig, error);
}

gboolean
ins_engine_set_position_trigger (InsEngine *self, gboolean on, GError **error)
{
  g_autoptr (InsRig) old = ins_engine_dup_rig (self);
  g_autoptr (InsRig) rig = ins_rig_new_with_trigger (old, on, error);

  return rig != NULL && take_card (self, rig, error);
}

gboolean
ins_engine_set_correction (InsEngine *self, double latency_ms, double backlash_mm, GError **error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  InsRig *rig;

  if (ins_engine_is_scanning_locked (self))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                   _ ("A scan is running. Wait for its end, or stop it, before you change latency "
                      "and backlash."));
      return FALSE;
    }
  rig = ins_rig_new_with_correction (self->rig, latency_ms, backlash_mm);
  ins_rig_unref (self->rig);
  self->rig = rig;

  return TRUE;
}

void
ins_engine_find_cards (InsEngine *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!ins_engine_is_scanning_locked (self))
    ins_acquisition_find_cards (self->acquisition);
}

GPtrArray *
ins_engine_dup_offers (InsEngine *self)
{
  return ins_acquisition_dup_offers (self->acquisition);
}
