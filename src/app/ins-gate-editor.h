/* ins-gate-editor.h - all fields of one gate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-gate-set.h"

G_BEGIN_DECLS

#define INS_TYPE_GATE_EDITOR (ins_gate_editor_get_type ())
G_DECLARE_FINAL_TYPE (InsGateEditor, ins_gate_editor, INS, GATE_EDITOR, GtkPopover)

/* Signals: "edited" (): get_set() has new values, or get_error() a new sentence; "tree-changed" ():
 * it has other gates, or the same ones in another order. */
GtkWidget *ins_gate_editor_new (void);

/* Shows gate @index of @set (copied); no signal. */
void ins_gate_editor_set_gates (InsGateEditor *self, const InsGateSet *set, guint index);

/* The gates with every good value; wrong ones keep what they were. */
const InsGateSet *ins_gate_editor_get_set (InsGateEditor *self);

/* What is wrong, or NULL. */
const char *ins_gate_editor_get_error (InsGateEditor *self);

G_END_DECLS
