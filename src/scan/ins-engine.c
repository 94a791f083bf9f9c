/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ins-engine"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-engine-private.h"

#define SECOND_STOP_S 1.0
#define ONE_STOP_S 0.1 /* a button that bounces, or two ways by which one press arrives */

void
ins_engine_tell (InsEngine *self)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->generation++;
    ins_condition_broadcast (&self->changed);
  }
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->notify_lock);

    if (self->notify != NULL)
      self->notify (self->notify_data);
  }
}

static void
on_worker_notify (gpointer engine)
{
  ins_engine_tell (engine);
}

InsEngine *
ins_engine_new (InsRig *rig)
{
  InsEngine *self = g_new0 (InsEngine, 1);

  self->rig = ins_rig_ref (rig);
  atomic_init (&self->stopped_us, G_MININT64 / 2);
  self->scan.registration_rms_mm = self->scan.registration_worst_mm = (double)NAN;
  self->scan.account = INS_NO_ACCOUNT;
  self->scan.comb = INS_NO_COMB;
  ins_lock_init (&self->lock);
  ins_lock_init (&self->notify_lock);
  ins_lock_init (&self->line_lock);
  ins_condition_init (&self->changed);
  self->jobs_free = ins_ring_new (INS_N_JOBS);
  self->jobs_full = ins_ring_new (INS_N_JOBS);
  self->lines_free = ins_ring_new (INS_MAX_LINES);
  self->lines_full = ins_ring_new (INS_MAX_LINES + 1); /* and the marker */
  self->motion = ins_motion_new (rig->stage, on_worker_notify, self);
  self->acquisition = ins_acquisition_new (rig->digitizer, on_worker_notify, self);
  ins_acquisition_set_by_position (self->acquisition, rig->position_trigger);
  self->processing = g_thread_new ("ins-processing", ins_processing_main, self);
  self->writer = g_thread_new ("ins-writer", ins_writer_main, self);
  self->conductor = g_thread_new ("ins-conductor", ins_conductor_main, self);

  return self;
}

/* The conductor goes first: it ends its scan through the others. */
void
ins_engine_free (InsEngine *self)
{
  ins_engine_set_notify (self, NULL, NULL);
  ins_motion_stop (self->motion);
  atomic_store (&self->stop_wanted, TRUE);
  atomic_store (&self->quit_conductor, TRUE);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    g_clear_pointer (&self->recipe, ins_recipe_free);
    ins_condition_broadcast (&self->changed);
  }
  g_thread_join (self->conductor);
  atomic_store (&self->quit, TRUE);
  /* Wakes those who wait for work. */
  ins_ring_close (self->jobs_full);
  ins_ring_close (self->lines_full);
  g_thread_join (self->processing);
  g_thread_join (self->writer);
  ins_acquisition_free (self->acquisition);
  ins_motion_free (self->motion);

  ins_ring_free (self->jobs_free);
  ins_ring_free (self->jobs_full);
  ins_ring_free (self->lines_free);
  ins_ring_free (self->lines_full);
  g_clear_pointer (&self->cscan, ins_cscan_unref);
  g_clear_pointer (&self->common, ins_track_common_free);
  g_clear_error (&self->writer_error);
  g_free (self->line);
  ins_condition_clear (&self->changed);
  ins_lock_clear (&self->line_lock);
  ins_lock_clear (&self->notify_lock);
  ins_lock_clear (&self->lock);
  ins_rig_unref (self->rig);
  g_free (self);
}

void
ins_engine_set_notify (InsEngine *self, InsEngineNotify notify, gpointer data)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->notify_lock);

  self->notify = notify;
  self->notify_data = data;
}

void
ins_engine_get_snapshot (InsEngine *self, InsSnapshot *snapshot)
{
  InsMotionStatus motion;
  InsAcquisitionStatus card;
  gboolean is_live;

  ins_motion_get_status (self->motion, &motion);
  ins_acquisition_get_status (self->acquisition, &card);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    *snapshot = self->scan;
    snapshot->generation = self->generation;
    /* a scan's figures stand once it has handed everything on */
    is_live = self->scan.scan == INS_SCAN_NONE || self->scan.account.elapsed_s == 0.0;
  }
  ins_engine_fill_stage (&motion, snapshot);
  snapshot->digitizer_link = card.link;
  g_strlcpy (snapshot->digitizer_message, card.message, sizeof snapshot->digitizer_message);
  snapshot->digitizer_info = card.info;
  snapshot->timing_accepted = card.timing_accepted;
  snapshot->timing = card.timing;
  g_strlcpy (snapshot->timing_note, card.timing_note, sizeof snapshot->timing_note);
  snapshot->card_count = card.account.count;
  snapshot->n_card_restarts = card.account.n_restarts;
  snapshot->pulse_missing = card.pulse_missing;
  snapshot->clock_ppm = card.account.clock_ppm;
  snapshot->clock_residual_p50_s = card.account.residual_p50_s;
  snapshot->clock_residual_p99_s = card.account.residual_p99_s;
  snapshot->offers_serial = card.offers_serial;
  ins_engine_fill_realtime (self, snapshot);
  if (is_live)
    ins_timing_figures_merge_card (&snapshot->figures, &card.account.figures);
}

