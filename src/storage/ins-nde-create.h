/* ins-nde-create.h - a new scan file, whole before the first line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"
#include "storage/ins-nde-directory.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/**
 * ins_nde_create:
 * @layout: (out): with the offsets of the new file
 * @header: (inout): filled; the caller clears it
 *
 * Made under another name and renamed, so that @path never names a half-made file and a file that
 * is replaced is lost only when the new one stands. Room for all of it is reserved on the disk.
 *
 * Returns: a locked descriptor; -1 with %INS_FILE_ERROR_EXISTS, _FULL, _IO or
 *   %INS_DEVICE_ERROR_BUSY
 */
int ins_nde_create (const char *path,
                    const InsScanInfo *info,
                    gboolean overwrite,
                    InsNdeLayout *layout,
                    InsNdeHeader *header,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_nde_create_like:
 * @like: (transfer none): a file of the same grid
 * @recipe: that file's, with other gates
 *
 * As ins_nde_create(), for the lines of a file that is there already: header, timing and room for
 * reports are that file's.
 */
int ins_nde_create_like (const char *path,
                         InsNdeFile *like,
                         const InsRecipe *recipe,
                         gboolean overwrite,
                         InsNdeLayout *layout,
                         InsNdeHeader *header,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
