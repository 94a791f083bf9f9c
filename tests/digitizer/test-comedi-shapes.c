/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each way to acquire, on each kind of card: what is asked of the driver, and that every pulse
 * comes with its own echo at its own time. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/ins-error.h"
#include "digitizer-fixture.h"

#define FIRST_NS 3.3e6 /* the pulser has run before the card, at a place of its own */
#define PERIOD_NS 500e3
#define ECHO_NS 40e3

static FakeCard *card;
static FakeTrace trace;

/* A pulser of 2 kHz, a probe with one echo on channel 0, the sync output on channel 1. */
static void
install (FakeModel model, double centre_hz)
{
  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", model);
  trace = (FakeTrace){
    .pulser = { .first_ns = FIRST_NS, .period_ns = PERIOD_NS, .width_ns = 50e3, .sync_v = 4.0 },
    .sync_channel = 1,
    .centre_hz = centre_hz,
    .n_echoes = 1,
    .echoes = { { .delay_ns = ECHO_NS, .v = 0.8 } },
  };
  fake_card_set_signal (card, fake_trace_signal, &trace);
  fake_card_set_trigger (card, fake_pulser_trigger, &trace.pulser);
}

static guint
highest (const FixturePulses *pulses, guint i)
{
  const gint16 *samples = pulses->samples + (gsize)i * pulses->n_samples;
  guint best = 0;

  for (guint k = 1; k < pulses->n_samples; k++)
    if (abs (samples[k]) > abs (samples[best]))
      best = k;

  return best;
}

/* The echo stands in each record where it was heard after its pulse, within a sample or two. */
static void
check_echoes (const FixturePulses *pulses, const InsTiming *timing, double within_samples)
{
  for (guint i = 0; i < pulses->n_pulses; i++)
    {
      double at_s = timing->delay_s + highest (pulses, i) / timing->sample_rate_hz;

      g_assert_cmpfloat (fabs (at_s - ECHO_NS * 1e-9) * timing->sample_rate_hz, <=, within_samples);
    }
}

/* Pulse i of the stream is pulse i + n of the pulser, for the same n throughout. */
static void
check_times (const FixturePulses *pulses, double within_s)
{
  double command_s = (double)card->seen.command_ns * 1e-9;
  double first_s = trace.pulser.first_ns * 1e-9, period_s = trace.pulser.period_ns * 1e-9;
  gint64 offset = llround ((command_s + pulses->pulses[0].card_s - first_s) / period_s) -
                  (gint64)pulses->pulses[0].index;

  for (guint i = 0; i < pulses->n_pulses; i++)
    {
      const InsPulse *pulse = &pulses->pulses[i];
      double true_s = fake_pulser_get_ns (&trace.pulser, (gint64)pulse->index + offset) * 1e-9;

      g_assert_cmpfloat (fabs (command_s + pulse->card_s - true_s), <=, within_s);
    }
}

static void
check_command (guint start, guint scan_begin, guint convert, guint stop)
{
  const comedi_cmd *command = &card->seen.command;

  g_assert_cmpuint (command->start_src, ==, start);
  g_assert_cmpuint (command->scan_begin_src, ==, scan_begin);
  g_assert_cmpuint (command->convert_src, ==, convert);
  g_assert_cmpuint (command->stop_src, ==, stop);
}

static void
test_sync (void)
{
  static const InsTiming wanted = { 500e3, 50, 0, 2000 };
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsDigitizerCount count;
  InsDigitizerInfo info;
  InsTiming timing;

  install (FAKE_COMEDI_TEST, 50e3);
  trace.pulser.missing_every = 10;
  digitizer = fixture_open ("comedi:/dev/comedi0?sync=1");
  ins_digitizer_get_info (digitizer, &info);
  g_assert_cmpint (info.mode, ==, INS_ACQUIRE_STREAM);
  g_assert_true (info.waits_for_pulse);
  g_assert_cmpfloat (info.maximum_sample_rate_hz, ==, 500e3);
  g_assert_nonnull (g_strstr_len (info.how, -1, "rising edge of channel 1"));
  fixture_start (digitizer, &wanted, &timing, notes);
  g_assert_true (fixture_has_note (notes, "the sync channel 1 µs after the signal"));
  g_assert_cmpfloat (timing.sample_rate_hz, ==, 500e3);
  check_command (TRIG_NOW, TRIG_FOLLOW, TRIG_TIMER, TRIG_NONE);
  g_assert_cmpuint (card->seen.command.convert_arg, ==, 1000);
  g_assert_cmpuint (card->seen.command.chanlist_len, ==, 2);

  pulses = fixture_read (digitizer, &timing, 0.5, 7, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, 850);
  check_echoes (pulses, &timing, 2);
  check_times (pulses, 4e-6);
  ins_digitizer_get_count (digitizer, &count);
  g_assert_cmpuint (count.n_pulses, ==, pulses->n_pulses);
  g_assert_cmpuint (count.n_missed, >=, pulses->n_pulses / 9 - 1);
  g_assert_cmpuint (count.n_missed, <=, pulses->n_pulses / 9 + 1);
  g_assert_cmpfloat (fabs (count.prf_hz - 2000), <, 0.5);
}

