/* The card and its wiring: what the page offers and which address comes out. Exits with 77 where
 * there is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "card-offers.h"
#include "card-page-fixture.h"

static GtkListBoxRow *
get_row (CardPageFixture *page, int index)
{
  GtkWidget *rows = gtk_widget_get_first_child (WIDGET ("list"));

  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (rows), index);
}

static void
choose_card (CardPageFixture *page, int index)
{
  GtkWidget *rows = gtk_widget_get_first_child (WIDGET ("list"));

  g_signal_emit_by_name (rows, "row-activated", get_row (page, index));
}

/* ---- boards -------------------------------------------------------------------------------- */

static void
test_boards (CardPageFixture *page, gconstpointer data)
{
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 0)), "PCI-DAS4020/12"));
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 0)),
                                 "cb_pcidas64 at /dev/comedi0\n4 channels, up to 20 MS/s"));
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 3)), "/dev/comedi3"));
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 3)), "iocard"));
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 4)), "Simulated card"));
  g_assert_null (get_row (page, 5));
  /* one that may not be used cannot be chosen */
  choose_card (page, 3);
  card_page_assert_not_applied (page);
  card_page_assert_in_use (page, "sim");
}

static void
test_look (CardPageFixture *page, gconstpointer data)
{
  GtkWidget *button = WIDGET ("look_again");
  g_autofree char *log = fake_session_take_log (page->session);
  InsCardOffer offer;

  /* coming into view it looks by itself, and not twice at the same time */
  g_assert_cmpstr (log, ==, "find");
  g_assert_false (gtk_widget_get_sensitive (button));
  card_offers_init_comedi_test (&offer);
  fake_session_set_offers (page->session, &offer, 1);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 0)), "comedi_test"));
  g_assert_null (get_row (page, 2));
  g_assert_false (gtk_widget_get_visible (WIDGET ("none_found")));
  g_signal_emit_by_name (button, "clicked");
  g_free (log);
  log = fake_session_take_log (page->session);
  g_assert_cmpstr (log, ==, "find");
  fake_session_set_offers (page->session, NULL, 0);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_null (get_row (page, 1));
  g_assert_true (gtk_widget_get_visible (WIDGET ("none_found")));
}

/* The card in use is in the list though nobody found it, with what to do. */
static void
test_missing_board (CardPageFixture *page, gconstpointer data)
{
  InsCardOffer offer;

  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 0)), "/dev/comedi9"));
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 0)), "was not found"));
  g_assert_false (gtk_widget_get_visible (WIDGET ("pulses_group")));
  card_page_assert_not_applied (page);
  card_page_assert_in_use (page, "comedi:/dev/comedi9?channel=1");

  card_offers_init_das4020 (&offer);
  g_strlcpy (offer.address, "comedi:/dev/comedi9", sizeof offer.address);
  fake_session_set_offers (page->session, &offer, 1);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (gtk_widget_get_visible (WIDGET ("pulses_group")));
  g_assert_cmpuint (ins_choice_get_selected (CHOICE ("channel")), ==, 1);
  card_page_assert_in_use (page, "comedi:/dev/comedi9?channel=1");
}

/* The driver says of our own card that it is recording: no reason to hide its form. */
static void
test_own_board (CardPageFixture *page, gconstpointer data)
{
  InsCardOffer offer;

  card_offers_init_das4020 (&offer);
  g_strlcpy (offer.problem, "This card is recording now.", sizeof offer.problem);
  fake_session_set_offers (page->session, &offer, 1);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_false (card_page_says (GTK_WIDGET (get_row (page, 0)), "recording now"));
  card_page_choose (page, "channel", 2);
  card_page_assert_card (page, "comedi:/dev/comedi0?channel=2&trigger=0");

  /* another program has it: that is said, and the wiring can still be mended */
  fake_session_get_snapshot (page->session)->digitizer_link = INS_LINK_LOST;
  fake_session_set_offers (page->session, &offer, 1);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (card_page_says (GTK_WIDGET (get_row (page, 0)), "recording now"));
  g_assert_true (gtk_widget_get_visible (WIDGET ("pulses_group")));
}

