/* ins-mark-row.h - one named place: its name, where it is, Go, and what else can be done
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-marks.h"

G_BEGIN_DECLS

#define INS_TYPE_MARK_ROW (ins_mark_row_get_type ())
G_DECLARE_FINAL_TYPE (InsMarkRow, ins_mark_row, INS, MARK_ROW, GtkListBoxRow)

/* Signals: "go" (), "renamed" (char *name), "origin-wanted" (), "moved" (), "removed" (). */
GtkWidget *ins_mark_row_new (void);

void ins_mark_row_set_mark (InsMarkRow *self, const InsMark *mark);
/* Distances are shown from here. */
void ins_mark_row_set_is_origin (InsMarkRow *self, gboolean is_origin);
/* Why the stage cannot go there now; NULL: it can. */
void ins_mark_row_set_reason (InsMarkRow *self, const char *reason);

G_END_DECLS
