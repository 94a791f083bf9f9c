/* ins-first-page.h - what the window shows while no rig is set up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INS_TYPE_FIRST_PAGE (ins_first_page_get_type ())
G_DECLARE_FINAL_TYPE (InsFirstPage, ins_first_page, INS, FIRST_PAGE, GtkBox)

/* Three ways to begin; the cards activate "win.use-simulated-rig", "win.set-up-rig" and "win.open".
 */
GtkWidget *ins_first_page_new (void);

/* One sentence below the cards; NULL: none. */
void ins_first_page_say (InsFirstPage *self, const char *sentence);

/* To the first card. */
void ins_first_page_focus (InsFirstPage *self);

G_END_DECLS
