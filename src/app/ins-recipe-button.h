/* ins-recipe-button.h - the recipes that a person keeps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_RECIPE_BUTTON (ins_recipe_button_get_type ())
G_DECLARE_FINAL_TYPE (InsRecipeButton, ins_recipe_button, INS, RECIPE_BUTTON, GtkBox)

/* Opens a list of those in the person's folder and of those beside the scans: a click takes one
 * into the session; kept ones are starred, renamed, removed and put back; the present recipe is
 * saved under its name. The disk is read and written by GIO's task threads. */
GtkWidget *ins_recipe_button_new (void);
void ins_recipe_button_set_session (InsRecipeButton *self, InsSession *session);

/* (nullable): another folder than the usual one, for tests. */
void ins_recipe_button_set_folder (InsRecipeButton *self, const char *folder);

/* Opens the list. */
void ins_recipe_button_popup (InsRecipeButton *self);

G_END_DECLS
