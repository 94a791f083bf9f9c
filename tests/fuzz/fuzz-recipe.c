/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scan/ins-recipe.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

/* A recipe that is taken survives being written and read again. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  g_autofree char *text = g_strndup (bytes != NULL ? (const char *)bytes : "", n_bytes);
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (text, "fuzz", NULL);
  g_autoptr (InsRecipe) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;

  if (recipe == NULL)
    return 0;
  written = ins_recipe_to_text (recipe);
  again = ins_recipe_new_from_text (written, "again", &error);
  g_assert_no_error (error);

  return 0;
}
