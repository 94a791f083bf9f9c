/* ins-rig-folder.h - the rigs of a person, by name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each rig is a file NAME.rig (ins-rig.h) in one folder, insonify/rigs of the configuration folder
 * unless told; window and insonify-cli read the same. Pure functions of the folder: nothing is kept
 * here. Each reads or writes small files and may wait for the disk for a moment. */

typedef struct
{
  char *path;
  char *name;    /* as the file says it, or else of the file */
  char *problem; /* why the rig cannot be used: one sentence; NULL it can */
} InsRigEntry;

/* (transfer full): where rigs are; the folder need not be there yet. */
char *ins_rig_folder_dup_usual (void);

/* (transfer full) (element-type InsRigEntry): those in @folder by name; empty without the folder */
GPtrArray *ins_rig_folder_list (const char *folder);

/**
 * ins_rig_folder_resolve:
 * @text: what stands behind --rig: a path, or the name of a rig in @folder
 *
 * A word without a slash that is no file here and a rig there means that rig.
 *
 * Returns: (transfer full): a path, @text itself where nothing better is known
 */
char *ins_rig_folder_resolve (const char *folder, const char *text);

/**
 * ins_rig_folder_check_name:
 * @except: (nullable): path of the rig that may have this name
 * @error: %INS_RECIPE_ERROR_VALUE
 *
 * FALSE for an empty name, one that is too long, holds a line break or belongs to another rig;
 * capitals make no difference.
 */
gboolean ins_rig_folder_check_name (const char *folder,
                                    const char *name,
                                    const char *except,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): "Tank 2" for "Tank" where that is taken. */
char *ins_rig_folder_free_name (const char *folder, const char *name);

/**
 * ins_rig_folder_write:
 * @text: of a rig file; its Name is replaced by @name
 *
 * Makes the folder and a new file in it. Returns: (transfer full): its path; %NULL with @error of
 * check_name(), #GKeyFileError or #GFileError
 */
char *ins_rig_folder_write (const char *folder, const char *name, const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): the path that the rig then has; what else is in the file stays. Errors as
 * write(); the rig stays as it was then. */
char *ins_rig_folder_rename (const char *path,
                             const char *name,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): path of the copy, whose name is the next that is free. */
char *ins_rig_folder_duplicate (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @text: (out) (transfer full): what was in the file, for ins_rig_folder_restore(). */
gboolean
ins_rig_folder_remove (const char *path, char **text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Puts a removed rig back; refuses where another one has taken its place meanwhile. */
gboolean ins_rig_folder_restore (const char *path,
                                 const char *text,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
