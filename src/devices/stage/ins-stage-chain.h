/* ins-stage-chain.h - a held jog as a chain of short moves; pure
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All lengths, speeds and accelerations are along the way, 0 or greater. */

/**
 * ins_stage_chain_get_speed_mm_s:
 *
 * Returns: how fast an axis is @elapsed_s after it was @from_mm_s fast and was told to be
 *   @wanted_mm_s fast
 */
double ins_stage_chain_get_speed_mm_s (double from_mm_s,
                                       double wanted_mm_s,
                                       double acceleration_mm_s2,
                                       double elapsed_s);

/**
 * ins_stage_chain_get_reach_mm:
 *
 * Returns: the way to rest of an axis that is @from_mm_s fast now, goes on for @ahead_s at
 *   @wanted_mm_s or towards it, and then ramps down
 */
double ins_stage_chain_get_reach_mm (double from_mm_s,
                                     double wanted_mm_s,
                                     double acceleration_mm_s2,
                                     double ahead_s);

/**
 * ins_stage_chain_get_shortest_mm:
 * @reach_mm: what ins_stage_chain_get_reach_mm() said
 *
 * Returns: the shortest link worth adding, so that two or three of them run @ahead_s and no queue
 *   ever holds more than a dozen (gnea/grbl doc/markdown/jogging.md: N = 15 blocks)
 */
double ins_stage_chain_get_shortest_mm (double wanted_mm_s, double ahead_s, double reach_mm);

G_END_DECLS
