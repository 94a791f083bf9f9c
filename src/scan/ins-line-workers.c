/* ins-line-workers.c - the processing and the writer worker
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line goes conductor -> jobs_full -> processing -> lines_full -> writer -> lines_free; its
 * pulses go back by jobs_free. Each block has one owner at a time, so only counters need the lock.
 */
#define G_LOG_DOMAIN "ins-line-workers"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "scan/ins-engine-private.h"

#define IDLE_S 0.2
#define SYNC_PERIOD_S 1.0
#define FULL_RETRY_S 0.2 /* also until a person's STOP is seen */

static void
publish_encoder_locked (InsEngine *self, const InsLineData *data, gboolean is_left_out)
{
  const InsLineCard *card = &data->card;
  char *message = self->scan.encoder_message;
  const gsize size = sizeof self->scan.encoder_message;

  if (card->encoder == INS_ENCODER_SLIPPED)
    g_snprintf (message, size,
                _ ("The encoder is off by %.3g mm where the stage rested: it lost counts, or the "
                   "stage lost steps. Such lines are left out; home the stage and scan again."),
                fabs (card->slip_mm));
  else if (card->placing == INS_PLACED_BY_TRIGGER && is_left_out)
    g_snprintf (message, size,
                _ ("The stage's trigger output gave %u pulses on a line, but the card saw %u, and "
                   "nobody knows which one is missing or too many. Such lines are left out; check "
                   "the trigger cable and scan slower."),
                data->line.n_pulses, card->n_triggers);
  else if (card->encoder == INS_ENCODER_ABSENT)
    g_snprintf (message, size, "%s",
                _ ("No position comes from the encoder, or none while the stage rests. Check its "
                   "wires; such lines are placed by what the stage reports."));
  else if (card->encoder == INS_ENCODER_STRANGER)
    g_snprintf (message, size, "%s",
                _ ("The encoder does not run as the stage does. Check encoder_um, its sign and the "
                   "encoder's wires; lines are left out until it does."));
}

/* A line that was swept again counts only if it is better than the one that is there: fewer
 * holes, better placed, or not known to lie elsewhere than it was put. */
static void
judge_line (const InsLineJob *job, const InsLineQuality *quality)
{
  InsLineData *data = job->data;
  InsLineQuality *best = &job->qualities[data->line.row];

  data->is_first = ins_line_quality_is_to_go (best);
  data->is_worse = !data->is_first && !ins_line_quality_is_better (quality, best);
  if (!data->is_worse)
    *best = *quality;
}

static void
publish_registration_locked (InsEngine *self, const InsLineData *data)
{
  const InsTrackLine *track = &data->track;
  double sigma_mm = track->sigma_s * fabs (track->speed_mm_s);

  if (!isfinite (sigma_mm) || track->n_reports == 0)
    return;
  self->sigma_square_sum += sigma_mm * sigma_mm;
  self->n_sigmas++;
  self->scan.registration_rms_mm = sqrt (self->sigma_square_sum / self->n_sigmas);
  self->scan.registration_worst_mm = fmax (self->scan.registration_worst_mm, sigma_mm);
}

/* What the lines so far say about the next one. */
static void
publish_track (InsEngine *self, const InsLineJob *job)
{
  InsTrack *track = ins_processor_get_track (job->processor);
  InsTrackCommon *common = ins_track_dup_common (track);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  ins_motion_set_frame (self->motion, ins_track_get_frame_s (track));
  locker = ins_lock_acquire (&self->lock);
  g_clear_pointer (&self->common, ins_track_common_free);
  self->common = common;
  ins_track_get_anchor (track, &self->anchor);
}

static void
publish_line (InsEngine *self,
              const InsLineJob *job,
              const InsLineQuality *quality,
              const InsLineQuality *before)
{
  const InsLineData *data = job->data;

  /* what knows its place by itself takes no part in corrections of delay and backlash */
  ins_cscan_set_direction (job->cscan, data->line.row,
                           data->card.placing == INS_PLACED_BY_REPORTS ? data->line.direction : 0);
  ins_cscan_put_maps (job->cscan, data->line.row, data->registration_um, data->n_pulses);
  ins_cscan_put_states (job->cscan, data->line.row, data->gate_status, data->derived, data->alarms);
  ins_cscan_put_row (job->cscan, data->line.row, data->amplitude_percent, data->tof_s, data->holes);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->scan.n_lines_done += data->is_first ? 1 : 0;
    self->scan.n_holes += quality->n_missing;
    self->scan.n_holes -= data->is_first ? 0 : before->n_missing;
    self->scan.n_lines_flagged += ins_line_quality_is_flagged (quality);
    self->scan.n_lines_flagged -= ins_line_quality_is_flagged (before);
    self->scan.n_lost_pulses += data->n_lost_pulses;
    ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_PLACE], data->place_s);
    ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_AVERAGE], data->average_s);
    ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_GATE], data->gate_s);
    ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_DERIVE], data->derive_s);
    publish_encoder_locked (self, data, quality->n_missing == data->n_pixels);
    publish_registration_locked (self, data);
  }
}

