/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ins-engine"

#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "scan/ins-engine-private.h"

void
ins_engine_find_stages (InsEngine *self)
{
  const InsMotionRequest request = { .verb = INS_MOTION_FIND };

  if (!ins_motion_post (self->motion, &request))
    ins_motion_set_message (self->motion, _ ("The stage is busy. Wait, then look again."));
}

void
ins_engine_stop_finding_stages (InsEngine *self)
{
  ins_motion_cancel_find (self->motion);
}

void
ins_engine_disconnect_stage (InsEngine *self)
{
  const InsMotionRequest request = { .verb = INS_MOTION_DISCONNECT };
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (!ins_engine_is_scanning_locked (self))
    ins_motion_post (self->motion, &request);
}

gboolean
ins_engine_set_stage (InsEngine *self, const char *stage_uri, GError **error)
{
  g_autoptr (InsRig) old = ins_engine_dup_rig (self);
  g_autoptr (InsRig) rig = ins_rig_new_with_stage (old, stage_uri, error);

  if (rig == NULL)
    return FALSE;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (ins_engine_is_scanning_locked (self))
      {
        g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                             _ ("A scan is using the stage. Wait for its end, or stop it, before "
                                "you change the stage."));
        return FALSE;
      }
    if (!ins_motion_set_stage (self->motion, rig->stage))
      {
        g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                             _ ("The stage is busy. Wait until it stands, then change it."));
        return FALSE;
      }
    ins_rig_unref (self->rig);
    self->rig = ins_rig_ref (rig);
    self->anchor = (InsTrackAnchor){ 0 };
  }
  ins_engine_tell (self);

  return TRUE;
}

gboolean
ins_engine_set_rig (InsEngine *self, InsRig *rig, GError **error)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (ins_engine_is_scanning_locked (self))
      {
        g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                             _ ("A scan is running on this rig. Wait for its end, or stop it, "
                                "before you take another rig."));
        return FALSE;
      }
    if (rig->stage != self->rig->stage && !ins_motion_set_stage (self->motion, rig->stage))
      {
        g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                             _ ("The stage is busy. Wait until it stands, then take another rig."));
        return FALSE;
      }
    if (rig->digitizer != self->rig->digitizer)
      {
        ins_acquisition_set_digitizer (self->acquisition, rig->digitizer);
        ins_acquisition_set_by_position (self->acquisition, rig->position_trigger);
      }
    if (rig->stage != self->rig->stage)
      self->anchor = (InsTrackAnchor){ 0 };
    ins_rig_unref (self->rig);
    self->rig = ins_rig_ref (rig);
  }
  ins_engine_tell (self);

  return TRUE;
}

GPtrArray *
ins_engine_dup_stage_offers (InsEngine *self)
{
  return ins_motion_dup_offers (self->motion);
}

void
ins_engine_get_reference (InsEngine *self, InsReference *reference)
{
  InsMotionStatus status;

  ins_motion_get_status (self->motion, &status);
  *reference = status.reference;
}

void
ins_engine_fill_stage (const InsMotionStatus *motion, InsSnapshot *snapshot)
{
  snapshot->stage_link = motion->link;
  g_strlcpy (snapshot->stage_message, motion->message, sizeof snapshot->stage_message);
  snapshot->stage_info = motion->info;
  snapshot->report = motion->report;
  snapshot->report_unix_us = motion->report_unix_us;
  g_strlcpy (snapshot->motion_message, motion->motion_message, sizeof snapshot->motion_message);
  g_strlcpy (snapshot->reference_message, motion->reference_message,
             sizeof snapshot->reference_message);
  g_strlcpy (snapshot->arrival_message, motion->arrival_message, sizeof snapshot->arrival_message);
  snapshot->is_finding_stages = motion->is_finding;
  g_strlcpy (snapshot->finding_at, motion->finding_at, sizeof snapshot->finding_at);
  snapshot->stage_offers_serial = motion->offers_serial;
}
