/* ins-arrival-watch.h - whether a stage stands where and when it says so
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/* Two habits of a stage make the places of echoes worth nothing, and no fit shows them: it says
 * that it has arrived and goes on moving, or it answers with the place it is going to. Zeros:
 * nothing was seen. A value; owned by one thread. */
typedef struct
{
  double creep_mm; /* the farthest that it went after it had said that it stood; 0 never */
  InsAxis creep_axis;
  gboolean reports_targets;

  /* of the newest command */
  gboolean knows_target;
  InsPosition target;
  double command_s, half_s; /* it cannot be there before the second */
  guint n_too_soon;
  gboolean has_moved;

  /* since it stands */
  gboolean rests;
  InsPosition rest, moved_to;
  double rest_s, moved_s, newest_s; /* the second: when it was last seen to have moved */
} InsArrivalWatch;

/**
 * ins_arrival_watch_command:
 * @from: where the command before led
 * @target: (nullable): NaN for axes that stay; %NULL of a command without (homing, jogs)
 * @speed_mm_s: of the fastest axis, at most
 *
 * A command is about to be given.
 */
void ins_arrival_watch_command (InsArrivalWatch *self,
                                const InsPosition *from,
                                const InsPosition *target,
                                double speed_mm_s,
                                double command_s);

/* Returns: %TRUE if something is known now that was not */
gboolean ins_arrival_watch_report (InsArrivalWatch *self,
                                   const InsStageReport *report,
                                   const InsPosition *tolerance_mm);

/* It says that it stands, but goes on moving or has not been asked again yet: worth waiting for. At
 * most two seconds long. */
gboolean ins_arrival_watch_is_settling (const InsArrivalWatch *self);

/* What was seen and what to do about it; "" nothing. */
void ins_arrival_watch_to_text (const InsArrivalWatch *self, char *text, gsize size);

G_END_DECLS
