/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "fake-comedi.h"

#define RECORDED_NS 8e6 /* after which comedi_test hands on what it has ... */
#define N_RECORDED 8000 /* ... samples: 0, 1, 2, ... */
#define N_PULSES 16     /* in them */

static FakeCard *card;
static const InsTiming usual = { .sample_rate_hz = 1e6,
                                 .n_samples = 100,
                                 .delay_s = 10e-6,
                                 .prf_hz = 2000 };

static InsDigitizer *
digitizer_new (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (text, &error);
  InsDigitizer *digitizer = ins_comedi_digitizer_new (uri, &error);

  g_assert_no_error (error);

  return digitizer;
}

static void
install (void)
{
  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", FAKE_COMEDI_TEST);
  fake_card_set_counts (card, fake_counts_ramp, NULL);
}

static InsDigitizer *
digitizer_opened (void)
{
  g_autoptr (GError) error = NULL;
  InsDigitizer *digitizer = digitizer_new ("comedi:/dev/comedi0");

  g_assert_true (ins_digitizer_open (digitizer, &error));
  g_assert_no_error (error);

  return digitizer;
}

static InsDigitizer *
digitizer_started (void)
{
  g_autoptr (GError) error = NULL;
  InsDigitizer *digitizer = digitizer_opened ();

  g_assert_true (ins_digitizer_start (digitizer, &usual, &error));
  g_assert_no_error (error);
  fake_comedi_advance (RECORDED_NS);

  return digitizer;
}

/* Reads all pulses of n_recorded samples; returns how many. Each must carry the samples of its
 * moment. */
static guint64
read_pulses_of (InsDigitizer *digitizer, guint n_recorded, guint capacity, GError **error)
{
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (capacity, usual.n_samples);
  guint64 n = 0;

  while (ins_digitizer_read (digitizer, block, 0.0, error) && block->n_pulses > 0)
    for (gsize i = 0; i < block->n_pulses; i++, n++)
      {
        g_assert_cmpuint (block->pulses[i].index, ==, n);
        g_assert_cmpint (block->samples[i * usual.n_samples], ==, (gint64)(n * 500 + 10) - 32768);
        g_assert_cmpint (block->samples[i * usual.n_samples + 99], ==,
                         (gint64)(n * 500 + 109) - 32768);
        g_assert_cmpfloat (block->newest_card_s, ==, n_recorded / 1e6);
        g_assert_cmpfloat (block->arrival_s, <=, ins_clock_now_s ());
      }

  return n;
}

static guint64
read_pulses (InsDigitizer *digitizer, guint capacity, GError **error)
{
  return read_pulses_of (digitizer, N_RECORDED, capacity, error);
}