/* There and back again: each card keeps its wiring. */
static void
test_change_board (CardPageFixture *page, gconstpointer data)
{
  choose_card (page, 0);
  card_page_assert_card (page, "comedi:/dev/comedi0?trigger=0");
  card_page_choose (page, "range", 1);
  card_page_type (page, "trigger_input", "2");
  card_page_assert_card (page, "comedi:/dev/comedi0?range=1&trigger=2");
  choose_card (page, 2);
  card_page_assert_card (page, "comedi:/dev/comedi2?sync=1");
  choose_card (page, 4);
  card_page_assert_card (page, "sim");
  choose_card (page, 0);
  card_page_assert_card (page, "comedi:/dev/comedi0?range=1&trigger=2");
}

static void
test_simulated_part (CardPageFixture *page, gconstpointer data)
{
  g_assert_true (gtk_widget_get_visible (WIDGET ("part_group")));
  g_assert_false (gtk_widget_get_visible (WIDGET ("channel")));
  g_assert_false (gtk_widget_get_visible (WIDGET ("pulses_group")));
  g_assert_cmpuint (ins_choice_get_selected (CHOICE ("part")), ==, 3);
  card_page_choose (page, "part", 1);
  card_page_assert_card (page, "sim:blocks?beam_mm=0.6");
  card_page_choose (page, "part", 0);
  card_page_assert_card (page, "sim:coin?beam_mm=0.6");
}

/* ---- signal -------------------------------------------------------------------------------- */

static void
test_signal (CardPageFixture *page, gconstpointer data)
{
  card_page_assert_items (page, "channel", "Channel 0|Channel 1|Channel 2|Channel 3");
  card_page_assert_items (page, "range", "±10 V|0 to 5 V|±50 mV");
  card_page_assert_items (page, "reference", "As the card does|Differential");
  g_assert_cmpstr (card_page_text (page, "converter"), ==, "12 bits, calibration: by the card");
  card_page_choose (page, "channel", 2);
  card_page_choose (page, "range", 2);
  card_page_choose (page, "reference", 1);
  card_page_assert_card (page, "comedi:/dev/comedi1?channel=2&range=2&reference=differential");
}

/* The rate is the recipe's; the record stays as long as it was. */
static void
test_rate (CardPageFixture *page, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (page->session));

  recipe->timing.sample_rate_hz = 3e6;
  recipe->timing.n_samples = 60;
  ins_session_set_recipe (page->session, recipe);
  card_page_assert_items (page, "rate", "5 MS/s|4 MS/s|3 MS/s|2 MS/s|1 MS/s");
  g_assert_cmpuint (ins_choice_get_selected (CHOICE ("rate")), ==, 2);
  g_assert_cmpstr (card_page_text (page, "record"), ==, "60 samples, 20 µs a pulse");
  card_page_choose (page, "rate", 0);
  g_assert_cmpfloat (ins_session_get_recipe (page->session)->timing.sample_rate_hz, ==, 5e6);
  g_assert_cmpuint (ins_session_get_recipe (page->session)->timing.n_samples, ==, 100);
  card_page_assert_items (page, "rate", "5 MS/s|4 MS/s|2 MS/s|1 MS/s");
  card_page_assert_not_applied (page);
}

/* A sync on a second channel halves what is left for the signal. */
static void
test_rate_of_pair (CardPageFixture *page, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (page->session));

  recipe->timing.sample_rate_hz = 10e6;
  ins_session_set_recipe (page->session, recipe);
  card_page_assert_items (page, "rate", "20 MS/s|10 MS/s|5 MS/s|4 MS/s|2 MS/s|1 MS/s");
  card_page_set_source (page, "source_sync");
  card_page_assert_items (page, "rate", "10 MS/s|5 MS/s|4 MS/s|2 MS/s|1 MS/s");
}

/* ---- pulses -------------------------------------------------------------------------------- */

