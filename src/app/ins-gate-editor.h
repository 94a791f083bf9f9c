/* ins-gate-editor.h - all fields of one gate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "signal/ins-gate.h"

G_BEGIN_DECLS

#define INS_TYPE_GATE_EDITOR (ins_gate_editor_get_type ())
G_DECLARE_FINAL_TYPE (InsGateEditor, ins_gate_editor, INS, GATE_EDITOR, GtkPopover)

/* Signals: "edited" (): get_gate() has new values, or get_error() a new sentence;
 * "remove-asked" (). */
GtkWidget *ins_gate_editor_new (void);

/* Shows gate @index of @gates (copied); no "edited". */
void
ins_gate_editor_set_gates (InsGateEditor *self, const InsGate *gates, guint n_gates, guint index);

/* The gate with every good value; wrong ones keep what they were. */
const InsGate *ins_gate_editor_get_gate (InsGateEditor *self);

/* What is wrong, or NULL. */
const char *ins_gate_editor_get_error (InsGateEditor *self);

G_END_DECLS
