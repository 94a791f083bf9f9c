/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/ins-cli-job.h"
#include "cli/ins-cli-keys.h"
#include "cli/ins-cli-prepare.h"
#include "cli/ins-cli-progress.h"
#include "cli/ins-cli-timing.h"
#include "cli/ins-cli-verdict.h"
#include "core/ins-clock.h"
#include "core/ins-number.h"
#include "storage/ins-nde-job.h"
#include "storage/ins-nde-writer.h"

#define WAIT_S 0.1
#define TOLD_S 10.0   /* between two words about what is waited for */
#define SETTLE_S 10.0 /* for the card to take a new timing */

InsCliStatus
ins_cli_job_check (InsScanJob *job, InsEngine *engine)
{
  double until_s = ins_clock_now_s () + SETTLE_S;
  g_autofree char *folder = g_path_get_dirname (job->parts[0].path);
  g_autoptr (GPtrArray) checks = NULL;
  GError *error = NULL;
  InsRigStatus status;

  ins_engine_get_rig_status (engine, &status);
  while (!status.timing_accepted && status.timing_note[0] == '\0' && ins_clock_now_s () < until_s &&
         !ins_cli_is_stopped ())
    {
      ins_clock_sleep_s (WAIT_S);
      ins_engine_get_rig_status (engine, &status);
    }
  status.n_free_bytes = ins_cli_get_free_bytes (folder);
  ins_scan_job_plan (job, &status);
  if (job->n_parts == 1)
    return INS_CLI_DONE; /* the engine checks it */
  checks = ins_scan_job_check (job, &status);

  return ins_preflight_passes (checks, &error) ? INS_CLI_DONE : ins_cli_fail (error);
}

static gboolean
has_ended (InsScanState scan)
{
  return scan == INS_SCAN_COMPLETE || scan == INS_SCAN_STOPPED || scan == INS_SCAN_FAILED;
}

/* (transfer full) (nullable): "region rim (2 of 3)" */
static char *
dup_part_text (const InsScanJob *job, guint index)
{
  if (job->parts[index].name == NULL)
    return NULL;

  /* Translators: which region of a recipe is being scanned, its place, and how many there are */
  return g_strdup_printf (_ ("region %s (%u of %u)"), job->parts[index].name, index + 1,
                          job->n_parts);
}

static void
show_progress (const InsScanJob *job,
               guint index,
               InsCliProgress *progress,
               const InsSnapshot *snapshot,
               double remaining_s)
{
  g_autofree char *part = dup_part_text (job, index);
  InsScanJobProgress all;

  ins_scan_job_get_progress (job, index, snapshot->n_lines_done, snapshot->n_lines, remaining_s,
                             &all);
  ins_cli_progress_show (progress, part, all.fraction, snapshot->n_lines_done, snapshot->n_lines,
                         all.remaining_s);
}

/* Why the scan does not go on, or soon will not: when that begins, and now and then while it lasts.
 */
static void
tell_of_wait (InsCliProgress *progress, const InsSnapshot *snapshot, double *told_s)
{
  const char *message = *snapshot->pause_message != '\0' ? snapshot->pause_message
                                                         : snapshot->disk_message;
  double now_s = ins_clock_now_s ();

  if (*message == '\0')
    *told_s = -INFINITY;
  if (*message == '\0' || now_s - *told_s < TOLD_S)
    return;
  *told_s = now_s;
  ins_cli_progress_end (progress);
  ins_cli_complain ("%s", message);
}

/* The scan does something else than its lines. */
static gboolean
tell_of_state (const InsSnapshot *snapshot, InsCliProgress *progress)
{
  g_autofree char *text = NULL;

  if (snapshot->scan == INS_SCAN_PAUSED && snapshot->gave_up_line)
    text = g_strdup_printf (_ ("paused within line %u of %u, which is swept again"),
                            snapshot->line.order + 1, snapshot->n_lines);
  else if (snapshot->scan == INS_SCAN_PAUSED)
    text = g_strdup_printf (_ ("paused, %u of %u lines are done"), snapshot->n_lines_done,
                            snapshot->n_lines);
  else if (snapshot->n_lines_again > 0)
    text = g_strdup_printf (ngettext ("%u flagged line is swept again",
                                      "%u flagged lines are swept again", snapshot->n_lines_again),
                            snapshot->n_lines_again);
  if (text != NULL)
    ins_cli_progress_say (progress, text);

  return text != NULL;
}

