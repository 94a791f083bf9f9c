/* ins-thumbnail.h - a plane as a small picture for lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-cscan.h"

G_BEGIN_DECLS

/**
 * ins_thumbnail_new:
 * @most_px: longest side
 *
 * The plane in the usual colours, from its 1st to its 99th percentile, square millimetres, without
 * anything beside it; transparent where there is no data. Where pixels share one the greatest
 * amplitude or the least time counts. Any thread.
 *
 * Returns: (transfer full) (nullable): a PNG; %NULL if it cannot be made
 */
GBytes *ins_thumbnail_new (InsCscan *cscan, guint gate, InsPlaneKind kind, guint most_px);

G_END_DECLS
