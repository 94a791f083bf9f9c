/* stage-conformance-private.h - a stage, its emulator's truth, and how to wait for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-bench.h"
#include "devices/stage/ins-stage.h"
#include "stage-conformance.h"

#define STAGE_SPEED_MM_S 100.0
#define STAGE_ACCELERATION_MM_S2 1000.0
#define STAGE_NEAR_MM 0.02

typedef struct
{
  const StageConformance *can;
  InsSimBench *bench;
  InsStage *stage;
  gboolean is_locked; /* by its fault */
  InsStageInfo info;
} StageBench;

/* @fault: "" none. Opens it, too, unless @is_closed. */
StageBench *stage_bench_new (const StageConformance *can, const char *fault);
StageBench *stage_bench_new_closed (const StageConformance *can, const char *fault);
void stage_bench_free (StageBench *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StageBench, stage_bench_free)

void stage_bench_open (StageBench *self);

/* Where the probe truly is now. */
InsPosition stage_bench_truth (StageBench *self);
/* For 0.15 s at least. */
void stage_bench_assert_stands (StageBench *self);
void stage_assert_near (double value, double expected);

/* One that has to succeed. */
InsStageReport stage_bench_poll (StageBench *self);
/* At most 30 s. */
InsStageReport stage_bench_wait_for (StageBench *self, InsStageActivity activity);
/* Until a poll fails, at most 10 s; it has to say that the stage is lost. Seconds it took. */
double stage_bench_wait_until_lost (StageBench *self);

/* NAN stays. */
gboolean stage_bench_try_move (StageBench *self, double x, double y, double z, GError **error);
void stage_bench_move (StageBench *self, double x, double y, double z);
/* No code is expected to let it move. */
void stage_bench_assert_refuses (StageBench *self, int code);

/* stage-conformance-faults.c */
void stage_conformance_add_faults (const StageConformance *can);
