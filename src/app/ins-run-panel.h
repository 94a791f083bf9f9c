/* ins-run-panel.h - the scan that runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_RUN_PANEL (ins_run_panel_get_type ())
G_DECLARE_FINAL_TYPE (InsRunPanel, ins_run_panel, INS, RUN_PANEL, GtkBox)

GtkWidget *ins_run_panel_new (void);

/* (transfer none) (nullable): follows its "changed", at most ten times a second. */
void ins_run_panel_set_session (InsRunPanel *self, InsSession *session);

G_END_DECLS
