/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "devices/digitizer/ins-card-offer.h"
#include "fake-comedi.h"

#define SOME_TESTS 2000 /* that a list may ask of one card */

static GPtrArray *
find (guint n_expected)
{
  GPtrArray *offers = ins_card_offers_find ();

  g_assert_cmpuint (offers->len, ==, n_expected);
  for (guint i = 0; i < offers->len; i++)
    {
      g_autofree char *text = ins_card_offer_to_text (offers->pdata[i]);

      g_test_message ("%s", text);
    }

  return offers;
}

static const struct
{
  FakeModel model;
  const char *name;
  guint n_channels, n_bits, n_ranges;
  guint references;
  double first_v; /* end of range 0 */
  double rates_hz[INS_OFFER_MAX_RATES];
  double pair_hz, gated_hz;
  gboolean scans;
  guint scan_samples;
  gboolean starts;
  guint n_pulsers, n_latches;
  int output;
} models[] = {
  { FAKE_COMEDI_TEST,
    "comedi_test",
    8,
    16,
    2,
    1,
    10,
    { 1e6, 5e5, 2e5, 1e5, 5e4, 2e4, 1e4, 5e3, 2e3, 1e3 },
    5e5,
    25e4,
    FALSE,
    0,
    FALSE,
    0,
    0,
    1 },
  { FAKE_PCI_DAS4020,
    "pci-das4020/12",
    4,
    12,
    2,
    1,
    5,
    { 2e7, 1e7, 5e6, 2e6, 1e6, 5e5, 2e5, 1e5, 5e4, 2e4, 1e4, 5e3, 2e3, 1e3 },
    2e7,
    2e7,
    FALSE,
    0,
    TRUE,
    0,
    0,
    -1 },
  { FAKE_PCI_6110,
    "pci-6110",
    4,
    12,
    8,
    4,
    50,
    { 5e6, 2e6, 1e6, 5e5, 2e5, 1e5, 5e4, 2e4, 1e4, 5e3, 2e3, 1e3 },
    5e6,
    5e6,
    TRUE,
    1,
    TRUE,
    2,
    2,
    1 },
  { FAKE_PCI_6220,
    "pci-6220",
    16,
    16,
    4,
    15,
    10,
    { 25e4, 2e5, 1e5, 5e4, 2e4, 1e4, 5e3, 2e3, 1e3 },
    125e3,
    62500,
    TRUE,
    512,
    TRUE,
    2,
    2,
    -1 },
  { FAKE_PCI_6280,
    "pci-6280",
    16,
    18,
    7,
    15,
    10,
    { 625e3, 5e5, 2e5, 1e5, 5e4, 2e4, 1e4, 5e3, 2e3, 1e3 },
    3125e2,
    156250,
    TRUE,
    512,
    TRUE,
    2,
    2,
    -1 },
  { FAKE_USBDUXFAST,
    "usbduxfast",
    16,
    12,
    2,
    1,
    0.75,
    { 3e7, 1e7, 5e6, 2e6, 1e6, 5e5, 2e5, 1e5 },
    3e7 / 18,
    3e7 / 27,
    FALSE,
    0,
    TRUE,
    0,
    0,
    -1 },
};

static void
test_models (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      FakeCard *card;
      const InsCardOffer *offer;
      g_autoptr (GPtrArray) offers = NULL;
      guint n_pulsers = 0, n_latches = 0;

      g_test_message ("%s", models[i].name);
      fake_comedi_reset ();
      card = fake_comedi_install ("/dev/comedi0", models[i].model);
      offers = find (1);
      offer = offers->pdata[0];
      g_assert_cmpstr (offer->problem, ==, "");
      g_assert_cmpstr (offer->name, ==, models[i].name);
      g_assert_cmpuint (offer->n_channels, ==, models[i].n_channels);
      g_assert_cmpuint (offer->n_bits, ==, models[i].n_bits);
      g_assert_cmpuint (offer->n_ranges, ==, models[i].n_ranges);
      g_assert_cmpuint (offer->references, ==, models[i].references);
      g_assert_cmpfloat (offer->ranges[0].maximum, ==, models[i].first_v);
      g_assert_cmpfloat_with_epsilon (offer->maximum_rate_hz, models[i].rates_hz[0], 1e-3);
      for (guint k = 0; k < INS_OFFER_MAX_RATES; k++)
        g_assert_cmpfloat_with_epsilon (offer->rates_hz[k], models[i].rates_hz[k], 1e-3);
      g_assert_cmpfloat_with_epsilon (offer->maximum_rate_pair_hz, models[i].pair_hz, 1e-3);
      g_assert_cmpfloat_with_epsilon (offer->maximum_gated_hz, models[i].gated_hz, 1e-3);
      g_assert_cmpint (offer->can_scan_on_trigger, ==, models[i].scans);
      g_assert_cmpuint (offer->maximum_scan_samples, ==, models[i].scan_samples);
      g_assert_cmpint (offer->can_start_on_trigger, ==, models[i].starts);
      for (guint k = 0; k < offer->n_counters; k++)
        {
          n_pulsers += offer->counters[k].can_pulse ? 1 : 0;
          n_latches += offer->counters[k].can_latch ? 1 : 0;
        }
      g_assert_cmpuint (n_pulsers, ==, models[i].n_pulsers);
      g_assert_cmpuint (n_latches, ==, models[i].n_latches);
      g_assert_cmpint (offer->analogue_output, ==, models[i].output);

      /* it was only asked */
      g_assert_cmpuint (card->seen.n_tests, <, SOME_TESTS);
      g_assert_cmpuint (card->seen.n_commands + card->seen.n_cancels, ==, 0);
      g_assert_cmpuint (card->seen.n_calibrations, ==, 0);
      g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
    }
}

