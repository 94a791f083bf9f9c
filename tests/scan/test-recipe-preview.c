/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-recipe-preview.h"

static void
init_status (InsRigStatus *status)
{
  memset (status, 0, sizeof *status);
  status->stage_ready = status->digitizer_ready = TRUE;
  status->stage_info.reports_in_motion = TRUE;
  status->stage_report.activity = INS_STAGE_IDLE;
  status->stage_report.position_known = status->stage_report.homed = TRUE;
  status->timing_accepted = TRUE;
  status->n_free_bytes = 10000000000;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      status->stage_info.travel_minimum.mm[axis] = -25;
      status->stage_info.travel_maximum.mm[axis] = 225;
      status->stage_info.maximum_speed.mm[axis] = 200;
      status->stage_info.acceleration.mm[axis] = 500;
      status->soft_minimum.mm[axis] = status->soft_maximum.mm[axis] = (double)NAN;
    }
}

static InsRecipe *
make_recipe (InsRigStatus *status, double length_mm, double step_mm)
{
  InsRecipe *recipe = ins_recipe_new ();

  init_status (status);
  recipe->scan_axis = INS_AXIS_X;
  recipe->index_axis = INS_AXIS_Y;
  recipe->start = (InsPosition){ { 20, 30, 1 } };
  recipe->scan_length_mm = recipe->index_length_mm = length_mm;
  recipe->scan_step_mm = recipe->index_step_mm = step_mm;
  recipe->speed_mm_s = 20;
  recipe->averages = 4;
  status->timing = recipe->timing;

  return recipe;
}

/* A sixty-fourth of the pixels, the same frame, faster, and free of what would hold it up. */
static void
test_coarse (void)
{
  InsRigStatus status;
  g_autoptr (InsRecipe) recipe = make_recipe (&status, 40, 0.1);
  g_autoptr (InsRecipe) preview = ins_recipe_new_for_preview (recipe, 0, &status);
  g_autoptr (GError) error = NULL;
  InsScanGrid grid;

  g_assert_true (ins_recipe_validate (preview, &error));
  g_assert_no_error (error);
  ins_recipe_get_grid (preview, &grid);
  g_assert_cmpuint (grid.n_columns, ==, 50);
  g_assert_cmpuint (grid.n_rows, ==, 50);
  g_assert_cmpfloat_with_epsilon (preview->start.mm[0] - preview->scan_step_mm / 2, 19.95, 1e-9);
  g_assert_cmpfloat_with_epsilon (preview->start.mm[1] - preview->index_step_mm / 2, 29.95, 1e-9);
  g_assert_cmpfloat (preview->start.mm[2], ==, 1);
  g_assert_cmpfloat (preview->speed_mm_s, >, 40);
  g_assert_cmpuint (preview->averages, ==, 1);
  g_assert_cmpstr (preview->name, !=, recipe->name);
}

/* Small areas keep enough pixels to show something; tiny ones stay as they are. */
static void
test_small (void)
{
  InsRigStatus status;
  g_autoptr (InsRecipe) recipe = make_recipe (&status, 3, 0.1);
  g_autoptr (InsRecipe) tiny = make_recipe (&status, 0.5, 0.1);
  g_autoptr (InsRecipe) preview = ins_recipe_new_for_preview (recipe, 0, &status);
  g_autoptr (InsRecipe) tiny_preview = ins_recipe_new_for_preview (tiny, 0, &status);
  InsScanGrid grid;

  ins_recipe_get_grid (preview, &grid);
  g_assert_cmpuint (grid.n_columns, ==, 8);
  ins_recipe_get_grid (tiny_preview, &grid);
  g_assert_cmpuint (grid.n_columns, ==, 5);
}

/* An area at the end of the travel has no room for longer runways: then it is not faster. */
static void
test_no_room_to_hurry (void)
{
  InsRigStatus status;
  g_autoptr (InsRecipe) recipe = make_recipe (&status, 40, 0.1);
  g_autoptr (InsRecipe) preview = NULL;
  g_autoptr (InsPlan) plan = NULL;
  g_autoptr (GPtrArray) checks = NULL;

  recipe->start.mm[0] = -24;
  recipe->scan_length_mm = 247;
  preview = ins_recipe_new_for_preview (recipe, 0, &status);
  g_assert_cmpfloat (preview->speed_mm_s, >=, 20);
  g_assert_cmpfloat (preview->speed_mm_s, <, 60);
  plan = ins_plan_new (preview, &status.stage_info, &preview->timing);
  checks = ins_preflight_check (preview, plan, &status);
  g_assert_true (ins_preflight_passes (checks, NULL));
}

/* Axes that count backwards: the frame does not move either. */
static void
test_reversed (void)
{
  InsRigStatus status;
  g_autoptr (InsRecipe) recipe = make_recipe (&status, 40, 0.1);
  g_autoptr (InsRecipe) preview = NULL;

  recipe->scan_sign = -1;
  recipe->start.mm[0] = 100;
  preview = ins_recipe_new_for_preview (recipe, 0, &status);
  g_assert_cmpfloat_with_epsilon (preview->start.mm[0] + preview->scan_step_mm / 2, 100.05, 1e-9);
}

static void
test_region (void)
{
  const InsAreaPoint a = { 50, 60 }, b = { 90, 80 };
  InsRigStatus status;
  g_autoptr (InsRecipe) recipe = make_recipe (&status, 40, 0.1);
  g_autoptr (InsRecipe) preview = NULL;

  g_assert_true (ins_recipe_add_region (recipe, &a, &b));
  preview = ins_recipe_new_for_preview (recipe, 0, &status);
  g_assert_cmpuint (preview->n_regions, ==, 0);
  g_assert_cmpfloat_with_epsilon (preview->scan_length_mm, 40, 0.2);
  g_assert_cmpfloat (preview->start.mm[0], >, 49);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-preview/coarse", test_coarse);
  g_test_add_func ("/recipe-preview/small", test_small);
  g_test_add_func ("/recipe-preview/no-room-to-hurry", test_no_room_to_hurry);
  g_test_add_func ("/recipe-preview/reversed", test_reversed);
  g_test_add_func ("/recipe-preview/region", test_region);

  return g_test_run ();
}
