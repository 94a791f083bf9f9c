/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "scan/ins-recipe.h"

static void
assert_same (const InsRecipe *a, const InsRecipe *b)
{
  g_autofree char *a_text = ins_recipe_to_text (a);
  g_autofree char *b_text = ins_recipe_to_text (b);

  g_assert_cmpstr (a_text, ==, b_text);
}

/* Points, an outline, a mask and regions come back as they were; keys that are left at what they
 * were before there were any are not written. */
static void
test_areas (void)
{
  static const char text[] = "[Scan]\nMotion=points\nDwellS=0.1\nOutline=0;0;0;9;9;0\n"
                             "[Region a-1]\nStartMm=1;2;0\nScanLengthMm=2\nIndexLengthMm=1\n"
                             "ScanStepMm=0.2\n";
  static const guint32 runs[] = { 1, 2, 1, 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (text, "a", &error);
  g_autoptr (InsRecipe) plain = ins_recipe_new ();
  g_autoptr (InsMask) mask = ins_mask_new_from_runs (3, 2, runs, G_N_ELEMENTS (runs));
  g_autofree char *plain_text = ins_recipe_to_text (plain);
  g_autofree char *masked_text = NULL;
  g_autofree char *written = NULL;
  g_autoptr (InsRecipe) again = NULL;
  g_autoptr (InsRecipe) masked = NULL;
  g_autoptr (InsRecipe) part = NULL;
  const InsAreaPoint one = { 3.02, 4.01 }, other = { 1.0, 2.0 };

  g_assert_no_error (error);
  written = ins_recipe_to_text (recipe);
  again = ins_recipe_new_from_text (written, "a", &error);
  g_assert_no_error (error);
  assert_same (recipe, again);
  g_assert_cmpuint (again->n_regions, ==, 1);
  g_assert_cmpfloat (again->regions[0].scan_step_mm, ==, 0.2);
  g_assert_cmpuint (again->n_corners, ==, 3);
  g_assert_cmpint ((int)again->motion, ==, INS_SCAN_POINTS);
  g_assert_null (strstr (plain_text, "Motion"));
  g_assert_null (strstr (plain_text, "Dwell"));

  ins_recipe_set_mask (plain, mask);
  masked_text = ins_recipe_to_text (plain);
  masked = ins_recipe_new_from_text (masked_text, "a", &error);
  g_assert_no_error (error);
  assert_same (plain, masked);
  part = ins_recipe_new_for_rectangle (plain, &one, &other, 0.025, 0.025);
  g_assert_cmpfloat_with_epsilon (remainder (part->start.mm[0] - plain->start.mm[0], 0.025), 0,
                                  1e-9);
  g_assert_cmpfloat (part->start.mm[1], <=, 2.0 + 0.0125 + 1e-9);
  g_assert_cmpfloat (part->start.mm[1] + part->scan_length_mm, >=, 4.01);
}

/* Regions come with names of their own and lie on the recipe's lattice; a copy stands behind what
 * it was made of. */
static void
test_regions (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();
  const InsAreaPoint one = { 3.02, 4.01 }, other = { 1.0, 2.0 };
  g_autoptr (GError) error = NULL;

  recipe->scan_step_mm = recipe->index_step_mm = 0.5;
  for (guint i = 0; i < 3; i++)
    g_assert_true (ins_recipe_add_region (recipe, &one, &other));
  g_assert_cmpstr (recipe->regions[2].name, ==, "C");
  g_assert_cmpfloat (recipe->regions[0].start.mm[INS_AXIS_X], ==, 1.0);
  g_assert_cmpfloat (recipe->regions[0].start.mm[INS_AXIS_Y], ==, 2.0);
  g_assert_cmpfloat (recipe->regions[0].scan_length_mm, ==, 2.5);
  recipe->regions[0].scan_step_mm = 0.25;
  g_assert_true (ins_recipe_duplicate_region (recipe, 0));
  g_assert_cmpuint (recipe->n_regions, ==, 4);
  g_assert_cmpstr (recipe->regions[1].name, ==, "D");
  g_assert_cmpfloat (recipe->regions[1].scan_step_mm, ==, 0.25);
  g_assert_cmpstr (recipe->regions[2].name, ==, "B");
  ins_recipe_remove_region (recipe, 0);
  g_assert_cmpstr (recipe->regions[0].name, ==, "D");
  g_assert_cmpstr (recipe->regions[2].name, ==, "C");
  while (ins_recipe_add_region (recipe, &one, &other))
    ;
  g_assert_cmpuint (recipe->n_regions, ==, INS_RECIPE_MAX_REGIONS);
  g_assert_false (ins_recipe_duplicate_region (recipe, 3));
  g_assert_true (ins_recipe_validate (recipe, &error)); /* so no two have one name */
  g_assert_no_error (error);
}

/* No faster than the preflight lets pass without a word, and not slower than it must. */
static void
test_limit_speed (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();

  recipe->scan_step_mm = 0.05;
  recipe->timing.prf_hz = 1000;
  recipe->speed_mm_s = 60;
  ins_recipe_limit_speed (recipe);
  g_assert_cmpfloat (recipe->speed_mm_s, ==, 45);
  recipe->averages = 4;
  ins_recipe_limit_speed (recipe);
  g_assert_cmpfloat_with_epsilon (recipe->speed_mm_s, 11, 1e-9);
  recipe->speed_mm_s = 5;
  ins_recipe_limit_speed (recipe);
  g_assert_cmpfloat (recipe->speed_mm_s, ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-areas/round-trip", test_areas);

  g_test_add_func ("/recipe-areas/regions", test_regions);
  g_test_add_func ("/recipe-areas/limit-speed", test_limit_speed);

  return g_test_run ();
}
