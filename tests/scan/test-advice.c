/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-advice.h"

static InsRecipe *
make_recipe (double element_mm, double focus_mm, double depth_mm)
{
  InsRecipe *recipe = ins_recipe_new ();

  recipe->probe_frequency_hz = 5e6;
  recipe->couplant_velocity_m_s = 1480;
  recipe->velocity_m_s = 5900;
  recipe->probe_element_mm = element_mm;
  recipe->probe_focus_mm = focus_mm;
  recipe->probe_depth_mm = depth_mm;

  return recipe;
}

/* 5 MHz, 12.7 mm, focus 50.8 mm: near field 136 mm, spot 1.2 mm. */
static void
test_focused (void)
{
  g_autoptr (InsRecipe) recipe = make_recipe (12.7, 50.8, 5);
  g_autofree char *beam = ins_advice_dup_beam (recipe), *water = ins_advice_dup_water (recipe);
  InsAdvice advice;

  ins_advice_get (recipe, &advice);
  g_assert_cmpfloat_with_epsilon (advice.wavelength_mm, 0.296, 1e-9);
  g_assert_cmpfloat_with_epsilon (advice.near_field_mm, 136.1, 0.1);
  g_assert_cmpfloat_with_epsilon (advice.spot_mm, 1.208, 0.001);
  g_assert_cmpfloat_with_epsilon (advice.greatest_step_mm, 0.604, 0.001);
  g_assert_cmpfloat_with_epsilon (advice.depth_path_mm, 50.8 - 5 * 5900.0 / 1480, 1e-9);
  g_assert_cmpfloat_with_epsilon (advice.least_path_mm, 1.254, 0.001);
  g_assert_cmpfloat_with_epsilon (advice.greatest_prf_hz, 1e6 * 1.48 / (2 * 50.8 * 4), 1);
  g_assert_nonnull (strstr (beam, "Spot 1.21 mm"));
  g_assert_nonnull (strstr (water, "30.9 mm at 5.0 mm depth"));
}

static void
test_flat (void)
{
  g_autoptr (InsRecipe) recipe = make_recipe (6, 0, 0);
  InsAdvice advice;

  ins_advice_get (recipe, &advice);
  g_assert_cmpfloat_with_epsilon (advice.focus_mm, 30.3, 0.1);
  g_assert_cmpfloat_with_epsilon (advice.spot_mm, 1.56, 0.01);
  g_assert_true (isnan (advice.depth_path_mm));
}

/* Nobody can focus beyond the near field. */
static void
test_beyond (void)
{
  g_autoptr (InsRecipe) recipe = make_recipe (6, 80, 0);
  g_autofree char *beam = ins_advice_dup_beam (recipe);
  InsAdvice advice;

  ins_advice_get (recipe, &advice);
  g_assert_cmpfloat_with_epsilon (advice.focus_mm, advice.near_field_mm, 1e-9);
  g_assert_nonnull (strstr (beam, "cannot focus beyond"));
}

/* So deep that there is no water left. */
static void
test_too_deep (void)
{
  g_autoptr (InsRecipe) recipe = make_recipe (12.7, 25, 10);
  g_autofree char *water = ins_advice_dup_water (recipe);

  g_assert_nonnull (strstr (water, "longer focus"));
}

static void
test_nothing_known (void)
{
  g_autoptr (InsRecipe) recipe = make_recipe (0, 0, 0);
  g_autofree char *beam = ins_advice_dup_beam (recipe), *water = ins_advice_dup_water (recipe);

  g_assert_null (beam);
  g_assert_null (water);
}

/* What is known of the probe says nothing of the data, so a scan may be gone on with; it is kept in
 * the file, and recipes that do not say it look as they did. */
static void
test_in_recipe (void)
{
  g_autoptr (InsRecipe) recipe = make_recipe (12.7, 50.8, 5), plain = make_recipe (0, 0, 0);
  g_autofree char *text = ins_recipe_to_text (recipe), *plain_text = ins_recipe_to_text (plain);
  g_autofree char *hash = ins_recipe_hash (recipe), *plain_hash = ins_recipe_hash (plain);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) again = ins_recipe_new_from_text (text, "again", &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (again->probe_element_mm, ==, 12.7);
  g_assert_cmpfloat (again->probe_focus_mm, ==, 50.8);
  g_assert_cmpfloat (again->probe_depth_mm, ==, 5);
  g_assert_null (strstr (plain_text, "ProbeElementMm"));
  g_assert_cmpstr (hash, ==, plain_hash);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/advice/focused", test_focused);
  g_test_add_func ("/advice/flat", test_flat);
  g_test_add_func ("/advice/beyond", test_beyond);
  g_test_add_func ("/advice/too-deep", test_too_deep);
  g_test_add_func ("/advice/nothing-known", test_nothing_known);
  g_test_add_func ("/advice/in-recipe", test_in_recipe);

  return g_test_run ();
}
