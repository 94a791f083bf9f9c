/* ins-plan-private.h - what the plan's two files share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-plan.h"

G_BEGIN_DECLS

/* Once the lines are known: everything that is a time, and the size of the file. */
void ins_plan_add_times (InsPlan *self, double index_acceleration_mm_s2);
void ins_plan_add_bytes (InsPlan *self, const InsRecipe *recipe);

G_END_DECLS
