/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-session-private.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-resume.h"

#define MOST_KEYS 4 /* that are named */

/* The file that is shown is gone on with, by its own recipe. */

gboolean
ins_session_get_unfinished (InsSession *self, guint *n_to_go, guint *n_flagged)
{
  g_autofree char *regions = NULL;
  guint n_rows;

  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  *n_to_go = *n_flagged = 0;
  if (self->file == NULL || self->engine == NULL || ins_session_is_scanning (self))
    return FALSE;
  n_rows = ins_nde_file_get_grid (self->file)->n_rows;
  *n_to_go = n_rows - MIN (ins_nde_file_get_n_lines_done (self->file), n_rows);
  *n_flagged = ins_nde_file_can_replace (self->file) ? self->n_flagged : 0;
  regions = ins_session_dup_regions_to_go (self);

  return *n_to_go > 0 || *n_flagged > 0 || regions != NULL;
}

static void
add_check (GPtrArray *checks, InsCheckLevel level, char *text)
{
  InsCheck *check = g_new0 (InsCheck, 1);

  check->level = level;
  check->text = text;
  g_ptr_array_add (checks, check);
}

static void
free_check (gpointer data)
{
  InsCheck *check = data;

  g_free (check->text);
  g_free (check);
}

static void
check_recipe (InsSession *self, GPtrArray *checks)
{
  g_autofree char *keys = ins_nde_resume_compare (self->file, self->recipe);
  guint n_keys = 1;

  for (const char *c = keys; c != NULL && *c != '\0'; c++)
    n_keys += *c == ',' ? 1 : 0;
  if (keys == NULL)
    add_check (checks, INS_CHECK_OK, g_strdup (_ ("By the recipe in the file")));
  else if (n_keys > MOST_KEYS)
    add_check (checks, INS_CHECK_NOTE,
               g_strdup_printf (_ ("By the recipe in the file. The form holds another one: %u of "
                                   "its keys differ"),
                                n_keys));
  else
    add_check (
        checks, INS_CHECK_NOTE,
        /* Translators: keys of a recipe, "[Scan] SpeedMmPerS, [Gate A] StartS" */
        g_strdup_printf (_ ("By the recipe in the file. The form differs from it in %s"), keys));
}

/* The plan moves with what a person may agree to. */
static InsReferenceVerdict
check_reference (InsSession *self, InsPlan *plan, const InsRigStatus *status, GPtrArray *checks)
{
  InsPosition tolerance, shift;
  InsNdeReference record;
  InsReference then = { 0 }, now;
  InsReferenceVerdict verdict;
  g_autofree char *text = NULL;

  if (ins_nde_file_get_reference (self->file, &record))
    (void)ins_nde_reference_get (&record, &then);
  ins_engine_get_reference (self->engine, &now);
  ins_reference_get_tolerance (&plan->grid, &tolerance);
  verdict = ins_reference_compare (&then, &now, status->stage_info.can_home, &tolerance, &shift);
  switch (verdict)
    {
    case INS_REFERENCE_SAME:
      add_check (checks, INS_CHECK_OK, g_strdup (_ ("The stage's zero is where it was")));
      break;
    case INS_REFERENCE_TO_HOME:
      add_check (checks, INS_CHECK_BAD,
                 g_strdup (_ ("The stage was homed for this scan. Home it again, so that its zero "
                              "can be compared")));
      break;
    case INS_REFERENCE_SHIFTED:
      text = ins_reference_describe (&shift, &tolerance);
      add_check (checks, INS_CHECK_BAD,
                 g_strdup_printf (_ ("The stage's zero has moved: the part now lies %s from where "
                                     "it was. If only the zero has moved and not the part, go on "
                                     "with that shift"),
                                  text));
      ins_plan_shift (plan, &shift);
      break;
    case INS_REFERENCE_UNKNOWN:
    case INS_REFERENCE_N_VERDICTS:
    default:
      add_check (checks, INS_CHECK_NOTE,
                 g_strdup (_ ("Nothing tells whether the stage's zero is where it was")));
      break;
    }

  return verdict;
}

