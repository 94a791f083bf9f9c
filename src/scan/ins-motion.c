/* ins-motion.c - the worker that owns the stage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads
 *
 *   motion   runs worker_main(); owns the stage: every call but ins_stage_stop() is made here
 *   others   post a request, read the status, stop
 *
 * The lock guards the one request slot and the status; it is never held across a stage call.
 */
#define G_LOG_DOMAIN "ins-motion"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/transport/ins-serial-ports.h"
#include "scan/ins-motion-private.h"

#define REST_POLL_S 0.1    /* at rest, for the display and to notice a lost link */
#define MOVING_POLL_S 0.02 /* a move by hand */
/* Wait U(0, 5 ms) after each reply, now and then longer, against grains of the
 * link */
#define SWEEP_WAIT_S 0.005
#define SWEEP_LONG_WAIT_S 0.02
#define SWEEP_LONG_EVERY 4
#define FRAME_SHARE 12.0 /* wait this share of a firmware's frame at most: it wants three polls */
#define STANDS_MM 0.001
#define REALTIME_PRIORITY 20 /* of SCHED_FIFO */

static gboolean
has_moved (const InsPosition *position, const InsPosition *before)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (position->mm[axis] - before->mm[axis]) > STANDS_MM)
      return TRUE;

  return FALSE;
}

/* A stage that stops may stand already and only be through with it a little later. */
static void
note_motion (InsMotion *self, const InsStageReport *report)
{
  gboolean moves = report->activity == INS_STAGE_MOVING || report->activity == INS_STAGE_JOGGING ||
                   report->activity == INS_STAGE_HOMING;

  if (report->activity == INS_STAGE_STOPPING)
    moves = has_moved (&report->position, &self->position);
  self->position = report->position;
  atomic_store (&self->moves, moves);
}

static void
watch_arrival (InsMotion *self, const InsStageReport *report)
{
  InsPosition tolerance;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    tolerance.mm[axis] = ins_motion_get_tolerance_mm (self, axis);
  if (ins_arrival_watch_report (&self->arrival, report, &tolerance))
    {
      g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

      ins_arrival_watch_to_text (&self->arrival, self->status.arrival_message,
                                 sizeof self->status.arrival_message);
    }
}

static void
poll_stage (InsMotion *self, InsMotionActive *active)
{
  InsStageReport report;
  g_autoptr (GError) error = NULL;
  guint n_stops = atomic_load (&self->n_stops_sent);

  if (active->serial != 0 && active->request.verb == INS_MOTION_LINES &&
      !ins_motion_act_on_lines (self, active, &error))
    {
      ins_motion_lose_stage (self, active, error);
      return;
    }
  if (!ins_stage_poll (self->stage, &report, &error))
    {
      ins_motion_publish_report (self, &report);
      ins_motion_lose_stage (self, active, error);
      return;
    }

  note_motion (self, &report);
  watch_arrival (self, &report);
  if (report.activity != INS_STAGE_STOPPING)
    self->settled_n_stops = n_stops;
  if (active->serial != 0)
    ins_motion_follow_request (self, active, &report);
  else
    ins_motion_publish_report (self, &report);
  self->notify (self->notify_data);
}

/* Random waits, so that polls do not lock to a grain of the link, the screw or the firmware; but
 * for the question that is to find the stage at rest. */
static double
next_wait_s (InsMotion *self, const InsMotionActive *active)
{
  double longest_s = SWEEP_WAIT_S, frame_s = 1e-6 * atomic_load (&self->frame_us);

  if (active->serial == 0)
    return REST_POLL_S;
  if (active->request.verb != INS_MOTION_SWEEP && active->request.verb != INS_MOTION_MOVE &&
      active->request.verb != INS_MOTION_LINES)
    return MOVING_POLL_S;
  if (frame_s > 0.0)
    longest_s = MIN (longest_s, frame_s / FRAME_SHARE);
  else if (active->request.verb != INS_MOTION_MOVE && ++self->n_polls % SWEEP_LONG_EVERY == 0)
    longest_s = SWEEP_LONG_WAIT_S;

  longest_s = ins_motion_aim_get_wait_s (&active->aim, ins_clock_now_s (),
                                         g_rand_double_range (self->random, 0.0, longest_s));

  return active->request.verb == INS_MOTION_LINES
             ? ins_motion_limit_wait_s (self, active, longest_s)
             : longest_s;
}