static void
follow (const InsScanJob *job,
        guint index,
        InsEngine *engine,
        InsCliProgress *progress,
        const InsCliJobOptions *options,
        InsSnapshot *snapshot)
{
  double told_s = -INFINITY;
  InsCliKeys keys = { 0 };

  if (!options->is_quiet)
    ins_cli_keys_open (&keys);
  ins_engine_get_snapshot (engine, snapshot);
  while (!has_ended (snapshot->scan))
    {
      tell_of_wait (progress, snapshot, &told_s);
      ins_cli_keys_act (&keys, engine, snapshot);
      if (!tell_of_state (snapshot, progress) && snapshot->scan != INS_SCAN_STARTING &&
          snapshot->n_lines > 0)
        show_progress (job, index, progress, snapshot, snapshot->remaining_s);
      ins_engine_wait (engine, snapshot->generation, WAIT_S);
      ins_engine_get_snapshot (engine, snapshot);
    }
  ins_cli_keys_close (&keys);
  if (snapshot->scan == INS_SCAN_COMPLETE)
    show_progress (job, index, progress, snapshot, 0.0);
  ins_cli_progress_end (progress);
}

/* One line: what the card delivered, its clock, and how well that is known. Numbers for scripts. */
static void
print_account (const InsScanAccount *account)
{
  g_autofree char *ppm = isfinite (account->clock_ppm)
                             ? ins_number_format_fixed (account->clock_ppm, 2)
                             : g_strdup ("unknown");
  g_autofree char *p50 = isfinite (account->residual_p50_s)
                             ? ins_number_format_fixed (account->residual_p50_s * 1e6, 1)
                             : g_strdup ("unknown");
  g_autofree char *p99 = isfinite (account->residual_p99_s)
                             ? ins_number_format_fixed (account->residual_p99_s * 1e6, 1)
                             : g_strdup ("unknown");

  g_print ("card: %" G_GUINT64_FORMAT " pulses, %" G_GUINT64_FORMAT " samples, %" G_GUINT64_FORMAT
           " missed triggers, %u restarts, clock %s ppm, time fit residual p50 %s us p99 %s us\n",
           account->count.n_pulses, account->count.n_samples, account->count.n_missed,
           account->n_restarts, ppm, p50, p99);
}

static InsCliStatus
conclude (const InsSnapshot *snapshot, const InsScanPart *part, const InsCliJobOptions *options)
{
  InsCliStatus status = INS_CLI_DONE;

  if (snapshot->scan == INS_SCAN_STOPPED)
    status = INS_CLI_STOPPED;
  else if (snapshot->scan == INS_SCAN_FAILED)
    status = ins_cli_get_status (snapshot->error_domain, snapshot->error_code);

  if (status == INS_CLI_STOPPED && snapshot->n_lines_written < snapshot->n_lines_done)
    ins_cli_complain (_ ("Stopped. %s"), snapshot->scan_message);
  else if (status == INS_CLI_STOPPED)
    ins_cli_complain (_ ("Stopped. What was measured is kept; go on with --resume."));
  else if (status != INS_CLI_DONE && part->name != NULL)
    ins_cli_complain (_ ("Region %s: %s"), part->name, snapshot->scan_message);
  else if (status != INS_CLI_DONE)
    ins_cli_complain ("%s", snapshot->scan_message);
  if (snapshot->scan == INS_SCAN_FAILED && snapshot->n_lines > 0 &&
      !snapshot->report.position_known)
    ins_cli_complain (
        _ ("Where the stage stands is unknown. Connect it again and home it; what was "
           "measured is kept."));
  if (snapshot->shift_message[0] != '\0')
    ins_cli_complain ("%s", snapshot->shift_message);
  if (snapshot->arrival_message[0] != '\0')
    ins_cli_complain ("%s", snapshot->arrival_message);
  if (snapshot->encoder_message[0] != '\0')
    ins_cli_complain ("%s", snapshot->encoder_message);
  if (!options->is_quiet && snapshot->comb_message[0] != '\0')
    ins_cli_complain ("%s", snapshot->comb_message);
  if (!options->is_quiet && status != INS_CLI_WRONG)
    {
      g_print ("%s: %u of %u lines, %u holes\n", part->path, snapshot->n_lines_written,
               snapshot->n_lines, snapshot->n_holes);
      if (snapshot->n_lines > 0)
        print_account (&snapshot->account);
      if (part->recipe->n_rules > 0)
        ins_cli_verdict_print (part->path);
    }
  if (options->prints_timing && snapshot->n_lines > 0)
    ins_cli_timing_print (&snapshot->figures);

  return status;
}

