/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/stage/ins-stage-chain.h"

#define LINKS_AHEAD 3.0
#define MOST_LINKS 10.0

double
ins_stage_chain_get_speed_mm_s (double from_mm_s,
                                double wanted_mm_s,
                                double acceleration_mm_s2,
                                double elapsed_s)
{
  double change_mm_s = acceleration_mm_s2 * fmax (elapsed_s, 0.0);

  return from_mm_s + CLAMP (wanted_mm_s - from_mm_s, -change_mm_s, change_mm_s);
}

double
ins_stage_chain_get_reach_mm (double from_mm_s,
                              double wanted_mm_s,
                              double acceleration_mm_s2,
                              double ahead_s)
{
  double ramp_s = fmin (fabs (wanted_mm_s - from_mm_s) / acceleration_mm_s2, ahead_s);
  double speed_mm_s = ins_stage_chain_get_speed_mm_s (from_mm_s, wanted_mm_s, acceleration_mm_s2,
                                                      ramp_s);

  return 0.5 * (from_mm_s + speed_mm_s) * ramp_s + speed_mm_s * (ahead_s - ramp_s) +
         speed_mm_s * speed_mm_s / (2.0 * acceleration_mm_s2);
}

double
ins_stage_chain_get_shortest_mm (double wanted_mm_s, double ahead_s, double reach_mm)
{
  return fmax (wanted_mm_s * ahead_s / LINKS_AHEAD, reach_mm / MOST_LINKS);
}