static void
test_pulses (CardPageFixture *page, gconstpointer data)
{
  g_assert_true (gtk_widget_get_visible (WIDGET ("edge")));
  card_page_choose (page, "edge", 1);
  card_page_assert_card (page, "comedi:/dev/comedi0?trigger=0&edge=falling");

  card_page_set_source (page, "source_sync");
  g_assert_false (gtk_widget_get_visible (WIDGET ("trigger_input")));
  g_assert_true (gtk_widget_get_visible (WIDGET ("sync_channel")));
  card_page_choose (page, "edge", 0);
  card_page_type (page, "sync_percent", "35");
  card_page_assert_card (page, "comedi:/dev/comedi0?sync=1&sync_percent=35");

  card_page_set_source (page, "source_main_bang");
  g_assert_false (gtk_widget_get_visible (WIDGET ("edge")));
  card_page_assert_card (page, "comedi:/dev/comedi0?sync=signal&sync_percent=35");

  card_page_set_source (page, "source_repetition");
  g_assert_false (gtk_widget_get_visible (WIDGET ("sync_percent")));
  card_page_assert_card (page, "comedi:/dev/comedi0");
}

/* What the card cannot do is grey, and says why. */
static void
test_impossible_pulses (CardPageFixture *page, gconstpointer data)
{
  g_assert_false (gtk_widget_get_sensitive (WIDGET ("source_trigger")));
  g_assert_true (gtk_widget_get_visible (WIDGET ("reason_trigger")));
  g_assert_nonnull (strstr (card_page_text (page, "reason_trigger"), "no external trigger"));
  g_assert_true (gtk_widget_get_sensitive (WIDGET ("source_sync")));
  g_assert_false (gtk_widget_get_visible (WIDGET ("reason_sync")));
  g_assert_false (gtk_widget_get_sensitive (WIDGET ("encoder")));
  g_assert_cmpstr (card_page_text (page, "encoder_reason"), ==, "This card has no counter.");
}

static void
test_pulser (CardPageFixture *page, gconstpointer data)
{
  card_page_assert_items (page, "pulser", "Itself|Counter 11|Counter 12|Analogue output 1");
  card_page_choose (page, "pulser", 2);
  card_page_assert_card (page, "comedi:/dev/comedi1?pulser=12");
  card_page_choose (page, "pulser", 3);
  card_page_assert_card (page, "comedi:/dev/comedi1?pulser=1");
  card_page_choose (page, "pulser", 0);
  card_page_assert_card (page, "comedi:/dev/comedi1");
}

static void
test_wrong_sync (CardPageFixture *page, gconstpointer data)
{
  g_autofree char *log = NULL;

  card_page_set_source (page, "source_sync");
  card_page_assert_card (page, "comedi:/dev/comedi0?sync=1");
  log = fake_session_take_log (page->session);
  card_page_choose (page, "channel", 1);
  g_assert_true (gtk_widget_get_visible (WIDGET ("pulses_error")));
  g_assert_nonnull (strstr (card_page_text (page, "pulses_error"), "Channel 1 is the signal"));
  card_page_assert_not_applied (page);
  card_page_choose (page, "sync_channel", 3);
  g_assert_false (gtk_widget_get_visible (WIDGET ("pulses_error")));
  card_page_assert_card (page, "comedi:/dev/comedi0?channel=1&sync=3");
}

static void
test_wrong_number (CardPageFixture *page, gconstpointer data)
{
  GtkWidget *entry = GTK_WIDGET (ins_field_get_entry (FIELD ("trigger_input")));
  g_autofree char *log = fake_session_take_log (page->session);

  card_page_type (page, "trigger_input", "3x");
  card_page_choose (page, "range", 1);
  card_page_assert_not_applied (page);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "3x");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  card_page_type (page, "trigger_input", "3");
  card_page_assert_card (page, "comedi:/dev/comedi0?range=1&trigger=3");
}

/* ---- applying ------------------------------------------------------------------------------ */

