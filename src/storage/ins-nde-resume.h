/* ins-nde-resume.h - going on in a file that was cut short
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"
#include "storage/ins-nde-directory.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/**
 * ins_nde_resume:
 * @layout: (out)
 * @header: (inout): filled; the caller clears it
 * @good: (array) (out caller-allocates): one per row of the plan; 1 where the line is in the file
 * @newest_unix_us: (out)
 *
 * Returns: a locked descriptor; -1 with %INS_FILE_ERROR_MISMATCH, naming the keys that differ, if
 *   the file belongs to another recipe or another timing, _FORMAT, _IO or %INS_DEVICE_ERROR_BUSY.
 *   The file is then unchanged.
 */
int ins_nde_resume (const char *path,
                    const InsScanInfo *info,
                    InsNdeLayout *layout,
                    InsNdeHeader *header,
                    guint8 *good,
                    gint64 *newest_unix_us,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The stage is of the same kind and speaks over the same kind of link, with the same options; the
 * number of a port may be another one. */
gboolean ins_nde_resume_has_same_link (const InsNdeHeader *header, const InsRig *rig);

/* (transfer full) (nullable): the keys in which @recipe differs from the file's; NULL: in none that
 * matters. */
char *ins_nde_resume_compare (InsNdeFile *file, const InsRecipe *recipe);

/* FALSE, with %INS_FILE_ERROR_MISMATCH and the keys that differ, if @file was not begun with
 * @recipe. */
gboolean ins_nde_resume_check_recipe (InsNdeFile *file,
                                      const InsRecipe *recipe,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