static void
publish_ascans (InsEngine *self, const InsLineData *data)
{
  gsize n = (gsize)data->n_pixels * data->n_samples;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  if (data->ascans == NULL)
    return;
  locker = ins_lock_acquire (&self->line_lock);
  if (self->line_n_pixels != data->n_pixels || self->line_n_samples != data->n_samples)
    self->line = g_renew (gint16, self->line, n);
  memcpy (self->line, data->ascans, n * sizeof *self->line);
  self->line_row = data->line.row;
  self->line_n_pixels = data->n_pixels;
  self->line_n_samples = data->n_samples;
}

void
ins_engine_publish_comb (InsEngine *self, const InsCombWatch *watch)
{
  g_autofree char *text = ins_comb_watch_to_text (watch);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->scan.comb = ins_comb_watch_get (watch)->comb;
  g_strlcpy (self->scan.comb_message, text, sizeof self->scan.comb_message);
}

/* Those that turned out to lie elsewhere are swept again at the scan's end. */
static void
note_moved (InsEngine *self, const InsLineJob *job)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  ins_processor_take_moved (job->processor, rows);
  locker = ins_lock_acquire (&self->lock);
  for (guint i = 0; i < rows->len; i++)
    {
      InsLineQuality *quality = &job->qualities[g_array_index (rows, guint, i)];

      self->scan.n_lines_flagged += ins_line_quality_is_flagged (quality) ? 0 : 1;
      quality->is_moved = TRUE;
    }
}

/* Neither shown nor kept if a better one is there. */
static void
show_line (InsEngine *self, InsLineJob *job)
{
  const InsLineQuality before = job->qualities[job->data->line.row];
  InsLineQuality quality;

  ins_line_data_get_quality (job->data, &quality);
  judge_line (job, &quality);
  if (job->data->is_worse)
    return;
  publish_line (self, job, &quality, &before);
  publish_ascans (self, job->data);
  if (job->data->is_first && ins_comb_watch_add_line (job->watch, job->data))
    ins_engine_publish_comb (self, job->watch);
}

static void
finish_line (InsEngine *self, InsLineJob *job)
{
  InsLineData *data = job->data;
  double gated_s, shown_s;

  ins_processor_place_line (job->processor, job->pulses, data);
  gated_s = ins_clock_now_s ();
  show_line (self, job);
  shown_s = ins_clock_now_s ();

  job->data = NULL;
  /* every ring has a place for every block there is */
  ins_ring_push (data->is_worse ? self->lines_free : self->lines_full, data, IDLE_S);
  ins_ring_push (self->jobs_free, job, IDLE_S);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->n_processed++;
    ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_PICTURE], shown_s - gated_s);
  }
  ins_engine_tell (self);
}

/* The scan's first line waits for the second: how long answers take is guessed from both. */
gpointer
ins_processing_main (gpointer engine)
{
  InsEngine *self = engine;
  InsLineJob *waiting = NULL;

  while (!atomic_load (&self->quit))
    {
      InsLineJob *job = ins_ring_pop (self->jobs_full, IDLE_S);

      if (job != NULL)
        {
          ins_processor_register_line (job->processor, job->pulses, job->data);
          note_moved (self, job);
          publish_track (self, job);
        }
      if (waiting == NULL && job != NULL && ins_processor_wants_more (job->processor, job->data))
        {
          waiting = job;
          continue;
        }
      if (waiting != NULL && (job != NULL || atomic_load (&self->lines_wanted)))
        finish_line (self, g_steal_pointer (&waiting));
      if (job != NULL)
        finish_line (self, job);
    }

  return NULL;
}

GError *
ins_engine_dup_writer_error (InsEngine *self)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  return self->writer_error != NULL ? g_error_copy (self->writer_error) : NULL;
}

/* (transfer full) error; the first one counts. */
static void
fail (InsEngine *self, GError *error)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  if (self->writer_error == NULL)
    self->writer_error = error;
  else
    g_error_free (error);
}

static InsLineSink *
get_sink (InsEngine *self, gboolean *failed)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  *failed = self->writer_error != NULL;

  return self->sink;
}

/* Of the writer: what was put since the last sync. */
typedef struct
{
  double synced_s;
  gboolean any;
  guint n_lines; /* of those, the ones that are not there already */
} Unsynced;

/* What is on the disk counts as written. */
static void
count_written (InsEngine *self, InsLineSink *sink, Unsynced *unsynced)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->scan.n_lines_written += unsynced->n_lines;
    self->scan.n_bytes_written = sink->get_n_bytes (sink);
  }
  unsynced->any = FALSE;
  unsynced->n_lines = 0;
  unsynced->synced_s = ins_clock_now_s ();
  ins_engine_tell (self);
}

