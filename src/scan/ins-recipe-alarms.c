/* ins-recipe-alarms.c - alarms in a recipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-private.h"

#define OF "Of"
#define BELOW "Below"
#define ABOVE "Above"
#define MISSING "Missing"
#define AMPLITUDE_SUFFIX ".amplitude"
#define TIME_SUFFIX ".time"

#define MOST 1e9 /* of a limit, whatever its unit */

const char *const ins_recipe_alarm_keys[] = { OF,         BELOW "",        BELOW "Percent",
                                              BELOW "S",  BELOW "Db",      BELOW "Mm",
                                              ABOVE "",   ABOVE "Percent", ABOVE "S",
                                              ABOVE "Db", ABOVE "Mm",      MISSING,
                                              NULL };

/* By InsPlaneUnit. */
static const char *const units[] = { "", "Percent", "S", "Db", "Mm" };

static const char *const no_yes_words[] = { "no", "yes", NULL };

InsPlaneUnit
ins_recipe_get_alarm_unit (const InsRecipe *self, const InsAlarm *alarm)
{
  switch (alarm->quantity)
    {
    case INS_ALARM_TOF:
      return INS_UNIT_S;
    case INS_ALARM_DERIVED:
      return alarm->gate < self->n_planes ? ins_derived_get_unit (self->planes[alarm->gate].kind)
                                          : INS_UNIT_NONE;
    case INS_ALARM_AMPLITUDE:
    default:
      return INS_UNIT_PERCENT;
    }
}

/* GATE.amplitude, GATE.time or the name of a derived plane. */
static gboolean
find_plane (const InsRecipe *self, const char *word, InsAlarm *alarm)
{
  const char *suffix = strrchr (word, '.');
  g_autofree char *name = suffix != NULL ? g_strndup (word, (gsize)(suffix - word)) : NULL;
  int found;

  if (suffix == NULL)
    {
      alarm->quantity = INS_ALARM_DERIVED;
      found = ins_recipe_find_plane (self, word);
    }
  else
    {
      alarm->quantity = strcmp (suffix, TIME_SUFFIX) == 0 ? INS_ALARM_TOF : INS_ALARM_AMPLITUDE;
      found = alarm->quantity == INS_ALARM_TOF || strcmp (suffix, AMPLITUDE_SUFFIX) == 0
                  ? ins_recipe_find_gate (self, name)
                  : -1;
    }
  alarm->gate = (guint)MAX (found, 0);

  return found >= 0;
}

static gboolean
read_of (const InsKeyFile *file,
         const char *group,
         const InsRecipe *self,
         InsAlarm *alarm,
         GError **error)
{
  g_autofree char *word = NULL;

  if (!ins_key_file_get_text (file, group, OF, &word, error))
    return FALSE;
  if (word == NULL)
    {
      ins_key_file_set_error (file, group, OF, INS_RECIPE_ERROR_KEY, error,
                              _ ("this is missing; an alarm must say what it watches."));
      return FALSE;
    }
  if (find_plane (self, word, alarm))
    return TRUE;
  ins_key_file_set_error (file, group, OF, INS_RECIPE_ERROR_VALUE, error,
                          /* Translators: amplitude and time are words of the file: leave them */
                          _ ("there is no “%s”. Name GATE.amplitude, GATE.time or a plane."), word);

  return FALSE;
}

