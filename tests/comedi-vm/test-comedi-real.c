/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Comedi adapter against the kernel's own driver. Runs as root in the guest of
 * run-in-comedi-vm, with the driver loaded as saw-tooth.h says.
 */
#include "config.h"

#include <comedilib.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/digitizer/ins-card-offer.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "devices/digitizer/ins-comedi-pulser.h"
#include "saw-tooth.h"

#define ADDRESS "comedi:/dev/comedi0"
#define STREAM_PULSES 10000 /* of 1000 samples at 1 MS/s: 10 s */
#define SMALL_BUFFER 65536  /* 33 ms */
#define BOUND_S 60.0        /* an emulated CPU on a busy machine */

static const InsTiming every_sample = { .sample_rate_hz = 1e6,
                                        .n_samples = 1000,
                                        .delay_s = 0,
                                        .prf_hz = 1000 };

static InsDigitizer *
digitizer_opened (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (ADDRESS, &error);
  InsDigitizer *digitizer = ins_comedi_digitizer_new (uri, &error);

  g_assert_no_error (error);
  g_assert_true (ins_digitizer_open (digitizer, &error));
  g_assert_no_error (error);

  return digitizer;
}

static void
start (InsDigitizer *digitizer)
{
  g_autoptr (GError) error = NULL;
  gboolean is_started = ins_digitizer_start (digitizer, &every_sample, &error);

  g_assert_no_error (error);
  g_assert_true (is_started);
}

/* What a stream has shown so far. */
typedef struct
{
  guint64 n_pulses;
  guint64 n_breaks; /* pulses with a sample that does not follow the one before */
  int phase;        /* of the sample that is to follow; -1 any */
  double newest_card_s;
  double arrival_s;
  double cpu_s; /* that fetching it took, without looking at it */
} Seen;

static const Seen nothing_seen = { .phase = -1 };

static void
look_at (Seen *seen, const InsPulseBlock *block)
{
  for (guint i = 0; i < block->n_pulses; i++, seen->n_pulses++)
    {
      const gint16 *samples = block->samples + (gsize)i * block->n_samples;

      g_assert_cmpuint (block->pulses[i].index, ==, seen->n_pulses);
      g_assert_cmpfloat (fabs (block->pulses[i].card_s - (double)seen->n_pulses / 1000), <, 1e-9);
      seen->n_breaks += !saw_tooth_check (samples, block->n_samples, &seen->phase);
    }
  g_assert_cmpfloat (block->newest_card_s, >=, seen->newest_card_s);
  g_assert_cmpfloat (block->newest_card_s, >=, (double)seen->n_pulses / 1000);
  g_assert_cmpfloat (block->arrival_s, >=, seen->arrival_s);
  seen->newest_card_s = block->newest_card_s;
  seen->arrival_s = block->arrival_s;
}

static double
cpu_time_s (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);

  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Reads until there were @n_pulses, the stream failed or the time is up. */
static void
read_stream (InsDigitizer *digitizer, guint64 n_pulses, Seen *seen, GError **error)
{
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (64, every_sample.n_samples);
  double until_s = ins_clock_now_s () + BOUND_S;

  while (seen->n_pulses < n_pulses && ins_clock_now_s () < until_s)
    {
      double before_s = cpu_time_s ();
      gboolean is_read = ins_digitizer_read (digitizer, block, 1.0, error);

      seen->cpu_s += cpu_time_s () - before_s;
      if (!is_read)
        return;
      look_at (seen, block);
    }
}