gboolean
ins_engine_wait (InsEngine *self, guint64 generation, double timeout_s)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
  double until_s = ins_clock_now_s () + timeout_s;

  while (self->generation == generation)
    {
      double left_s = until_s - ins_clock_now_s ();

      if (left_s <= 0.0)
        return FALSE;
      ins_condition_wait (&self->changed, &self->lock, left_s);
    }

  return TRUE;
}

void
ins_engine_connect (InsEngine *self)
{
  InsMotionRequest request = { .verb = INS_MOTION_CONNECT };

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (!ins_engine_is_scanning_locked (self))
      self->anchor = (InsTrackAnchor){ 0 }; /* it may be another link */
  }
  ins_motion_post (self->motion, &request);
  ins_acquisition_connect (self->acquisition);
}

void
ins_engine_disconnect (InsEngine *self)
{
  InsMotionRequest request = { .verb = INS_MOTION_DISCONNECT };

  ins_motion_post (self->motion, &request);
  ins_acquisition_disconnect (self->acquisition);
}

/* A person may move the stage while no scan uses it, and in a pause. */
static gboolean
may_move (InsEngine *self)
{
  InsScanState state;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    state = self->scan.scan;
  }
  if (state != INS_SCAN_STARTING && state != INS_SCAN_RUNNING && state != INS_SCAN_PAUSING &&
      state != INS_SCAN_STOPPING)
    return TRUE;
  ins_motion_set_message (self->motion,
                          _ ("The scan is moving the stage. Pause or stop it first."));

  return FALSE;
}

static void
post_motion (InsEngine *self, const InsMotionRequest *request)
{
  if (may_move (self) && !ins_motion_post (self->motion, request))
    ins_motion_set_message (self->motion, _ ("The stage is still moving. Wait, or press STOP."));
}

void
ins_engine_jog (InsEngine *self, InsAxis axis, double distance_mm, double speed_mm_s)
{
  InsMotionRequest request = {
    .verb = INS_MOTION_JOG,
    .axis = axis,
    .distance_mm = distance_mm,
    .speed_mm_s = speed_mm_s,
  };

  post_motion (self, &request);
}

void
ins_engine_jog_hold (InsEngine *self, InsAxis axis, int direction, double speed_mm_s)
{
  InsMotionRequest request = {
    .verb = INS_MOTION_JOG_HOLD,
    .axis = axis,
    .direction = direction < 0 ? -1 : 1,
    .speed_mm_s = speed_mm_s,
  };

  if (!ins_motion_change_hold (self->motion, &request))
    post_motion (self, &request);
}

void
ins_engine_jog_keep_alive (InsEngine *self)
{
  ins_motion_keep_alive (self->motion);
}

void
ins_engine_jog_release (InsEngine *self)
{
  ins_motion_release (self->motion);
}

void
ins_engine_move (InsEngine *self, const InsPosition *target, double speed_mm_s)
{
  InsMotionRequest request = { .verb = INS_MOTION_MOVE,
                               .target = *target,
                               .speed_mm_s = speed_mm_s };

  post_motion (self, &request);
}

void
ins_engine_home (InsEngine *self)
{
  InsMotionRequest request = { .verb = INS_MOTION_HOME };

  post_motion (self, &request);
}

void
ins_engine_unlock (InsEngine *self)
{
  InsMotionRequest request = { .verb = INS_MOTION_UNLOCK };

  post_motion (self, &request);
}

/* Pressed again because the stage still runs. */
static gboolean
is_second_stop (InsEngine *self)
{
  gint64 now_us = (gint64)(1e6 * ins_clock_now_s ());
  gint64 since_us = now_us - atomic_load (&self->stopped_us);

  if (since_us < (gint64)(1e6 * ONE_STOP_S))
    return FALSE;
  atomic_store (&self->stopped_us, now_us);

  return since_us <= (gint64)(1e6 * SECOND_STOP_S) && ins_motion_runs_on (self->motion);
}

/* The wish first: the conductor, whom the stop wakes, must find it. */
void
ins_engine_stop (InsEngine *self)
{
  atomic_store (&self->stop_wanted, TRUE);
  if (is_second_stop (self))
    ins_motion_halt (self->motion);
  else
    ins_motion_stop (self->motion);
  ins_engine_tell (self);
}

void
ins_engine_halt (InsEngine *self)
{
  atomic_store (&self->stop_wanted, TRUE);
  ins_motion_halt (self->motion);
  ins_engine_tell (self);
}

void
ins_engine_set_timing (InsEngine *self, const InsTiming *timing)
{
  ins_acquisition_set_timing (self->acquisition, timing);
}

