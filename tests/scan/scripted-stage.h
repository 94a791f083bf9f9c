/* scripted-stage.h - a stage without a controller, for tests of who commands it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-lock.h"
#include "devices/stage/ins-stage.h"

#define TYPE_SCRIPTED_STAGE (scripted_stage_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedStage, scripted_stage, SCRIPTED, STAGE, GObject)

/* Moves at 10 mm/s without ramps, by the clock, wherever it is told to; it has no rule of its own
 * about stops, so that those of its owner show. All fields: lock. */
struct _ScriptedStage
{
  GObject parent_instance;

  InsLock lock;
  InsStageActivity activity; /* while it moves */
  double until_s;            /* it moves until then; 0 it stands */
  double since_s;
  InsPosition position;
  int direction;
  InsAxis axis;
  gboolean is_open, is_homed, is_confirmed;

  /* script */
  gboolean is_silent;       /* poll and commands end with _LOST */
  gboolean is_held;         /* poll does not return before this is FALSE again */
  gboolean finds_no_switch; /* homing ends, but not homed */
  gboolean runs_out;        /* a stop takes for ever; a halt does not */
  guint limit_after;        /* jog_hold number so many says _LIMIT; 0 never */
  guint refuse_after;       /* likewise _REFUSED */
  gboolean cannot_home, stops_hard;
  gboolean is_alarmed; /* reports _ALARM with the message "Trouble." */
  gboolean refuses;    /* a move */
  double short_mm;     /* it rests so far before where a move leads */
  double settles_mm;   /* it says that it stands so far before its place, and comes nearer */
  gboolean tells_target;
  double piece_s; /* > 0: jog_hold moves so long and cannot be prolonged */

  /* what happened */
  guint n_holds, n_pieces, n_jogs, n_moves, n_homes, n_unlocks, n_cancels, n_stops, n_halts,
      n_closes, n_triggers;
  guint n_moves_at_trigger; /* n_moves at the newest set_trigger */
  double ahead_s;           /* of the newest jog_hold */
  InsPosition target;       /* of the newest move */
  double speed_mm_s;        /* of the newest command */
};

ScriptedStage *scripted_stage_new (void);
void scripted_stage_lock (ScriptedStage *self);
void scripted_stage_unlock (ScriptedStage *self);
gboolean scripted_stage_is_moving (ScriptedStage *self);
