/* ins-card-list.h - the cards that were found
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "devices/digitizer/ins-card-offer.h"

G_BEGIN_DECLS

#define INS_TYPE_CARD_LIST (ins_card_list_get_type ())
G_DECLARE_FINAL_TYPE (InsCardList, ins_card_list, INS, CARD_LIST, GtkBox)

/* Signal "chosen" (const char *address): a person wants this card, of those that have no problem.
 */
GtkWidget *ins_card_list_new (void);

/**
 * ins_card_list_set_offers:
 * @offers: (element-type InsCardOffer): shown in this order; copied
 * @address: (nullable): of the one in use
 */
void ins_card_list_set_offers (InsCardList *self, GPtrArray *offers, const char *address);

G_END_DECLS
