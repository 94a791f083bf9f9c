/* ins-jog-reasons.c - why nothing may be moved by hand now
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-jog-control-private.h"

const char *
ins_jog_control_get_reason (InsJogControl *self)
{
  const InsSnapshot *snapshot;

  if (ins_jog_control_get_engine (self) == NULL)
    return _ ("No rig is set up yet.");
  snapshot = ins_session_get_snapshot (self->session);
  if (snapshot->stage_link == INS_LINK_OPENING)
    return _ ("The stage is being connected.");
  if (snapshot->stage_link == INS_LINK_CLOSED)
    return _ ("The stage is not connected. Connect it first.");
  if (snapshot->stage_link != INS_LINK_READY || snapshot->report.activity == INS_STAGE_UNKNOWN)
    return _ ("The stage does not answer. Connect it first.");
  if (ins_session_is_scanning (self->session) && snapshot->scan != INS_SCAN_PAUSED)
    return _ ("A scan is running. Pause it to move by hand.");
  if (snapshot->report.activity == INS_STAGE_ALARM)
    return _ ("The controller has stopped itself. Unlock it first.");
  if (snapshot->report.activity == INS_STAGE_HOMING)
    return _ ("The stage is homing.");
  if (snapshot->reference_message[0] != '\0')
    return snapshot->reference_message;

  return NULL;
}

const char *
ins_jog_control_get_home_reason (InsJogControl *self)
{
  const char *reason = ins_jog_control_get_reason (self);
  const InsSnapshot *snapshot;

  if (ins_jog_control_get_engine (self) == NULL)
    return reason;
  snapshot = ins_session_get_snapshot (self->session);
  if (snapshot->stage_link != INS_LINK_READY)
    return reason;
  if (ins_session_is_scanning (self->session))
    return _ ("A scan is not finished. Stop it before homing.");
  if (!snapshot->stage_info.can_home)
    return _ ("This stage has no switches to home to.");

  /* an alarm, and a position that nobody vouches for, are reasons to home */
  if (snapshot->report.activity == INS_STAGE_ALARM || reason == snapshot->reference_message)
    return NULL;

  return reason;
}

const char *
ins_jog_control_get_go_to_reason (InsJogControl *self)
{
  const char *reason = ins_jog_control_get_reason (self);

  if (reason != NULL)
    return reason;
  if (!ins_session_get_snapshot (self->session)->report.homed ||
      !ins_session_get_snapshot (self->session)->report.position_known)
    return _ ("Home the stage first: it does not know where it is.");

  return NULL;
}
