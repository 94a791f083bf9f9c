/* ins-rtkit.h - asking RealtimeKit, the service that gives a desktop's programs real-time rights
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A conversation on the system's message bus; on one thread. */
typedef struct _InsRtkit InsRtkit;

/* NULL if there is no bus, or it does not answer in that time; all calls together take no longer.
 */
InsRtkit *ins_rtkit_new (double timeout_s);
void ins_rtkit_free (InsRtkit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsRtkit, ins_rtkit_free)

/* What it allows at most; FALSE if it is not there. The longest time a thread may run without
 * sleeping, which a program has to set as its limit (RLIMIT_RTTIME) before it asks. */
gboolean ins_rtkit_get_limits (InsRtkit *self, int *priority, int *nice_level, gint64 *run_time_us);

/* thread: as gettid() has it. FALSE: refused. */
gboolean ins_rtkit_make_realtime (InsRtkit *self, int thread, int priority);
gboolean ins_rtkit_make_nice (InsRtkit *self, int thread, int nice_level);

G_END_DECLS
