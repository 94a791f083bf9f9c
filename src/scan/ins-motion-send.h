/* ins-motion-send.h - what the stage is told for the lines of a scan; motion thread only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-motion-private.h"

G_BEGIN_DECLS

/* A move behind the last one, unless a stop was asked for, behind which it does not slip out. */
gboolean ins_motion_send (InsMotion *self,
                          InsMotionActive *active,
                          const InsPosition *target,
                          double speed_mm_s,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The way to the line's start, if there is one, is under way. */
gboolean ins_motion_send_lead (InsMotion *self,
                               InsMotionActive *active,
                               InsMotionChainLine *line,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The index axis may be set off together with the line's sweep. */
gboolean ins_motion_can_go_beside (const InsMotion *self, const InsMotionChainLine *line);

/* Without a planner: from rest to the start of the line, or its sweep. */
gboolean ins_motion_send_next (InsMotion *self,
                               InsMotionActive *active,
                               InsMotionChainLine *line,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* With one: as much as there is room for; more after the next report. */
gboolean ins_motion_fill_queue (InsMotion *self,
                                InsMotionActive *active,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
