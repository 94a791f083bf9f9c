/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ins-engine"

#include "config.h"

#include <glib/gi18n.h>

#include "scan/ins-engine-private.h"

void
ins_engine_find_stages (InsEngine *self)
{
  const InsMotionRequest request = { .verb = INS_MOTION_FIND };

  if (!ins_motion_post (self->motion, &request))
    ins_motion_set_message (self->motion, _ ("The stage is busy. Wait, then look again."));
}

GPtrArray *
ins_engine_dup_stage_offers (InsEngine *self)
{
  return ins_motion_dup_offers (self->motion);
}
