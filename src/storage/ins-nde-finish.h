/* ins-nde-finish.h - what is written once no more lines come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-directory.h"

G_BEGIN_DECLS

/* (transfer full): what /Properties says of a file with these lines, padded to @size; NULL if it
 * does not fit. @newest_unix_us: wall clock of the newest line, 0 none. */
char *ins_nde_make_properties (const InsNdeHeader *header,
                               const InsRecipe *recipe,
                               guint n_lines_done,
                               guint n_lines,
                               gint64 newest_unix_us,
                               gsize size);

/**
 * ins_nde_finish:
 * @fd: open for reading and writing, locked
 * @good: (array): one per row
 * @state: what the State dataset is to say once everything is on the disk
 *
 * Writes public planes from the row-wise ones, and the properties. Depends on nothing but the
 * arguments and the file, so that a second time changes no byte. Lines stay as they are.
 */
gboolean ins_nde_finish (int fd,
                         const char *path,
                         InsNdeLayout *layout,
                         const InsNdeHeader *header,
                         const InsRecipe *recipe,
                         const guint8 *good,
                         gint64 newest_unix_us,
                         guint32 state,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