/* What was started together with it. */
static void
check_regions (InsSession *self, GPtrArray *checks)
{
  g_autofree char *done = ins_session_dup_regions_done (self);
  g_autofree char *to_go = ins_session_dup_regions_to_go (self);

  if (done != NULL)
    /* Translators: names of regions, "rim, hub" */
    add_check (checks, INS_CHECK_OK, g_strdup_printf (_ ("Regions that are done: %s"), done));
  if (to_go != NULL)
    add_check (checks, INS_CHECK_NOTE,
               g_strdup_printf (_ ("Then these regions are scanned: %s"), to_go));
}

/* What is in the way on the rig, or worth to know; TRUE: nothing is in the way. */
static gboolean
check_rig (const InsRecipe *recipe,
           const InsPlan *plan,
           const InsRigStatus *status,
           GPtrArray *checks)
{
  g_autoptr (GPtrArray) all = ins_preflight_check (recipe, plan, status);
  gboolean passes = TRUE;

  for (guint i = 0; i < all->len; i++)
    {
      const InsCheck *check = all->pdata[i];

      passes &= check->level != INS_CHECK_BAD;
      if (check->level == INS_CHECK_BAD)
        add_check (checks, check->level, g_strdup (check->text));
    }
  if (passes)
    add_check (checks, INS_CHECK_OK, g_strdup (_ ("Stage and card are ready for it")));

  return passes;
}

GPtrArray *
ins_session_check_resume (InsSession *self, InsReferenceVerdict *verdict, gboolean *can_resume)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func (free_check);
  const InsRecipe *recipe;
  g_autoptr (InsPlan) plan = NULL;
  InsRigStatus status;

  g_return_val_if_fail (INS_IS_SESSION (self), checks);

  *verdict = INS_REFERENCE_UNKNOWN;
  *can_resume = FALSE;
  if (self->file == NULL || self->engine == NULL)
    return checks;
  recipe = ins_nde_file_get_recipe (self->file);
  ins_engine_get_rig_status (self->engine, &status);
  /* the card is asked for the file's timing when the scan starts */
  status.timing = *ins_nde_file_get_timing (self->file);
  status.timing_accepted = TRUE;
  plan = ins_plan_new_for_rig (recipe, &status.stage_info, &status.timing, status.position_trigger,
                               status.backlash_mm);
  check_recipe (self, checks);
  if (status.stage_ready)
    *verdict = check_reference (self, plan, &status, checks);
  *can_resume = check_rig (recipe, plan, &status, checks) &&
                status.stage_report.activity == INS_STAGE_IDLE;
  add_check (checks, INS_CHECK_OK, g_strdup (_ ("Room for every line is reserved in the file")));
  check_regions (self, checks);

  return checks;
}

static gboolean
resume_file (InsSession *self, const char *path, const InsScanOptions *how, GError **error)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_nde_file_get_recipe (self->file));

  if (!ins_session_take_up_job (self, path, how))
    ins_session_clear_job (self);
  self->writer = ins_nde_writer_new (path, TRUE, FALSE);
  g_clear_pointer (&self->earlier_cscan, ins_cscan_unref);
  self->earlier_cscan = ins_engine_dup_cscan (self->engine);
  if (!ins_engine_start_scan_with (self->engine, recipe, how,
                                   ins_nde_writer_get_sink (self->writer), error))
    {
      g_clear_pointer (&self->writer, ins_nde_writer_free);
      return FALSE;
    }
  self->scan_path = g_strdup (path);
  /* until the engine has it from the file the picture stays */
  ins_session_set_picture (self, self->cscan, NULL, recipe, path, TRUE);
  ins_engine_get_snapshot (self->engine, &self->snapshot);

  return TRUE;
}

void
ins_session_resume_file (InsSession *self, gboolean rescans, gboolean accepts_shift)
{
  const InsScanOptions how = { .rescan_holes = rescans, .accept_shift = accepts_shift };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  guint n_to_go, n_flagged;
  gboolean started;

  g_return_if_fail (INS_IS_SESSION (self));

  if (!ins_session_get_unfinished (self, &n_to_go, &n_flagged))
    return;
  path = g_strdup (ins_nde_file_get_path (self->file));
  if (n_to_go > 0 || (rescans && n_flagged > 0))
    started = resume_file (self, path, &how, &error);
  else
    started = ins_session_resume_job (self, path, &how, &error);
  self->is_resumed = started;
  if (error != NULL)
    ins_session_emit_message (self, TRUE, "%s", error->message);
  ins_session_emit_changed (self);
}
