/* ins-suspend.h - whether the computer was asleep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A value; zeros: has not looked yet. */
typedef struct
{
  gboolean has_looked;
  double suspended_s;
} InsSuspendWatch;

/**
 * ins_suspend_get_s:
 *
 * How long this computer has been suspended since its start, s: what CLOCK_BOOTTIME counts and
 * CLOCK_MONOTONIC does not. Setting the wall clock does not change it. Any thread; two looks at the
 * clocks, no system call.
 */
double ins_suspend_get_s (void);

/**
 * ins_suspend_watch_look:
 * @suspended_s: ins_suspend_get_s()
 *
 * Returns: for how many seconds it was suspended since the last look; 0 for less than 50 ms, which
 *   is no suspend but two clocks that were not read at the same moment, and at the first look
 */
double ins_suspend_watch_look (InsSuspendWatch *self, double suspended_s);

G_END_DECLS
