/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-grbl-stage-private.h"
#include "devices/stage/ins-stage-chain.h"
#include "devices/stage/ins-stage-travel.h"

#define OK_TIMEOUT_S 0.8
#define QUERY_TIMEOUT_S 0.5
#define DEFAULT_ACCELERATION_MM_S2 100.0
#define LAST_LINK_MM 0.002 /* at the end of the travel a link may be this short */

static gboolean
refuse_jogging (InsAxis axis, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
               _ ("The %c axis is still jogging. Wait until it stands."), INS_AXIS_LETTERS[axis]);

  return FALSE;
}

/* Asks where it stands now. */
static gboolean
locate (InsGrblStage *self, GError **error)
{
  if (!ins_grbl_stage_check_ready (self, error) ||
      !ins_grbl_stage_query (self, QUERY_TIMEOUT_S, error) ||
      !ins_grbl_stage_check_ready (self, error))
    return FALSE;
  if (self->link.has_position)
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The controller was reset before it took the command."));

  return FALSE;
}

/* A jog that runs out after a cancel takes new lines and forgets them, or carries them out just
 * after it has stopped. Whatever came of it, a stop that was asked for meanwhile counts. */
static gboolean
send_jog (InsGrblStage *self, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  g_autofree char *line = ins_grbl_format_jog (axis, distance_mm, 60.0 * speed_mm_s);
  gboolean done;

  if (line == NULL)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                           _ ("Distance or speed is beyond what any stage can do. Nothing moves."));
      return FALSE;
    }
  done = ins_grbl_stage_command (self, line, OK_TIMEOUT_S, error);
  if (ins_grbl_stage_stop_is_asked (self) &&
      !ins_grbl_link_write (&self->link, INS_GRBL_JOG_CANCEL, done ? error : NULL))
    return FALSE;

  return done;
}

static gboolean
grbl_jog (InsStage *stage, InsAxis axis, double distance_mm, double speed_mm_s, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);
  InsPosition target = { { (double)NAN, (double)NAN, (double)NAN } };

  if (!ins_grbl_stage_check_ready (self, error))
    return FALSE;
  if (distance_mm == 0.0)
    return TRUE;
  /* the controller refuses a jog that would leave the travel as a whole, so it is clipped here */
  if (!locate (self, error) ||
      !ins_stage_travel_clip (&self->info, &self->link.position, axis, &distance_mm, error) ||
      !send_jog (self, axis, distance_mm, speed_mm_s, error))
    return FALSE;
  target.mm[axis] = self->link.position.mm[axis] + distance_mm;
  self->hold.direction = 0;
  ins_grbl_stage_note_motion (self, INS_STAGE_JOGGING, &target);

  return TRUE;
}

static double
get_acceleration (const InsGrblStage *self, InsAxis axis)
{
  double acceleration = self->info.acceleration.mm[axis];

  return acceleration > 0.0 ? acceleration : DEFAULT_ACCELERATION_MM_S2; /* also for NaN */
}

/* By the newest report. */
static gboolean
is_jogging (const InsGrblStage *self)
{
  const InsGrblLink *link = &self->link;

  return link->status.state == INS_GRBL_JOG ||
         (self->accepted_s > 0.0 && link->asked_s - self->accepted_s < INS_GRBL_START_DELAY_S);
}

/* A new chain begins where the stage stands. */
static void
prepare_hold (InsGrblStage *self, InsAxis axis, int direction, double wanted_mm_s, gboolean is_new)
{
  InsGrblHold *hold = &self->hold;
  double asked_s = self->link.asked_s;

  if (is_new)
    *hold = (InsGrblHold){ .axis = axis,
                           .direction = direction,
                           .end_mm = self->link.position.mm[axis] };
  else
    hold->speed_mm_s = ins_stage_chain_get_speed_mm_s (hold->speed_mm_s, hold->wanted_mm_s,
                                                       get_acceleration (self, axis),
                                                       asked_s - hold->estimate_s);
  hold->estimate_s = asked_s;
  hold->wanted_mm_s = wanted_mm_s;
}

/* Increments are relative: where an ok got garbled on its way, the line counts as taken. If it was
 * not, the chain is shorter than believed and the stage stops earlier. */
static gboolean
add_link (InsGrblStage *self, double length_mm, GError **error)
{
  InsGrblHold *hold = &self->hold;
  InsPosition target = { { (double)NAN, (double)NAN, (double)NAN } };
  guint n_bad_lines = self->link.n_bad_lines;
  g_autoptr (GError) first = NULL;

  if (!send_jog (self, hold->axis, hold->direction * length_mm, hold->wanted_mm_s, &first))
    {
      if (!g_error_matches (first, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST) ||
          self->link.n_bad_lines == n_bad_lines)
        {
          g_propagate_error (error, g_steal_pointer (&first));
          return FALSE;
        }
      self->link.n_answered = self->link.n_lines;
    }
  hold->end_mm += hold->direction * length_mm;
  target.mm[hold->axis] = hold->end_mm;
  ins_grbl_stage_note_motion (self, INS_STAGE_JOGGING, &target);

  return TRUE;
}

/* A chain of increments that reaches ahead_s further than the stage is now, the ramp included. The
 * planner joins them, and when none follows it ramps down by itself (gnea/grbl
 * doc/markdown/jogging.md). */
static gboolean
grbl_jog_hold (InsStage *stage,
               InsAxis axis,
               int direction,
               double speed_mm_s,
               double ahead_s,
               GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);
  InsGrblHold *hold = &self->hold;
  double fastest_mm_s = self->info.maximum_speed.mm[axis];
  double reach_mm, distance_mm, link_mm, shortest_mm;
  gboolean is_new;

  direction = direction < 0 ? -1 : 1;
  if (fastest_mm_s > 0.0) /* FALSE for NaN */
    speed_mm_s = fmin (speed_mm_s, fastest_mm_s);
  if (!locate (self, error))
    return FALSE;
  is_new = !is_jogging (self);
  if (!is_new && (hold->direction != direction || hold->axis != axis))
    return refuse_jogging (hold->direction != 0 ? hold->axis : axis, error);
  prepare_hold (self, axis, direction, speed_mm_s, is_new);

  reach_mm = ins_stage_chain_get_reach_mm (hold->speed_mm_s, speed_mm_s,
                                           get_acceleration (self, axis), ahead_s);
  shortest_mm = ins_stage_chain_get_shortest_mm (speed_mm_s, ahead_s, reach_mm);
  distance_mm = direction * reach_mm;
  if (!ins_stage_travel_clip (&self->info, &self->link.position, axis, &distance_mm, error))
    return FALSE;
  if (is_new || fabs (distance_mm) < reach_mm)
    shortest_mm = LAST_LINK_MM;
  link_mm = direction * (self->link.position.mm[axis] + distance_mm - hold->end_mm);

  return link_mm < shortest_mm || add_link (self, link_mm, error);
}

static gboolean
grbl_jog_cancel (InsStage *stage, GError **error)
{
  InsGrblStage *self = INS_GRBL_STAGE (stage);

  if (!self->is_open)
    return ins_grbl_stage_check_ready (self, error);
  self->hold.direction = 0;
  self->accepted_s = 0.0; /* what it says from now on counts */

  /* ignored by the firmware in every state but Jog */
  return ins_grbl_link_write (&self->link, INS_GRBL_JOG_CANCEL, error);
}

void
ins_grbl_stage_jog_init (InsStageInterface *iface)
{
  iface->jog = grbl_jog;
  iface->jog_hold = grbl_jog_hold;
  iface->jog_cancel = grbl_jog_cancel;
}
