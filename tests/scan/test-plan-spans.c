/* test-plan-spans.c - lines of areas that are no rectangles, and how points are reached
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "scan/ins-plan.h"

static InsPlan *
make_plan (const InsRecipe *recipe, double backlash_mm)
{
  InsStageInfo info = { .n_axes = 3 };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      info.maximum_speed.mm[axis] = 200;
      info.acceleration.mm[axis] = 500;
    }

  return ins_plan_new_for_rig (recipe, &info, &recipe->timing, FALSE, backlash_mm);
}

static InsRecipe *
random_recipe (GRand *rand)
{
  InsRecipe *recipe = ins_recipe_new ();

  recipe->scan_axis = (InsAxis)g_rand_int_range (rand, 0, 3);
  recipe->index_axis = (InsAxis)((recipe->scan_axis + g_rand_int_range (rand, 1, 3)) % 3);
  recipe->scan_sign = g_rand_boolean (rand) ? 1 : -1;
  recipe->index_sign = g_rand_boolean (rand) ? 1 : -1;
  recipe->start = (InsPosition){ { 10, -20, 30 } };
  recipe->scan_step_mm = recipe->index_step_mm = 0.5;
  recipe->scan_length_mm = 0.5 * g_rand_int_range (rand, 1, 40);
  recipe->index_length_mm = 0.5 * g_rand_int_range (rand, 1, 30);
  recipe->pattern = (InsPattern)g_rand_int_range (rand, 0, 2);
  recipe->line_order = (InsLineOrder)g_rand_int_range (rand, 0, 2);

  return recipe;
}

static void
add_random_mask (InsRecipe *recipe, GRand *rand)
{
  guint8 wanted[12 * 12];
  g_autoptr (InsMask) mask = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    wanted[i] = g_rand_int_range (rand, 0, 4) == 0;
  mask = ins_mask_new_from_pixels (12, 12, wanted);
  ins_recipe_set_mask (recipe, mask);
}

/* Each swept line begins and ends outside of its wanted pixels and goes over all of them at
 * constant speed; of the lines that are swept every other goes back where that is the pattern;
 * those without a wanted pixel cost no time. */
static void
test_spans (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (InsRecipe) recipe = random_recipe (rand);
      g_autoptr (InsPlan) plan = NULL;
      g_autofree guint8 *wanted = NULL;
      guint n_swept = 0;
      guint64 n_wanted = 0;

      add_random_mask (recipe, rand);
      plan = make_plan (recipe, 0.0);
      wanted = g_malloc (plan->grid.n_columns);
      for (guint order = 0; order < plan->n_lines; order++)
        {
          double line_s = ins_plan_get_remaining_s (plan, order) -
                          ins_plan_get_remaining_s (plan, order + 1);
          guint first = G_MAXUINT, last = 0, n;
          InsLine line;
          double low, high;

          ins_plan_get_line (plan, order, &line);
          n = ins_plan_get_wanted (plan, line.row, wanted);
          n_wanted += n;
          if (n == 0)
            {
              g_assert_cmpuint (line.n_columns, ==, 0);
              g_assert_cmpfloat (line_s, ==, 0.0);
              continue;
            }
          for (guint column = 0; column < plan->grid.n_columns; column++)
            if (wanted[column] != 0)
              {
                first = MIN (first, column);
                last = column;
              }
          g_assert_cmpuint (line.first_column, ==, first);
          g_assert_cmpuint (line.n_columns, ==, last - first + 1);
          g_assert_cmpint (line.direction, ==,
                           recipe->pattern == INS_PATTERN_SERPENTINE && n_swept % 2 == 1 ? -1 : 1);
          n_swept++;
          low = ins_scan_grid_get_scan_mm (&plan->grid, first - 0.5);
          high = ins_scan_grid_get_scan_mm (&plan->grid, last + 0.5);
          g_assert_cmpfloat (
              fmin (line.start.mm[recipe->scan_axis], line.end.mm[recipe->scan_axis]), <,
              fmin (low, high) - recipe->speed_mm_s * recipe->speed_mm_s / 1000);
          g_assert_cmpfloat (
              fmax (line.start.mm[recipe->scan_axis], line.end.mm[recipe->scan_axis]), >,
              fmax (low, high) + recipe->speed_mm_s * recipe->speed_mm_s / 1000);
          g_assert_cmpfloat (line_s, >, 0.0);
        }
      g_assert_cmpuint (n_swept, ==, plan->n_swept);
      g_assert_cmpuint (n_wanted, ==, plan->n_wanted);
    }
}

