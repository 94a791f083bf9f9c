/* ins-sim-zaber.h - what a test wants to know of the simulated Zaber controllers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/simulated/ins-sim-controller.h"

G_BEGIN_DECLS

/* Digital output 1 of the (first) device went up. */
typedef struct
{
  double time_s;
  double mm; /* of the axis whose trigger it was, as the motor stands */
} InsSimZaberPulse;

/* The last @n_max pulses at most, oldest first. Returns how many there were in all. */
guint
ins_sim_zaber_get_pulses (InsSimController *controller, InsSimZaberPulse *pulses, guint n_max);

G_END_DECLS
