/* ins-motion-lines.c - the lines of a scan one after the other, without the conductor between them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the controller has a planner the way to a line and its sweep are handed to it as soon as
 * the line is known. Elsewhere a sweep is commanded when rest is reported. Where the axes are
 * independent the index axis goes with it, or once the sweep before has no pixel any more; the way
 * back is commanded when the sweep should have ended, if a move may take another's place. Motion
 * thread only.
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-motion-send.h"

#define START_GRACE_S 0.25 /* a controller may still say "idle" just after it took a command */
#define ROUND_TRIP_SHARE 1.2
#define RUN_OUT_S 0.001 /* behind the expected end of a sweep */

static void
take_pushed (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  while (self->n_taken < self->n_pushed && self->n_chain < INS_MOTION_MAX_LINES)
    {
      self->n_taken++;
      ins_motion_chain_line_init (&self->chain[self->n_chain++],
                                  &self->pushed[self->n_taken % INS_MOTION_MAX_LINES]);
    }
}

gboolean
ins_motion_start_lines (InsMotion *self, InsMotionActive *active, GError **error)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->n_taken = self->first_line - 1;
  }
  self->n_chain = 0;
  self->chain_queues = self->info.queues_moves;
  self->chain_is_ramping = FALSE;
  self->chain_rest_s = 0.0;
  self->chain_dead_s = (double)NAN;
  self->chain_end = self->chain_before = active->start;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    self->chain_tolerance.mm[axis] = ins_motion_get_tolerance_mm (self, axis);
  take_pushed (self);
  if (self->n_chain == 0)
    return TRUE;

  return self->chain_queues ? ins_motion_fill_queue (self, active, error)
                            : ins_motion_send_next (self, active, &self->chain[0], error);
}

/* The oldest @n lines are done. */
static void
complete (InsMotion *self, guint n)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  for (guint i = 0; i < n; i++)
    {
      InsMotionLineResult *result = &self->line_results[++self->n_done % INS_MOTION_MAX_LINES];

      *result = self->chain[i].result;
      result->ended_s = ins_clock_now_s ();
    }
  self->n_chain -= n;
  memmove (&self->chain[0], &self->chain[n], self->n_chain * sizeof self->chain[0]);
  ins_condition_broadcast (&self->changed);
}

/* The lent reports are written into under the lock: the conductor may give up waiting. */
static gboolean
take_report (InsMotion *self,
             const InsMotionActive *active,
             InsMotionChainLine *line,
             const InsStageReport *report)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->abandoned_serial < active->serial)
    ins_motion_chain_line_take (line, report, &self->chain_before, &self->chain_tolerance);
  self->index_is_late |= line->is_off_row;

  return line->is_swept;
}

/* How many of the oldest lines the stage has behind it. A slow link may show nothing of one. */
static guint
count_past (InsMotion *self, const InsMotionActive *active, const InsStageReport *report)
{
  guint n_past = 0;

  for (guint i = 0; i < self->n_chain && self->chain[i].sweep_sent; i++)
    {
      InsMotionChainLine *line = &self->chain[i];

      if (line->is_swept && i == n_past &&
          ins_motion_chain_line_is_past (line, report, &self->chain_before, &self->chain_tolerance))
        n_past = i + 1;
      else if (take_report (self, active, line, report))
        {
          n_past = i;
          if (ins_motion_chain_line_is_past (line, report, &self->chain_before,
                                             &self->chain_tolerance))
            n_past++;
          break;
        }
    }

  return n_past;
}

static guint
count_sent (const InsMotion *self)
{
  guint n = 0;

  while (n < self->n_chain && self->chain[n].sweep_sent)
    n++;

  return n;
}

static gboolean
is_at_end (const InsMotion *self, const InsPosition *position)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (position->mm[axis] - self->chain_end.mm[axis]) > self->chain_tolerance.mm[axis])
      return FALSE;

  return TRUE;
}

static gboolean
is_released (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->released;
}

/* TRUE: it has ended, with error. FALSE: the command is so new that the motion may be to come. */
static gboolean
end_elsewhere (InsMotion *self,
               const InsMotionActive *active,
               const InsStageReport *report,
               GError **error)
{
  if (is_released (self) || self->chain_is_ramping)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped."));
      return TRUE;
    }
  if ((!active->seen_motion && ins_clock_now_s () - self->chain_sent_s < START_GRACE_S) ||
      ins_arrival_watch_is_settling (&self->arrival))
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (report->position.mm[axis] - self->chain_end.mm[axis]) >
        self->chain_tolerance.mm[axis])
      {
        g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                     _ ("The stage stands at %c %.3f mm and did not reach %.3f mm."),
                     INS_AXIS_LETTERS[axis], report->position.mm[axis], self->chain_end.mm[axis]);
        break;
      }

  return TRUE;
}

/* There is no further line, and none will be taken. */
static gboolean
close_lines (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->lines_closing = self->n_chain == 0 && self->n_taken == self->n_pushed;

  return self->lines_closing;
}

static void
note_rest (InsMotion *self, const InsMotionActive *active)
{
  self->lag_s = ins_motion_aim_get_lag_s (&active->aim, self->lag_s);
  self->chain_rest_s = active->aim.known ? MIN (active->aim.expected_s, ins_clock_now_s ())
                                         : ins_clock_now_s ();
}