static void
test_one_change (CardPageFixture *page, gconstpointer data)
{
  g_autofree char *log = fake_session_take_log (page->session);

  for (guint i = 0; i < 3; i++)
    {
      card_page_choose (page, "channel", i + 1);
      panel_test_run_ms (50);
    }
  g_free (log);
  log = fake_session_take_log (page->session);
  g_assert_cmpstr (log, ==, "");
  panel_test_run_ms (APPLY_MS);
  g_free (log);
  log = fake_session_take_log (page->session);
  g_assert_cmpstr (log, ==, "card comedi:/dev/comedi0?trigger=0&channel=3");
}

/* Leaving the page keeps what was chosen, without waiting. */
static void
test_leave (CardPageFixture *page, gconstpointer data)
{
  card_page_choose (page, "channel", 2);
  gtk_window_set_child (page->window, NULL);
  card_page_assert_in_use (page, "comedi:/dev/comedi0?channel=2&trigger=0");
}

static void
test_refused (CardPageFixture *page, gconstpointer data)
{
  fake_session_set_card (page->session, "comedi:/dev/comedi0?trigger=0", "No such thing.");
  card_page_choose (page, "channel", 2);
  panel_test_run_ms (APPLY_MS);
  g_assert_true (gtk_widget_get_visible (WIDGET ("error")));
  g_assert_cmpstr (card_page_text (page, "error"), ==, "No such thing.");
}

static void
test_scanning (CardPageFixture *page, gconstpointer data)
{
  fake_session_set_scanning (page->session, TRUE);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_false (gtk_widget_get_sensitive (WIDGET ("form")));
  g_assert_true (gtk_widget_get_visible (WIDGET ("scan_note")));
  g_assert_true (gtk_widget_is_sensitive (page->page)); /* the way back stays */
  card_page_choose (page, "channel", 2);
  card_page_assert_not_applied (page);

  fake_session_set_scanning (page->session, FALSE);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (gtk_widget_get_sensitive (WIDGET ("form")));
  g_assert_false (gtk_widget_get_visible (WIDGET ("scan_note")));
}

/* Another rig, or a card that was chosen elsewhere. */
static void
test_follow (CardPageFixture *page, gconstpointer data)
{
  fake_session_set_card (page->session, "comedi:/dev/comedi1?channel=3&sync=signal", NULL);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_cmpuint (ins_choice_get_selected (CHOICE ("channel")), ==, 3);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (WIDGET ("source_main_bang"))));
  card_page_assert_not_applied (page);
}

#define ADD(path, card, function)                                                                  \
  g_test_add ("/card-panel/" path, CardPageFixture, card, card_page_set_up, function,              \
              card_page_tear_down)

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  ADD ("boards", NULL, test_boards);
  ADD ("look", NULL, test_look);
  ADD ("missing-board", "comedi:/dev/comedi9?channel=1", test_missing_board);
  ADD ("own-board", "comedi:/dev/comedi0?trigger=0", test_own_board);
  ADD ("change-board", NULL, test_change_board);
  ADD ("simulated-part", "sim:composite?beam_mm=0.6", test_simulated_part);
  ADD ("signal", "comedi:/dev/comedi1", test_signal);
  ADD ("rate", "comedi:/dev/comedi1", test_rate);
  ADD ("rate-of-pair", "comedi:/dev/comedi0?trigger=0", test_rate_of_pair);
  ADD ("pulses", "comedi:/dev/comedi0?trigger=0", test_pulses);
  ADD ("impossible-pulses", "comedi:/dev/comedi2", test_impossible_pulses);
  ADD ("pulser", "comedi:/dev/comedi1", test_pulser);
  ADD ("wrong-sync", "comedi:/dev/comedi0", test_wrong_sync);
  ADD ("wrong-number", "comedi:/dev/comedi0?trigger=0", test_wrong_number);
  ADD ("one-change", "comedi:/dev/comedi0?trigger=0", test_one_change);
  ADD ("leave", "comedi:/dev/comedi0?trigger=0", test_leave);
  ADD ("refused", "comedi:/dev/comedi0?trigger=0", test_refused);
  ADD ("scanning", "comedi:/dev/comedi0?trigger=0", test_scanning);
  ADD ("follow", NULL, test_follow);

  return g_test_run ();
}