/* The signal channel is the higher one: some cards sample neighbours upwards only. */
static void
test_sync_below_signal (void)
{
  static const InsTiming wanted = { 10e6, 600, 0, 2000 };
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsTiming timing;

  install (FAKE_PCI_DAS4020, 1e6);
  trace.signal_channel = 1;
  trace.sync_channel = 0;
  digitizer = fixture_open ("comedi:/dev/comedi0?channel=1&sync=0");
  fixture_start (digitizer, &wanted, &timing, NULL);
  g_assert_cmpuint (CR_CHAN (card->seen.chanlist[0]), ==, 0);
  g_assert_cmpuint (CR_CHAN (card->seen.chanlist[1]), ==, 1);
  pulses = fixture_read (digitizer, &timing, 0.1, 64, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, 180);
  check_echoes (pulses, &timing, 2);
  check_times (pulses, 0.3e-6);
}

static void
test_main_bang (void)
{
  static const InsTiming wanted = { 1e6, 60, 20e-6, 2000 };
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsTiming timing;

  install (FAKE_COMEDI_TEST, 100e3);
  trace.bang_v = 9.0;
  trace.bang_ns = 4e3;
  digitizer = fixture_open ("comedi:/dev/comedi0?sync=signal&sync_percent=30");
  fixture_start (digitizer, &wanted, &timing, NULL);
  check_command (TRIG_NOW, TRIG_FOLLOW, TRIG_TIMER, TRIG_NONE);
  g_assert_cmpuint (card->seen.command.chanlist_len, ==, 1);
  pulses = fixture_read (digitizer, &timing, 0.3, 16, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, 570);
  check_echoes (pulses, &timing, 2);
  check_times (pulses, 2e-6);
}

typedef struct
{
  FakeModel model;
  const char *options;
  gboolean falling;
  InsTiming wanted;
  double centre_hz;
  guint scan_begin, convert;
  gboolean is_late; /* the record comes when the next trigger has passed */
} TriggerCase;

static void
check_commands (const TriggerCase *it)
{
  g_autofree char *address = g_strconcat ("comedi:/dev/comedi0?", it->options, NULL);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (InsDigitizer) digitizer = fixture_open (address);
  g_autoptr (FixturePulses) pulses = NULL;
  InsDigitizerCount count;
  InsDigitizerInfo info;
  InsTiming timing;

  fixture_start (digitizer, &it->wanted, &timing, notes);
  g_assert_true (fixture_has_note (notes, "armed anew"));
  check_command (TRIG_EXT, it->scan_begin, it->convert, TRIG_COUNT);
  g_assert_cmpint ((card->seen.command.start_arg & CR_INVERT) != 0, ==, it->falling);

  /* the first hundred records tell the pulser's rate */
  pulses = fixture_read (digitizer, &timing, 1.0, 4, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, (guint)(0.3 * it->wanted.prf_hz));
  check_echoes (pulses, &timing, 2);
  for (guint i = 1; i < pulses->n_pulses; i++)
    g_assert_cmpuint (pulses->pulses[i].index - pulses->pulses[i - 1].index, ==,
                      it->is_late ? 2 : 1);
  ins_digitizer_get_info (digitizer, &info);
  g_assert_cmpint (info.mode, ==, INS_ACQUIRE_TRIGGERED);
  g_assert_cmpfloat (info.clock_tolerance, ==, 0.2);
  g_assert_nonnull (strstr (info.how, "Armed anew in"));
  ins_digitizer_get_count (digitizer, &count);
  g_assert_cmpuint (count.n_pulses, ==, pulses->n_pulses);
  g_assert_cmpuint (count.n_missed, >=, it->is_late ? pulses->n_pulses : 0);
  g_assert_cmpuint (count.n_missed, <, 300 + (it->is_late ? pulses->n_pulses : 0));
  g_assert_cmpfloat (fabs (count.prf_hz / it->wanted.prf_hz - 1), <, 0.001);
}

