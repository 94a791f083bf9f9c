/* ins-sim-digitizer.h - the digitizer "sim[:SPECIMEN]"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"
#include "devices/digitizer/ins-digitizer.h"
#include "devices/simulated/ins-sim-bench.h"

G_BEGIN_DECLS

/**
 * ins_sim_digitizer_new:
 * @uri: "sim[:SPECIMEN][?width_mm=&beam_mm=&noise_percent=&clock_ppm=&lost_percent=&seed=]",
 *   SPECIMEN a built-in name (coin, composite, blocks, package, resolution) or a PNG file;
 *   encoder_um= puts an encoder with that count on the load of the scan axis (negative: wired the
 *   wrong way round); outputs= (as on a Comedi card) puts a flaw detector between probe and card,
 *   which has the gates I, F and B (ins-sim-detector.h), and no noise; follow= is the log of a
 *   stage emulated by another process, which is then where the probe is (ins-sim-follow.h);
 *   overrun_after_s= has the card lose what it holds, once, so long after its first start
 * @bench: tells where the probe is at the moment of each pulse
 *
 * Reads the PNG at once, so that a missing or broken one is known before anything starts.
 */
InsDigitizer *ins_sim_digitizer_new (const InsUri *uri, InsSimBench *bench, GError **error);

G_END_DECLS
