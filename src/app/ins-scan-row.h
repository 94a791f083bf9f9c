/* ins-scan-row.h - how a file looks in the list of scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-scan-item.h"

G_BEGIN_DECLS

#define INS_TYPE_SCAN_ROW (ins_scan_row_get_type ())
G_DECLARE_FINAL_TYPE (InsScanRow, ins_scan_row, INS, SCAN_ROW, GtkBox)

GtkWidget *ins_scan_row_new (void);

/* (nullable): follows it until there is another. */
void ins_scan_row_set_item (InsScanRow *self, InsScanItem *item);

/* Around a thumbnail: of the same size whatever its picture is. */
GtkWidget *ins_scan_row_make_frame (GtkPicture *picture);

/* All (transfer full), for people: "2026-11-25 17:40", "90 × 50 mm". */
char *ins_scan_row_format_time (gint64 unix_us);
char *ins_scan_row_format_size (const InsScanSummary *summary);
/* (transfer full) (nullable): the picture of @png, of its own size */
GdkTexture *ins_scan_row_make_texture (GBytes *png);

G_END_DECLS
