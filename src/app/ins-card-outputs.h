/* ins-card-outputs.h - which output of a flaw detector is on which channel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "devices/digitizer/ins-card-wiring.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

#define INS_TYPE_CARD_OUTPUTS (ins_card_outputs_get_type ())
G_DECLARE_FINAL_TYPE (InsCardOutputs, ins_card_outputs, INS, CARD_OUTPUTS, GtkBox)

/* Signal "edited" (): a person changed, added or removed one. */
GtkWidget *ins_card_outputs_new (void);

/* @n_channels: of the card; the gates to choose from are those of @recipe. No "edited". */
void ins_card_outputs_show (InsCardOutputs *self,
                            const InsCardWiring *wiring,
                            guint n_channels,
                            const InsRecipe *recipe);

/* Fills outputs and n_outputs. */
void ins_card_outputs_read (InsCardOutputs *self, InsCardWiring *wiring);

/* An output that a person probably means next: the lowest free channel, and of the gates the first
 * one whose amplitude or else time is not wired yet. FALSE: no channel is free. */
gboolean ins_card_outputs_suggest (const InsCardWiring *wiring,
                                   guint n_channels,
                                   const InsRecipe *recipe,
                                   InsCardWire *wire);

G_END_DECLS
