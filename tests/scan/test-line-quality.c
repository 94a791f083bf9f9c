/* test-line-quality.c - which lines are swept again, and which of two sweeps is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "scan/ins-line-data.h"

static InsLineData *
line_new (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  const InsStageInfo info = { .n_axes = 3 };
  g_autoptr (InsPlan) plan = ins_plan_new (recipe, &info, &recipe->timing);

  return ins_line_data_new (plan, recipe, 4);
}

static void
test_flagged (void)
{
  g_autoptr (InsLineData) line = line_new ();
  InsLineQuality quality = INS_LINE_TO_GO;

  g_assert_true (ins_line_quality_is_to_go (&quality));
  g_assert_false (ins_line_quality_is_flagged (&quality));

  ins_line_data_get_quality (line, &quality);
  g_assert_false (ins_line_quality_is_to_go (&quality));
  g_assert_false (ins_line_quality_is_flagged (&quality));
  line->holes[0] = INS_HOLE_OUTSIDE; /* was not wanted */
  ins_line_data_get_quality (line, &quality);
  g_assert_false (ins_line_quality_is_flagged (&quality));
  line->track.verdict = INS_TRACK_FEW; /* nothing better came */
  ins_line_data_get_quality (line, &quality);
  g_assert_false (ins_line_quality_is_flagged (&quality));

  line->track.verdict = INS_TRACK_UNSURE;
  ins_line_data_get_quality (line, &quality);
  g_assert_true (ins_line_quality_is_flagged (&quality));
  line->card.placing = INS_PLACED_BY_ENCODER; /* which knows better than the reports */
  ins_line_data_get_quality (line, &quality);
  g_assert_false (ins_line_quality_is_flagged (&quality));
  line->holes[1] = INS_HOLE_LOST_PULSES;
  ins_line_data_get_quality (line, &quality);
  g_assert_cmpuint (quality.n_missing, ==, 1);
  g_assert_true (ins_line_quality_is_flagged (&quality));

  quality = (InsLineQuality){ 0, INS_TRACK_GOOD, TRUE };
  g_assert_true (ins_line_quality_is_flagged (&quality));
}

static void
test_better (void)
{
  /* from the best to the worst */
  const InsLineQuality qualities[] = {
    { 0, INS_TRACK_GOOD, FALSE },
    { 0, INS_TRACK_FEW, FALSE },
    { 0, INS_TRACK_UNSURE, FALSE },
    { 1, INS_TRACK_GOOD, FALSE },
    { 7, INS_TRACK_LOST, FALSE },
    { 0, INS_TRACK_GOOD, TRUE },
    INS_LINE_TO_GO,
  };

  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
    for (guint j = 0; j < G_N_ELEMENTS (qualities); j++)
      g_assert_cmpint (ins_line_quality_is_better (&qualities[i], &qualities[j]), ==, i < j);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-quality/flagged", test_flagged);
  g_test_add_func ("/line-quality/better", test_better);

  return g_test_run ();
}
