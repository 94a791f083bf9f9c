/* Rules for good and bad: from numbers, out of recipes, on pictures.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-verdict.h"

/* ---- deciding ------------------------------------------------------------------------------ */

typedef struct
{
  const char *figure;
  double at_least, at_most, value, missing_percent;
  InsVerdictResult result;
  gboolean is_beyond;
} Decision;

#define GOOD INS_VERDICT_GOOD
#define BAD INS_VERDICT_BAD
#define UNDECIDED INS_VERDICT_UNDECIDED

static void
test_decide (void)
{
  const double none = (double)NAN;
  const Decision table[] = {
    { "void_percent", none, 5.0, 4.9, 0.0, GOOD, FALSE },
    { "void_percent", none, 5.0, 5.0, 0.0, GOOD, FALSE },
    { "void_percent", none, 5.0, 5.001, 0.0, BAD, TRUE },
    { "void_percent", none, 5.0, 4.9, 1.0, GOOD, FALSE }, /* 1 % may be missing */
    { "void_percent", none, 5.0, 4.9, 1.1, UNDECIDED, FALSE },
    { "void_percent", none, 5.0, 20.0, 50.0, UNDECIDED, TRUE }, /* the rest may be sound */
    { "void_percent", none, 5.0, none, 0.0, UNDECIDED, FALSE },
    { "void_percent", none, 5.0, 4.0, none, UNDECIDED, FALSE },
    { "alarm_pixels", none, 0.0, 1.0, 99.0, BAD, TRUE }, /* cannot become fewer */
    { "alarm_pixels", none, 0.0, 0.0, 99.0, UNDECIDED, FALSE },
    { "clusters", none, 2.0, 3.0, 10.0, UNDECIDED, TRUE }, /* two may turn out to be one */
    { "largest_mm2", none, 2.0, 3.0, 10.0, BAD, TRUE },
    { "longest_mm", none, 2.0, 3.0, 10.0, BAD, TRUE },
    { "min", 4.0, none, 3.0, 10.0, BAD, TRUE },
    { "min", 4.0, none, 4.0, 0.0, GOOD, FALSE },
    { "max", 4.0, none, 3.0, 10.0, UNDECIDED, TRUE },
    { "mean", 2.0, 5.0, 1.9, 0.0, BAD, TRUE },
    { "mean", 2.0, 5.0, 3.0, 0.0, GOOD, FALSE },
    { "mean", 2.0, 5.0, 5.1, 0.0, BAD, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (InsRule) rule = ins_rule_new ("r");
      InsRuleOutcome outcome = { 0 };

      rule->figure = g_strdup (table[i].figure);
      rule->at_least = table[i].at_least;
      rule->at_most = table[i].at_most;
      ins_rule_decide (rule, table[i].value, table[i].missing_percent, &outcome);
      g_test_message ("%u: %s %g", i, table[i].figure, table[i].value);
      g_assert_cmpint (outcome.result, ==, table[i].result);
      g_assert_cmpint (outcome.is_beyond, ==, table[i].is_beyond);
    }
}

static void
test_words (void)
{
  g_autoptr (InsRule) rule = ins_rule_new ("Voids");
  const struct
  {
    double value;
    const char *unit, *reason;
  } table[] = {
    { 6.81, "%", "Voids: 6.8 %, too much: at most 5 %" },
    { 5.04, "%", "Voids: 5.04 %, too much: at most 5 %" },
    { 4.96, "%", "Voids: 4.96 %, at most 5 %" },
    { 0.123, "%", "Voids: 0.12 %, at most 5 %" },
    { 7.0, "", "Voids: 7, too much: at most 5" },
    { 6.0, "mm2", "Voids: 6.0 mm², too much: at most 5 mm²" },
  };

  rule->figure = g_strdup ("void_percent");
  rule->at_most = 5.0;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      InsRuleOutcome outcome = { 0 };
      g_autofree char *reason = NULL;

      g_strlcpy (outcome.unit, table[i].unit, sizeof outcome.unit);
      ins_rule_decide (rule, table[i].value, 0.0, &outcome);
      reason = ins_rule_dup_reason (rule, &outcome);
      g_assert_cmpstr (reason, ==, table[i].reason);
    }
}

static void
test_words_undecided (void)
{
  g_autoptr (InsRule) rule = ins_rule_new ("Voids");
  InsRuleOutcome outcome = { .unit = "%" };
  g_autofree char *missing = NULL, *nowhere = NULL, *limits = NULL;

  rule->figure = g_strdup ("void_percent");
  rule->at_most = 5.0;
  ins_rule_decide (rule, 2.0, 1.2, &outcome);
  missing = ins_rule_dup_reason (rule, &outcome);
  g_assert_cmpstr (missing, ==,
                   "Voids: 2.0 % (at most 5 %), but 1.2 % of the pixels have no value");
  ins_rule_decide (rule, (double)NAN, (double)NAN, &outcome);
  nowhere = ins_rule_dup_reason (rule, &outcome);
  g_assert_nonnull (strstr (nowhere, "no part of the picture"));
  rule->at_least = 0.5;
  limits = ins_rule_dup_limit (rule, "mm");
  g_assert_cmpstr (limits, ==, "0.5 mm to 5 mm");
}

