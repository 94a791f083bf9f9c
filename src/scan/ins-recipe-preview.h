/* ins-recipe-preview.h - a quick coarse scan of the same area
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-preflight.h"

G_BEGIN_DECLS

#define INS_PREVIEW_COARSER 8.0

/**
 * ins_recipe_new_for_preview:
 * @region: the one that is looked at, of a recipe that has some
 * @status: how fast the stage may go, and how far
 *
 * The same area in steps up to eight times as long, but at least eight pixels along each axis if
 * the recipe has as many, one pulse a pixel, and as fast as pulses, stage and runways allow; at
 * least as fast as the recipe. One file, whole A-scans kept, nothing swept again.
 *
 * Returns: (transfer full): not yet validated
 */
InsRecipe *
ins_recipe_new_for_preview (const InsRecipe *recipe, guint region, const InsRigStatus *status);

G_END_DECLS
