/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scan/ins-scan-pace.h"

/* A triangle: long lines first, the last third left out. */
static InsPlan *
make_plan (void)
{
  static const InsAreaPoint corners[] = { { -1, -1 }, { 20, -1 }, { -1, 60 } };
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  InsStageInfo info = { .n_axes = 3 };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      info.maximum_speed.mm[axis] = 200;
      info.acceleration.mm[axis] = 500;
    }
  recipe->scan_length_mm = 60;
  recipe->index_length_mm = 30;
  recipe->scan_step_mm = recipe->index_step_mm = 1;
  recipe->speed_mm_s = 5;
  ins_recipe_set_outline (recipe, corners, G_N_ELEMENTS (corners));

  return ins_plan_new (recipe, &info, &recipe->timing);
}

/* A scan that goes exactly as planned has at each line what the plan has left, and one at half the
 * pace twice that, however unlike the lines are. */
static void
test_unlike_lines (void)
{
  for (guint slow = 1; slow <= 2; slow++)
    {
      g_autoptr (InsPlan) plan = make_plan ();
      g_autofree gboolean *is_wanted = g_new0 (gboolean, plan->n_lines);
      InsScanPace pace = { 0 };

      g_assert_cmpuint (plan->n_swept, <, 25);
      for (guint row = 0; row < plan->n_lines; row++)
        is_wanted[row] = TRUE;
      ins_scan_pace_begin (&pace, plan, is_wanted);
      g_assert_cmpfloat_with_epsilon (ins_scan_pace_get_remaining_s (&pace, 0.0), plan->total_s,
                                      1e-9);
      for (guint order = 0; order < plan->n_lines; order++)
        {
          double left_s = ins_plan_get_remaining_s (plan, order);

          if (order > 0)
            g_assert_cmpfloat_with_epsilon (
                ins_scan_pace_get_remaining_s (&pace, slow * (plan->total_s - left_s)),
                slow * left_s, 1e-6);
          ins_scan_pace_pass (&pace, plan, order);
        }
      g_assert_cmpfloat_with_epsilon (ins_scan_pace_get_remaining_s (&pace, plan->total_s), 0.0,
                                      1e-6);
    }
}

/* Of a scan that is gone on with only the lines that are missing count, and of a pass over holes
 * only those, at the pace of before. */
static void
test_lines_that_are_there (void)
{
  g_autoptr (InsPlan) plan = make_plan ();
  g_autofree gboolean *is_wanted = g_new0 (gboolean, plan->n_lines);
  InsScanPace pace = { 0 };
  double second_s = ins_plan_get_remaining_s (plan, 1) - ins_plan_get_remaining_s (plan, 2);
  double fifth_s = ins_plan_get_remaining_s (plan, 4) - ins_plan_get_remaining_s (plan, 5);

  is_wanted[1] = is_wanted[4] = TRUE;
  ins_scan_pace_begin (&pace, plan, is_wanted);
  g_assert_cmpfloat_with_epsilon (ins_scan_pace_get_remaining_s (&pace, 0.0), second_s + fifth_s,
                                  1e-9);
  ins_scan_pace_pass (&pace, plan, 1);
  g_assert_cmpfloat_with_epsilon (ins_scan_pace_get_remaining_s (&pace, 1.5 * second_s),
                                  1.5 * fifth_s, 1e-9);
  ins_scan_pace_pass (&pace, plan, 4);
  is_wanted[4] = FALSE;
  ins_scan_pace_begin (&pace, plan, is_wanted);
  g_assert_cmpfloat_with_epsilon (ins_scan_pace_get_remaining_s (&pace, 1.5 * (second_s + fifth_s)),
                                  1.5 * second_s, 1e-9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-pace/unlike-lines", test_unlike_lines);
  g_test_add_func ("/scan-pace/lines-that-are-there", test_lines_that_are_there);

  return g_test_run ();
}