#define TIMED TRIG_TIMER, TRIG_NOW
#define BOTH_TIMED TRIG_TIMER, TRIG_TIMER
#define FALLING "trigger=1&edge=falling"

/* One command per trigger: those that come while the card is armed anew are missed, and known. */
static void
test_command_per_trigger (void)
{
  static const TriggerCase cases[] = {
    { FAKE_PCI_DAS4020, "trigger=1", FALSE, { 20e6, 1000, 1e-5, 2e3 }, 2e6, TIMED, FALSE },
    /* its blocks of samples are not full before the next trigger */
    { FAKE_PCI_DAS4020, "trigger=1", FALSE, { 8e6, 2100, 0, 2e3 }, 1e6, TIMED, TRUE },
    { FAKE_PCI_DAS4020, FALLING, TRUE, { 20e6, 1200, 0, 2e3 }, 2e6, TIMED, FALSE },
    { FAKE_PCI_6110, "trigger=0", FALSE, { 5e6, 300, 0, 2e3 }, 5e5, TIMED, FALSE },
    /* more samples than a scan can have */
    { FAKE_PCI_6220, "trigger=3", FALSE, { 250e3, 600, 0, 300 }, 2e4, BOTH_TIMED, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      install (cases[i].model, cases[i].centre_hz);
      trace.pulser.period_ns = 1e9 / cases[i].wanted.prf_hz;
      card->command_cost_ns = 20e3;
      if (cases[i].falling) /* the record begins when the sync output falls */
        trace.echoes[0].delay_ns = ECHO_NS + trace.pulser.width_ns;
      check_commands (&cases[i]);
    }
}

/* One command, and each trigger makes a scan of as many samples as the record has. */
static void
test_scan_per_trigger (void)
{
  static const InsTiming wanted = { 250e3, 60, 16e-6, 1000 };
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (FixturePulses) pulses = NULL;
  InsDigitizerCount count;
  InsTiming timing;

  install (FAKE_PCI_6220, 30e3);
  trace.pulser.period_ns = 0.97e6; /* set by hand: 3 % too fast */
  digitizer = fixture_open ("comedi:/dev/comedi0?trigger=2");
  fixture_start (digitizer, &wanted, &timing, NULL);
  check_command (TRIG_NOW, TRIG_EXT, TRIG_TIMER, TRIG_NONE);
  g_assert_cmpuint (card->seen.command.scan_begin_arg, ==, 2 | CR_EDGE);
  g_assert_cmpuint (card->seen.command.convert_arg, ==, 4000);
  g_assert_cmpuint (card->seen.command.chanlist_len, ==, 64); /* four for the delay */
  g_assert_cmpuint (card->seen.command.flags & CMDF_WAKE_EOS, !=, 0);
  pulses = fixture_read (digitizer, &timing, 0.5, 8, NULL);
  g_assert_cmpuint (pulses->n_pulses, >, 480);
  check_echoes (pulses, &timing, 1.5);
  for (guint i = 0; i < pulses->n_pulses; i++)
    {
      g_assert_cmpuint (pulses->pulses[i].index, ==, i);
      g_assert_cmpfloat (fabs (pulses->pulses[i].card_s - i / 1000.0), <, 1e-9);
    }
  ins_digitizer_get_count (digitizer, &count);
  g_assert_cmpuint (count.n_samples, >=, 64 * pulses->n_pulses);
  g_assert_cmpuint (count.n_missed, ==, 0);
}

/* Channel i has i + 1 V, and after each pulse a little more. */
static double
outputs_signal (gpointer pulser, const FakeMoment *at)
{
  return at->channel + 1 + 0.001 * (double)MAX (fake_pulser_find (pulser, at->ns), 0);
}

static void
check_outputs (const InsDigitizerInfo *info)
{
  g_assert_cmpint (info->mode, ==, INS_ACQUIRE_GATED);
  g_assert_cmpuint (info->n_outputs, ==, 4);
  g_assert_cmpint (info->outputs[0].kind, ==, INS_OUTPUT_AMPLITUDE);
  g_assert_cmpfloat (info->outputs[0].per_v, ==, 10);
  g_assert_cmpstr (info->outputs[2].gate, ==, "I");
  g_assert_cmpfloat (fabs (info->outputs[1].per_v - 10e-6), <, 1e-12);
  g_assert_cmpfloat (fabs (info->outputs[1].at_zero_v - 5e-6), <, 1e-12);
  g_assert_cmpint (info->outputs[3].kind, ==, INS_OUTPUT_SPARE);
}

static void
check_values (const FixturePulses *pulses, const InsDigitizerInfo *info, double within_v)
{
  for (guint i = 0; i < pulses->n_pulses; i++)
    for (guint channel = 0; channel < 4; channel++)
      {
        double v = ins_card_scale_to_v (&info->outputs[channel].scale,
                                        pulses->samples[4 * i + channel]);
        double expected_v = channel + 1 + 0.001 * (double)pulses->pulses[i].index;

        /* the pulser had fired a few times before the card was started */
        g_assert_cmpfloat (v - expected_v, >, -0.002 - within_v);
        g_assert_cmpfloat (v - expected_v, <, 0.01 + within_v);
      }
}

#define OUTPUTS "outputs=0:A.amplitude,1:A.time,2:I.time,3:spare&us_per_volt=10&us_at_zero=5"

static void
test_gated (void)
{
  static const struct
  {
    FakeModel model;
    const char *trigger;
    guint start, scan_begin, convert, stop;
    double within_v;
  } cases[] = {
    { FAKE_COMEDI_TEST, "", TRIG_NOW, TRIG_TIMER, TRIG_NOW, TRIG_NONE, 0.002 },
    { FAKE_PCI_6110, "", TRIG_NOW, TRIG_TIMER, TRIG_NOW, TRIG_NONE, 0.03 },
    { FAKE_PCI_6220, "", TRIG_NOW, TRIG_TIMER, TRIG_TIMER, TRIG_NONE, 0.002 },
    { FAKE_PCI_6280, "", TRIG_NOW, TRIG_TIMER, TRIG_TIMER, TRIG_NONE, 0.002 },
    { FAKE_PCI_DAS4020, "", TRIG_NOW, TRIG_TIMER, TRIG_NOW, TRIG_NONE, 0.004 },
    { FAKE_PCI_6110, "&trigger=0", TRIG_NOW, TRIG_EXT, TRIG_NOW, TRIG_NONE, 0.03 },
    { FAKE_PCI_6220, "&trigger=0", TRIG_NOW, TRIG_EXT, TRIG_TIMER, TRIG_NONE, 0.002 },
    { FAKE_PCI_DAS4020, "&trigger=1", TRIG_EXT, TRIG_TIMER, TRIG_NOW, TRIG_COUNT, 0.004 },
  };
  static const InsTiming wanted = { 20e6, 1024, 12e-6, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = g_strconcat ("comedi:/dev/comedi0?" OUTPUTS, cases[i].trigger,
                                              NULL);
      g_autoptr (InsDigitizer) digitizer = NULL;
      g_autoptr (FixturePulses) pulses = NULL;
      InsDigitizerInfo info;
      InsTiming timing;

      g_test_message ("%u %s", cases[i].model, address);
      install (cases[i].model, 1e6);
      trace.pulser.period_ns = 1e6;
      trace.pulser.first_ns = 0.1e6;
      fake_card_set_signal (card, outputs_signal, &trace.pulser);
      digitizer = fixture_open (address);
      fixture_start (digitizer, &wanted, &timing, NULL);
      check_command (cases[i].start, cases[i].scan_begin, cases[i].convert, cases[i].stop);
      g_assert_cmpuint (card->seen.command.chanlist_len, ==, 4);
      g_assert_cmpuint (timing.n_samples, ==, 4);
      g_assert_cmpfloat (timing.delay_s, ==, 0);
      g_assert_cmpfloat (timing.prf_hz, ==, 1000);
      g_assert_cmpfloat (timing.n_samples / timing.sample_rate_hz * timing.prf_hz, <=, 1);

      pulses = fixture_read (digitizer, &timing, 1.0, 16, NULL);
      g_assert_cmpuint (pulses->n_pulses, >, 800);
      ins_digitizer_get_info (digitizer, &info);
      check_outputs (&info);
      check_values (pulses, &info, cases[i].within_v);
    }
}

/* What cannot be done is said with what can be. */
static void
test_refused (void)
{
  static const struct
  {
    FakeModel model;
    const char *address, *part;
    InsTiming wanted;
  } cases[] = {
    { FAKE_COMEDI_TEST, "trigger=0", "has no external trigger", { 1e6, 100, 0, 1000 } },
    { FAKE_USBDUXFAST, "trigger=0", "first samples after a trigger", { 3e6, 100, 0, 1000 } },
    { FAKE_PCI_6220, "trigger=50", "refuses input 50", { 250e3, 100, 0, 1000 } },
    { FAKE_PCI_6220, "trigger=0", "Take fewer samples", { 250e3, 300, 0, 1000 } },
    { FAKE_COMEDI_TEST, "sync=1", "Take fewer samples", { 500e3, 501, 0, 1000 } },
    { FAKE_USBDUXFAST, "channel=2", "channel 2 continuously", { 1e6, 100, 0, 1000 } },
    { FAKE_PCI_DAS4020, "sync=2", "channels 0 and 2 together", { 1e6, 100, 0, 1000 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = g_strconcat ("comedi:/dev/comedi0?", cases[i].address, NULL);
      g_autoptr (InsDigitizer) digitizer = NULL;
      g_autoptr (GError) error = NULL;
      InsTiming timing;

      install (cases[i].model, 1e6);
      digitizer = fixture_open (address);
      g_assert_false (ins_digitizer_negotiate (digitizer, &cases[i].wanted, &timing, NULL, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_cmpuint (card->seen.n_tests, <, 300);
    }
}

/* What the card's own clock makes of a rate is what is told, and asking for it changes nothing. */
static void
test_rates (void)
{
  static const struct
  {
    FakeModel model;
    double asked_hz, given_hz;
  } cases[] = {
    { FAKE_USBDUXFAST, 3e6, 3e6 },    { FAKE_USBDUXFAST, 4e6, 30e6 / 8 },
    { FAKE_USBDUXFAST, 10e6, 10e6 },  { FAKE_PCI_DAS4020, 20e6, 20e6 },
    { FAKE_PCI_DAS4020, 50e6, 20e6 }, { FAKE_PCI_DAS4020, 9e6, 1e9 / 100 },
    { FAKE_PCI_6110, 5e6, 5e6 },      { FAKE_PCI_6110, 10e6, 5e6 },
    { FAKE_PCI_6220, 1e6, 250e3 },    { FAKE_PCI_6280, 1e6, 625e3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (InsDigitizer) digitizer = NULL;
      g_autoptr (GError) error = NULL;
      InsTiming wanted = { cases[i].asked_hz, 100, 0, 1000 }, timing, again;

      install (cases[i].model, 1e6);
      digitizer = fixture_open ("comedi:/dev/comedi0");
      g_assert_true (ins_digitizer_negotiate (digitizer, &wanted, &timing, NULL, &error));
      g_test_message ("%u: %g", cases[i].model, timing.sample_rate_hz);
      g_assert_cmpfloat (fabs (timing.sample_rate_hz / cases[i].given_hz - 1), <, 1e-9);
      g_assert_true (ins_digitizer_negotiate (digitizer, &timing, &again, NULL, &error));
      g_assert_cmpfloat (again.sample_rate_hz, ==, timing.sample_rate_hz);
      g_assert_cmpfloat (again.prf_hz, ==, timing.prf_hz);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi/sync", test_sync);
  g_test_add_func ("/comedi/sync-below-signal", test_sync_below_signal);
  g_test_add_func ("/comedi/main-bang", test_main_bang);
  g_test_add_func ("/comedi/command-per-trigger", test_command_per_trigger);
  g_test_add_func ("/comedi/scan-per-trigger", test_scan_per_trigger);
  g_test_add_func ("/comedi/gated", test_gated);
  g_test_add_func ("/comedi/refused", test_refused);
  g_test_add_func ("/comedi/rates", test_rates);

  return g_test_run ();
}
