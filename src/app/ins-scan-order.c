/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "app/ins-scan-order.h"

/* None last. */
static int
compare_text (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);

  return g_utf8_collate (a, b);
}

/* The greater first, none last. */
static int
compare_number (double a, double b)
{
  if (isnan (a) || isnan (b))
    return (isnan (a) != 0) - (isnan (b) != 0);

  return a > b ? -1 : a < b;
}

static int
compare_by (const InsScanSummary *a, const InsScanSummary *b, InsScanOrder order)
{
  switch (order)
    {
    case INS_SCAN_ORDER_OLDEST:
      return -ins_scan_summary_compare (a, b);
    case INS_SCAN_ORDER_NAME:
      return compare_text (a->name, b->name);
    case INS_SCAN_ORDER_PART:
      return compare_text (a->part, b->part);
    case INS_SCAN_ORDER_OPERATOR:
      return compare_text (a->operator_name, b->operator_name);
    case INS_SCAN_ORDER_AREA:
      return compare_number (a->width_mm * a->height_mm, b->width_mm * b->height_mm);
    case INS_SCAN_ORDER_DURATION:
      return compare_number (a->duration_s, b->duration_s);
    case INS_SCAN_ORDER_NEWEST:
    default:
      return 0;
    }
}

int
ins_scan_order_compare (const InsScanSummary *a, const InsScanSummary *b, InsScanOrder order)
{
  int result = compare_by (a, b, order);

  return result != 0 ? result : ins_scan_summary_compare (a, b);
}
