/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "fake-card-rows.h"
#include "fake-comedi-card.h"
#include "fake-signal.h"

#define AI 0

static FakeCard *card;

static comedi_t *
open_card (FakeModel model)
{
  comedi_t *device = fake_card_open (&card, model);

  fake_card_set_signal (card, NULL, NULL);

  return device;
}

static void
start (comedi_t *device, guint n_channels, guint ns)
{
  gboolean is_test = g_str_equal (comedi_get_driver_name (device), "comedi_test");
  guint chanlist[] = { 0, 1, 2, 3 };
  comedi_cmd command = { .subdev = AI,
                         .start_src = TRIG_NOW,
                         .scan_begin_src = TRIG_TIMER,
                         .scan_begin_arg = ns,
                         .convert_src = is_test ? TRIG_NOW : TRIG_TIMER,
                         .scan_end_src = TRIG_COUNT,
                         .scan_end_arg = n_channels,
                         .stop_src = TRIG_NONE,
                         .chanlist = chanlist,
                         .chanlist_len = n_channels };

  g_assert_cmpint (comedi_command (device, &command), ==, 0);
}

/* --- signals -------------------------------------------------------------------------------- */

/* Edges are where the pulses are, each once and in turn. */
static void
test_pulser (void)
{
  FakePulser pulser = {
    .first_ns = 5e5, .period_ns = 1e6, .jitter_ns = 2e5, .missing_every = 7, .width_ns = 1e4
  };
  double edge_ns = 0, falling_ns = 0;
  guint n = 0;

  for (gint64 k = 0; k < 1000; k++)
    {
      double ns = fake_pulser_get_ns (&pulser, k);

      if ((k + 1) % 7 == 0)
        {
          g_assert_true (isnan (ns));
          continue;
        }
      g_assert_cmpfloat (fabs (ns - 5e5 - (double)k * 1e6), <=, 2e5);
      n += fabs (ns - 5e5 - (double)k * 1e6) > 1e5 ? 1 : 0;
      edge_ns = fake_pulser_trigger (&pulser, 0, FALSE, edge_ns);
      falling_ns = fake_pulser_trigger (&pulser, 0, TRUE, falling_ns);
      g_assert_cmpfloat (edge_ns, ==, ns);
      g_assert_cmpfloat (falling_ns, ==, ns + 1e4);
      g_assert_cmpint (fake_pulser_find (&pulser, ns), ==, k);
      g_assert_cmpint (fake_pulser_find (&pulser, ns - 1), <, k);
    }
  g_assert_cmpuint (n, >, 300); /* it does jitter */
}

/* As the card converts it: sync on channel 1, echoes on 0, each where it belongs. */
static void
test_trace (void)
{
  FakeTrace trace = {
    .pulser = { .first_ns = 10000, .period_ns = 50000, .width_ns = 2000, .sync_v = 4.0 },
    .signal_channel = 0,
    .sync_channel = 1,
    .centre_hz = 5e6,
    .n_echoes = 2,
    .echoes = { { 10000, 2.0 }, { 20000, -1.0 } }
  };
  comedi_t *device = open_card (FAKE_PCI_DAS4020);
  guint16 samples[4096];

  fake_card_set_signal (card, fake_trace_signal, &trace);
  start (device, 2, 50);
  fake_comedi_advance (2047 * 50);
  g_assert_cmpint (read (comedi_fileno (device), samples, sizeof samples), ==, sizeof samples);
  for (guint i = 0; i < 2048; i++)
    {
      guint in_period = (i + 1000 - 200) % 1000; /* in samples since the pulse */
      gboolean is_sync = i >= 200 && in_period < 40;

      g_assert_cmpuint (samples[2 * i + 1], ==, is_sync ? 3686 : 2048);
    }
  g_assert_cmpuint (samples[0], ==, 2048);
  g_assert_cmpuint (samples[2 * 400], ==, 2867); /* 2 V of ±5 V */
  g_assert_cmpuint (samples[2 * 600], ==, 1638);
  g_assert_cmpuint (samples[2 * 1400], ==, 2867);
  comedi_close (device);
}

/* --- time ----------------------------------------------------------------------------------- */

