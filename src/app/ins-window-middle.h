/* ins-window-middle.h - the pages in the middle of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-window-private.h"

G_BEGIN_DECLS

/* Pages: "picture", "scans" and "compare"; with the actions for what is done after a scan. */
void ins_window_make_middle (InsWindow *self);
void ins_window_start_middle (InsWindow *self);
void ins_window_show_middle (InsWindow *self, const char *name);
gboolean ins_window_is_in_middle (InsWindow *self, const char *name);

/* ins-window-browser.c: the page "scans", made when it is first wanted. */
void ins_window_add_browser_actions (InsWindow *self);
/* What it lists may have changed by what was done. */
void ins_window_refresh_browser (InsWindow *self);

/* ins-window-compare.c: the page "compare", likewise. */
void ins_window_compare (InsWindow *self, const char *path_a, const char *path_b);

/* ins-window-recent.c: files that were opened or scanned last, in the menu. */
void ins_window_start_recent (InsWindow *self);

/* ins-window-batch.c: asks how, then exports all of them. */
void ins_window_export_batch (InsWindow *self, GStrv paths);

/* ins-window-recovery.c: a scan that was interrupted is offered, once. */
void ins_window_start_recovery (InsWindow *self);

/* ins-window-report.c: the report of the scan that is shown. */
void ins_window_add_report_actions (InsWindow *self);

/* ins-window-words.c: part, operator and notes of the file at @path, in a window of their own. */
void ins_window_add_words_actions (InsWindow *self);
void ins_window_edit_words (InsWindow *self, const char *path);

G_END_DECLS
