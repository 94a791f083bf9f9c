/* ins-conductor.c - runs a scan: the same line to both workers, and a join before the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "ins-conductor"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-scan-run.h"

#define SETTLE_S 10.0  /* for the card to take a new timing */
#define MARGIN_S 5.0   /* added to twice a kinematic time before a move counts as stuck */
#define MAX_ATTEMPTS 3 /* sweeps of one line that cannot be used */

static void
set_state (InsEngine *self, InsScanState state, const GError *error)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->scan.scan = state;
    self->scan.error_domain = error != NULL ? error->domain : 0;
    self->scan.error_code = error != NULL ? error->code : 0;
    g_strlcpy (self->scan.scan_message, error != NULL ? error->message : "",
               sizeof self->scan.scan_message);
  }
  ins_engine_tell (self);
}

static gboolean
check_stop (InsEngine *self, GError **error)
{
  GError *writer_error;

  if (atomic_load (&self->stop_wanted) || atomic_load (&self->quit_conductor))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Stopped."));
      return FALSE;
    }
  writer_error = ins_engine_dup_writer_error (self);
  if (writer_error != NULL)
    {
      g_propagate_error (error, writer_error);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_links (InsScanRun *run, GError **error)
{
  InsMotionStatus motion;
  InsAcquisitionStatus card;

  ins_acquisition_set_timing (run->engine->acquisition, &run->recipe->timing);
  ins_acquisition_mount (run->engine->acquisition, run->recipe->scan_axis, run->recipe->index_axis);
  if (!ins_acquisition_settle (run->engine->acquisition, SETTLE_S))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST, "%s",
                   _ ("The card did not take the timing in 10 s."));
      return FALSE;
    }

  ins_motion_get_status (run->engine->motion, &motion);
  ins_acquisition_get_status (run->engine->acquisition, &card);
  if (motion.link != INS_LINK_READY || card.link != INS_LINK_READY)
    {
      const char *message = motion.link != INS_LINK_READY ? motion.message : card.message;

      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND, "%s",
                   message[0] != '\0' ? message : _ ("Stage and card are not both connected."));
      return FALSE;
    }
  if (!card.timing_accepted)
    {
      g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT, card.timing_note);
      return FALSE;
    }

  run->stage_info = motion.info;
  run->digitizer_info = card.info;
  run->plan = ins_plan_new (run->recipe, &motion.info, &card.timing);

  return TRUE;
}

static gboolean
check_preflight (InsScanRun *run, GError **error)
{
  InsRigStatus status;
  g_autoptr (GPtrArray) checks = NULL;

  ins_engine_get_rig_status (run->engine, &status);
  checks = ins_preflight_check (run->recipe, run->plan, &status);

  return ins_preflight_passes (checks, error);
}

static gboolean
begin_file (InsScanRun *run, GError **error)
{
  InsScanInfo info = {
    .recipe = run->recipe,
    .plan = run->plan,
    .rig = run->engine->rig,
    .stage_info = run->stage_info,
    .digitizer_info = run->digitizer_info,
  };

  run->done = g_new0 (gboolean, run->plan->n_lines);
  run->begun = run->sink->begin (run->sink, &info, run->done, error);

  return run->begun;
}

static void
publish_start (InsScanRun *run)
{
  InsEngine *self = run->engine;
  guint n_done = 0;

  for (guint row = 0; row < run->plan->n_lines; row++)
    n_done += run->done[row] ? 1 : 0;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    g_clear_pointer (&self->cscan, ins_cscan_unref);
    self->cscan = ins_cscan_ref (run->cscan);
    self->scan.n_lines = run->plan->n_lines;
    self->scan.n_lines_done = n_done;
    self->scan.n_lines_written = n_done;
    self->scan.remaining_s = run->plan->total_s;
    self->scan.n_bytes_written = 0;
    self->scan_started_s = ins_clock_now_s ();
  }
  ins_engine_tell (self);
}

static gboolean
move_to (InsScanRun *run,
         const InsPosition *target,
         double speed_mm_s,
         double expected_s,
         GError **error)
{
  InsMotionRequest request = { .verb = INS_MOTION_MOVE,
                               .target = *target,
                               .speed_mm_s = speed_mm_s };
  guint64 serial;

  if (!check_stop (run->engine, error))
    return FALSE;
  serial = ins_motion_begin (run->engine->motion, &request, run->n_stops);
  if (serial == 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                   _ ("The stage is still carrying out another move."));
      return FALSE;
    }

  return ins_motion_wait (run->engine->motion, serial, 2.0 * expected_s + MARGIN_S, NULL, error);
}

/* To the first line, at the speed that the person chose: the probe's height first if that takes it
 * away from the part (up), last if it brings it nearer, so that it does not cross the part low. */
