/* ins-scan-folder.h - the scans in a folder, as a list that fills and follows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-scan-item.h"

G_BEGIN_DECLS

#define INS_TYPE_SCAN_FOLDER (ins_scan_folder_get_type ())
G_DECLARE_FINAL_TYPE (InsScanFolder, ins_scan_folder, INS, SCAN_FOLDER, GObject)

/* Main thread only. One of GIO's task threads looks at the files, one after the other: their names
 * first, then what is in them, the newest first. Signal "changed" (): the list, what is known of
 * its files, or how far the look is; at most some ten times a second. */
InsScanFolder *ins_scan_folder_new (void);

/* (nullable): NULL: none. Nothing if it is the same. */
void ins_scan_folder_set_path (InsScanFolder *self, const char *path);
const char *ins_scan_folder_get_path (InsScanFolder *self);

/* What is new there; files that are as they were are not read again. */
void ins_scan_folder_look (InsScanFolder *self);

/* (transfer none): of InsScanItem, in no particular order */
GListModel *ins_scan_folder_get_items (InsScanFolder *self);

/* FALSE: all is known. */
gboolean ins_scan_folder_get_progress (InsScanFolder *self, guint *n_looked, guint *n_files);

/* (nullable): why the folder cannot be looked at */
const char *ins_scan_folder_get_problem (InsScanFolder *self);

G_END_DECLS