/* ---- in recipes ---------------------------------------------------------------------------- */

#define SIZES                                                                                      \
  "[Scan]\nScanAxis=X\nIndexAxis=Y\nScanLengthMm=2\nIndexLengthMm=1\nScanStepMm=0.1\n"             \
  "IndexStepMm=0.1\n"
#define GATES "[Gate D]\n"
#define ALARM "[Alarm Loud]\nOf=D.amplitude\nAbovePercent=80\n"
#define VOIDS "[Rule Voids]\nKind=voids\nGate=D\nThreshold=50\nAtMost=5\n"
#define SIZE                                                                                       \
  "[Rule Size]\nKind=clusters\nThreshold=50\nFigure=longest_mm\nAtMost=0.5\nShape=rectangle\n"     \
  "PointsMm=0;0;2;1\nMissingPercent=2.5\n"
#define LOUD "[Rule None loud]\nAlarm=Loud\nAtMost=0\n"

static InsRecipe *
read_good (const char *text)
{
  GError *error = NULL;
  InsRecipe *recipe = ins_recipe_new_from_text (text, "a.recipe", &error);

  g_assert_no_error (error);

  return recipe;
}

static void
test_round_trip (void)
{
  g_autoptr (InsRecipe) recipe = read_good (SIZES GATES ALARM VOIDS SIZE LOUD);
  g_autoptr (InsRecipe) bare = read_good (SIZES GATES ALARM);
  g_autoptr (InsRecipe) copy = ins_recipe_copy (recipe);
  g_autofree char *text = ins_recipe_to_text (copy), *again = NULL;
  g_autofree char *hash = ins_recipe_hash (recipe), *bare_hash = ins_recipe_hash (bare);
  g_autoptr (InsRecipe) read_back = read_good (text);

  g_assert_cmpuint (recipe->n_rules, ==, 3);
  g_assert_cmpstr (recipe->rules[0]->figure, ==, "void_percent");
  g_assert_cmpstr (recipe->rules[1]->figure, ==, "longest_mm");
  g_assert_cmpfloat (recipe->rules[1]->missing_percent, ==, 2.5);
  g_assert_cmpstr (recipe->rules[2]->figure, ==, "alarm_pixels");
  g_assert_true (copy->rules[0] != recipe->rules[0]);
  again = ins_recipe_to_text (read_back);
  g_assert_cmpstr (text, ==, again);
  g_assert_true (ins_measure_equal (read_back->rules[1]->measure, recipe->rules[1]->measure));
  /* A stored scan may be gone on with under another rule. */
  g_assert_cmpstr (hash, ==, bare_hash);
  ins_recipe_take_gates (bare, recipe);
  g_assert_cmpuint (bare->n_rules, ==, 3);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text, *part;
  } table[] = {
    { "[Rule V]\nKind=voids\nThreshold=50\n", "always hold" },
    { "[Rule V]\nAtMost=5\n", "alarm" },
    { "[Rule V]\nKind=voids\nAlarm=Loud\nThreshold=50\nAtMost=5\n", "one of the two" },
    { "[Rule V]\nKind=voids\nAtMost=5\n", "threshold" },
    { "[Rule V]\nKind=distance\nPointsMm=0;0;1;1\nAtMost=5\n", "voids, clusters or statistics" },
    { "[Rule V]\nKind=voids\nThreshold=50\nFigure=clusters\nAtMost=5\n", "no such figure" },
    { "[Rule V]\nKind=voids\nThreshold=50\nGate=Q\nAtMost=5\n", "no such gate" },
    { "[Rule V]\nKind=voids\nThreshold=50\nPlane=wall\nAtMost=5\n", "no such plane" },
    { "[Rule V]\nAlarm=Quiet\nAtMost=5\n", "no such alarm" },
    { "[Rule V]\nKind=voids\nThreshold=50\nAtMost=5\nAtLeast=6\n", "never hold" },
    { "[Rule V]\nKind=voids\nThreshold=50\nAtMost=5\nMissingPercent=101\n", "MissingPercent" },
    { "[Rule V]\nKind=voids\nThreshold=50\nAtMost=5\nDropDb=6\n", "DropDb" },
    { "[Rule V]\nKind=statistics\nFigure=above_limit_percent\nAtMost=5\n", "takes Limit" },
    { "[Rule V]\nKind=voids\nShape=circle\nThreshold=50\nAtMost=5\n", "circle" },
    { "[Rule a[]\nKind=voids\nThreshold=50\nAtMost=5\n", "a.recipe" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = g_strconcat (SIZES GATES ALARM, table[i].text, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (text, "a.recipe", &error);

      g_assert_null (recipe);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, table[i].part));
      g_assert_nonnull (strstr (error->message, "a.recipe"));
    }
}

/* ---- on pictures --------------------------------------------------------------------------- */

/* 20 x 10 pixels of 10 %; in rows 2 and 3 a block of @n_loud columns at 90 %. Rows from @n_rows on
 * are to go; the last pixel of row 0 is a hole if @has_hole. */
