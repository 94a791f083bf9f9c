/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "scan/ins-plan.h"

static InsStageInfo
get_stage (double speed_mm_s, double acceleration_mm_s2)
{
  InsStageInfo info = { .n_axes = 3 };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      info.maximum_speed.mm[axis] = speed_mm_s;
      info.acceleration.mm[axis] = acceleration_mm_s2;
    }

  return info;
}

static InsPlan *
make_plan (const InsRecipe *recipe)
{
  InsStageInfo info = get_stage (200, 500);

  return ins_plan_new (recipe, &info, &recipe->timing);
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
  recipe->scan_length_mm = g_rand_double_range (rand, 0.1, 50);
  recipe->index_length_mm = g_rand_double_range (rand, 0.1, 50);
  recipe->scan_step_mm = recipe->scan_length_mm / g_rand_int_range (rand, 1, 500);
  recipe->index_step_mm = recipe->index_length_mm / g_rand_int_range (rand, 1, 300);
  recipe->speed_mm_s = g_rand_double_range (rand, 0.5, 150);
  recipe->pattern = (InsPattern)g_rand_int_range (rand, 0, 2);
  recipe->line_order = (InsLineOrder)g_rand_int_range (rand, 0, 2);

  return recipe;
}

/* Whatever the recipe: each row once, each line within the extent, each pixel swept whole and at
 * constant speed, directions as the pattern says. */
static void
test_every_row_once (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (InsRecipe) recipe = random_recipe (rand);
      g_autoptr (InsPlan) plan = make_plan (recipe);
      g_autofree guint *n_seen = g_new0 (guint, plan->n_lines);
      InsAxis scan = recipe->scan_axis, index = recipe->index_axis;
      double ramp_mm = recipe->speed_mm_s * recipe->speed_mm_s / 1000.0;
      InsPosition minimum, maximum;

      ins_plan_get_extent (plan, &minimum, &maximum);
      for (guint order = 0; order < plan->n_lines; order++)
        {
          double first_mm, last_mm;
          InsLine line;

          ins_plan_get_line (plan, order, &line);
          g_assert_cmpuint (line.order, ==, order);
          g_assert_cmpuint (line.row, <, plan->n_lines);
          n_seen[line.row]++;
          for (guint axis = 0; axis < INS_N_AXES; axis++)
            {
              g_assert_cmpfloat (minimum.mm[axis], <=, line.start.mm[axis]);
              g_assert_cmpfloat (maximum.mm[axis], >=, line.start.mm[axis]);
              g_assert_cmpfloat (minimum.mm[axis], <=, line.end.mm[axis]);
              g_assert_cmpfloat (maximum.mm[axis], >=, line.end.mm[axis]);
            }

          g_assert_cmpint (line.direction, ==,
                           recipe->pattern == INS_PATTERN_SERPENTINE && order % 2 == 1 ? -1 : 1);
          g_assert_cmpfloat (line.start.mm[index], ==,
                             recipe->start.mm[index] +
                                 recipe->index_sign * (double)line.row * recipe->index_step_mm);
          first_mm = recipe->start.mm[scan] - recipe->scan_sign * 0.5 * recipe->scan_step_mm;
          last_mm = first_mm + recipe->scan_sign * recipe->scan_length_mm;
          if (line.direction < 0)
            {
              double swap_mm = first_mm;

              first_mm = last_mm;
              last_mm = swap_mm;
            }
          g_assert_cmpfloat (fabs (line.start.mm[scan] - first_mm), >=, ramp_mm + 0.049);
          g_assert_cmpfloat (fabs (line.end.mm[scan] - last_mm), >=, ramp_mm + 0.049);
          g_assert_true ((line.start.mm[scan] < first_mm) == (first_mm < last_mm));
          g_assert_true ((line.end.mm[scan] > last_mm) == (first_mm < last_mm));
        }
      for (guint row = 0; row < plan->n_lines; row++)
        g_assert_cmpuint (n_seen[row], ==, 1);
    }
}

static void
test_times (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (InsRecipe) recipe = random_recipe (rand);
      g_autoptr (InsPlan) plan = make_plan (recipe);
      double v = recipe->speed_mm_s, sum_s = plan->n_lines * plan->line_s;
      /* at constant speed: the line with its margins, a short one 0.12 s and what the track cuts */
      double cruise_s = MAX (recipe->scan_length_mm / v + 2.0 * MAX (0.05 / v, 0.01),
                             MIN (0.24, 0.12 + 0.8 * v / 1000.0));

      g_assert_cmpfloat (plan->line_s, >=, recipe->scan_length_mm / v + 2.0 * v / 500.0 - 1e-9);
      g_assert_cmpfloat (plan->line_s, <=, cruise_s + 2.0 * v / 500.0 + 1e-9);
      if (recipe->line_order == INS_LINE_ORDER_SEQUENTIAL)
        g_assert_cmpfloat_with_epsilon (
            plan->total_s, sum_s + (plan->n_lines - 1) * MAX (plan->index_s, plan->return_s), 1e-6);
      else
        g_assert_cmpfloat (plan->total_s, >=, sum_s);
      g_assert_cmpfloat (ins_plan_get_remaining_s (plan, 0), ==, plan->total_s);
      g_assert_cmpfloat (ins_plan_get_remaining_s (plan, plan->n_lines), ==, 0.0);
      g_assert_cmpfloat (ins_plan_get_remaining_s (plan, G_MAXUINT), ==, 0.0);
      g_assert_cmpfloat (ins_plan_get_remaining_s (plan, plan->n_lines - 1), ==, plan->line_s);
    }
}

