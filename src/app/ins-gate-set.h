/* ins-gate-set.h - the tree of gates, and what a person may do with it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

/* Gates in the order in which they are evaluated: each is anchored at the pulse or at an earlier
 * one, and every function here leaves it so. With what is done to the signal before them and what
 * is made of them; that keeps naming the same gates. No widget, no thread. */
typedef struct
{
  guint n_gates;
  InsGate gates[INS_MAX_GATES];

  double band_pass_low_hz, band_pass_high_hz;
  InsCurveKind curve_kind;
  guint n_curve_points;
  InsCurvePoint curve[INS_MAX_TCG_POINTS];
  guint n_planes;
  InsDerived planes[INS_MAX_DERIVED];
  guint n_alarms;
  InsAlarm alarms[INS_MAX_ALARMS];
} InsGateSet;

/* What a change answers with: NULL, and it is done; or one sentence (transfer full) why not, and
 * nothing has changed. */
typedef char *InsGateRefusal;

void ins_gate_set_take (InsGateSet *self, const InsRecipe *recipe);
void ins_gate_set_give (const InsGateSet *self, InsRecipe *recipe);
gboolean ins_gate_set_equal (const InsGateSet *self, const InsGateSet *other);

/* 0 for a gate that counts from the pulse, 1 for one that follows such a one, ... */
guint ins_gate_set_get_depth (const InsGateSet *self, guint index);

/* TRUE if @index counts from @other, directly or by way of others, or is it. */
gboolean ins_gate_set_follows (const InsGateSet *self, guint index, guint other);

/* @name for gate @index; G_MAXUINT: for a new one. One sentence or NULL, as above. */
InsGateRefusal ins_gate_set_check_name (const InsGateSet *self, guint index, const char *name);
/* The first usual letter that is free, else a number. */
void ins_gate_set_choose_name (const InsGateSet *self, char name[INS_GATE_NAME_SIZE]);

/* At the end, where a record of that timing would have room for it. */
InsGateRefusal ins_gate_set_add (InsGateSet *self, const InsTiming *timing);
/* Behind it and what follows it, under another name and with the same anchor; @copy: (out): where
 * it is now. */
InsGateRefusal ins_gate_set_duplicate (InsGateSet *self, guint index, guint *copy);
InsGateRefusal ins_gate_set_remove (InsGateSet *self, guint index);

/* One place up (-1) or down (+1); @moved: (out): where it is now. */
InsGateRefusal ins_gate_set_move (InsGateSet *self, guint index, int direction, guint *moved);

/**
 * ins_gate_set_anchor:
 * @anchor_gate: any other gate; a later one is moved in front of this one, with what it follows
 * @moved: (out): where gate @index is now
 *
 * Refuses what would go in a circle.
 */
InsGateRefusal ins_gate_set_anchor (InsGateSet *self,
                                    guint index,
                                    InsAnchor anchor,
                                    guint anchor_gate,
                                    guint *moved);

G_END_DECLS