static InsCliStatus
run_part (const InsScanJob *job,
          guint index,
          InsEngine *engine,
          InsCliProgress *progress,
          const InsCliJobOptions *options)
{
  const InsScanPart *part = &job->parts[index];
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (part->path, part->exists, FALSE);
  InsScanOptions how = { .rescan_holes = options->rescans, .accept_shift = options->accepts_shift };
  GError *error = NULL;
  InsSnapshot snapshot;

  how.has_reference = ins_nde_job_get_reference (job, &how.reference);
  if (!ins_engine_start_scan_with (engine, part->recipe, &how, ins_nde_writer_get_sink (writer),
                                   &error))
    return ins_cli_fail (error);
  if (ins_cli_is_stopped ()) /* just before the scan took note of stops */
    ins_engine_stop (engine);
  follow (job, index, engine, progress, options, &snapshot);

  return conclude (&snapshot, part, options);
}

static gboolean
reports_in_motion (InsEngine *engine)
{
  InsSnapshot snapshot;

  ins_engine_get_snapshot (engine, &snapshot);

  return snapshot.stage_info.reports_in_motion;
}

/* Whether a stage that says nothing in motion can do it. */
static gboolean
needs_no_reports (InsEngine *engine, const InsScanPart *part)
{
  InsSnapshot snapshot;

  ins_engine_get_snapshot (engine, &snapshot);

  return part->recipe->motion == INS_SCAN_POINTS || snapshot.digitizer_info.has_encoder;
}

/* A stage that says nothing in motion is stopped in its first move, because it might be gone. Point
 * by point or by an encoder it can scan all the same, if a person says that it is well. */
static InsCliStatus
run_patiently (const InsScanJob *job,
               guint index,
               InsEngine *engine,
               InsCliProgress *progress,
               const InsCliJobOptions *options)
{
  InsScanPart *part = &job->parts[index];
  gboolean did_report = reports_in_motion (engine);
  InsCliStatus status = run_part (job, index, engine, progress, options);

  if (status == INS_CLI_DONE || status == INS_CLI_STOPPED || !options->confirms_position ||
      !needs_no_reports (engine, part) || !did_report || reports_in_motion (engine))
    return status;
  status = ins_cli_prepare_confirm (engine);
  if (status != INS_CLI_DONE)
    return status;
  part->exists = g_file_test (part->path, G_FILE_TEST_EXISTS);

  return run_part (job, index, engine, progress, options);
}

InsCliStatus
ins_cli_job_run (InsScanJob *job, InsEngine *engine, const InsCliJobOptions *options)
{
  InsCliStatus status = INS_CLI_DONE;
  InsCliProgress progress;

  ins_cli_progress_init (&progress, options->is_quiet);
  for (guint i = 0; i < job->n_parts && !options->is_quiet; i++)
    if (job->parts[i].is_done)
      g_print ("%s: complete before\n", job->parts[i].path);
  for (guint i = ins_scan_job_find_next (job, 0); i < job->n_parts && status == INS_CLI_DONE;
       i = ins_scan_job_find_next (job, i + 1))
    {
      if (ins_cli_is_stopped ())
        return INS_CLI_STOPPED;
      status = run_patiently (job, i, engine, &progress, options);
    }

  return status;
}
