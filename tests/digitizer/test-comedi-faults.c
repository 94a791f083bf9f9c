/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong while a card records: nothing hangs, and each says what it is. */
#include "config.h"

#include <errno.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "digitizer-fixture.h"

static FakeCard *card;
static FakePulser pulser;
static double off_ns, on_ns; /* the pulser is off between these */

static const InsTiming usual = { .sample_rate_hz = 200e3, .n_samples = 50, .prf_hz = 1000 };

static double
pulser_trigger (gpointer data, guint input, gboolean falling, double after_ns)
{
  double ns = fake_pulser_trigger (&pulser, input, falling, after_ns);

  return ns > off_ns && ns < on_ns ? fake_pulser_trigger (&pulser, input, falling, on_ns) : ns;
}

static void
install (FakeModel model)
{
  fake_comedi_reset ();
  off_ns = on_ns = 0;
  card = fake_comedi_install ("/dev/comedi0", model);
  pulser = (FakePulser){ .first_ns = 2e6, .period_ns = 1e6, .width_ns = 10e3 };
  fake_card_set_trigger (card, pulser_trigger, NULL);
}

/* No pulse comes: that is said by the info, and reading goes on. */
static void
test_silent_trigger (void)
{
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsDigitizerInfo info;
  InsTiming timing;

  install (FAKE_PCI_6220);
  fake_card_set_trigger (card, NULL, NULL);
  digitizer = fixture_open ("comedi:/dev/comedi0?trigger=0");
  ins_digitizer_get_info (digitizer, &info);
  g_assert_true (info.waits_for_pulse);
  fixture_start (digitizer, &usual, &timing, NULL);
  pulses = fixture_read (digitizer, &timing, 3.0, 8, NULL);
  g_assert_cmpuint (pulses->n_pulses, ==, 0);
  g_assert_cmpint (card->seen.longest_poll_ms, <, 250);
}

/* The numbers of triggers are their times; a pulser that was off for a while breaks that. */
static void
test_pulser_off (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = NULL;
      g_autoptr (FixturePulses) before = NULL, after = NULL;
      InsTiming timing, wanted = usual;

      install (i == 0 ? FAKE_PCI_6220 : FAKE_PCI_6110);
      wanted.sample_rate_hz = i == 0 ? 200e3 : 5e6;
      off_ns = 300e6;
      on_ns = 1500e6;
      digitizer = fixture_open ("comedi:/dev/comedi0?trigger=0");
      fixture_start (digitizer, &wanted, &timing, NULL);
      before = fixture_read (digitizer, &timing, 2.0, 8, &error);
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
      g_assert_cmpuint (before->n_pulses, >, i == 0 ? 280 : 150); /* it learns the rate first */
      g_assert_cmpuint (before->n_pulses, <, 310);
      g_clear_error (&error);

      g_assert_true (ins_digitizer_start (digitizer, &timing, &error));
      after = fixture_read (digitizer, &timing, 0.3, 8, NULL);
      g_assert_cmpuint (after->n_pulses, >, i == 0 ? 280 : 150);
      g_assert_cmpuint (after->pulses[0].index, <, 200);
    }
}

/* A program that does not read for a while is no pulser that is off. */
static void
test_reader_away (void)
{
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) before = NULL, after = NULL;
  InsTiming timing;

  install (FAKE_PCI_6220);
  digitizer = fixture_open ("comedi:/dev/comedi0?trigger=0");
  fixture_start (digitizer, &usual, &timing, NULL);
  before = fixture_read (digitizer, &timing, 0.1, 8, NULL);
  fake_comedi_advance (2e9);
  after = fixture_read (digitizer, &timing, 0.1, 8, NULL);
  g_assert_cmpuint (after->n_pulses, >, 2000);
  g_assert_cmpuint (after->pulses[0].index, ==, before->n_pulses);
}

