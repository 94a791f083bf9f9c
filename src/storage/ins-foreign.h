/* ins-foreign.h - another program's .nde as one of ours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ins_foreign_convert:
 * @path: an HDF5 file
 *
 * Has insonify-reader, a process of its own, write a scan file into the user's cache folder; at
 * most a minute goes by without progress. Blocks.
 *
 * Returns: (transfer full): the file's name; whoever has opened it may remove it and its folder by
 *   ins_foreign_remove(). %NULL with a sentence.
 */
char *ins_foreign_convert (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the file and the folder that it lies in. Takes @path. */
void ins_foreign_remove (char *path);

G_END_DECLS