/* The stage's own trapezoid, integrated in small steps. */
static double
integrate_move_s (double distance_mm, double speed_mm_s, double acceleration_mm_s2)
{
  const double dt = 1e-6;
  double position = 0.0, speed = 0.0, time_s = 0.0;

  while (position < distance_mm && time_s < 10.0)
    {
      double braking_mm = speed * speed / (2.0 * acceleration_mm_s2);

      if (distance_mm - position <= braking_mm)
        speed = MAX (speed - acceleration_mm_s2 * dt, 1e-6);
      else
        speed = MIN (speed + acceleration_mm_s2 * dt, speed_mm_s);
      position += speed * dt;
      time_s += dt;
      if (speed <= 1e-5 && time_s > 1e-3)
        break;
    }

  return time_s;
}

static void
test_move_time (void)
{
  static const double cases[][3] = {
    { 20, 50, 500 }, { 0.05, 200, 500 }, { 5, 50, 500 }, { 6, 10, 100 }, { 1, 200, 100 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (ins_plan_move_time_s (cases[i][0], cases[i][1], cases[i][2]),
                                    integrate_move_s (cases[i][0], cases[i][1], cases[i][2]), 2e-3);
  g_assert_cmpfloat (ins_plan_move_time_s (0, 50, 500), ==, 0.0);
  g_assert_cmpfloat (ins_plan_move_time_s (-20, 50, 500), ==, ins_plan_move_time_s (20, 50, 500));
}

static void
test_interlaced (void)
{
  static const guint expected[] = { 0, 8, 16, 4, 12, 2,  6,  10, 14, 18,
                                    1, 3, 5,  7, 9,  11, 13, 15, 17, 19 };
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (InsPlan) plan = NULL;

  recipe->index_length_mm = 1.0;
  recipe->line_order = INS_LINE_ORDER_INTERLACED;
  plan = make_plan (recipe);
  g_assert_cmpuint (plan->n_lines, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < plan->n_lines; i++)
    g_assert_cmpuint (plan->rows[i], ==, expected[i]);
}

/* A stage that says nothing counts as 200 mm/s and 500 mm/s^2. */
static void
test_unknown_stage (void)
{
  InsStageInfo silent = get_stage ((double)NAN, (double)NAN), known = get_stage (200, 500);
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (InsPlan) a = NULL;
  g_autoptr (InsPlan) b = NULL;

  recipe->pattern = INS_PATTERN_UNIDIRECTIONAL;
  a = ins_plan_new (recipe, &silent, &recipe->timing);
  b = ins_plan_new (recipe, &known, &recipe->timing);
  g_assert_cmpfloat (a->total_s, ==, b->total_s);
  g_assert_cmpfloat (a->runway_mm, ==, 3.0);
  g_assert_cmpfloat (a->return_s, >, 0.0);
}

static void
test_bytes (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  g_autoptr (InsPlan) waveform = make_plan (recipe);
  g_autoptr (InsPlan) gated = NULL;
  guint64 ascans = 400ull * 400 * 1024 * 2;

  g_assert_cmpuint (waveform->n_bytes, >, ascans);
  g_assert_cmpuint (waveform->n_bytes, <, ascans + ascans / 20);
  recipe->mode = INS_MODE_GATED;
  gated = make_plan (recipe);
  g_assert_cmpuint (gated->n_bytes, ==, waveform->n_bytes - ascans);
  g_assert_cmpfloat_with_epsilon (gated->pulses_per_pixel, 1.0, 1e-9);
}

/* Where the stage gives the pulses: evenly from half a step behind the start of each line to half a
 * step before its end, as many in each pixel as are averaged. */
static void
test_by_position (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  InsStageInfo info = get_stage (200, 500);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (InsRecipe) recipe = random_recipe (rand);
      g_autoptr (InsPlan) plan = NULL;
      g_autoptr (InsPlan) by_time = make_plan (recipe);
      InsAxis axis = recipe->scan_axis;
      InsLine line;

      recipe->averages = (guint)g_rand_int_range (rand, 1, 5);
      plan = ins_plan_new_for_rig (recipe, &info, &recipe->timing, TRUE, 0.0);
      g_assert_cmpfloat (plan->runway_mm, >=, by_time->runway_mm);
      g_assert_cmpfloat (plan->runway_mm, <, by_time->runway_mm + plan->pulse_step_mm);
      g_assert_cmpfloat (plan->total_s, >=, by_time->total_s);
      ins_plan_get_line (plan, (guint)g_rand_int_range (rand, 0, (gint32)plan->n_lines), &line);
      for (guint k = 0; k < plan->n_line_pulses; k++)
        {
          double sign = line.end.mm[axis] > line.start.mm[axis] ? 1.0 : -1.0;
          double mm = line.start.mm[axis] + sign * (k + 0.5) * plan->pulse_step_mm;
          double column = (mm - plan->grid.start.mm[axis]) * plan->grid.scan_sign /
                          plan->grid.scan_step_mm;
          int turn = ((int)k - (int)line.n_runway_pulses);
          int wanted = (int)floor ((double)turn / recipe->averages);

          if (line.direction < 0)
            wanted = (int)plan->grid.n_columns - 1 - wanted;
          g_assert_cmpint ((int)floor (column + 0.5), ==, wanted);
        }
      g_assert_cmpfloat_with_epsilon (fabs (line.end.mm[axis] - line.start.mm[axis]),
                                      plan->n_line_pulses * plan->pulse_step_mm, 1e-6);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/every-row-once", test_every_row_once);
  g_test_add_func ("/plan/times", test_times);
  g_test_add_func ("/plan/move-time", test_move_time);
  g_test_add_func ("/plan/interlaced", test_interlaced);
  g_test_add_func ("/plan/unknown-stage", test_unknown_stage);
  g_test_add_func ("/plan/bytes", test_bytes);
  g_test_add_func ("/plan/by-position", test_by_position);

  return g_test_run ();
}
