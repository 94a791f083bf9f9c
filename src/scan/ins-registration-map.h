/* ins-registration-map.h - how well the place of each pixel is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/**
 * ins_registration_map_fill:
 * @track: to which the line was added
 * @clock_sigma_s: of the card's clock on the line
 * @quantum_mm: smallest step of a reported position
 * @data: (inout): placed and filled; gets its registration_um
 */
void ins_registration_map_fill (const InsTrack *track,
                                const InsScanGrid *grid,
                                double clock_sigma_s,
                                double quantum_mm,
                                InsLineData *data);

G_END_DECLS