static void
test_info_and_list (void)
{
  g_autoptr (InsDigitizer) digitizer = digitizer_opened ();
  g_autoptr (GPtrArray) offers = ins_card_offers_find ();
  const InsCardOffer *offer;
  g_autofree char *text = NULL;
  InsDigitizerInfo info;

  ins_digitizer_get_info (digitizer, &info);
  g_test_message ("%s", info.how);
  g_assert_cmpstr (info.driver, ==, "comedi_test");
  g_assert_cmpuint (info.n_bits, ==, 16);
  g_assert_cmpfloat (info.full_scale_v, ==, 10);
  g_assert_cmpfloat (info.maximum_sample_rate_hz, ==, 1e6);
  g_assert_cmpuint (offers->len, ==, 1);
  offer = offers->pdata[0];
  text = ins_card_offer_to_text (offer);
  g_test_message ("%s", text);
  g_assert_cmpstr (offer->address, ==, ADDRESS);
  g_assert_cmpstr (offer->driver, ==, "comedi_test");
  g_assert_cmpstr (offer->problem, ==, "");
  g_assert_cmpuint (offer->n_channels, ==, 8);
  g_assert_cmpuint (offer->n_ranges, ==, 2);
  g_assert_cmpfloat (offer->maximum_rate_hz, ==, 1e6);
  g_assert_cmpuint (offer->n_rates, >=, 4);
  g_assert_cmpfloat (offer->rates_hz[1], ==, 500e3);
  g_assert_false (offer->can_scan_on_trigger || offer->can_start_on_trigger);
  g_assert_cmpuint (offer->n_counters, ==, 0);
  g_assert_cmpint (offer->analogue_output, ==, 1);
}

static void
test_rounding (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (InsDigitizer) digitizer = digitizer_opened ();
  InsTiming wanted = every_sample, actual;

  g_assert_true (ins_digitizer_negotiate (digitizer, &every_sample, &actual, notes, &error));
  g_assert_cmpuint (notes->len, ==, 0);
  wanted.sample_rate_hz = 10e6;
  wanted.n_samples = 100;
  g_assert_true (ins_digitizer_negotiate (digitizer, &wanted, &actual, notes, &error));
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpfloat (actual.sample_rate_hz, ==, 1e6);
  g_assert_cmpfloat (actual.prf_hz, ==, 1e3);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *address;
    int code;
  } cases[] = {
    { "comedi:/dev/comedi9", INS_DEVICE_ERROR_NOT_FOUND },
    { "comedi:/dev/null", INS_DEVICE_ERROR_UNSUPPORTED },
    { ADDRESS "?channel=8", INS_DEVICE_ERROR_URI },
    { ADDRESS, INS_DEVICE_ERROR_PERMISSION },
  };

  g_assert_cmpint (chmod ("/dev/comedi0", 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsUri) uri = ins_uri_parse (cases[i].address, &error);
      g_autoptr (InsDigitizer) digitizer = ins_comedi_digitizer_new (uri, &error);
      gboolean is_other_user = cases[i].code == INS_DEVICE_ERROR_PERMISSION;

      g_assert_cmpint (seteuid (is_other_user ? 65534 : 0), ==, 0);
      g_assert_false (ins_digitizer_open (digitizer, &error));
      g_assert_cmpint (seteuid (0), ==, 0);
      g_test_message ("%s", error->message);
      g_assert_error (error, INS_DEVICE_ERROR, cases[i].code);
    }
}

/* A computer that stands still for longer than the driver's buffer holds loses samples and says so;
 * then it is tried once more. */
static void
test_stream (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = digitizer_opened ();
  Seen seen = nothing_seen;
  double begun_s = ins_clock_now_s (), elapsed_s;

  start (digitizer);
  read_stream (digitizer, STREAM_PULSES, &seen, &error);
  if (g_error_matches (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN))
    {
      g_assert_cmpuint (seen.n_breaks, ==, 0);
      g_test_message ("again, for after %.1f s: %s", seen.newest_card_s, error->message);
      g_clear_error (&error);
      seen = nothing_seen;
      begun_s = ins_clock_now_s ();
      start (digitizer);
      read_stream (digitizer, STREAM_PULSES, &seen, &error);
    }
  elapsed_s = ins_clock_now_s () - begun_s;
  g_assert_no_error (error);
  g_test_message ("%" G_GUINT64_FORMAT " samples in a row in %.2f s, %" G_GUINT64_FORMAT
                  " breaks; fetching and cutting took %.1f %% of the CPU (emulated by QEMU; the "
                  "driver apart)",
                  seen.n_pulses * every_sample.n_samples, elapsed_s, seen.n_breaks,
                  100 * seen.cpu_s / elapsed_s);
  g_assert_cmpuint (seen.n_pulses, >=, STREAM_PULSES);
  g_assert_cmpuint (seen.n_breaks, ==, 0);
}