void
ins_engine_get_rig_status (InsEngine *self, InsRigStatus *status)
{
  g_autoptr (InsRig) rig = ins_engine_dup_rig (self);
  InsMotionStatus motion;
  InsAcquisitionStatus card;

  ins_motion_get_status (self->motion, &motion);
  ins_acquisition_get_status (self->acquisition, &card);
  memset (status, 0, sizeof *status);
  status->stage_ready = motion.link == INS_LINK_READY;
  status->stage_info = motion.info;
  status->stage_report = motion.report;
  g_strlcpy (status->stage_doubt, motion.reference_message, sizeof status->stage_doubt);
  g_strlcpy (status->stage_note, motion.arrival_message, sizeof status->stage_note);
  status->digitizer_ready = card.link == INS_LINK_READY;
  status->digitizer_info = card.info;
  status->timing_accepted = card.timing_accepted;
  status->timing = card.timing;
  g_strlcpy (status->timing_note, card.timing_note, sizeof status->timing_note);
  if (card.pulse_missing)
    g_strlcpy (status->pulse_note, card.message, sizeof status->pulse_note);
  status->position_trigger = rig->position_trigger;
  status->backlash_mm = rig->backlash_mm;
  status->soft_minimum = rig->soft_minimum;
  status->soft_maximum = rig->soft_maximum;
  status->n_free_bytes = -1;
}

gboolean
ins_engine_is_scanning_locked (const InsEngine *self)
{
  InsScanState state = self->scan.scan;

  return state == INS_SCAN_STARTING || state == INS_SCAN_RUNNING || state == INS_SCAN_PAUSING ||
         state == INS_SCAN_PAUSED || state == INS_SCAN_STOPPING;
}

gboolean
ins_engine_start_scan (InsEngine *self, const InsRecipe *recipe, InsLineSink *sink, GError **error)
{
  const InsScanOptions options = { 0 };

  return ins_engine_start_scan_with (self, recipe, &options, sink, error);
}

gboolean
ins_engine_start_scan_with (InsEngine *self,
                            const InsRecipe *recipe,
                            const InsScanOptions *options,
                            InsLineSink *sink,
                            GError **error)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (ins_engine_is_scanning_locked (self))
      {
        g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY, "%s",
                     _ ("A scan is running already."));
        return FALSE;
      }

    memset (&self->scan, 0, sizeof self->scan);
    self->scan.scan = INS_SCAN_STARTING;
    self->scan.registration_rms_mm = self->scan.registration_worst_mm = (double)NAN;
    self->scan.account = INS_NO_ACCOUNT;
    self->scan.comb = INS_NO_COMB;
    self->sigma_square_sum = 0.0;
    self->n_sigmas = 0;
    self->n_processed = 0;
    self->scan_started_s = 0.0;
    self->writer_finished = FALSE;
    self->disk = (InsDiskState){ .left_s = INS_DISK_BUFFER_S };
    g_clear_error (&self->writer_error);
    atomic_store (&self->stop_wanted, FALSE);
    atomic_store (&self->pause_wanted, FALSE);
    atomic_store (&self->pause_now_wanted, FALSE);
    self->sink = sink;
    self->options = *options;
    self->start_n_stops = ins_motion_get_n_stops (self->motion);
    self->recipe = ins_recipe_copy (recipe);
    ins_condition_broadcast (&self->changed);
  }
  ins_engine_tell (self);

  return TRUE;
}

void
ins_engine_pause (InsEngine *self)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->scan.scan != INS_SCAN_RUNNING)
      return;
    self->scan.scan = INS_SCAN_PAUSING;
    atomic_store (&self->pause_wanted, TRUE);
  }
  ins_engine_tell (self);
}

/* The wish first: the conductor, whom the stop wakes, must find it. */
void
ins_engine_pause_now (InsEngine *self)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->scan.scan != INS_SCAN_RUNNING && self->scan.scan != INS_SCAN_PAUSING)
      return;
    self->scan.scan = INS_SCAN_PAUSING;
    atomic_store (&self->pause_wanted, TRUE);
    atomic_store (&self->pause_now_wanted, TRUE);
  }
  ins_motion_stop (self->motion);
  ins_engine_tell (self);
}

void
ins_engine_resume (InsEngine *self)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    if (self->scan.scan == INS_SCAN_PAUSING)
      self->scan.scan = INS_SCAN_RUNNING;
    atomic_store (&self->pause_wanted, FALSE);
    ins_condition_broadcast (&self->changed);
  }
  ins_engine_tell (self);
}

InsCscan *
ins_engine_dup_cscan (InsEngine *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->cscan != NULL ? ins_cscan_ref (self->cscan) : NULL;
}

guint
ins_engine_copy_ascan (InsEngine *self, gint16 *samples, guint capacity, InsTiming *timing)
{
  return ins_acquisition_copy_ascan (self->acquisition, samples, capacity, timing);
}

guint
ins_engine_copy_line (InsEngine *self, guint *row, gint16 *samples, gsize capacity)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->line_lock);
  guint n_pixels = self->line_n_pixels;

  if (n_pixels == 0 || (gsize)n_pixels * self->line_n_samples > capacity)
    return 0;
  memcpy (samples, self->line, (gsize)n_pixels * self->line_n_samples * sizeof *samples);
  *row = self->line_row;

  return n_pixels;
}
