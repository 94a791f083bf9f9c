/* ins-step-ladder.h - six of the 1-2-5 steps to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_N_LADDER_STEPS 6

#define INS_TYPE_STEP_LADDER (ins_step_ladder_get_type ())
G_DECLARE_FINAL_TYPE (InsStepLadder, ins_step_ladder, INS, STEP_LADDER, GtkBox)

/* Properties "title" (in the accessible name of each value: "Step XY 0.1 mm"), "maximum" (mm).
 * PageUp and PageDown, the wheel, and the arrows at both ends slide the six values over 0.001 mm to
 * the maximum. Signal "chosen" ().
 */
GtkWidget *ins_step_ladder_new (void);

double ins_step_ladder_get_step_mm (InsStepLadder *self);

/* The nearest value of the ladder; slides so that it is to be seen. */
void ins_step_ladder_set_step_mm (InsStepLadder *self, double step_mm);

/* 0 to 5: the values shown. */
void ins_step_ladder_choose (InsStepLadder *self, guint position);
void ins_step_ladder_slide (InsStepLadder *self, int n_values);

G_END_DECLS
