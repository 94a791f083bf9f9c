/* ins-sim-detector.h - a flaw detector's analogue outputs, for the simulated card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"
#include "devices/digitizer/ins-digitizer.h"
#include "devices/simulated/ins-sim-specimen.h"

G_BEGIN_DECLS

#define INS_SIM_DETECTOR_BITS 16
#define INS_SIM_DETECTOR_FULL_SCALE_COUNTS 32768
#define INS_SIM_DETECTOR_FULL_SCALE_V 10.0

/* Its gates stand fixed, all on the size of the echo whatever its sign:
 *
 *   I   interface: the first echo from 26 to 28 us after the pulse
 *   F   flaw: the first echo from 0.3 to 2.5 us after that of I
 *   B   back: the last echo from 0.3 to 10 us after that of I
 *
 * An amplitude is the echo's height, a time its middle. Where a gate has no echo its amplitude is 0
 * and its time output stands at the end of the range. A value; read-only once made. */
typedef struct
{
  guint n_outputs; /* 0: there is no flaw detector */
  InsCardOutput outputs[INS_MAX_OUTPUTS];
} InsSimDetector;

/* Options outputs, percent_per_volt, us_per_volt and us_at_zero of the address, as a Comedi card's
 * (ins-card-wiring.h); %INS_DEVICE_ERROR_URI. */
gboolean ins_sim_detector_init (InsSimDetector *self,
                                const InsUri *uri,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @samples: (out): n_outputs counts */
void ins_sim_detector_fill (const InsSimDetector *self,
                            const InsSimEcho *echoes,
                            guint n_echoes,
                            gint16 *samples);

G_END_DECLS
