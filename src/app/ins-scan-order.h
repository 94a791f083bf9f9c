/* ins-scan-order.h - in which order scans are listed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-scan-summary.h"

G_BEGIN_DECLS

/* As the list offers them. */
typedef enum
{
  INS_SCAN_ORDER_NEWEST,
  INS_SCAN_ORDER_OLDEST,
  INS_SCAN_ORDER_NAME,
  INS_SCAN_ORDER_PART,
  INS_SCAN_ORDER_OPERATOR,
  INS_SCAN_ORDER_AREA,     /* the largest first */
  INS_SCAN_ORDER_DURATION, /* the longest first */
} InsScanOrder;

/* For sorting; those without what is asked for come last, and of two that are alike the newer
 * first. */
int ins_scan_order_compare (const InsScanSummary *a, const InsScanSummary *b, InsScanOrder order);

G_END_DECLS