static InsCscan *
make_picture (const InsRecipe *recipe, guint n_loud, guint n_rows, gboolean has_hole)
{
  InsScanGrid grid;
  InsCscan *cscan;

  ins_recipe_get_grid (recipe, &grid);
  g_assert_cmpuint (grid.n_columns, ==, 20);
  cscan = ins_cscan_new_with (&grid, recipe->n_gates, 0, recipe->n_alarms);
  for (guint row = 0; row < n_rows; row++)
    {
      float amplitude[20], tof[20];
      guint8 holes[20] = { 0 }, status[20] = { 0 };
      guint32 alarms[20] = { 0 };

      for (guint i = 0; i < 20; i++)
        {
          const gboolean is_loud = (row == 2 || row == 3) && i >= 4 && i < 4 + n_loud;

          amplitude[i] = is_loud ? 90.0F : 10.0F;
          tof[i] = 1e-5F;
          alarms[i] = is_loud ? 1 : 0;
        }
      if (has_hole && row == 0)
        holes[19] = INS_HOLE_LOST_PULSES;
      ins_cscan_put_states (cscan, row, status, NULL, alarms);
      ins_cscan_put_row (cscan, row, amplitude, tof, holes);
    }

  return cscan;
}

static void
test_verdict (void)
{
  g_autoptr (InsRecipe) recipe = read_good (SIZES GATES ALARM VOIDS SIZE LOUD);
  const struct
  {
    guint n_loud, n_rows;
    gboolean has_hole;
    double void_percent, longest_mm, n_alarmed;
    InsVerdictResult voids, size, loud, all;
  } table[] = {
    { 0, 10, FALSE, 0.0, 0.0, 0.0, GOOD, GOOD, GOOD, GOOD },
    { 0, 10, TRUE, 0.0, 0.0, 0.0, GOOD, GOOD, GOOD, GOOD }, /* 0.5 % may be missing */
    { 4, 10, FALSE, 4.0, 0.4, 8.0, GOOD, GOOD, BAD, BAD },
    { 8, 10, FALSE, 8.0, 0.8, 16.0, BAD, BAD, BAD, BAD },
    { 0, 5, FALSE, 0.0, 0.0, 0.0, UNDECIDED, UNDECIDED, UNDECIDED, UNDECIDED },
    { 8, 5, FALSE, 16.0, 0.8, 16.0, UNDECIDED, BAD, BAD, BAD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (InsCscan)
          cscan = make_picture (recipe, table[i].n_loud, table[i].n_rows, table[i].has_hole);
      InsVerdict verdict;

      ins_verdict_evaluate (cscan, recipe, &verdict);
      g_test_message ("%u: %g %g %g", i, verdict.outcomes[0].value, verdict.outcomes[1].value,
                      verdict.outcomes[2].value);
      g_assert_cmpuint (verdict.n_outcomes, ==, 3);
      g_assert_cmpfloat_with_epsilon (verdict.outcomes[0].value, table[i].void_percent, 1e-3);
      g_assert_cmpfloat_with_epsilon (verdict.outcomes[1].value, table[i].longest_mm, 0.051);
      g_assert_cmpfloat (verdict.outcomes[2].value, ==, table[i].n_alarmed);
      g_assert_cmpint (verdict.outcomes[0].result, ==, table[i].voids);
      g_assert_cmpint (verdict.outcomes[1].result, ==, table[i].size);
      g_assert_cmpint (verdict.outcomes[2].result, ==, table[i].loud);
      g_assert_cmpint (verdict.result, ==, table[i].all);
    }
}

/* Nothing is good that was not looked at. */
static void
test_no_rule (void)
{
  g_autoptr (InsRecipe) recipe = read_good (SIZES GATES ALARM);
  g_autoptr (InsRecipe) elsewhere = read_good (
      SIZES GATES "[Rule Far]\nKind=voids\nThreshold=50\nAtMost=5\nShape=rectangle\n"
                  "PointsMm=50;50;60;60\n");
  g_autoptr (InsCscan) cscan = make_picture (recipe, 0, 10, FALSE);
  InsVerdict verdict;

  ins_verdict_evaluate (cscan, recipe, &verdict);
  g_assert_cmpint (verdict.result, ==, INS_VERDICT_UNDECIDED);
  g_assert_cmpint (ins_verdict_find_cause (&verdict), ==, -1);
  ins_verdict_evaluate (cscan, elsewhere, &verdict);
  g_assert_cmpint (verdict.result, ==, INS_VERDICT_UNDECIDED);
  g_assert_cmpint (ins_verdict_find_cause (&verdict), ==, 0);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule/decide", test_decide);
  g_test_add_func ("/rule/words", test_words);
  g_test_add_func ("/rule/words-undecided", test_words_undecided);
  g_test_add_func ("/rule/round-trip", test_round_trip);
  g_test_add_func ("/rule/errors", test_errors);
  g_test_add_func ("/rule/verdict", test_verdict);
  g_test_add_func ("/rule/no-rule", test_no_rule);

  return g_test_run ();
}
