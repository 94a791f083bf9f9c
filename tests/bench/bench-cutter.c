/* bench-cutter.c - what it costs to find the pulses in a stream and to cut their records
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "bench.h"
#include "devices/digitizer/ins-pulse-cutter.h"

#define RING_BYTES (32 << 20) /* as large as a driver's buffer: more than the caches hold */
#define PIECE_BYTES (256 << 10)
#define N_ROUNDS 24
#define PRF_HZ 1000.0
#define N_SAMPLES 1024
#define BLOCK_PULSES 1000

typedef struct
{
  const char *name;
  guint n_channels;
  InsCutTrigger trigger;
} Case;

static const Case cases[] = {
  { "1_channel_fixed", 1, { .by_edge = FALSE } },
  { "1_channel_bang", 1, { .by_edge = TRUE, .is_bang = TRUE, .threshold = 400 } },
  { "2_channels_sync", 2, { .by_edge = TRUE, .channel = 1, .threshold = 400, .hysteresis = 100 } },
};

/* 12 bits: noise, a bang and two echoes per period; on the other channel the sync. */
static void
draw (guint16 *samples, gsize n_scans, guint n_channels, gsize period)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (gsize i = 0; i < n_scans; i++)
    {
      gsize since = i % period;
      double height = g_rand_double_range (random, -40, 40);

      for (guint echo = 0; echo < 3; echo++)
        if (since >= 300 * echo && since < 300 * echo + 40)
          height += 1900 / (echo + 1.0) * sin ((double)(since - 300 * echo));
      samples[i * n_channels] = (guint16)(2048 + height);
      if (n_channels > 1)
        samples[i * n_channels + 1] = since < period / 20 ? 3072 : 2048;
    }
}

static double
copy_s (const guint8 *bytes, guint8 *to)
{
  double started_s = bench_cpu_s ();

  for (gsize done = 0; done < RING_BYTES; done += PIECE_BYTES)
    {
      memcpy (to, bytes + done, PIECE_BYTES);
      __asm__ volatile("" : : "r"(to) : "memory"); /* the copy is not left out */
    }

  return bench_cpu_s () - started_s;
}

static double
cut_s (InsPulseCutter *cutter, const guint8 *bytes, InsPulseBlock *block)
{
  double started_s = bench_cpu_s ();

  for (gsize done = 0; done < RING_BYTES;)
    {
      done += ins_pulse_cutter_feed (cutter, bytes + done, MIN (RING_BYTES - done, PIECE_BYTES),
                                     block);
      if (block->n_pulses == block->capacity)
        block->n_pulses = 0;
    }

  return bench_cpu_s () - started_s;
}

static void
print (const char *figure, const Case *c, double rate_hz, double value, const char *unit)
{
  g_autofree char *name = g_strdup_printf ("acquire.cutter_%s_%s_%g_ms", figure, c->name,
                                           rate_hz / 1e6);

  bench_print (name, value, unit);
}

/* Copies and cuts in turns, so that a busy machine slows down both. */
static void
measure (const Case *c, double rate_hz)
{
  gsize n_scans = RING_BYTES / (2 * c->n_channels), period = (gsize)(rate_hz / PRF_HZ);
  InsStreamFormat format = { c->n_channels, 0, 2, 4095, rate_hz };
  InsCutLayout layout = { MIN (N_SAMPLES, (guint)period / 2), 200, (guint)period };
  g_autofree guint8 *bytes = g_malloc (RING_BYTES), *to = g_malloc (PIECE_BYTES);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (BLOCK_PULSES, layout.n_samples);
  g_autoptr (InsPulseCutter) cutter = ins_pulse_cutter_new (&format, &layout, &c->trigger);
  double cuts[N_ROUNDS], copies[N_ROUNDS], cut, copy, bytes_per_s = 2 * c->n_channels * rate_hz;
  InsDigitizerCount count;

  draw ((guint16 *)bytes, n_scans, c->n_channels, period);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      copies[i] = copy_s (bytes, to);
      cuts[i] = cut_s (cutter, bytes, block);
    }
  ins_pulse_cutter_get_count (cutter, &count);
  if (count.n_pulses < N_ROUNDS * (n_scans / period - 2))
    g_error ("%s: %" G_GUINT64_FORMAT " pulses were cut.", c->name, count.n_pulses);
  cut = bench_quantile (cuts, N_ROUNDS, 0.5);
  copy = bench_quantile (copies, N_ROUNDS, 0.5);
  print ("cpu_percent", c, rate_hz, 100.0 * cut * bytes_per_s / RING_BYTES, "%");
  print ("over_memcpy", c, rate_hz, cut / copy, "x");
}

int
main (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      measure (&cases[i], 1e6);
      measure (&cases[i], 20e6);
    }

  return 0;
}
