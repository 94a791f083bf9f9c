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

#define SETTLE_S 10.0    /* for the card to take a new timing */
#define CLOCK_WAIT_S 2.5 /* for the rate of a free-running pulser, which takes 1.5 s */
#define CLOCK_POLL_S 0.02
#define MAX_PASSES 2 /* over flagged lines */

void
ins_engine_set_scan_state (InsEngine *self, InsScanState state, const GError *error)
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

/* A timing that the card cannot do is a plan that cannot be done; a card that another program has,
 * or that has just gone, is not. */
static void
set_refusal (const InsAcquisitionStatus *card, GError **error)
{
  if (card->refusal_domain == INS_DEVICE_ERROR &&
      card->refusal_code != INS_DEVICE_ERROR_UNSUPPORTED)
    g_set_error_literal (error, INS_DEVICE_ERROR, card->refusal_code, card->timing_note);
  else
    g_set_error_literal (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_PREFLIGHT, card->timing_note);
}

static gboolean
check_links (InsScanRun *run, GError **error)
{
  InsMotionStatus motion;
  InsAcquisitionStatus card;

  ins_acquisition_set_timing (run->engine->acquisition, &run->recipe->timing);
  ins_acquisition_mount (run->engine->acquisition, run->recipe->scan_axis, run->recipe->index_axis);
  ins_acquisition_begin_scan (run->engine->acquisition);
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
      set_refusal (&card, error);
      return FALSE;
    }

  run->stage_info = motion.info;
  run->digitizer_info = card.info;
  run->reference = motion.reference;
  run->plan = ins_plan_new_for_rig (run->recipe, &motion.info, &card.timing,
                                    run->rig->position_trigger, run->rig->backlash_mm);

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
    .rig = run->rig,
    .stage_info = run->stage_info,
    .digitizer_info = run->digitizer_info,
    .reference = run->reference,
    .reference_check = run->reference_check,
  };

  run->done = g_new0 (gboolean, run->plan->n_lines);
  run->begun = run->sink->begin (run->sink, &info, run->done, error);
  run->is_wanted = g_new0 (gboolean, run->plan->n_lines);
  for (guint row = 0; row < run->plan->n_lines; row++)
    run->is_wanted[row] = !run->done[row];

  return run->begun;
}

static void
publish_start (InsScanRun *run)
{
  InsEngine *self = run->engine;
  guint n_done = 0, n_holes = 0, n_flagged = 0;

  for (guint row = 0; row < run->plan->n_lines; row++)
    {
      n_done += run->done[row] ? 1 : 0;
      n_holes += run->done[row] ? run->qualities[row].n_missing : 0;
      n_flagged += ins_line_quality_is_flagged (&run->qualities[row]);
    }
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    g_clear_pointer (&self->cscan, ins_cscan_unref);
    self->cscan = ins_cscan_ref (run->cscan);
    self->scan.n_lines = run->plan->n_lines;
    self->scan.n_lines_done = n_done;
    self->scan.n_holes = n_holes;
    self->scan.n_lines_flagged = n_flagged;
    self->scan.n_lines_put = n_done;
    self->scan.n_lines_written = n_done;
    self->scan.remaining_s = run->plan->total_s;
    self->scan.n_bytes_written = 0;
    self->scan_started_s = ins_clock_now_s ();
  }
  ins_engine_tell (self);
}

static void
publish_line_start (InsScanRun *run, const InsLine *line)
{
  InsEngine *self = run->engine;
  double now_s = ins_clock_now_s ();

  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);
    double spent_s = now_s - self->scan_started_s - run->paused_s;

    self->scan.line = *line;
    self->scan.elapsed_s = now_s - self->scan_started_s;
    if (run->n_handed > 0)
      self->scan.line_s = spent_s / run->n_handed;
    self->scan.remaining_s = ins_scan_pace_get_remaining_s (&run->pace, spent_s);
  }
  ins_engine_tell (self);
}

/* The way there is no line's time. */
static gboolean
approach (InsScanRun *run, const InsLine *line, GError **error)
{
  double began_s = ins_clock_now_s ();
  gboolean done = ins_scan_run_approach (run, line, error);

  run->paused_s += ins_clock_now_s () - began_s;

  return done;
}