static void
test_program_clock (void)
{
  double before_s;

  fake_comedi_reset ();
  before_s = ins_clock_now_s ();
  ins_clock_sleep_s (3600.0);
  g_assert_cmpfloat_with_epsilon (ins_clock_now_s () - before_s, 3600.0, 1e-9);
  ins_clock_sleep_until_s (before_s + 4000.0);
  g_assert_cmpfloat_with_epsilon (ins_clock_now_s () - before_s, 4000.0, 1e-9);
  g_assert_cmpfloat (fake_comedi_now_ns (), ==, 4000e9);
}

static void
test_real_time (void)
{
  comedi_t *device = open_card (FAKE_COMEDI_TEST);
  struct pollfd waiting = { .fd = comedi_fileno (device), .events = POLLIN };
  double began_s;
  int n;

  fake_comedi_set_real_time (TRUE);
  began_s = ins_clock_now_s ();
  start (device, 1, 1000);
  g_assert_cmpint (poll (&waiting, 1, 20000), ==, 1);
  n = comedi_get_buffer_contents (device, AI);
  g_assert_cmpint (n, >, 0);
  g_assert_cmpfloat (n / 2, <=, (ins_clock_now_s () - began_s) * 1e6);
  comedi_close (device);
}

static gpointer
wait_for_samples (gpointer data)
{
  struct pollfd waiting = { .fd = comedi_fileno (data), .events = POLLIN };
  int result = poll (&waiting, 1, 20000);

  return GINT_TO_POINTER (result);
}

/* Another thread's cancel wakes the one that waits. */
static void
test_cancel_from_another_thread (void)
{
  comedi_t *device = open_card (FAKE_COMEDI_TEST);
  GThread *thread;
  guint8 byte;
  guint n_polls = 0;

  fake_comedi_set_real_time (TRUE);
  card->faults.is_stalled = TRUE;
  start (device, 1, 1000);
  thread = g_thread_new ("waits", wait_for_samples, device);
  while (n_polls == 0)
    {
      FAKE_ENTER_QUIETLY ();

      n_polls = card->seen.n_polls;
    }
  g_assert_cmpint (comedi_cancel (device, AI), ==, 0);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, 1);
  g_assert_cmpint (read (comedi_fileno (device), &byte, 1), ==, -1);
  g_assert_cmpint (errno, ==, EINVAL);
  comedi_close (device);
}

/* Other descriptors are the system's. */
static void
test_other_descriptors (void)
{
  comedi_t *device = open_card (FAKE_COMEDI_TEST);
  int ends[2];
  struct pollfd waiting[2];
  char byte = 0;

  g_assert_cmpint (pipe (ends), ==, 0);
  waiting[0] = (struct pollfd){ .fd = ends[0], .events = POLLIN };
  waiting[1] = (struct pollfd){ .fd = -1, .revents = 123 };
  g_assert_cmpint (poll (waiting, 1, 0), ==, 0);
  g_assert_cmpint (write (ends[1], "x", 1), ==, 1);
  g_assert_cmpint (poll (waiting, 1, 0), ==, 1);
  g_assert_cmpint (waiting[1].revents, ==, 123);
  g_assert_cmpint (read (ends[0], &byte, 1), ==, 1);
  g_assert_cmpint (byte, ==, 'x');
  close (ends[0]);
  close (ends[1]);
  comedi_close (device);
}

static lsampl_t
count_calls (gpointer n_calls, const FakeMoment *at)
{
  ++*(guint *)n_calls;

  return (lsampl_t)at->scan & 0xfff;
}

/* The ring is filled once; then samples only count. */
static void
test_free_samples (void)
{
  comedi_t *device = open_card (FAKE_PCI_DAS4020);
  guint n_calls = 0;
  guint16 samples[2048];

  fake_card_set_counts (card, count_calls, &n_calls);
  fake_card_set_free (card, TRUE);
  g_assert_cmpint (comedi_set_buffer_size (device, AI, 65536), ==, 65536);
  start (device, 1, 50);
  for (guint i = 0; i < 100; i++)
    {
      fake_comedi_advance (2048 * 50);
      g_assert_cmpint (read (comedi_fileno (device), samples, sizeof samples), ==, 4096);
      g_assert_cmpuint (samples[5], ==, (2048 * i + 5) % 32768 & 0xfff);
    }
  g_assert_cmpuint (n_calls, ==, 32768);
  fake_comedi_advance (1e9);
  while (read (comedi_fileno (device), samples, sizeof samples) > 0)
    ;
  g_assert_cmpint (errno, ==, EPIPE);
  comedi_close (device);
}

