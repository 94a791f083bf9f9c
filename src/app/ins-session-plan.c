/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-session-gain.h"
#include "app/ins-session-private.h"
#include "scan/ins-preflight-fix.h"

/* Recipe, plan and preflight of the session: pure functions over what the workers last reported. */

static gboolean
checks_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const InsCheck *one = a->pdata[i];
      const InsCheck *other = b->pdata[i];

      if (one->level != other->level || one->fix != other->fix ||
          strcmp (one->text, other->text) != 0 || strcmp (one->fix_label, other->fix_label) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
plans_equal (const InsScanJob *a, const InsScanJob *b)
{
  if (a == NULL || b == NULL || a->n_parts != b->n_parts)
    return a == b;
  for (guint i = 0; i < a->n_parts; i++)
    {
      const InsPlan *one = a->parts[i].plan, *other = b->parts[i].plan;

      if (one->total_s != other->total_s || one->runway_mm != other->runway_mm ||
          one->n_bytes != other->n_bytes || one->n_lines != other->n_lines ||
          one->pulses_per_pixel != other->pulses_per_pixel)
        return FALSE;
    }

  return TRUE;
}

void
ins_session_get_rig_status (InsSession *self, InsRigStatus *status)
{
  memset (status, 0, sizeof *status);
  if (self->engine != NULL)
    ins_engine_get_rig_status (self->engine, status);
  status->n_free_bytes = self->n_free_bytes;
  status->gain_known = ins_session_get_headroom (self, &status->headroom);
  if (status->stage_ready)
    return;
  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      status->stage_info.travel_minimum.mm[axis] = (double)NAN;
      status->stage_info.travel_maximum.mm[axis] = (double)NAN;
      status->stage_info.maximum_speed.mm[axis] = (double)NAN;
      status->stage_info.acceleration.mm[axis] = (double)NAN;
      status->stage_info.resolution.mm[axis] = (double)NAN;
      if (self->engine == NULL)
        status->soft_minimum.mm[axis] = status->soft_maximum.mm[axis] = (double)NAN;
    }
}

void
ins_session_refresh_plan (InsSession *self, gboolean force)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  InsScanJob *planned = NULL;
  gboolean changed = force;

  if (ins_recipe_validate (self->recipe, &error))
    {
      InsRigStatus status;

      ins_session_get_rig_status (self, &status);
      planned = ins_scan_job_new (self->recipe);
      ins_scan_job_plan (planned, &status);
      checks = ins_scan_job_check (planned, &status);
    }
  else
    {
      checks = g_ptr_array_new ();
    }

  changed |= !plans_equal (planned, self->planned) || !checks_equal (checks, self->checks);
  g_clear_pointer (&self->planned, ins_scan_job_free);
  self->planned = planned;
  g_clear_error (&self->recipe_error);
  self->recipe_error = g_steal_pointer (&error);
  g_ptr_array_unref (self->checks);
  self->checks = g_steal_pointer (&checks);
  if (changed)
    ins_session_emit_recipe_changed (self);
}

const InsRecipe *
ins_session_get_recipe (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->recipe;
}

void
ins_session_set_recipe (InsSession *self, const InsRecipe *recipe)
{
  gboolean renamed;

  g_return_if_fail (INS_IS_SESSION (self));
  g_return_if_fail (recipe != NULL);

  renamed = g_strcmp0 (recipe->name, self->recipe->name) != 0;
  if (recipe != self->recipe)
    {
      InsRecipe *copy = ins_recipe_copy (recipe);

      ins_recipe_free (self->recipe);
      self->recipe = copy;
    }
  if (self->engine != NULL && !ins_session_is_scanning (self) &&
      ins_recipe_validate (self->recipe, NULL))
    ins_engine_set_timing (self->engine, &self->recipe->timing);
  if (renamed)
    ins_session_look_at_folder (self);
  ins_session_refresh_plan (self, TRUE);
}

void
ins_session_set_form_error (InsSession *self, const char *sentence)
{
  g_return_if_fail (INS_IS_SESSION (self));

  if (g_strcmp0 (self->form_error, sentence) == 0)
    return;
  g_free (self->form_error);
  self->form_error = g_strdup (sentence);
  ins_session_emit_recipe_changed (self);
}

const InsPlan *
ins_session_get_plan (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  if (self->planned == NULL)
    return NULL;

  return self->planned->parts[MIN (self->shown_region, self->planned->n_parts - 1)].plan;
}

gboolean
ins_session_get_sum (InsSession *self, InsScanJobSum *sum)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  if (self->planned == NULL)
    return FALSE;
  ins_scan_job_get_sum (self->planned, sum);

  return TRUE;
}

void
ins_session_set_shown_region (InsSession *self, guint region)
{
  g_return_if_fail (INS_IS_SESSION (self));

  if (region == self->shown_region)
    return;
  self->shown_region = region;
  ins_session_emit_recipe_changed (self);
}

guint
ins_session_get_shown_region (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), 0);

  return self->shown_region;
}

const GError *
ins_session_get_recipe_error (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->recipe_error;
}

GPtrArray *
ins_session_get_checks (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->checks;
}

void
ins_session_apply_fix (InsSession *self, InsFix fix)
{
  g_autoptr (InsRecipe) mended = NULL;
  InsRigStatus status;

  g_return_if_fail (INS_IS_SESSION (self));

  ins_session_get_rig_status (self, &status);
  mended = ins_fix_apply (fix, self->recipe, &status);
  if (mended != NULL)
    ins_session_set_recipe (self, mended);
}

char *
ins_session_dup_fix_label (InsSession *self, InsFix fix)
{
  InsRigStatus status;

  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  ins_session_get_rig_status (self, &status);

  return ins_fix_dup_label (fix, self->recipe, &status);
}
