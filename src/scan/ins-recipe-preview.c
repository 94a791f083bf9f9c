/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "scan/ins-recipe-preview.h"

#define FEWEST_PIXELS 8.0
#define FASTEST_MM_S 500.0 /* where nobody says how fast the stage is */
#define MAX_HALVINGS 10

/* Whole steps over the whole length, so that the frame stays where it is. */
static double
coarsen (double length_mm, double step_mm)
{
  const double n = round (length_mm / step_mm);
  const double wanted = MAX (ceil (n / INS_PREVIEW_COARSER), MIN (n, FEWEST_PIXELS));

  return length_mm / MAX (wanted, 1.0);
}

/* The first pixel's centre moves with the step, its outer edge stays. */
static void
coarsen_axis (InsAxis axis, int sign, double length_mm, double *step_mm, InsPosition *start)
{
  const double step = coarsen (length_mm, *step_mm);

  start->mm[axis] += sign * 0.5 * (step - *step_mm);
  *step_mm = step;
}

static gboolean
fits (const InsRecipe *preview, const InsRigStatus *status)
{
  const InsTiming *timing = status->timing_accepted ? &status->timing : &preview->timing;
  g_autoptr (InsPlan) plan = ins_plan_new_for_rig (preview, &status->stage_info, timing,
                                                   status->position_trigger, status->backlash_mm);
  g_autoptr (GPtrArray) checks = ins_preflight_check (preview, plan, status);

  return ins_preflight_passes (checks, NULL);
}

static void
hurry (InsRecipe *preview, const InsRigStatus *status)
{
  const double usual = preview->speed_mm_s;
  const double stage_most = status->stage_info.maximum_speed.mm[preview->scan_axis];

  preview->speed_mm_s = status->stage_ready && isfinite (stage_most) && stage_most > 0.0
                            ? stage_most
                            : FASTEST_MM_S;
  ins_recipe_limit_speed (preview);
  for (guint i = 0; i < MAX_HALVINGS && preview->speed_mm_s > usual; i++)
    {
      if (fits (preview, status))
        return;
      preview->speed_mm_s *= 0.5;
    }
  preview->speed_mm_s = usual;
}

InsRecipe *
ins_recipe_new_for_preview (const InsRecipe *recipe, guint region, const InsRigStatus *status)
{
  InsRecipe *preview = recipe->n_regions > 0
                           ? ins_recipe_new_for_region (recipe, MIN (region, recipe->n_regions - 1))
                           : ins_recipe_copy (recipe);
  /* Translators: name of a quick coarse scan of the scan %s */
  char *name = g_strdup_printf (_ ("%s preview"), preview->name);

  g_free (preview->name);
  preview->name = name;
  coarsen_axis (preview->scan_axis, preview->scan_sign, preview->scan_length_mm,
                &preview->scan_step_mm, &preview->start);
  coarsen_axis (preview->index_axis, preview->index_sign, preview->index_length_mm,
                &preview->index_step_mm, &preview->start);
  preview->averages = 1;
  preview->line_order = INS_LINE_ORDER_SEQUENTIAL;
  preview->pattern = INS_PATTERN_SERPENTINE;
  preview->rescan_holes = FALSE;
  if (preview->motion == INS_SCAN_CONTINUOUS)
    hurry (preview, status);

  return preview;
}
