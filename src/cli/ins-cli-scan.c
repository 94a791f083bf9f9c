/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

#include "cli/ins-cli-prepare.h"
#include "cli/ins-cli-progress.h"
#include "cli/ins-cli-timing.h"
#include "cli/ins-cli.h"
#include "core/ins-error.h"
#include "core/ins-number.h"
#include "scan/ins-engine.h"
#include "storage/ins-nde-writer.h"

#define WAIT_S 0.1

typedef struct
{
  char *output, *rig, *stage, *digitizer, *region;
  gboolean resume, rescans, is_quiet, homes_first, confirms_position, prints_timing;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->rig);
  g_free (options->stage);
  g_free (options->digitizer);
  g_free (options->region);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* (transfer full) (nullable): the recipe of the region that was asked for, else @recipe itself;
 * NULL after a message. Takes @recipe. */
static InsRecipe *
choose_region (InsRecipe *recipe, const char *name)
{
  g_autoptr (InsRecipe) whole = recipe;

  if (name == NULL)
    return g_steal_pointer (&whole);
  for (guint i = 0; i < whole->n_regions; i++)
    if (g_str_equal (whole->regions[i].name, name))
      return ins_recipe_new_for_region (whole, i);
  ins_cli_complain (_ ("The recipe has no region “%s”."), name);

  return NULL;
}

/* FALSE, with one sentence, if the scan would write over something. */
static gboolean
check_output (const Options *options)
{
  gboolean exists = g_file_test (options->output, G_FILE_TEST_EXISTS);

  if (exists && !options->resume)
    ins_cli_complain (_ ("%s exists already. Choose another name, or go on with it by --resume."),
                      options->output);
  else if (!exists && options->resume)
    ins_cli_complain (_ ("There is no %s to go on with. Leave --resume out to begin a new file."),
                      options->output);

  return exists == options->resume;
}

static gboolean
has_ended (InsScanState scan)
{
  return scan == INS_SCAN_COMPLETE || scan == INS_SCAN_STOPPED || scan == INS_SCAN_FAILED;
}

