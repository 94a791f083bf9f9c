/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-release.h"
#include "core/ins-error.h"

/* Read once, so that what is checked is what is used; a mask beside it is named relative to it. */
static InsRecipe *
read_recipe (const char *path, char **checksum, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (InsRecipe) recipe = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  *checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, length);
  recipe = ins_recipe_new_from_file (path, error);
  if (recipe == NULL || recipe->n_regions == 0)
    return g_steal_pointer (&recipe);
  /* Each region is a file with a verdict of its own: which would be the part's? */
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
               _ ("%s has regions. Operator mode takes recipes with one area."), path);

  return NULL;
}

guint
ins_release_get_n (GVariant *list)
{
  return list != NULL ? (guint)g_variant_n_children (list) : 0;
}

char *
ins_release_dup_path (GVariant *list, guint index)
{
  char *path = NULL;

  g_variant_get_child (list, index, "(ss)", &path, NULL);

  return path;
}

GVariant *
ins_release_add (GVariant *list, const char *path, GError **error)
{
  g_autofree char *checksum = NULL;
  g_autoptr (InsRecipe) recipe = read_recipe (path, &checksum, error);
  gboolean is_there = FALSE;
  GVariantBuilder builder;

  if (recipe == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE (INS_RELEASE_TYPE));
  for (guint i = 0; i < ins_release_get_n (list); i++)
    {
      const char *other, *sum;

      g_variant_get_child (list, i, "(&s&s)", &other, &sum);
      is_there |= g_str_equal (other, path);
      g_variant_builder_add (&builder, "(ss)", other, g_str_equal (other, path) ? checksum : sum);
    }
  if (!is_there)
    g_variant_builder_add (&builder, "(ss)", path, checksum);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

GVariant *
ins_release_remove (GVariant *list, guint index)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (INS_RELEASE_TYPE));
  for (guint i = 0; i < ins_release_get_n (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);

      if (i != index)
        g_variant_builder_add_value (&builder, child);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

InsRecipe *
ins_release_load (GVariant *list, guint index, GError **error)
{
  g_autofree char *path = ins_release_dup_path (list, index);
  g_autofree char *checksum = NULL;
  g_autoptr (InsRecipe) recipe = read_recipe (path, &checksum, error);
  const char *released;

  if (recipe == NULL)
    return NULL;
  g_variant_get_child (list, index, "(&s&s)", NULL, &released);
  if (g_str_equal (released, checksum))
    return g_steal_pointer (&recipe);
  g_set_error (error, INS_RECIPE_ERROR, INS_RECIPE_ERROR_VALUE,
               _ ("%s was changed after its release. It has to be released again."), path);

  return NULL;
}
