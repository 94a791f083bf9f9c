/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-number.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-places.h"
#include "storage/ins-nde-verdict.h"

#define GROUP "Verdict"
#define OUTCOME_PREFIX "Outcome "
#define MAX_TEXT (INS_NDE_VERDICT_PLACE_BYTES - sizeof (InsNdePlaceHead))

static const char magic[] = "InsVerd1";

static void
put_number (GKeyFile *file, const char *group, const char *key, double value)
{
  g_autofree char *text = isfinite (value) ? ins_number_format (value) : NULL;

  if (text != NULL)
    g_key_file_set_value (file, group, key, text);
}

static void
put_outcome (GKeyFile *file, const InsRule *rule, const InsRuleOutcome *outcome)
{
  g_autofree char *group = g_strconcat (OUTCOME_PREFIX, rule->name, NULL);

  g_key_file_set_string (file, group, "Result", ins_verdict_result_to_word (outcome->result));
  put_number (file, group, "Value", outcome->value);
  g_key_file_set_string (file, group, "Unit", outcome->unit);
  put_number (file, group, "MissingPercent", outcome->missing_percent);
}

static char *
make_text (const InsRecipe *recipe, const InsVerdict *verdict, gboolean with_rules)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  g_key_file_set_string (file, GROUP, "Result", ins_verdict_result_to_word (verdict->result));
  g_key_file_set_string (file, GROUP, "Time", time);
  g_key_file_set_string (file, GROUP, "Software", "Insonify " PACKAGE_VERSION);
  for (guint i = 0; i < verdict->n_outcomes; i++)
    {
      if (with_rules)
        ins_recipe_write_rule (recipe->rules[i], file);
      put_outcome (file, recipe->rules[i], &verdict->outcomes[i]);
    }

  return g_key_file_to_data (file, NULL, NULL);
}

/* Rules about polygons of a thousand corners are left to the recipe in the same file. */
static gboolean
save (const char *path, const InsRecipe *recipe, const InsVerdict *verdict, GError **error)
{
  g_autofree char *text = make_text (recipe, verdict, TRUE);
  InsNdeLayout layout;
  gboolean done;
  int fd;

  if (strlen (text) > MAX_TEXT)
    {
      g_free (text);
      text = make_text (recipe, verdict, FALSE);
    }
  fd = ins_nde_places_open (path, &layout, error);
  if (fd < 0)
    return FALSE;
  done = ins_nde_places_write (fd, path, &layout.datasets[INS_NDE_VERDICT], magic, text,
                               strlen (text), error);
  close (fd);

  return done;
}

gboolean
ins_nde_judge (const char *path, InsVerdict *verdict, GError **error)
{
  g_autoptr (InsNdeFile) file = ins_nde_file_open_own (path, error);
  g_autoptr (InsCscan) cscan = NULL;
  InsVerdict judged = { 0 };
  const InsRecipe *recipe;

  if (file == NULL)
    return FALSE;
  recipe = ins_nde_file_get_recipe (file);
  if (recipe->n_rules > 0)
    {
      cscan = ins_nde_file_dup_cscan (file);
      ins_verdict_evaluate (cscan, recipe, &judged);
    }
  if (verdict != NULL)
    *verdict = judged;

  return recipe->n_rules == 0 || save (path, recipe, &judged, error);
}

void
ins_nde_judge_if_ruled (const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!ins_nde_judge (path, NULL, &error))
    g_message ("%s", error->message);
}

/* FALSE: there is no such outcome. */
static gboolean
get_outcome (GKeyFile *file, const InsRule *rule, InsRuleOutcome *outcome)
{
  g_autofree char *group = g_strconcat (OUTCOME_PREFIX, rule->name, NULL);
  g_autofree char *result = g_key_file_get_value (file, group, "Result", NULL);
  g_autofree char *value = g_key_file_get_value (file, group, "Value", NULL);
  g_autofree char *unit = g_key_file_get_value (file, group, "Unit", NULL);
  g_autofree char *missing = g_key_file_get_value (file, group, "MissingPercent", NULL);
  const int word = ins_verdict_result_from_word (result);

  if (word < 0)
    return FALSE;
  outcome->result = (InsVerdictResult)word;
  outcome->value = outcome->missing_percent = (double)NAN;
  if (value != NULL)
    (void)ins_number_parse (value, &outcome->value);
  if (missing != NULL)
    (void)ins_number_parse (missing, &outcome->missing_percent);
  g_strlcpy (outcome->unit, unit != NULL ? unit : "", sizeof outcome->unit);
  outcome->is_beyond = outcome->value > rule->at_most || outcome->value < rule->at_least;

  return TRUE;
}

gboolean
ins_nde_file_get_verdict (InsNdeFile *self, InsVerdict *verdict)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self);
  g_autofree char *text = recipe->n_rules > 0 ? ins_nde_places_dup (self, INS_NDE_VERDICT, magic)
                                              : NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();

  *verdict = (InsVerdict){ .n_outcomes = recipe->n_rules };
  if (text == NULL || *text == '\0' ||
      !g_key_file_load_from_data (file, text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    return FALSE;
  for (guint i = 0; i < recipe->n_rules; i++)
    if (!get_outcome (file, recipe->rules[i], &verdict->outcomes[i]))
      return FALSE;
  ins_verdict_conclude (verdict);

  return TRUE;
}
