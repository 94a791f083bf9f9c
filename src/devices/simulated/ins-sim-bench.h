/* ins-sim-bench.h - where the simulated probe truly is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "core/ins-axis.h"

G_BEGIN_DECLS

/* The physical truth that a firmware emulator makes and the simulated digitizer hears. The engine
 * never sees it. Ref-counted; every function may be called from any thread (own lock).
 */
typedef struct _InsSimBench InsSimBench;

InsSimBench *ins_sim_bench_new (void);
InsSimBench *ins_sim_bench_ref (InsSimBench *self);
void ins_sim_bench_unref (InsSimBench *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsSimBench, ins_sim_bench_unref)

/**
 * ins_sim_bench_add_segment:
 * @start_s, @end_s: ins_clock_now_s(); segments come in order and replace what was predicted
 *   from @start_s on (a feed hold cuts a planned move short)
 * @start: position of the load (backlash and lead error included), mm
 * @velocity, @acceleration: mm/s and mm/s^2 at @start_s
 *
 * After the last segment the probe stands where that one ended. The last 60 s are kept.
 */
void ins_sim_bench_add_segment (InsSimBench *self,
                                double start_s,
                                double end_s,
                                const InsPosition *start,
                                const InsPosition *velocity,
                                const InsPosition *acceleration);

/* True position at a time in the last 60 s, or in the planned future. */
void ins_sim_bench_get_position (InsSimBench *self, double time_s, InsPosition *position);

G_END_DECLS
