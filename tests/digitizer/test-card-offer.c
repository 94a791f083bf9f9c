/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-card-wiring.h"

static const InsCardOffer full = {
  .address = "comedi:/dev/comedi1",
  .name = "pci-6110",
  .driver = "ni_pcimio",
  .n_channels = 4,
  .n_bits = 12,
  .n_ranges = 3,
  .ranges = { { -10, 10, TRUE }, { 0, 5, TRUE }, { 4, 20, FALSE } },
  .references = 1u << 0 | 1u << 2,
  .calibration = "by the card",
  .maximum_rate_hz = 5e6,
  .maximum_rate_pair_hz = 2.5e6,
  .n_rates = 3,
  .rates_hz = { 5e6, 1e6, 200e3 },
  .can_scan_on_trigger = TRUE,
  .maximum_scan_samples = 512,
  .can_start_on_trigger = TRUE,
  .maximum_gated_hz = 1.25e6,
  .n_counters = 2,
  .counters = { { 11, 3, TRUE, TRUE }, { 13, 1, FALSE, FALSE } },
  .analogue_output = 1,
};

/* Every address printed can be used as it stands. */
static void
assert_addresses_work (const char *text, guint n_expected)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], "comedi:"))
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (InsUri) uri = ins_uri_parse (words[i], &error);
        InsCardWiring wiring;

        g_assert_no_error (error);
        g_test_message ("%s", words[i]);
        if (ins_card_wiring_parse (&wiring, uri, &error))
          ins_card_wiring_clear (&wiring);
        g_assert_no_error (error);
        n++;
      }
  g_assert_cmpuint (n, ==, n_expected);
}

static void
test_full (void)
{
  static const char *const parts[] = {
    "channels: 4 of 12 bits",
    "range=0 ±10 V, range=1 0 to 5 V, range=2 4 to 20, not in volts",
    "references: ground, differential",
    "calibration: by the card",
    "up to 5 MHz, with a sync on a second channel up to 2.5 MHz",
    "exact rates: 5 MHz, 1 MHz, 200 kHz",
    "stream: comedi:/dev/comedi1\n",
    "comedi:/dev/comedi1?sync=1\n",
    "comedi:/dev/comedi1?sync=signal\n",
    "one A-scan per trigger: comedi:/dev/comedi1?trigger=0 (up to 512 samples",
    "up to 1.25 MHz: comedi:/dev/comedi1?outputs=0:A.amplitude",
    "counter 11, makes the pulser fire: comedi:/dev/comedi1?pulser=11\n",
    "comedi:/dev/comedi1?encoder=11",
    "counter 13",
    "comedi:/dev/comedi1?pulser=1",
  };
  g_autofree char *text = ins_card_offer_to_text (&full);

  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, "pci-6110 (driver ni_pcimio)"));
  g_assert_false (g_str_has_suffix (text, "\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_test_message ("%s", parts[i]);
      g_assert_nonnull (strstr (text, parts[i]));
    }
  g_assert_null (strstr (text, "not ready"));
  assert_addresses_work (text, 10);
}

/* A trigger that is only a start, and the one card whose first trigger input is not a socket. */
static void
test_start_trigger (void)
{
  InsCardOffer offer = full;
  g_autofree char *text = NULL;

  g_strlcpy (offer.name, "pci-das4020/12", sizeof offer.name);
  offer.can_scan_on_trigger = FALSE;
  offer.maximum_scan_samples = 0;
  offer.n_counters = 0;
  offer.analogue_output = -1;
  text = ins_card_offer_to_text (&offer);
  g_assert_nonnull (strstr (text, "?trigger=1 (the card is armed anew for each)"));
  g_assert_null (strstr (text, "trigger=0"));
  g_assert_null (strstr (text, "pulser"));
  g_assert_null (strstr (text, "encoder"));
  g_assert_null (strstr (text, "one reading per trigger"));
  assert_addresses_work (text, 6);
}

static void
test_small (void)
{
  InsCardOffer offer = { .address = "comedi:/dev/comedi0",
                         .name = "small",
                         .driver = "some",
                         .n_channels = 1,
                         .n_bits = 16,
                         .maximum_rate_hz = 60,
                         .maximum_gated_hz = 60,
                         .analogue_output = -1 };
  g_autofree char *text = ins_card_offer_to_text (&offer);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "channels: one of 16 bits"));
  g_assert_nonnull (strstr (text, "sample rate: up to 60 Hz\n"));
  g_assert_null (strstr (text, "sync=1"));
  g_assert_null (strstr (text, "trigger="));
  g_assert_null (strstr (text, "A.time"));
  assert_addresses_work (text, 4);
}

static void
test_problem (void)
{
  InsCardOffer offer = { .address = "comedi:/dev/comedi0",
                         .problem = "Join the group “iocard”.",
                         .analogue_output = -1 };
  g_autofree char *text = ins_card_offer_to_text (&offer);

  g_assert_cmpstr (text, ==, "comedi:/dev/comedi0\nnot ready: Join the group “iocard”.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card-offer/full", test_full);
  g_test_add_func ("/card-offer/start-trigger", test_start_trigger);
  g_test_add_func ("/card-offer/small", test_small);
  g_test_add_func ("/card-offer/problem", test_problem);

  return g_test_run ();
}
