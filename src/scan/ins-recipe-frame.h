/* ins-recipe-frame.h - an area from two corners where the probe stood
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/**
 * ins_recipe_new_for_corners:
 * @one, @other: any two opposite corners, all three axes, mm
 * @error: %INS_RECIPE_ERROR_VALUE: the corners are less than a step apart along an axis
 *
 * The same scan of the rectangle between them. The first pixel lies on the corner where the scan
 * axis and the index axis begin, whichever way these count; the last one within half a step of the
 * other. The third axis is that of the corner farther from the part. Regions, outline and mask are
 * left out.
 *
 * Returns: (transfer full): not yet validated
 */
InsRecipe *ins_recipe_new_for_corners (const InsRecipe *self,
                                       const InsPosition *one,
                                       const InsPosition *other,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