gboolean
ins_motion_has_settled (InsMotion *self)
{
  guint n_sent = atomic_load (&self->n_stops_sent);

  return self->settled_n_stops == n_sent && n_sent == atomic_load (&self->n_stops);
}

static gpointer
worker_main (gpointer data)
{
  InsMotion *self = data;
  InsMotionActive active = { 0 };

  while (!atomic_load (&self->quit))
    {
      double wait_s;

      if (ins_realtime_worker_follow (&self->realtime, REALTIME_PRIORITY))
        self->notify (self->notify_data);
      wait_s = next_wait_s (self, &active);
      /* a new command has to wait until the stage is through with the last stop */
      if (active.serial == 0 && self->open && !ins_motion_has_settled (self))
        ins_clock_sleep_s (MOVING_POLL_S);
      else if (active.serial == 0)
        ins_motion_take_request (self, &active, wait_s);
      else
        ins_clock_sleep_s (wait_s);
      if (self->open)
        poll_stage (self, &active);
    }

  if (active.serial != 0)
    ins_motion_end_request (self, &active,
                            g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped.")));
  ins_motion_close_stage (self, INS_LINK_CLOSED, "");
  ins_realtime_worker_end (&self->realtime);

  return NULL;
}

InsMotion *
ins_motion_new (InsStage *stage, InsEngineNotify notify, gpointer data)
{
  InsMotion *self = g_new0 (InsMotion, 1);

  self->stage = g_object_ref (stage);
  self->notify = notify;
  self->notify_data = data;
  self->cancellable = g_cancellable_new ();
  self->find_cancellable = g_cancellable_new ();
  self->list_ports = ins_serial_ports_list;
  self->random = g_rand_new_with_seed (1);
  ins_lock_init (&self->lock);
  ins_condition_init (&self->changed);
  self->thread = g_thread_new ("ins-motion", worker_main, self);

  return self;
}

/* For other threads than the worker's, which may be about to exchange it. */
static InsStage *
dup_stage (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return g_object_ref (self->stage);
}

static void
write_stop (InsMotion *self)
{
  g_autoptr (InsStage) stage = dup_stage (self);

  atomic_fetch_add (&self->n_stops, 1);
  ins_stage_stop (stage);
  atomic_fetch_add (&self->n_stops_sent, 1);
}

void
ins_motion_free (InsMotion *self)
{
  write_stop (self);
  g_cancellable_cancel (self->cancellable);
  ins_motion_cancel_find (self);
  atomic_store (&self->quit, TRUE);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    ins_condition_broadcast (&self->changed);
  }
  g_thread_join (self->thread);
  g_clear_error (&self->ended_error);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  g_rand_free (self->random);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->find_cancellable);
  g_clear_object (&self->stage);
  g_clear_object (&self->next_stage);
  ins_condition_clear (&self->changed);
  ins_lock_clear (&self->lock);
  g_free (self);
}

guint
ins_motion_get_n_stops (InsMotion *self)
{
  return atomic_load (&self->n_stops);
}

void
ins_motion_post_locked (InsMotion *self, const InsMotionRequest *request, guint n_stops)
{
  if (request->verb == INS_MOTION_FIND)
    g_cancellable_reset (self->find_cancellable);
  self->slot = *request;
  self->slot_serial++;
  self->slot_n_stops = n_stops;
  self->status.busy = TRUE;
  self->status.motion_message[0] = '\0';
  self->released = FALSE;
  self->hold_speed_mm_s = request->speed_mm_s;
  self->alive_s = ins_clock_now_s ();
  ins_condition_broadcast (&self->changed);
}

