/* ins-scan-browser.h - the page with the scans in the folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-scan-folder.h"

G_BEGIN_DECLS

#define INS_TYPE_SCAN_BROWSER (ins_scan_browser_get_type ())
G_DECLARE_FINAL_TYPE (InsScanBrowser, ins_scan_browser, INS, SCAN_BROWSER, GtkBox)

/* Search, order and choice; what is done with files is the window's. Signal "wish" (GStrv paths,
 * InsScanWish wish): a person wants that of the files, one at least; "done" (): back. */
typedef enum
{
  INS_SCAN_WISH_OPEN,    /* of one */
  INS_SCAN_WISH_WORDS,   /* part, operator and notes of one */
  INS_SCAN_WISH_COMPARE, /* of two, the older one first */
  INS_SCAN_WISH_EXPORT,
  INS_SCAN_WISH_TRASH,
  INS_SCAN_N_WISHES,
} InsScanWish;

GtkWidget *ins_scan_browser_new (void);

/* Looks at it if it is another folder, or for what is new. */
void ins_scan_browser_show (InsScanBrowser *self, const char *folder);
/* A person can type at once what is searched for. */
void ins_scan_browser_focus (InsScanBrowser *self);
/* Files have changed by what was done. */
void ins_scan_browser_refresh (InsScanBrowser *self);

/* For tests: what is shown, in its order, of InsScanItem. */
GListModel *ins_scan_browser_get_shown (InsScanBrowser *self);
GtkSelectionModel *ins_scan_browser_get_selection (InsScanBrowser *self);
InsScanFolder *ins_scan_browser_get_folder (InsScanBrowser *self);

G_END_DECLS
