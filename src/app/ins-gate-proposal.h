/* ins-gate-proposal.h - gates that were found by looking at echoes, put into a tree of gates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-gate-set.h"
#include "signal/ins-echo-search.h"

G_BEGIN_DECLS

/**
 * ins_gate_set_propose:
 * @gates: of ins_echoes_propose_gates()
 *
 * Gates of the same names move to where these are and get their threshold and anchor; how they
 * measure stays. Missing ones are added; others stay as they are. A sentence, and nothing has
 * changed, where there is no room.
 */
InsGateRefusal ins_gate_set_propose (InsGateSet *self,
                                     const InsGate *gates,
                                     guint n_gates,
                                     const InsTiming *timing);

G_END_DECLS
