/* ins-recipe-rules.c - rules for good and bad in a recipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe-private.h"

#define ALARM "Alarm"
#define FIGURE "Figure"
#define AT_LEAST "AtLeast"
#define AT_MOST "AtMost"
#define MISSING "MissingPercent"

#define MOST 1e9 /* of a limit, whatever its unit */

/* After those of their own what a measurement of a region has. */
const char *const ins_recipe_rule_keys[] = {
  ALARM,  FIGURE, AT_LEAST, AT_MOST,     MISSING, "Kind",        "Shape",   "PointsMm", "Plane",
  "Gate", "From", "Side",   "Threshold", "Limit", "LeastPixels", "MergeMm", "Text",     NULL
};

void
ins_recipe_copy_rules (InsRecipe *self, const InsRecipe *from)
{
  for (guint i = 0; i < from->n_rules; i++)
    self->rules[i] = ins_rule_copy (from->rules[i]);
  self->n_rules = from->n_rules;
}

void
ins_recipe_clear_rules (InsRecipe *self)
{
  for (guint i = 0; i < self->n_rules; i++)
    ins_rule_free (self->rules[i]);
  memset (self->rules, 0, sizeof self->rules);
  self->n_rules = 0;
}

int
ins_recipe_find_alarm (const InsRecipe *self, const char *name)
{
  for (guint i = 0; i < self->n_alarms; i++)
    if (strcmp (self->alarms[i].name, name) == 0)
      return (int)i;

  return -1;
}

/* ---- reading ------------------------------------------------------------------------------- */

/* What is wrong with the measurement is said with the file's name and group. */
static gboolean
read_measure (const InsKeyFile *file, const char *group, InsRule *rule, GError **error)
{
  g_autoptr (GError) cause = NULL;

  rule->measure = ins_measure_read_keys (file, group, rule->name, &cause);
  if (rule->measure != NULL)
    return TRUE;
  if (strstr (cause->message, file->name) != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    ins_key_file_set_error (file, group, NULL, cause->code, error, "%s", cause->message);

  return FALSE;
}

static gboolean
read_subject (const InsKeyFile *file, const char *group, InsRule *rule, GError **error)
{
  const gboolean has_kind = g_key_file_has_key (file->file, group, "Kind", NULL);
  const char *const *figures;

  if (!ins_key_file_get_text (file, group, ALARM, &rule->alarm, error) ||
      !ins_key_file_get_text (file, group, FIGURE, &rule->figure, error))
    return FALSE;
  if ((rule->alarm != NULL) == has_kind)
    {
      ins_key_file_set_error (file, group, ALARM, INS_RECIPE_ERROR_KEY, error,
                              _ ("a rule is about an alarm (Alarm=NAME) or a measurement "
                                 "(Kind=voids, clusters or statistics): say one of the two."));
      return FALSE;
    }
  if (has_kind && !read_measure (file, group, rule, error))
    return FALSE;
  figures = ins_rule_get_figures (has_kind ? (int)rule->measure->kind : -1);
  if (rule->figure == NULL && figures != NULL)
    rule->figure = g_strdup (figures[0]);

  return TRUE;
}

static gboolean
read_rule (const InsKeyFile *file, const char *group, InsRecipe *self, GError **error)
{
  const char *name = group + strlen (INS_RECIPE_RULE_PREFIX);
  g_autoptr (InsRule) rule = NULL;

  if (!ins_recipe_check_name (name, group, file, error))
    return FALSE;
  if (self->n_rules == INS_MAX_RULES)
    {
      ins_key_file_set_error (file, group, NULL, INS_RECIPE_ERROR_VALUE, error,
                              _ ("there can be at most %d rules. Take this one out."),
                              INS_MAX_RULES);
      return FALSE;
    }
  rule = ins_rule_new (name);
  if (!read_subject (file, group, rule, error) ||
      !ins_key_file_get_number (file, group, AT_LEAST, -MOST, MOST, &rule->at_least, error) ||
      !ins_key_file_get_number (file, group, AT_MOST, -MOST, MOST, &rule->at_most, error) ||
      !ins_key_file_get_number (file, group, MISSING, 0.0, 100.0, &rule->missing_percent, error))
    return FALSE;
  self->rules[self->n_rules++] = g_steal_pointer (&rule);

  return TRUE;
}

gboolean
ins_recipe_read_rules (const InsKeyFile *file, InsRecipe *self, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file->file, NULL);

  for (char **group = groups; *group != NULL; group++)
    if (g_str_has_prefix (*group, INS_RECIPE_RULE_PREFIX) && !read_rule (file, *group, self, error))
      return FALSE;

  return TRUE;
}

/* ---- writing ------------------------------------------------------------------------------- */