/* Also again after a pause in which somebody jogged. */
static gboolean
scan_line (InsScanRun *run, const InsLine *line, gboolean *has_approached, GError **error)
{
  while ((!*has_approached && !approach (run, line, error)) ||
         !ins_scan_run_scan_line (run, line, error))
    {
      if (!ins_scan_run_survives (run, error))
        return FALSE;
      *has_approached = FALSE;
    }
  *has_approached = TRUE;

  return TRUE;
}

/* One of the lines that are swept again is. */
static void
note_again (InsScanRun *run)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&run->engine->lock);

  if (run->engine->scan.n_lines_again > 0)
    run->engine->scan.n_again_done++;
}

/* Those that are wanted. */
static gboolean
scan_lines (InsScanRun *run, GError **error)
{
  gboolean has_approached = run->n_handed > 0;
  InsLine line;

  ins_scan_pace_begin (&run->pace, run->plan, run->is_wanted);
  for (guint order = 0; order < run->plan->n_lines; order++)
    {
      ins_plan_get_line (run->plan, order, &line);
      if (!run->is_wanted[line.row])
        continue;
      if (!ins_scan_run_wait_while_paused (run, error) || !ins_scan_run_check_stop (run, error))
        return FALSE;
      publish_line_start (run, &line);
      if (!scan_line (run, &line, &has_approached, error))
        {
          if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            g_prefix_error (error, _ ("Line %u of %u: "), line.row + 1, run->plan->n_lines);
          return FALSE;
        }
      ins_scan_pace_pass (&run->pace, run->plan, order);
      note_again (run);
    }

  return TRUE;
}

/* How many lines turned out not to lie where they were put or, where that is wanted, are flagged; 0
 * also if nothing of it has got better. */
static guint
want_again (InsScanRun *run, gboolean flagged, guint64 *badness_before)
{
  guint n_lines = 0;
  guint64 badness = 0;

  ins_scan_run_wait_processed (run);
  for (guint row = 0; row < run->plan->n_lines; row++)
    {
      const InsLineQuality *quality = &run->qualities[row];

      run->is_wanted[row] = quality->is_moved || (flagged && ins_line_quality_is_flagged (quality));
      n_lines += run->is_wanted[row] ? 1 : 0;
      if (run->is_wanted[row])
        badness += (guint64)INS_TRACK_N_VERDICTS *
                       (quality->n_missing + (quality->is_moved ? run->plan->grid.n_columns : 0)) +
                   quality->verdict;
    }
  if (badness >= *badness_before)
    return 0;
  *badness_before = badness;

  return n_lines;
}

static void
publish_again (InsScanRun *run, guint n_lines)
{
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&run->engine->lock);

    run->engine->scan.n_lines_again = n_lines;
    run->engine->scan.n_again_done = 0;
  }
  ins_engine_tell (run->engine);
}

static gboolean
scan_again (InsScanRun *run, GError **error)
{
  gboolean flagged = run->options.rescan_holes || run->recipe->rescan_holes;
  guint64 badness = G_MAXUINT64;

  if (!run->sink->can_replace)
    return TRUE;
  for (guint pass = 0; pass < MAX_PASSES; pass++)
    {
      guint n = want_again (run, flagged, &badness);

      publish_again (run, n);
      if (n == 0)
        break;
      if (!scan_lines (run, error))
        return FALSE;
    }
  publish_again (run, 0);

  return TRUE;
}

/* Lets the other workers finish what they have, in that order, and has the file finished. The
 * disk may stall as long as it likes: what was measured is not given up. */
static void
drain (InsScanRun *run, gboolean complete)
{
  InsEngine *self = run->engine;
  InsAcquisitionStatus card;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;

  ins_acquisition_get_status (self->acquisition, &card);
  ins_scan_run_wait_processed (run);
  locker = ins_lock_acquire (&self->lock);
  ins_lock_release (&self->lock);
  /* the processing worker is through with it */
  if (run->watch != NULL && ins_comb_watch_finish (run->watch))
    ins_engine_publish_comb (self, run->watch);
  ins_lock_acquire (&self->lock);
  self->finish_complete = complete;
  self->scan.account = card.account;
  ins_timing_figures_merge_card (&self->scan.figures, &card.account.figures);
  ins_lock_release (&self->lock);
  ins_ring_push (self->lines_full, &self->finish_marker, 1.0);
  ins_lock_acquire (&self->lock);
  while (!self->writer_finished)
    ins_condition_wait (&self->changed, &self->lock, 0.2);
}

