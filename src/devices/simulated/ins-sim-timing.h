/* ins-sim-timing.h - which timing the simulated card can do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-digitizer.h"

G_BEGIN_DECLS

#define INS_SIM_MAXIMUM_RATE_HZ 200e6
#define INS_SIM_MAXIMUM_PRF_HZ 20e3

/* FALSE with %INS_DEVICE_ERROR_UNSUPPORTED and what to change. is_gated: only its pulses have a
 * time. */
gboolean ins_sim_timing_check (const InsTiming *wanted,
                               gboolean is_gated,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
