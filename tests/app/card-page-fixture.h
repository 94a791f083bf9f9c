/* card-page-fixture.h - the card page with a session that only takes note, and four cards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-card-page.h"
#include "app/ins-choice.h"
#include "app/ins-field.h"
#include "fake-session.h"
#include "panel-test.h"

G_BEGIN_DECLS

/* A change is applied after 300 ms of quiet. */
#define APPLY_MS 450
#define UPDATE_MS 150

typedef struct
{
  InsSession *session;
  GtkWidget *page;
  GtkWindow *window;
} CardPageFixture;

/* The page in a window. @data: address of the card in use; NULL: the simulated one. The list:
 * DAS4020, NI 6110, comedi_test, a forbidden one, the simulated one. */
void card_page_set_up (CardPageFixture *page, gconstpointer data);
void card_page_tear_down (CardPageFixture *page, gconstpointer data);

/* Parts of its template. */
gpointer card_page_child (CardPageFixture *page, GType type, const char *name);
#define CHOICE(name) INS_CHOICE (card_page_child (page, INS_TYPE_CHOICE, name))
#define FIELD(name) INS_FIELD (card_page_child (page, INS_TYPE_FIELD, name))
#define WIDGET(name) GTK_WIDGET (card_page_child (page, GTK_TYPE_WIDGET, name))
const char *card_page_text (CardPageFixture *page, const char *name);
/* A label in it, or in a widget below it, that is shown and holds these words. */
gboolean card_page_says (GtkWidget *widget, const char *part);

/* What a person does; the page has heard of it then. */
void card_page_choose (CardPageFixture *page, const char *name, guint position);
void card_page_type (CardPageFixture *page, const char *name, const char *text);
void card_page_set_source (CardPageFixture *page, const char *name);

/* "±5 V|±1 V" */
void card_page_assert_items (CardPageFixture *page, const char *name, const char *expected);
/* The session's card, now; and once the page is still. */
void card_page_assert_in_use (CardPageFixture *page, const char *expected);
void card_page_assert_card (CardPageFixture *page, const char *expected);
/* Nothing was asked of the session, also once the page is still. */
void card_page_assert_not_applied (CardPageFixture *page);

G_END_DECLS
