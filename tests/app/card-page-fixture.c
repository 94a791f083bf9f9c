/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "card-offers.h"
#include "card-page-fixture.h"
#include "devices/digitizer/ins-card-wiring.h"

gpointer
card_page_child (CardPageFixture *page, GType type, const char *name)
{
  g_assert_true (g_type_is_a (type, GTK_TYPE_WIDGET));

  return panel_test_get_child (page->page, INS_TYPE_CARD_PAGE, name);
}

const char *
card_page_text (CardPageFixture *page, const char *name)
{
  return gtk_label_get_text (GTK_LABEL (WIDGET (name)));
}

void
card_page_choose (CardPageFixture *page, const char *name, guint position)
{
  gpointer drop_down = panel_test_get_child (CHOICE (name), INS_TYPE_CHOICE, "drop_down");

  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), position);
  panel_test_run_ms (1);
}

/* "±5 V|±1 V" */
static char *
list_items (InsChoice *choice)
{
  gpointer drop_down = panel_test_get_child (choice, INS_TYPE_CHOICE, "drop_down");
  GListModel *model = gtk_drop_down_get_model (GTK_DROP_DOWN (drop_down));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "|" : "",
                            gtk_string_list_get_string (GTK_STRING_LIST (model), i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
card_page_assert_items (CardPageFixture *page, const char *name, const char *expected)
{
  g_autofree char *items = list_items (CHOICE (name));

  g_assert_cmpstr (items, ==, expected);
}

void
card_page_type (CardPageFixture *page, const char *name, const char *text)
{
  panel_test_type (ins_field_get_entry (FIELD (name)), text);
}

void
card_page_set_source (CardPageFixture *page, const char *name)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (WIDGET (name)), TRUE);
}

/* Options in the order in which the program prints them. */
static char *
normalize (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (address, &error);
  InsCardWiring wiring;
  char *text;

  g_assert_no_error (error);
  if (strcmp (uri->scheme, "sim") == 0)
    return g_strdup (address);
  g_assert_true (ins_card_wiring_parse (&wiring, uri, &error));
  g_assert_no_error (error);
  text = ins_card_wiring_to_uri (&wiring);
  ins_card_wiring_clear (&wiring);

  return text;
}

/* The session's card, now. */
void
card_page_assert_in_use (CardPageFixture *page, const char *expected)
{
  g_autofree char *address = normalize (expected);

  g_assert_cmpstr (ins_session_get_card (page->session), ==, address);
}

/* Likewise, once the page is still. */
void
card_page_assert_card (CardPageFixture *page, const char *expected)
{
  panel_test_run_ms (APPLY_MS);
  card_page_assert_in_use (page, expected);
  g_assert_cmpstr (card_page_text (page, "address_label"), ==,
                   ins_session_get_card (page->session));
}

void
card_page_assert_not_applied (CardPageFixture *page)
{
  g_autofree char *log = NULL;

  panel_test_run_ms (APPLY_MS);
  log = fake_session_take_log (page->session);
  g_assert_null (strstr (log, "card "));
}

void
card_page_set_up (CardPageFixture *page, gconstpointer data)
{
  InsCardOffer offers[4];

  page->session = fake_session_new ();
  card_offers_init_das4020 (&offers[0]);
  card_offers_init_ni6110 (&offers[1]);
  card_offers_init_comedi_test (&offers[2]);
  card_offers_init_forbidden (&offers[3]);
  fake_session_set_offers (page->session, offers, G_N_ELEMENTS (offers));
  if (data != NULL)
    {
      g_autofree char *address = normalize (data);

      fake_session_set_card (page->session, address, NULL);
    }
  page->page = g_object_ref_sink (ins_card_page_new ());
  ins_card_page_set_session (INS_CARD_PAGE (page->page), page->session);
  page->window = panel_test_show (page->page);
}

void
card_page_tear_down (CardPageFixture *page, gconstpointer data)
{
  gtk_window_set_child (page->window, NULL);
  gtk_window_destroy (page->window);
  g_assert_finalize_object (INS_CARD_PAGE (page->page));
  g_assert_finalize_object (page->session);
}

gboolean
card_page_says (GtkWidget *widget, const char *part)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return TRUE;
  for (GtkWidget *inner = gtk_widget_get_first_child (widget); inner != NULL;
       inner = gtk_widget_get_next_sibling (inner))
    if (card_page_says (inner, part))
      return TRUE;

  return FALSE;
}
