/* ins-stage-page.h - which stage it is, and what its controller is wired to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_STAGE_PAGE (ins_stage_page_get_type ())
G_DECLARE_FINAL_TYPE (InsStagePage, ins_stage_page, INS, STAGE_PAGE, GtkBox)

/* Finds stages when a person wants it, which goes on while the page is left. Nothing here moves
 * anything. A stage that is connected is disconnected for the look, after a question, and connected
 * again behind it. While a scan runs nothing can be changed. "Done" activates the action
 * "win.stage-done". */
GtkWidget *ins_stage_page_new (void);

/* (transfer none) (nullable) */
void ins_stage_page_set_session (InsStagePage *self, InsSession *session);

/* (nullable): where there is no rig file, remembers "stage" and "position-trigger". */
void ins_stage_page_set_settings (InsStagePage *self, GSettings *settings);

/* Without the head and the checks of the scan, as part of another page. */
void ins_stage_page_set_bare (InsStagePage *self);

G_END_DECLS
