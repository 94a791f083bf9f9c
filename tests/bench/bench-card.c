/* bench-card.c - what it costs to acquire from a fast Comedi card, whose samples cost nothing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "bench.h"
#include "core/ins-clock.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "fake-signal.h"

#define MEASURE_S 5.0
#define RING_BYTES (32 << 20) /* more than the caches hold */
#define PULSES 1000           /* per block */

static const InsTiming timing = { .sample_rate_hz = 20e6,
                                  .n_samples = 2000,
                                  .delay_s = 10e-6,
                                  .prf_hz = 5000 };

static FakeTrace trace = {
  .pulser = { .period_ns = 200e3, .width_ns = 10e3, .sync_v = 4.0, .rise_ns = 200 },
  .sync_channel = 1,
  .bang_v = 0.9,
  .bang_ns = 500,
  .centre_hz = 5e6,
  .n_echoes = 2,
  .echoes = { { 20e3, 0.5 }, { 25e3, 0.2 } },
};

/* Reads for so long; returns the samples that came. */
static guint64
read_for (InsDigitizer *digitizer, InsPulseBlock *block, double seconds)
{
  g_autoptr (GError) error = NULL;
  double until_s = ins_clock_now_s () + seconds;
  InsDigitizerCount before, after;

  ins_digitizer_get_count (digitizer, &before);
  while (ins_clock_now_s () < until_s)
    if (!ins_digitizer_read (digitizer, block, 0.05, &error))
      g_error ("%s", error->message);
  ins_digitizer_get_count (digitizer, &after);
  if ((double)(after.n_pulses - before.n_pulses) < 0.9 * seconds * timing.prf_hz)
    g_error ("%" G_GUINT64_FORMAT " pulses came.", after.n_pulses - before.n_pulses);

  return after.n_samples - before.n_samples;
}

static void
measure (const char *address, const char *figure, double bytes_per_s)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse (address, &error);
  g_autoptr (InsDigitizer) digitizer = NULL;
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (PULSES, timing.n_samples);
  double started_s, cpu_s, share;
  FakeCard *card;
  guint64 n;

  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", FAKE_PCI_DAS4020);
  card->faults.maximum_bytes = RING_BYTES;
  fake_card_set_buffer (card, 0, RING_BYTES, RING_BYTES);
  fake_card_set_signal (card, fake_trace_signal, &trace);
  fake_card_set_free (card, TRUE);
  fake_comedi_set_real_time (TRUE);
  digitizer = ins_comedi_digitizer_new (uri, &error);
  if (digitizer == NULL || !ins_digitizer_open (digitizer, &error) ||
      !ins_digitizer_start (digitizer, &timing, &error))
    g_error ("%s", error->message);

  read_for (digitizer, block, 0.5);
  started_s = ins_clock_now_s ();
  cpu_s = bench_cpu_s ();
  n = read_for (digitizer, block, MEASURE_S);
  started_s = ins_clock_now_s () - started_s;
  share = (bench_cpu_s () - cpu_s) / started_s;
  if ((double)n * 2 < 0.98 * bytes_per_s * started_s)
    g_error ("Only %.1f MB/s came.", 2e-6 * (double)n / started_s);
  bench_print (figure, 100.0 * share, "%");
  ins_digitizer_stop (digitizer);
  ins_digitizer_close (digitizer);
}

int
main (void)
{
  measure ("comedi:/dev/comedi0?range=1", "acquire.fake_card_cpu_percent_at_40mb_s", 40e6);
  measure ("comedi:/dev/comedi0?range=1&sync=1", "acquire.fake_card_cpu_percent_at_80mb_s_sync",
           80e6);

  return 0;
}
