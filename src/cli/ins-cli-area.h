/* ins-cli-area.h - which part of a recipe was asked for on the command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

typedef struct
{
  char *region; /* --region: a name, or four numbers */
  char *step;   /* --step: one number, or two */
} InsCliArea;

void ins_cli_area_clear (InsCliArea *self);

/**
 * ins_cli_area_choose:
 * @recipe: (transfer full)
 *
 * The recipe of the region, if its name was given; of the rectangle, in the same coordinates, if
 * two of its corners were, in stage millimetres along the two axes of the picture, the first of X,
 * Y, Z first; else @recipe itself.
 *
 * Returns: (transfer full) (nullable): %NULL after a message
 */
InsRecipe *ins_cli_area_choose (const InsCliArea *self, InsRecipe *recipe);

G_END_DECLS
