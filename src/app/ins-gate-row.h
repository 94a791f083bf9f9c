/* ins-gate-row.h - a gate in one line: letter, name, values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "signal/ins-gate.h"

G_BEGIN_DECLS

#define INS_TYPE_GATE_ROW (ins_gate_row_get_type ())
G_DECLARE_FINAL_TYPE (InsGateRow, ins_gate_row, INS, GATE_ROW, GtkBox)

GtkWidget *ins_gate_row_new (void);

/* @index: the gate of @gates to show; @with_times: start and end too, not the threshold alone */
void ins_gate_row_set (InsGateRow *self, const InsGate *gates, guint index, gboolean with_times);

/* Moved in by so many steps: under the gate that it follows. */
void ins_gate_row_set_depth (InsGateRow *self, guint depth);

/* "Interface", "Flaw", "Back wall" for the usual letters, else "Gate NAME". (transfer full) */
char *ins_gate_row_describe (const char *name);

G_END_DECLS
