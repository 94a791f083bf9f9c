/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/ins-cli-prepare.h"
#include "cli/ins-cli.h"
#include "core/ins-number.h"
#include "scan/ins-calibrate.h"

typedef struct
{
  char *rig, *stage, *digitizer;
  int n_lines;
  gboolean saves, homes_first, confirms_position;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->rig);
  g_free (options->stage);
  g_free (options->digitizer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
on_stop (gpointer engine)
{
  ins_engine_stop (engine);
}

static InsCliStatus
report (const Options *options, const InsCalibrateResult *result)
{
  g_autofree char *text = ins_calibrate_result_to_text (result);
  g_autofree char *latency = ins_number_format_fixed (result->latency_ms, 5);
  g_autofree char *backlash = ins_number_format_fixed (result->backlash_mm, 5);
  GError *error = NULL;

  ins_cli_complain ("%s", text);
  g_print ("LatencyMs=%s\nBacklashMm=%s\n", latency, backlash);
  if (!options->saves)
    return INS_CLI_DONE;
  if (!ins_rig_save_correction (options->rig, result->latency_ms, result->backlash_mm, &error))
    return ins_cli_fail (error);
  ins_cli_complain (_ ("Saved in %s."), options->rig);

  return INS_CLI_DONE;
}

static InsCliStatus
calibrate (const Options *options, const InsRecipe *recipe, InsRig *rig)
{
  g_autoptr (InsEngine) engine = ins_engine_new (rig);
  InsCliStatus status;
  InsCalibrateResult result;
  GError *error = NULL;
  gboolean done = FALSE;

  ins_engine_ask_realtime (engine);
  status = ins_cli_prepare_connect (engine, recipe);
  ins_cli_signals_set_stop (on_stop, engine);
  if (status == INS_CLI_DONE && options->confirms_position)
    status = ins_cli_prepare_confirm (engine);
  if (status == INS_CLI_DONE && options->homes_first)
    status = ins_cli_prepare_home (engine);
  if (status == INS_CLI_DONE)
    done = ins_calibrate (engine, recipe, (guint)options->n_lines, &result, &error);
  ins_cli_signals_set_stop (NULL, NULL);
  if (error != NULL)
    return ins_cli_fail (error);

  return done ? report (options, &result) : status;
}

InsCliStatus
ins_cli_calibrate (char **argv)
{
  g_auto (Options) options = { .n_lines = INS_CALIBRATE_DEFAULT_LINES };
  const GOptionEntry entries[] = {
    { "rig", 0, 0, G_OPTION_ARG_FILENAME, &options.rig, N_ ("Rig, by its name or file"),
      N_ ("RIG") },
    { "stage", 0, 0, G_OPTION_ARG_STRING, &options.stage, N_ ("Stage, default sim"), N_ ("URI") },
    { "digitizer", 0, 0, G_OPTION_ARG_STRING, &options.digitizer, N_ ("Card, default sim"),
      N_ ("URI") },
    { "lines", 0, 0, G_OPTION_ARG_INT, &options.n_lines,
      N_ ("Lines to sweep at each speed, from the middle of the recipe's area"), N_ ("N") },
    { "save", 0, 0, G_OPTION_ARG_NONE, &options.saves, N_ ("Write the result into the rig file"),
      NULL },
    { "home", 0, 0, G_OPTION_ARG_NONE, &options.homes_first, N_ ("Home the stage first"), NULL },
    { "confirm-position", 0, 0, G_OPTION_ARG_NONE, &options.confirms_position,
      N_ ("Take the stage's position for good, instead of homing: you have looked at it"), NULL },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("RECIPE --rig RIG [--save]"),
      _ ("Moves the stage: sweeps some lines of the recipe's area both ways at two speeds, and "
         "tells latency and backlash by them."),
      entries, FALSE, 1, 1);
  g_autoptr (InsRecipe) recipe = NULL;
  g_autoptr (InsRig) rig = NULL;
  GError *error = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  if (options.saves && options.rig == NULL)
    {
      ins_cli_complain (_ ("Say by --rig where to save it."));
      return INS_CLI_WRONG;
    }
  if (options.n_lines < INS_CALIBRATE_LEAST_LINES)
    {
      ins_cli_complain (_ ("--lines takes %d or more."), INS_CALIBRATE_LEAST_LINES);
      return INS_CLI_WRONG;
    }
  recipe = ins_recipe_new_from_file (arguments[0], &error);
  if (recipe == NULL)
    {
      ins_cli_fail (error);
      return INS_CLI_WRONG;
    }
  rig = ins_cli_rig_new (&options.rig, options.stage, options.digitizer, &error);
  if (rig == NULL)
    return ins_cli_fail (error);

  return calibrate (&options, recipe, rig);
}
