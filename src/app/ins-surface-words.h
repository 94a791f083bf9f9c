/* ins-surface-words.h - what a tilted surface asks for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-focus-curve.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* (transfer full): a line for each axis: angle, slope, and which side of the recipe's area is to be
 * raised by how much. */
char *ins_surface_describe_level (const InsLevel *level, const InsRecipe *recipe);

G_END_DECLS
