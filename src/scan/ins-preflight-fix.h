/* ins-preflight-fix.h - what mends a check that is not good
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-preflight.h"

G_BEGIN_DECLS

/* What a fix changes in the recipe; the others are carried out elsewhere. */
gboolean ins_fix_is_in_recipe (InsFix fix);

/**
 * ins_fix_apply:
 * @fix: one that ins_fix_is_in_recipe()
 *
 * Returns: (transfer full) (nullable): the recipe mended, all of its regions too; %NULL where that
 *   cannot be done
 */
InsRecipe *ins_fix_apply (InsFix fix, const InsRecipe *recipe, const InsRigStatus *status);

/* (transfer full): what a button says, a verb first, with the number that it would set: "Slow down
 * to 27 mm/s". */
char *ins_fix_dup_label (InsFix fix, const InsRecipe *recipe, const InsRigStatus *status);

/* Of a recipe that is not valid, for which there are no checks. */
InsFix ins_fix_find_for_recipe (const InsRecipe *recipe);

G_END_DECLS