static void
test_addresses (void)
{
  static const char *const bad[] = {
    "comedi",
    "comedi:comedi0",
    "comedi:/dev/comedi0?channel=x",
    "comedi:/dev/comedi0?channel=-1",
    "comedi:/dev/comedi0?range=1.5",
    "comedi:/dev/comedi0?reference=moon",
    "comedi:/dev/comedi0?gain=2",
  };
  static const char *const absent[] = {
    "comedi:/dev/comedi0?channel=8",
    "comedi:/dev/comedi0?range=2",
    "comedi:/dev/comedi0?reference=differential",
  };

  install ();
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsUri) uri = ins_uri_parse (bad[i], &error);

      g_test_message ("%s", bad[i]);
      g_assert_null (ins_comedi_digitizer_new (uri, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (absent); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = digitizer_new (absent[i]);

      g_assert_false (ins_digitizer_open (digitizer, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
      g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
    }
}

static void
test_open_errors (void)
{
  static const struct
  {
    int open_errno;
    int code; /* InsDeviceError */
  } cases[] = {
    { ENOENT, INS_DEVICE_ERROR_NOT_FOUND },
    { ENODEV, INS_DEVICE_ERROR_NOT_FOUND },
    { ENXIO, INS_DEVICE_ERROR_NOT_FOUND },
    { EACCES, INS_DEVICE_ERROR_PERMISSION },
    { EPERM, INS_DEVICE_ERROR_PERMISSION },
    { EBUSY, INS_DEVICE_ERROR_BUSY },
    { ENOTTY, INS_DEVICE_ERROR_UNSUPPORTED },
    { EINVAL, INS_DEVICE_ERROR_UNSUPPORTED },
    { EIO, INS_DEVICE_ERROR_IO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = digitizer_new ("comedi:/dev/comedi0");
      InsTiming actual;

      install ();
      card->faults.open_errno = cases[i].open_errno;
      g_assert_false (ins_digitizer_open (digitizer, &error));
      g_assert_error (error, INS_DEVICE_ERROR, cases[i].code);
      g_assert_nonnull (g_strstr_len (error->message, -1, "/dev/comedi0"));
      g_clear_error (&error);
      g_assert_false (ins_digitizer_negotiate (digitizer, &usual, &actual, NULL, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
    }
}

static void
test_info (void)
{
  g_autoptr (InsDigitizer) digitizer = NULL;
  InsDigitizerInfo info;

  install ();
  digitizer = digitizer_opened ();
  ins_digitizer_get_info (digitizer, &info);
  g_assert_cmpstr (info.name, ==, "comedi_test");
  g_assert_cmpstr (info.driver, ==, "comedi_test");
  g_assert_cmpuint (info.n_bits, ==, 16);
  g_assert_cmpint (info.full_scale_counts, ==, 32768);
  g_assert_cmpfloat (info.full_scale_v, ==, 10.0);
  g_assert_cmpfloat (info.maximum_sample_rate_hz, ==, 1e6);
  g_assert_false (info.is_simulated);
  g_assert_nonnull (g_strstr_len (info.how, -1, "-10 to 10 V"));
}

static void
test_rounding (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (InsDigitizer) digitizer = NULL;
  InsTiming wanted = usual, actual, again;

  install ();
  digitizer = digitizer_opened ();
  g_assert_true (ins_digitizer_negotiate (digitizer, &usual, &actual, notes, &error));
  g_assert_cmpuint (notes->len, ==, 0);
  g_assert_cmpfloat (actual.prf_hz, ==, 2000);

  /* 2 us on the grid of 1 us; then 333.3 samples between pulses and 2.5 to the first */
  wanted.sample_rate_hz = 600e3;
  wanted.prf_hz = 1500;
  wanted.delay_s = 5.2e-6;
  g_assert_true (ins_digitizer_negotiate (digitizer, &wanted, &actual, notes, &error));
  g_assert_cmpuint (notes->len, ==, 3);
  g_assert_cmpfloat (actual.sample_rate_hz, ==, 500e3);
  g_assert_cmpfloat (actual.prf_hz, ==, 500e3 / 333);
  g_assert_cmpfloat (actual.delay_s, ==, 6e-6);
  g_assert_cmpuint (actual.n_samples, ==, 100);
  g_assert_true (ins_digitizer_negotiate (digitizer, &actual, &again, notes, &error));
  g_assert_cmpuint (notes->len, ==, 3);
  g_assert_cmpfloat (again.sample_rate_hz, ==, actual.sample_rate_hz);
  g_assert_cmpfloat (again.prf_hz, ==, actual.prf_hz);

  /* too fast for the record: the pulses move apart */
  wanted = usual;
  wanted.prf_hz = 20e3;
  g_assert_true (ins_digitizer_negotiate (digitizer, &wanted, &actual, notes, &error));
  g_assert_cmpfloat (actual.prf_hz, ==, 1e6 / 110);
  g_assert_cmpuint (notes->len, ==, 4);

  /* what was never negotiated is not quietly done otherwise */
  g_assert_false (ins_digitizer_start (digitizer, &wanted, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
  g_assert_cmpuint (card->seen.n_commands, ==, 0);
}

/* Each kind of card gets the pace that it has. */
static void
test_paces (void)
{
  static const struct
  {
    guint no_scan_begin, no_convert, scan_begin, convert;
  } cases[] = {
    { TRIG_TIMER, TRIG_NOW, TRIG_FOLLOW, TRIG_TIMER }, /* usbduxfast */
    { TRIG_FOLLOW, TRIG_TIMER, TRIG_TIMER, TRIG_NOW }, /* PCI-6110 */
    { TRIG_FOLLOW, TRIG_NOW, TRIG_TIMER, TRIG_TIMER }, /* E series */
    { 0, 0, TRIG_FOLLOW, TRIG_TIMER },                 /* comedi_test */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (InsDigitizer) digitizer = NULL;

      install ();
      card->faults.denied_scan_begin = cases[i].no_scan_begin;
      card->faults.denied_convert = cases[i].no_convert;
      digitizer = digitizer_started ();
      ins_digitizer_stop (digitizer);
      g_assert_cmpuint (card->seen.command.start_src, ==, TRIG_NOW);
      g_assert_cmpuint (card->seen.command.scan_begin_src, ==, cases[i].scan_begin);
      g_assert_cmpuint (card->seen.command.convert_src, ==, cases[i].convert);
      g_assert_cmpuint (card->seen.command.stop_src, ==, TRIG_NONE);
      g_assert_cmpuint (card->seen.chanlist[0], ==, CR_PACK (0, 0, AREF_GROUND));
    }
}

static void
test_refused_timing (void)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = NULL;
      InsTiming actual;

      install ();
      digitizer = digitizer_opened ();
      card->seen.n_tests = 0;
      card->faults.is_refusing = i == 0;
      card->faults.denied_start = i == 1 ? TRIG_NOW : 0;
      card->faults.denied_stop = i == 2 ? TRIG_NONE : 0;
      card->faults.denied_convert = i == 3 ? TRIG_TIMER | TRIG_NOW : 0;
      g_assert_false (ins_digitizer_negotiate (digitizer, &usual, &actual, NULL, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
      g_assert_cmpuint (card->seen.n_tests, <=, 30);
      g_clear_error (&error);
      g_assert_false (ins_digitizer_start (digitizer, &usual, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED);
    }
}

static void
test_buffer (void)
{
  static const struct
  {
    double rate_hz;
    guint maximum, allowed, result;
  } cases[] = {
    { 1e5, 20 << 20, 20 << 20, 2 << 20 },  /* 2 s would be less than 2 MiB */
    { 1e6, 20 << 20, 20 << 20, 4001792 },  /* 2 s and the rest of a page */
    { 1e6, 3 << 20, 3 << 20, 3 << 20 },    /* an ordinary user: as much as there may be */
    { 1e6, 128 << 10, 20 << 20, 4001792 }, /* root raises the limit */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = NULL;
      InsTiming timing = usual;

      install ();
      fake_card_set_buffer (card, 0, 64 << 10, cases[i].maximum);
      card->faults.maximum_bytes = cases[i].allowed;
      timing.sample_rate_hz = cases[i].rate_hz;
      timing.prf_hz = 500;
      digitizer = digitizer_opened ();
      g_assert_true (ins_digitizer_start (digitizer, &timing, &error));
      g_assert_cmpuint (fake_card_get_buffer (card, 0), ==, cases[i].result);
    }
}

static void
test_start_errors (void)
{
  static const struct
  {
    int resize_errno, command_errno;
    int code; /* InsDeviceError */
  } cases[] = {
    { EBUSY, 0, INS_DEVICE_ERROR_BUSY },  { 0, EBUSY, INS_DEVICE_ERROR_BUSY },
    { 0, EACCES, INS_DEVICE_ERROR_BUSY }, { ENODEV, 0, INS_DEVICE_ERROR_LOST },
    { 0, ENODEV, INS_DEVICE_ERROR_LOST }, { ENOMEM, EIO, INS_DEVICE_ERROR_IO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = NULL;

      install ();
      digitizer = digitizer_opened ();
      card->faults.resize_errno = cases[i].resize_errno;
      card->faults.command_errno = cases[i].command_errno;
      g_assert_false (ins_digitizer_start (digitizer, &usual, &error));
      g_assert_error (error, INS_DEVICE_ERROR, cases[i].code);
      g_clear_error (&error);

      card->faults.resize_errno = card->faults.command_errno = 0;
      g_assert_true (ins_digitizer_start (digitizer, &usual, &error));
      g_assert_no_error (error);
    }
}

static void
test_pulses (void)
{
  static const guint capacities[] = { 1, 3, 64 };

  for (gsize i = 0; i < G_N_ELEMENTS (capacities); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsDigitizer) digitizer = NULL;

      install ();
      digitizer = digitizer_started ();
      g_assert_cmpuint (read_pulses (digitizer, capacities[i], &error), ==, N_PULSES);
      g_assert_no_error (error);
      ins_digitizer_stop (digitizer);
      g_assert_cmpuint (card->seen.n_cancels, ==, 1);
    }
}

static void
test_overrun (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = NULL;

  install ();
  card->faults.maximum_bytes = 0;
  fake_card_set_buffer (card, 0, 16384, 16384);
  digitizer = digitizer_started ();
  fake_comedi_advance (RECORDED_NS);
  g_assert_cmpuint (read_pulses_of (digitizer, 8192, 3, &error), ==, N_PULSES + 1);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
  g_clear_error (&error);

  /* said again until somebody does something about it */
  g_assert_cmpuint (read_pulses (digitizer, 3, &error), ==, 0);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
  g_clear_error (&error);

  g_assert_true (ins_digitizer_start (digitizer, &usual, &error));
  fake_comedi_advance (RECORDED_NS);
  g_assert_cmpuint (read_pulses (digitizer, 3, &error), ==, N_PULSES);
  g_assert_no_error (error);
}

/* poll() sleeps through the removal, so the bound of each sleep is what makes it noticed. */
static void
test_unplug (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (4, usual.n_samples);

  install ();
  digitizer = digitizer_started ();
  card->faults.is_stalled = TRUE;
  fake_comedi_at (RECORDED_NS + 0.1e9, fake_card_unplug, card);
  g_assert_cmpuint (read_pulses (digitizer, 8, &error), ==, N_PULSES);
  g_assert_no_error (error);
  g_assert_false (ins_digitizer_read (digitizer, block, 20.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpfloat (fake_comedi_now_ns (), <, 0.5e9);
  g_assert_cmpint (card->seen.longest_poll_ms, <, 250);
  ins_digitizer_close (digitizer);
  g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
}

/* What the card had recorded before it went is delivered, and time does not run backwards. */
static void
test_unplug_with_samples_in_the_buffer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (1, usual.n_samples);
  double arrival_s;

  install ();
  digitizer = digitizer_started ();
  g_assert_true (ins_digitizer_read (digitizer, block, 0.0, &error));
  arrival_s = block->arrival_s;
  fake_card_unplug (card);
  for (guint i = 1; i < N_PULSES; i++)
    {
      g_assert_true (ins_digitizer_read (digitizer, block, 0.0, &error));
      g_assert_cmpuint (block->n_pulses, ==, 1);
      g_assert_cmpuint (block->pulses[0].index, ==, i);
      g_assert_cmpint (block->samples[0], ==, (gint)(i * 500 + 10) - 32768);
      g_assert_cmpfloat (block->newest_card_s, ==, N_RECORDED / 1e6);
      g_assert_cmpfloat (block->arrival_s, ==, arrival_s);
    }
  g_assert_false (ins_digitizer_read (digitizer, block, 0.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
}

static void
test_ended_by_itself (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = NULL;

  install ();
  digitizer = digitizer_started ();
  g_assert_cmpuint (read_pulses (digitizer, 8, &error), ==, N_PULSES);
  g_assert_no_error (error);
  fake_card_cancel (card, 0);
  g_assert_cmpuint (read_pulses (digitizer, 8, &error), ==, 0);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpuint (card->seen.n_polls, ==, 0);
}

static void
test_not_running (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (4, usual.n_samples);

  install ();
  digitizer = digitizer_opened ();
  g_assert_false (ins_digitizer_read (digitizer, block, 0.1, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED);
  ins_digitizer_stop (digitizer);
  ins_digitizer_close (digitizer);
  ins_digitizer_close (digitizer);
  g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
  g_assert_cmpuint (card->seen.n_cancels, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi/addresses", test_addresses);
  g_test_add_func ("/comedi/open-errors", test_open_errors);
  g_test_add_func ("/comedi/info", test_info);
  g_test_add_func ("/comedi/rounding", test_rounding);
  g_test_add_func ("/comedi/paces", test_paces);
  g_test_add_func ("/comedi/refused-timing", test_refused_timing);
  g_test_add_func ("/comedi/buffer", test_buffer);
  g_test_add_func ("/comedi/start-errors", test_start_errors);
  g_test_add_func ("/comedi/pulses", test_pulses);
  g_test_add_func ("/comedi/overrun", test_overrun);
  g_test_add_func ("/comedi/unplug", test_unplug);
  g_test_add_func ("/comedi/unplug-with-samples-in-the-buffer",
                   test_unplug_with_samples_in_the_buffer);
  g_test_add_func ("/comedi/ended-by-itself", test_ended_by_itself);
  g_test_add_func ("/comedi/not-running", test_not_running);

  return g_test_run ();
}
