/* ins-motion-send.c - what the stage is told for the lines of a scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Motion thread only.
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-motion-send.h"

static gboolean
refuse_stopped (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped."));

  return FALSE;
}

/* Without a planner an axis that the last command has led there needs no other. */
static InsPosition
leave_out_reached (const InsMotion *self, const InsPosition *target)
{
  InsPosition left = *target;

  for (guint axis = 0; axis < INS_N_AXES && !self->chain_queues; axis++)
    if (fabs (target->mm[axis] - self->chain_end.mm[axis]) <= 0.0)
      left.mm[axis] = (double)NAN;

  return left;
}

/* Until it moves, which is some time after it was told to. */
static void
note_dead_time (InsMotion *self)
{
  if (self->chain_rest_s > 0.0)
    self->chain_dead_s += MAX (ins_clock_now_s () - self->chain_rest_s, 0.0) + self->lag_s;
  self->chain_rest_s = 0.0;
}

static double
get_fastest_mm_s (const InsPosition *speeds)
{
  double fastest_mm_s = 0.0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    fastest_mm_s = fmax (fastest_mm_s, speeds->mm[axis]);

  return fastest_mm_s;
}

/* Also while a stop is on its way it does not slip out behind it. @speeds: (nullable): of each
 * axis; then @aimed is whose end is waited for. */
static gboolean
send_at (InsMotion *self,
         InsMotionActive *active,
         const InsPosition *target,
         double speed_mm_s,
         const InsPosition *speeds,
         const InsPosition *aimed,
         GError **error)
{
  double command_s = ins_clock_now_s ();
  g_autoptr (GError) failure = NULL;
  InsPosition needed = leave_out_reached (self, target);
  gboolean done;

  if (atomic_load (&self->n_stops) != active->n_stops)
    return refuse_stopped (error);
  atomic_store (&self->moves, TRUE);
  note_dead_time (self);
  /* what is queued begins later: on the sweep before it the stage may pass the target */
  ins_arrival_watch_command (&self->arrival, &self->chain_end, self->chain_queues ? NULL : target,
                             speeds == NULL ? speed_mm_s : get_fastest_mm_s (speeds), command_s);
  if (speeds != NULL)
    done = ins_stage_move_each (self->stage, &needed, speeds, &failure);
  else
    done = self->chain_queues ? ins_stage_queue (self->stage, &needed, speed_mm_s, &failure)
                              : ins_stage_move (self->stage, &needed, speed_mm_s, &failure);
  if (atomic_load (&self->n_stops) != active->n_stops)
    {
      ins_stage_stop (self->stage);
      if (!done && !g_error_matches (failure, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
        return refuse_stopped (error);
    }
  if (!done)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!self->chain_queues)
    ins_motion_aim_begin (&active->aim, &self->info, &self->chain_end, aimed, speed_mm_s, command_s,
                          self->lag_s);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (target->mm[axis]))
      self->chain_end.mm[axis] = target->mm[axis];
  self->chain_sent_s = ins_clock_now_s ();
  active->seen_motion = FALSE;

  return TRUE;
}

gboolean
ins_motion_send (InsMotion *self,
                 InsMotionActive *active,
                 const InsPosition *target,
                 double speed_mm_s,
                 GError **error)
{
  return send_at (self, active, target, speed_mm_s, NULL, target, error);
}

gboolean
ins_motion_send_lead (InsMotion *self,
                      InsMotionActive *active,
                      InsMotionChainLine *line,
                      GError **error)
{
  if (!line->lead_sent &&
      ins_motion_chain_line_needs_lead (line, &self->chain_end, &self->chain_tolerance) &&
      !ins_motion_send (self, active, &line->line.start, line->line.travel_speed_mm_s, error))
    return FALSE;
  line->lead_sent = TRUE;

  return TRUE;
}

static void
note_sweep (InsMotion *self, InsMotionChainLine *line)
{
  if (self->chain_dead_s > 0.0) /* FALSE for NaN */
    line->result.dead_s = self->chain_dead_s;
  self->chain_dead_s = 0.0;
  line->sweep_sent = TRUE;
}

gboolean
ins_motion_can_go_beside (const InsMotion *self, const InsMotionChainLine *line)
{
  return self->info.starts_together && !self->index_is_late &&
         ins_motion_chain_line_fits_beside (line, &self->info, &self->chain_end,
                                            &self->chain_tolerance);
}

/* The index axis and the sweep by one command. */
static gboolean
send_beside (InsMotion *self, InsMotionActive *active, InsMotionChainLine *line, GError **error)
{
  const double travel = line->line.travel_speed_mm_s;
  InsPosition target = line->line.start, speeds = { { travel, travel, travel } };
  InsPosition aimed = { { (double)NAN, (double)NAN, (double)NAN } };
  InsAxis axis = line->line.scan_axis;

  target.mm[axis] = aimed.mm[axis] = line->line.end.mm[axis];
  speeds.mm[axis] = line->line.speed_mm_s;
  line->lead_sent = line->is_beside = line->exit_sent = TRUE;
  line->result.began_s = ins_clock_now_s ();
  if (!send_at (self, active, &target, line->line.speed_mm_s, &speeds, &aimed, error))
    return FALSE;
  note_sweep (self, line);

  return TRUE;
}

static gboolean
send_sweep (InsMotion *self, InsMotionActive *active, InsMotionChainLine *line, GError **error)
{
  InsPosition target = line->line.end;

  if (line->sweep_sent)
    return TRUE;
  line->exit_sent = !self->chain_queues || !ins_motion_chain_line_find_turn (
                                               line, &self->info, &self->chain_tolerance, &target);
  for (guint axis = 0; axis < INS_N_AXES && self->chain_queues; axis++)
    if (axis != line->line.scan_axis)
      target.mm[axis] = (double)NAN;
  line->result.began_s = ins_clock_now_s ();
  if (!ins_motion_send (self, active, &target, line->line.speed_mm_s, error))
    return FALSE;
  note_sweep (self, line);

  return TRUE;
}

/* The way to the next line, in the ramp at the end of the sweep. */
static gboolean
send_exit (InsMotion *self, InsMotionActive *active, InsMotionChainLine *line, GError **error)
{
  line->exit_sent = line->exit_sent ||
                    ins_motion_send (self, active, &line->line.exit, line->line.speed_mm_s, error);

  return line->exit_sent;
}

gboolean
ins_motion_fill_queue (InsMotion *self, InsMotionActive *active, GError **error)
{
  g_autoptr (GError) failure = NULL;

  for (guint i = 0; i < self->n_chain; i++)
    {
      InsMotionChainLine *line = &self->chain[i];

      if (ins_motion_send_lead (self, active, line, &failure) &&
          send_sweep (self, active, line, &failure) && send_exit (self, active, line, &failure))
        continue;
      if (g_error_matches (failure, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_motion_send_next (InsMotion *self,
                      InsMotionActive *active,
                      InsMotionChainLine *line,
                      GError **error)
{
  if (!line->lead_sent &&
      ins_motion_chain_line_needs_lead (line, &self->chain_end, &self->chain_tolerance))
    return ins_motion_can_go_beside (self, line) ? send_beside (self, active, line, error)
                                                 : ins_motion_send_lead (self, active, line, error);
  line->lead_sent = TRUE;

  return send_sweep (self, active, line, error);
}
