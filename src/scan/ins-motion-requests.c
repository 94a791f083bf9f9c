/* ins-motion-requests.c - how a request begins, goes on and ends; motion thread only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-motion-private.h"

#define START_GRACE_S 0.25 /* a controller may still say "idle" just after it took a command */
#define ARRIVED_MM 0.02    /* where the controller does not say its resolution */

static void
tell (InsMotion *self)
{
  self->notify (self->notify_data);
}

/* Whatever the controller believes: as long as a person has to look, nothing counts as known. */
static void
publish_report_locked (InsMotion *self, const InsStageReport *report)
{
  self->status.report = *report;
  if (self->status.reference_message[0] != '\0')
    self->status.report.homed = self->status.report.position_known = FALSE;
  if (self->status.report.position_known)
    self->status.report_unix_us = g_get_real_time ();
}

void
ins_motion_publish_report (InsMotion *self, const InsStageReport *report)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  publish_report_locked (self, report);
}

/* Homing, or a person's word, makes the position good again. */
static void
settle_reference_locked (InsMotion *self, const InsMotionActive *active)
{
  InsMotionVerb verb = active->request.verb;

  if (!active->has_report || active->report.activity != INS_STAGE_IDLE)
    return;
  if (verb == INS_MOTION_HOME && active->report.homed)
    {
      self->status.reference.has_home = TRUE;
      self->status.reference.home_mm = active->report.position;
      self->status.reference.homed_unix_us = g_get_real_time ();
    }
  if (verb == INS_MOTION_UNLOCK) /* what a person vouches for is not where a homing ended */
    self->status.reference.has_home = FALSE;
  if (verb == INS_MOTION_UNLOCK || (verb == INS_MOTION_HOME && active->report.homed))
    self->status.reference_message[0] = '\0';
}

/* (transfer full) error, NULL if it ended well. */
void
ins_motion_end_request (InsMotion *self, InsMotionActive *active, GError *error)
{
  if (self->open) /* a stage may have learnt about itself: that it is mute in motion ... */
    ins_motion_learn_info (self);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (error == NULL)
      settle_reference_locked (self, active);
    if (active->has_report)
      publish_report_locked (self, &active->report);
    self->status.info = self->info;
    self->ended_serial = active->serial;
    self->result.n_reports = active->n_reports;
    self->result.ended_s = ins_clock_now_s ();
    self->result.position = self->status.report.position;
    self->result.report = active->report;
    g_clear_error (&self->ended_error);
    self->ended_error = error;
    self->status.busy = FALSE;
    g_strlcpy (self->status.motion_message,
               error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                   ? error->message
                   : "",
               sizeof self->status.motion_message);
    ins_condition_broadcast (&self->changed);
  }
  g_clear_error (&active->jog_error);
  memset (active, 0, sizeof *active);
  tell (self);
}

static gboolean
set_trigger (InsMotion *self, const InsMotionRequest *request, GError **error)
{
  return ins_stage_set_trigger (self->stage, request->axis, request->first_mm, request->last_mm,
                                request->step_mm, error);
}

static gboolean
start_move (InsMotion *self, const InsMotionActive *active, GError **error)
{
  const InsMotionRequest *request = &active->request;

  if (!ins_stage_move (self->stage, &request->target, request->speed_mm_s, error))
    return FALSE;

  return !(request->step_mm > 0.0) || atomic_load (&self->n_stops) != active->n_stops ||
         set_trigger (self, request, error);
}

static gboolean
start_verb (InsMotion *self, InsMotionActive *active, GError **error)
{
  const InsMotionRequest *request = &active->request;

  switch (request->verb)
    {
    case INS_MOTION_JOG_HOLD:
      return ins_motion_start_hold (self, active, error);
    case INS_MOTION_JOG:
      return ins_stage_jog (self->stage, request->axis, request->distance_mm, request->speed_mm_s,
                            error);
    case INS_MOTION_MOVE:
    case INS_MOTION_SWEEP:
      return start_move (self, active, error);
    case INS_MOTION_HOME:
      return ins_stage_home (self->stage, error);
    case INS_MOTION_UNLOCK:
      return ins_stage_unlock (self->stage, error);
    case INS_MOTION_TRIGGER:
      return set_trigger (self, request, error);
    case INS_MOTION_LINES:
      return ins_motion_start_lines (self, active, error);
    case INS_MOTION_CONFIRM:
      return TRUE;
    case INS_MOTION_CONNECT:
    case INS_MOTION_DISCONNECT:
    case INS_MOTION_EXCHANGE:
    case INS_MOTION_FIND:
    default:
      g_assert_not_reached ();
    }
}

static void
end_stopped (InsMotion *self, InsMotionActive *active)
{
  ins_motion_end_request (self, active,
                          g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped.")));
}

/* Nothing moves by a position that nobody vouches for. */
static gboolean
check_reference (InsMotion *self, InsMotionVerb verb, GError **error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (verb == INS_MOTION_HOME || verb == INS_MOTION_UNLOCK ||
      self->status.reference_message[0] == '\0')
    return TRUE;
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_HOMED,
                       self->status.reference_message);

  return FALSE;
}

