/* ins-sim-follow.h - the truth of a simulated stage that runs in another process
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-bench.h"

G_BEGIN_DECLS

/* Reads the log that an emulator writes (ins_sim_bench_log()) while it grows; both processes have
 * the same clock. One thread. */
typedef struct _InsSimFollow InsSimFollow;

/* @path need not exist yet. */
InsSimFollow *ins_sim_follow_new (const char *path);
void ins_sim_follow_free (InsSimFollow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimFollow, ins_sim_follow_free)

/* What has come since the last time goes to @bench; a log that was begun anew is read from its
 * start. Allocates nothing. */
void ins_sim_follow_read (InsSimFollow *self, InsSimBench *bench);

G_END_DECLS
