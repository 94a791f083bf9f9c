/* The outputs of a flaw detector, the encoder, and what comes from the card. Exits with 77 where
 * there is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-card-choice.h"
#include "app/ins-card-outputs.h"
#include "app/ins-card-text.h"
#include "app/ins-card-values.h"
#include "card-offers.h"
#include "card-page-fixture.h"

/* ---- outputs of a flaw detector ------------------------------------------------------------- */

static void
choose_in_row (CardPageFixture *page, guint row, guint column, guint position)
{
  GtkWidget *rows = panel_test_get_child (WIDGET ("outputs"), INS_TYPE_CARD_OUTPUTS, "rows");
  GtkWidget *widget = gtk_widget_get_first_child (rows);
  gpointer drop_down;

  while (row-- > 0)
    widget = gtk_widget_get_next_sibling (widget);
  widget = gtk_widget_get_first_child (widget);
  while (column-- > 0)
    widget = gtk_widget_get_next_sibling (widget);
  drop_down = panel_test_get_child (widget, INS_TYPE_CHOICE, "drop_down");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), position);
  panel_test_run_ms (1);
}

static void
test_outputs (CardPageFixture *page, gconstpointer data)
{
  GtkWidget *add = panel_test_get_child (WIDGET ("outputs"), INS_TYPE_CARD_OUTPUTS, "add");
  GtkSwitch *gated = GTK_SWITCH (WIDGET ("gated"));

  g_assert_false (gtk_widget_get_visible (WIDGET ("gated_box")));
  gtk_switch_set_active (gated, TRUE);
  g_assert_true (gtk_widget_get_visible (WIDGET ("gated_box")));
  g_assert_false (gtk_widget_get_visible (WIDGET ("us_per_v")));
  card_page_assert_card (page, "comedi:/dev/comedi1?outputs=0:A.amplitude");
  g_assert_cmpint (ins_session_get_recipe (page->session)->mode, ==, INS_MODE_GATED);
  g_assert_false (gtk_widget_get_sensitive (WIDGET ("source_sync")));
  g_assert_false (gtk_widget_get_sensitive (WIDGET ("channel")));
  g_assert_false (gtk_widget_get_sensitive (WIDGET ("rate")));

  /* the time of the same gate: it cannot go on without what a volt means */
  g_signal_emit_by_name (add, "clicked");
  g_assert_true (gtk_widget_get_visible (WIDGET ("us_per_v")));
  g_assert_nonnull (strstr (card_page_text (page, "outputs_error"), "how many µs one volt is"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ins_field_get_entry (FIELD ("us_per_v")))),
                   ==, "");
  panel_test_run_ms (APPLY_MS);
  card_page_assert_in_use (page, "comedi:/dev/comedi1?outputs=0:A.amplitude");
  card_page_type (page, "us_per_v", "12,5");
  g_assert_false (gtk_widget_get_visible (WIDGET ("outputs_error")));
  card_page_assert_card (page,
                         "comedi:/dev/comedi1?outputs=0:A.amplitude,1:A.time&us_per_volt=12.5");

  choose_in_row (page, 1, 0, 0);
  g_assert_nonnull (strstr (card_page_text (page, "outputs_error"), "Channel 0 is wired twice"));
  choose_in_row (page, 1, 0, 3);
  choose_in_row (page, 1, 2, 2);
  card_page_assert_card (page, "comedi:/dev/comedi1?outputs=0:A.amplitude,3:spare");

  /* off and on again: they are still there */
  gtk_switch_set_active (gated, FALSE);
  card_page_assert_card (page, "comedi:/dev/comedi1");
  g_assert_cmpint (ins_session_get_recipe (page->session)->mode, ==, INS_MODE_WAVEFORM);
  gtk_switch_set_active (gated, TRUE);
  card_page_assert_card (page, "comedi:/dev/comedi1?outputs=0:A.amplitude,3:spare");
}

