/* ins-card-values.h - the present values of a card that records gate values only
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "devices/digitizer/ins-digitizer.h"

G_BEGIN_DECLS

#define INS_TYPE_CARD_VALUES (ins_card_values_get_type ())
G_DECLARE_FINAL_TYPE (InsCardValues, ins_card_values, INS, CARD_VALUES, GtkBox)

/* Stands in the A-scan's place. */
GtkWidget *ins_card_values_new (void);

/* @samples: one of each output of @info; fewer (also none): the others have no value yet. */
void ins_card_values_set (InsCardValues *self,
                          const InsDigitizerInfo *info,
                          const gint16 *samples,
                          guint n_samples);

G_END_DECLS