guint64
ins_motion_begin (InsMotion *self, const InsMotionRequest *request, guint n_stops)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->status.busy)
    return 0;
  ins_motion_post_locked (self, request, n_stops);

  return self->slot_serial;
}

gboolean
ins_motion_post (InsMotion *self, const InsMotionRequest *request)
{
  return ins_motion_begin (self, request, atomic_load (&self->n_stops)) != 0;
}

gboolean
ins_motion_wait (InsMotion *self,
                 guint64 serial,
                 double timeout_s,
                 InsMotionResult *result,
                 GError **error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + timeout_s;

  while (self->ended_serial < serial)
    {
      double left_s = until_s - ins_clock_now_s ();

      if (left_s <= 0.0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                       _ ("The stage was still moving after %.0f s."), timeout_s);
          return FALSE;
        }
      ins_condition_wait (&self->changed, &self->lock, left_s);
    }

  if (result != NULL)
    *result = self->result;
  if (self->ended_error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->ended_error));
      return FALSE;
    }

  return TRUE;
}

void
ins_motion_keep_alive (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->alive_s = ins_clock_now_s ();
}

/* TRUE: a held jog that was not let go before. */
static gboolean
let_go (InsMotion *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  const gboolean held = !self->released && self->status.busy &&
                        self->slot.verb == INS_MOTION_JOG_HOLD;

  self->released = TRUE;

  return held;
}

/* By the stop, whose bytes go out now: the worker may be asleep, or wait for an answer. Where a
 * stop has no ramp the worker ends the jog at its next look, and it has 0.3 s ahead at most. */
void
ins_motion_release (InsMotion *self)
{
  if (let_go (self) && !atomic_load (&self->stops_hard))
    write_stop (self);
}

void
ins_motion_stop (InsMotion *self)
{
  write_stop (self);
  (void)let_go (self);
}

gboolean
ins_motion_runs_on (InsMotion *self)
{
  return atomic_load (&self->moves) &&
         atomic_load (&self->n_stops_then) != atomic_load (&self->n_stops);
}

/* Steps may have been lost. */
static void
doubt_position_locked (InsMotion *self)
{
  g_strlcpy (self->status.reference_message,
             _ ("The stage was stopped hard and may have lost steps. Home it, or look where it "
                "stands and confirm its position; nothing moves before."),
             sizeof self->status.reference_message);
  self->status.report.homed = self->status.report.position_known = FALSE;
  self->status.reference.has_home = FALSE;
}

void
ins_motion_halt (InsMotion *self)
{
  gboolean moves = atomic_load (&self->moves);
  g_autoptr (InsStage) stage = dup_stage (self);

  atomic_fetch_add (&self->n_stops, 1);
  ins_stage_halt (stage);
  atomic_fetch_add (&self->n_stops_sent, 1);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->released = TRUE;
    if (moves || atomic_load (&self->moves))
      doubt_position_locked (self);
  }
}

InsRealtimeWorker *
ins_motion_get_realtime (InsMotion *self)
{
  return &self->realtime;
}

void
ins_motion_set_frame (InsMotion *self, double frame_s)
{
  atomic_store (&self->frame_us, (guint)(1e6 * CLAMP (frame_s, 0.0, 1.0)));
}

void
ins_motion_get_status (InsMotion *self, InsMotionStatus *status)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  *status = self->status;
  status->reference.has_zero = status->info.knows_zero;
  status->reference.zero_mm = status->info.zero;
}

void
ins_motion_set_message (InsMotion *self, const char *message)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    g_strlcpy (self->status.motion_message, message, sizeof self->status.motion_message);
  }
  self->notify (self->notify_data);
}

void
ins_motion_abandon (InsMotion *self, guint64 serial)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->abandoned_serial = serial;
}