static void
test_remove_output (CardPageFixture *page, gconstpointer data)
{
  GtkWidget *rows = panel_test_get_child (WIDGET ("outputs"), INS_TYPE_CARD_OUTPUTS, "rows");
  GtkWidget *first = gtk_widget_get_first_child (rows);

  g_signal_emit_by_name (gtk_widget_get_last_child (first), "clicked");
  card_page_assert_card (page, "comedi:/dev/comedi1?outputs=2:A.time&us_per_volt=10");
  first = gtk_widget_get_first_child (rows);
  g_assert_null (gtk_widget_get_next_sibling (first));
  g_assert_false (gtk_widget_get_sensitive (gtk_widget_get_last_child (first)));
}

/* ---- encoder ------------------------------------------------------------------------------- */

static void
test_encoder (CardPageFixture *page, gconstpointer data)
{
  card_page_assert_items (page, "encoder", "None|Counter 11");
  card_page_choose (page, "encoder", 1);
  g_assert_nonnull (strstr (card_page_text (page, "encoder_error"), "how far one count is"));
  panel_test_run_ms (APPLY_MS);
  card_page_assert_in_use (page, "comedi:/dev/comedi1");
  card_page_type (page, "encoder_um", "-2.5");
  card_page_assert_card (page, "comedi:/dev/comedi1?encoder=11&encoder_um=-2.5");
  card_page_choose (page, "pulser", 1);
  g_assert_nonnull (strstr (card_page_text (page, "encoder_error"), "fires the pulser"));
}

/* ---- what comes from the card --------------------------------------------------------------- */

static void
test_state (CardPageFixture *page, gconstpointer data)
{
  static const gint16 samples[] = { 0, 1024, -512, 0 };
  static const gint16 clipped[] = { 0, 2047, 0, -100 };
  InsSnapshot *snapshot = fake_session_get_snapshot (page->session);

  g_strlcpy (snapshot->digitizer_info.name, "PCI-DAS4020/12", sizeof snapshot->digitizer_info.name);
  g_strlcpy (snapshot->digitizer_info.how, "one command per trigger",
             sizeof snapshot->digitizer_info.how);
  snapshot->digitizer_info.n_bits = 12;
  snapshot->digitizer_info.full_scale_counts = 2048;
  snapshot->timing_accepted = TRUE;
  snapshot->card_count = (InsDigitizerCount){ .n_pulses = 999, .prf_hz = 1000 };
  snapshot->clock_ppm = -12.0;
  fake_session_set_ascan (page->session, samples, G_N_ELEMENTS (samples));
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (card_page_says (WIDGET ("state"), "one command per trigger"));
  g_assert_true (card_page_says (WIDGET ("state"), "1000 pulses a second, none missed"));
  g_assert_true (card_page_says (WIDGET ("state"), "Highest peak 50 %"));
  g_assert_true (card_page_says (WIDGET ("state"), "12 ppm slower"));

  snapshot->card_count.n_missed = 1;
  fake_session_set_ascan (page->session, clipped, G_N_ELEMENTS (clipped));
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (card_page_says (WIDGET ("state"), "1 of 1000 missed"));
  g_assert_true (card_page_says (WIDGET ("state"), "leaves the range"));

  snapshot->pulse_missing = TRUE;
  g_strlcpy (snapshot->digitizer_message, "No trigger arrives at input 0: check the cable.",
             sizeof snapshot->digitizer_message);
  fake_session_emit_changed (page->session);
  panel_test_run_ms (UPDATE_MS);
  g_assert_true (card_page_says (WIDGET ("state"), "No trigger arrives at input 0"));
  g_assert_false (card_page_says (WIDGET ("state"), "leaves the range"));
}