static gboolean
approach (InsScanRun *run, const InsLine *line, GError **error)
{
  InsAxis height = ins_axis_third (run->plan->grid.scan_axis, run->plan->grid.index_axis);
  InsPosition plane = line->start, up = { { NAN, NAN, NAN } };
  InsMotionStatus status;
  double distance_mm = 0.0, expected_s, speed_mm_s = run->plan->speed_mm_s;

  ins_motion_get_status (run->engine->motion, &status);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    distance_mm += fabs (line->start.mm[axis] - status.report.position.mm[axis]);
  expected_s = ins_plan_move_time_s (distance_mm, speed_mm_s, run->plan->acceleration_mm_s2);

  up.mm[height] = line->start.mm[height];
  plane.mm[height] = (double)NAN;
  if (line->start.mm[height] >= status.report.position.mm[height])
    return move_to (run, &up, speed_mm_s, expected_s, error) &&
           move_to (run, &plane, speed_mm_s, expected_s, error);

  return move_to (run, &plane, speed_mm_s, expected_s, error) &&
         move_to (run, &up, speed_mm_s, expected_s, error);
}

/* Both workers get the line and start together; both are waited for. */
static gboolean
sweep (InsScanRun *run, InsLineJob *job, GError **error)
{
  InsEngine *self = run->engine;
  InsLineData *data = job->data;
  InsMotionResult result = { 0 };
  InsMotionRequest request = {
    .verb = INS_MOTION_SWEEP,
    .target = data->line.end,
    .axis = run->plan->grid.scan_axis,
    .speed_mm_s = run->plan->speed_mm_s,
    .reports = data->reports,
    .max_reports = data->max_reports,
  };
  guint64 serial;
  gboolean moved;

  data->started_s = ins_clock_now_s ();
  data->started_unix_us = g_get_real_time ();
  ins_acquisition_begin_line (self->acquisition, job->pulses);
  serial = ins_motion_begin (self->motion, &request, run->n_stops);
  if (serial == 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                 _ ("The stage is still carrying out another move."));
  moved = serial != 0 && ins_motion_wait (self->motion, serial, 2.0 * run->plan->line_s + MARGIN_S,
                                          &result, error);
  if (!moved)
    {
      /* the motion worker may still write into the reports */
      ins_motion_stop (self->motion);
      if (serial != 0 && !ins_motion_wait (self->motion, serial, MARGIN_S, NULL, NULL))
        ins_motion_abandon (self->motion, serial);
      ins_acquisition_cancel_line (self->acquisition);
      return FALSE;
    }
  data->n_reports = result.n_reports;

  /* However the stage brakes, from the last pixel's edge to its stop it has the runway before it
   * and takes at least this long, so what the card says from then on is not needed. */
  return ins_acquisition_end_line (
      self->acquisition, result.ended_s - run->plan->runway_mm / run->plan->speed_mm_s, error);
}

static gpointer
take_block (InsEngine *self, InsRing *ring, GError **error)
{
  while (check_stop (self, error))
    {
      gpointer block = ins_ring_pop (ring, 0.1);

      if (block != NULL)
        return block;
    }

  return NULL;
}

/* After a pause in which somebody jogged, move_to() brings the probe back by itself. */
static gboolean
wait_while_paused (InsScanRun *run, GError **error)
{
  InsEngine *self = run->engine;

  if (!atomic_load (&self->pause_wanted))
    return TRUE;
  set_state (self, INS_SCAN_PAUSED, NULL);
  while (atomic_load (&self->pause_wanted) && check_stop (self, error))
    {
      g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

      ins_condition_wait (&self->changed, &self->lock, 0.1);
    }
  if (atomic_load (&self->pause_wanted))
    return FALSE;
  set_state (self, INS_SCAN_RUNNING, NULL);

  return TRUE;
}

static void
publish_line_start (InsScanRun *run, const InsLine *line)
{
  InsEngine *self = run->engine;
  double now_s = ins_clock_now_s ();

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
    double planned_s = ins_plan_get_remaining_s (run->plan, line->order);
    double pace = 1.0;

    self->scan.line = *line;
    self->scan.elapsed_s = now_s - self->scan_started_s;
    if (run->n_handed > 0)
      {
        self->scan.line_s = self->scan.elapsed_s / run->n_handed;
        pace = self->scan.line_s / MAX (run->plan->total_s / run->plan->n_lines, 1e-6);
      }
    self->scan.remaining_s = planned_s * CLAMP (pace, 0.5, 20.0);
  }
  ins_engine_tell (self);
}

/* A busy computer or a slow link may leave too few reports to say where the line lies. */
static gboolean
can_be_registered (const InsScanRun *run, const InsLineData *data)
{
  InsAxis axis = run->plan->grid.scan_axis;
  double speed = run->plan->speed_mm_s;

  return ins_track_count_cruise (data->line.start.mm[axis], data->line.end.mm[axis],
                                 speed * speed / (2.0 * run->plan->acceleration_mm_s2),
                                 data->reports, data->n_reports) >= INS_TRACK_GOOD_REPORTS;
}

/* Some stages show it only once they move. */
static gboolean
check_reports (InsScanRun *run, GError **error)
{
  InsMotionStatus status;

  ins_motion_get_status (run->engine->motion, &status);
  if (status.info.reports_in_motion)
    return TRUE;
  g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT,
                       _ ("The stage does not say where it is while it moves; a scan needs that."));

  return FALSE;
}

