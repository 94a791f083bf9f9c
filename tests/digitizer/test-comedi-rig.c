/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card that makes the pulser fire, and one that knows where the probe is. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "digitizer-fixture.h"
#include "fake-counter.h"

#define ECHO_S 40e-6
#define MM_PER_S 25.0

static FakeCard *card;
static FakeTrace trace;

static void
install (FakeModel model)
{
  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", model);
  trace = (FakeTrace){
    .pulser = { .first_ns = 137.4e3, .period_ns = 1e6, .width_ns = 10e3 },
    .sync_channel = 7,
    .bang_v = 9.0,
    .bang_ns = 4e3,
    .centre_hz = 100e3,
    .n_echoes = 1,
    .echoes = { { .delay_ns = ECHO_S * 1e9, .v = 0.8 } },
  };
  fake_card_set_signal (card, fake_trace_signal, &trace);
  fake_card_set_trigger (card, fake_pulser_trigger, &trace.pulser);
}

/* The pulser begins somewhere in the stream: its main bang says where. */
static void
test_own_pulser (void)
{
  static const InsTiming wanted = { 1e6, 60, 20e-6, 1000 };
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsDigitizerInfo info;
  InsTiming timing;

  install (FAKE_COMEDI_TEST);
  digitizer = fixture_open ("comedi:/dev/comedi0?pulser=1");
  fixture_start (digitizer, &wanted, &timing, NULL);
  g_assert_cmpfloat (timing.prf_hz, ==, 1000);
  g_assert_true (fake_card_is_running (card, 1));
  pulses = fixture_read (digitizer, &timing, 3.0, 16, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, 2900);
  for (guint i = 0; i < pulses->n_pulses; i++)
    {
      const gint16 *samples = pulses->samples + 60 * (gsize)i;
      guint best = 0;

      for (guint k = 1; k < 60; k++)
        best = abs (samples[k]) > abs (samples[best]) ? k : best;
      g_assert_cmpfloat (fabs (timing.delay_s + best * 1e-6 - ECHO_S), <, 2.5e-6);
      g_assert_cmpuint (pulses->pulses[i].index, ==, i);
    }
  ins_digitizer_get_info (digitizer, &info);
  g_assert_nonnull (strstr (info.how, "Main bang found"));
  g_assert_cmpuint (fake_card_get_output (card, 0)->len, >, 1000); /* fed all the time */
  ins_digitizer_stop (digitizer);
  g_assert_false (fake_card_is_running (card, 1));
  g_assert_false (fake_card_is_running (card, 0));
}

static void
test_own_pulser_unseen (void)
{
  static const InsTiming wanted = { 1e6, 60, 20e-6, 1000 };
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsDigitizerInfo info;
  InsTiming timing;

  install (FAKE_COMEDI_TEST);
  trace.bang_v = 0;
  trace.n_echoes = 0;
  digitizer = fixture_open ("comedi:/dev/comedi0?pulser=1");
  fixture_start (digitizer, &wanted, &timing, NULL);
  pulses = fixture_read (digitizer, &timing, 0.5, 16, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, 400);
  ins_digitizer_get_info (digitizer, &info);
  g_assert_nonnull (strstr (info.how, "No main bang was seen"));
}

static double
position_at (gpointer um_per_count, double ns)
{
  return ns * 1e-9 * MM_PER_S * 1e3 / *(double *)um_per_count;
}

/* Each record carries the position at its own trigger, in every way that a card can be triggered.
 */
static void
test_encoder (void)
{
  static const char *const addresses[] = {
    "comedi:/dev/comedi0?trigger=0&encoder=11&encoder_um=5&encoder_a=8&encoder_b=9&encoder_latch=0",
    "comedi:/dev/comedi0?outputs=0:A.amplitude&trigger=0&encoder=11&encoder_um=5&encoder_a=8"
    "&encoder_b=9&encoder_latch=0",
  };
  static const InsTiming wanted = { 250e3, 60, 0, 1000 };
  static double um_per_count = 5.0;

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (InsDigitizer) digitizer = NULL;
      g_autoptr (FixturePulses) pulses = NULL;
      InsDigitizerInfo info;
      InsTiming timing;
      guint n_known = 0;

      install (FAKE_PCI_6221);
      fake_card_set_encoder (card, position_at, &um_per_count);
      fake_card_wire_encoder (card, 8, 9);
      digitizer = fixture_open (addresses[i]);
      ins_digitizer_get_info (digitizer, &info);
      g_assert_true (info.has_encoder);
      fixture_start (digitizer, &wanted, &timing, NULL);
      pulses = fixture_read (digitizer, &timing, 2.0, 16, NULL);
      g_assert_cmpuint (pulses->n_pulses, >, 1900);
      for (guint k = 1; k < pulses->n_pulses; k++)
        {
          double step_mm = pulses->pulses[k].encoder_mm - pulses->pulses[k - 1].encoder_mm;

          if (isnan (step_mm))
            continue;
          n_known++;
          g_assert_cmpfloat (fabs (step_mm - MM_PER_S * 1e-3), <, 0.0051);
        }
      g_test_message ("%u of %u positions", n_known, pulses->n_pulses);
      g_assert_cmpuint (n_known, >, 1900);
    }
}

/* What the stage goes while nothing is recorded is counted: the origin stays from start to start,
 * also over an overrun, or every line after it would seem to have slipped. */
static void
test_encoder_keeps_its_origin (void)
{
  static const InsTiming wanted = { 250e3, 60, 0, 1000 };
  static double um_per_count = 5.0;
  g_autoptr (InsDigitizer) digitizer = NULL;
  double offset_mm[2];
  InsTiming timing;

  install (FAKE_PCI_6221);
  fake_card_set_encoder (card, position_at, &um_per_count);
  fake_card_wire_encoder (card, 8, 9);
  digitizer = fixture_open ("comedi:/dev/comedi0?trigger=0&encoder=11&encoder_um=5&encoder_a=8"
                            "&encoder_b=9&encoder_latch=0");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (FixturePulses) pulses = NULL;

      fixture_start (digitizer, &wanted, &timing, NULL);
      pulses = fixture_read (digitizer, &timing, 1.0, 16, NULL);
      offset_mm[i] = pulses->pulses[pulses->n_pulses - 1].encoder_mm -
                     MM_PER_S * fake_comedi_now_ns () * 1e-9;
      fake_comedi_advance (2e9); /* 50 mm, and the buffer runs over */
    }
  g_test_message ("%g mm, %g mm", offset_mm[0], offset_mm[1]);
  g_assert_cmpfloat (fabs (offset_mm[1] - offset_mm[0]), <, 2.0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-rig/own-pulser", test_own_pulser);
  g_test_add_func ("/comedi-rig/own-pulser-unseen", test_own_pulser_unseen);
  g_test_add_func ("/comedi-rig/encoder", test_encoder);
  g_test_add_func ("/comedi-rig/encoder-keeps-its-origin", test_encoder_keeps_its_origin);

  return g_test_run ();
}
