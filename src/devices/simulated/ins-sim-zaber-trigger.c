/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-zaber-private.h"

#define NEW_WORDS_VERSION 7.25
#define A_HAIR_MM 1e-7 /* an axis that ends exactly there has come to it */

static const char old_action[] = "action a io do 1 toggle";
static const char new_action[] = "action a io set do 1 t";

static double
get_interval_mm (const InsSimZaber *self)
{
  return (double)self->trigger_steps * self->axis[self->trigger_axis].step_mm;
}

/* Where the next event is and when: a whole distance from the last one, either way. */
static double
find_next (InsSimZaber *self, double *place_mm)
{
  double interval_mm = get_interval_mm (self), next_s = (double)INFINITY;

  *place_mm = self->trigger_last_mm;
  for (int side = -1; side <= 1; side += 2)
    {
      double mm = self->trigger_last_mm + side * interval_mm;
      double when_s = ins_sim_axes_when_at (self->axes, self->trigger_axis, mm - side * A_HAIR_MM,
                                            self->now_s);

      if (when_s < next_s)
        {
          next_s = when_s;
          *place_mm = mm;
        }
    }

  return next_s;
}

double
ins_sim_zaber_next_trigger_s (InsSimZaber *self)
{
  double place_mm;

  return self->trigger_is_on ? find_next (self, &place_mm) : (double)INFINITY;
}

void
ins_sim_zaber_set_output (InsSimZaber *self, gboolean output, double now_s)
{
  if (output && !self->output)
    {
      self->pulses[self->n_pulses % INS_SIM_ZABER_MAX_PULSES] = (InsSimZaberPulse){
        now_s, ins_sim_axes_get_mm (self->axes, self->trigger_axis, now_s)
      };
      self->n_pulses++;
    }
  self->output = output;
}

void
ins_sim_zaber_run_trigger (InsSimZaber *self, double now_s)
{
  double place_mm;

  if (!self->trigger_is_on || find_next (self, &place_mm) > now_s)
    return;
  self->trigger_last_mm = place_mm;
  if (self->trigger_has_action)
    ins_sim_zaber_set_output (self, !self->output, now_s);
}

/* "dist 1 AXIS STEPS" */
static const char *
set_distance (InsSimZaber *self, guint device, char *const *words)
{
  double number, steps;

  if (words[3] == NULL || words[4] != NULL || !ins_number_parse (words[2], &number) ||
      !ins_number_parse (words[3], &steps) || steps < 1.0)
    return "BADDATA";
  for (guint i = 0; i < INS_N_AXES; i++)
    if (self->axis[i].device == device && self->axis[i].number == (guint)number)
      {
        self->trigger_axis = i;
        self->trigger_steps = (gint64)steps;
        self->trigger_is_on = FALSE;
        return NULL;
      }

  return "BADAXIS";
}

const char *
ins_sim_zaber_set_trigger (InsSimZaber *self, guint device, char *const *words, double now_s)
{
  g_autofree char *rest = NULL;

  if (words[0] == NULL || strcmp (words[0], "dist") != 0 || words[1] == NULL)
    return "BADCOMMAND";
  if (strcmp (words[1], "1") != 0 || words[2] == NULL)
    return "BADDATA";
  rest = g_strjoinv (" ", (char **)words + 2);
  if (strcmp (rest, "disable") == 0)
    self->trigger_is_on = FALSE;
  else if (strcmp (rest, "enable") == 0)
    {
      if (self->trigger_steps == 0)
        return "BADDATA";
      self->trigger_is_on = TRUE;
      self->trigger_last_mm = ins_sim_axes_get_mm (self->axes, self->trigger_axis, now_s);
    }
  else if (strcmp (words[2], "action") == 0)
    {
      if (strcmp (rest, self->version < NEW_WORDS_VERSION ? old_action : new_action) != 0)
        return "BADDATA";
      self->trigger_has_action = TRUE;
    }
  else
    return set_distance (self, device, words);

  return NULL;
}

guint
ins_sim_zaber_get_pulses (InsSimController *controller, InsSimZaberPulse *pulses, guint n_max)
{
  InsSimZaber *self = (InsSimZaber *)controller;
  guint n = MIN (MIN (self->n_pulses, n_max), INS_SIM_ZABER_MAX_PULSES);

  for (guint i = 0; i < n; i++)
    pulses[i] = self->pulses[(self->n_pulses - n + i) % INS_SIM_ZABER_MAX_PULSES];

  return self->n_pulses;
}
