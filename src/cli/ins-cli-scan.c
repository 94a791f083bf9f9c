/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/ins-cli-area.h"
#include "cli/ins-cli-job.h"
#include "cli/ins-cli-keys.h"
#include "cli/ins-cli-prepare.h"
#include "storage/ins-nde-job.h"

typedef struct
{
  char *output, *rig, *stage, *digitizer;
  char *part, *operator_name, *notes;
  InsCliArea area;
  InsCliJobOptions job;
  gboolean resume, homes_first;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->rig);
  g_free (options->stage);
  g_free (options->digitizer);
  g_free (options->part);
  g_free (options->operator_name);
  g_free (options->notes);
  ins_cli_area_clear (&options->area);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
on_stop (gpointer engine)
{
  ins_engine_stop (engine);
}

static void
on_pause (gpointer engine)
{
  ins_cli_toggle_pause (engine);
}

static InsCliStatus
scan (const Options *options, InsScanJob *job, InsRig *rig)
{
  g_autoptr (InsEngine) engine = ins_engine_new (rig);
  InsCliStatus status;

  ins_engine_ask_realtime (engine);
  status = ins_cli_prepare_connect (engine, job->parts[0].recipe);
  ins_cli_signals_set_stop (on_stop, engine);
  ins_cli_signals_set_pause (on_pause, engine);
  if (status == INS_CLI_DONE && options->job.confirms_position)
    status = ins_cli_prepare_confirm (engine);
  if (status == INS_CLI_DONE && options->homes_first)
    status = ins_cli_prepare_home (engine);
  if (status == INS_CLI_DONE)
    status = ins_cli_job_check (job, engine);
  if (status == INS_CLI_DONE)
    status = ins_cli_job_run (job, engine, &options->job);
  ins_cli_signals_set_pause (NULL, NULL);
  ins_cli_signals_set_stop (NULL, NULL);

  return status;
}

/* What the command line says counts, not the recipe. */
static void
take_word (char **word, const char *said)
{
  if (said == NULL)
    return;
  g_free (*word);
  *word = *said != '\0' ? g_strdup (said) : NULL;
}

static gboolean
take_words (const Options *options, InsRecipe *recipe, GError **error)
{
  take_word (&recipe->part, options->part);
  take_word (&recipe->operator_name, options->operator_name);
  take_word (&recipe->notes, options->notes);

  return ins_recipe_validate (recipe, error);
}

static InsCliStatus
prepare (Options *options, const char *recipe_path)
{
  GError *error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_file (recipe_path, &error);
  g_autoptr (InsScanJob) job = NULL;
  g_autoptr (InsRig) rig = NULL;

  if (recipe == NULL || !take_words (options, recipe, &error))
    {
      ins_cli_fail (error);
      return INS_CLI_WRONG;
    }
  recipe = ins_cli_area_choose (&options->area, g_steal_pointer (&recipe));
  if (recipe == NULL)
    return INS_CLI_WRONG;
  rig = ins_cli_rig_new (&options->rig, options->stage, options->digitizer, &error);
  if (rig == NULL)
    return ins_cli_fail (error);
  job = ins_scan_job_new (recipe);
  ins_scan_job_set_output (job, options->output);
  if (!ins_nde_job_look (job, options->resume, !options->job.rescans, &error))
    return ins_cli_fail (error);

  return scan (options, job, rig);
}

InsCliStatus
ins_cli_scan (char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("Scan file to write"),
      N_ ("FILE.nde") },
    { "rig", 0, 0, G_OPTION_ARG_FILENAME, &options.rig, N_ ("Rig, by its name or file"),
      N_ ("RIG") },
    { "stage", 0, 0, G_OPTION_ARG_STRING, &options.stage, N_ ("Stage, default sim"), N_ ("URI") },
    { "digitizer", 0, 0, G_OPTION_ARG_STRING, &options.digitizer, N_ ("Card, default sim"),
      N_ ("URI") },
    { "home", 0, 0, G_OPTION_ARG_NONE, &options.homes_first, N_ ("Home the stage first"), NULL },
    { "confirm-position", 0, 0, G_OPTION_ARG_NONE, &options.job.confirms_position,
      N_ ("Take the stage's position for good, instead of homing: you have looked at it"), NULL },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options.resume, N_ ("Go on with a scan that was stopped"),
      NULL },
    { "accept-shift", 0, 0, G_OPTION_ARG_NONE, &options.job.accepts_shift,
      N_ ("Go on although the stage's zero is not where it was, or was not compared"), NULL },
    { "region", 0, 0, G_OPTION_ARG_STRING, &options.area.region,
      N_ ("One of the recipe's regions, or a rectangle X0,Y0,X1,Y1 in mm"), N_ ("NAME") },
    { "step", 0, 0, G_OPTION_ARG_STRING, &options.area.step,
      N_ ("Steps of the rectangle: one for both axes, or SCAN,INDEX"), N_ ("MM") },
    { "part", 0, 0, G_OPTION_ARG_STRING, &options.part, N_ ("Number of the part, into the file"),
      N_ ("TEXT") },
    { "operator", 0, 0, G_OPTION_ARG_STRING, &options.operator_name,
      N_ ("Who scans, into the file"), N_ ("NAME") },
    { "notes", 0, 0, G_OPTION_ARG_STRING, &options.notes, N_ ("Notes, into the file"),
      N_ ("TEXT") },
    { "timing", 0, 0, G_OPTION_ARG_NONE, &options.job.prints_timing,
      N_ ("Print at the end what each step cost"), NULL },
    { "rescan", 0, 0, G_OPTION_ARG_NONE, &options.job.rescans,
      N_ ("At the end scan flagged lines again: with holes, or in doubt; also those of before"),
      NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.job.is_quiet, N_ ("Say nothing but errors"),
      NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("RECIPE -o FILE.nde"),
      _ ("Scans a part as the recipe says. The file may be read while it grows. A recipe with "
         "regions makes a file for each, FILE-NAME.nde."),
      entries, FALSE, 1, 1);

  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (options.output == NULL)
    {
      ins_cli_complain (_ ("Say by -o which file to write."));
      return INS_CLI_WRONG;
    }

  return prepare (&options, arguments[0]);
}
