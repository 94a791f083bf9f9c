/* ins-check-row.h - one sentence with an icon that says how good it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-preflight.h"

G_BEGIN_DECLS

#define INS_TYPE_CHECK_ROW (ins_check_row_get_type ())
G_DECLARE_FINAL_TYPE (InsCheckRow, ins_check_row, INS, CHECK_ROW, GtkBox)

GtkWidget *ins_check_row_new (void);
void ins_check_row_set (InsCheckRow *self, InsCheckLevel level, const char *text);

/* A button at the end of the row that activates @action, such as "win.card" or "win.fix(3)"; NULL:
 * none. */
void ins_check_row_set_action (InsCheckRow *self, const char *action, const char *label);

G_END_DECLS