/* What keeps a command from being given at all. */
static gboolean
check_start (InsMotion *self, const InsMotionActive *active, GError **error)
{
  if (!self->open)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                           _ ("The stage is not connected. Connect it first."));
      return FALSE;
    }
  if (atomic_load (&self->n_stops) != active->n_stops ||
      (active->request.verb == INS_MOTION_JOG_HOLD && !ins_motion_is_held (self)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped."));
      return FALSE;
    }

  return check_reference (self, active->request.verb, error);
}

static gboolean
moves (InsMotionVerb verb)
{
  return verb != INS_MOTION_UNLOCK && verb != INS_MOTION_TRIGGER && verb != INS_MOTION_CONFIRM;
}

static gboolean
has_target (InsMotionVerb verb)
{
  return verb == INS_MOTION_MOVE || verb == INS_MOTION_SWEEP;
}

static void
give_command (InsMotion *self, InsMotionActive *active)
{
  g_autoptr (GError) error = NULL;
  double command_s = ins_clock_now_s ();
  gboolean is_stopped;

  if (moves (active->request.verb))
    {
      atomic_store (&self->n_stops_then, active->n_stops);
      atomic_store (&self->moves, TRUE); /* from here on it may */
    }
  if (moves (active->request.verb))
    ins_arrival_watch_command (&self->arrival, &active->start,
                               has_target (active->request.verb) ? &active->request.target : NULL,
                               active->request.speed_mm_s, command_s);
  active->accepted = start_verb (self, active, &error);
  active->accepted_s = ins_clock_now_s ();
  if (has_target (active->request.verb))
    ins_motion_aim_begin (&active->aim, &self->info, &active->start, &active->request.target,
                          active->request.speed_mm_s, command_s, self->lag_s);
  is_stopped = atomic_load (&self->n_stops) != active->n_stops;
  if (g_error_matches (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST))
    ins_motion_lose_stage (self, active, error);
  else if (error != NULL && is_stopped)
    end_stopped (self, active);
  else if (error != NULL)
    ins_motion_end_request (self, active, g_steal_pointer (&error));
  else if (is_stopped)
    ins_stage_stop (self->stage);
}

static void
start_request (InsMotion *self, InsMotionActive *active)
{
  GError *error = NULL;

  switch (active->request.verb)
    {
    case INS_MOTION_EXCHANGE:
      ins_motion_exchange_stage (self);
      G_GNUC_FALLTHROUGH;
    case INS_MOTION_CONNECT:
      ins_motion_connect_stage (self, active);
      return;
    case INS_MOTION_DISCONNECT:
      ins_motion_close_stage (self, INS_LINK_CLOSED, "");
      ins_motion_end_request (self, active, NULL);
      return;
    case INS_MOTION_FIND:
      ins_motion_end_request (self, active, ins_motion_find (self, &error) ? NULL : error);
      return;
    case INS_MOTION_JOG:
    case INS_MOTION_JOG_HOLD:
    case INS_MOTION_MOVE:
    case INS_MOTION_HOME:
    case INS_MOTION_UNLOCK:
    case INS_MOTION_TRIGGER:
    case INS_MOTION_CONFIRM:
    case INS_MOTION_SWEEP:
    case INS_MOTION_LINES:
    default:
      if (check_start (self, active, &error))
        give_command (self, active);
      else
        ins_motion_end_request (self, active, error);
    }
}

/* Takes a posted request, or waits for one at most timeout_s. */
void
ins_motion_take_request (InsMotion *self, InsMotionActive *active, double timeout_s)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->slot_serial == self->taken_serial && timeout_s > 0.0)
      ins_condition_wait (&self->changed, &self->lock, timeout_s);
    if (self->slot_serial == self->taken_serial)
      return;
    if (self->open && !ins_motion_has_settled (self)) /* a stop came while nothing was to be done */
      return;

    self->taken_serial = self->slot_serial;
    memset (active, 0, sizeof *active);
    active->request = self->slot;
    active->serial = self->slot_serial;
    active->n_stops = self->slot_n_stops;
    active->start = self->status.report.position;
  }
  start_request (self, active);
}

double
ins_motion_get_tolerance_mm (const InsMotion *self, guint axis)
{
  double resolution_mm = self->info.resolution.mm[axis];

  return resolution_mm > 0.0 ? 2.0 * resolution_mm + 0.001 : ARRIVED_MM;
}

static gboolean
is_axis_at (const InsMotion *self,
            const InsPosition *position,
            const InsPosition *target,
            guint axis)
{
  return isnan (target->mm[axis]) ||
         fabs (position->mm[axis] - target->mm[axis]) <= ins_motion_get_tolerance_mm (self, axis);
}

static gboolean
is_at (const InsMotion *self, const InsPosition *position, const InsPosition *target)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!is_axis_at (self, position, target, axis))
      return FALSE;

  return TRUE;
}

static gboolean
is_at_rest (const InsStageReport *report)
{
  return report->activity == INS_STAGE_IDLE || report->activity == INS_STAGE_ALARM;
}

