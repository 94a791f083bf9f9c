/* ins-choice.h - a form row: label and a list to choose from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_TYPE_CHOICE (ins_choice_get_type ())
G_DECLARE_FINAL_TYPE (InsChoice, ins_choice, INS, CHOICE, GtkBox)

/* Properties "label"; "compact": the list alone, the label only for who cannot see. Signal "edited"
 * (): a person chose something else; when the main loop comes round. */
GtkWidget *ins_choice_new (void);

/* Shows these; what was chosen is forgotten if they differ from what was there. No "edited". */
void ins_choice_set_items (InsChoice *self, const char *const *items);

/* GTK_INVALID_LIST_POSITION: none. No "edited". */
void ins_choice_set_selected (InsChoice *self, guint position);
guint ins_choice_get_selected (InsChoice *self);

G_END_DECLS