static gboolean
scan_line (InsScanRun *run, const InsLine *line, GError **error)
{
  InsEngine *self = run->engine;
  InsLineJob *job = take_block (self, self->jobs_free, error);

  if (job == NULL)
    return FALSE;
  job->data = take_block (self, self->lines_free, error);
  if (job->data == NULL)
    return FALSE;
  job->data->line = *line;

  for (guint attempt = 1; attempt <= MAX_ATTEMPTS; attempt++)
    {
      if (!move_to (run, &line->start, run->plan->travel_speed_mm_s,
                    run->plan->line_s + run->plan->index_s, error) ||
          !check_reports (run, error) || !sweep (run, job, error) || !check_reports (run, error))
        return FALSE;
      if (!job->pulses->overrun && (attempt == MAX_ATTEMPTS || can_be_registered (run, job->data)))
        {
          run->n_handed++;
          ins_ring_push (self->jobs_full, job, 1.0);
          return TRUE;
        }
    }

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN,
               _ ("The card lost samples in line %u, %d times in a row. Lower the sample rate or "
                  "close other programs."),
               line->row + 1, MAX_ATTEMPTS);

  return FALSE;
}

static gboolean
scan_lines (InsScanRun *run, GError **error)
{
  InsLine line;
  gboolean first = TRUE;

  for (guint order = 0; order < run->plan->n_lines; order++)
    {
      ins_plan_get_line (run->plan, order, &line);
      if (run->done[line.row])
        continue;
      if (!wait_while_paused (run, error) || !check_stop (run->engine, error))
        return FALSE;
      publish_line_start (run, &line);
      if (first && !approach (run, &line, error))
        return FALSE;
      first = FALSE;
      if (!scan_line (run, &line, error))
        {
          if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_prefix_error (error, _ ("Line %u of %u: "), line.row + 1, run->plan->n_lines);
          return FALSE;
        }
    }

  return TRUE;
}

/* Lets the other workers finish what they have, in that order, and has the file finished. The
 * disk may stall as long as it likes: what was measured is not given up. */
static void
drain (InsScanRun *run, gboolean complete)
{
  InsEngine *self = run->engine;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  while (self->n_processed < run->n_handed)
    ins_condition_wait (&self->changed, &self->lock, 0.2);
  self->finish_complete = complete;
  ins_lock_release (&self->lock);
  ins_ring_push (self->lines_full, &self->finish_marker, 1.0);
  ins_lock_acquire (&self->lock);
  while (!self->writer_finished)
    ins_condition_wait (&self->changed, &self->lock, 0.2);
}

static gboolean
run_scan (InsScanRun *run, GError **error)
{
  if (!check_links (run, error) || !check_preflight (run, error) || !begin_file (run, error) ||
      !ins_scan_run_make_buffers (run, error))
    return FALSE;

  publish_start (run);
  set_state (run->engine, INS_SCAN_RUNNING, NULL);

  return scan_lines (run, error);
}

static InsScanState
outcome (gboolean complete, const GError *error)
{
  if (complete)
    return INS_SCAN_COMPLETE;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? INS_SCAN_STOPPED
                                                                   : INS_SCAN_FAILED;
}

static void
conduct (InsEngine *self, InsRecipe *recipe, InsLineSink *sink, guint n_stops)
{
  InsScanRun run = { .engine = self, .recipe = recipe, .sink = sink, .n_stops = n_stops };
  g_autoptr (GError) error = NULL;
  gboolean complete = run_scan (&run, &error);

  if (!complete)
    {
      set_state (self, INS_SCAN_STOPPING, error);
      ins_motion_stop (self->motion);
    }
  if (run.begun)
    {
      g_autoptr (GError) writer_error = NULL;

      drain (&run, complete);
      writer_error = ins_engine_dup_writer_error (self);
      if (writer_error != NULL && (error == NULL || complete))
        {
          complete = FALSE;
          g_clear_error (&error);
          error = g_steal_pointer (&writer_error);
        }
    }
  ins_scan_run_clear (&run);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->sink = NULL;
    self->scan.elapsed_s = self->scan_started_s > 0.0 ? ins_clock_now_s () - self->scan_started_s
                                                      : 0.0;
    self->scan.remaining_s = 0.0;
  }
  set_state (self, outcome (complete, error), error);
}

gpointer
ins_conductor_main (gpointer engine)
{
  InsEngine *self = engine;

  while (!atomic_load (&self->quit_conductor))
    {
      InsRecipe *recipe;
      InsLineSink *sink;
      guint n_stops;

      {
        g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

        if (self->recipe == NULL)
          ins_condition_wait (&self->changed, &self->lock, 0.5);
        recipe = g_steal_pointer (&self->recipe);
        sink = self->sink;
        n_stops = self->start_n_stops;
      }
      if (recipe != NULL)
        conduct (self, recipe, sink, n_stops);
    }

  return NULL;
}
