/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/ins-cli.h"
#include "scan/ins-preflight.h"

/* Room on the disk of the folder that the program was called in, -1 if not known. */
static gint64
get_free_bytes (void)
{
  g_autoptr (GFile) here = g_file_new_for_path (".");
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (here, G_FILE_ATTRIBUTE_FILESYSTEM_FREE,
                                                             ins_cli_get_cancellable (), NULL);

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    return -1;

  return (gint64)MIN (g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE),
                      (guint64)G_MAXINT64);
}

static void
look_at_stage (InsStage *stage, InsRigStatus *status)
{
  g_autoptr (GError) error = NULL;

  status->stage_ready = ins_stage_open (stage, ins_cli_get_cancellable (), &error) &&
                        ins_stage_poll (stage, &status->stage_report, &error);
  if (status->stage_ready)
    ins_stage_get_info (stage, &status->stage_info);
  else
    ins_cli_complain ("%s", error->message);
}

static void
look_at_digitizer (InsDigitizer *digitizer, const InsTiming *wanted, InsRigStatus *status)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  status->timing = *wanted;
  status->digitizer_ready = ins_digitizer_open (digitizer, &error);
  if (!status->digitizer_ready)
    {
      ins_cli_complain ("%s", error->message);
      return;
    }
  ins_digitizer_get_info (digitizer, &status->digitizer_info);
  status->timing_accepted = ins_digitizer_negotiate (digitizer, wanted, &status->timing, notes,
                                                     &error);
  if (status->timing_accepted)
    {
      g_autofree char *text = NULL;

      g_ptr_array_add (notes, NULL);
      text = g_strjoinv (" ", (char **)notes->pdata);
      g_strlcpy (status->timing_note, text, sizeof status->timing_note);
    }
  else
    g_strlcpy (status->timing_note, error->message, sizeof status->timing_note);
}

static void
print_checks (const GPtrArray *checks)
{
  /* the same in every language: scripts look for them */
  static const char *const levels[] = {
    [INS_CHECK_OK] = "ok", [INS_CHECK_NOTE] = "note", [INS_CHECK_BAD] = "bad"
  };

  for (guint i = 0; i < checks->len; i++)
    {
      const InsCheck *check = checks->pdata[i];

      g_print ("%s: %s\n", levels[check->level], check->text);
    }
}

static InsCliStatus
validate (const InsRecipe *recipe, InsRig *rig)
{
  InsRigStatus status;
  g_autoptr (InsPlan) plan = NULL;
  g_autoptr (GPtrArray) checks = NULL;

  memset (&status, 0, sizeof status);
  status.soft_minimum = rig->soft_minimum;
  status.soft_maximum = rig->soft_maximum;
  status.n_free_bytes = get_free_bytes ();
  look_at_stage (rig->stage, &status);
  look_at_digitizer (rig->digitizer, &recipe->timing, &status);
  status.position_trigger = rig->position_trigger;
  status.backlash_mm = rig->backlash_mm;
  plan = ins_plan_new_for_rig (recipe, &status.stage_info, &status.timing, status.position_trigger,
                               status.backlash_mm);
  checks = ins_preflight_check (recipe, plan, &status);
  ins_stage_close (rig->stage);
  ins_digitizer_close (rig->digitizer);
  if (ins_cli_is_stopped ())
    return INS_CLI_STOPPED;
  print_checks (checks);

  return ins_preflight_passes (checks, NULL) ? INS_CLI_DONE : INS_CLI_WRONG;
}

InsCliStatus
ins_cli_validate (char **argv)
{
  g_autofree char *rig_path = NULL;
  g_autofree char *stage = NULL;
  g_autofree char *digitizer = NULL;
  const GOptionEntry entries[] = {
    { "rig", 0, 0, G_OPTION_ARG_FILENAME, &rig_path, N_ ("Rig file: stage, card and limits"),
      N_ ("RIG") },
    { "stage", 0, 0, G_OPTION_ARG_STRING, &stage, N_ ("Stage, default sim"), N_ ("URI") },
    { "digitizer", 0, 0, G_OPTION_ARG_STRING, &digitizer, N_ ("Card, default sim"), N_ ("URI") },
    { NULL },
  };
  g_auto (GStrv) arguments = ins_cli_parse (
      argv, _ ("RECIPE"), _ ("Asks stage and card whether they can do the recipe. Nothing moves."),
      entries, FALSE, 1, 1);
  g_autoptr (InsRecipe) recipe = NULL;
  g_autoptr (InsRig) rig = NULL;
  GError *error = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  recipe = ins_recipe_new_from_file (arguments[0], &error);
  if (recipe == NULL)
    {
      ins_cli_fail (error);
      return INS_CLI_WRONG;
    }
  rig = ins_rig_new (rig_path, stage, digitizer, &error);

  return rig != NULL ? validate (recipe, rig) : ins_cli_fail (error);
}
