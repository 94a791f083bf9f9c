/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/ins-session-private.h"

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

      if (one->level != other->level || strcmp (one->text, other->text) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
plans_equal (const InsPlan *a, const InsPlan *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->total_s == b->total_s && a->runway_mm == b->runway_mm && a->n_bytes == b->n_bytes &&
         a->n_lines == b->n_lines && a->pulses_per_pixel == b->pulses_per_pixel;
}

static void
get_rig_status (InsSession *self, InsRigStatus *status)
{
  memset (status, 0, sizeof *status);
  if (self->engine != NULL)
    ins_engine_get_rig_status (self->engine, status);
  status->n_free_bytes = self->n_free_bytes;
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
  InsPlan *plan = NULL;
  gboolean changed = force;

  if (ins_recipe_validate (self->recipe, &error))
    {
      InsRigStatus status;
      const InsTiming *timing;

      get_rig_status (self, &status);
      timing = status.timing_accepted ? &status.timing : &self->recipe->timing;
      plan = ins_plan_new_for_rig (self->recipe, &status.stage_info, timing,
                                   status.position_trigger, status.backlash_mm);
      checks = ins_preflight_check (self->recipe, plan, &status);
    }
  else
    {
      checks = g_ptr_array_new ();
    }

  changed |= !plans_equal (plan, self->plan) || !checks_equal (checks, self->checks);
  g_clear_pointer (&self->plan, ins_plan_free);
  self->plan = plan;
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

  return self->plan;
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