void
ins_recipe_write_rule (const InsRule *rule, GKeyFile *file)
{
  g_autofree char *group = g_strconcat (INS_RECIPE_RULE_PREFIX, rule->name, NULL);

  if (rule->alarm != NULL)
    g_key_file_set_string (file, group, ALARM, rule->alarm);
  else
    ins_measure_write_keys (rule->measure, file, group);
  g_key_file_set_string (file, group, FIGURE, rule->figure);
  if (!isnan (rule->at_least))
    ins_recipe_write_number (file, group, AT_LEAST, rule->at_least);
  if (!isnan (rule->at_most))
    ins_recipe_write_number (file, group, AT_MOST, rule->at_most);
  ins_recipe_write_number (file, group, MISSING, rule->missing_percent);
}

void
ins_recipe_write_rules (const InsRecipe *self, GKeyFile *file)
{
  for (guint i = 0; i < self->n_rules; i++)
    ins_recipe_write_rule (self->rules[i], file);
}

/* ---- checking ------------------------------------------------------------------------------ */

static gboolean
is_plane (const InsRecipe *self, const char *name)
{
  static const char *const planes[] = { "amplitude",    "tof",    "depth", "thickness",
                                        "registration", "pulses", NULL };

  return g_strv_contains (planes, name) || ins_recipe_find_plane (self, name) >= 0;
}

/* NULL, or what is wrong with what it is about. */
static const char *
check_subject (const InsRecipe *self, const InsRule *rule)
{
  const char *const *figures = ins_rule_get_figures (
      rule->alarm != NULL ? -1 : (int)rule->measure->kind);

  if (figures == NULL)
    return _ ("a rule is about Kind=voids, clusters or statistics.");
  if (rule->figure == NULL || !g_strv_contains (figures, rule->figure))
    return _ ("there is no such figure of it; docs/recipe.md lists them.");
  if (rule->alarm != NULL)
    return ins_recipe_find_alarm (self, rule->alarm) >= 0 ? NULL
                                                          : _ ("the recipe has no such alarm.");
  if (!is_plane (self, rule->measure->plane))
    return _ ("the recipe has no such plane.");
  if ((rule->measure->gate != NULL && ins_recipe_find_gate (self, rule->measure->gate) < 0) ||
      (rule->measure->from != NULL && ins_recipe_find_gate (self, rule->measure->from) < 0))
    return _ ("the recipe has no such gate.");
  if (g_str_has_suffix (rule->figure, "_limit_percent") &&
      (isnan (rule->measure->limit) ||
       rule->measure->is_below != g_str_has_prefix (rule->figure, "below")))
    return _ ("the share beyond a limit takes Limit and the Side that the figure names.");

  return NULL;
}

static gboolean
is_limit (double limit)
{
  return isnan (limit) || fabs (limit) <= MOST;
}

static const char *
check_limits (const InsRule *rule)
{
  if (isnan (rule->at_least) && isnan (rule->at_most))
    return _ ("it would always hold. Give it AtMost or AtLeast.");
  if (!is_limit (rule->at_least) || !is_limit (rule->at_most))
    return _ ("its limits make no sense.");
  if (rule->at_least > rule->at_most)
    return _ ("it could never hold: AtLeast is more than AtMost.");
  if (!(rule->missing_percent >= 0.0 && rule->missing_percent <= 100.0))
    return _ ("the share that may be missing is 0 to 100 %.");

  return NULL;
}

static gboolean
check_rule (const InsRecipe *self, guint index, const InsKeyFile *context, GError **error)
{
  const InsRule *rule = self->rules[index];
  g_autofree char *valid = g_utf8_make_valid (rule->name, -1);
  g_autofree char *group = g_strconcat (INS_RECIPE_RULE_PREFIX, valid, NULL);
  g_autoptr (GError) cause = NULL;
  const char *problem = check_subject (self, rule);

  if (!ins_recipe_check_name (rule->name, group, context, error))
    return FALSE;
  for (guint i = 0; i < index; i++)
    if (strcmp (self->rules[i]->name, rule->name) == 0)
      problem = _ ("there are two rules of this name. Rename one.");
  if (problem == NULL && rule->measure != NULL && !ins_measure_validate (rule->measure, &cause))
    problem = cause->message;
  if (problem == NULL)
    problem = check_limits (rule);
  if (problem == NULL)
    return TRUE;
  ins_key_file_set_error (context, group, NULL, INS_RECIPE_ERROR_VALUE, error, "%s", problem);

  return FALSE;
}

gboolean
ins_recipe_check_rules (const InsRecipe *self, const InsKeyFile *context, GError **error)
{
  for (guint i = 0; i < self->n_rules; i++)
    if (!check_rule (self, i, context, error))
      return FALSE;

  return TRUE;
}
