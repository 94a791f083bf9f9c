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

/**
 * ins_sim_bench_log:
 * @path: written anew
 *
 * From now on every segment goes into that file as it is added: eleven numbers a line, start_s,
 * end_s, start (X Y Z), velocity, acceleration. A line takes the place of what lines before it have
 * said about the time from its start_s on; between segments the probe stands.
 */
gboolean
ins_sim_bench_log (InsSimBench *self, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* True position at a time in the last 60 s, or in the planned future. */
void ins_sim_bench_get_position (InsSimBench *self, double time_s, InsPosition *position);
/* (array length=n): likewise, of many at once. */
void ins_sim_bench_get_positions (InsSimBench *self,
                                  const double *times_s,
                                  InsPosition *positions,
                                  guint n);

/* From @time_s on the load stands @mm beside where the segments have it: steps that a motor has
 * lost. Adds to what was shifted before. */
void ins_sim_bench_shift (InsSimBench *self, guint axis, double mm, double time_s);

/* A pulse of a controller's position trigger output, on its wire to the card. In order. */
void ins_sim_bench_add_trigger (InsSimBench *self, double time_s);

/* So many pulses since the bench was made. */
guint64 ins_sim_bench_count_triggers (InsSimBench *self);

/**
 * ins_sim_bench_get_triggers:
 * @first: number of the first pulse wanted, from 0 on
 * @times_s: (out caller-allocates) (array length=n_times)
 *
 * Those of the last 60 s are kept; one that is not any more is NaN.
 *
 * Returns: how many there are
 */
guint ins_sim_bench_get_triggers (InsSimBench *self, guint64 first, double *times_s, guint n_times);

G_END_DECLS
