/* ins-card-page.h - the card and how it is wired, beside its live A-scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "app/ins-session.h"

G_BEGIN_DECLS

#define INS_TYPE_CARD_PAGE (ins_card_page_get_type ())
G_DECLARE_FINAL_TYPE (InsCardPage, ins_card_page, INS, CARD_PAGE, GtkBox)

/* Looks for cards whenever it comes into view. A change is applied when the hand has been still for
 * a moment, or when the page goes; what is wrong is said below its field and not applied. While a
 * scan runs nothing can be changed. "Done" activates the action "win.card-done". */
GtkWidget *ins_card_page_new (void);

/* (transfer none) (nullable) */
void ins_card_page_set_session (InsCardPage *self, InsSession *session);

/* (nullable): remembers the card under "digitizer". */
void ins_card_page_set_settings (InsCardPage *self, GSettings *settings);

/* As part of another page, without the head: only which card it is, or only how it is wired. */
typedef enum
{
  INS_CARD_PAGE_ALL,
  INS_CARD_PAGE_CHOICE,
  INS_CARD_PAGE_WIRING,
} InsCardPageParts;

void ins_card_page_set_parts (InsCardPage *self, InsCardPageParts parts);

G_END_DECLS