/* Where pulses come from a pulser that runs free, nothing can be placed before its rate is known.
 * If it does not pulse at rest the scan begins without. */
static gboolean
wait_for_clock (InsScanRun *run, GError **error)
{
  double until_s = ins_clock_now_s () + CLOCK_WAIT_S;

  if (run->rig->position_trigger)
    return TRUE;
  for (;;)
    {
      InsAcquisitionStatus card;

      if (!ins_scan_run_check_stop (run, error))
        return FALSE;
      ins_acquisition_get_status (run->engine->acquisition, &card);
      if (card.clock_known || card.link != INS_LINK_READY || ins_clock_now_s () > until_s)
        return TRUE;
      ins_clock_sleep_s (CLOCK_POLL_S);
    }
}

static gboolean
run_scan (InsScanRun *run, GError **error)
{
  if (!check_links (run, error) || !ins_scan_run_check_reference (run, error) ||
      !check_preflight (run, error) || !begin_file (run, error) ||
      !ins_scan_run_make_buffers (run, error) || !ins_scan_run_take_rows (run, error))
    return FALSE;

  publish_start (run);
  ins_engine_set_scan_state (run->engine, INS_SCAN_RUNNING, NULL);

  return wait_for_clock (run, error) && scan_lines (run, error) && scan_again (run, error);
}

static InsScanState
outcome (gboolean complete, const GError *error)
{
  if (complete)
    return INS_SCAN_COMPLETE;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? INS_SCAN_STOPPED
                                                                   : INS_SCAN_FAILED;
}

/* What the writer has failed at, in place of what the conductor made of it: how many lines are safe
 * is known only now. A person's stop stays one. */
static void
take_writer_error (InsEngine *self, gboolean *complete, GError **error)
{
  g_autoptr (GError) failure = ins_engine_dup_writer_error (self);
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = NULL;
  gboolean is_stopped = g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (failure == NULL)
    return;
  *complete = FALSE;
  g_clear_error (error);
  locker = ins_lock_acquire (&self->lock);
  g_set_error (error, is_stopped ? G_IO_ERROR : failure->domain,
               is_stopped ? G_IO_ERROR_CANCELLED : failure->code,
               _ ("%s %u of %u lines are safe in the file; go on with it when the disk works "
                  "again."),
               failure->message, self->scan.n_lines_written, self->scan.n_lines);
}

static void
conduct (InsEngine *self,
         InsRecipe *recipe,
         const InsScanOptions *options,
         InsLineSink *sink,
         guint n_stops)
{
  InsScanRun run = { .engine = self,
                     .rig = ins_engine_dup_rig (self),
                     .recipe = recipe,
                     .options = *options,
                     .sink = sink,
                     .n_stops = n_stops,
                     .suspend = { TRUE, ins_suspend_get_s () } };
  g_autoptr (GError) error = NULL;
  gboolean complete = run_scan (&run, &error);

  if (!complete)
    {
      ins_engine_set_scan_state (self, INS_SCAN_STOPPING, error);
      ins_motion_stop (self->motion);
    }
  if (run.begun)
    {
      drain (&run, complete);
      take_writer_error (self, &complete, &error);
    }
  ins_acquisition_end_scan (self->acquisition);
  ins_scan_run_clear_trigger (&run);
  ins_scan_run_clear (&run);
  {
    g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

    self->sink = NULL;
    self->scan.elapsed_s = self->scan_started_s > 0.0 ? ins_clock_now_s () - self->scan_started_s
                                                      : 0.0;
    self->scan.remaining_s = 0.0;
  }
  ins_engine_set_scan_state (self, outcome (complete, error), error);
}

gpointer
ins_conductor_main (gpointer engine)
{
  InsEngine *self = engine;

  while (!atomic_load (&self->quit_conductor))
    {
      InsRecipe *recipe;
      InsScanOptions options;
      InsLineSink *sink;
      guint n_stops;

      {
        g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

        if (self->recipe == NULL)
          ins_condition_wait (&self->changed, &self->lock, 0.5);
        recipe = g_steal_pointer (&self->recipe);
        sink = self->sink;
        options = self->options;
        n_stops = self->start_n_stops;
      }
      if (recipe != NULL)
        conduct (self, recipe, &options, sink, n_stops);
    }

  return NULL;
}