static void
test_values (void)
{
  static const gint16 samples[] = { 1000, 500 };
  const InsCardScale scale = { .n_terms = 2, .coefficients = { 0.0, 0.005 } };
  InsDigitizerInfo info = { .mode = INS_ACQUIRE_GATED, .n_outputs = 3 };
  g_autoptr (GtkWidget) values = g_object_ref_sink (ins_card_values_new ());

  info.outputs[0] = (InsCardOutput){ INS_OUTPUT_AMPLITUDE, "F", scale, 10.0, 0.0 };
  info.outputs[1] = (InsCardOutput){ INS_OUTPUT_TIME, "F", scale, 4e-6, 1e-6 };
  info.outputs[2] = (InsCardOutput){ INS_OUTPUT_SPARE, "", scale, 0.0, 0.0 };
  ins_card_values_set (INS_CARD_VALUES (values), &info, samples, 2);
  g_assert_true (card_page_says (values, "Gate F, amplitude"));
  g_assert_true (card_page_says (values, "50.0 %"));
  g_assert_true (card_page_says (values, "11.00 µs"));
  g_assert_true (card_page_says (values, "Output 3, spare"));
  g_assert_true (card_page_says (values, "–"));
  info.n_outputs = 1;
  ins_card_values_set (INS_CARD_VALUES (values), &info, samples, 1);
  g_assert_false (card_page_says (values, "µs"));
}

/* ---- pure ---------------------------------------------------------------------------------- */

static void
test_fit (void)
{
  InsCardWiring wiring;
  InsCardOffer offer;

  ins_card_wiring_init (&wiring, "/dev/comedi2");
  wiring.channel = 9;
  wiring.range = 7;
  wiring.reference = 2;
  wiring.pulses = INS_PULSES_AT_TRIGGER;
  wiring.pulser_subdevice = 12;
  wiring.encoder_subdevice = 11;
  card_offers_init_comedi_test (&offer);
  ins_card_choice_fit (&offer, &wiring);
  g_assert_cmpuint (wiring.channel, ==, 0);
  g_assert_cmpuint (wiring.range, ==, 0);
  g_assert_cmpint (wiring.reference, ==, 2);
  g_assert_cmpint (wiring.pulses, ==, INS_PULSES_AT_SYNC);
  g_assert_cmpuint (wiring.sync_channel, ==, 1);
  g_assert_cmpint (wiring.pulser_subdevice, ==, INS_CARD_NONE);
  g_assert_cmpint (wiring.encoder_subdevice, ==, INS_CARD_NONE);
  for (guint i = 0; i < INS_N_CARD_GROUPS; i++)
    g_assert_null (ins_card_choice_check (&offer, &wiring, (InsCardGroup)i));

  /* one channel only: what is left is to find the pulse in the signal */
  offer.n_channels = 1;
  offer.maximum_rate_pair_hz = 0.0;
  ins_card_choice_fit (&offer, &wiring);
  g_assert_cmpint (wiring.pulses, ==, INS_PULSES_AT_MAIN_BANG);
  ins_card_wiring_clear (&wiring);
}

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_words (void)
{
  assert_text (ins_card_text_range (&(InsOfferRange){ -1, 1, TRUE }), "±1 V");
  assert_text (ins_card_text_range (&(InsOfferRange){ 0, 0.02, TRUE }), "0 to 20 mV");
  assert_text (ins_card_text_range (&(InsOfferRange){ 0, 20, FALSE }), "0 to 20");
  assert_text (ins_card_text_rate (20e6), "20 MS/s");
  assert_text (ins_card_text_rate (1.25e6), "1.25 MS/s");
  assert_text (ins_card_text_rate (333.25e3), "333.25 kS/s");
  assert_text (ins_card_text_rate (50), "50 S/s");
}

#define ADD(path, card, function)                                                                  \
  g_test_add ("/card-outputs/" path, CardPageFixture, card, card_page_set_up, function,            \
              card_page_tear_down)

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  ADD ("outputs", "comedi:/dev/comedi1", test_outputs);
  ADD ("remove-output", "comedi:/dev/comedi1?outputs=0:A.amplitude,2:A.time&us_per_volt=10",
       test_remove_output);
  ADD ("encoder", "comedi:/dev/comedi1", test_encoder);
  ADD ("state", "comedi:/dev/comedi0?trigger=0", test_state);
  g_test_add_func ("/card-outputs/values", test_values);
  g_test_add_func ("/card-outputs/fit", test_fit);
  g_test_add_func ("/card-outputs/words", test_words);

  return g_test_run ();
}