/* The limit has the unit of what is watched in its key. */
static gboolean
read_limit (const InsKeyFile *file,
            const char *group,
            const char *which,
            InsPlaneUnit unit,
            double *limit,
            GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *key = g_strconcat (which, units[i], NULL);

      if (!g_key_file_has_key (file->file, group, key, NULL))
        continue;
      if (i != unit)
        {
          ins_key_file_set_error (file, group, key, INS_RECIPE_ERROR_KEY, error,
                                  _ ("this unit does not fit what the alarm watches. Write %s%s."),
                                  which, units[unit]);
          return FALSE;
        }
      if (!ins_key_file_get_number (file, group, key, -MOST, MOST, limit, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_alarm (const InsKeyFile *file, const char *group, InsRecipe *self, GError **error)
{
  const char *name = group + strlen (INS_RECIPE_ALARM_PREFIX);
  InsAlarm alarm = { .minimum = (double)NAN, .maximum = (double)NAN };
  InsPlaneUnit unit;

  if (!ins_recipe_check_name (name, group, file, error))
    return FALSE;
  if (self->n_alarms == INS_MAX_ALARMS)
    {
      ins_key_file_set_error (file, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there can be at most %d alarms. Take this one out."),
                              INS_MAX_ALARMS);
      return FALSE;
    }
  g_strlcpy (alarm.name, name, sizeof alarm.name);
  if (!read_of (file, group, self, &alarm, error))
    return FALSE;
  unit = ins_recipe_get_alarm_unit (self, &alarm);
  if (!read_limit (file, group, BELOW, unit, &alarm.minimum, error) ||
      !read_limit (file, group, ABOVE, unit, &alarm.maximum, error) ||
      !ins_key_file_get_word (file, group, MISSING, no_yes_words, &alarm.is_for_missing, error))
    return FALSE;
  self->alarms[self->n_alarms++] = alarm;

  return TRUE;
}

gboolean
ins_recipe_read_alarms (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix (*group, INS_RECIPE_ALARM_PREFIX) &&
        !read_alarm (file, *group, self, error))
      return FALSE;

  return TRUE;
}

static void
write_limit (GKeyFile *file, const char *group, const char *which, InsPlaneUnit unit, double limit)
{
  g_autofree char *key = g_strconcat (which, units[unit], NULL);

  if (!isnan (limit))
    ins_recipe_write_number (file, group, key, limit);
}

void
ins_recipe_write_alarms (const InsRecipe *self, GKeyFile *file)
{
  for (guint i = 0; i < self->n_alarms; i++)
    {
      const InsAlarm *alarm = &self->alarms[i];
      InsPlaneUnit unit = ins_recipe_get_alarm_unit (self, alarm);
      gboolean is_derived = alarm->quantity == INS_ALARM_DERIVED;
      g_autofree char *group = g_strconcat (INS_RECIPE_ALARM_PREFIX, alarm->name, NULL);
      g_autofree char *of = g_strconcat (is_derived ? self->planes[alarm->gate].name
                                                    : self->gates[alarm->gate].name,
                                         is_derived                         ? NULL
                                         : alarm->quantity == INS_ALARM_TOF ? TIME_SUFFIX
                                                                            : AMPLITUDE_SUFFIX,
                                         NULL);

      g_key_file_set_value (file, group, OF, of);
      write_limit (file, group, BELOW, unit, alarm->minimum);
      write_limit (file, group, ABOVE, unit, alarm->maximum);
      g_key_file_set_value (file, group, MISSING, no_yes_words[alarm->is_for_missing ? 1 : 0]);
    }
}

static gboolean
is_limit (double limit)
{
  return isnan (limit) || fabs (limit) <= MOST;
}

static gboolean
has_name_twice (const InsRecipe *self, guint index)
{
  for (guint i = 0; i < index; i++)
    if (strncmp (self->alarms[i].name, self->alarms[index].name, INS_GATE_NAME_SIZE) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
check_alarm (const InsRecipe *self, guint index, const InsKeyFile *context, GError **error)
{
  const InsAlarm *alarm = &self->alarms[index];
  g_autofree char *name = g_strndup (alarm->name, INS_GATE_NAME_SIZE);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *group = g_strconcat (INS_RECIPE_ALARM_PREFIX, valid, NULL);
  guint n = alarm->quantity == INS_ALARM_DERIVED ? self->n_planes : self->n_gates;
  const char *problem = NULL;

  if (!ins_recipe_check_name (name, group, context, error))
    return FALSE;
  if (has_name_twice (self, index))
    problem = _ ("there are two alarms of this name. Rename one.");
  else if ((int)alarm->quantity < 0 || alarm->quantity > INS_ALARM_DERIVED || alarm->gate >= n)
    problem = _ ("what it watches is not there.");
  else if (!is_limit (alarm->minimum) || !is_limit (alarm->maximum))
    problem = _ ("its limits make no sense.");
  else if (isnan (alarm->minimum) && isnan (alarm->maximum) && !alarm->is_for_missing)
    problem = _ ("it would never come. Give it a limit, or Missing=yes.");
  else if (alarm->minimum > alarm->maximum)
    problem = _ ("it would always come: its lower limit is above its upper one.");
  if (problem == NULL)
    return TRUE;
  ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error, "%s", problem);

  return FALSE;
}

gboolean
ins_recipe_check_alarms (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  if (self->n_alarms > INS_MAX_ALARMS)
    {
      ins_key_file_set_error (context, NULL, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("%u alarms; there can be %d."), self->n_alarms, INS_MAX_ALARMS);
      return FALSE;
    }
  for (guint i = 0; i < self->n_alarms; i++)
    if (!check_alarm (self, i, context, error))
      return FALSE;

  return TRUE;
}