static void
test_second_user (void)
{
  static const char *const addresses[] = { "comedi:/dev/comedi0", "comedi:/dev/comedi0?trigger=0" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    for (guint locks = 0; locks < 2; locks++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (InsDigitizer) digitizer = NULL;
        InsTiming timing;

        install (FAKE_PCI_6110);
        digitizer = fixture_open (addresses[i]);
        g_assert_true (ins_digitizer_negotiate (digitizer, &usual, &timing, NULL, &error));
        (locks != 0 ? fake_card_lock : fake_card_take) (card, TRUE);
        g_assert_false (ins_digitizer_start (digitizer, &timing, &error));
        g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
        g_clear_error (&error);
        (locks != 0 ? fake_card_lock : fake_card_take) (card, FALSE);
        g_assert_true (ins_digitizer_start (digitizer, &timing, &error));
        g_assert_no_error (error);
      }
}

static void
on_cancel (FakeCard *it)
{
  fake_card_cancel (it, 0);
}

/* Unplugged, or cancelled by another program, while it waits for triggers or streams. */
static void
test_ends_while_recording (void)
{
  static const struct
  {
    FakeModel model;
    const char *address;
    FakeEvent event;
  } cases[] = {
    { FAKE_PCI_6220, "comedi:/dev/comedi0?trigger=0", fake_card_unplug },
    { FAKE_PCI_6110, "comedi:/dev/comedi0?trigger=0", fake_card_unplug },
    { FAKE_PCI_6110, "comedi:/dev/comedi0?outputs=0:A.amplitude", fake_card_unplug },
    { FAKE_COMEDI_TEST, "comedi:/dev/comedi0?sync=1", fake_card_unplug },
    { FAKE_PCI_6220, "comedi:/dev/comedi0?trigger=0", on_cancel },
    { FAKE_PCI_6110, "comedi:/dev/comedi0?trigger=0", on_cancel },
    { FAKE_COMEDI_TEST, "comedi:/dev/comedi0", on_cancel },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = NULL;
      g_autoptr (FixturePulses) pulses = NULL;
      InsTiming timing;

      install (cases[i].model);
      digitizer = fixture_open (cases[i].address);
      fixture_start (digitizer, &usual, &timing, NULL);
      fake_comedi_at (100.5e6, cases[i].event, card);
      pulses = fixture_read (digitizer, &timing, 1.0, 8, &error);
      g_test_message ("%s", error->message);
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
      g_assert_cmpfloat (fake_comedi_now_ns (), <, 0.4e9);
      ins_digitizer_close (digitizer);
      g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
    }
}

/* The card answers another timing when it is started than when it was asked. */
static void
test_other_timing_at_start (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = NULL;
  InsTiming timing;

  install (FAKE_COMEDI_TEST);
  digitizer = fixture_open ("comedi:/dev/comedi0");
  g_assert_true (ins_digitizer_negotiate (digitizer, &usual, &timing, NULL, &error));
  card->faults.n_tests_to_shift = 2; /* the first asks for the sources */
  g_assert_false (ins_digitizer_start (digitizer, &timing, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
  g_assert_cmpuint (card->seen.n_commands, ==, 0);
}

/* It works with what there is, and says how long that is. */
static void
test_small_buffer (void)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsTiming timing;

  install (FAKE_COMEDI_TEST);
  card->faults.maximum_bytes = 65536;
  fake_card_set_buffer (card, 0, 65536, 65536);
  digitizer = fixture_open ("comedi:/dev/comedi0");
  fixture_start (digitizer, &usual, &timing, notes);
  g_assert_true (fixture_has_note (notes, "holds only 0.164 s of samples"));
  pulses = fixture_read (digitizer, &timing, 1.0, 64, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, 980);
}

/* Sync without an edge: the samples are used up, and reading comes back in time. */
static void
test_no_edge (void)
{
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (8, usual.n_samples);
  g_autoptr (GError) error = NULL;
  InsDigitizerCount count;
  InsTiming timing;
  double start_s;

  install (FAKE_COMEDI_TEST);
  digitizer = fixture_open ("comedi:/dev/comedi0?channel=2&sync=3");
  fixture_start (digitizer, &usual, &timing, NULL);
  start_s = ins_clock_now_s ();
  g_assert_true (ins_digitizer_read (digitizer, block, 0.3, &error));
  g_assert_cmpuint (block->n_pulses, ==, 0);
  g_assert_cmpfloat (ins_clock_now_s () - start_s, <, 0.35);
  ins_digitizer_get_count (digitizer, &count);
  g_assert_cmpuint (count.n_samples, >, 90000);
  g_assert_true (isnan (count.prf_hz));
  ins_digitizer_stop (digitizer);
  ins_digitizer_get_count (digitizer, &count);
  g_assert_cmpuint (count.n_samples, >, 90000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-faults/silent-trigger", test_silent_trigger);
  g_test_add_func ("/comedi-faults/pulser-off", test_pulser_off);
  g_test_add_func ("/comedi-faults/reader-away", test_reader_away);
  g_test_add_func ("/comedi-faults/second-user", test_second_user);
  g_test_add_func ("/comedi-faults/ends-while-recording", test_ends_while_recording);
  g_test_add_func ("/comedi-faults/other-timing-at-start", test_other_timing_at_start);
  g_test_add_func ("/comedi-faults/small-buffer", test_small_buffer);
  g_test_add_func ("/comedi-faults/no-edge", test_no_edge);

  return g_test_run ();
}