static void
test_second_user (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = digitizer_opened ();
  g_autoptr (InsDigitizer) second = digitizer_opened ();
  Seen seen = nothing_seen;

  start (digitizer);
  read_stream (digitizer, 10, &seen, &error);
  g_assert_no_error (error);
  g_assert_false (ins_digitizer_start (second, &every_sample, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY);
  g_clear_error (&error);
  read_stream (digitizer, 200, &seen, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_breaks, ==, 0);

  /* free again once the first one stops */
  ins_digitizer_stop (digitizer);
  start (second);
  seen = nothing_seen;
  read_stream (second, 10, &seen, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_breaks, ==, 0);
}

/* Nobody reads until the driver's buffer is full: what is in it is good, then comes the error. */
static void
test_overrun (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = digitizer_opened ();
  Seen seen = nothing_seen;

  start (digitizer);
  ins_clock_sleep_s (6.0); /* the buffer holds 4 s */
  read_stream (digitizer, 100000, &seen, &error);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
  g_test_message ("%" G_GUINT64_FORMAT " pulses before: %s", seen.n_pulses, error->message);
  g_assert_cmpuint (seen.n_pulses, >, 1000);
  g_assert_cmpuint (seen.n_breaks, ==, 0);
  g_clear_error (&error);

  start (digitizer);
  seen = nothing_seen;
  read_stream (digitizer, 100, &seen, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_pulses, >=, 100);
  g_assert_cmpuint (seen.n_breaks, ==, 0);
}

static void
set_buffer_limit (guint n_bytes)
{
  comedi_t *device = comedi_open ("/dev/comedi0");

  g_assert_nonnull (device);
  g_assert_cmpint (comedi_set_max_buffer_size (device, 0, n_bytes), >=, 0);
  g_assert_cmpint (comedi_set_buffer_size (device, 0, MIN (n_bytes, 2u << 20)), >=, 0);
  comedi_close (device);
}

/* An ordinary user cannot raise the driver's limit: it works, and a note says what may happen and
 * what to do. A busy computer may lose samples then, but says so. */
static void
test_small_buffer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (InsDigitizer) digitizer = NULL;
  InsTiming actual;
  Seen seen = nothing_seen;

  set_buffer_limit (SMALL_BUFFER);
  g_assert_cmpint (chmod ("/dev/comedi0", 0666), ==, 0);
  g_assert_cmpint (seteuid (65534), ==, 0);
  digitizer = digitizer_opened ();
  g_assert_true (ins_digitizer_negotiate (digitizer, &every_sample, &actual, notes, &error));
  g_assert_cmpuint (notes->len, ==, 1);
  g_test_message ("%s", (char *)notes->pdata[0]);
  g_assert_nonnull (strstr (notes->pdata[0], "comedi_config --read-buffer"));
  start (digitizer);
  read_stream (digitizer, 300, &seen, &error);
  g_assert_cmpint (seteuid (0), ==, 0);
  if (error != NULL)
    g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
  g_assert_cmpuint (seen.n_pulses, >, 0);
  g_assert_cmpuint (seen.n_breaks, ==, 0);

  ins_digitizer_close (digitizer);
  set_buffer_limit (20u << 20);
}

static void
run (const char *command)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, &error));
  g_assert_cmpint (status, ==, 0);
}

