/* ins-scan-item.h - one file in the list of scans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "storage/ins-scan-summary.h"

G_BEGIN_DECLS

#define INS_TYPE_SCAN_ITEM (ins_scan_item_get_type ())
G_DECLARE_FINAL_TYPE (InsScanItem, ins_scan_item, INS, SCAN_ITEM, GObject)

/* Main thread only. Signal "changed" (): the summary is another. @summary: (transfer full);
 * @is_looked: it was read; else it has path, time and size only */
InsScanItem *ins_scan_item_new (InsScanSummary *summary, gboolean is_looked);

void ins_scan_item_take (InsScanItem *self, InsScanSummary *summary);

/* (transfer none): until the next "changed" */
const InsScanSummary *ins_scan_item_get (InsScanItem *self);
gboolean ins_scan_item_is_looked (InsScanItem *self);

G_END_DECLS