static void
follow (InsEngine *engine, gboolean is_quiet, InsSnapshot *snapshot)
{
  InsCliProgress progress;

  ins_cli_progress_init (&progress, is_quiet);
  ins_engine_get_snapshot (engine, snapshot);
  while (!has_ended (snapshot->scan))
    {
      if (snapshot->scan != INS_SCAN_STARTING && snapshot->n_lines > 0)
        ins_cli_progress_show (&progress, snapshot->n_lines_done, snapshot->n_lines,
                               snapshot->remaining_s);
      ins_engine_wait (engine, snapshot->generation, WAIT_S);
      ins_engine_get_snapshot (engine, snapshot);
    }
  if (snapshot->scan == INS_SCAN_COMPLETE)
    ins_cli_progress_show (&progress, snapshot->n_lines_done, snapshot->n_lines, 0.0);
  ins_cli_progress_end (&progress);
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
conclude (const InsSnapshot *snapshot, const Options *options)
{
  InsCliStatus status = INS_CLI_DONE;

  if (snapshot->scan == INS_SCAN_STOPPED)
    status = INS_CLI_STOPPED;
  else if (snapshot->scan == INS_SCAN_FAILED)
    status = ins_cli_get_status (snapshot->error_domain, snapshot->error_code);

  if (status == INS_CLI_STOPPED)
    ins_cli_complain (_ ("Stopped. What was measured is kept; go on with --resume."));
  else if (status != INS_CLI_DONE)
    ins_cli_complain ("%s", snapshot->scan_message);
  if (snapshot->scan == INS_SCAN_FAILED && snapshot->n_lines > 0 &&
      !snapshot->report.position_known)
    ins_cli_complain (
        _ ("Where the stage stands is unknown. Connect it again and home it; what was "
           "measured is kept."));
  if (snapshot->encoder_message[0] != '\0')
    ins_cli_complain ("%s", snapshot->encoder_message);
  if (!options->is_quiet && snapshot->comb_message[0] != '\0')
    ins_cli_complain ("%s", snapshot->comb_message);
  if (!options->is_quiet && status != INS_CLI_WRONG)
    {
      g_print ("%s: %u of %u lines, %u holes\n", options->output, snapshot->n_lines_written,
               snapshot->n_lines, snapshot->n_holes);
      if (snapshot->n_lines > 0)
        print_account (&snapshot->account);
    }
  if (options->prints_timing && snapshot->n_lines > 0)
    ins_cli_timing_print (&snapshot->figures);

  return status;
}

static void
on_stop (gpointer engine)
{
  ins_engine_stop (engine);
}

static InsCliStatus
scan (const Options *options, const InsRecipe *recipe, InsRig *rig)
{
  g_autoptr (InsNdeWriter) writer = ins_nde_writer_new (options->output, options->resume, FALSE);
  g_autoptr (InsEngine) engine = ins_engine_new (rig); /* goes before the writer */
  const InsScanOptions how = { .rescan_holes = options->rescans };
  GError *error = NULL;
  InsSnapshot snapshot;
  InsCliStatus status;

  ins_engine_ask_realtime (engine);
  status = ins_cli_prepare_connect (engine, recipe);
  ins_cli_signals_set_stop (on_stop, engine);
  if (status == INS_CLI_DONE && options->confirms_position)
    status = ins_cli_prepare_confirm (engine);
  if (status == INS_CLI_DONE && options->homes_first)
    status = ins_cli_prepare_home (engine);
  if (status == INS_CLI_DONE &&
      !ins_engine_start_scan_with (engine, recipe, &how, ins_nde_writer_get_sink (writer), &error))
    status = ins_cli_fail (error);
  if (status != INS_CLI_DONE)
    {
      ins_cli_signals_set_stop (NULL, NULL);
      return status;
    }
  follow (engine, options->is_quiet, &snapshot);
  ins_cli_signals_set_stop (NULL, NULL);

  return conclude (&snapshot, options);
}

InsCliStatus
ins_cli_scan (char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("Scan file to write"),
      N_ ("FILE.nde") },
    { "rig", 0, 0, G_OPTION_ARG_FILENAME, &options.rig, N_ ("Rig file: stage, card and limits"),
      N_ ("RIG") },
    { "stage", 0, 0, G_OPTION_ARG_STRING, &options.stage, N_ ("Stage, default sim"), N_ ("URI") },
    { "digitizer", 0, 0, G_OPTION_ARG_STRING, &options.digitizer, N_ ("Card, default sim"),
      N_ ("URI") },
    { "home", 0, 0, G_OPTION_ARG_NONE, &options.homes_first, N_ ("Home the stage first"), NULL },
    { "confirm-position", 0, 0, G_OPTION_ARG_NONE, &options.confirms_position,
      N_ ("Take the stage's position for good, instead of homing: you have looked at it"), NULL },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options.resume, N_ ("Go on with a scan that was stopped"),
      NULL },
    { "region", 0, 0, G_OPTION_ARG_STRING, &options.region,
      N_ ("Which of the recipe's regions to scan"), N_ ("NAME") },
    { "timing", 0, 0, G_OPTION_ARG_NONE, &options.prints_timing,
      N_ ("Print at the end what each step cost"), NULL },
    { "rescan", 0, 0, G_OPTION_ARG_NONE, &options.rescans,
      N_ ("At the end scan lines with holes again, also those that the file has already"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.is_quiet, N_ ("Say nothing but errors"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("RECIPE -o FILE.nde"),
      _ ("Scans a part as the recipe says. The file may be read while it grows."), entries, FALSE,
      1, 1);
  g_autoptr (InsRecipe) recipe = NULL;
  g_autoptr (InsRig) rig = NULL;
  GError *error = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (options.output == NULL)
    {
      ins_cli_complain (_ ("Say by -o which file to write."));
      return INS_CLI_WRONG;
    }
  recipe = ins_recipe_new_from_file (arguments[0], &error);
  if (recipe == NULL)
    {
      ins_cli_fail (error);
      return INS_CLI_WRONG;
    }
  recipe = choose_region (g_steal_pointer (&recipe), options.region);
  if (recipe == NULL)
    return INS_CLI_WRONG;
  rig = ins_rig_new (options.rig, options.stage, options.digitizer, &error);
  if (rig == NULL)
    return ins_cli_fail (error);
  if (!check_output (&options))
    return INS_CLI_FAILED;

  return scan (&options, recipe, rig);
}