/* The driver is torn out in mid stream, which is what unplugging a card is to the program. */
static void
test_unplug (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = digitizer_opened ();
  Seen seen = nothing_seen;

  start (digitizer);
  read_stream (digitizer, 200, &seen, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_command_line_async ("/run/vm/busybox rmmod -f comedi_test", &error));
  g_assert_no_error (error);
  read_stream (digitizer, G_MAXUINT64, &seen, &error);
  g_test_message ("%s", error != NULL ? error->message : "nothing noticed");
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST);
  g_assert_cmpuint (seen.n_breaks, ==, 0);
  g_clear_error (&error);
  ins_digitizer_close (digitizer);

  /* plugged in again; the removal may still be under way */
  for (guint i = 0; i < 300 && g_file_test ("/sys/module/comedi_test", G_FILE_TEST_EXISTS); i++)
    ins_clock_sleep_s (0.1);
  run ("/run/vm/busybox insmod /run/vm/modules/comedi_test.ko amplitude=5000000 period=2000");
  g_assert_true (ins_digitizer_open (digitizer, &error));
  start (digitizer);
  seen = nothing_seen;
  read_stream (digitizer, 100, &seen, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.n_breaks, ==, 0);
}

#define OUTPUT 1 /* subdevice */

static void
feed (InsComediPulser *pulser)
{
  g_autoptr (GError) error = NULL;
  gboolean is_fed = ins_comedi_pulser_feed (pulser, &error);

  g_assert_no_error (error);
  g_assert_true (is_fed);
}

/* The output's level, which the driver hands to the input of the same channel. */
static gboolean
is_output_high (comedi_t *device)
{
  lsampl_t level;

  g_assert_cmpint (comedi_data_read (device, 0, 0, 0, AREF_GROUND, &level), >=, 0);
  g_assert_true (level == 32768 || level == 65535);

  return level == 65535;
}

/* The analogue output fires a pulser while the input records. 101 samples a period: the driver
 * looks every so many whole periods of 100. */
static void
test_output_pulser (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsDigitizer) digitizer = digitizer_opened ();
  comedi_t *device = comedi_open ("/dev/comedi0");
  double period_s = 1.01e-3, until_s;
  InsComediPulser *pulser = ins_comedi_pulser_new (device, OUTPUT, 0, &period_s, &error);
  guint n_high = 0;
  Seen seen = nothing_seen;

  g_assert_no_error (error);
  g_assert_cmpfloat (fabs (period_s - 1.01e-3), <, 1e-12);
  start (digitizer);
  g_assert_true (ins_comedi_pulser_start (pulser, &error));
  while (seen.n_pulses < 2000)
    {
      feed (pulser);
      read_stream (digitizer, seen.n_pulses + 100, &seen, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (seen.n_breaks, ==, 0);
  ins_digitizer_stop (digitizer);

  until_s = ins_clock_now_s () + BOUND_S;
  while (n_high < 5 && ins_clock_now_s () < until_s)
    {
      feed (pulser);
      n_high += is_output_high (device) ? 1 : 0;
      ins_clock_sleep_s (3e-3);
    }
  g_assert_cmpuint (n_high, ==, 5);
  ins_comedi_pulser_stop (pulser);
  g_assert_false (is_output_high (device));

  /* left alone it runs dry, and says so */
  g_assert_true (ins_comedi_pulser_start (pulser, &error));
  ins_clock_sleep_s (3.0);
  g_assert_false (ins_comedi_pulser_feed (pulser, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN);
  ins_comedi_pulser_free (pulser);
  comedi_close (device);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-real/info-and-list", test_info_and_list);
  g_test_add_func ("/comedi-real/rounding", test_rounding);
  g_test_add_func ("/comedi-real/output-pulser", test_output_pulser);
  g_test_add_func ("/comedi-real/refusals", test_refusals);
  g_test_add_func ("/comedi-real/stream", test_stream);
  g_test_add_func ("/comedi-real/second-user", test_second_user);
  g_test_add_func ("/comedi-real/overrun", test_overrun);
  g_test_add_func ("/comedi-real/small-buffer", test_small_buffer);
  g_test_add_func ("/comedi-real/unplug", test_unplug);

  return g_test_run ();
}
