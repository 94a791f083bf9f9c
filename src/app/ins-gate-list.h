/* ins-gate-list.h - the gates of a recipe, each with its editor behind a click
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

#define INS_TYPE_GATE_LIST (ins_gate_list_get_type ())
G_DECLARE_FINAL_TYPE (InsGateList, ins_gate_list, INS, GATE_LIST, GtkBox)

/* Signal "edited" (): a person changed, added or removed a gate, or typed something wrong. */
GtkWidget *ins_gate_list_new (void);

/* Takes the gates, and the timing for where a new gate may lie; no "edited". */
void ins_gate_list_set_recipe (InsGateList *self, const InsRecipe *recipe);

/* Writes the gates into @recipe. */
void ins_gate_list_get_gates (InsGateList *self, InsRecipe *recipe);

/* What is wrong, or NULL. */
const char *ins_gate_list_get_error (InsGateList *self);

G_END_DECLS
