/* ins-gate-history.h - what gates were before, and after
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-gate-set.h"

G_BEGIN_DECLS

/* Main thread; no widget. The newest hundred steps are kept. */
typedef struct _InsGateHistory InsGateHistory;

InsGateHistory *ins_gate_history_new (void);
void ins_gate_history_free (InsGateHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsGateHistory, ins_gate_history_free)

/* That is how things are; nothing can be undone or redone. */
void ins_gate_history_reset (InsGateHistory *self, const InsGateSet *present);

/**
 * ins_gate_history_push:
 * @present: what the gates have become; as they were: nothing happens
 * @gesture: not 0: steps in a row with the same number are one, as those of a drag are
 *
 * What could be redone is forgotten.
 */
void ins_gate_history_push (InsGateHistory *self, const InsGateSet *present, guint gesture);

gboolean ins_gate_history_can_undo (const InsGateHistory *self);
gboolean ins_gate_history_can_redo (const InsGateHistory *self);

/* (transfer none): what the gates are to be now; NULL: there is nothing. */
const InsGateSet *ins_gate_history_undo (InsGateHistory *self);
const InsGateSet *ins_gate_history_redo (InsGateHistory *self);

/* (transfer none): what the last call made of them; NULL: not yet reset. */
const InsGateSet *ins_gate_history_get_present (const InsGateHistory *self);

G_END_DECLS