/* It rests where the last command led. */
static gboolean
go_on (InsMotion *self, InsMotionActive *active, GError **error)
{
  guint n_sent = count_sent (self);

  if (self->chain_queues)
    {
      complete (self, n_sent);
      return close_lines (self) || !ins_motion_fill_queue (self, active, error);
    }
  note_rest (self, active);
  if (n_sent < self->n_chain && !ins_motion_send_next (self, active, &self->chain[n_sent], error))
    return TRUE;
  if (n_sent > 0)
    complete (self, n_sent);

  return close_lines (self);
}

static gboolean
is_dropped (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->lines_dropped;
}

/* Nothing is sent any more; what moves ramps down, or where a stop has no ramp and might cost
 * steps, goes where it was told to. TRUE: just now, so that a report of rest is from
 * before, and the stage not yet through with the stop. */
static gboolean
ramp_down (InsMotion *self)
{
  if (self->chain_is_ramping)
    return FALSE;
  self->chain_is_ramping = TRUE;
  if (self->info.stops_hard)
    return FALSE;
  ins_stage_stop (self->stage);

  return TRUE;
}

static gboolean
follow (InsMotion *self, InsMotionActive *active, const InsStageReport *report, GError **error)
{
  gboolean at_rest = report->activity == INS_STAGE_IDLE;

  if (report->activity == INS_STAGE_ALARM)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM, "%s",
                   report->message[0] != '\0' ? report->message
                                              : _ ("The stage controller is in alarm."));
      return TRUE;
    }
  take_pushed (self);
  if (is_dropped (self) && ramp_down (self))
    return FALSE;
  if (at_rest && (self->chain_is_ramping || !is_at_end (self, &report->position)))
    return end_elsewhere (self, active, report, error);
  active->seen_motion |= !at_rest && report->activity != INS_STAGE_STOPPING;
  if (self->chain_queues)
    complete (self, count_past (self, active, report));
  else if (self->n_chain > 0 && self->chain[0].sweep_sent)
    (void)take_report (self, active, &self->chain[0], report);
  if (at_rest)
    return go_on (self, active, error);

  return self->chain_queues && !self->chain_is_ramping && !is_released (self) &&
         !ins_motion_fill_queue (self, active, error);
}

gboolean
ins_motion_follow_lines (InsMotion *self,
                         InsMotionActive *active,
                         const InsStageReport *report,
                         GError **error)
{
  gboolean ended = follow (self, active, report, error);

  self->chain_before = report->position;

  return ended;
}

/* What may be commanded before rest is reported. */
typedef struct
{
  InsMotionChainLine *line; /* NULL: nothing */
  gboolean is_return;       /* the whole way back, not the index axis by itself */
  double due_s;
} Early;

static Early
get_early (InsMotion *self, const InsMotionActive *active)
{
  InsMotionChainLine *line = &self->chain[0], *next = &self->chain[1];
  const Early nothing = { .due_s = (double)INFINITY };
  InsAxis axis;

  if (self->chain_queues || self->chain_is_ramping || self->n_chain < 2 || !line->sweep_sent ||
      next->lead_sent || isinf (line->result.high_s))
    return nothing;
  axis = line->line.scan_axis;
  if (fabs (next->line.start.mm[axis] - line->line.end.mm[axis]) > self->chain_tolerance.mm[axis])
    return self->info.preempts && active->aim.known && active->aim.learnt
               ? (Early){ next, TRUE,
                          MAX (line->result.high_s, active->aim.expected_s + RUN_OUT_S) }
               : nothing;

  return self->info.axes_independent && !ins_motion_can_go_beside (self, next)
             ? (Early){ next, FALSE, line->result.high_s }
             : nothing;
}

double
ins_motion_limit_wait_s (InsMotion *self, const InsMotionActive *active, double wait_s)
{
  Early early = get_early (self, active);
  double left_s = early.due_s - ins_clock_now_s ();

  if (early.line == NULL)
    return wait_s;

  /* no question may be under way then */
  return left_s < wait_s + ROUND_TRIP_SHARE * active->aim.round_trip_s ? MAX (left_s, 0.0) : wait_s;
}

static void
send_index (InsMotion *self, InsMotionActive *active, InsMotionChainLine *next, GError **error)
{
  InsPosition target = next->line.start;
  InsMotionAim aim = active->aim;
  gboolean seen_motion = active->seen_motion;

  target.mm[next->line.scan_axis] = (double)NAN;
  next->lead_sent = ins_motion_send (self, active, &target, next->line.travel_speed_mm_s, error);
  active->aim = aim; /* the sweep's end is still what is waited for */
  active->seen_motion = seen_motion;
}

static void
send_return (InsMotion *self, InsMotionActive *active, InsMotionChainLine *next, GError **error)
{
  note_rest (self, active);
  if (ins_motion_send_lead (self, active, next, error))
    complete (self, 1);
  else
    self->chain_rest_s = 0.0;
}

gboolean
ins_motion_act_on_lines (InsMotion *self, InsMotionActive *active, GError **error)
{
  Early early = get_early (self, active);
  g_autoptr (GError) failure = NULL;

  if (early.line == NULL || ins_clock_now_s () < early.due_s || is_dropped (self))
    return TRUE;
  if (early.is_return)
    send_return (self, active, early.line, &failure);
  else
    send_index (self, active, early.line, &failure);
  if (!g_error_matches (failure, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
    return TRUE; /* what was refused is tried again at rest */
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
