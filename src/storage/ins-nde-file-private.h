/* ins-nde-file-private.h - what recovery and resuming see of an open file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-file.h"
#include "storage/ins-nde-directory.h"
#include "storage/ins-nde-record.h"

G_BEGIN_DECLS

/* As ins_nde_file_open_own(), but the A-scans of every line are checked whatever the file's state.
 */
InsNdeFile *ins_nde_file_open_checked (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Likewise, or another program's: to read only. */
InsNdeFile *ins_nde_file_open_to_copy (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whose A-scans are looked at when it is opened. */
typedef enum
{
  INS_NDE_CHECK_NONE, /* for lists */
  INS_NDE_CHECK_OPEN, /* of a file that was not closed properly */
  INS_NDE_CHECK_ALL,
} InsNdeCheck;

/* One of ours; @is_foreign: (out): not touched unless it failed because it is not */
InsNdeFile *ins_nde_file_map (const char *path,
                              InsNdeCheck check,
                              gboolean *is_foreign,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What is mapped is a copy of @path, of which it is to speak. */
void ins_nde_file_set_foreign (InsNdeFile *self, const char *path);

const InsNdeLayout *ins_nde_file_get_layout (InsNdeFile *self);
const InsNdeHeader *ins_nde_file_get_header (InsNdeFile *self);

/* (array): one per row, 1 where the line is done */
const guint8 *ins_nde_file_get_good (InsNdeFile *self);

/* Rows with a good record whose data are not what the record says. */
guint ins_nde_file_get_n_damaged (InsNdeFile *self);

/* In the mapped file: one row of a row-wise dataset, where it is; what there is once; a good
 * record. */
const guint8 *ins_nde_file_get_row (InsNdeFile *self, guint dataset, guint row);
const guint8 *ins_nde_file_get_single (InsNdeFile *self, guint dataset);
void ins_nde_file_get_record (InsNdeFile *self, guint row, InsNdeRecord *record);

/* +1 from column 0 up, -1 back; 0: rows that something else than reports has placed take no part in
 * corrections. */
int ins_nde_file_get_direction (InsNdeFile *self, guint row);

/* The maps of a row that is done into a picture. */
void ins_nde_file_put_maps (InsNdeFile *self, guint row, InsCscan *cscan);

/* TRUE if a row that was being replaced is read from the spare line. */
gboolean ins_nde_file_uses_spare (InsNdeFile *self);

/* Wall clock of the newest good line; 0 none. */
gint64 ins_nde_file_get_newest_unix_us (InsNdeFile *self);

G_END_DECLS