static void
sync_lines (InsEngine *self, Unsynced *unsynced)
{
  GError *error = NULL;
  gboolean failed;
  InsLineSink *sink = get_sink (self, &failed);
  double began_s = ins_clock_now_s (), sync_s;

  unsynced->any = FALSE;
  if (failed)
    return;
  if (!sink->sync (sink, &error))
    {
      unsynced->n_lines = 0; /* a later sync says nothing about these */
      fail (self, error);
      return;
    }
  sync_s = ins_clock_now_s () - began_s;
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_SYNC], sync_s);
  }
  count_written (self, sink, unsynced);
}

void
ins_engine_publish_disk_locked (InsEngine *self)
{
  InsDiskState *disk = &self->disk;

  disk->n_safe = self->scan.n_lines_put;
  disk->n_lines = self->scan.n_lines;
  disk->n_waiting = self->scan.n_lines_done - MIN (disk->n_safe, self->scan.n_lines_done);
  ins_disk_state_to_text (disk, self->scan.disk_message, sizeof self->scan.disk_message);
}

/* For a while, or until something changes. */
static void
tell_full_disk (InsEngine *self, gboolean is_full, guint row)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->disk.is_full = is_full;
    self->disk.row = row;
    ins_engine_publish_disk_locked (self);
  }
  ins_engine_tell (self);
  if (is_full)
    ins_clock_sleep_s (FULL_RETRY_S);
}

/* A full disk costs nothing but time: the line is kept and tried again until there is room or the
 * scan is to end. */
static gboolean
put_line (InsEngine *self, InsLineSink *sink, const InsLineData *data, GError **error)
{
  g_autoptr (GError) put_error = NULL;
  gboolean waited = FALSE, put;

  while (!(put = sink->put_line (sink, data, &put_error)) &&
         g_error_matches (put_error, INS_FILE_ERROR, INS_FILE_ERROR_FULL) &&
         !atomic_load (&self->stop_wanted) && !atomic_load (&self->quit_conductor))
    {
      waited = TRUE;
      tell_full_disk (self, TRUE, data->line.row);
      g_clear_error (&put_error);
    }
  if (waited)
    tell_full_disk (self, FALSE, 0);
  if (!put)
    g_propagate_prefixed_error (error, g_steal_pointer (&put_error),
                                _ ("Line %u could not be written. "), data->line.row + 1);

  return put;
}

static void
write_line (InsEngine *self, InsLineData *data, Unsynced *unsynced)
{
  GError *error = NULL;
  gboolean failed, is_first = data->is_first;
  InsLineSink *sink = get_sink (self, &failed);
  double began_s = ins_clock_now_s ();
  gboolean written = !failed && put_line (self, sink, data, &error);
  double write_s = ins_clock_now_s () - began_s;

  ins_ring_push (self->lines_free, data, IDLE_S);
  if (error != NULL)
    fail (self, error);
  unsynced->any = unsynced->any || written;
  if (written)
    {
      g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

      self->scan.n_lines_put += is_first ? 1 : 0;
      ins_timing_cost_add (&self->scan.figures.costs[INS_TIMING_WRITE], write_s);
      unsynced->n_lines += is_first ? 1 : 0;
    }
  if (written && ins_clock_now_s () - unsynced->synced_s > SYNC_PERIOD_S)
    sync_lines (self, unsynced);
  ins_engine_tell (self);
}

/* Also after an error: what was written is to be left in good order. */
static void
finish_sink (InsEngine *self, Unsynced *unsynced)
{
  GError *error = NULL;
  gboolean failed, complete;
  InsLineSink *sink = get_sink (self, &failed);
  InsScanAccount account;

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    complete = self->finish_complete && !failed;
    self->scan.account.figures = self->scan.figures;
    account = self->scan.account;
  }
  if (sink->finish (sink, complete, &account, &error))
    count_written (self, sink, unsynced);
  else if (error != NULL)
    fail (self, error);
  *unsynced = (Unsynced){ 0 };
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->writer_finished = TRUE;
    ins_condition_broadcast (&self->changed);
  }
  ins_engine_tell (self);
}

gpointer
ins_writer_main (gpointer engine)
{
  InsEngine *self = engine;
  Unsynced unsynced = { 0 };

  for (;;)
    {
      InsLineData *data = ins_ring_pop (self->lines_full, IDLE_S);

      if (data == &self->finish_marker)
        finish_sink (self, &unsynced);
      else if (data != NULL)
        write_line (self, data, &unsynced);
      else if (unsynced.any)
        sync_lines (self, &unsynced);
      else if (atomic_load (&self->quit))
        return NULL;
    }
}