/* A command that costs time misses the triggers that come meanwhile. */
static void
test_cost_of_commands (void)
{
  comedi_t *device = open_card (FAKE_COMEDI_TEST);

  card->command_cost_ns = 3e5;
  start (device, 1, 1000);
  g_assert_cmpfloat (fake_comedi_now_ns (), ==, 3e5);
  comedi_close (device);
}

/* --- calibration ---------------------------------------------------------------------------- */

static double
one_volt (gpointer unused, const FakeMoment *at)
{
  return 1.0;
}

/* A file as comedi_soft_calibrate writes it, read by the library itself. */
static void
test_soft_calibration (void)
{
  static const char text[] = "{\n"
                             "  driver_name => \"ni_pcimio\",\n"
                             "  board_name => \"pci-6220\",\n"
                             "  calibrations => [\n"
                             "    {\n"
                             "      subdevice => 0,\n"
                             "      channels => [],\n"
                             "      ranges => [0,],\n"
                             "      arefs => [],\n"
                             "      caldacs => [],\n"
                             "      softcal_to_phys => {\n"
                             "        expansion_origin => 32767.5,\n"
                             "        coefficients => [-0.05, 2.9064e-4,],\n"
                             "      },\n"
                             "    },\n"
                             "  ],\n"
                             "}\n";
  comedi_t *device = open_card (FAKE_PCI_6220);
  g_autofree char *name = NULL;
  comedi_calibration_t *calibration;
  comedi_polynomial_t polynomial;
  lsampl_t data;
  char *path;
  int fd = g_file_open_tmp ("calibration-XXXXXX", &name, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (name, text, -1, NULL));
  fake_card_set_calibration (card, name);
  path = comedi_get_default_calibration_path (device);
  g_assert_cmpstr (path, ==, name);
  calibration = comedi_parse_calibration_file (path);
  g_assert_nonnull (calibration);
  g_assert_cmpint (
      comedi_get_softcal_converter (AI, 0, 0, COMEDI_TO_PHYSICAL, calibration, &polynomial), ==, 0);

  /* an input that is off by as much as the file says */
  card->gain = 20.0 / 65535 / 2.9064e-4;
  card->offset_v = 0.05 * card->gain;
  fake_card_set_signal (card, one_volt, NULL);
  g_assert_cmpint (comedi_data_read (device, AI, 0, 0, AREF_GROUND, &data), ==, 1);
  g_assert_cmpfloat_with_epsilon (comedi_to_physical (data, &polynomial), 1.0, 2e-4);
  g_assert_cmpint (comedi_get_hardcal_converter (device, AI, 0, 0, COMEDI_TO_PHYSICAL, &polynomial),
                   ==, 0);
  g_assert_cmpfloat (fabs (comedi_to_physical (data, &polynomial) - 1.0), >, 0.05);
  g_assert_cmpint (comedi_apply_calibration (device, AI, 0, 0, AREF_GROUND, NULL), ==, 0);
  g_assert_cmpuint (card->seen.n_calibrations, ==, 1);
  comedi_cleanup_calibration (calibration);
  free (path);
  g_assert_cmpint (unlink (name), ==, 0);
  comedi_close (device);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fake-signal/pulser", test_pulser);
  g_test_add_func ("/fake-signal/trace", test_trace);
  g_test_add_func ("/fake-signal/program-clock", test_program_clock);
  g_test_add_func ("/fake-signal/real-time", test_real_time);
  g_test_add_func ("/fake-signal/cancel-from-another-thread", test_cancel_from_another_thread);
  g_test_add_func ("/fake-signal/other-descriptors", test_other_descriptors);
  g_test_add_func ("/fake-signal/free-samples", test_free_samples);
  g_test_add_func ("/fake-signal/cost-of-commands", test_cost_of_commands);
  g_test_add_func ("/fake-signal/soft-calibration", test_soft_calibration);

  return g_test_run ();
}
