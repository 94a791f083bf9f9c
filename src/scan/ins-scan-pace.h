/* ins-scan-pace.h - how long a running scan still takes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-plan.h"

G_BEGIN_DECLS

/* The plan's seconds of the lines that are to be swept, at the pace of those that were: lines that
 * are short, left out, or in the file already count as what they are. */
typedef struct
{
  double left_s, done_s; /* as planned */
} InsScanPace;

/* Before a pass over the lines; what was done before stays the measure of the pace.
 * @is_wanted: by row */
void ins_scan_pace_begin (InsScanPace *self, const InsPlan *plan, const gboolean *is_wanted);

/* A line is swept. */
void ins_scan_pace_pass (InsScanPace *self, const InsPlan *plan, guint order);

/* @spent_s: on the lines so far, pauses left out */
double ins_scan_pace_get_remaining_s (const InsScanPace *self, double spent_s);

G_END_DECLS
