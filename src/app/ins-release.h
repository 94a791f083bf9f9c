/* ins-release.h - recipes that operators may scan by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* A file and what it held when it was released: one that was changed afterwards is not offered.
 * The list is a GVariant "a(ss)" of path and SHA-256, as the settings keep it. */
#define INS_RELEASE_TYPE "a(ss)"

/**
 * ins_release_add:
 * @list: (nullable): not consumed
 *
 * Reads and checks the recipe. One that is in the list already is released anew, in its place.
 *
 * Returns: (transfer full) (nullable): the longer list; %NULL with the sentence of the recipe
 */
GVariant *
ins_release_add (GVariant *list, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) */
GVariant *ins_release_remove (GVariant *list, guint index);

guint ins_release_get_n (GVariant *list);
/* (transfer full) */
char *ins_release_dup_path (GVariant *list, guint index);

/**
 * ins_release_load:
 *
 * Returns: (transfer full) (nullable): %NULL with %INS_RECIPE_ERROR_VALUE if the file was changed
 *   since, or what reading it says
 */
InsRecipe *ins_release_load (GVariant *list, guint index, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
