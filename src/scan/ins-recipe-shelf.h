/* ins-recipe-shelf.h - the folder in which a person keeps recipes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

#define INS_RECIPE_SUFFIX ".recipe"

typedef struct
{
  char *path;
  char *name;        /* what the recipe calls itself; of a bad file: the file's */
  InsRecipe *recipe; /* NULL: it cannot be read */
  char *error;       /* then: why, one sentence */
  gboolean is_kept;  /* in the person's folder: may be renamed and removed */
  gboolean is_starred;
  gint64 used_unix_s; /* 0 never */
} InsShelfEntry;

/* All wait for the disk: not in the UI thread. A folder that is not there is empty, and is made
 * when something is put into it. Stars and times stand in the file ".shelf" in it. Errors:
 * INS_FILE_ERROR; nothing has changed then. */

/* (transfer full): the person's folder, .../insonify/recipes */
char *ins_recipe_shelf_get_folder (void);

/* (transfer full) (element-type InsShelfEntry): those in @folder and, if not NULL, in @other, say
 * beside the scans: starred ones first, then what was used last, then by name. */
GPtrArray *ins_recipe_shelf_list (const char *folder, const char *other);

/* Under the recipe's own name. @replaces: one of that name may be there already. */
gboolean ins_recipe_shelf_put (const char *folder,
                               const InsRecipe *recipe,
                               gboolean replaces,
                               char **path,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean ins_recipe_shelf_rename (const char *folder,
                                  const char *path,
                                  const char *name,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The last one that was removed can be put back. */
gboolean ins_recipe_shelf_remove (const char *folder,
                                  const char *path,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_recipe_shelf_restore (const char *folder,
                                   const char *path,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void ins_recipe_shelf_set_starred (const char *folder, const char *path, gboolean starred);
void ins_recipe_shelf_note_use (const char *folder, const char *path, gint64 unix_s);

G_END_DECLS
