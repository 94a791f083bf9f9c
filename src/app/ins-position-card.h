/* ins-position-card.h - where the stage says it is, and what it does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "scan/ins-engine.h"

G_BEGIN_DECLS

#define INS_TYPE_POSITION_CARD (ins_position_card_get_type ())
G_DECLARE_FINAL_TYPE (InsPositionCard, ins_position_card, INS, POSITION_CARD, GtkBox)

GtkWidget *ins_position_card_new (void);

/* Shows reported positions only: without a present report each axis says "unknown", and the last
 * report stands below with its time. */
void ins_position_card_update (InsPositionCard *self, const InsSnapshot *snapshot);

/* Shows distances from a place, and says so; the stage's own coordinates then stand below. @origin
 * NULL: those alone. Signal "origin-cleared" (): a person wants those. Update() afterwards. */
void
ins_position_card_set_origin (InsPositionCard *self, const InsPosition *origin, const char *name);

G_END_DECLS