/* With backlash every point is reached towards plus on both axes: each row begins below its lowest
 * point, by more than the backlash, and goes up; without it rows go to and fro. */
static void
test_approach (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (InsRecipe) recipe = random_recipe (rand);
      g_autoptr (InsPlan) plan = NULL;
      g_autoptr (InsPlan) plain = NULL;
      InsPosition low, high;
      InsAxis scan = recipe->scan_axis, index = recipe->index_axis;

      recipe->motion = INS_SCAN_POINTS;
      plan = make_plan (recipe, -0.08);
      plain = make_plan (recipe, 0.0);
      g_assert_cmpfloat (plain->approach_mm, ==, 0.0);
      g_assert_cmpfloat (plan->approach_mm, >, 0.08);
      g_assert_cmpfloat (plan->total_s, >=, plain->total_s);
      ins_plan_get_extent (plan, &low, &high);
      for (guint order = 0; order < plan->n_lines; order++)
        {
          InsPosition first, last;
          InsLine line;

          ins_plan_get_line (plan, order, &line);
          ins_plan_get_point (plan, &line, line.direction > 0 ? 0 : line.n_columns - 1, &first);
          ins_plan_get_point (plan, &line, line.direction > 0 ? line.n_columns - 1 : 0, &last);
          g_assert_cmpfloat (first.mm[scan], <=, last.mm[scan]);
          g_assert_cmpfloat_with_epsilon (line.start.mm[scan], first.mm[scan] - plan->approach_mm,
                                          1e-9);
          g_assert_cmpfloat_with_epsilon (line.start.mm[index], first.mm[index] - plan->approach_mm,
                                          1e-9);
          g_assert_cmpfloat (low.mm[scan], <=, line.start.mm[scan] + 1e-9);
          g_assert_cmpfloat (low.mm[index], <=, line.start.mm[index] + 1e-9);
          ins_plan_get_line (plain, order, &line);
          g_assert_cmpint (line.direction, ==,
                           recipe->pattern == INS_PATTERN_SERPENTINE && order % 2 == 1 ? -1 : 1);
        }
    }
}

/* A point rests for its dwell and for all pulses that are averaged; nothing limits the speed of the
 * way between but the stage. */
static void
test_rest (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (InsPlan) plan = NULL;

  recipe->motion = INS_SCAN_POINTS;
  recipe->dwell_s = 0.1;
  recipe->averages = 49;
  recipe->timing.prf_hz = 1000;
  recipe->scan_step_mm = recipe->index_step_mm = 2;
  recipe->scan_length_mm = recipe->index_length_mm = 20;
  plan = make_plan (recipe, 0.0);
  g_assert_cmpfloat_with_epsilon (plan->hold_s, 0.1 + 0.05, 1e-9);
  g_assert_cmpfloat (plan->pulses_per_pixel, ==, 49);
  g_assert_cmpfloat (plan->total_s, >, 100 * plan->hold_s);
  g_assert_cmpfloat (plan->total_s, <, 100 * (plan->hold_s + 0.25));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-spans/spans", test_spans);
  g_test_add_func ("/plan-spans/approach", test_approach);
  g_test_add_func ("/plan-spans/rest", test_rest);

  return g_test_run ();
}
