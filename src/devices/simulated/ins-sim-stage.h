/* ins-sim-stage.h - the stage "sim": a real driver talking to a firmware emulator
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"
#include "devices/simulated/ins-sim-bench.h"
#include "devices/stage/ins-stage.h"

G_BEGIN_DECLS

/**
 * ins_sim_stage_new:
 * @uri: "sim[?latency_ms=&jitter_ms=&backlash_mm=&acceleration_mm_s2=&max_speed_mm_s=&protocol=
 *   &variant=&seed=&fault=&baud=&log=]" and what ins_sim_link_read() takes
 * @bench: where the emulator writes the truth
 *
 * A #InsStage that wraps the protocol's ordinary driver over a loopback transport; at its other
 * end an emulator thread is served from open() to close(). The emulator keeps its position over a
 * close and reopen, as a controller that stays powered does.
 */
InsStage *ins_sim_stage_new (const InsUri *uri, InsSimBench *bench, GError **error);

G_END_DECLS