static void
test_calibration (void)
{
  fake_comedi_reset ();
  fake_comedi_install ("/dev/comedi0", FAKE_PCI_6220);
  fake_comedi_install ("/dev/comedi1", FAKE_PCI_6110);
  {
    g_autoptr (GPtrArray) offers = find (2);

    g_assert_nonnull (
        strstr (((InsCardOffer *)offers->pdata[0])->calibration, "comedi_soft_calibrate"));
    g_assert_cmpstr (((InsCardOffer *)offers->pdata[1])->calibration, ==, "by the card");
  }
}

/* A card that refuses everything is asked for a bounded time. */
static void
test_refusing (void)
{
  FakeCard *card;
  const InsCardOffer *offer;
  g_autoptr (GPtrArray) offers = NULL;

  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", FAKE_PCI_6220);
  card->faults.is_refusing = TRUE;
  offers = find (1);
  offer = offers->pdata[0];
  g_assert_cmpuint (offer->n_channels, ==, 16);
  g_assert_cmpfloat (offer->maximum_rate_hz, ==, 0);
  g_assert_cmpuint (offer->n_rates, ==, 0);
  g_assert_false (offer->can_scan_on_trigger || offer->can_start_on_trigger);
  g_assert_nonnull (strstr (offer->problem, "refuses"));
  g_assert_cmpuint (card->seen.n_tests, <, SOME_TESTS);
}

static void
test_problems (void)
{
  static const struct
  {
    int open_errno;
    const char *says;
  } cases[] = { { EACCES, "iocard" },
                { ENODEV, "no card is attached" },
                { ENOTTY, "not a Comedi device" },
                { EBUSY, "Another program" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const InsCardOffer *bad, *good;
      g_autoptr (GPtrArray) offers = NULL;

      fake_comedi_reset ();
      fake_comedi_install ("/dev/comedi2", FAKE_PCI_6110)->faults.open_errno = cases[i].open_errno;
      fake_comedi_install ("/dev/comedi15", FAKE_PCI_DAS4020);
      offers = find (2);
      bad = offers->pdata[0];
      good = offers->pdata[1];
      g_assert_cmpstr (bad->address, ==, "comedi:/dev/comedi2");
      g_assert_nonnull (strstr (bad->problem, cases[i].says));
      g_assert_cmpuint (bad->n_channels, ==, 0);
      g_assert_cmpint (bad->analogue_output, ==, -1);
      g_assert_cmpstr (good->address, ==, "comedi:/dev/comedi15");
      g_assert_cmpstr (good->problem, ==, "");
    }
}

static comedi_t *
start_recording (guint *chanspec)
{
  comedi_t *device = comedi_open ("/dev/comedi0");
  comedi_cmd command = { .start_src = TRIG_NOW,
                         .scan_begin_src = TRIG_FOLLOW,
                         .convert_src = TRIG_TIMER,
                         .convert_arg = 1000,
                         .scan_end_src = TRIG_COUNT,
                         .scan_end_arg = 1,
                         .stop_src = TRIG_NONE,
                         .chanlist = chanspec,
                         .chanlist_len = 1 };

  g_assert_nonnull (device);
  g_assert_cmpint (comedi_command (device, &command), ==, 0);

  return device;
}

/* The list is made while somebody records: that goes on, sample by sample. */
static void
test_while_recording (void)
{
  guint chanspec = CR_PACK (0, 0, AREF_GROUND);
  FakeCard *card;
  const InsCardOffer *offer;
  comedi_t *device;
  guint n_buffer;

  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", FAKE_COMEDI_TEST);
  device = start_recording (&chanspec);
  n_buffer = fake_card_get_buffer (card, 0);
  fake_comedi_advance (100e6);
  {
    g_autoptr (GPtrArray) offers = find (1);

    offer = offers->pdata[0];
    g_assert_nonnull (strstr (offer->problem, "recording now"));
    g_assert_cmpfloat (offer->maximum_rate_hz, ==, 1e6);
    g_assert_cmpuint (offer->n_ranges, ==, 2);
  }
  g_assert_true (fake_card_is_running (card, 0));
  fake_comedi_advance (100e6);
  g_assert_cmpint (comedi_get_buffer_contents (device, 0), ==, 400000);
  g_assert_cmpuint (fake_card_get_buffer (card, 0), ==, n_buffer);
  g_assert_cmpuint (card->seen.n_cancels, ==, 0);
  comedi_close (device);
}

static void
test_nothing (void)
{
  g_autoptr (GPtrArray) offers = NULL;

  fake_comedi_reset ();
  offers = find (0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-offer/models", test_models);
  g_test_add_func ("/comedi-offer/calibration", test_calibration);
  g_test_add_func ("/comedi-offer/refusing", test_refusing);
  g_test_add_func ("/comedi-offer/problems", test_problems);
  g_test_add_func ("/comedi-offer/while-recording", test_while_recording);
  g_test_add_func ("/comedi-offer/nothing", test_nothing);

  return g_test_run ();
}
