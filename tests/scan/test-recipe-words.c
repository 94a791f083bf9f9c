/* test-recipe-words.c - part, operator and notes of a recipe
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/ins-error.h"
#include "scan/ins-recipe.h"

/* They are kept as they were written and do not change the data. */
static void
test_kept (void)
{
  static const char text[] = "[Scan]\nScanLengthMm=1\nIndexLengthMm=1\nPart=7 #3\n"
                             "Operator=\nNotes = one\\ntwo # three\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (text, "a", &error);
  g_autoptr (InsRecipe) copy = NULL;
  g_autoptr (InsRecipe) read = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *plain_hash = NULL;
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (recipe->part, ==, "7 #3");
  g_assert_null (recipe->operator_name);
  g_assert_cmpstr (recipe->notes, ==, "one\ntwo # three");
  copy = ins_recipe_copy (recipe);
  written = ins_recipe_to_text (copy);
  read = ins_recipe_new_from_text (written, "b", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->part, ==, "7 #3");
  g_assert_null (read->operator_name);
  g_assert_cmpstr (read->notes, ==, "one\ntwo # three");
  hash = ins_recipe_hash (read);
  g_clear_pointer (&read->part, g_free);
  g_clear_pointer (&read->notes, g_free);
  plain_hash = ins_recipe_hash (read);
  g_assert_cmpstr (hash, ==, plain_hash);
}

static void
test_operator_stays (void)
{
  g_autoptr (InsRecipe) before = ins_recipe_new ();
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();

  before->operator_name = g_strdup ("Storch");
  before->part = g_strdup ("7");
  ins_recipe_keep_operator (recipe, before);
  g_assert_cmpstr (recipe->operator_name, ==, "Storch");
  g_assert_null (recipe->part);
  g_free (before->operator_name);
  before->operator_name = g_strdup ("Reiher");
  ins_recipe_keep_operator (recipe, before);
  g_assert_cmpstr (recipe->operator_name, ==, "Storch");
}

static void
assert_refused (const InsRecipe *recipe, const char *key)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ins_recipe_validate (recipe, &error));
  g_assert_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, key));
}

static void
test_refused (void)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new ();

  recipe->notes = g_strnfill (INS_RECIPE_MAX_NOTES_BYTES, 'x');
  recipe->notes[7] = '\n';
  g_assert_true (ins_recipe_validate (recipe, NULL));
  recipe->part = g_strdup ("two\nlines");
  assert_refused (recipe, "Part");
  g_free (recipe->part);
  recipe->part = g_strnfill (INS_RECIPE_MAX_WORD_BYTES + 1, 'x');
  assert_refused (recipe, "Part");
  g_clear_pointer (&recipe->part, g_free);
  recipe->operator_name = g_strdup ("\xff");
  assert_refused (recipe, "Operator");
  g_clear_pointer (&recipe->operator_name, g_free);
  g_free (recipe->notes);
  recipe->notes = g_strnfill (INS_RECIPE_MAX_NOTES_BYTES + 1, 'x');
  assert_refused (recipe, "Notes");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe-words/kept", test_kept);
  g_test_add_func ("/recipe-words/operator-stays", test_operator_stays);
  g_test_add_func ("/recipe-words/refused", test_refused);

  return g_test_run ();
}