static GError *
not_arrived_error (const InsMotion *self, const InsStageReport *report, const InsPosition *target)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!is_axis_at (self, &report->position, target, axis))
      return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                          _ ("The stage stands at %c %.3f mm and did not reach %.3f mm."),
                          INS_AXIS_LETTERS[axis], report->position.mm[axis], target->mm[axis]);

  return NULL;
}

static GError *
not_homed_error (const InsStageReport *report)
{
  if (report->homed)
    return NULL;

  return g_error_new (INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED, "%s",
                      report->message[0] != '\0'
                          ? report->message
                          : _ ("The stage ended homing without finding its place. Look at it, then "
                               "home again."));
}

/* Stopped, or a key that was let go. */
static gboolean
is_released (InsMotion *self, const InsMotionActive *active)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->slot_serial == active->serial && self->released;
}

/* A move or a sweep, at rest. */
static gboolean
has_arrived (InsMotion *self,
             const InsMotionActive *active,
             const InsStageReport *report,
             gboolean may_be_late,
             gboolean stopped,
             GError **error)
{
  const InsPosition *target = &active->request.target;

  if (is_at (self, &report->position, target))
    return TRUE;
  if (!stopped &&
      ((may_be_late && !active->seen_motion) || ins_arrival_watch_is_settling (&self->arrival)))
    return FALSE;
  if (stopped)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped."));
  else if (error != NULL)
    *error = not_arrived_error (self, report, target);

  return TRUE;
}

/* How a request under way stands after a new report: TRUE if it has ended, then with error. */
static gboolean
has_ended (InsMotion *self, InsMotionActive *active, const InsStageReport *report, GError **error)
{
  const InsMotionRequest *request = &active->request;
  gboolean may_be_late = ins_clock_now_s () - active->accepted_s < START_GRACE_S;
  gboolean stopped = is_released (self, active);

  if (!is_at_rest (report))
    {
      active->seen_motion |= report->activity != INS_STAGE_STOPPING;
      return FALSE;
    }
  if (report->activity == INS_STAGE_ALARM && request->verb != INS_MOTION_UNLOCK)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_ALARM, "%s",
                   report->message[0] != '\0' ? report->message
                                              : _ ("The stage controller is in alarm."));
      return TRUE;
    }

  switch (request->verb)
    {
    case INS_MOTION_MOVE:
    case INS_MOTION_SWEEP:
      return has_arrived (self, active, report, may_be_late, stopped, error);
    case INS_MOTION_JOG_HOLD:
      if (active->jog_error != NULL && !stopped)
        g_propagate_error (error, g_steal_pointer (&active->jog_error));
      return active->released || stopped;
    case INS_MOTION_JOG:
      return active->seen_motion || stopped || !may_be_late ||
             fabs (report->position.mm[request->axis] - active->start.mm[request->axis]) >
                 0.5 * fabs (request->distance_mm);
    case INS_MOTION_HOME:
      if (may_be_late && !active->seen_motion && !stopped)
        return FALSE;
      if (stopped)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped."));
      else if (error != NULL)
        *error = not_homed_error (report);
      return TRUE;
    case INS_MOTION_UNLOCK:
    case INS_MOTION_TRIGGER:
    case INS_MOTION_CONFIRM:
    case INS_MOTION_CONNECT:
    case INS_MOTION_DISCONNECT:
    case INS_MOTION_EXCHANGE:
    case INS_MOTION_FIND:
    case INS_MOTION_LINES:
    default:
      return TRUE;
    }
}

static void
keep_sweep_report (InsMotion *self, InsMotionActive *active, const InsStageReport *report)
{
  const InsMotionRequest *request = &active->request;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  if (request->verb != INS_MOTION_SWEEP || active->n_reports == request->max_reports ||
      !report->position_known)
    return;
  locker = ins_lock_acquire (&self->lock);
  if (self->abandoned_serial >= active->serial)
    return;
  request->reports[active->n_reports].asked_s = report->asked_s;
  request->reports[active->n_reports].answered_s = report->answered_s;
  request->reports[active->n_reports].position_mm = report->position.mm[request->axis];
  active->n_reports++;
}

void
ins_motion_follow_request (InsMotion *self, InsMotionActive *active, const InsStageReport *report)
{
  GError *error = NULL;

  keep_sweep_report (self, active, report);
  ins_motion_aim_add (&active->aim, report);
  if (active->request.verb == INS_MOTION_JOG_HOLD &&
      !ins_motion_continue_hold (self, active, report, &error))
    {
      ins_motion_lose_stage (self, active, error);
      g_error_free (error);
      return;
    }
  if (active->request.verb == INS_MOTION_LINES
          ? ins_motion_follow_lines (self, active, report, &error)
          : has_ended (self, active, report, &error))
    {
      active->has_report = TRUE;
      active->report = *report;
      self->lag_s = ins_motion_aim_get_lag_s (&active->aim, self->lag_s);
      ins_motion_end_request (self, active, error);
      return;
    }
  ins_motion_publish_report (self, report);
}
